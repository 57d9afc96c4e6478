use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use url::Url;

use crate::http_client::HttpError;
use crate::names::ClientId;
use crate::tool_key::SignError;

fn told(error: &str) -> String {
    if error.is_empty() { String::new() } else { format!(" ({error})") }
}

/// Why there is no access token.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AccessTokenError {
    /// The token endpoint did not answer. Check its URL if it persists.
    #[error("the token endpoint {url} did not answer")]
    Unreachable {
        /// The token endpoint.
        url: Url,
        /// What happened.
        #[source]
        source: Arc<HttpError>,
    },
    /// Status 5xx: broken, overloaded or under maintenance.
    #[error("the token endpoint is not available ({status})")]
    Unavailable {
        /// The status.
        status: StatusCode,
        /// How long it lasts, if the platform says so.
        retry_after: Option<Duration>,
    },
    /// Status 429.
    #[error("the token endpoint asks to wait (429)")]
    RateLimited {
        /// How long, if the platform says so.
        retry_after: Option<Duration>,
    },
    /// The platform could not fetch the tool's key set. The tool must be reachable from the platform's server at this
    /// address, and the platform must know it (Moodle: Public keyset).
    #[error("the platform could not read this tool's key set at {key_set}")]
    KeySetUnreadable {
        /// The tool's key set.
        key_set: String,
    },
    /// The platform read a key set that does not have the key. Check its address in the platform (Moodle: Public
    /// keyset).
    #[error("the platform finds no key {kid} in the key set that it reads; this tool's is at {key_set}")]
    UnknownKey {
        /// The key that signed.
        kid: String,
        /// The tool's key set.
        key_set: String,
    },
    /// The platform verifies with another key. If the key was pasted there, paste the present one, or better give the
    /// address of the key set.
    #[error("the platform does not verify what key {kid} signs; this tool's keys are at {key_set}")]
    BadSignature {
        /// The key that signed.
        kid: String,
        /// The tool's key set.
        key_set: String,
    },
    /// The clocks of platform and tool differ. Set them.
    #[error("the clocks of the platform and of this tool differ{}", told(reason))]
    Clocks {
        /// What the platform says.
        reason: String,
    },
    /// The platform knows no such client. Compare the client ids.
    #[error("the platform does not accept client {client_id} (invalid_client)")]
    UnknownClient {
        /// The registration's client id.
        client_id: ClientId,
    },
    /// The platform does not grant what a service needs. Switch it on in the platform (Moodle: the tool's Services).
    #[error("the platform does not grant {scopes} to this tool")]
    ScopeNotGranted {
        /// The scopes, with spaces between.
        scopes: String,
    },
    /// Another refusal.
    #[error("the token endpoint {url} refused with status {status}{}", told(error))]
    Refused {
        /// The token endpoint.
        url: Url,
        /// The status.
        status: StatusCode,
        /// The `error` of RFC 6749 §5.2, or nothing.
        error: String,
    },
    /// The answer of success holds no usable token. Check the token endpoint's URL.
    #[error("the answer of the token endpoint {url} is not an access token")]
    NotAToken {
        /// The token endpoint.
        url: Url,
    },
    /// The tool's own key did not sign.
    #[error(transparent)]
    Sign(#[from] SignError),
}

impl AccessTokenError {
    /// Whether the same request may succeed later, when nobody changed the platform's settings.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Unreachable { source, .. } => {
                !matches!(**source, HttpError::TooLarge(_) | HttpError::NotHttps)
            }
            Self::Unavailable { .. } | Self::RateLimited { .. } | Self::KeySetUnreadable { .. } => true,
            _ => false,
        }
    }

    /// How long the platform asks to wait, if it says so.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after } | Self::Unavailable { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}
