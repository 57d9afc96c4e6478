//! Bytes in some charset as a stream of text.

use std::io::{self, Chain, Cursor, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, Encoding, UTF_8};

use crate::stop::Stop;

/// The beginning of a file, by which its charset is told.
const HEAD: u64 = 1 << 20;
/// Bytes that are decoded at a time.
const CHUNK: usize = 32 << 10;

/// A file as text. Bytes that mean nothing in its charset become U+FFFD.
pub(crate) struct Decoded<R> {
    bytes: Chain<Cursor<Vec<u8>>, R>,
    chunk: Box<[u8]>,
    decoder: Decoder,
    text: String,
    /// Bytes of `text` that have been read.
    read: usize,
    ended: bool,
}

impl<R: Read> Decoded<R> {
    /// Tells the charset: by a byte order mark, by what `declared` finds in the first bytes, or else by their distribution.
    pub(crate) fn new(
        mut bytes: R,
        declared: impl Fn(&[u8]) -> Option<&'static Encoding>,
    ) -> Result<Self, Stop> {
        let mut head = Vec::new();
        bytes.by_ref().take(HEAD).read_to_end(&mut head).map_err(Stop::io)?;
        let whole = (head.len() as u64) < HEAD;
        let encoding = declared(&head).unwrap_or_else(|| guess(&head, whole));
        Ok(Self {
            bytes: Cursor::new(head).chain(bytes),
            chunk: vec![0; CHUNK].into_boxed_slice(),
            decoder: encoding.new_decoder(),
            text: String::new(),
            read: 0,
            ended: false,
        })
    }

    /// The next piece of text; `None` at the end.
    pub(crate) fn chunk(&mut self) -> Result<Option<&str>, Stop> {
        while !self.ended {
            self.fill().map_err(Stop::io)?;
            if !self.text.is_empty() {
                self.read = self.text.len();
                return Ok(Some(&self.text));
            }
        }
        Ok(None)
    }

    fn fill(&mut self) -> io::Result<()> {
        let read = self.bytes.read(&mut self.chunk)?;
        self.ended = read == 0;
        self.text.clear();
        self.read = 0;
        self.text.reserve(self.decoder.max_utf8_buffer_length(read).unwrap_or(4 * CHUNK));
        // The text has room for all of it.
        let _ = self.decoder.decode_to_string(&self.chunk[..read], &mut self.text, self.ended);
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.read == self.text.len() && !self.ended {
            self.fill()?;
        }
        let mut available = &self.text.as_bytes()[self.read..];
        let read = available.read(buffer)?;
        self.read += read;
        Ok(read)
    }
}

/// Most text is in UTF-8 today, and hardly any other text looks as if it were.
fn guess(head: &[u8], whole: bool) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return encoding;
    }
    match str::from_utf8(head) {
        Ok(_) => UTF_8,
        // The last character may go on after the head.
        Err(error) if !whole && error.error_len().is_none() => UTF_8,
        Err(_) => {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
            detector.feed(head, whole);
            detector.guess(None, Utf8Detection::Deny)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Decoded;

    fn decode(bytes: &[u8]) -> String {
        let mut decoded = Decoded::new(bytes, |_| None).unwrap();
        let mut text = String::new();
        while let Some(chunk) = decoded.chunk().unwrap() {
            text.push_str(chunk);
        }
        text
    }

    #[test]
    fn a_byte_order_mark_says_the_charset() {
        assert_eq!(decode(b"\xef\xbb\xbfcaf\xc3\xa9"), "café");
        assert_eq!(decode(b"\xff\xfec\0a\0f\0\xe9\0"), "café");
        assert_eq!(decode(b"\xfe\xff\0c\0a\0f\0\xe9"), "café");
    }

    #[test]
    fn text_without_a_mark_is_utf_8_or_what_its_letters_suggest() {
        assert_eq!(decode("größer".as_bytes()), "größer");
        assert_eq!(
            decode(b"Die Stra\xdfe ist gr\xf6\xdfer, sch\xf6ner und \xe4lter."),
            "Die Straße ist größer, schöner und älter."
        );
    }

    #[test]
    fn a_character_may_stand_across_the_end_of_a_chunk() {
        let text = "ä".repeat(100_001) + "x" + &"€".repeat(700_000);
        assert!(decode(text.as_bytes()) == text);
    }
}
