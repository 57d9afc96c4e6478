//! `mise run bench`: reads all text of the decks in a folder, again and again; prints how long once takes, in seconds, and how
//! many bytes of text there are. `tools/decks.py` makes the decks, and compares.
#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![expect(clippy::print_stdout, reason = "it is what this program does")]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use documents::{Format, Limits, extract};

const ROUNDS: usize = 10;

fn main() {
    // cargo adds an argument of its own.
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let folder = folder.expect("name a folder of decks, or run tools/decks.py");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    // The first round warms up.
    let mut bytes: usize = paths.iter().map(|path| read(path)).sum();
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let began = Instant::now();
        bytes = paths.iter().map(|path| read(path)).sum();
        best = best.min(began.elapsed());
    }
    println!("{} {bytes}", best.as_secs_f64());
}

fn read(path: &Path) -> usize {
    let extracted = extract(Format::Pptx, File::open(path).unwrap(), &Limits::default()).unwrap();
    assert!(!extracted.truncated);
    extracted.sections.iter().map(|section| section.text.len()).sum()
}
