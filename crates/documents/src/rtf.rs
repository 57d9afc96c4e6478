//! Rich Text Format (version 1.9.1 of its specification).

mod code_page;
mod destination;
mod reader;
mod tables;
mod tokens;

use std::io::{BufReader, Read};

use reader::Reader;
use tokens::Tokens;

use crate::Limits;
use crate::collector::Collector;
use crate::stop::Stop;

/// Reads the text in the order of the file: not headers and footers, comments, hidden and deleted text.
pub(crate) fn read<R: Read>(file: R, limits: &Limits, out: &mut Collector) -> Result<(), Stop> {
    let mut tokens = Tokens::new(BufReader::new(file.take(limits.markup_bytes)));
    let mut reader = Reader::new(limits, out);
    while let Some(token) = tokens.next().map_err(Stop::io)? {
        reader.token(token)?;
    }
    reader.finish()?;
    if tokens.into_inner().into_inner().limit() == 0 { Err(Stop::Full) } else { Ok(()) }
}
