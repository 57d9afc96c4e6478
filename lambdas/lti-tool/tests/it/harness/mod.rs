//! A running tool, the platforms that it knows, and the browsers in front of it.

mod answer;
mod browser;
mod platform;
mod registering;
mod tool;
mod watched;

pub use answer::Answer;
pub use browser::Browser;
pub use platform::{Login, Platform};
pub use registering::RegisteringPlatform;
pub use tool::Tool;

use url::form_urlencoded::Serializer;

/// The tool's public URL. The tests reach the server at another address, so that a URL built from
/// `Host` shows itself.
pub const TOOL: &str = "https://tool.example";
/// What the launches open.
pub const TARGET: &str = "https://tool.example/app";
/// When the tests play: 2026-11-21T22:05:22Z.
pub const NOW: i64 = 1_795_298_722;

/// A form body or query string.
pub fn form(fields: &[(&str, &str)]) -> String {
    Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// The bytes of the one parameter with this name in a query string; `None` when it is absent.
#[track_caller]
pub fn param_bytes(query: &str, name: &str) -> Option<Vec<u8>> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let mut found = pairs.filter(|(key, _)| *key == name).map(|(_, value)| decode(value.as_bytes()));
    let value = found.next();
    assert_eq!(found.next(), None, "{name} stands twice in {query}");
    value
}

fn decode(encoded: &[u8]) -> Vec<u8> {
    let mut bytes = encoded.iter().copied();
    let mut decoded = Vec::new();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits: String = bytes.by_ref().take(2).map(char::from).collect();
                u8::from_str_radix(&digits, 16).expect("two hexadecimal digits")
            }
            plain => plain,
        });
    }
    decoded
}

/// Text of a page as a browser reads it.
pub fn unescape_html(text: &str) -> String {
    let entities = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    entities.iter().fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character))
}
