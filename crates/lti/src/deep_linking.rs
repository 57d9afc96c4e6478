//! Deep Linking 2.0: what a platform asks a teacher to choose, and the signed answer with the choice.
//!
//! [`crate::launch::verify`] reads the [`DeepLinkingSettings`] of a deep linking launch. The tool lets the teacher
//! choose, builds a [`DeepLinkingResponse`] and signs it for that launch. What comes out, a [`SignedResponse`], is
//! posted by the teacher's browser, as a form with the one field [`FORM_FIELD`], to the return URL of the launch.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::claims::{RawDeepLinkingSettings, some_text};
use crate::entropy::Entropy;
use crate::launch::Launch;
use crate::time::UnixTime;
use crate::token::random_text;
use crate::tool_key::{SignError, ToolKey};

mod content_item;

pub use content_item::{
    ContentItem, File, Html, Iframe, Image, ItemLineItem, Link, LinkedImage, ResourceLinkItem,
    SubmissionReview, TimeSpan, Window,
};

/// The form field that carries [`SignedResponse::jwt`].
pub const FORM_FIELD: &str = "JWT";

/// How far back the answer's `iat` is dated: Moodle takes no token from the future, not even by a second.
const BACKDATED: Duration = Duration::from_secs(5);
/// How long the answer is good for. The browser posts it at once.
const LIFETIME: Duration = Duration::from_mins(5);

/// What the platform asks for (Deep Linking 2.0 §4, claim `deep_linking_settings`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeepLinkingSettings {
    /// Where the browser posts the answer: http or https. It may hold a secret of the teacher's session (Moodle's
    /// `sesskey`): not for logs.
    pub return_url: Url,
    /// The types of content that are taken, such as `ltiResourceLink`. A platform that says nothing takes those.
    pub accept_types: BTreeSet<String>,
    /// Where content may be shown: `frame`, `iframe`, `window`.
    pub accept_presentation_document_targets: BTreeSet<String>,
    /// The media types of files that are taken, as the platform wrote them: a list with commas.
    pub accept_media_types: Option<String>,
    /// Whether several items may be chosen. A platform that says nothing takes one.
    pub accept_multiple: bool,
    /// Whether line items of resource links become columns of the gradebook; `None` when the platform does not say.
    pub accept_lineitem: Option<bool>,
    /// Whether the platform stores what is chosen without asking the teacher again.
    pub auto_create: bool,
    /// A title that the platform proposes.
    pub title: Option<String>,
    /// A text that the platform proposes.
    pub text: Option<String>,
    /// What the answer must carry back as it is.
    pub data: Option<Value>,
}

impl DeepLinkingSettings {
    /// `None` when the return URL is missing or no http(s) URL.
    pub(crate) fn read(raw: RawDeepLinkingSettings) -> Option<Self> {
        let return_url = Url::parse(&raw.deep_link_return_url?).ok()?;
        if !matches!(return_url.scheme(), "http" | "https") {
            return None;
        }
        let set = |list: Vec<String>| list.into_iter().collect::<BTreeSet<_>>();
        Some(Self {
            return_url,
            accept_types: raw
                .accept_types
                .map_or_else(|| set(vec![ContentItem::RESOURCE_LINK.to_owned()]), set),
            accept_presentation_document_targets: set(raw
                .accept_presentation_document_targets
                .unwrap_or_default()),
            accept_media_types: some_text(raw.accept_media_types),
            accept_multiple: raw.accept_multiple.unwrap_or(false),
            accept_lineitem: raw.accept_lineitem,
            auto_create: raw.auto_create.unwrap_or(false),
            title: some_text(raw.title),
            text: some_text(raw.text),
            data: raw.data.filter(|data| !data.is_null()),
        })
    }

    /// Whether items of this type are taken, for a page that offers only what can be chosen.
    #[must_use]
    pub fn accepts(&self, content_type: &str) -> bool {
        self.accept_types.contains(content_type)
    }

    fn check(&self, items: &[ContentItem]) -> Result<(), DeepLinkingError> {
        if items.len() > 1 && !self.accept_multiple {
            return Err(DeepLinkingError::OneItemOnly { given: items.len() });
        }
        for item in items {
            if !self.accepts(item.content_type()) {
                return Err(DeepLinkingError::TypeNotAccepted(item.content_type()));
            }
            let ContentItem::ResourceLink(ResourceLinkItem { line_item: Some(line_item), .. }) = item else {
                continue;
            };
            if self.accept_lineitem == Some(false) {
                return Err(DeepLinkingError::LineItemNotAccepted);
            }
            if !(line_item.score_maximum.is_finite() && line_item.score_maximum > 0.0) {
                return Err(DeepLinkingError::ScoreMaximum);
            }
        }
        Ok(())
    }
}

