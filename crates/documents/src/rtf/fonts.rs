use std::collections::HashMap;

use encoding_rs::Encoding;

use super::code_page;

/// Fonts whose letters have a code page of their own, by their numbers in the file.
#[derive(Default)]
pub(super) struct Fonts {
    encodings: HashMap<i32, &'static Encoding>,
    /// The font whose entry is being read.
    number: i32,
}

impl Fonts {
    /// Takes a word of the table of fonts.
    pub(super) fn word(&mut self, word: &str, number: Option<i32>, most: usize) {
        match (word, number) {
            ("f", Some(number)) => self.number = number,
            ("fcharset", Some(charset)) if self.encodings.len() < most => {
                self.encodings.extend(code_page::of_font(charset).map(|encoding| (self.number, encoding)));
            }
            _ => {}
        }
    }

    pub(super) fn encoding(&self, font: i32) -> Option<&'static Encoding> {
        self.encodings.get(&font).copied()
    }
}
