//! What errors of AWS mean.

use std::error::Error as _;
use std::time::Duration;

use aws::{BedrockModel, BedrockSettings};
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, SharedCredentialsProvider};
use aws_types::SdkConfig;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use ports::EngineError;

use super::rig::{MODEL, PATIENT, REGION, Server, config, delta, exception, model, refused, settings, whole};
use super::{prompt, said};

/// How asking a server that answers so fails.
async fn refusal(answer: impl Fn() -> Response + Send + Sync + 'static) -> EngineError {
    let (_server, url) = Server::start(answer).await;
    let settings = BedrockSettings { guardrail: Some("gr12:1".parse().unwrap()), ..settings() };
    said(&BedrockModel::new(&config(&url), settings)).await.1.unwrap_err()
}

#[tokio::test]
async fn an_operator_is_told_what_to_mend() {
    let invalid = "ValidationException";
    for (status, name, message, words) in [
        (403, "AccessDeniedException", "You don't have access", "model access in Bedrock to TRANSLATE_MODEL"),
        (403, "AccessDeniedException", "no", "bedrock:InvokeModelWithResponseStream"),
        (403, "AccessDeniedException", "no", "bedrock:ApplyGuardrail on the guardrail \"gr12:1\""),
        (404, "ResourceNotFoundException", "end of its life", "TRANSLATE_MODEL"),
        (404, "ResourceNotFoundException", "no such guardrail", "TRANSLATE_GUARDRAIL"),
        (400, invalid, "The provided model identifier is invalid.", "correct TRANSLATE_MODEL"),
        (
            400,
            invalid,
            "Invocation of model ID x with on-demand throughput isn’t supported.",
            "inference profile",
        ),
        (400, invalid, "The guardrail identifier or version does not exist", "correct TRANSLATE_GUARDRAIL"),
        (400, invalid, "Input is too long for requested model.", "longer than"),
        (400, invalid, "something else", "TRANSLATE_MODEL must be a model with model access"),
        (403, "ExpiredTokenException", "expired", "credentials of AWS have expired"),
        (403, "UnrecognizedClientException", "invalid", "does not accept the credentials"),
        (403, "InvalidSignatureException", "Signature expired", "the clock"),
        (403, "", "<html>", "model access"),
        (418, "NewException", "no", "NewException, status 418, request 5d0f-1"),
    ] {
        let error = refusal(move || refused(status, name, message)).await;
        assert!(
            matches!(&error, EngineError::Misconfigured(why) if why.contains(words)),
            "{name} {message}: {error:?}"
        );
    }
    for name in ["AccessDeniedException", "ResourceNotFoundException", invalid] {
        let error = refusal(move || refused(400, name, "no")).await.to_string();
        for named in [MODEL, REGION, "model access", name, "request 5d0f-1"] {
            assert!(error.contains(named), "{named}: {error}");
        }
    }
}

#[tokio::test]
async fn failures_that_may_pass_are_told_from_those_that_do_not() {
    for (status, name) in [
        (500, "InternalServerException"),
        (503, "ServiceUnavailableException"),
        (424, "ModelErrorException"),
        (424, "ModelStreamErrorException"),
        (502, ""),
    ] {
        let error = refusal(move || refused(status, name, "no")).await;
        assert!(matches!(error, EngineError::Failed(_)), "{name}: {error:?}");
    }
    let page = refusal(|| (StatusCode::BAD_GATEWAY, "<h1>Bad gateway</h1>").into_response()).await;
    assert!(matches!(page, EngineError::Failed(_)), "{page:?}");
    let slow = refusal(|| refused(408, "ModelTimeoutException", "too slow")).await;
    assert!(matches!(slow, EngineError::TimedOut(_)), "{slow:?}");
    for (status, name) in [(429, "ThrottlingException"), (400, "ServiceQuotaExceededException"), (429, "New")]
    {
        let error = refusal(move || refused(status, name, "no")).await;
        assert!(matches!(error, EngineError::Throttled { retry_after: None }), "{name}: {error:?}");
    }
    let waiting = refusal(|| {
        let mut answer = refused(429, "ThrottlingException", "no");
        answer.headers_mut().insert("retry-after", 3.into());
        answer
    });
    let seconds = Some(Duration::from_secs(3));
    assert!(matches!(waiting.await, EngineError::Throttled { retry_after } if retry_after == seconds));
}