/// Why there is no answer. All but the last two are for the tool's page to prevent.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeepLinkingError {
    /// The launch is none for deep linking: nobody waits for an answer.
    #[error("the launch asks for no content")]
    NotADeepLinkingLaunch,
    /// The platform does not take this type of content (`accept_types`). Offer the types that it takes.
    #[error("the platform does not take content of type {0}")]
    TypeNotAccepted(&'static str),
    /// The platform takes one item (`accept_multiple`). Let the teacher choose one.
    #[error("the platform takes one item, not {given}")]
    OneItemOnly {
        /// How many were chosen.
        given: usize,
    },
    /// The platform makes no column of the gradebook (`accept_lineitem`). Leave the line item out.
    #[error("the platform takes no line item with a resource link")]
    LineItemNotAccepted,
    /// A line item's maximum is not above zero.
    #[error("the maximum score of a line item must be above zero")]
    ScoreMaximum,
    /// Nothing was signed.
    #[error(transparent)]
    Sign(#[from] SignError),
}

/// What the tool answers (Deep Linking 2.0 §4).
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use = "sign it"]
pub struct DeepLinkingResponse {
    items: Vec<ContentItem>,
    message: Option<String>,
    log: Option<String>,
    error_message: Option<String>,
    error_log: Option<String>,
}

impl DeepLinkingResponse {
    /// The choice. Nothing chosen is the same as [`DeepLinkingResponse::cancelled`].
    pub fn new(items: impl IntoIterator<Item = ContentItem>) -> Self {
        Self { items: items.into_iter().collect(), ..Self::default() }
    }

    /// The teacher chose nothing. The platform is told all the same, since its page waits.
    pub fn cancelled() -> Self {
        Self::default()
    }

    /// What the platform may show to the teacher (`msg`).
    pub fn message(mut self, text: impl Into<String>) -> Self {
        self.message = Some(text.into());
        self
    }

    /// What the platform may log (`log`).
    pub fn log(mut self, text: impl Into<String>) -> Self {
        self.log = Some(text.into());
        self
    }

    /// What the platform may show to the teacher as an error (`errormsg`).
    pub fn error_message(mut self, text: impl Into<String>) -> Self {
        self.error_message = Some(text.into());
        self
    }

    /// What the platform may log as an error (`errorlog`).
    pub fn error_log(mut self, text: impl Into<String>) -> Self {
        self.error_log = Some(text.into());
        self
    }

    /// The answer to `launch`, checked against what it accepts, for its platform and deployment, and good for minutes.
    /// Where it goes is what the launch says; nothing else can choose it.
    ///
    /// # Errors
    /// [`DeepLinkingError`].
    pub fn sign(
        &self,
        launch: &Launch,
        key: &ToolKey,
        now: UnixTime,
        entropy: &dyn Entropy,
    ) -> Result<SignedResponse, DeepLinkingError> {
        let settings = launch.deep_linking.as_ref().ok_or(DeepLinkingError::NotADeepLinkingLaunch)?;
        settings.check(&self.items)?;
        let issued = now - BACKDATED;
        let jwt = key.sign(&Claims {
            iss: launch.platform_id.client_id.as_str(),
            aud: launch.platform_id.issuer.as_str(),
            iat: issued,
            exp: issued + LIFETIME,
            nonce: random_text(entropy),
            message_type: "LtiDeepLinkingResponse",
            version: "1.3.0",
            deployment_id: launch.deployment_id.as_str(),
            content_items: &self.items,
            data: settings.data.as_ref(),
            message: self.message.as_deref(),
            log: self.log.as_deref(),
            error_message: self.error_message.as_deref(),
            error_log: self.error_log.as_deref(),
        })?;
        Ok(SignedResponse { return_url: settings.return_url.clone(), jwt })
    }
}

/// What the browser posts: a form to `return_url` with `jwt` in the field [`FORM_FIELD`].
#[derive(Clone, PartialEq, Eq)]
pub struct SignedResponse {
    /// Where to. Its origin belongs into the `form-action` of the page that posts it.
    pub return_url: Url,
    /// The signed answer.
    pub jwt: String,
}

impl std::fmt::Debug for SignedResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignedResponse([redacted])")
    }
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    aud: &'a str,
    iat: UnixTime,
    exp: UnixTime,
    nonce: String,
    #[serde(rename = "https://purl.imsglobal.org/spec/lti/claim/message_type")]
    message_type: &'static str,
    #[serde(rename = "https://purl.imsglobal.org/spec/lti/claim/version")]
    version: &'static str,
    #[serde(rename = "https://purl.imsglobal.org/spec/lti/claim/deployment_id")]
    deployment_id: &'a str,
    #[serde(rename = "https://purl.imsglobal.org/spec/lti-dl/claim/content_items")]
    content_items: &'a [ContentItem],
    #[serde(
        rename = "https://purl.imsglobal.org/spec/lti-dl/claim/data",
        skip_serializing_if = "Option::is_none"
    )]
    data: Option<&'a Value>,
    #[serde(
        rename = "https://purl.imsglobal.org/spec/lti-dl/claim/msg",
        skip_serializing_if = "Option::is_none"
    )]
    message: Option<&'a str>,
    #[serde(
        rename = "https://purl.imsglobal.org/spec/lti-dl/claim/log",
        skip_serializing_if = "Option::is_none"
    )]
    log: Option<&'a str>,
    #[serde(
        rename = "https://purl.imsglobal.org/spec/lti-dl/claim/errormsg",
        skip_serializing_if = "Option::is_none"
    )]
    error_message: Option<&'a str>,
    #[serde(
        rename = "https://purl.imsglobal.org/spec/lti-dl/claim/errorlog",
        skip_serializing_if = "Option::is_none"
    )]
    error_log: Option<&'a str>,
}

#[cfg(test)]
mod tests;
