//! Reads the members of an event. Moodle gives the same id as a number or as a text of digits, by the code that made
//! the event.

use std::fmt;

use serde::de::{DeserializeOwned, Deserializer, Error as _, IgnoredAny, Visitor};
use serde_json::error::Category;

use super::BadEvent;

/// The longest piece of a message that is kept, in characters.
const QUOTED: usize = 120;

/// Reads an object, with errors that name the member.
pub fn read<T: DeserializeOwned>(detail: &str) -> Result<T, BadEvent> {
    // Serde would read the members from an array too, by their places.
    if !detail.trim_start().starts_with('{') {
        let json = serde_json::from_str::<IgnoredAny>(detail);
        return Err(json.map_or_else(|error| BadEvent::NotJson(error.to_string()), |_| BadEvent::NotAnObject));
    }
    let mut json = serde_json::Deserializer::from_str(detail);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let field = error.path().to_string();
        explain(&field, &error.into_inner())
    })?;
    json.end().map_err(|error| BadEvent::NotJson(quoted(&error.to_string())))?;
    Ok(value)
}

fn explain(field: &str, error: &serde_json::Error) -> BadEvent {
    let whole = error.to_string();
    if error.classify() != Category::Data {
        return BadEvent::NotJson(quoted(&whole));
    }
    // serde_json ends its messages with the place, which says nothing about a text that is not shown.
    let problem = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(problem, _)| problem);
    if field != "." {
        return BadEvent::Field { field: quoted(field), problem: quoted(problem) };
    }
    // What concerns the whole object has no path: a member that is missing, or there twice, is named in the message.
    match problem.split('`').nth(1) {
        Some(name) if problem.starts_with("missing field") => {
            BadEvent::Field { field: quoted(name), problem: "it is missing".to_owned() }
        }
        Some(name) if problem.starts_with("duplicate field") => {
            BadEvent::Field { field: quoted(name), problem: "it is there twice".to_owned() }
        }
        _ => BadEvent::NotAnObject,
    }
}

/// The beginning of what came from outside, without control characters.
fn quoted(text: &str) -> String {
    text.chars().take(QUOTED).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Reads a whole number, or its digits.
pub fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    deserializer.deserialize_any(Number)?.ok_or_else(|| D::Error::custom("it is null, not a whole number"))
}

/// Reads a time in seconds since 1970, or its digits.
pub fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    i64::try_from(number(deserializer)?).map_err(D::Error::custom)
}

/// Reads an id, or its digits. Moodle writes 0 or null where there is none.
pub fn id<'de, D: Deserializer<'de>, T: TryFrom<u64>>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T::Error: fmt::Display,
{
    let number = deserializer.deserialize_any(Number)?.filter(|number| *number != 0);
    number.map(T::try_from).transpose().map_err(D::Error::custom)
}

struct Number;

impl Visitor<'_> for Number {
    type Value = Option<u64>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number from 0 to {}, or its digits", i64::MAX)
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Option<u64>, E> {
        // Stores and Moodle itself keep signed numbers of 64 bits.
        i64::try_from(number).map_err(|_| E::custom("it is greater than any number of Moodle"))?;
        Ok(Some(number))
    }

    fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<Option<u64>, E> {
        Err(E::custom("it is negative"))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Option<u64>, E> {
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        match text.parse() {
            Ok(number) if digits => self.visit_u64(number),
            _ => Err(E::custom("it is a text, but not of the digits of a number of Moodle")),
        }
    }

    fn visit_unit<E>(self) -> Result<Option<u64>, E> {
        Ok(None)
    }
}
