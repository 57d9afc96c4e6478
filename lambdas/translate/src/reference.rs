//! References to characters, as HTML writes them: `&eacute;`, `&#233;`.

use html5gum::{Token, Tokenizer};

/// The length of the `&` at the beginning and of the name or number after it, in bytes.
pub(crate) fn length(text: &str) -> usize {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '#';
    text[1..].find(|c| !is_name(c)).map_or(text.len(), |at| 1 + at)
}

/// What a text with references in it stands for (HTML §13.5); a reference to no character stands for itself.
pub(crate) fn read(text: &str) -> String {
    let mut read = String::new();
    for Ok(token) in Tokenizer::new(text) {
        if let Token::String(text) = token {
            read.push_str(&String::from_utf8_lossy(&text));
        }
    }
    read
}
