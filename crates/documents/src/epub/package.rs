use std::collections::HashMap;
use std::io::Read;

use crate::Limits;
use crate::stop::Stop;
use crate::xml::{Element, Token, Xml};

/// What a book is made of (§5).
#[derive(Default)]
pub(super) struct Package {
    pub(super) title: Option<String>,
    /// Where the content documents are, by their ids. Those that only list the others are not among them.
    pub(super) hrefs: HashMap<String, String>,
    /// Ids of content documents in the order of the book.
    pub(super) spine: Vec<String>,
}

impl Package {
    pub(super) fn read<R: Read>(xml: &mut Xml<R>, limits: &Limits) -> Result<Self, Stop> {
        let mut package = Self::default();
        while let Some(token) = xml.next()? {
            let Token::Open(element) = token else { continue };
            match element.name() {
                "title" if package.title.is_none() => package.title = Some(xml.text()?),
                "item" => package.hrefs.extend(content_document(&element)),
                "itemref" => package.spine.extend(element.attribute("idref")),
                _ => {}
            }
            if package.hrefs.len().max(package.spine.len()) > limits.entries {
                return Err(Stop::Full);
            }
        }
        Ok(package)
    }
}

/// The id of an item and where it is, if it has text of the book.
fn content_document(item: &Element<'_>) -> Option<(String, String)> {
    let kind = item.attribute("media-type")?;
    let properties = item.attribute("properties").unwrap_or_default();
    let lists_others = properties.split_whitespace().any(|property| property == "nav");
    let has_text = matches!(kind.as_str(), "application/xhtml+xml" | "text/html") && !lists_others;
    has_text.then_some(())?;
    Some((item.attribute("id")?, item.attribute("href")?))
}
