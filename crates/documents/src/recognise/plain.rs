use super::{Told, contains};
use crate::{Format, Kind, Unreadable};

/// Bytes that plain text has not: control characters but for white space, page breaks and escapes.
fn is_binary(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | 0x0b | 0x0c | b'\r' | 0x1b) || byte == 0x7f
}

/// What a plain text is; `None`: it is none.
pub(super) fn recognise(head: &[u8], told: Option<Told>) -> Option<Result<Format, Unreadable>> {
    let is_utf16 = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    if !is_utf16 && head.iter().any(|&byte| is_binary(byte)) {
        return None;
    }
    let beginning = head[..head.len().min(1024)].to_ascii_lowercase();
    let beginning = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&beginning).trim_ascii_start();
    let is_xml = beginning.starts_with(b"<?xml") || beginning.starts_with(b"<!--");
    let begins = |tag: &[u8]| beginning.starts_with(tag) || is_xml && contains(beginning, tag);
    if begins(b"<!doctype html") || begins(b"<html") {
        return Some(Ok(Format::Html));
    }
    if begins(b"<svg") {
        return Some(Err(Unreadable::NotText { kind: Kind::Image }));
    }
    Some(Ok(match told {
        Some(Told::Format(format)) if format.is_plain() => format,
        _ => Format::Text,
    }))
}
