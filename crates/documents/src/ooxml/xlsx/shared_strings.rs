use std::io::Read;
use std::ops::Range;

use crate::Limits;
use crate::stop::Stop;
use crate::xml::{Token, Xml};

/// The texts that cells name by their numbers (§18.4), as many as the limits let through.
#[derive(Default)]
pub(super) struct SharedStrings {
    all: String,
    /// Where in `all` each ends.
    ends: Vec<u32>,
    /// Whether some are missing.
    pub(super) truncated: bool,
}

impl SharedStrings {
    pub(super) fn read<R: Read>(xml: &mut Xml<R>, limits: &Limits) -> Result<Self, Stop> {
        let mut strings = Self::default();
        match strings.fill(xml, limits) {
            Err(Stop::Full) => strings.truncated = true,
            other => other?,
        }
        Ok(strings)
    }

    fn fill<R: Read>(&mut self, xml: &mut Xml<R>, limits: &Limits) -> Result<(), Stop> {
        let mut in_text = false;
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(element) => match element.name() {
                    "t" => in_text = true,
                    "rPh" => xml.skip()?,
                    _ => {}
                },
                Token::Text(text) if in_text => {
                    if self.all.len() + text.len() > limits.text_bytes {
                        return Err(Stop::Full);
                    }
                    self.all.push_str(&text);
                }
                Token::Close(element) => match element.name() {
                    "t" => in_text = false,
                    "si" => {
                        // An empty one takes memory too.
                        if self.ends.len() == limits.text_bytes / 4 {
                            return Err(Stop::Full);
                        }
                        self.ends.push(u32::try_from(self.all.len()).map_err(|_| Stop::Full)?);
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)?;
        let begin = number.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.all.get(Range { start: begin as usize, end: end as usize })
    }
}
