//! Answers that are shown while they are written.

use std::time::Duration;

use lti::roles::CourseRole;
use ports::memory::{ScriptedModel, Step};
use ports::{EngineError, Stop, Usage};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::harness::{
    Answer, Event, Events, Part, Service, Setup, begin_log, course, parse, question, quotes, says, scripted,
    session_in, until,
};

async fn service(model: &ScriptedModel) -> Service {
    let service = Service::start(model).await;
    service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
    service
}

fn names(events: &[Event]) -> Vec<&str> {
    events.iter().map(|(name, _)| name.as_str()).collect()
}

/// What is shown by the events `delta`.
fn shown(events: &[Event]) -> String {
    let deltas = events.iter().filter(|(name, _)| name == "delta");
    deltas.map(|(_, delta)| delta["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn sources_come_first_then_words_as_they_are_written_and_the_answer_last() {
    let slow = scripted(|_| {
        vec![Step::say("It is"), Step::Wait, Step::say(" in June [1]"), Step::Wait, Step::say(" [7].")]
    });
    let service = service(&slow).await;
    let mut events = service.stream("When is the exam?").await;
    assert_eq!(events.headers["cache-control"], "no-store");
    assert_eq!(events.headers["x-accel-buffering"], "no");
    assert_eq!(events.headers["x-content-type-options"], "nosniff");
    let sources = events.expect("sources").await;
    assert_eq!(
        (&sources["sources"][0]["number"], &sources["sources"][0]["file"]),
        (&json!(1), &json!("a.pptx"))
    );
    assert_eq!(events.expect("delta").await, json!({ "text": "It is" }));
    slow.go_on();
    assert_eq!(events.expect("delta").await, json!({ "text": " in June [1]" }));
    slow.go_on();
    let rest = events.rest().await;
    assert_eq!(names(&rest), ["delta", "answer"]);
    let answer =
        json!({ "kind": "generated", "text": "It is in June [1].", "cited": [1], "model": "scripted" });
    assert_eq!(rest[1].1, answer);
}

#[tokio::test]
async fn both_ways_give_the_same_answer() {
    for model in [Some(quotes()), Some(says("NO_ANSWER")), Some(says("No idea.")), None] {
        let setup = model.as_ref().map_or_else(Setup::default, Setup::with);
        let service = setup.start().await;
        service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
        for question in ["exam", "zebra"] {
            let whole = service.ask(question).await.ok();
            let events = service.stream(question).await.rest().await;
            let (name, answer) = events.last().unwrap();
            assert_eq!((name.as_str(), answer), ("answer", &whole["answer"]));
            let sources = events.iter().find(|(name, _)| name == "sources");
            let sources = sources.map_or(json!([]), |(_, sources)| sources["sources"].clone());
            assert_eq!(sources, whole["sources"]);
        }
    }
}

#[tokio::test]
async fn a_model_that_does_not_know_shows_nothing_however_its_word_comes() {
    for pieces in [
        vec!["NO_ANSWER"],
        vec!["N", "O", "_", "A", "N", "S", "W", "E", "R"],
        vec!["\n", "**NO_", "ANSWER", "**"],
        vec!["<thi", "nk>In June [1]?</thi", "nk>\n\nNO", "_ANSWER."],
        vec!["NO_ANSWER", " because the passages do not say it [1]"],
    ] {
        let model = scripted(move |_| pieces.iter().map(|piece| Step::say(*piece)).collect());
        let service = service(&model).await;
        let events = service.stream("What does the exam cost?").await.rest().await;
        assert_eq!(names(&events), ["sources", "answer"], "{events:?}");
        assert_eq!(events[1].1["kind"], "unknown");
    }
}

#[tokio::test]
async fn words_that_only_begin_like_it_are_shown() {
    let model = scripted(|_| ["N", "O", "BODY", " knows [1]."].map(Step::say).into());
    let service = service(&model).await;
    let events = service.stream("Who knows the exam?").await.rest().await;
    assert_eq!(names(&events), ["sources", "delta", "delta", "answer"]);
    assert_eq!(
        (shown(&events).as_str(), &events[3].1["text"]),
        ("NOBODY knows [1].", &json!("NOBODY knows [1]."))
    );
}

#[tokio::test]
async fn a_model_that_breaks_off_ends_the_stream_with_an_error_and_is_not_charged() {
    let broken = ScriptedModel::new(|_| {
        vec![Step::say("It is in [1]"), Step::Fail(EngineError::Failed("lost".into()))]
    });
    let service = service(&broken).await;
    let events = service.stream("exam").await.rest().await;
    assert_eq!(names(&events), ["sources", "delta", "error"]);
    let error = &events[2].1["error"];
    assert_eq!(error["code"], "engine_failed");
    assert!(error["request_id"].as_str().is_some_and(|id| id.len() == 20));
    assert_eq!(service.world.watched.charged(), 0);
    let filtered = ScriptedModel::new(|_| vec![Step::say("It"), Step::End(Stop::Filtered, Usage::default())]);
    let service = self::service(&filtered).await;
    let events = service.stream("exam").await.rest().await;
    assert_eq!(events.last().unwrap().1["error"]["code"], "engine_refused");
}

#[tokio::test]
async fn what_is_wrong_before_the_stream_begins_has_its_own_status() {
    let service = service(&quotes()).await;
    let ask = async |body: Value| {
        let call = service.post(&body).header("accept", "text/event-stream");
        Answer::read(call.send().await.unwrap()).await
    };
    ask(json!({ "question": " " })).await.refused(400, "question_empty");
    service.world.watched.break_part(Part::Search);
    ask(json!({ "question": "exam" })).await.refused(503, "search_failed");
    service.world.watched.mend();
    service.world.watched.break_part(Part::Quotas);
    ask(json!({ "question": "exam" })).await.refused(503, "store_unavailable");
}

/// Closes a connection while the model writes; then the model is stopped, and its turn is free.
#[tokio::test]
async fn a_person_who_goes_away_stops_the_model() {
    for streamed in [true, false] {
        let slow = scripted(|prompt| {
            if prompt.user.contains("next exam") {
                vec![Step::say("Yes [1].")]
            } else {
                vec![Step::say("It is"), Step::Wait]
            }
        });
        let mut setup = Setup::with(&slow);
        setup.limits.parallel = 1;
        let service = setup.start().await;
        service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
        let accept = if streamed { "text/event-stream" } else { "application/json" };
        let request = service.post(&json!({ "question": "exam" })).header("accept", accept);
        let calling = tokio::spawn(async move {
            let mut events = Events::of(request.send().await.unwrap());
            while events.next().await.is_some() {}
        });
        until("the model is at work", || slow.prompts().len() == 1).await;
        assert_eq!(slow.dropped(), 0);
        calling.abort();
        until("the model is stopped", || slow.dropped() == 1).await;
        service.ask("next exam").await.answered("generated");
        assert_eq!(service.world.watched.charged(), 2, "the model has worked");
    }
}

/// One person's questions leave the model free for others.
#[tokio::test]
async fn one_person_never_takes_the_model_from_all_others() {
    let slow = scripted(|prompt| {
        let waits = !prompt.user.contains("other exam");
        waits.then_some(Step::Wait).into_iter().chain([Step::say("Yes [1].")]).collect()
    });
    let mut setup = Setup::with(&slow);
    setup.limits.parallel = 2;
    let service = setup.start().await;
    service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
    let mut waiting = Vec::new();
    for _ in 0..3 {
        waiting.push(service.stream("exam").await);
    }
    until("one of them is asked", || slow.prompts().len() == 1).await;
    let other = service.world.enter(&session_in(&course(), CourseRole::Learner, "5")).await;
    service.ask_as(&other, "other exam").await.answered("generated");
    for _ in 0..3 {
        slow.go_on();
    }
    for events in waiting {
        assert_eq!(events.rest().await.last().unwrap().1["kind"], "generated");
    }
}

#[tokio::test(start_paused = true)]
async fn a_model_that_takes_too_long_is_given_up() {
    for (accept, after) in [("application/json", 25), ("text/event-stream", 120)] {
        let (log, _guard) = begin_log();
        let never = scripted(|_| vec![Step::say("It"), Step::Wait]);
        let (router, world) = Setup::with(&never).router();
        world.shelf.put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
        let bearer = world.enter(&session_in(&course(), CourseRole::Learner, "4")).await;
        let begun = tokio::time::Instant::now();
        let response = router.oneshot(question(&bearer, accept)).await.unwrap();
        let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        assert_eq!(begun.elapsed(), Duration::from_secs(after));
        let body = String::from_utf8(body.to_vec()).unwrap();
        let error = match body.split_inclusive("\n\n").last() {
            Some(block) if accept.starts_with("text") => parse(block).1,
            _ => serde_json::from_str(&body).unwrap(),
        };
        assert_eq!(error["error"]["code"], "engine_timeout");
        assert_eq!((never.dropped(), world.watched.charged()), (1, 0));
        assert!(log.own_lines().contains(&format!("for {after} s")), "{}", log.own_lines());
    }
}
