//! Every way in which a registration can fail, and what each says to the administrator who meets it.

use axum::http::StatusCode as S;
use lti::dynamic_registration::{ConfigurationError, FetchError, RegistrationError};
use lti::http_client::HttpError;
use lti::names::Issuer;
use lti::params::ParamError;
use lti::registration::PlatformId;
use ports::{InviteRefusal, StoreError};

use http_api::{Refusal, Remedy, chain};

/// Why a registration is refused.
#[derive(Debug, thiserror::Error)]
pub(super) enum RegisterRefusal {
    #[error("the form stands on another site's page")]
    OtherSite,
    #[error(transparent)]
    Param(#[from] ParamError),
    #[error("there is no invite")]
    InviteMissing,
    #[error(transparent)]
    Invite(#[from] InviteRefusal),
    #[error("the address was opened by a person")]
    NotBegun,
    #[error("openid_configuration is no URL")]
    ConfigurationUrl,
    #[error("registration_token is no token")]
    Token,
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error("the invite is for another issuer than {0}")]
    OtherIssuer(Issuer),
    #[error(transparent)]
    Platform(#[from] RegistrationError),
    #[error("the lease was lost when client {} of {} was registered", .0.client_id, .0.issuer)]
    LeaseLost(PlatformId),
    #[error("client {} of {} is registered with other endpoints", .0.client_id, .0.issuer)]
    Exists(PlatformId),
    #[error("{0} is registered with other endpoints")]
    OtherAddresses(Issuer),
    #[error(transparent)]
    Store(#[from] StoreError),
}

const AGAIN: &str = "Begin the registration again in the platform (Moodle: Site administration > Plugins > Activity modules \
                     > External tool > Manage tools)";
const BY_HAND: &str = "A platform that cannot do this is registered with `moodle-aws platform add`";
const PRIVATE: &str = "The operator of this tool registers a platform in a private network with `moodle-aws platform add`, or \
                       allows it to register itself with `moodle-aws serve --allow-private-platforms`";

fn administrator(status: S, code: &'static str, message: impl Into<String>) -> Refusal {
    Refusal::new(status, code, Remedy::Administrator, message)
}

impl From<RegisterRefusal> for Refusal {
    fn from(refused: RegisterRefusal) -> Self {
        match refused {
            RegisterRefusal::OtherSite => administrator(
                S::FORBIDDEN,
                "cross_site_request",
                format!("This form was sent by another site's page. {AGAIN}."),
            ),
            RegisterRefusal::Param(error) => administrator(
                S::BAD_REQUEST,
                "registration_malformed",
                format!("The registration cannot be read: {error}. {AGAIN}."),
            ),
            RegisterRefusal::InviteMissing => administrator(
                S::FORBIDDEN,
                "invite_missing",
                "A platform registers itself by an invite, and this address has none. The operator of this tool makes one with \
                 `moodle-aws platform invite`.",
            ),
            RegisterRefusal::Invite(refusal) => invite(refusal),
            RegisterRefusal::NotBegun => administrator(
                S::BAD_REQUEST,
                "registration_not_begun",
                format!(
                    "This address is not for opening: paste it into the platform, which opens it. In Moodle: Site administration \
                     > Plugins > Activity modules > External tool > Manage tools, into \"Tool URL\", then \"Add LTI Advantage\". \
                     {BY_HAND}."
                ),
            ),
            RegisterRefusal::ConfigurationUrl => administrator(
                S::BAD_REQUEST,
                "configuration_url_invalid",
                format!("openid_configuration, which the platform adds to the address, is no URL. {AGAIN}."),
            ),
            RegisterRefusal::Token => administrator(
                S::BAD_REQUEST,
                "registration_token_invalid",
                format!("registration_token, which the platform adds to the address, is no token. {AGAIN}."),
            ),
            RegisterRefusal::Fetch(error) => fetch(&error),
            RegisterRefusal::OtherIssuer(issuer) => administrator(
                S::FORBIDDEN,
                "invite_for_other_issuer",
                format!(
                    "This invite is for another platform than {issuer}. The operator of this tool makes one for it with \
                     `moodle-aws platform invite --issuer`."
                ),
            ),
            RegisterRefusal::Platform(error) => platform(&error),
            RegisterRefusal::LeaseLost(id) => administrator(
                S::CONFLICT,
                "invite_lost",
                format!(
                    "The invite was revoked, or took too long, while the platform registered the tool. Remove the tool with client \
                     id {} in the platform, and ask for a new invite (`moodle-aws platform invite`).",
                    id.client_id
                ),
            ),
            RegisterRefusal::Exists(id) => administrator(
                S::CONFLICT,
                "registration_exists",
                format!(
                    "Client {} of {} is registered with other addresses, which a registration by invite does not change. Change them \
                     with `moodle-aws platform add`, or begin anew after `moodle-aws platform remove`.",
                    id.client_id, id.issuer
                ),
            ),
            RegisterRefusal::OtherAddresses(issuer) => administrator(
                S::CONFLICT,
                "registration_exists",
                format!(
                    "{issuer} is registered with other addresses than this platform has. If it is the same platform, change them with \
                     `moodle-aws platform add`, or begin anew after `moodle-aws platform remove`; another platform must not use its \
                     issuer."
                ),
            ),
            RegisterRefusal::Store(error) => Refusal::unavailable(&error),
        }
    }
}

fn invite(refusal: InviteRefusal) -> Refusal {
    const NEW: &str = "Ask the operator of this tool for a new one (`moodle-aws platform invite`)";
    let (status, code, advice) = match refusal {
        InviteRefusal::Unknown => (
            S::FORBIDDEN,
            "invite_unknown",
            "Check that the whole address was pasted. If it was, the invite was revoked or forgotten: ask the operator of this tool \
             for a new one (`moodle-aws platform invite`)",
        ),
        InviteRefusal::Expired => (S::FORBIDDEN, "invite_expired", NEW),
        InviteRefusal::Used => (S::FORBIDDEN, "invite_used", NEW),
        InviteRefusal::Busy => (
            S::CONFLICT,
            "invite_in_use",
            "Wait a minute, then look whether the platform has the tool; if not, begin the registration again there",
        ),
    };
    let message = format!("The registration was refused: {refusal}. {advice}.");
    administrator(status, code, message)
}

fn fetch(error: &FetchError) -> Refusal {
    match error {
        FetchError::NotAUrl => RegisterRefusal::ConfigurationUrl.into(),
        FetchError::Unreachable(error) => unreachable(error, "configuration"),
        FetchError::Status(status) => administrator(
            S::BAD_GATEWAY,
            "configuration_refused",
            format!(
                "The platform's configuration was answered with status {}. {AGAIN}. {BY_HAND}.",
                status.as_u16()
            ),
        ),
        FetchError::Configuration(error) => {
            let (code, advice) = match error {
                ConfigurationError::ForeignIssuer { .. } => (
                    "foreign_issuer",
                    "Set the platform's own address to the one under which it is opened (Moodle: wwwroot in config.php; Canvas: \
                     lti_iss in security.yml)",
                ),
                ConfigurationError::ForeignEndpoint { .. } => ("foreign_endpoint", BY_HAND),
                _ => ("configuration_unusable", BY_HAND),
            };
            administrator(S::BAD_GATEWAY, code, format!("The registration was refused: {error}. {advice}."))
        }
        _ => administrator(S::BAD_GATEWAY, "configuration_unusable", format!("{error}. {BY_HAND}.")),
    }
}

/// The platform's own words come from outside: they are shown escaped, as every message is.
fn platform(error: &RegistrationError) -> Refusal {
    match error {
        RegistrationError::Unreachable(error) => unreachable(error, "answer to the registration"),
        RegistrationError::Refused { status, words } => {
            let said = if words.is_empty() { String::new() } else { format!(" and said: {words}") };
            let status = status.as_u16();
            let message = format!(
                "The platform refused the registration with status {status}{said}. {AGAIN}. {BY_HAND}."
            );
            administrator(S::BAD_GATEWAY, "platform_refused", message)
        }
        error => administrator(
            S::BAD_GATEWAY,
            "registration_unusable",
            format!(
                "The registration cannot be used: {error}. Remove the tool in the platform again. {BY_HAND}."
            ),
        ),
    }
}

fn unreachable(error: &HttpError, what: &str) -> Refusal {
    tracing::warn!(error = %chain(error), "a platform that registers itself cannot be asked");
    match error {
        HttpError::NotHttps => administrator(
            S::FORBIDDEN,
            "platform_not_https",
            format!(
                "The platform's address is not https, and an address that came from outside must be. {PRIVATE}."
            ),
        ),
        HttpError::NotPublic => administrator(
            S::FORBIDDEN,
            "platform_not_public",
            format!("The platform's address does not lie in the public internet. {PRIVATE}."),
        ),
        HttpError::ForeignRedirect => administrator(
            S::BAD_GATEWAY,
            "platform_redirects",
            format!("The platform's {what} redirects to another site, which is not followed. {BY_HAND}."),
        ),
        HttpError::TooLarge(bytes) => administrator(
            S::BAD_GATEWAY,
            "platform_answer_too_large",
            format!("The platform's {what} is larger than {bytes} bytes. {BY_HAND}."),
        ),
        _ => Refusal::new(
            S::BAD_GATEWAY,
            "platform_unreachable",
            Remedy::Administrator,
            format!(
                "The platform's {what} did not come. Check that the tool's machine reaches the platform's address, then begin the \
                 registration again there. {BY_HAND}."
            ),
        ),
    }
}
