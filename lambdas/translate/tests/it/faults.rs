//! Engines that fail over HTTP: what the person is told, what is charged, and what is not kept.

use std::sync::Arc;
use std::time::Duration;

use ports::memory::{ScriptedModel, Step};
use ports::{EngineError, TranslationEngine};
use serde_json::{Value, json};
use test_engine::TestEngine;

use crate::harness::{Answer, Direct, Service, Setup, begin_log, fold, model, openai, openai_at, scripted};

const TEXT: &str = "Geheimnis words of a person";

fn body() -> Value {
    json!({ "texts": [TEXT], "target": "fr" })
}

/// A service whose calls have no time for long pauses.
async fn hurried(engine: Arc<dyn TranslationEngine>) -> Service {
    let setup = Setup::new(engine).limits(|limits| {
        limits.deadline = Duration::from_millis(950);
        limits.streamed_deadline = Duration::from_millis(950);
    });
    setup.start().await
}

/// The safe message tells nothing of the engine's address, key or model, and nothing of the text.
#[track_caller]
fn is_safe(message: &str) {
    for private in
        ["127.0.0.1", "http", "sk-secret", "Geheimnis", "GEHEIMNIS", "out of memory", "invalid key"]
    {
        assert!(!message.contains(private), "{private} in {message}");
    }
}

/// Asks in one piece and streamed; both are refused in the same way.
async fn refused(service: &Service, status: u16, code: &str) -> Answer {
    let whole = service.translate(&body()).await;
    is_safe(&whole.refused(status, code));
    let (shown, (last, error)) = fold(&service.stream(&body()).await.rest().await);
    assert_eq!((last.as_str(), &error["error"]["code"]), ("error", &code.into()));
    is_safe(error["error"]["message"].as_str().unwrap());
    assert!(shown.values().all(|text| text.translation.is_none()));
    assert!(service.watched.kept().is_empty(), "{code}");
    assert_eq!(service.watched.charged(), (0, 0), "{code}");
    whole
}

#[tokio::test]
async fn every_fault_has_its_status_and_a_safe_message_streamed_or_not() {
    let (log, guard) = begin_log();
    let engine = TestEngine::start().await;
    for (name, status, code, retry_after) in [
        ("silent", 504, "engine_timeout", None),
        ("cut", 502, "answer_cut", None),
        ("malformed", 502, "engine_failed", None),
        ("killed", 502, "engine_failed", None),
        ("500", 502, "engine_failed", None),
        ("503", 503, "engine_not_ready", Some("15")),
        ("401", 502, "engine_misconfigured", None),
        ("404", 502, "engine_misconfigured", None),
        ("no-such-model", 502, "engine_misconfigured", None),
        ("refuses", 422, "engine_refused", None),
        ("always-429", 429, "engine_busy", Some("1")),
    ] {
        let service = hurried(openai(&engine, name)).await;
        let answer = refused(&service, status, code).await;
        assert_eq!(answer.header("retry-after"), retry_after, "{name}");
    }
    drop(guard);
    let log = log.own_lines();
    assert!(log.contains("the answer was cut"), "{log}");
    assert_eq!(
        log.matches("code=\"engine_misconfigured\"").count(),
        6,
        "one line a call, streamed or not: {log}"
    );
    for private in ["sk-secret", "Geheimnis", "GEHEIMNIS"] {
        assert!(!log.contains(private), "{private} in {log}");
    }
}

#[tokio::test]
async fn an_engine_that_is_not_there_is_unreachable() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let service = hurried(openai_at(&format!("http://{address}/v1"), "echo")).await;
    refused(&service, 502, "engine_unreachable").await;
}

#[tokio::test]
async fn an_engine_that_answers_as_one_object_is_understood() {
    let engine = TestEngine::start().await;
    let service = Service::start(openai(&engine, "whole-json")).await;
    assert_eq!(service.texts(&["Good morning"]).await.texts(), ["GOOD MORNING"]);
    let events = service.stream(&json!({ "texts": ["Good evening"], "target": "fr" })).await.rest().await;
    let (shown, (last, _)) = fold(&events);
    assert_eq!((shown[&0].text.as_str(), last.as_str()), ("GOOD EVENING", "end"));
}

