//! The grades as the platform has them (AGS 2.0 §3.3).

use serde::Deserialize;
use serde_json::Value;

use super::members::text_or_number;
use crate::claims::{lenient, some_text};
use crate::time::{UnixTime, from_rfc3339};

pub(super) const CONTAINER: &str = "application/vnd.ims.lis.v2.resultcontainer+json";

/// One person's grade in one column: what AGS calls a result. A teacher may have changed what the tool posted.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Whose.
    pub user_id: String,
    /// The points; none when there is no grade.
    pub score: Option<f64>,
    /// What the points are out of; 1 when the platform does not say.
    pub maximum: f64,
    /// A comment for the person.
    pub comment: Option<String>,
    /// When the platform last changed it, if it says so, as Moodle does.
    pub timestamp: Option<UnixTime>,
}

/// An entry that names nobody is left out.
pub(super) fn page(body: &[u8]) -> Result<Vec<Outcome>, serde_json::Error> {
    let results: Vec<Value> = serde_json::from_slice(body)?;
    let raw = results.into_iter().filter_map(|result| serde_json::from_value::<RawResult>(result).ok());
    Ok(raw.filter_map(RawResult::read).collect())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawResult {
    #[serde(default, deserialize_with = "text_or_number")]
    user_id: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    result_score: Option<f64>,
    #[serde(default, deserialize_with = "lenient")]
    result_maximum: Option<f64>,
    #[serde(default, deserialize_with = "lenient")]
    comment: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    timestamp: Option<String>,
}

impl RawResult {
    fn read(self) -> Option<Outcome> {
        Some(Outcome {
            user_id: some_text(self.user_id)?,
            score: self.result_score,
            maximum: self.result_maximum.unwrap_or(1.0),
            comment: some_text(self.comment),
            timestamp: self.timestamp.as_deref().and_then(from_rfc3339),
        })
    }
}
