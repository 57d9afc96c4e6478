//! An authorizer behind the Runtime API: a verdict becomes an IAM policy.

use std::collections::BTreeMap;

use aws_lambda_events::apigw::ApiGatewayCustomAuthorizerRequestTypeRequest as AuthorizerRequest;
use axum::http::{HeaderMap, header};
use http_api::metrics::count_verdict;
use lambda_runtime::{Diagnostic, LambdaEvent, Runtime, service_fn};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::Error;
use crate::http::top_level_keys;
use crate::invocation::Around;

/// What an authorizer decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The call goes on. The function behind finds `context` in its request context.
    Allow {
        /// Who calls, for access logs.
        principal: String,
        /// What the function behind is told. API Gateway takes text only.
        context: BTreeMap<String, String>,
    },
    /// The call ends with 403. API Gateway's gateway response may tell `code` and `message`, from the authorizer's context.
    Deny {
        /// Stable and machine-readable.
        code: String,
        /// For people.
        message: String,
    },
    /// The call ends with 401: it says nothing about who calls, or not in a form that is understood.
    Unauthorized,
}

/// The most that API Gateway takes.
const MAX_ANSWER: usize = 8 * 1024;
/// API Gateway wants a name also of those who are denied.
const NOBODY: &str = "nobody";

/// Anything that Lambda may give the function: no event fails to be one.
enum Event {
    Request(Box<AuthorizerRequest>),
    /// Something else, with its top-level keys.
    Other(String),
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Box::<RawValue>::deserialize(deserializer)?;
        let request = serde_json::from_str::<Box<AuthorizerRequest>>(json.get());
        Ok(match request {
            Ok(request) if request.method_arn.is_some() => Self::Request(request),
            _ => Self::Other(top_level_keys(&json)),
        })
    }
}

/// The answer that API Gateway wants of a Lambda authorizer.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    principal_id: String,
    policy_document: Policy,
    context: BTreeMap<String, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    version: &'static str,
    statement: [Statement; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    action: &'static str,
    effect: &'static str,
    resource: String,
}

impl Answer {
    fn new(effect: &'static str, method: &str, principal: String, context: BTreeMap<String, String>) -> Self {
        let statement = Statement { action: "execute-api:Invoke", effect, resource: method.to_owned() };
        let policy_document = Policy { version: "2012-10-17", statement: [statement] };
        Self { principal_id: principal, policy_document, context }
    }

    fn deny(method: &str, code: &str, message: &str) -> Self {
        let context = [("code", code), ("message", message)];
        let context = context.map(|(name, value)| (name.to_owned(), as_it_is(value)));
        Self::new("Deny", method, NOBODY.into(), context.into())
    }

    fn fits(&self) -> bool {
        serde_json::to_vec(self).is_ok_and(|json| json.len() <= MAX_ANSWER)
    }
}

/// The text as a gateway response can tell it: that puts it between the quotes of its JSON as it is.
fn as_it_is(text: &str) -> String {
    let plain = |c| match c {
        '"' => '\'',
        '\\' => '/',
        c if c.is_control() => ' ',
        c => c,
    };
    text.chars().map(plain).collect()
}

pub(crate) async fn authorize(
    handler: impl AsyncFn(Option<&str>) -> Verdict + 'static,
    around: Around,
) -> Result<(), Error> {
    let handler = std::rc::Rc::new(handler);
    let service = service_fn(move |event: LambdaEvent<Event>| {
        let handler = std::rc::Rc::clone(&handler);
        async move { answer(event.payload, &*handler).await }
    });
    Runtime::new(service).layer(around).run().await
}

async fn answer(event: Event, handler: &impl AsyncFn(Option<&str>) -> Verdict) -> Result<Answer, Diagnostic> {
    let request = match event {
        Event::Request(request) => request,
        Event::Other(keys) => {
            tracing::warn!(keys, "an event that is no authorizer's was denied");
            return Ok(Answer::deny("*", "no_authorizer_event", "This is no event of an authorizer."));
        }
    };
    let verdict = match authorization(&request) {
        Ok(authorization) => handler(authorization.as_deref()).await,
        Err(Ambiguous) => Verdict::Unauthorized,
    };
    let method = request.method_arn.as_deref().unwrap_or("*");
    let answer = policy(verdict, method);
    count_verdict(answer.as_ref().map_or("unauthorized", |answer| {
        match answer.policy_document.statement[0].effect {
            "Allow" => "allow",
            _ => "deny",
        }
    }));
    answer
}

/// The answer to a verdict about the method with this ARN.
fn policy(verdict: Verdict, method: &str) -> Result<Answer, Diagnostic> {
    match verdict {
        Verdict::Allow { principal, context } => {
            let answer = Answer::new("Allow", method, principal, context);
            if answer.fits() {
                return Ok(answer);
            }
            tracing::error!(most = MAX_ANSWER, "a caller was denied: what is told of it is too large");
            let message = "What is known of the caller is too large for API Gateway.";
            Ok(Answer::deny(method, "caller_too_large", message))
        }
        Verdict::Deny { code, message } => {
            let answer = Answer::deny(method, &code, &message);
            if answer.fits() {
                return Ok(answer);
            }
            tracing::error!(most = MAX_ANSWER, "the reason of a denial is too large to be told");
            Ok(Answer::deny(method, "denied", "The reason is too large to be told; the log has more."))
        }
        // API Gateway answers 401 to an error with this message, and 500 to any other.
        Verdict::Unauthorized => {
            Err(Diagnostic { error_type: "Unauthorized".into(), error_message: "Unauthorized".into() })
        }
    }
}

/// The request has several `Authorization` headers.
struct Ambiguous;

fn authorization(request: &AuthorizerRequest) -> Result<Option<String>, Ambiguous> {
    let values = |headers: &HeaderMap| -> Vec<_> {
        headers
            .get_all(header::AUTHORIZATION)
            .iter()
            .map(|value| value.to_str().ok().map(str::to_owned))
            .collect()
    };
    // Some callers leave out one of the two.
    let mut values = [values(&request.multi_value_headers), values(&request.headers)]
        .into_iter()
        .find(|values| !values.is_empty())
        .unwrap_or_default();
    if values.len() > 1 { Err(Ambiguous) } else { Ok(values.pop().flatten()) }
}
