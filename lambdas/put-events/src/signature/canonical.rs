//! A request in the one form that is signed.

use std::fmt::Write as _;

use axum::http::HeaderMap;

use super::SignatureError;

/// The signed headers, a line each. The host is given: proxies put another into the header. So is the body's length, which
/// API Gateway does not hand on.
pub(super) fn headers(
    names: &[String],
    headers: &HeaderMap,
    host: &str,
    length: usize,
) -> Result<String, SignatureError> {
    let mut lines = String::new();
    for name in names {
        if name == "host" {
            let _ = writeln!(lines, "host:{host}");
            continue;
        }
        if name == "content-length" && !headers.contains_key(name) {
            let _ = writeln!(lines, "content-length:{length}");
            continue;
        }
        let missing = || SignatureError::Header(name.clone());
        let mut values = headers.get_all(name).iter();
        let value = values.next().ok_or_else(missing)?;
        // A list in several lines has one form only when nobody merges them on the way; SDKs send none.
        if values.next().is_some() {
            return Err(missing());
        }
        let value = value.to_str().map_err(|_| missing())?;
        let words = value.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(lines, "{name}:{words}");
    }
    Ok(lines)
}

/// The path, encoded once more than it was sent: so all services sign but S3.
pub(super) fn path(path: &str) -> String {
    path.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

/// A header that is there exactly once.
pub(super) fn single<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(first)
}

/// In lower case, as signatures are written.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// 32 bytes in lower case.
pub(super) fn unhex(text: &str) -> Option<[u8; 32]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; 32];
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != bytes.len() || !rest.is_empty() {
        return None;
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}
