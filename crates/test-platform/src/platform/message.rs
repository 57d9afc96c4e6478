//! The answer to an authentication request: a launch, or what a misbehaving platform sends instead
//! of one.

use serde_json::{Value, json};

use super::Platform;
use super::opening::Opening;
use super::state::Fields;
use crate::claims::{LaunchClaims, name};
use crate::demo::Misbehaviour;
use crate::signing::token;

/// An hour, in seconds: far beyond what any tool forgives a clock.
const FAR: i64 = 3600;

/// The fields that are posted to the tool.
pub(super) fn fields(platform: &Platform, opening: &Opening, nonce: &str, state: Option<&str>) -> Fields {
    let choice = &opening.choice;
    let mut fields = match choice.error_description() {
        Some(description) => {
            vec![("error", "access_denied".to_owned()), ("error_description", description.to_owned())]
        }
        None => vec![("id_token", id_token(platform, opening, nonce))],
    };
    if let Some(state) = state {
        let state =
            if choice.misbehaves(Misbehaviour::TamperedState) { tampered(state) } else { state.to_owned() };
        fields.push(("state", state));
    }
    fields
}

fn id_token(platform: &Platform, opening: &Opening, nonce: &str) -> String {
    let claims = opening.claims(platform).nonce(nonce).issued_at(platform.now());
    let claims = misbehaving_claims(platform, opening, nonce, claims).build();

    let key = platform.key();
    match opening.choice.misbehaviour {
        Some(Misbehaviour::AlgNone) => token::unsigned(json!({ "typ": "JWT", "alg": "none" }), claims),
        Some(Misbehaviour::BadSignature) => platform.stranger().sign(key.header(), claims),
        Some(Misbehaviour::UnknownKeyId) => key.sign(unknown_kid(platform), claims),
        _ => key.sign(key.header(), claims),
    }
}

fn unknown_kid(platform: &Platform) -> Value {
    let mut header = platform.key().header();
    header["kid"] = json!(platform.random_name());
    header
}

fn misbehaving_claims(
    platform: &Platform,
    opening: &Opening,
    nonce: &str,
    claims: LaunchClaims,
) -> LaunchClaims {
    match opening.choice.misbehaviour {
        Some(Misbehaviour::Expired) => claims.issued_at(platform.now() - FAR - 60),
        Some(Misbehaviour::FromTheFuture) => claims.issued_at(platform.now() + FAR),
        Some(Misbehaviour::WrongAudience) => claims.claim("aud", "another-tool"),
        Some(Misbehaviour::UnknownDeployment) => {
            let registered = &opening.registration.deployment_id;
            claims.claim(name::DEPLOYMENT_ID, opening.choice.deployment_id(registered))
        }
        Some(Misbehaviour::WrongNonce) => claims.nonce(tampered(nonce)),
        Some(Misbehaviour::OldVersion) => claims.version("LTI-1p0"),
        Some(Misbehaviour::UnknownMessageType) => claims.message_type("LtiStartProctoring"),
        Some(Misbehaviour::NoResourceLink) => claims.without(name::RESOURCE_LINK),
        _ => claims,
    }
}

/// The same text with its last character replaced by another one.
fn tampered(text: &str) -> String {
    let mut characters = text.to_owned();
    let last = characters.pop();
    characters.push(if last == Some('A') { 'B' } else { 'A' });
    characters
}

#[cfg(test)]
mod tests {
    use super::tampered;

    #[test]
    fn tampering_always_changes_the_text_and_never_its_length() {
        for text in ["A", "B", "abcA", "abcB", "ñ", "x.y.ZZZ"] {
            assert_ne!(tampered(text), text);
            assert_eq!(tampered(text).chars().count(), text.chars().count());
        }
    }
}
