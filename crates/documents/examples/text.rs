//! Prints what is read of a file: `cargo run -p documents --example text FILE`.
#![expect(clippy::print_stdout, reason = "it is what this program does")]

use std::error::Error;
use std::fs::File;

use documents::{Limits, extract, recognise};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name a file")?;
    let format = recognise(&path, "", File::open(&path)?)?;
    let extracted = extract(format, File::open(&path)?, &Limits::default())?;
    let bytes: usize = extracted.sections.iter().map(|section| section.text.len()).sum();
    println!(
        "{format:?}, {:?}: {} sections, {bytes} bytes, truncated: {}",
        extracted.title,
        extracted.sections.len(),
        extracted.truncated
    );
    for section in extracted.sections {
        println!("--- {:?}\n{}", section.place, section.text);
    }
    Ok(())
}
