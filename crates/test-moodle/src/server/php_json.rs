//! JSON as PHP writes it: slashes escaped, and nothing but ASCII.

use std::io;

use serde::Serialize as _;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};

pub(super) fn encode(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    // A value's keys are text, and a vector takes all bytes.
    let _ = value.serialize(&mut Serializer::with_formatter(&mut bytes, Php));
    bytes
}

struct Php;

impl Formatter for Php {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, text: &str) -> io::Result<()> {
        for c in text.chars() {
            match c {
                '/' => writer.write_all(b"\\/")?,
                c if c.is_ascii() => writer.write_all(&[c as u8])?,
                c => {
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        write!(writer, "\\u{unit:04x}")?;
                    }
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn slashes_and_letters_beyond_ascii_are_escaped() {
        let value = json!({ "url": "http://a/Öl – 🎓", "quoted": "\"a\"\n" });
        let written = String::from_utf8(encode(&value)).unwrap();
        let expected = r#"{"quoted":"\"a\"\n","url":"http:\/\/a\/\u00d6l \u2013 \ud83c\udf93"}"#;
        assert_eq!(written, expected);
        assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), value);
    }
}
