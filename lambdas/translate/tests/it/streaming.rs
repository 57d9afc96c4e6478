//! Translations that are shown while they are made.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::future::join_all;
use ports::EngineError;
use ports::memory::{ScriptedModel, Step};
use serde_json::{Value, json};
use test_engine::TestEngine;

use crate::harness::{
    Direct, Events, PATIENCE, Service, Setup, begin_log, echo, fold, model, openai, parse, scripted, settle,
    until,
};
use crate::same_markup::fragments;

fn call(texts: &[&str]) -> Value {
    json!({ "texts": texts, "target": "fr" })
}

#[tokio::test]
async fn words_are_shown_before_the_engine_has_said_its_last() {
    let slow = scripted(|_| {
        vec![Step::say("<s1>Bon"), Step::Wait, Step::say("jour &am"), Step::Wait, Step::say("p; plus</s1>")]
    });
    let service = Service::start(model(&slow)).await;
    let mut events = service.stream(&call(&["Good day & more"])).await;
    assert_eq!(events.expect("delta").await, json!({ "index": 0, "text": "Bon" }));
    slow.go_on();
    assert_eq!(events.expect("delta").await, json!({ "index": 0, "text": "jour" }));
    slow.go_on();
    let (shown, (last, end)) = fold(&events.rest().await);
    assert_eq!(shown[&0].text, " & plus");
    let translation =
        json!({ "index": 0, "text": "Bonjour & plus", "source": null, "cached": false, "in_pieces": false });
    assert_eq!(shown[&0].translation, Some(translation));
    let usage = json!({ "input_tokens": 7, "output_tokens": 3 });
    assert_eq!((last.as_str(), end), ("end", json!({ "model": "scripted", "usage": usage })));
}

/// What is shown in the end is the translation, in every format and for every fragment.
#[tokio::test]
async fn deltas_together_are_the_translation() {
    let engine = TestEngine::start().await;
    let service = Service::start(openai(&engine, "echo")).await;
    let mut calls = vec![
        json!({ "texts": ["  Hello.\r\n\r\n World {name} \n", "one\n", "\n one", "two\n\n3"], "target": "fr" }),
        json!({ "texts": ["Sentences of a lecture. ".repeat(300)], "target": "fr" }),
    ];
    calls.extend(
        fragments().iter().map(|one| json!({ "texts": [one.html], "target": "fr", "format": "html" })),
    );
    for call in calls {
        let (shown, (last, _)) = fold(&service.stream(&call).await.rest().await);
        assert_eq!((shown.len(), last.as_str()), (call["texts"].as_array().unwrap().len(), "end"));
        for one in shown.values() {
            let translation = one.translation.as_ref().unwrap();
            assert_eq!((&json!(one.text), one.resets), (&translation["text"], 0), "{call}");
        }
    }
}

#[tokio::test]
async fn what_is_known_is_not_shown_in_pieces() {
    let service = Service::start(model(&echo())).await;
    service.texts(&["Hello"]).await.ok();
    let (shown, _) = fold(&service.stream(&call(&["Hello", "5", ""])).await.rest().await);
    for (index, (text, cached)) in [("HELLO", true), ("5", false), ("", false)].into_iter().enumerate() {
        let one = &shown[&(index as u64)];
        let translation = one.translation.as_ref().unwrap();
        assert_eq!(
            (one.deltas, &translation["text"], &translation["cached"]),
            (0, &json!(text), &json!(cached))
        );
    }
}

#[tokio::test]
async fn what_was_shown_and_is_void_is_taken_back() {
    let engine = TestEngine::start().await;
    let forgetful = Service::start(openai(&engine, "lost-mark-once")).await;
    let (shown, _) =
        fold(&forgetful.stream(&call(&["Before.\nHello {name} there.\nAfter. \n"])).await.rest().await);
    let first = &shown[&0];
    assert_eq!((first.text.as_str(), first.resets), ("BEFORE.\nHELLO {name} THERE.\nAFTER. \n", 1));
    assert_eq!(first.translation.as_ref().unwrap()["text"], first.text.as_str());

    let broken = ScriptedModel::new(|prompt| {
        if prompt.user.contains("<s2>") {
            let begin = "<s1>UN</s1>\n<s2>WRONG WORDS";
            return vec![Step::say(begin), Step::Fail(EngineError::Failed("lost".into()))];
        }
        vec![Step::say("<s1>DEUX</s1>"), Step::finished()]
    });
    let service = Service::start(model(&broken)).await;
    let (shown, (last, _)) = fold(&service.stream(&call(&["one\ntwo\n"])).await.rest().await);
    let first = &shown[&0];
    assert_eq!((first.text.as_str(), first.resets, last.as_str()), ("UN\nDEUX\n", 1, "end"));
    assert_eq!(first.translation.as_ref().unwrap()["text"], "UN\nDEUX\n");
}

