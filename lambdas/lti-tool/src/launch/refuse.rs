//! Every way in which a launch can fail, and what each says to the person who meets it.

use std::borrow::Cow;

use axum::http::StatusCode;
use lti::browser::BrowserMismatch;
use lti::jws::TokenError;
use lti::key_sets::KeySetError;
use lti::launch::LaunchError;
use lti::names::DeploymentId;
use lti::params::ParamError;
use lti::registration::PlatformId;
use lti::state::StateError;
use ports::StoreError;

use crate::login::{cookies_are_off, suspended};
use http_api::{Refusal, Remedy, chain};

/// Why a launch is refused.
#[derive(Debug, thiserror::Error)]
pub(super) enum LaunchRefusal {
    #[error("the platform refused: {error}")]
    Platform { error: String, description: String },
    #[error(transparent)]
    Param(#[from] ParamError),
    #[error(transparent)]
    State(#[from] StateError),
    #[error("the browser keeps no cookies")]
    CookiesBlocked,
    #[error(transparent)]
    OtherBrowser(BrowserMismatch),
    #[error("the registration of {} at {} is gone", .0.client_id, .0.issuer)]
    RegistrationGone(PlatformId),
    #[error("the registration of {} at {} is suspended", .0.client_id, .0.issuer)]
    Suspended(PlatformId),
    #[error("deployment {deployment} of {} is not registered", .id.issuer)]
    UnknownDeployment { id: PlatformId, deployment: DeploymentId },
    #[error(transparent)]
    KeySet(#[from] KeySetError),
    #[error(transparent)]
    Launch(#[from] LaunchError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

use Remedy::{Administrator, OpenAgain, Wait};
use StatusCode as S;

const CLOCKS: &str =
    "Set the clocks of the platform's server and of the tool's machine by a time server (NTP)";
const KEY_SET_URL: &str = "Check the registration's key set URL (Moodle: Public keyset URL)";
const OPEN: &str = "Open the activity again from the course";

impl From<LaunchRefusal> for Refusal {
    fn from(refused: LaunchRefusal) -> Self {
        match refused {
            LaunchRefusal::Platform { error, description } => platform(&error, &description),
            LaunchRefusal::Param(ParamError::Missing("state")) => Refusal::new(
                S::BAD_REQUEST,
                "state_missing",
                OpenAgain,
                format!("The launch carries no state: it did not begin with a login at this tool. {OPEN}."),
            ),
            LaunchRefusal::Param(error) => Refusal::new(
                S::BAD_REQUEST,
                "launch_malformed",
                Administrator,
                format!("The launch cannot be read: {error}. Check that the platform speaks LTI 1.3."),
            ),
            LaunchRefusal::State(error) => {
                let code = if error == StateError::Expired { "state_expired" } else { "state_invalid" };
                Refusal::new(
                    S::BAD_REQUEST,
                    code,
                    OpenAgain,
                    format!("This launch cannot be used: {error}. {OPEN}."),
                )
            }
            LaunchRefusal::CookiesBlocked => cookies_are_off(),
            LaunchRefusal::OtherBrowser(mismatch @ BrowserMismatch::KeyMissing) => Refusal::new(
                S::FORBIDDEN,
                "storage_key_missing",
                OpenAgain,
                format!("The launch cannot be tied to this browser: {mismatch}. {OPEN}."),
            ),
            LaunchRefusal::OtherBrowser(mismatch) => Refusal::new(
                S::FORBIDDEN,
                "browser_mismatch",
                OpenAgain,
                format!("This launch was begun in another browser: {mismatch}. {OPEN}."),
            ),
            LaunchRefusal::RegistrationGone(id) => Refusal::new(
                S::FORBIDDEN,
                "unknown_client",
                Administrator,
                format!(
                    "Client {} of {} is not registered any more. Register it with `moodle-aws platform add`.",
                    id.client_id, id.issuer
                ),
            ),
            LaunchRefusal::Suspended(id) => suspended(&id),
            LaunchRefusal::UnknownDeployment { id, deployment } => unknown_deployment(&id, &deployment),
            LaunchRefusal::KeySet(error) => key_set(&error),
            LaunchRefusal::Launch(error) => launch(&error),
            LaunchRefusal::Store(error) => Refusal::unavailable(&error),
        }
    }
}

/// An error of OpenID Connect Core §3.1.2.6 or RFC 6749 §4.1.2.1, by its name; nothing else.
pub(super) fn known_error(error: &str) -> &'static str {
    const KNOWN: [&str; 11] = [
        "access_denied",
        "account_selection_required",
        "consent_required",
        "interaction_required",
        "invalid_request",
        "invalid_scope",
        "login_required",
        "server_error",
        "temporarily_unavailable",
        "unauthorized_client",
        "unsupported_response_type",
    ];
    KNOWN.into_iter().find(|known| *known == error).unwrap_or("an error that it does not name")
}

/// What the platform itself reported (OpenID Connect Core §3.1.2.6). The texts are shown escaped.
fn platform(error: &str, description: &str) -> Refusal {
    let brief = |text: &str| text.chars().filter(|c| !c.is_control()).take(300).collect::<String>();
    let reported = match brief(description) {
        description if description.is_empty() => brief(error),
        description => format!("{} ({description})", brief(error)),
    };
    let advice = match error {
        "login_required" | "interaction_required" | "account_selection_required" | "consent_required" => {
            "Sign in to the platform in this browser and open the activity again"
        }
        "access_denied" => {
            "The platform does not know you as the person who opened the activity: sign in there and open it again"
        }
        "unauthorized_client" => {
            "The client id in this tool is not the one that the platform knows: compare them"
        }
        _ => "Check the tool's settings in the platform",
    };
    Refusal::new(
        S::BAD_REQUEST,
        "platform_error",
        OpenAgain,
        format!("The platform answered with an error: {reported}. {advice}."),
    )
}

fn unknown_deployment(id: &PlatformId, deployment: &DeploymentId) -> Refusal {
    // An operator may paste this into a shell.
    let quoted = |text: &str| shlex::try_quote(text).map(Cow::into_owned).unwrap_or_default();
    let message = format!(
        "Deployment {deployment} of this platform is not registered; `moodle-aws platform list` shows it as pending. \
         To accept it: moodle-aws platform add --issuer={} --client-id={} --deployment-id={}",
        quoted(id.issuer.as_str()),
        quoted(id.client_id.as_str()),
        quoted(deployment.as_str()),
    );
    Refusal::new(S::FORBIDDEN, "unknown_deployment", Administrator, message)
}

/// The key set's address is for the log only: it may be one inside the operator's network.
fn key_set(error: &KeySetError) -> Refusal {
    const UNREACHABLE: &str = "Check that the tool's machine can reach the platform at the registration's key set \
                               URL; `moodle-aws doctor` tries it";
    const NOT_PUBLISHED: &str = "The platform signed with a key that it does not publish. Check that the \
                                 registration's key set URL is this platform's";
    let (status, code, remedy, what, advice) = match error {
        KeySetError::UnknownKey { kid, .. } => (
            S::UNAUTHORIZED,
            "unknown_key",
            OpenAgain,
            format!("the platform's key set has no usable key {kid}"),
            NOT_PUBLISHED,
        ),
        KeySetError::NotAKeySet { .. } => (
            S::BAD_GATEWAY,
            "key_set_unusable",
            Administrator,
            "what the platform's key set URL answered is no key set".into(),
            KEY_SET_URL,
        ),
        KeySetError::Status { status, .. } => {
            let what = format!("the platform's key set answered with status {status}");
            if status.is_client_error() {
                (S::BAD_GATEWAY, "key_set_unusable", Administrator, what, KEY_SET_URL)
            } else {
                (S::BAD_GATEWAY, "key_set_unavailable", Wait, what, UNREACHABLE)
            }
        }
        _ => (
            S::BAD_GATEWAY,
            "key_set_unavailable",
            Wait,
            "the platform's key set could not be fetched".into(),
            UNREACHABLE,
        ),
    };
    tracing::warn!(error = %chain(error), "no platform key");
    Refusal::new(status, code, remedy, format!("The launch cannot be verified: {what}. {advice}."))
}

fn launch(error: &LaunchError) -> Refusal {
    let (status, code, remedy, advice) = match error {
        LaunchError::OtherRegistration => (S::BAD_REQUEST, "state_invalid", OpenAgain, OPEN),
        LaunchError::Token(error) => token(error),
        LaunchError::Claims(_) => {
            (S::BAD_REQUEST, "claims_unreadable", Administrator, "Report it to the platform's maker")
        }
        LaunchError::IssuerMismatch { .. } => (
            S::UNAUTHORIZED,
            "issuer_mismatch",
            Administrator,
            "Register the platform under exactly the issuer that it signs with (Moodle: Platform ID, its wwwroot)",
        ),
        LaunchError::AudienceMismatch { .. } => (
            S::UNAUTHORIZED,
            "audience_mismatch",
            Administrator,
            "Compare the client id of the registration with the platform's",
        ),
        LaunchError::UntrustedAudience(_) => (
            S::UNAUTHORIZED,
            "untrusted_audience",
            Administrator,
            "If that audience is legitimate, name it with `moodle-aws platform add … --trusted-audience`",
        ),
        LaunchError::AuthorizedPartyMissing => {
            (S::UNAUTHORIZED, "azp_missing", Administrator, "The platform must name the tool in azp")
        }
        LaunchError::AuthorizedPartyMismatch(_) => (
            S::UNAUTHORIZED,
            "azp_mismatch",
            Administrator,
            "Compare the client id of the registration with the platform's",
        ),
        LaunchError::ExpiryMissing => {
            (S::UNAUTHORIZED, "expiry_missing", Administrator, "Report it to the platform's maker")
        }
        LaunchError::Expired { .. } => (S::UNAUTHORIZED, "token_expired", OpenAgain, CLOCKS),
        LaunchError::NotYetValid { .. } => (S::UNAUTHORIZED, "token_not_yet_valid", Administrator, CLOCKS),
        LaunchError::IssuedAtMissing => {
            (S::UNAUTHORIZED, "issued_at_missing", Administrator, "Report it to the platform's maker")
        }
        LaunchError::IssuedInFuture { .. } => (S::UNAUTHORIZED, "issued_in_future", Administrator, CLOCKS),
        LaunchError::TooOld { .. } => (S::UNAUTHORIZED, "token_too_old", OpenAgain, CLOCKS),
        LaunchError::NonceMissing => (S::UNAUTHORIZED, "nonce_missing", OpenAgain, OPEN),
        LaunchError::NonceMismatch => (S::UNAUTHORIZED, "nonce_mismatch", OpenAgain, OPEN),
        LaunchError::UnsupportedVersion(_) => (
            S::BAD_REQUEST,
            "unsupported_version",
            Administrator,
            "Set the tool's \"LTI version\" to LTI 1.3 in the platform",
        ),
        LaunchError::UnsupportedMessageType(_) => (
            S::BAD_REQUEST,
            "unsupported_message_type",
            Administrator,
            "The tool answers launches of activities, deep linking, submission reviews and data privacy launches; remove other \
             placements of it",
        ),
        LaunchError::DeploymentUnusable(_) => (
            S::BAD_REQUEST,
            "deployment_unusable",
            Administrator,
            "A deployment id has at most 255 characters and no control characters",
        ),
        LaunchError::DeploymentMissing => (
            S::BAD_REQUEST,
            "deployment_missing",
            Administrator,
            "Every launch must name its deployment (LTI 1.3 §5.3.3)",
        ),
        LaunchError::DeploymentMismatch { .. } => (S::UNAUTHORIZED, "deployment_mismatch", OpenAgain, OPEN),
        LaunchError::TargetMismatch { .. } => (S::UNAUTHORIZED, "target_mismatch", OpenAgain, OPEN),
        LaunchError::ResourceLinkMissing => {
            (S::BAD_REQUEST, "resource_link_missing", Administrator, "Add the activity to the course anew")
        }
        LaunchError::DeepLinkingSettingsMissing => (
            S::BAD_REQUEST,
            "deep_linking_settings_missing",
            Administrator,
            "Report it to the platform's maker",
        ),
        LaunchError::DeepLinkReturnUrlUnusable => (
            S::BAD_REQUEST,
            "deep_link_return_url_unusable",
            Administrator,
            "Report it to the platform's maker",
        ),
        LaunchError::RolesMissing => {
            (S::BAD_REQUEST, "roles_missing", Administrator, "Report it to the platform's maker")
        }
        LaunchError::StateUsed => (S::CONFLICT, "state_used", OpenAgain, OPEN),
        _ => (S::UNAUTHORIZED, "launch_refused", OpenAgain, OPEN),
    };
    Refusal::new(status, code, remedy, format!("The launch was refused: {error}. {advice}."))
}

fn token(error: &TokenError) -> (StatusCode, &'static str, Remedy, &'static str) {
    const SIGNING: &str = "Check that the registration's key set URL is this platform's";
    match error {
        TokenError::TooLong => {
            (S::PAYLOAD_TOO_LARGE, "token_too_long", Administrator, "Send fewer custom parameters")
        }
        TokenError::Encrypted => {
            (S::BAD_REQUEST, "token_encrypted", Administrator, "Switch off token encryption in the platform")
        }
        TokenError::Malformed(_) => (S::BAD_REQUEST, "token_malformed", OpenAgain, OPEN),
        TokenError::CriticalExtension => {
            (S::BAD_REQUEST, "token_critical_extension", Administrator, "Report it to the platform's maker")
        }
        TokenError::AlgorithmNotAllowed(_) => (
            S::UNAUTHORIZED,
            "algorithm_not_allowed",
            Administrator,
            "LTI platforms sign with RS256; allow another with `moodle-aws platform add … --algorithm`",
        ),
        TokenError::KeyIdMissing => (
            S::UNAUTHORIZED,
            "key_id_missing",
            Administrator,
            "The platform must name its key in the token's header",
        ),
        TokenError::UnknownKey(_) => (S::UNAUTHORIZED, "unknown_key", OpenAgain, SIGNING),
        TokenError::AlgorithmMismatch { .. } => {
            (S::UNAUTHORIZED, "algorithm_mismatch", Administrator, SIGNING)
        }
        _ => (S::UNAUTHORIZED, "bad_signature", OpenAgain, SIGNING),
    }
}
