use std::time::Duration;

use crate::jws::TokenError;
use crate::names::{DeploymentId, NameError};

/// What a claim says, or that it says nothing.
fn named(claim: Option<&String>) -> &str {
    claim.map_or("(not given)", String::as_str)
}

/// Why a launch is refused: one variant a check.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LaunchError {
    /// The state belongs to another registration than the one given. Look the registration up by the state's platform.
    #[error("the state belongs to another registration")]
    OtherRegistration,
    /// The operator has suspended the registration.
    #[error("the registration is suspended")]
    Suspended,
    /// The token itself cannot be trusted.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The token is signed, but its claims cannot be read: not JSON, a claim of the wrong type or twice.
    #[error("the token's claims cannot be read")]
    Claims(#[source] serde_json::Error),
    /// `iss` is not the registration's issuer. Register the platform under the issuer it really uses.
    #[error("the token's issuer is {}, not {expected}", named(token.as_ref()))]
    IssuerMismatch {
        /// `iss` of the token.
        token: Option<String>,
        /// The registration's issuer.
        expected: String,
    },
    /// `aud` does not name the tool. Check the client id.
    #[error("the token is not meant for client {expected}")]
    AudienceMismatch {
        /// The registration's client id.
        expected: String,
    },
    /// `aud` names somebody else beside the tool. Trust that audience only if you know it.
    #[error("the token is also meant for {0}, which is not trusted")]
    UntrustedAudience(String),
    /// Several audiences, and no `azp` says who asked for the token.
    #[error("the token has several audiences and no authorized party (azp)")]
    AuthorizedPartyMissing,
    /// `azp` is somebody else.
    #[error("the token was issued to {0} (azp), not to this tool")]
    AuthorizedPartyMismatch(String),
    /// `exp` is missing.
    #[error("the token has no expiry (exp)")]
    ExpiryMissing,
    /// The token is over. Open the activity again; if it happens at once, set the clocks.
    #[error("the token expired {} s ago", .ago.as_secs())]
    Expired {
        /// How long ago, by the tool's clock.
        ago: Duration,
    },
    /// `nbf` lies ahead. Set the clocks.
    #[error("the token is not valid for another {} s (nbf)", .ahead.as_secs())]
    NotYetValid {
        /// How far ahead, by the tool's clock.
        ahead: Duration,
    },
    /// `iat` is missing.
    #[error("the token does not say when it was issued (iat)")]
    IssuedAtMissing,
    /// `iat` lies ahead. Set the clocks.
    #[error("the token was issued {} s in the future", .ahead.as_secs())]
    IssuedInFuture {
        /// How far ahead, by the tool's clock.
        ahead: Duration,
    },
    /// `iat` lies too far back. Set the clocks.
    #[error("the token was issued {} s ago", .ago.as_secs())]
    TooOld {
        /// How far back, by the tool's clock.
        ago: Duration,
    },
    /// `nonce` is missing.
    #[error("the token has no nonce")]
    NonceMissing,
    /// `nonce` is not the one of this login.
    #[error("the token's nonce is not the one of this login")]
    NonceMismatch,
    /// `version` is not 1.3.0.
    #[error("the LTI version is {}, not 1.3.0", named(.0.as_ref()))]
    UnsupportedVersion(Option<String>),
    /// `message_type` is none that a tool can serve.
    #[error("the message type {} is not supported", named(.0.as_ref()))]
    UnsupportedMessageType(Option<String>),
    /// `deployment_id` is missing or empty.
    #[error("the token names no deployment")]
    DeploymentMissing,
    /// `deployment_id` cannot be one.
    #[error("the token's deployment id cannot be used")]
    DeploymentUnusable(#[source] NameError),
    /// The launch comes from another deployment than its login.
    #[error("the launch comes from deployment {launched}, its login from another")]
    DeploymentMismatch {
        /// The deployment in the token.
        launched: DeploymentId,
    },
    /// The deployment is not listed. Add it to the registration.
    #[error("deployment {0} is not registered")]
    UnknownDeployment(DeploymentId),
    /// `target_link_uri` is not the login's.
    #[error("the launch opens {}, its login named another target", named(launched.as_ref()))]
    TargetMismatch {
        /// `target_link_uri` of the token.
        launched: Option<String>,
    },
    /// A resource link launch without `resource_link.id`.
    #[error("the launch names no resource link")]
    ResourceLinkMissing,
    /// A deep linking launch without settings, or with settings that cannot be read (Deep Linking 2.0 §4).
    #[error("the launch has no deep linking settings")]
    DeepLinkingSettingsMissing,
    /// The settings do not say where the choice goes, or name something else than an http(s) URL.
    #[error("the deep linking settings have no usable deep_link_return_url")]
    DeepLinkReturnUrlUnusable,
    /// `roles` is missing; an empty list is legal.
    #[error("the launch has no list of roles")]
    RolesMissing,
    /// The login was used before: a replay, or the page was sent twice.
    #[error("this login has been used already")]
    StateUsed,
}
