//! What an error of Bedrock means, and what the operator does about it.
//!
//! The messages of AWS are looked at, but not repeated: they go to the operator's log, where the text does not belong, and
//! some of them quote the request. The error's name and the request's id are quoted, by which AWS's support finds the rest.

use std::error::Error;
use std::time::Duration;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_bedrockruntime::config::http::HttpResponse;
use aws_sdk_bedrockruntime::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_bedrockruntime::operation::converse_stream::ConverseStreamError;
use aws_sdk_bedrockruntime::types::error::ConverseStreamOutputError;
use aws_smithy_types::event_stream::RawMessage;
use ports::EngineError;
use tokio::time::Instant;

/// Characters of a word at most that is quoted: a UUID has 36.
const WORD: usize = 64;

/// What was asked for, and when.
pub(super) struct Asked {
    pub(super) model: String,
    pub(super) guardrail: Option<String>,
    pub(super) region: String,
    pub(super) since: Instant,
}

/// What AWS says of a failure.
#[derive(Default)]
struct Said<'a> {
    /// The error's name, as `ThrottlingException`.
    name: &'a str,
    message: &'a str,
    /// The id of the request.
    request: Option<&'a str>,
    /// The status of HTTP; none within an answer that had begun.
    status: Option<u16>,
    retry_after: Option<Duration>,
}

/// There is no answer.
pub(super) fn unanswered(error: SdkError<ConverseStreamError, HttpResponse>, asked: &Asked) -> EngineError {
    if let Some(error) = cause::<CredentialsError>(&error) {
        return without_credentials(error);
    }
    match error {
        SdkError::ServiceError(failure) => {
            let headers = failure.raw().headers();
            let named = headers.get("x-amzn-errortype").or(failure.err().code()).unwrap_or_default();
            let said = Said {
                // Some services write `Name:http://…` or `namespace#Name`.
                name: named.split(':').next().and_then(|name| name.rsplit('#').next()).unwrap_or_default(),
                message: failure.err().message().unwrap_or_default(),
                request: headers.get("x-amzn-requestid"),
                status: Some(failure.raw().status().as_u16()),
                retry_after: headers.get("retry-after").and_then(seconds),
            };
            said.explain(asked)
        }
        SdkError::TimeoutError(_) => EngineError::TimedOut(asked.since.elapsed()),
        SdkError::ResponseError(_) => EngineError::Failed("its answer cannot be read".into()),
        SdkError::DispatchFailure(failure) if failure.is_io() || failure.is_timeout() => {
            EngineError::Unreachable(SdkError::<ConverseStreamError>::DispatchFailure(failure).into())
        }
        // The rest goes wrong on this side, before anything is sent.
        _ => EngineError::Misconfigured(format!(
            "no request can be made for {:?} in the region {:?}: are these TRANSLATE_MODEL and AWS_REGION, and are there \
             credentials of AWS?",
            asked.model, asked.region
        )),
    }
}

/// The answer had begun.
pub(super) fn interrupted(
    error: &SdkError<ConverseStreamOutputError, RawMessage>,
    asked: &Asked,
) -> EngineError {
    match error {
        SdkError::ServiceError(failure) => {
            let name = exception(failure.raw()).unwrap_or_default();
            let message = failure.err().message().unwrap_or_default();
            Said { name: &name, message, ..Said::default() }.explain(asked)
        }
        SdkError::DispatchFailure(_) => {
            EngineError::Failed("the connection broke off in the middle of its answer".into())
        }
        _ => EngineError::Failed("its answer broke off, or is not that of Bedrock".into()),
    }
}

/// The name of the exception that a message of an event stream is: there it begins with a small letter.
fn exception(message: &RawMessage) -> Option<String> {
    let RawMessage::Decoded(message) = message else { return None };
    let header = message.headers().iter().find(|header| header.name().as_str() == ":exception-type")?;
    let (first, rest) = header.value().as_string().ok()?.as_str().split_at_checked(1)?;
    Some(first.to_ascii_uppercase() + rest)
}

