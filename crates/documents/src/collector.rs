use std::mem;

use crate::stop::Stop;
use crate::{Extracted, Limits, Place, Section, Unreadable};

/// Characters of a heading that name a place.
const PLACE_CHARACTERS: usize = 200;

/// Stands between the cells of a row.
const SEPARATOR: &str = " | ";

/// Puts words together to lines, and lines to sections, within the limits on text.
///
/// Words go into a pending line, whose white space is made even when it ends; what stands aside (a footnote, a box at the
/// margin) waits until the line in which it was found has ended.
#[derive(Debug)]
pub(crate) struct Collector {
    title: Option<String>,
    sections: Vec<Section>,
    place: Place,
    text: String,
    line: String,
    aside: String,
    aside_depth: usize,
    /// Stands before the next line that has words.
    label: Option<&'static str>,
    /// A cell has ended, and words of another may come.
    cell_ended: bool,
    /// Bytes of text that may still come.
    left: usize,
    sections_left: usize,
}

impl Collector {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            title: None,
            sections: Vec::new(),
            place: Place::Whole,
            text: String::new(),
            line: String::new(),
            aside: String::new(),
            aside_depth: 0,
            label: None,
            cell_ended: false,
            left: limits.text_bytes,
            sections_left: limits.sections,
        }
    }

    /// The title of the whole file; the first that has words counts.
    pub(crate) fn title(&mut self, title: &str) {
        let title = name(title);
        if self.title.is_none() && !title.is_empty() {
            self.title = Some(title);
        }
    }

    /// What comes now stands at another place. Of its name, the beginning is taken.
    pub(crate) fn section(&mut self, place: Place) -> Result<(), Stop> {
        self.end_line();
        self.end_section()?;
        self.place = if let Place::Sheet(sheet) = place { Place::Sheet(name(&sheet)) } else { place };
        Ok(())
    }

    /// Adds to the line.
    pub(crate) fn words(&mut self, words: &str) -> Result<(), Stop> {
        let line = if self.aside_depth > 0 { &mut self.aside } else { &mut self.line };
        if self.cell_ended && !words.trim().is_empty() {
            self.cell_ended = false;
            if !line.trim_end().is_empty() {
                line.push_str(SEPARATOR);
                self.left = self.left.saturating_sub(SEPARATOR.len());
            }
        }
        let room = words.floor_char_boundary(self.left);
        line.push_str(&words[..room]);
        self.left -= room;
        if room < words.len() { Err(Stop::Full) } else { Ok(()) }
    }

    /// A cell of a table has ended; its row goes on.
    pub(crate) fn end_cell(&mut self) {
        self.cell_ended = true;
    }

    /// The line has ended. Without words it leaves no trace.
    pub(crate) fn end_line(&mut self) {
        if self.aside_depth > 0 {
            return self.end_line_aside();
        }
        self.cell_ended = false;
        let line = mem::take(&mut self.line);
        self.push_line(&line);
        // The line's memory serves the next one.
        self.line = line;
        self.line.clear();
        if !self.aside.is_empty() {
            for line in mem::take(&mut self.aside).lines() {
                self.push_line(line);
            }
        }
    }

    /// The line has ended, and names the place of itself and what follows.
    pub(crate) fn end_heading(&mut self) -> Result<(), Stop> {
        if self.aside_depth > 0 || self.line.trim().is_empty() {
            self.end_line();
            return Ok(());
        }
        let place = Place::Chapter(name(&self.line));
        self.end_section()?;
        self.place = place;
        self.end_line();
        Ok(())
    }

    /// Text whose lines and spaces mean something follows: code, data.
    pub(crate) fn begin_verbatim(&mut self) {
        self.end_line();
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// Adds such text.
    pub(crate) fn verbatim(&mut self, text: &str) -> Result<(), Stop> {
        let room = text.floor_char_boundary(self.left);
        self.left -= room;
        let kept = text[..room].chars().filter(|&c| !c.is_control() || c == '\n' || c == '\t');
        self.text.extend(kept);
        if room < text.len() { Err(Stop::Full) } else { Ok(()) }
    }

    /// What comes now stands aside of the line.
    pub(crate) fn begin_aside(&mut self) {
        if self.aside_depth == 0 {
            self.end_line_aside();
        }
        self.aside_depth += 1;
    }

    fn end_line_aside(&mut self) {
        if !self.aside.is_empty() && !self.aside.ends_with('\n') {
            self.aside.push('\n');
        }
    }

    /// The line goes on.
    pub(crate) fn end_aside(&mut self) {
        self.aside_depth = self.aside_depth.saturating_sub(1);
    }

    /// Text that belongs to the line, but stands aside of it.
    pub(crate) fn aside(&mut self, text: &str) -> Result<(), Stop> {
        self.begin_aside();
        let added = self.words(text);
        self.end_aside();
        added
    }

    /// The next line that has words begins with this; `None` takes it back.
    pub(crate) fn label(&mut self, label: Option<&'static str>) {
        self.label = label;
    }

    fn push_line(&mut self, line: &str) {
        let mut words = line.split(parts_words).filter(|word| !word.is_empty());
        let Some(first) = words.next() else { return };
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
            self.left = self.left.saturating_sub(1);
        }
        if let Some(label) = self.label.take() {
            self.text.push_str(label);
            self.text.push(' ');
        }
        self.text.push_str(first);
        for word in words {
            self.text.push(' ');
            self.text.push_str(word);
        }
    }

    fn end_section(&mut self) -> Result<(), Stop> {
        self.label = None;
        let kept = self.text.trim_end().len();
        if kept == 0 {
            self.text.clear();
            return Ok(());
        }
        if self.sections_left == 0 {
            self.text.clear();
            return Err(Stop::Full);
        }
        self.sections_left -= 1;
        let mut text = mem::take(&mut self.text);
        text.truncate(kept);
        text.shrink_to_fit();
        self.sections.push(Section { place: self.place.clone(), text });
        Ok(())
    }

    /// All of it. `truncated`: a limit ended the reading.
    pub(crate) fn finish(mut self, truncated: bool) -> Result<Extracted, Unreadable> {
        self.aside_depth = 0;
        self.end_line();
        let truncated = self.end_section().is_err() || truncated;
        match (self.sections.is_empty(), truncated) {
            (true, true) => Err(Unreadable::TooLarge),
            (true, false) => Err(Unreadable::NoText),
            (false, truncated) => Ok(Extracted { title: self.title, sections: self.sections, truncated }),
        }
    }
}

/// A line as the name of something: its beginning, with even spaces.
fn name(line: &str) -> String {
    let mut name = String::new();
    for word in line.split(parts_words).filter(|word| !word.is_empty()) {
        if !name.is_empty() {
            name.push(' ');
        }
        name.push_str(word);
        if name.len() > 4 * PLACE_CHARACTERS {
            break;
        }
    }
    match name.char_indices().nth(PLACE_CHARACTERS) {
        Some((end, _)) => name[..end].trim_end().to_owned() + "…",
        None => name,
    }
}

fn parts_words(character: char) -> bool {
    // Most characters are these.
    !matches!(character, '!'..='~') && (character.is_whitespace() || character.is_control())
}
