//! Plain text, and data in plain text.

use std::io::Read;

use crate::charset::Decoded;
use crate::collector::Collector;
use crate::stop::Stop;

/// Reads all of it, with its lines and spaces.
pub(crate) fn read<R: Read>(file: R, out: &mut Collector) -> Result<(), Stop> {
    let mut text = Decoded::new(file, |_| None)?;
    out.begin_verbatim();
    while let Some(chunk) = text.chunk()? {
        out.verbatim(chunk)?;
    }
    Ok(())
}
