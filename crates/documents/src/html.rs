//! HTML, in documents, in books and among Markdown.

mod elements;
mod walker;

use std::io::Read;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use html5gum::emitters::callback::CallbackEmitter;
use html5gum::{IoReader, State, Tokenizer};
use walker::{Signal, Walker};

use crate::Limits;
use crate::charset::Decoded;
use crate::collector::Collector;
use crate::stop::Stop;

/// Bytes in which a document may declare its charset (HTML §4.2.5.4).
const DECLARATION: usize = 1024;

/// Reads a document.
pub(crate) fn read<R: Read>(file: R, limits: &Limits, out: &mut Collector) -> Result<(), Stop> {
    read_limited(file, limits, false, out)
}

/// Reads a document in XHTML, where a slash ends any element.
pub(crate) fn read_xhtml<R: Read>(part: R, limits: &Limits, out: &mut Collector) -> Result<(), Stop> {
    read_limited(part, limits, true, out)
}

/// Reads HTML that stands in another text.
pub(crate) fn read_fragment(html: &str, out: &mut Collector) -> Result<(), Stop> {
    walk(html.as_bytes(), false, out)
}

fn read_limited<R: Read>(bytes: R, limits: &Limits, xhtml: bool, out: &mut Collector) -> Result<(), Stop> {
    let mut limited = bytes.take(limits.markup_bytes);
    walk(Decoded::new(&mut limited, declared_charset)?, xhtml, out)?;
    if limited.limit() == 0 { Err(Stop::Full) } else { Ok(()) }
}

fn walk<R: Read>(html: R, xhtml: bool, out: &mut Collector) -> Result<(), Stop> {
    let mut emitter = CallbackEmitter::new(Walker::new(xhtml, out));
    // Otherwise markup in a script would be read as markup.
    emitter.naively_switch_states(true);
    let mut tokenizer = Tokenizer::new_with_emitter(IoReader::new(html), emitter);
    while let Some(signal) = tokenizer.next() {
        match signal.map_err(Stop::io)? {
            Signal::Stop(stop) => return Err(stop),
            Signal::EmptyElement => tokenizer.set_state(State::Data),
        }
    }
    out.end_line();
    Ok(())
}

/// The charset that a `meta` element or an XML declaration names. A byte order mark says it better.
fn declared_charset(head: &[u8]) -> Option<&'static Encoding> {
    if Encoding::for_bom(head).is_some() {
        return None;
    }
    let head = head[..head.len().min(DECLARATION)].to_ascii_lowercase();
    let find =
        |what: &[u8]| head.windows(what.len()).position(|w| w == what).map(|at| &head[at + what.len()..]);
    let rest = find(b"charset=").or_else(|| find(b"encoding="))?;
    let name = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = name.iter().position(|byte| b"\"'>; \t\r\n/?".contains(byte)).unwrap_or(name.len());
    let encoding = Encoding::for_label(&name[..end])?;
    // The declaration itself could be read, so this cannot be (§13.2.3.2).
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

#[cfg(test)]
mod tests {
    use encoding_rs::Encoding;

    use super::declared_charset;

    #[test]
    fn a_document_may_declare_its_charset() {
        let charset = |head: &str| declared_charset(head.as_bytes()).map(Encoding::name);
        assert_eq!(charset("<meta charset=iso-8859-2>"), Some("ISO-8859-2"));
        assert_eq!(charset("<META http-equiv=x content=\"text/html; Charset=koi8-r\">"), Some("KOI8-R"));
        assert_eq!(charset("<?xml version='1.0' encoding='shift_jis'?>"), Some("Shift_JIS"));
        assert_eq!(charset("<meta charset=utf-16>"), Some("UTF-8"));
        assert_eq!(charset("<meta charset=nonsense>"), None);
    }
}
