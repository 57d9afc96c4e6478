//! The types of content of Deep Linking 2.0 §3.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use url::Url;

use crate::services::ActivityProgress;
use crate::time::{UnixTime, rfc3339};

/// One thing that a teacher chose.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type")]
#[expect(clippy::large_enum_variant, reason = "a teacher chooses a handful of them")]
pub enum ContentItem {
    /// An activity of this tool. The only type that Moodle takes.
    #[serde(rename = "ltiResourceLink")]
    ResourceLink(ResourceLinkItem),
    /// A page of the web.
    #[serde(rename = "link")]
    Link(Link),
    /// A file that the platform copies.
    #[serde(rename = "file")]
    File(File),
    /// A fragment of HTML that becomes part of a page of the platform.
    #[serde(rename = "html")]
    Html(Html),
    /// A picture.
    #[serde(rename = "image")]
    Image(Image),
}

impl ContentItem {
    /// The type of [`ContentItem::ResourceLink`].
    pub const RESOURCE_LINK: &'static str = "ltiResourceLink";

    /// The type, as `accept_types` names it.
    #[must_use]
    pub fn content_type(&self) -> &'static str {
        match self {
            Self::ResourceLink(_) => Self::RESOURCE_LINK,
            Self::Link(_) => "link",
            Self::File(_) => "file",
            Self::Html(_) => "html",
            Self::Image(_) => "image",
        }
    }
}

/// An activity: what the course will launch.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceLinkItem {
    /// What is launched (`target_link_uri`); the tool's own when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Url>,
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The description, as plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A small picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<LinkedImage>,
    /// A larger picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<LinkedImage>,
    /// Parameters that come with every launch of the activity.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub custom: BTreeMap<String, String>,
    /// The column of the gradebook that comes with the activity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_item: Option<ItemLineItem>,
    /// When students can open it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available: Option<TimeSpan>,
    /// When students can hand in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submission: Option<TimeSpan>,
    /// Show it inside the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iframe: Option<Iframe>,
    /// Show it in a window or tab.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
}

/// A page of the web.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Link {
    /// Its address.
    pub url: Url,
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The description, as plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A small picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<LinkedImage>,
    /// A larger picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<LinkedImage>,
    /// HTML that shows the page's content in its place.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "embed")]
    pub embed: Option<String>,
    /// Show it inside the page; needs [`Iframe::src`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iframe: Option<Iframe>,
    /// Show it in a window or tab.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
}

impl Link {
    /// A link with nothing but its address.
    #[must_use]
    pub fn to(url: Url) -> Self {
        Self {
            url,
            title: None,
            text: None,
            icon: None,
            thumbnail: None,
            embed: None,
            iframe: None,
            window: None,
        }
    }
}

/// A file that the platform fetches soon and keeps.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct File {
    /// Where the platform fetches it.
    pub url: Url,
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The description, as plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A small picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<LinkedImage>,
    /// A larger picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<LinkedImage>,
    /// Until when the address is good.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "moment")]
    pub expires_at: Option<UnixTime>,
}

impl File {
    /// A file with nothing but its address.
    #[must_use]
    pub fn at(url: Url) -> Self {
        Self { url, title: None, text: None, icon: None, thumbnail: None, expires_at: None }
    }
}

/// A fragment of HTML.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Html {
    /// The fragment. The platform decides what of it is kept.
    pub html: String,
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The description, as plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Image {
    /// Its address.
    pub url: Url,
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The description, as plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A small picture of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<LinkedImage>,
    /// A larger picture of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<LinkedImage>,
    /// Width in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

impl Image {
    /// A picture with nothing but its address.
    #[must_use]
    pub fn at(url: Url) -> Self {
        Self { url, title: None, text: None, icon: None, thumbnail: None, width: None, height: None }
    }
}

/// An icon or a thumbnail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LinkedImage {
    /// Its address.
    pub url: Url,
    /// Width in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

/// The column of the gradebook that comes with an activity.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemLineItem {
    /// The most points; above zero.
    pub score_maximum: f64,
    /// The column's title; the activity's when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The tool's own id of what is graded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    /// The tool's own kind of column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// Whether students see their grade at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grades_released: Option<bool>,
    /// That teachers may open single submissions from the gradebook; they are not offered to when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submission_review: Option<SubmissionReview>,
}

/// How the platform's gradebook opens one student's submission, with a launch of the type
/// [`MessageType::SubmissionReview`](crate::launch::MessageType::SubmissionReview) (LTI Submission Review 1.0 §4).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SubmissionReview {
    /// How far a student must have come for the platform to offer it.
    pub reviewable_status: Vec<ActivityProgress>,
    /// What the platform may write on its link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What is launched (`target_link_uri`); the activity's own when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Url>,
    /// Parameters that come with these launches, beside those of the activity.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub custom: BTreeMap<String, String>,
}

/// From when until when; either end may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TimeSpan {
    /// The beginning.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "moment")]
    pub start_date_time: Option<UnixTime>,
    /// The end.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "moment")]
    pub end_date_time: Option<UnixTime>,
}

/// How to show something inside a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Iframe {
    /// What is shown: for a [`Link`], which needs it. A resource link shows its launch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub src: Option<Url>,
    /// Width in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

/// How to show something in a window.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Window {
    /// The window's name, so that several items share one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_name: Option<String>,
    /// Width in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Features for `window.open`, separated by commas.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_features: Option<String>,
}

#[expect(clippy::ref_option, reason = "serde passes the field as it is")]
fn moment<S: Serializer>(moment: &Option<UnixTime>, serializer: S) -> Result<S::Ok, S::Error> {
    moment.and_then(rfc3339).serialize(serializer)
}

#[expect(clippy::ref_option, reason = "serde passes the field as it is")]
fn embed<S: Serializer>(html: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    BTreeMap::from([("html", html.as_deref().unwrap_or_default())]).serialize(serializer)
}
