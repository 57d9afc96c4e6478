//! JSON as PHP writes it: with escaped slashes and letters, or indented by four.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::ser::PrettyFormatter;
use serde_json::{Serializer, Value};

/// Slashes and everything beyond ASCII are escaped, as PHP's `json_encode` does unless told otherwise.
pub(super) fn compact(value: &Value) -> String {
    let mut text = String::new();
    for letter in value.to_string().chars() {
        match letter {
            '/' => text.push_str("\\/"),
            letter if letter.is_ascii() => text.push(letter),
            letter => {
                let mut units = [0; 2];
                let escaped = letter.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}"));
                text.extend(escaped);
            }
        }
    }
    text
}

/// Four spaces a level, nothing escaped.
pub(super) fn pretty(value: &impl Serialize) -> String {
    let mut text = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut text, PrettyFormatter::with_indent(b"    "));
    value.serialize(&mut serializer).expect("plain data has a JSON form");
    String::from_utf8(text).expect("JSON is UTF-8")
}

pub(super) fn answer(status: StatusCode, media_type: &str, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, format!("{media_type}; charset=utf-8"))], body).into_response()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::compact;

    #[test]
    fn slashes_and_letters_beyond_ascii_are_escaped_and_read_back_the_same() {
        let value = json!({ "name": "Élodie 🎓", "id": "https://a/b" });
        let text = compact(&value);
        assert_eq!(text, r#"{"id":"https:\/\/a\/b","name":"\u00c9lodie \ud83c\udf93"}"#);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
