//! Every check that a launch must pass (LTI Core 1.3 §5.3, 1EdTech Security Framework §5.1.3, OpenID Connect Core §3.2.2.11).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::claims::Claims;
use crate::deep_linking::DeepLinkingSettings;
use crate::jwk::KeySet;
use crate::jws::{TokenError, UnverifiedToken};
use crate::names::{DeploymentId, NameError};
use crate::registration::{Registration, Status};
use crate::state::BoundState;
use crate::time::UnixTime;

mod error;
mod verified;

pub use error::LaunchError;
use verified::Message;
pub use verified::{
    Context, ForUser, Launch, OneTimeClaim, Platform, ResourceLink, UnclaimedLaunch, User, VerifiedLaunch,
};

/// How far the clocks of platform and tool may differ.
pub const LEEWAY: Duration = Duration::from_mins(1);
/// A token issued longer ago than this is refused, however long it says it lives.
pub const MAX_AGE: Duration = Duration::from_mins(10);

/// The messages that a platform may launch with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MessageType {
    /// A person opens an activity (LTI Core 1.3 §5.3).
    #[serde(rename = "LtiResourceLinkRequest")]
    ResourceLink,
    /// A teacher chooses content to place in the course (Deep Linking 2.0 §4).
    #[serde(rename = "LtiDeepLinkingRequest")]
    DeepLinking,
    /// Somebody opens a student's submission from the gradebook, their own for example (LTI Submission Review 1.0).
    #[serde(rename = "LtiSubmissionReviewRequest")]
    SubmissionReview,
    /// An administrator asks about a user's data (Data Privacy Launch 1.0).
    #[serde(rename = "LtiDataPrivacyLaunchRequest")]
    DataPrivacy,
}

impl MessageType {
    /// The name in the `message_type` claim.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ResourceLink => "LtiResourceLinkRequest",
            Self::DeepLinking => "LtiDeepLinkingRequest",
            Self::SubmissionReview => "LtiSubmissionReviewRequest",
            Self::DataPrivacy => "LtiDataPrivacyLaunchRequest",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        // The specification's examples and some platforms write this one name without its beginning.
        let name = if name == "DataPrivacyLaunchRequest" { Self::DataPrivacy.name() } else { name };
        [Self::ResourceLink, Self::DeepLinking, Self::SubmissionReview, Self::DataPrivacy]
            .into_iter()
            .find(|message| message.name() == name)
    }
}

/// Makes every check but one. The last, that the login is used for the first time, is the caller's one
/// conditional write: see [`UnclaimedLaunch::claimed`].
///
/// # Errors
/// [`LaunchError`], one variant a check.
pub fn verify(
    token: &UnverifiedToken,
    keys: &KeySet,
    registration: &Registration,
    state: &BoundState,
    now: UnixTime,
) -> Result<UnclaimedLaunch, LaunchError> {
    if state.get().platform != registration.id {
        return Err(LaunchError::OtherRegistration);
    }
    if registration.status == Status::Suspended {
        return Err(LaunchError::Suspended);
    }
    if !registration.allows(token.algorithm()) {
        return Err(TokenError::AlgorithmNotAllowed(token.algorithm().name().to_owned()).into());
    }
    let payload = token.payload(keys)?;
    let claims: Claims = serde_json::from_slice(&payload).map_err(LaunchError::Claims)?;

    check_parties(&claims, registration)?;
    check_times(&claims, now)?;
    match claims.nonce.as_deref().filter(|nonce| !nonce.is_empty()) {
        None => return Err(LaunchError::NonceMissing),
        Some(nonce) if !state.nonce_is(nonce) => return Err(LaunchError::NonceMismatch),
        Some(_) => {}
    }
    let message_type = check_message(&claims)?;
    let (deployment_id, new_deployment) = check_deployment(&claims, registration, state)?;
    match &claims.target_link_uri {
        Some(target) if *target == state.get().target_link_uri => {}
        target => return Err(LaunchError::TargetMismatch { launched: target.clone() }),
    }
    let resource_link = resource_link(&claims);
    if message_type == MessageType::ResourceLink && resource_link.is_none() {
        return Err(LaunchError::ResourceLinkMissing);
    }
    let deep_linking = deep_linking(&claims, message_type)?;
    let for_user = for_user(&claims, message_type);
    let roles = claims.roles.clone().ok_or(LaunchError::RolesMissing)?;
    let launch = Launch::from_claims(
        claims,
        registration.id.clone(),
        deployment_id,
        Message { kind: message_type, resource_link, deep_linking, for_user },
        roles,
        now,
    );
    let until = state.get().expires + LEEWAY;
    Ok(UnclaimedLaunch::new(launch, OneTimeClaim::launch(state.id(), until), new_deployment))
}

