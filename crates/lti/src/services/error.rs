use std::time::Duration;

use http::StatusCode;

use super::{AccessTokenError, MAX_ITEMS, MAX_LIST_BYTES, MAX_PAGES, MAX_PAGING_TIME, Scope};
use crate::http_client::HttpError;

fn told(reason: &str) -> String {
    if reason.is_empty() { String::new() } else { format!(": {reason}") }
}

/// Why a service gave nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServiceError {
    /// The launch came from another platform than the client calls. Make the client of the launch's registration.
    #[error("the launch belongs to another registration")]
    OtherRegistration,
    /// The operator has suspended the registration.
    #[error("the registration is suspended")]
    Suspended,
    /// The launch offers no such service. Switch it on in the platform (Moodle: the tool's Services).
    #[error("the platform does not offer the service {0} to this tool")]
    NotOffered(&'static str),
    /// The launch grants other scopes. Switch on what is missing in the platform (Moodle: the tool's Services).
    #[error("the platform does not grant {0} to this tool")]
    NotGranted(Scope),
    /// What the tool itself asked for is against the specification; nothing was sent.
    #[error("{0}")]
    Invalid(&'static str),
    /// An address of a service is no http(s) URL.
    #[error("{0} is not the address of a service")]
    BadUrl(String),
    /// An address, of a next page or of a line item, lies on another origin than the launch named. Nothing was sent
    /// there.
    #[error("the platform points to {0}, which is not where its services are")]
    ForeignUrl(String),
    /// There is no access token.
    #[error("no access token")]
    Token(#[from] AccessTokenError),
    /// The service did not answer.
    #[error("the platform's service did not answer")]
    Unreachable(#[from] HttpError),
    /// Status 400. For a score: Moodle answers so for a person who cannot be graded, as teachers and strangers to the course.
    #[error("the platform does not accept this request (400){}", told(reason))]
    BadRequest {
        /// What the platform says, or nothing.
        reason: String,
    },
    /// Status 401, also with a new token. Moodle answers so when the tool's Services do not include this one.
    #[error("the platform refuses the access token (401){}", told(reason))]
    Unauthorized {
        /// What the platform says, or nothing.
        reason: String,
    },
    /// Status 403.
    #[error("the platform does not allow this (403){}", told(reason))]
    Forbidden {
        /// What the platform says, or nothing.
        reason: String,
    },
    /// Status 404. The course, the line item or the activity is gone, or never was.
    #[error("the platform knows no such thing (404){}", told(reason))]
    NotFound {
        /// What the platform says, or nothing.
        reason: String,
    },
    /// Status 409. For a score: the platform has one that is as new or newer. Send it again with a later timestamp, of
    /// another whole second (Moodle compares those), if it is to count.
    #[error("the platform has something newer (409){}", told(reason))]
    Conflict {
        /// What the platform says, or nothing.
        reason: String,
    },
    /// Status 429.
    #[error("the platform asks to wait (429)")]
    RateLimited {
        /// How long, if the platform says so.
        retry_after: Option<Duration>,
    },
    /// Status 5xx: broken, overloaded or under maintenance. Also a redirection, status 408 or 425, and a web page
    /// under any status: that is the word of something that stands before the service, or of a program that stumbled
    /// (Moodle answers an exception with 404 and a page).
    #[error("the platform's service is not available ({status})")]
    Unavailable {
        /// The status.
        status: StatusCode,
        /// How long it lasts, if the platform says so.
        retry_after: Option<Duration>,
    },
    /// Another status than the specifications know.
    #[error("the platform answered with status {status}{}", told(reason))]
    Status {
        /// The status.
        status: StatusCode,
        /// What the platform says, or nothing.
        reason: String,
    },
    /// The answer is not what the service gives.
    #[error("the platform's answer cannot be read")]
    Unreadable(#[source] serde_json::Error),
    /// The list has more than [`MAX_PAGES`] pages.
    #[error("the list has more than {MAX_PAGES} pages")]
    TooManyPages,
    /// The list has more than [`MAX_ITEMS`] entries.
    #[error("the list has more than {MAX_ITEMS} entries")]
    TooManyItems,
    /// The list has more than [`MAX_LIST_BYTES`].
    #[error("the list has more than {} MB", MAX_LIST_BYTES / 1024 / 1024)]
    TooManyBytes,
    /// A page names as its next one a page that was read before.
    #[error("the pages of the list go round in a circle")]
    PagesRepeat,
    /// Reading all pages took longer than [`MAX_PAGING_TIME`].
    #[error("the list did not come whole within {} s", MAX_PAGING_TIME.as_secs())]
    PagingTooSlow,
}

impl ServiceError {
    /// Whether the same call may succeed later, when nobody changed anything.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Token(error) => error.is_retryable(),
            Self::Unreachable(error) => !matches!(error, HttpError::TooLarge(_) | HttpError::NotHttps),
            Self::RateLimited { .. } | Self::Unavailable { .. } | Self::PagingTooSlow => true,
            _ => false,
        }
    }

    /// How long the platform asks to wait, if it says so.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Token(error) => error.retry_after(),
            Self::RateLimited { retry_after } | Self::Unavailable { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}