#[tokio::test]
async fn an_engine_that_fails_once_is_asked_again() {
    let engine = TestEngine::start().await;
    for name in ["once-429", "once-500"] {
        engine.reset();
        let service = Service::start(openai(&engine, name)).await;
        assert_eq!(service.texts(&["Good morning"]).await.texts(), ["GOOD MORNING"], "{name}");
        assert_eq!((engine.stats().requests, engine.stats().refused), (2, 1));
        assert_eq!(service.watched.charged(), (1, 12));
        engine.reset();
        let events = service.stream(&json!({ "texts": ["Good evening"], "target": "fr" })).await.rest().await;
        let (shown, (last, _)) = fold(&events);
        assert_eq!((shown[&0].text.as_str(), last.as_str()), ("GOOD EVENING", "end"), "{name}");
    }
}

#[tokio::test]
async fn after_a_failure_the_same_call_asks_again_and_is_charged_once() {
    let engine = TestEngine::start().await;
    let service = hurried(openai(&engine, "once-429")).await;
    service.translate(&body()).await.refused(429, "engine_busy");
    assert_eq!(
        (service.watched.charged(), engine.stats().requests),
        ((0, 0), 1),
        "there was no time to try again"
    );
    let answer = service.translate(&body()).await;
    assert_eq!(answer.each("cached"), [false]);
    assert_eq!(engine.stats().requests, 2);
    assert_eq!(service.watched.charged(), (1, TEXT.len() as u64));
}

#[tokio::test(start_paused = true)]
async fn a_busy_engine_is_asked_five_times_and_a_failing_one_twice() {
    for (error, tries) in [
        (|| EngineError::Throttled { retry_after: None }, 5),
        (|| EngineError::Failed("on purpose".into()), 2),
        (|| EngineError::Unreachable("on purpose".into()), 2),
        (|| EngineError::NotReady("loading".into()), 1),
        (|| EngineError::Misconfigured("the key".into()), 1),
        (|| EngineError::TimedOut(Duration::from_mins(1)), 1),
        (|| EngineError::Filtered, 1),
    ] as [(fn() -> EngineError, usize); 7]
    {
        let failing = ScriptedModel::new(move |_| vec![Step::Fail(error())]);
        let service = Direct::new(Setup::new(model(&failing))).await;
        service.call(&body(), false).await;
        assert_eq!(failing.prompts().len(), tries, "{}", error());
    }
}

#[tokio::test(start_paused = true)]
async fn pauses_grow_and_are_as_long_as_the_engine_wants() {
    let times = async |retry_after: Option<Duration>| {
        let begun = tokio::time::Instant::now();
        let busy = ScriptedModel::new(move |_| vec![Step::Fail(EngineError::Throttled { retry_after })]);
        let service = Direct::new(Setup::new(model(&busy))).await;
        service.call(&body(), false).await;
        (busy.prompts().len(), begun.elapsed().as_millis())
    };
    // 400, 800, 1600 and 3200 ms; a timer is up to a millisecond late.
    let (tries, waited) = times(None).await;
    assert!((tries, waited / 10) == (5, 600), "{tries}, {waited}");
    let (tries, waited) = times(Some(Duration::from_secs(5))).await;
    assert!((tries, waited / 10) == (5, 2000), "{tries}, {waited}");
    let (tries, waited) = times(Some(Duration::from_secs(7))).await;
    assert!((tries, waited / 10) == (4, 2100), "the deadline is after 25 s: {tries}, {waited}");
}

#[tokio::test]
async fn an_engine_that_cuts_long_answers_is_given_smaller_works() {
    let engine = TestEngine::start().await;
    let service = Service::start(openai(&engine, "cut-long")).await;
    let paragraph = "This is a sentence of a lecture about the sea. ".repeat(5);
    let html = |n| format!("<p>{n}: <b>{}</b> end</p>\n", paragraph.trim());
    let html = (0..6).map(html).collect::<Vec<_>>().concat();
    let answer = service.html(&html).await;
    assert_eq!(
        answer.texts(),
        [html.to_uppercase().replace("<P", "<p").replace("</P", "</p").replace("B>", "b>")]
    );
    assert_eq!(answer.each("in_pieces"), [false], "halves were small enough");
    let long = "Word and word and another word, for ever. ".repeat(40);
    let answer = service.texts(&[&long]).await;
    assert_eq!(answer.texts(), [long.to_uppercase()]);
    assert_eq!(answer.each("in_pieces"), [true]);
    assert_eq!(service.watched.kept().len(), 2);
}