fn check_parties(claims: &Claims, registration: &Registration) -> Result<(), LaunchError> {
    let issuer = registration.id.issuer.as_str();
    if claims.iss.as_deref() != Some(issuer) {
        return Err(LaunchError::IssuerMismatch { token: claims.iss.clone(), expected: issuer.to_owned() });
    }
    let client_id = registration.id.client_id.as_str();
    if !claims.aud.0.iter().any(|audience| audience == client_id) {
        return Err(LaunchError::AudienceMismatch { expected: client_id.to_owned() });
    }
    let trusted =
        |audience: &String| audience == client_id || registration.trusted_audiences.contains(audience);
    if let Some(stranger) = claims.aud.0.iter().find(|audience| !trusted(audience)) {
        return Err(LaunchError::UntrustedAudience(stranger.clone()));
    }
    match claims.azp.as_deref() {
        None if claims.aud.0.len() > 1 => Err(LaunchError::AuthorizedPartyMissing),
        Some(azp) if azp != client_id => Err(LaunchError::AuthorizedPartyMismatch(azp.to_owned())),
        _ => Ok(()),
    }
}

fn check_times(claims: &Claims, now: UnixTime) -> Result<(), LaunchError> {
    let expires = claims.exp.ok_or(LaunchError::ExpiryMissing)?;
    if now > expires + LEEWAY {
        return Err(LaunchError::Expired { ago: now.since(expires) });
    }
    if let Some(not_before) = claims.nbf
        && now + LEEWAY < not_before
    {
        return Err(LaunchError::NotYetValid { ahead: not_before.since(now) });
    }
    let issued = claims.iat.ok_or(LaunchError::IssuedAtMissing)?;
    if now + LEEWAY < issued {
        return Err(LaunchError::IssuedInFuture { ahead: issued.since(now) });
    }
    if now > issued + MAX_AGE + LEEWAY {
        return Err(LaunchError::TooOld { ago: now.since(issued) });
    }
    Ok(())
}

fn check_message(claims: &Claims) -> Result<MessageType, LaunchError> {
    match claims.version.as_deref() {
        Some("1.3.0") => {}
        version => return Err(LaunchError::UnsupportedVersion(version.map(str::to_owned))),
    }
    let name = claims.message_type.as_deref();
    name.and_then(MessageType::from_name)
        .ok_or_else(|| LaunchError::UnsupportedMessageType(name.map(str::to_owned)))
}

/// The launch's deployment, and the same again when the registration is to learn it.
fn check_deployment(
    claims: &Claims,
    registration: &Registration,
    state: &BoundState,
) -> Result<(DeploymentId, Option<DeploymentId>), LaunchError> {
    let text = claims.deployment_id.clone().unwrap_or_default();
    let deployment = DeploymentId::new(text).map_err(|error| match error {
        NameError::Empty(_) => LaunchError::DeploymentMissing,
        other => LaunchError::DeploymentUnusable(other),
    })?;
    if let Some(expected) = &state.get().deployment_id
        && *expected != deployment
    {
        return Err(LaunchError::DeploymentMismatch { launched: deployment });
    }
    if !registration.accepts(&deployment) {
        return Err(LaunchError::UnknownDeployment(deployment));
    }
    let listed = registration.deployments.contains(&deployment);
    Ok((deployment.clone(), (!listed).then_some(deployment)))
}

fn resource_link(claims: &Claims) -> Option<ResourceLink> {
    let raw = claims.resource_link.as_ref()?;
    let id = raw.id.clone().filter(|id| !id.is_empty())?;
    Some(ResourceLink { id, title: raw.title.clone() })
}

fn deep_linking(
    claims: &Claims,
    message_type: MessageType,
) -> Result<Option<DeepLinkingSettings>, LaunchError> {
    if message_type != MessageType::DeepLinking {
        return Ok(None);
    }
    let raw = claims.deep_linking_settings.clone().ok_or(LaunchError::DeepLinkingSettingsMissing)?;
    DeepLinkingSettings::read(raw).map(Some).ok_or(LaunchError::DeepLinkReturnUrlUnusable)
}

/// Moodle's "View External tool results" is a review of all submissions, and names nobody.
fn for_user(claims: &Claims, message_type: MessageType) -> Option<ForUser> {
    match message_type {
        MessageType::SubmissionReview | MessageType::DataPrivacy => {
            claims.for_user.clone().and_then(ForUser::read)
        }
        MessageType::ResourceLink | MessageType::DeepLinking => None,
    }
}

#[cfg(test)]
pub(crate) mod tests;
