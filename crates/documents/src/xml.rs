//! XML as a stream of elements and text, one in memory at a time, within the limits.
//!
//! Elements are told apart by their local names: the formats read here have no two of one name whose text is to be read
//! differently, and prefixes are the writer's choice. Entities other than XML's own are left out, so none can grow or name
//! a file.

mod markup;
mod window;

use std::borrow::Cow;
use std::io::Read;

use markup::Markup;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart};
use window::Window;

use crate::Limits;
use crate::collector::Collector;
use crate::stop::Stop;

/// Bytes that the names of elements that are open may have together.
const LONGEST_NAMES: usize = 64 << 10;

/// A part in XML.
pub(crate) struct Xml<R> {
    /// The part's name, for errors.
    name: String,
    window: Window<R>,
    open: Names,
    /// The last token was the start of an empty element.
    empty: bool,
    /// The last token was the end of an element, whose name is still the last of those that are open.
    ended: bool,
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
        self.attributes().find(|(key, _)| local(key) == name).map(|(_, value)| value.into_owned())
    }

    /// The value of an attribute that has a prefix, where another without one may have the same name.
    pub(crate) fn prefixed_attribute(&self, name: &str) -> Option<String> {
        let mut all = self.attributes();
        all.find(|(key, _)| key.contains(':') && local(key) == name).map(|(_, value)| value.into_owned())
    }

    /// The attributes with their values.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        let mut attributes = self.0.attributes();
        // Checking for doubles takes the square of their number.
        attributes.with_checks(false);
        attributes.flatten().map(|attribute| {
            // With an entity that nobody knows, the value stays as it is written.
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            (attribute.key.into_inner(), value.unwrap_or(attribute.value))
        })
    }
}

/// The end of an element.
pub(crate) struct End<'a>(&'a str);

impl End<'_> {
    /// The name without its prefix.
    pub(crate) fn name(&self) -> &str {
        local(self.0)
    }
}

fn local(name: &str) -> &str {
    name.bytes().position(|byte| byte == b':').map_or(name, |colon| &name[colon + 1..])
}

impl<R: Read> Xml<R> {
    /// `bytes`: how many the part is said to have.
    pub(crate) fn new(name: &str, part: R, bytes: u64, limits: &Limits) -> Self {
        Self {
            name: name.to_owned(),
            window: Window::new(part, bytes, limits.token_bytes),
            open: Names { all: String::with_capacity(256), ends: Vec::with_capacity(32) },
            empty: false,
            ended: false,
            deepest: limits.depth,
        }
    }

    /// Elements that are open, with the one whose start was the last token.
    pub(crate) fn depth(&self) -> usize {
        self.open.ends.len() - usize::from(self.ended)
    }

    /// The next token; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Token<'_>>, Stop> {
        if self.ended {
            self.ended = false;
            self.open.pop();
        }
        if self.empty {
            self.empty = false;
            self.ended = true;
            return Ok(Some(Token::Close(End(self.open.last()))));
        }
        let markup = match Markup::plain(self.window.rest()) {
            Some(markup) => markup,
            None => match self.find()? {
                Some(markup) => markup,
                None => return Ok(None),
            },
        };
        let token = self.window.take(markup.bytes());
        Ok(Some(match markup {
            Markup::Text(_) => Token::Text(Cow::Borrowed(token)),
            Markup::Start { name, .. } => {
                let tag = &token[1..token.len() - 1];
                let (tag, empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
                let name = &tag[..name.min(tag.len())];
                if self.open.ends.len() == self.deepest || self.open.all.len() + name.len() > LONGEST_NAMES {
                    return Err(Stop::broken(&format!("{}: elements nest too deep", self.name)));
                }
                self.open.push(name);
                self.empty = empty;
                Token::Open(Element(BytesStart::from_content(tag, name.len())))
            }
            Markup::End { name, .. } => {
                let name = &token[2..][..name];
                if self.open.ends.is_empty() || self.open.last() != name {
                    let detail = format!("{}: </{name}> ends what has not begun", self.name);
                    return Err(Stop::broken(&detail));
                }
                self.ended = true;
                Token::Close(End(name))
            }
            Markup::Data(_) => {
                Token::Text(Cow::Borrowed(&token["<![CDATA[".len()..token.len() - "]]>".len()]))
            }
            Markup::Reference(_) => reference(&token[1..token.len() - 1]),
            Markup::Nothing(_) => Token::Nothing,
        }))
    }

