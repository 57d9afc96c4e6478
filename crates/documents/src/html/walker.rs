use html5gum::Span;
use html5gum::emitters::callback::{Callback, CallbackEvent};

use super::elements::{Meaning, is_raw, meaning};
use crate::collector::Collector;
use crate::stop::Stop;

/// What the tokenizer has to be told, or its caller.
pub(super) enum Signal {
    Stop(Stop),
    /// In XHTML, an element has ended whose content HTML would look for.
    EmptyElement,
}

/// Takes the text out of a document's tokens as they come.
pub(super) struct Walker<'a> {
    xhtml: bool,
    out: &'a mut Collector,
    tag: Vec<u8>,
    /// The element that is left out, and how many of its name are open.
    left_out: Option<(Vec<u8>, usize)>,
    title: Option<String>,
    heading: bool,
    preformatted: usize,
    tables: usize,
}

impl<'a> Walker<'a> {
    pub(super) fn new(xhtml: bool, out: &'a mut Collector) -> Self {
        let (tag, left_out, title) = (Vec::new(), None, None);
        Self { xhtml, out, tag, left_out, title, heading: false, preformatted: 0, tables: 0 }
    }

    fn start_tag(&mut self, self_closing: bool) -> Result<(), Stop> {
        let tag = std::mem::take(&mut self.tag);
        let empty = self_closing && (self.xhtml || matches!(tag.as_slice(), b"svg" | b"math"));
        if let Some((name, open)) = &mut self.left_out {
            *open += usize::from(*name == tag && !empty);
        } else if !empty || matches!(meaning(&tag), Meaning::LineBreak) {
            self.open(&tag)?;
        }
        // Its memory serves the next one.
        self.tag = tag;
        Ok(())
    }

    fn open(&mut self, tag: &[u8]) -> Result<(), Stop> {
        match meaning(tag) {
            Meaning::Inline => {}
            Meaning::LineBreak if self.heading => self.out.words(" ")?,
            Meaning::Row if self.tables == 1 => self.out.end_line(),
            Meaning::LineBreak | Meaning::Block | Meaning::Row => self.break_line()?,
            Meaning::Heading => {
                self.break_line()?;
                self.heading = self.tables == 0;
            }
            Meaning::Preformatted => {
                self.preformatted += 1;
                if self.tables == 0 {
                    self.out.begin_verbatim();
                }
            }
            Meaning::Table => {
                self.break_line()?;
                self.tables += 1;
            }
            Meaning::Cell => self.out.end_cell(),
            Meaning::Title => self.title = Some(String::new()),
            Meaning::LeftOut => self.left_out = Some((tag.to_vec(), 1)),
        }
        Ok(())
    }

    fn end_tag(&mut self, tag: &[u8]) -> Result<(), Stop> {
        if let Some((name, open)) = &mut self.left_out {
            *open -= usize::from(name == tag);
            if *open == 0 {
                self.left_out = None;
            }
            return Ok(());
        }
        match meaning(tag) {
            Meaning::Inline | Meaning::LineBreak | Meaning::LeftOut => {}
            Meaning::Heading if self.heading => {
                self.heading = false;
                self.out.end_heading()?;
            }
            Meaning::Row if self.tables <= 1 => self.out.end_line(),
            Meaning::Block | Meaning::Heading | Meaning::Row => self.break_line()?,
            Meaning::Preformatted => {
                self.preformatted = self.preformatted.saturating_sub(1);
                self.break_line()?;
            }
            Meaning::Table => {
                self.tables = self.tables.saturating_sub(1);
                self.break_line()?;
            }
            Meaning::Cell => self.out.end_cell(),
            Meaning::Title => {
                if let Some(title) = self.title.take() {
                    self.out.title(&title);
                }
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &[u8]) -> Result<(), Stop> {
        let text = String::from_utf8_lossy(text);
        if self.left_out.is_some() {
            Ok(())
        } else if let Some(title) = &mut self.title {
            title.push_str(&text);
            Ok(())
        } else if self.preformatted > 0 && self.tables == 0 && !self.heading {
            self.out.verbatim(&text)
        } else {
            self.out.words(&text)
        }
    }

    /// A line ends; in a table, only a word.
    fn break_line(&mut self) -> Result<(), Stop> {
        if self.tables > 0 {
            return self.out.words(" ");
        }
        // A heading without its end tag: what follows is no part of it.
        if std::mem::take(&mut self.heading) {
            return self.out.end_heading();
        }
        self.out.end_line();
        Ok(())
    }
}

impl Callback<Signal, ()> for Walker<'_> {
    fn handle_event(&mut self, event: CallbackEvent<'_>, _: Span<()>) -> Option<Signal> {
        let handled = match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag.clear();
                self.tag.extend_from_slice(name);
                Ok(())
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                let empty = self_closing && self.xhtml && is_raw(&self.tag);
                match self.start_tag(self_closing) {
                    Ok(()) if empty => return Some(Signal::EmptyElement),
                    other => other,
                }
            }
            CallbackEvent::EndTag { name } => self.end_tag(name),
            CallbackEvent::String { value } => self.text(value),
            _ => Ok(()),
        };
        handled.err().map(Signal::Stop)
    }
}
