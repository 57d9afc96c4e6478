use std::collections::{HashMap, HashSet};

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

/// Styles of headings, by their numbers in the file.
#[derive(Default)]
pub(super) struct Styles {
    headings: HashSet<i32>,
    /// The style whose entry is being read.
    number: i32,
}

impl Styles {
    /// Takes a word of the table of styles.
    pub(super) fn word(&mut self, word: &str, number: Option<i32>, most: usize) {
        match (word, number) {
            ("s", Some(number)) => self.number = number,
            // Of characters and sections, which may have the number of a paragraph's.
            ("cs" | "ds" | "ts", Some(_)) => self.number = -1,
            ("outlinelevel", Some(level)) if level < 9 => self.is_heading_now(most),
            _ => {}
        }
    }

    /// Takes what stands between the words: the style's name, which is English whatever the writer's language.
    pub(super) fn text(&mut self, text: &str, most: usize) {
        let name = text.trim().to_ascii_lowercase();
        if name.starts_with("heading ") || name == "title;" {
            self.is_heading_now(most);
        }
    }

    fn is_heading_now(&mut self, most: usize) {
        if self.number >= 0 && self.headings.len() < most {
            self.headings.insert(self.number);
        }
    }

    pub(super) fn is_heading(&self, style: i32) -> bool {
        self.headings.contains(&style)
    }
}