    /// What comes next where that is not plain, or not read yet: as far into the part as it needs. `None`: the part has ended.
    #[cold]
    fn find(&mut self) -> Result<Option<Markup>, Stop> {
        loop {
            let found = Markup::any(self.window.rest(), self.window.is_last());
            match found.map_err(|error| Stop::broken(&format!("{}: {error}", self.name)))? {
                Some(markup) => return Ok(Some(markup)),
                None if !self.window.is_last() => self.window.grow(&self.name)?,
                None if self.depth() == 0 => return Ok(None),
                None => return Err(Stop::broken(&format!("{} ends too early", self.name))),
            }
            if let Some(markup) = Markup::plain(self.window.rest()) {
                return Ok(Some(markup));
            }
        }
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
        let depth = self.depth();
        let most = self.window.most();
        let mut all = String::new();
        while self.depth() >= depth {
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
        self.leave(self.depth())
    }

    /// Reads past the end of the element that is, or was, the innermost at this depth.
    pub(crate) fn leave(&mut self, depth: usize) -> Result<(), Stop> {
        while self.depth() >= depth {
            if self.next()?.is_none() {
                break;
            }
        }
        Ok(())
    }
}

/// The names of the elements that are open, one behind the other.
struct Names {
    all: String,
    ends: Vec<usize>,
}

impl Names {
    fn push(&mut self, name: &str) {
        self.all.push_str(name);
        self.ends.push(self.all.len());
    }

    fn last(&self) -> &str {
        let begin = self.ends.iter().rev().nth(1).copied().unwrap_or_default();
        &self.all[begin..]
    }

    fn pop(&mut self) {
        self.ends.pop();
        self.all.truncate(self.ends.last().copied().unwrap_or_default());
    }
}

/// What `&name;` stands for; nothing, where only a document type could say.
fn reference(name: &str) -> Token<'_> {
    match BytesRef::new(name).resolve_char_ref() {
        Ok(Some(character)) => Token::Text(Cow::Owned(character.to_string())),
        _ => resolve_predefined_entity(name)
            .map_or(Token::Nothing, |character| Token::Text(Cow::Borrowed(character))),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};

    use proptest::prelude::*;
    use quick_xml::Reader;
    use quick_xml::events::Event;

    use super::{Token, Xml};
    use crate::Limits;

    /// Gives a few bytes at a time, as a part may.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let most = buffer.len().min(3);
            self.0.read(&mut buffer[..most])
        }
    }

    fn ours(text: &str, said_bytes: u64) -> Vec<String> {
        let mut xml = Xml::new("part", Slow(text.as_bytes()), said_bytes, &Limits::default());
        let mut tokens = Vec::new();
        loop {
            match xml.next() {
                Ok(Some(Token::Open(element))) => {
                    tokens.push(format!("open {} {:?}", element.qualified_name(), element.attribute("a")));
                }
                Ok(Some(Token::Close(end))) => tokens.push(format!("close {}", end.name())),
                Ok(Some(Token::Text(text))) => tokens.push(format!("text {text}")),
                Ok(Some(Token::Nothing)) => tokens.push("nothing".to_owned()),
                Ok(None) => return tokens,
                Err(_) => {
                    tokens.push("error".to_owned());
                    return tokens;
                }
            }
        }
    }

    fn those_of_quick_xml(text: &str) -> Vec<String> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().allow_dangling_amp = true;
        let mut tokens = Vec::new();
        let mut depth = 0;
        loop {
            tokens.push(match reader.read_event() {
                Ok(Event::Start(start)) => {
                    depth += 1;
                    let value = super::Element(start.borrow()).attribute("a");
                    format!("open {} {value:?}", start.name().into_inner())
                }
                Ok(Event::End(end)) => {
                    depth -= 1;
                    format!("close {}", super::local(end.name().into_inner()))
                }
                Ok(Event::Text(text)) => format!("text {}", text.into_inner()),
                Ok(Event::CData(text)) => format!("text {}", text.into_inner()),
                Ok(Event::GeneralRef(name)) => match super::reference(&name) {
                    Token::Text(text) => format!("text {text}"),
                    _ => "nothing".to_owned(),
                },
                Ok(Event::Eof) if depth == 0 => return tokens,
                Ok(Event::Eof) | Err(_) => {
                    tokens.push("error".to_owned());
                    return tokens;
                }
                Ok(_) => "nothing".to_owned(),
            });
        }
    }

    #[test]
    fn of_a_long_part_no_more_is_held_than_tokens_need() {
        let text = "<a>text</a>".repeat(200_000);
        let mut xml = Xml::new("part", text.as_bytes(), text.len() as u64, &Limits::default());
        while xml.next().unwrap().is_some() {
            assert!(xml.window.rest().len() <= 32 << 10);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]
        #[test]
        fn any_text_has_the_tokens_that_quick_xml_finds_however_it_is_parted(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "<a>", "</a>", "<a a='>'>", "<n:b a=\"&lt;'\" />", "<a/>", "</a >", "</a b>", "<a", "a='1'", "text ", "ä",
                    "&amp;", "&#65;", "&#x1F600;", "&unknown;", "&", ";", "<!-- > -->", "<!--", "-->", "<![CDATA[", "]]>",
                    "<![CDATA[&amp;<a>]]>", "<?xml version='1.0'?>", "<?", "?>", "<!DOCTYPE a [<!ENTITY b '>'>]>", "<!", "[", "]",
                    "<", ">", "'", "\"", "/", " ", "\n", "\u{feff}",
                ]),
                0..16,
            ),
            said_bytes in 0_u64..64,
        ) {
            let text = pieces.concat();
            prop_assert_eq!(ours(&text, said_bytes), those_of_quick_xml(&text));
        }
    }
}