impl Said<'_> {
    /// The names are those of `ConverseStream` and of the errors common to all actions (Amazon Bedrock API Reference).
    fn explain(&self, asked: &Asked) -> EngineError {
        match self.name {
            "ThrottlingException" | "TooManyRequestsException" | "ServiceQuotaExceededException" => {
                EngineError::Throttled { retry_after: self.retry_after }
            }
            "ModelNotReadyException" => {
                EngineError::NotReady(format!("the model is not ready yet{}", self.quoted()))
            }
            "ModelTimeoutException" => EngineError::TimedOut(asked.since.elapsed()),
            "ModelErrorException"
            | "ModelStreamErrorException"
            | "InternalServerException"
            | "InternalFailure"
            | "ServiceUnavailableException"
            | "ServiceUnavailable" => {
                EngineError::Failed(format!("Bedrock or the model failed{}", self.quoted()))
            }
            "AccessDeniedException" | "AccessDenied" | "NotAuthorized" | "OptInRequired" => {
                EngineError::Misconfigured(asked.denied() + &self.quoted())
            }
            "ResourceNotFoundException" => EngineError::Misconfigured(asked.unknown() + &self.quoted()),
            "ValidationException" | "ValidationError" => {
                EngineError::Misconfigured(asked.invalid(self.message) + &self.quoted())
            }
            "ExpiredTokenException" | "ExpiredToken" | "RequestExpired" => EngineError::Misconfigured(
                format!("the credentials of AWS have expired: renew them{}", self.quoted()),
            ),
            "UnrecognizedClientException"
            | "InvalidClientTokenId"
            | "InvalidSignatureException"
            | "SignatureDoesNotMatch"
            | "IncompleteSignature"
            | "IncompleteSignatureException"
            | "MissingAuthenticationToken"
            | "MissingAuthenticationTokenException" => EngineError::Misconfigured(format!(
                "AWS does not accept the credentials: they are wrong or void, or the clock is{}",
                self.quoted()
            )),
            _ => self.explain_by_status(asked),
        }
    }

    fn explain_by_status(&self, asked: &Asked) -> EngineError {
        match self.status {
            Some(429) => EngineError::Throttled { retry_after: self.retry_after },
            Some(403) => EngineError::Misconfigured(asked.denied() + &self.quoted()),
            Some(300..500) => EngineError::Misconfigured(format!(
                "Bedrock refuses {:?} in the region {:?} (TRANSLATE_MODEL, AWS_REGION){}",
                asked.model,
                asked.region,
                self.quoted()
            )),
            _ => EngineError::Failed(format!("Bedrock failed{}", self.quoted())),
        }
    }

    /// The name, the status and the id, as far as they are there.
    fn quoted(&self) -> String {
        let name = Some(self.name).filter(|name| !name.is_empty()).map(word);
        let status = self.status.map(|status| format!("status {status}"));
        let request = self.request.map(|id| format!("request {}", word(id)));
        let parts: Vec<_> = [name, status, request].into_iter().flatten().collect();
        if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
    }
}

impl Asked {
    fn denied(&self) -> String {
        let guardrail = match &self.guardrail {
            Some(guardrail) => format!(", and bedrock:ApplyGuardrail on the guardrail {guardrail:?}"),
            None => String::new(),
        };
        format!(
            "AWS denies the use of {:?} in the region {:?}: the account needs model access in Bedrock to TRANSLATE_MODEL, \
             and the function's role bedrock:InvokeModelWithResponseStream on it{guardrail}",
            self.model, self.region
        )
    }

    fn unknown(&self) -> String {
        let guardrail = match &self.guardrail {
            Some(guardrail) => format!(", and TRANSLATE_GUARDRAIL, {guardrail:?}, a guardrail there"),
            None => String::new(),
        };
        format!(
            "Bedrock does not find what is asked for in the region {:?}: TRANSLATE_MODEL, {:?}, must be a model or an \
             inference profile there that is not retired, with model access{guardrail}",
            self.region, self.model
        )
    }

    /// What Bedrock says when it refuses a request is known by some words of its sentences.
    fn invalid(&self, message: &str) -> String {
        let Self { model, region, .. } = self;
        let message = message.to_ascii_lowercase();
        let says = |words: &str| message.contains(words);
        if says("on-demand throughput") {
            format!(
                "the model {model:?} answers through an inference profile only: set TRANSLATE_MODEL to the id or ARN of \
                 one with this model in the region {region:?}"
            )
        } else if says("model identifier") {
            format!(
                "there is no model {model:?} in Bedrock in the region {region:?}: correct TRANSLATE_MODEL"
            )
        } else if let Some(guardrail) = self.guardrail.as_ref().filter(|_| says("guardrail")) {
            format!(
                "Bedrock refuses the guardrail {guardrail:?} in the region {region:?}: correct TRANSLATE_GUARDRAIL"
            )
        } else if says("too long") || says("too many input tokens") || says("maximum tokens") {
            format!(
                "the text or its translation is longer than {model:?} takes: choose another TRANSLATE_MODEL"
            )
        } else {
            format!(
                "Bedrock refuses the request for {model:?} in the region {region:?}: TRANSLATE_MODEL must be a model with \
                 model access that streams text, and takes a system prompt and a temperature"
            )
        }
    }
}

fn without_credentials(error: &CredentialsError) -> EngineError {
    match error {
        CredentialsError::CredentialsNotLoaded(_) => EngineError::Misconfigured(
            "there are no credentials of AWS: a function has them from its role, a machine from AWS_PROFILE for example"
                .into(),
        ),
        CredentialsError::ProviderTimedOut(_) => {
            EngineError::Failed("the credentials of AWS did not come in time".into())
        }
        _ => EngineError::Misconfigured(
            "the credentials of AWS cannot be loaded: they are expired, or configured wrongly".into(),
        ),
    }
}

/// The error of this kind among an error and its causes.
fn cause<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// RFC 9110 §10.2.3. AWS writes seconds.
fn seconds(retry_after: &str) -> Option<Duration> {
    retry_after.trim().parse().ok().map(Duration::from_secs)
}

/// A name or an id as AWS makes them: nobody's text.
pub(super) fn word(word: &str) -> String {
    let is_word =
        word.len() <= WORD && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if is_word { word.to_owned() } else { "not shown".to_owned() }
}
