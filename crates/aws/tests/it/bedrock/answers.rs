//! What is sent, and how answers are read.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws::{BedrockModel, BedrockSettings};
use aws_sdk_bedrockruntime::config::StalledStreamProtectionConfig;
use aws_sdk_bedrockruntime::config::retry::RetryConfig;
use aws_sdk_bedrockruntime::config::timeout::TimeoutConfig;
use axum::body::Bytes;
use futures_util::{FutureExt as _, StreamExt as _};
use ports::{EngineError, LanguageModel as _, Stop, Usage};
use serde_json::json;

use super::rig::{
    MODEL, PATIENT, Server, config, delta, event, exception, lost, metadata, model, settings, stop,
    streaming, whole,
};
use super::{prompt, said};

#[tokio::test]
async fn the_request_is_that_of_a_streamed_conversation() {
    let (server, url) = Server::start(|| whole(&[stop("end_turn")])).await;
    said(&model(&url, PATIENT)).await.1.unwrap();
    let (uri, headers, body) = server.asked().remove(0);
    assert_eq!(uri.path(), "/model/eu.maker.model-v1%3A0/converse-stream");
    let authorization = headers["authorization"].to_str().unwrap();
    assert!(authorization.starts_with("AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/"), "{authorization}");
    assert!(authorization.contains("/eu-central-1/bedrock/aws4_request"), "{authorization}");
    let expected = json!({
        "system": [{ "text": "s" }],
        "messages": [{ "role": "user", "content": [{ "text": "a long user's text" }] }],
        "inferenceConfig": { "maxTokens": 9, "temperature": 0.0 },
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn no_model_is_asked_for_more_tokens_than_it_can_write() {
    let (server, url) = Server::start(|| whole(&[stop("end_turn")])).await;
    let prompt = ports::Prompt { max_output_tokens: 20_000, ..prompt() };
    model(&url, PATIENT).generate(prompt).await.unwrap().collect::<Vec<_>>().await;
    assert_eq!(server.asked().remove(0).2["inferenceConfig"]["maxTokens"], 4096);
}

#[tokio::test]
async fn translations_behind_a_guardrail_are_kept_apart() {
    let (_server, url) = Server::start(|| whole(&[stop("end_turn")])).await;
    let guarded = BedrockSettings { guardrail: Some("gr12ab34:7".parse().unwrap()), ..settings() };
    let guarded = BedrockModel::new(&config(&url), guarded);
    assert_eq!(guarded.model(), MODEL);
    assert_eq!(guarded.edition(), format!("{MODEL} behind guardrail gr12ab34:7"));
    assert_eq!(model(&url, PATIENT).edition(), MODEL);
}

#[tokio::test]
async fn an_inference_profile_and_a_guardrail_are_sent_as_configured() {
    let (server, url) = Server::start(|| whole(&[stop("end_turn")])).await;
    let profile = "arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/ab12";
    let settings = BedrockSettings {
        model: profile.into(),
        guardrail: Some("gr12ab34:7".parse().unwrap()),
        ..settings()
    };
    let model = BedrockModel::new(&config(&url), settings);
    assert_eq!(model.model(), profile);
    said(&model).await.1.unwrap();
    let (uri, _, body) = server.asked().remove(0);
    let path = percent_encoding::percent_decode_str(uri.path()).decode_utf8().unwrap();
    assert_eq!(path, format!("/model/{profile}/converse-stream"));
    // Words are checked before they are shown.
    let (mode, trace) = ("sync", "disabled");
    let expected = json!({
        "guardrailIdentifier": "gr12ab34", "guardrailVersion": "7", "streamProcessingMode": mode, "trace": trace,
    });
    assert_eq!(body["guardrailConfig"], expected);
}

#[tokio::test]
async fn every_reason_for_an_end_is_understood() {
    for (reason, expected) in [
        ("end_turn", Stop::Finished),
        ("stop_sequence", Stop::Finished),
        ("max_tokens", Stop::TokenLimit),
        ("model_context_window_exceeded", Stop::TokenLimit),
        ("guardrail_intervened", Stop::Filtered),
        ("content_filtered", Stop::Filtered),
    ] {
        let (_server, url) = Server::start(move || whole(&[delta("a"), stop(reason)])).await;
        let (text, end) = said(&model(&url, PATIENT)).await;
        assert_eq!((text.as_str(), end.unwrap()), ("a", (expected, Usage::default())), "{reason}");
    }
    for (reason, shown) in [("tool_use", "tool_use"), ("<b>new</b>", "not shown")] {
        let (_server, url) = Server::start(move || whole(&[delta("a"), stop(reason)])).await;
        let end = said(&model(&url, PATIENT)).await.1;
        assert!(matches!(&end, Err(EngineError::Failed(why)) if why.ends_with(shown)), "{end:?}");
    }
}

#[tokio::test]
async fn tokens_of_the_cache_count_as_read() {
    let usage = json!({
        "inputTokens": 5, "outputTokens": 7, "totalTokens": 1112,
        "cacheReadInputTokens": 1000, "cacheWriteInputTokens": 100,
    });
    let (_server, url) = Server::start(move || whole(&[stop("end_turn"), metadata(&usage)])).await;
    let end = said(&model(&url, PATIENT)).await.1.unwrap();
    assert_eq!(end.1, Usage { input_tokens: 1105, output_tokens: 7 });
}

#[tokio::test]
async fn thoughts_and_unknown_events_are_no_text() {
    let thought = json!({ "contentBlockIndex": 0, "delta": { "reasoningContent": { "text": "hm" } } });
    let frames = [
        event("contentBlockDelta", &thought),
        event("somethingNew", &json!({ "text": "no" })),
        delta("yes"),
        delta(""),
        stop("end_turn"),
    ];
    let (_server, url) = Server::start(move || whole(&frames)).await;
    assert_eq!(said(&model(&url, PATIENT)).await.0, "yes");
}

#[tokio::test]
async fn an_answer_that_ends_before_its_end_is_an_error() {
    let cut = |bytes: usize| {
        let mut frame = delta("half");
        frame.truncate(frame.len() - bytes);
        frame
    };
    let mut damaged = delta("half");
    *damaged.last_mut().unwrap() ^= 1;
    for frames in [vec![delta("a")], vec![delta("a"), cut(1)], vec![delta("a"), damaged], vec![]] {
        let expected = if frames.is_empty() { "" } else { "a" };
        let (_server, url) = Server::start(move || whole(&frames)).await;
        let (text, end) = said(&model(&url, PATIENT)).await;
        assert!(matches!(end, Err(EngineError::Failed(_))), "{end:?}");
        assert_eq!(text, expected);
    }
}

#[tokio::test]
async fn what_goes_wrong_after_the_end_takes_nothing_from_the_answer() {
    for rest in [Vec::new(), exception("internalServerException", "late")] {
        let frames = [delta("a"), stop("end_turn"), rest];
        let (_server, url) = Server::start(move || streaming(&frames, lost())).await;
        let (text, end) = said(&model(&url, PATIENT)).await;
        assert_eq!((text.as_str(), end.unwrap()), ("a", (Stop::Finished, Usage::default())));
    }
}

/// The SDK's protection from stalled streams leaves streams of events alone; a version that does not shows here.
#[tokio::test]
async fn a_model_that_thinks_for_longer_than_other_calls_may_take_is_waited_for() {
    let (pause, short) = (Duration::from_secs(3), Duration::from_millis(200));
    let (_server, url) = Server::start_slow(2 * short, move || {
        let later =
            tokio::time::sleep(pause).map(|()| Ok(Bytes::from([delta("b"), stop("end_turn")].concat())));
        streaming(&[delta("a")], later.into_stream().boxed())
    })
    .await;
    let limits = TimeoutConfig::builder()
        .read_timeout(short)
        .operation_timeout(short)
        .operation_attempt_timeout(short);
    let config = config(&url)
        .into_builder()
        .timeout_config(limits.build())
        .stalled_stream_protection(StalledStreamProtectionConfig::enabled().grace_period(short).build())
        .build();
    let (text, end) = said(&BedrockModel::new(&config, settings())).await;
    end.unwrap();
    assert_eq!(text, "ab");
}

#[tokio::test]
async fn a_model_that_does_not_begin_to_answer_is_given_up() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let silence = Duration::from_millis(300);
    let end = said(&model(&url, silence)).await.1;
    assert!(matches!(end, Err(EngineError::TimedOut(waited)) if waited == silence), "{end:?}");
}

#[tokio::test]
async fn nothing_is_tried_again() {
    let (server, url) =
        Server::start(|| super::rig::refused(500, "InternalServerException", "again please")).await;
    let config = config(&url).into_builder().retry_config(RetryConfig::standard()).build();
    assert!(said(&BedrockModel::new(&config, settings())).await.1.is_err());
    assert_eq!(server.asked().len(), 1);
}

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn neither_texts_nor_secrets_are_logged() {
    let written = Written::default();
    let writer = written.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing_subscriber::util::SubscriberInitExt::set_default(subscriber);
    let (_server, url) = Server::start(|| whole(&[delta("a model's answer"), stop("end_turn")])).await;
    let model = model(&url, PATIENT);
    assert_eq!(said(&model).await.0, "a model's answer");
    let logged = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    assert!(!logged.is_empty());
    let shown = format!("{model:?}");
    assert!(shown.contains(MODEL), "{shown}");
    for secret in [prompt().user.as_str(), "a model's answer", "a-secret-key", "a-session"] {
        assert!(!logged.contains(secret), "{logged}");
        assert!(!shown.contains(secret), "{shown}");
    }
}
