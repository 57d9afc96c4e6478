use std::collections::HashMap;
use std::io::Read;

use crate::Limits;
use crate::stop::Stop;
use crate::xml::{Token, Xml};

/// How the numbers in cells are written, by the cells' style (§18.8).
#[derive(Default)]
pub(super) struct Styles(Vec<Written>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    Number,
    Percent,
    Date,
    Time,
    DateAndTime,
}

impl Styles {
    pub(super) fn read<R: Read>(xml: &mut Xml<R>, limits: &Limits) -> Result<Self, Stop> {
        let mut codes = HashMap::new();
        let mut styles = Vec::new();
        let mut of_cells = false;
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(element) => match element.name() {
                    "numFmt" => {
                        if let (Some(id), Some(code)) =
                            (number(element.attribute("numFmtId")), element.attribute("formatCode"))
                        {
                            codes.insert(id, of_code(&code));
                        }
                    }
                    "cellXfs" => of_cells = true,
                    "xf" if of_cells => {
                        let id = number(element.attribute("numFmtId")).unwrap_or_default();
                        styles.push(codes.get(&id).copied().unwrap_or_else(|| built_in(id)));
                    }
                    _ => {}
                },
                Token::Close(element) if element.name() == "cellXfs" => of_cells = false,
                _ => {}
            }
            if codes.len().max(styles.len()) > limits.entries {
                return Err(Stop::Full);
            }
        }
        Ok(Self(styles))
    }

    pub(super) fn of(&self, style: usize) -> Written {
        self.0.get(style).copied().unwrap_or(Written::Number)
    }
}

fn number(value: Option<String>) -> Option<u32> {
    value?.parse().ok()
}

/// What the formats mean that no file spells out (§18.8.30).
fn built_in(id: u32) -> Written {
    match id {
        9 | 10 => Written::Percent,
        14..=17 | 27..=31 | 34..=36 | 50..=58 => Written::Date,
        18..=21 | 32 | 33 | 45..=47 => Written::Time,
        22 => Written::DateAndTime,
        _ => Written::Number,
    }
}

/// What a format code means (§18.8.31): which letters stand in its first section, outside of quotes and brackets.
fn of_code(code: &str) -> Written {
    let (mut date, mut time, mut percent, mut months_or_minutes) = (false, false, false, false);
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character.to_ascii_lowercase() {
            '"' => drop(characters.by_ref().find(|&c| c == '"')),
            '[' => drop(characters.by_ref().find(|&c| c == ']')),
            '\\' | '_' | '*' => drop(characters.next()),
            ';' => break,
            'd' | 'y' => date = true,
            'h' | 's' => time = true,
            'm' => months_or_minutes = true,
            '%' => percent = true,
            _ => {}
        }
    }
    match (date || months_or_minutes && !time, time) {
        (true, true) => Written::DateAndTime,
        (true, false) => Written::Date,
        (false, true) => Written::Time,
        (false, false) if percent => Written::Percent,
        (false, false) => Written::Number,
    }
}

#[cfg(test)]
mod tests {
    use super::{Written, of_code};

    #[test]
    fn a_format_code_says_what_a_number_means() {
        assert_eq!(of_code("yyyy\\-mm\\-dd"), Written::Date);
        assert_eq!(of_code("mmm"), Written::Date);
        assert_eq!(of_code("hh:mm"), Written::Time);
        assert_eq!(of_code("[$-407]d/m/yyyy h:mm;@"), Written::DateAndTime);
        assert_eq!(of_code("0.0%"), Written::Percent);
        assert_eq!(of_code("#,##0.00\" days\";[Red]-0"), Written::Number);
    }
}
