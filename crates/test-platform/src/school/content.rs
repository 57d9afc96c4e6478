//! Content that a tool offered by deep linking, and where it was placed.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// An `ltiResourceLink` (Deep Linking 2.0, section 3.2.2), as far as Moodle reads it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ContentItem {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) title: String,
    pub(crate) text: String,
    /// Where launches are meant to end; `None`: where all launches of the tool end.
    pub(crate) url: Option<String>,
    pub(crate) custom: BTreeMap<String, Value>,
    #[serde(rename = "lineItem")]
    pub(crate) line_item: Option<WantedLineItem>,
}

/// The line item that a tool wants with its link (section 3.2.2.4).
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WantedLineItem {
    pub(crate) score_maximum: f64,
    #[serde(default)]
    pub(crate) label: Option<String>,
    #[serde(default)]
    pub(crate) resource_id: String,
    #[serde(default)]
    pub(crate) tag: String,
    /// Where submission reviews are meant to end (Submission Review 1.0, section 4).
    #[serde(default)]
    pub(crate) submission_review: Option<Value>,
}

/// An activity that a teacher placed.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) id: String,
    /// The number of its course.
    pub(crate) course: u32,
    /// Whose content it is.
    pub(crate) client_id: String,
    pub(crate) content: ContentItem,
}

impl ContentItem {
    /// The custom parameters as text, which is all that they can be.
    pub(crate) fn custom(&self) -> impl Iterator<Item = (String, String)> {
        self.custom.iter().map(|(name, value)| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            (name.clone(), text)
        })
    }
}
