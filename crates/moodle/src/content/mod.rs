//! What a course holds, and who may see it: the questions and answers of the web services that an indexer reads a site with.

mod access;
mod course;
mod download;
mod glossary;
mod modules;

pub use access::{Barrier, CourseAccess, ModuleAccess};
pub use course::{CourseFacts, CoursePage};
pub use download::{NotOfTheSite, file_in};
pub use glossary::{Entries, Entry, MOST_ENTRIES};
pub use modules::{ContentFile, CourseContents, CourseModule};

use html5gum::Token;

/// Names come from Moodle as HTML: what they say, in plain text.
fn plain(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for token in html5gum::Tokenizer::new(name) {
        let Ok(token) = token;
        if let Token::String(piece) = token {
            text.push_str(&String::from_utf8_lossy(&piece));
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