/// What was complete before the failure stays, is kept, and costs.
#[tokio::test]
async fn texts_that_were_finished_before_the_failure_stay_charged_and_kept() {
    let half = ScriptedModel::new(|prompt| {
        if prompt.user.contains("good") {
            return vec![Step::say("<s1>BON</s1>"), Step::finished()];
        }
        vec![Step::Wait, Step::Fail(EngineError::Filtered)]
    });
    let service = Service::start(model(&half)).await;
    let call = json!({ "texts": ["good", "bad words"], "target": "fr" });
    let mut events = service.stream(&call).await;
    let finished = loop {
        let (name, data) = events.next().await.unwrap();
        if name == "translation" {
            break data;
        }
    };
    assert_eq!((&finished["index"], &finished["text"]), (&json!(0), &json!("BON")));
    half.go_on();
    let (last, error) = events.rest().await.pop().unwrap();
    assert_eq!((last.as_str(), &error["error"]["code"]), ("error", &"engine_refused".into()));
    assert_eq!(service.watched.charged(), (1, 4));
    assert_eq!(service.watched.kept().len(), 1);
    let answer = service.texts(&["good"]).await;
    assert_eq!(answer.each("cached"), [true]);
    assert_eq!(service.watched.charged(), (2, 4));
}

#[tokio::test]
async fn what_is_complete_when_the_answer_breaks_off_is_not_asked_for_again() {
    for error in [|| EngineError::Failed("lost".into()), || EngineError::TimedOut(Duration::from_mins(1))]
        as [fn() -> EngineError; 2]
    {
        let broken = ScriptedModel::new(move |_| vec![Step::say("<s1>TOUT</s1>"), Step::Fail(error())]);
        let service = Service::start(model(&broken)).await;
        assert_eq!(service.texts(&["All of it"]).await.texts(), ["TOUT"]);
        assert_eq!(broken.prompts().len(), 1);
    }
    let twice = ScriptedModel::new(|prompt| {
        if prompt.user.contains("<s2>") {
            return vec![Step::say("<s1>UN</s1>\n<s2>DE"), Step::Fail(EngineError::Failed("lost".into()))];
        }
        vec![Step::say("<s1>DEUX</s1>"), Step::finished()]
    });
    let service = Service::start(model(&twice)).await;
    assert_eq!(service.texts(&["one\ntwo"]).await.texts(), ["UN\nDEUX"]);
    assert_eq!(twice.prompts()[1].user, "<document>\n<s1>two</s1>\n</document>");
}

#[tokio::test]
async fn a_cache_of_a_failed_call_is_as_it_was() {
    let engine = TestEngine::start().await;
    let service = Service::start(openai(&engine, "lost-mark-once")).await;
    let call = json!({ "texts": ["<p>a <b>b</b></p>"], "target": "fr", "format": "html" });
    assert_eq!(service.translate(&call).await.texts(), ["<p>A <b>B</b></p>"]);
    assert_eq!(service.watched.kept()[0].0.text, "<p>A <b>B</b></p>", "the second answer");
}

#[tokio::test]
async fn usage_of_every_attempt_is_summed() {
    let forgetful = scripted(|prompt| {
        let whole = test_engine::translate(&prompt.user);
        vec![Step::say(if prompt.user.contains("<x0>") {
            whole.replace("<x0>", "").replace("</x0>", "")
        } else {
            whole
        })]
    });
    let service = Service::start(model(&forgetful)).await;
    let answer = service.html("<p>one <b>two</b> three</p>").await;
    assert_eq!(answer.texts(), ["<p>ONE <b>TWO</b> THREE</p>"]);
    assert_eq!(forgetful.prompts().len(), 5, "two attempts, three pieces");
    assert_eq!(answer.ok()["usage"], json!({ "input_tokens": 35, "output_tokens": 15 }));
}