#[tokio::test]
async fn nothing_is_shown_after_a_gap() {
    let engine = TestEngine::start().await;
    let service = Service::start(openai(&engine, "lost-mark-once")).await;
    let html = "<p>Before</p><p>Hello <b>you</b> there.</p><p>After</p>";
    let call = json!({ "texts": [html], "target": "fr", "format": "html" });
    let (shown, _) = fold(&service.stream(&call).await.rest().await);
    let translation = "<p>BEFORE</p><p>HELLO <b>YOU</b> THERE.</p><p>AFTER</p>";
    assert_eq!((shown[&0].text.as_str(), shown[&0].resets), (translation, 0));
}

/// A reset of one chunk takes back what was shown of it, and shows again what was shown before it.
#[tokio::test]
async fn a_later_chunk_that_is_void_takes_nothing_from_the_earlier_ones() {
    let first_try = AtomicBool::new(true);
    let broken = ScriptedModel::new(move |prompt| {
        let translation = test_engine::translate(&prompt.user);
        if prompt.user.contains("last words") && first_try.swap(false, Ordering::SeqCst) {
            let begin = translation.replace("LAST", "WRONG").chars().take(24).collect::<String>();
            return vec![Step::say(begin), Step::Fail(EngineError::Failed("lost".into()))];
        }
        vec![Step::say(translation), Step::finished()]
    });
    let service = Service::start(model(&broken)).await;
    let text = format!("{}These are the last words.", "One sentence of it. ".repeat(200));
    let (shown, _) = fold(&service.stream(&call(&[&text])).await.rest().await);
    assert_eq!((&shown[&0].text, shown[&0].resets), (&text.to_uppercase(), 1));
}

