//! What a platform answers to a registration (LTI Dynamic Registration 1.0 §3.6.3).

use std::collections::BTreeSet;

use serde_json::Value;

use crate::names::{ClientId, DeploymentId, NameError};

const TOOL: &str = "https://purl.imsglobal.org/spec/lti-tool-configuration";

/// What the platform has registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrationAnswer {
    /// The tool's client id there.
    pub client_id: ClientId,
    /// The first deployment, where the platform makes one at once.
    pub deployment_id: Option<DeploymentId>,
    /// The scopes that it says it granted. Moodle says more than it grants: what counts is what its token endpoint gives.
    pub scopes: BTreeSet<String>,
}

/// Why an answer is of no use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// It is no JSON object.
    #[error("the platform's answer is no registration")]
    NotARegistration,
    /// It has no client id.
    #[error("the platform's answer has no client_id")]
    NoClientId,
    /// An identifier in it is not usable.
    #[error(transparent)]
    Name(#[from] NameError),
}

impl RegistrationAnswer {
    /// Reads the body of a successful answer.
    ///
    /// # Errors
    /// [`AnswerError`].
    pub fn parse(body: &[u8]) -> Result<Self, AnswerError> {
        let answer: Value = serde_json::from_slice(body).unwrap_or_default();
        if !answer.is_object() {
            return Err(AnswerError::NotARegistration);
        }
        let client_id = identifier(&answer["client_id"]).ok_or(AnswerError::NoClientId)?;
        Ok(Self {
            client_id: ClientId::new(client_id)?,
            deployment_id: identifier(&answer[TOOL]["deployment_id"]).map(DeploymentId::new).transpose()?,
            scopes: answer["scope"]
                .as_str()
                .unwrap_or_default()
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
        })
    }
}

/// Some platforms write an identifier as a number.
fn identifier(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(answer: &Value) -> Result<RegistrationAnswer, AnswerError> {
        RegistrationAnswer::parse(answer.to_string().as_bytes())
    }

    #[test]
    fn the_answer_of_a_real_moodle_names_client_and_deployment() {
        for (recorded, client_id, deployment_id) in [
            (
                include_str!("../../tests/fixtures/moodle-5.1/registration-success.json"),
                "J5kZMoF6Ky1gcno",
                "3",
            ),
            (
                include_str!("../../tests/fixtures/moodle-5.1/registration-update-get.json"),
                "J5kZMoF6Ky1gcno",
                "3",
            ),
        ] {
            let recorded: Value = serde_json::from_str(recorded).unwrap();
            let body = recorded["response"]["body"].as_str().unwrap();
            let answer = RegistrationAnswer::parse(body.as_bytes()).unwrap();
            assert_eq!(answer.client_id.as_str(), client_id);
            assert_eq!(answer.deployment_id, Some(deployment_id.parse().unwrap()));
            assert_eq!(answer.scopes.len(), 5);
        }
    }

    #[test]
    fn a_platform_may_name_no_deployment_and_write_identifiers_as_numbers() {
        let answer =
            parse(&json!({ "client_id": 10_000_000_000_001_u64, TOOL: { "deployment_id": "" } })).unwrap();
        assert_eq!((answer.client_id.as_str(), answer.deployment_id), ("10000000000001", None));
        assert_eq!(parse(&json!({ "client_id": "a", "scope": ["x"] })).unwrap().scopes.len(), 0);
    }

    #[test]
    fn what_names_no_usable_client_is_refused() {
        for body in ["", "null", "[]", "OK", "<html>"] {
            assert_eq!(
                RegistrationAnswer::parse(body.as_bytes()),
                Err(AnswerError::NotARegistration),
                "{body}"
            );
        }
        for answer in [json!({}), json!({ "client_id": "" }), json!({ "client_id": {} })] {
            assert_eq!(parse(&answer), Err(AnswerError::NoClientId));
        }
        let long = json!({ "client_id": "a", TOOL: { "deployment_id": "d".repeat(256) } });
        assert!(matches!(parse(&long), Err(AnswerError::Name(_))));
        assert!(matches!(parse(&json!({ "client_id": "a\nb" })), Err(AnswerError::Name(_))));
    }
}