#[tokio::test]
async fn an_exception_in_the_midst_of_an_answer_means_what_it_means_before() {
    for (kind, is_expected) in [
        ("throttlingException", (|error| matches!(error, EngineError::Throttled { .. })) as fn(&_) -> bool),
        ("modelStreamErrorException", |error| matches!(error, EngineError::Failed(_))),
        ("internalServerException", |error| matches!(error, EngineError::Failed(_))),
        ("serviceUnavailableException", |error| matches!(error, EngineError::Failed(_))),
        ("validationException", |error| matches!(error, EngineError::Misconfigured(_))),
        // Those that the SDK does not know there.
        ("modelTimeoutException", |error| matches!(error, EngineError::TimedOut(_))),
        ("somethingNewException", |error| matches!(error, EngineError::Failed(_))),
    ] {
        let frames = [delta("half"), exception(kind, &prompt().user)];
        let (_server, url) = Server::start(move || whole(&frames)).await;
        let (text, end) = said(&model(&url, PATIENT)).await;
        let error = end.unwrap_err();
        assert!(is_expected(&error), "{kind}: {error:?}");
        assert_eq!(text, "half");
        assert!(!format!("{error:?}").contains(&prompt().user), "{error:?}");
    }
}

#[tokio::test]
async fn a_refusal_repeats_neither_the_text_nor_what_else_aws_says() {
    let words = format!("cannot use {} of arn:aws:iam::123456789012:user/jane", prompt().user);
    for name in [
        "AccessDeniedException",
        "InternalServerException",
        "ModelNotReadyException",
        "ResourceNotFoundException",
        "ThrottlingException",
        "ValidationException",
        "a long user's text",
        "New",
    ] {
        for status in [400, 500] {
            let words = words.clone();
            let error = refusal(move || refused(status, name, &words)).await;
            let shown = format!("{error:?} {error} {:?}", error.source());
            for private in [prompt().user.as_str(), "jane"] {
                assert!(!shown.contains(private), "{shown}");
            }
        }
    }
}

#[tokio::test]
async fn a_connection_that_is_closed_before_the_answer_counts_as_no_connection() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { while listener.accept().await.is_ok() {} });
    let error = said(&model(&url, PATIENT)).await.1.unwrap_err();
    assert!(matches!(error, EngineError::Unreachable(_)), "{error:?}");
    assert!(!format!("{error:?}").contains(&prompt().user), "{error:?}");
}

#[derive(Debug)]
struct NoCredentials(fn() -> CredentialsError);

impl ProvideCredentials for NoCredentials {
    fn provide_credentials<'a>(&'a self) -> provider::future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        provider::future::ProvideCredentials::ready(Err((self.0)()))
    }
}

#[tokio::test]
async fn missing_and_expired_credentials_and_a_missing_region_are_told() {
    let told = async |config: SdkConfig| match said(&BedrockModel::new(&config, settings())).await.1 {
        Err(EngineError::Misconfigured(why)) => why,
        other => panic!("{other:?}"),
    };
    let with = |error: fn() -> CredentialsError| {
        let provider = SharedCredentialsProvider::new(NoCredentials(error));
        config("http://127.0.0.1:9").into_builder().credentials_provider(provider).build()
    };
    let missing = told(with(|| CredentialsError::not_loaded("a-secret-key"))).await;
    assert!(missing.contains("no credentials of AWS"), "{missing}");
    let expired = told(with(|| CredentialsError::provider_error("a-secret-key"))).await;
    assert!(expired.contains("expired"), "{expired}");
    assert!(!(missing + &expired).contains("a-secret-key"));
    let nobody = config("http://127.0.0.1:9").into_builder();
    let none = told({
        let mut config = nobody;
        config.set_credentials_provider(None);
        config.build()
    })
    .await;
    assert!(none.contains("credentials"), "{none}");
    let nowhere = told(config("http://127.0.0.1:9").into_builder().region(None).build()).await;
    assert!(nowhere.contains("AWS_REGION"), "{nowhere}");
}