#[tokio::test]
async fn half_a_piece_of_markup_is_never_shown() {
    let slow = scripted(|prompt| {
        let said = test_engine::translate(&prompt.user);
        said.chars().flat_map(|c| [Step::say(c), Step::Wait]).collect()
    });
    let service = Service::start(model(&slow)).await;
    let call = json!({ "texts": ["<p>One <b>two</b>.</p><p>Three</p>"], "target": "fr", "format": "html" });
    let events = service.stream(&call).await;
    for _ in 0..200 {
        slow.go_on();
    }
    let deltas: Vec<_> = events.rest().await.into_iter().filter(|(name, _)| name == "delta").collect();
    let texts: Vec<_> = deltas.iter().map(|(_, delta)| delta["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["<p>ONE <b>TWO</b>.", "</p><p>THREE", "</p>"]);
}

#[tokio::test]
async fn several_texts_are_shown_side_by_side() {
    let slow = scripted(|prompt| {
        let translation = test_engine::translate(&prompt.user);
        if !prompt.user.contains("slow") {
            return vec![Step::say(translation)];
        }
        let (begin, end) = translation.split_at(8);
        vec![Step::say(begin), Step::Wait, Step::say(end)]
    });
    let service = Service::start(model(&slow)).await;
    let mut events = service.stream(&call(&["slow words", "fast words", "other words"])).await;
    let mut before = Vec::new();
    while before.iter().filter(|(name, _): &&(String, Value)| name == "translation").count() < 2 {
        before.push(events.next().await.unwrap());
    }
    assert!(before.iter().all(|(name, data)| name != "translation" || data["index"] != 0));
    slow.go_on();
    before.extend(events.rest().await);
    let (shown, _) = fold(&before);
    for (index, text) in ["SLOW WORDS", "FAST WORDS", "OTHER WORDS"].into_iter().enumerate() {
        let one = &shown[&(index as u64)];
        assert_eq!((one.text.as_str(), &one.translation.as_ref().unwrap()["text"]), (text, &json!(text)));
    }
}

#[tokio::test]
async fn chunks_of_one_text_are_shown_in_order_although_they_are_made_side_by_side() {
    let slow = scripted(|prompt| {
        let translation = test_engine::translate(&prompt.user);
        if !prompt.user.contains("beginning") {
            return vec![Step::say(translation)];
        }
        let (begin, end) = translation.split_at(12);
        vec![Step::say(begin), Step::Wait, Step::say(end)]
    });
    let service = Service::start(model(&slow)).await;
    let text = format!("The beginning. {}", "Another sentence of it. ".repeat(250));
    let mut events = service.stream(&call(&[&text])).await;
    assert_eq!(events.expect("delta").await["text"], "THE BEGI");
    until("the others are asked", || slow.prompts().len() >= 3).await;
    settle().await;
    slow.go_on();
    let rest = events.rest().await;
    assert!(rest[0].1["text"].as_str().unwrap().starts_with("NNING. ANOTHER"), "{:?}", rest[0]);
    let (shown, _) = fold(&rest);
    assert_eq!((format!("THE BEGI{}", shown[&0].text), shown[&0].resets), (text.to_uppercase(), 0));
    assert_eq!(shown[&0].translation.as_ref().unwrap()["text"], text.to_uppercase());
}

#[tokio::test]
async fn a_stream_has_the_headers_that_keep_it_flowing() {
    let service = Service::start(model(&echo())).await;
    for accept in
        ["text/event-stream", "application/json, text/event-stream;q=0.9", "text/event-stream; charset=utf-8"]
    {
        let response = service.post(&call(&["Hello"])).header("accept", accept).send().await.unwrap();
        let events = Events::of(response);
        assert_eq!(events.headers["cache-control"], "no-store");
        assert_eq!(events.headers["x-accel-buffering"], "no");
        assert_eq!(events.headers["x-content-type-options"], "nosniff");
        assert!(events.headers.contains_key("x-request-id"));
    }
    for accept in ["application/json", "*/*", "text/plain"] {
        let response = service.post(&call(&["Hello"])).header("accept", accept).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "application/json", "{accept}");
    }
}

#[tokio::test]
async fn what_is_wrong_before_the_stream_begins_has_its_own_status() {
    let service = Service::start(model(&echo())).await;
    for (body, status, code) in [
        (call(&[]), 400, "request_malformed"),
        (json!({ "texts": ["a"], "target": "?" }), 400, "language_invalid"),
        (call(&["a"; 51]), 413, "too_many_texts"),
    ] {
        let response = service.post(&body).header("accept", "text/event-stream").send().await.unwrap();
        crate::harness::Answer::read(response).await.refused(status, code);
    }
    service.watched.fail_quotas(true);
    let response = service.post(&call(&["a"])).header("accept", "text/event-stream").send().await.unwrap();
    crate::harness::Answer::read(response).await.refused(503, "store_unavailable");
}

#[tokio::test(start_paused = true)]
async fn a_silent_stream_is_kept_alive_with_comments() {
    let slow = scripted(|_| vec![Step::say("<s1>BON"), Step::Wait, Step::say("JOUR</s1>")]);
    let service = Direct::new(Setup::new(model(&slow))).await;
    let begun = tokio::time::Instant::now();
    let mut body = service.call(&call(&["Good day"]), true).await.into_body().into_data_stream();
    let mut next = async || {
        let bytes = body.next().await.unwrap().unwrap();
        (parse(std::str::from_utf8(&bytes).unwrap()).0, begun.elapsed().as_secs())
    };
    assert_eq!(next().await, ("delta".into(), 0));
    assert_eq!(next().await, (String::new(), 10));
    assert_eq!(next().await, (String::new(), 20));
    slow.go_on();
    assert_eq!(next().await, ("delta".into(), 20));
}

#[tokio::test(start_paused = true)]
async fn an_engine_that_takes_too_long_is_given_up() {
    for (streamed, after) in [(false, 25), (true, 600)] {
        let (log, _guard) = begin_log();
        let never = scripted(|prompt| {
            if prompt.user.contains("fast") {
                vec![Step::say("<s1>VITE</s1>")]
            } else {
                vec![Step::say("<s1>A"), Step::Wait]
            }
        });
        let service = Direct::new(Setup::new(model(&never))).await;
        let begun = tokio::time::Instant::now();
        let response = service.call(&call(&["fast", "never"]), streamed).await;
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        assert_eq!(begun.elapsed().as_secs(), after);
        let body = String::from_utf8(body.to_vec()).unwrap();
        let blocks: Vec<_> = body.split_inclusive("\n\n").map(str::to_owned).collect();
        let error: Value = if streamed {
            assert_eq!(status, 200);
            let (name, data) = parse(blocks.last().unwrap());
            assert_eq!(name, "error");
            data
        } else {
            assert_eq!(status, 504);
            serde_json::from_str(&body).unwrap()
        };
        assert_eq!(error["error"]["code"], "engine_timeout");
        assert_eq!(never.dropped(), 1, "the engine is stopped");
        assert!(log.own_lines().contains(&format!("for {after} s")), "{}", log.own_lines());
        assert_eq!(service.watched.charged(), (1, 4), "the text that was finished");
        assert_eq!(service.watched.kept().len(), 1);
    }
}

/// Closes a connection while the engine works; then the engine is stopped, and its turn is free.
#[tokio::test]
async fn a_person_who_goes_away_stops_the_engine() {
    for streamed in [true, false] {
        let slow = scripted(|prompt| {
            if prompt.user.contains("next") {
                vec![Step::say("<s1>SUIVANT</s1>")]
            } else {
                vec![Step::say("<s1>A"), Step::Wait]
            }
        });
        let setup = Setup::new(model(&slow)).limits(|limits| limits.parallel = 1);
        let service = setup.start().await;
        let accept = if streamed { "text/event-stream" } else { "application/json" };
        let request = service.post(&call(&["words", "other words"])).header("accept", accept);
        let calling = tokio::spawn(async move {
            let mut events = Events::of(request.send().await.unwrap());
            while events.next().await.is_some() {}
        });
        until("the engine is at work", || slow.prompts().len() == 1).await;
        settle().await;
        assert_eq!(slow.dropped(), 0);
        calling.abort();
        until("the engine is stopped", || slow.dropped() == 1).await;
        assert_eq!(service.texts(&["next"]).await.texts(), ["SUIVANT"], "the turn is free");
        assert_eq!(slow.prompts().len(), 2, "nobody asked for the other text any more");
        assert_eq!(service.watched.kept().len(), 1);
        assert_eq!(service.watched.charged(), (2, 20), "what the engine was asked for is charged");
    }
}

#[tokio::test]
async fn a_person_who_goes_away_stops_an_engine_over_http() {
    let engine = TestEngine::start().await;
    let service = Service::start(openai(&engine, "slow")).await;
    let long = "word ".repeat(300);
    let mut events = service.stream(&call(&[&long])).await;
    events.expect("delta").await;
    drop(events);
    tokio::time::timeout(PATIENCE, engine.until(|stats| stats.cancelled == 1)).await.unwrap();
    let calling = tokio::spawn(service.post(&call(&[&long])).send());
    tokio::time::timeout(PATIENCE, engine.until(|stats| stats.in_flight == 1)).await.unwrap();
    calling.abort();
    let stats = tokio::time::timeout(PATIENCE, engine.until(|stats| stats.cancelled == 2)).await.unwrap();
    assert_eq!((stats.in_flight, stats.finished), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_streams_at_once_do_not_mix() {
    let talkative = scripted(|prompt| {
        let said = test_engine::translate(&prompt.user);
        said.split_inclusive(' ').map(Step::say).collect()
    });
    let service = Arc::new(Service::start(model(&talkative)).await);
    let streams = (0..200).map(|number| {
        let service = Arc::clone(&service);
        tokio::spawn(async move {
            let texts = ["a", "b"].map(|kind| format!("{kind} {number} goes on {number} and on {number}"));
            let (shown, (last, _)) =
                fold(&service.stream(&json!({ "texts": texts, "target": "fr" })).await.rest().await);
            assert_eq!(last, "end");
            for (one, text) in shown.values().zip(texts) {
                assert_eq!(one.text, text.to_uppercase());
                assert_eq!(one.translation.as_ref().unwrap()["text"], text.to_uppercase());
            }
            shown.len()
        })
    });
    for stream in join_all(streams).await {
        assert_eq!(stream.unwrap(), 2);
    }
    assert_eq!(talkative.prompts().len(), 400);
}

#[tokio::test(start_paused = true)]
async fn a_person_who_reads_slowly_loses_nothing() {
    let service = Direct::new(Setup::new(model(&echo()))).await;
    let text = "Sentences of a lecture. ".repeat(400);
    let mut body = service.call(&call(&[&text]), true).await.into_body().into_data_stream();
    let mut all = String::new();
    while let Some(bytes) = body.next().await {
        tokio::time::sleep(Duration::from_secs(1)).await;
        all += std::str::from_utf8(&bytes.unwrap()).unwrap();
    }
    let events: Vec<_> = all.split_inclusive("\n\n").map(parse).collect();
    let (shown, _) = fold(&events);
    assert_eq!(shown[&0].text, text.to_uppercase());
}
