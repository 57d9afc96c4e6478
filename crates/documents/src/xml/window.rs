use std::io::Read;

use crate::stop::Stop;

/// Bytes that are read of a part at first, unless it is smaller.
const FIRST: usize = 16 << 10;

/// The stretch of a part that is in memory: it grows until it holds a token, and as far as a token may.
pub(super) struct Window<R> {
    part: R,
    text: String,
    /// Where the next token begins.
    begin: usize,
    /// What was read of a character, before the rest of it.
    incomplete: Vec<u8>,
    /// Bytes to be read next, at least.
    step: usize,
    is_last: bool,
    most: usize,
}

impl<R: Read> Window<R> {
    pub(super) fn new(part: R, bytes: u64, most: usize) -> Self {
        // One more, so that the end is seen at once.
        let step = usize::try_from(bytes).map_or(FIRST, |bytes| bytes.saturating_add(1).min(FIRST));
        Self { part, text: String::new(), begin: 0, incomplete: Vec::new(), step, is_last: false, most }
    }

    /// Bytes of one token.
    pub(super) fn most(&self) -> usize {
        self.most
    }

    pub(super) fn rest(&self) -> &str {
        &self.text[self.begin..]
    }

    /// Whether the rest ends where the part does.
    pub(super) fn is_last(&self) -> bool {
        self.is_last
    }

    /// The next token, of so many bytes.
    pub(super) fn take(&mut self, bytes: usize) -> &str {
        let begin = self.begin;
        self.begin += bytes;
        &self.text[begin..self.begin]
    }

    /// Reads on. `name`: the part's, for errors.
    pub(super) fn grow(&mut self, name: &str) -> Result<(), Stop> {
        if self.rest().len() > self.most {
            return Err(Stop::Full);
        }
        let not_text = || Stop::broken(&format!("{name} is not in UTF-8"));
        let mut bytes = std::mem::take(&mut self.incomplete);
        let mut filled = bytes.len();
        // As much again as there is of a token: so a long one is looked at only so often.
        bytes.resize(filled + self.step.max(self.rest().len()), 0);
        while filled < bytes.len() && !self.is_last {
            let read = self.part.read(&mut bytes[filled..]).map_err(Stop::io)?;
            filled += read;
            self.is_last = read == 0;
        }
        bytes.truncate(filled);
        let valid = match str::from_utf8(&bytes) {
            Ok(text) => text.len(),
            Err(error) if error.error_len().is_none() && !self.is_last => error.valid_up_to(),
            Err(_) => return Err(not_text()),
        };
        self.incomplete = bytes.split_off(valid);
        let more = String::from_utf8(bytes).map_err(|_| not_text())?;
        if self.text.is_empty() {
            // A byte order mark is no text.
            self.begin = if more.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
            self.text = more;
        } else {
            self.text.drain(..self.begin);
            self.text.push_str(&more);
            self.begin = 0;
        }
        self.step = FIRST;
        Ok(())
    }
}
