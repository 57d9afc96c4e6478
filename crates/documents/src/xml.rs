//! XML as a stream of elements and text, one in memory at a time, within the limits.
//!
//! Elements are told apart by their local names: the formats read here have no two of one name whose text is to be read
//! differently, and prefixes are the writer's choice. Entities other than XML's own are left out, so none can grow or name
//! a file.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesEnd, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::Limits;
use crate::collector::Collector;
use crate::stop::Stop;

/// A part in XML.
pub(crate) struct Xml<R> {
    /// The part's name, for errors.
    name: String,
    reader: Reader<Metered<R>>,
    buffer: Vec<u8>,
    /// Elements that are open.
    depth: usize,
    deepest: usize,
}

pub(crate) enum Token<'a> {
    /// An element begins; an empty one ends with the next token.
    Open(Element<'a>),
    /// An element ends.
    Close(End<'a>),
    /// Characters, with entities resolved.
    Text(Cow<'a, str>),
    /// What has no text: comments, declarations, instructions.
    Nothing,
}

/// The start of an element.
pub(crate) struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    /// The name without its prefix.
    pub(crate) fn name(&self) -> &str {
        local(self.0.name().into_inner())
    }

    /// The name with the prefix that the writer chose.
    pub(crate) fn qualified_name(&self) -> &str {
        self.0.name().into_inner()
    }

    /// The value of an attribute, by the name without a prefix.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        self.find(|key| local(key) == name)
    }

    /// The value of an attribute that has a prefix, where another without one may have the same name.
    pub(crate) fn prefixed_attribute(&self, name: &str) -> Option<String> {
        self.find(|key| key.contains(':') && local(key) == name)
    }

    fn find(&self, wanted: impl Fn(&str) -> bool) -> Option<String> {
        let mut attributes = self.0.attributes();
        // Checking for doubles takes the square of their number.
        let found = attributes.with_checks(false).flatten().find(|a| wanted(a.key.into_inner()))?;
        // With an entity that nobody knows, the value stays as it is written.
        let value = found.normalized_value(XmlVersion::Implicit1_0).unwrap_or(found.value);
        Some(value.into_owned())
    }
}

/// The end of an element.
pub(crate) struct End<'a>(BytesEnd<'a>);

impl End<'_> {
    /// The name without its prefix.
    pub(crate) fn name(&self) -> &str {
        local(self.0.name().into_inner())
    }
}

fn local(name: &str) -> &str {
    // Names are short: this is quicker than a search that is made for long texts.
    name.bytes().position(|byte| byte == b':').map_or(name, |colon| &name[colon + 1..])
}

impl<R: BufRead> Xml<R> {
    pub(crate) fn new(name: &str, part: R, limits: &Limits) -> Self {
        let mut reader = Reader::from_reader(Metered { inner: part, read: 0, most: limits.token_bytes });
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self { name: name.to_owned(), reader, buffer: Vec::new(), depth: 0, deepest: limits.depth }
    }

    /// Elements that are open, with the one whose start was the last token.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// The next token; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Token<'_>>, Stop> {
        self.buffer.clear();
        self.reader.get_mut().read = 0;
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(quick_xml::Error::Io(error)) => return Err(Stop::io_ref(&error)),
            Err(error) => return Err(Stop::broken(&format!("{}: {error}", self.name))),
        };
        Ok(Some(match event {
            Event::Start(start) => {
                self.depth += 1;
                if self.depth > self.deepest {
                    return Err(Stop::broken(&format!("{}: elements nest too deep", self.name)));
                }
                Token::Open(Element(start))
            }
            Event::End(end) => {
                self.depth = self.depth.saturating_sub(1);
                Token::Close(End(end))
            }
            Event::Text(text) => Token::Text(text.into_inner()),
            Event::CData(text) => Token::Text(text.into_inner()),
            Event::GeneralRef(entity) => match entity.resolve_char_ref() {
                Ok(Some(character)) => Token::Text(Cow::Owned(character.to_string())),
                _ => resolve_predefined_entity(&entity)
                    .map_or(Token::Nothing, |character| Token::Text(Cow::Borrowed(character))),
            },
            Event::Eof if self.depth > 0 => {
                return Err(Stop::broken(&format!("{} ends too early", self.name)));
            }
            Event::Eof => return Ok(None),
            _ => Token::Nothing,
        }))
    }

    /// Reads a part that describes a document in Dublin Core, for its title.
    pub(crate) fn title(&mut self, out: &mut Collector) -> Result<(), Stop> {
        while let Some(token) = self.next()? {
            if let Token::Open(element) = token
                && element.name() == "title"
            {
                out.title(&self.text()?);
            }
        }
        Ok(())
    }

    /// Reads to the end of the element whose start was the last token; gives the text in it, as far as a token may reach.
    pub(crate) fn text(&mut self) -> Result<String, Stop> {
        let depth = self.depth;
        let most = self.reader.get_ref().most;
        let mut all = String::new();
        while self.depth >= depth {
            match self.next()? {
                Some(Token::Text(text)) if all.len() < most => all.push_str(&text),
                Some(_) => {}
                None => break,
            }
        }
        Ok(all)
    }

    /// Reads past the end of the element whose start was the last token.
    pub(crate) fn skip(&mut self) -> Result<(), Stop> {
        self.leave(self.depth)
    }

    /// Reads past the end of the element that is, or was, the innermost at this depth.
    pub(crate) fn leave(&mut self, depth: usize) -> Result<(), Stop> {
        while self.depth >= depth {
            if self.next()?.is_none() {
                break;
            }
        }
        Ok(())
    }
}

/// Ends in an error where one token has more bytes than it may: the parser holds a token as a whole.
struct Metered<R> {
    inner: R,
    /// Bytes of the token that is being read.
    read: usize,
    most: usize,
}

impl<R: BufRead> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let read = available.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.read > self.most {
            return Err(Stop::Full.into());
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.read += amount;
        self.inner.consume(amount);
    }
}
