use std::collections::HashMap;
use std::io::Read;

use crate::Limits;
use crate::stop::Stop;
use crate::xml::{Token, Xml};

/// Styles that are based on each other, at most: more are a circle.
const LONGEST_CHAIN: usize = 16;

/// Which paragraph styles make a heading. Their ids depend on the writer's language, their names do not (§17.7.4.9).
#[derive(Default)]
pub(super) struct Styles(HashMap<String, Style>);

#[derive(Default)]
struct Style {
    heading: bool,
    based_on: Option<String>,
}

impl Styles {
    pub(super) fn read<R: Read>(xml: &mut Xml<R>, limits: &Limits) -> Result<Self, Stop> {
        let mut styles = HashMap::new();
        let mut id = None;
        while let Some(token) = xml.next()? {
            let Token::Open(element) = token else { continue };
            let value = || element.attribute("val").unwrap_or_default();
            match element.name() {
                "style" => id = element.attribute("styleId"),
                "name" | "basedOn" | "outlineLvl" => {
                    let Some(id) = &id else { continue };
                    if styles.len() == limits.entries {
                        return Err(Stop::Full);
                    }
                    let style: &mut Style = styles.entry(id.clone()).or_default();
                    match element.name() {
                        "name" => {
                            let name = value().to_ascii_lowercase();
                            style.heading |= name == "title" || name.starts_with("heading ");
                        }
                        "basedOn" => style.based_on = Some(value()),
                        _ => style.heading |= value() != "9",
                    }
                }
                _ => {}
            }
        }
        Ok(Self(styles))
    }

    pub(super) fn is_heading(&self, id: &str) -> bool {
        let mut style = self.0.get(id);
        for _ in 0..LONGEST_CHAIN {
            match style {
                Some(Style { heading: true, .. }) => return true,
                Some(Style { based_on: Some(base), .. }) => style = self.0.get(base),
                _ => break,
            }
        }
        false
    }
}
