//! Rows, and what stands in them.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use lti::time::UnixTime;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A row.
pub(super) type Item = HashMap<String, AttributeValue>;

/// An attribute that is missing, or holds something else than it must.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unreadable {
    #[error("the attribute {0} is missing or of another kind")]
    Kind(&'static str),
    #[error("the attribute {0} cannot be read")]
    Json(&'static str, #[source] serde_json::Error),
    #[error("the attribute {0} cannot be unpacked")]
    Packed(&'static str, #[source] std::io::Error),
}

pub(super) fn text(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

pub(super) fn number(number: u64) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

pub(super) fn time(time: UnixTime) -> AttributeValue {
    AttributeValue::N(time.0.to_string())
}

pub(super) fn json<T: Serialize>(value: &T) -> Result<AttributeValue, serde_json::Error> {
    serde_json::to_string(value).map(AttributeValue::S)
}

pub(super) fn read_text<'a>(item: &'a Item, name: &'static str) -> Result<&'a str, Unreadable> {
    match item.get(name) {
        Some(AttributeValue::S(text)) => Ok(text),
        _ => Err(Unreadable::Kind(name)),
    }
}

pub(super) fn read_number<T: std::str::FromStr>(item: &Item, name: &'static str) -> Result<T, Unreadable> {
    let Some(AttributeValue::N(number)) = item.get(name) else { return Err(Unreadable::Kind(name)) };
    number.parse().map_err(|_| Unreadable::Kind(name))
}

pub(super) fn read_json<T: DeserializeOwned>(item: &Item, name: &'static str) -> Result<T, Unreadable> {
    serde_json::from_str(read_text(item, name)?).map_err(|error| Unreadable::Json(name, error))
}

/// Whether the row's time is over, swept or not.
pub(super) fn is_over(item: &Item, now: UnixTime) -> Result<bool, Unreadable> {
    Ok(read_number::<i64>(item, "expires")? <= now.0)
}
