use quick_xml::events::Event;
use quick_xml::{Error, Reader};

/// What a stretch of XML begins with, and its length in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Markup {
    Text(usize),
    /// `<name attribute="value">` or `<name/>`, whose slash may be the last byte of the name.
    Start {
        name: usize,
        bytes: usize,
    },
    /// `</name>`
    End {
        name: usize,
        bytes: usize,
    },
    /// `<![CDATA[text]]>`
    Data(usize),
    /// `&name;`
    Reference(usize),
    /// A comment, a declaration, an instruction.
    Nothing(usize),
}

impl Markup {
    /// Finds the end of a tag, a reference, or text before one, which is nearly all that there is. `None`: it is something
    /// else, or its end is not here.
    #[inline]
    pub(super) fn plain(stretch: &str) -> Option<Self> {
        match stretch.as_bytes() {
            [b'<', b'/', rest @ ..] => {
                let end = rest.iter().position(|&byte| byte == b'>')?;
                let spaces = rest[..end].iter().rev().take_while(|&&byte| is_space(byte)).count();
                Some(Self::End { name: end - spaces, bytes: end + 3 })
            }
            [] | [b'<', b'!' | b'?', ..] => None,
            [b'&', rest @ ..] => {
                let end = rest.iter().position(|byte| matches!(byte, b';' | b'&' | b'<'))?;
                Some(if rest[end] == b';' { Self::Reference(end + 2) } else { Self::Text(end + 1) })
            }
            [b'<', rest @ ..] => {
                let end = tag_end(rest)?;
                let name = rest[..end].iter().position(|&byte| is_space(byte)).unwrap_or(end);
                Some(Self::Start { name, bytes: end + 2 })
            }
            text => text.iter().position(|byte| matches!(byte, b'<' | b'&')).map(Self::Text),
        }
    }

    /// Finds the end of anything. `None`: it is not here.
    ///
    /// # Errors
    /// There is none: nothing follows.
    pub(super) fn any(stretch: &str, is_last: bool) -> Result<Option<Self>, Error> {
        match stretch.bytes().next() {
            Some(b'<' | b'&') => {}
            Some(_) if is_last => return Ok(Some(Self::Text(stretch.len()))),
            _ => return Ok(None),
        }
        let mut reader = Reader::from_str(stretch);
        reader.config_mut().allow_dangling_amp = true;
        let event = match reader.read_event() {
            Err(Error::Syntax(_)) if !is_last => return Ok(None),
            event => event?,
        };
        let bytes = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX).min(stretch.len());
        // More of the same may follow.
        if bytes == stretch.len() && !is_last {
            return Ok(None);
        }
        Ok(match event {
            Event::Text(_) => Some(Self::Text(bytes)),
            Event::CData(_) => Some(Self::Data(bytes)),
            Event::GeneralRef(_) => Some(Self::Reference(bytes)),
            Event::Eof => None,
            _ => Some(Self::Nothing(bytes)),
        })
    }

    pub(super) fn bytes(self) -> usize {
        match self {
            Self::Text(bytes)
            | Self::Start { bytes, .. }
            | Self::End { bytes, .. }
            | Self::Data(bytes)
            | Self::Reference(bytes)
            | Self::Nothing(bytes) => bytes,
        }
    }
}

/// White space in XML (§2.3).
#[inline]
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Where the `>` stands that ends a start tag, and not a value in it.
#[inline]
fn tag_end(tag: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += tag[at..].iter().position(|byte| matches!(byte, b'>' | b'"' | b'\''))?;
        let quote = tag[at];
        if quote == b'>' {
            return Some(at);
        }
        at += tag[at + 1..].iter().position(|&byte| byte == quote)? + 2;
    }
}
