//! What comes back for texts that are known, long, mixed, or not worth asking.

use std::collections::HashSet;
use std::sync::Arc;

use futures_util::future::join_all;
use std::time::Duration;

use local::SqliteStore;
use lti::session::Session;
use ports::TranslationEngine;
use ports::conformance::samples;
use ports::memory::{MemoryStore, Step};
use serde_json::{Value, json};
use test_engine::TestEngine;

use crate::harness::{
    Message, NOW, PairsEngine, Service, Setup, Store, begin_log, echo, model, openai, scripted,
};

const DAY: Duration = Duration::from_hours(24);

/// A session for tests that last long.
fn long_session() -> Session {
    let session = samples::session();
    Session { expires: samples::NOW + 365 * DAY, ..session }
}

#[tokio::test]
async fn translations_stand_in_the_order_of_their_texts() {
    let service = Service::start(model(&echo())).await;
    service.texts(&["beta", "delta"]).await.ok();
    let answer = service.texts(&["alpha", "42", "beta", "", "gamma", "delta", "alpha two", "\n\t"]).await;
    assert_eq!(answer.texts(), ["ALPHA", "42", "BETA", "", "GAMMA", "DELTA", "ALPHA TWO", "\n\t"]);
    assert_eq!(answer.each("cached"), [false, false, true, false, false, true, false, false]);
}

#[tokio::test]
async fn texts_that_finish_in_another_order_come_in_their_own() {
    let asked = scripted(|prompt| {
        let translation = Step::say(test_engine::translate(&prompt.user));
        if prompt.user.contains("late") { vec![Step::Wait, translation] } else { vec![translation] }
    });
    let service = Arc::new(Service::start(model(&asked)).await);
    let calling = tokio::spawn({
        let service = Arc::clone(&service);
        async move { service.texts(&["late", "early", "earlier"]).await }
    });
    crate::harness::until("two texts are kept", || service.watched.kept().len() == 2).await;
    asked.go_on();
    assert_eq!(calling.await.unwrap().texts(), ["LATE", "EARLY", "EARLIER"]);
}

#[tokio::test]
async fn what_was_translated_before_is_not_asked_again() {
    let (folder, sqlite) = sqlite();
    for store in [Arc::new(MemoryStore::default()) as Arc<dyn Store>, sqlite] {
        let asked = echo();
        let service = Setup::new(model(&asked)).store(Arc::clone(&store)).start().await;
        let first = service.texts(&["Good morning, été 日本語 العربية 🎓\0"]).await;
        assert_eq!((first.each("cached"), asked.prompts().len()), (vec![json!(false)], 1));
        let second = service.texts(&["Good morning, été 日本語 العربية 🎓\0"]).await;
        assert_eq!((second.texts(), second.each("source")), (first.texts(), first.each("source")));
        assert_eq!((second.each("cached"), asked.prompts().len()), (vec![json!(true)], 1));
        assert_eq!(second.ok()["usage"], json!({ "input_tokens": 0, "output_tokens": 0 }));
        drop(service);
        let restarted = Setup::new(model(&asked)).store(store).start().await;
        let third = restarted.texts(&["Good morning, été 日本語 العربية 🎓\0"]).await;
        assert_eq!(
            (third.texts(), asked.prompts().len()),
            (first.texts(), 1),
            "of another person, after a restart"
        );
    }
    drop(folder);
}

fn sqlite() -> (tempfile::TempDir, Arc<dyn Store>) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("db")).unwrap();
    (folder, Arc::new(store))
}

#[tokio::test]
async fn everything_that_changes_a_translation_changes_its_place_in_the_cache() {
    let asked = echo();
    let service = Service::start(model(&asked)).await;
    let base = json!({ "texts": ["Hello {x} b"], "target": "fr", "source": "en", "format": "text", "glossary": { "a": "b" } });
    service.translate(&base).await.ok();
    let mut calls = vec![];
    for (field, value) in [
        ("texts", json!(["Hello {x} B"])),
        ("texts", json!(["Hello {x} b "])),
        ("target", json!("fr-CA")),
        ("target", json!("de")),
        ("source", json!("en-GB")),
        ("source", Value::Null),
        ("format", json!("html")),
        ("glossary", json!({})),
        ("glossary", json!({ "a": "c" })),
        ("glossary", json!({ "b": "a" })),
        ("glossary", json!({ "a": "b", "c": "d" })),
    ] {
        let mut call = base.clone();
        call[field] = value;
        calls.push(call);
    }
    for cached in [false, true] {
        for call in &calls {
            assert_eq!(service.translate(call).await.each("cached"), [cached], "{call}");
        }
    }
    assert_eq!(asked.prompts().len(), 1 + calls.len());
    let engine = TestEngine::start().await;
    for name in ["echo:a", "echo:b"] {
        let other = Setup::new(openai(&engine, name)).store(Arc::clone(&service.store)).start().await;
        assert_eq!(other.translate(&base).await.each("cached"), [false], "{name}");
        assert_eq!(other.translate(&base).await.each("cached"), [true], "{name}");
    }
}

/// A tag that is written in another way is the same language.
#[tokio::test]
async fn a_language_has_one_place_in_the_cache_however_it_is_written() {
    let service = Service::start(model(&echo())).await;
    let call = |source: &str, target: &str| json!({ "texts": ["Hello"], "source": source, "target": target });
    service.translate(&call("eng", "pt-br")).await.ok();
    assert_eq!(service.translate(&call("EN", "pt-BR")).await.each("cached"), [true]);
}

#[tokio::test]
async fn a_translation_is_kept_for_thirty_days() {
    let asked = echo();
    let mut service = Service::start(model(&asked)).await;
    service.bearer = service.enter(&long_session()).await;
    service.texts(&["Hello"]).await.ok();
    assert_eq!(service.watched.kept()[0].1, lti::time::UnixTime(NOW) + 30 * DAY);
    service.clock.pass((30 * DAY).saturating_sub(Duration::from_secs(1)));
    assert_eq!(service.texts(&["Hello"]).await.each("cached"), [true]);
    service.clock.pass(Duration::from_secs(1));
    assert_eq!(service.texts(&["Hello"]).await.each("cached"), [false]);
}

#[tokio::test]
async fn a_cache_that_fails_costs_time_only() {
    let (log, _guard) = begin_log();
    let asked = echo();
    let service = Service::start(model(&asked)).await;
    service.texts(&["Hello"]).await.ok();
    service.watched.fail_cache();
    let answer = service.texts(&["Hello", "World", "5"]).await;
    assert_eq!(
        (answer.texts(), answer.each("cached")),
        (vec!["HELLO".into(), "WORLD".into(), "5".into()], vec![json!(false); 3])
    );
    assert_eq!(asked.prompts().len(), 3);
    assert!(log.own_lines().contains("the cache of translations does not answer"));
    assert!(log.own_lines().contains("a translation was not kept"));
}

#[tokio::test]
async fn what_was_translated_in_pieces_says_so_from_the_cache_as_well() {
    let engine = TestEngine::start().await;
    let service = Service::start(openai(&engine, "lost-mark")).await;
    for cached in [false, true] {
        let answer = service.html("<p>one <b>two</b></p>").await;
        assert_eq!(
            (answer.each("in_pieces"), answer.each("cached")),
            (vec![json!(true)], vec![json!(cached)])
        );
    }
}

#[tokio::test]
async fn texts_without_words_come_back_without_asking_or_charging() {
    let asked = echo();
    let service = Service::start(model(&asked)).await;
    let texts = [
        "",
        " \n\t ",
        "42",
        "3.14 × 10⁸ = ∞ %",
        "👩\u{200d}👩\u{200d}👧 👍🏽!",
        r"\(x^2\) $$a = b$$",
        "https://a.example/b",
        "{name}",
    ];
    assert_eq!(service.texts(&texts).await.texts(), texts);
    let html = [
        "<p></p>",
        "<p>&nbsp;</p>",
        "<p>1 &lt; 2 &amp; 3 &euro;</p>",
        "<pre>code here</pre>",
        "<!-- words -->",
        "<img alt=words>",
        "<script>words()</script>",
    ];
    let answer = service.translate(&json!({ "texts": html, "target": "fr", "format": "html" })).await;
    assert_eq!(answer.texts(), html);
    assert_eq!(answer.each("cached"), [false; 7]);
    assert_eq!(asked.prompts(), []);
    assert_eq!(service.watched.charged(), (2, 0), "a request each, and no characters");
    assert!(service.watched.kept().is_empty());
}

#[tokio::test]
async fn a_text_in_the_language_that_is_asked_for_comes_back_as_it_is() {
    let asked = echo();
    let service = Service::start(model(&asked)).await;
    let call =
        json!({ "texts": ["<p>Bonjour &eacute;</p>"], "source": "FR", "target": "fr", "format": "html" });
    let answer = service.translate(&call).await;
    assert_eq!(
        (answer.texts(), answer.each("source")),
        (vec!["<p>Bonjour &eacute;</p>".into()], vec![json!("fr")])
    );
    assert_eq!((asked.prompts().len(), service.watched.charged()), (0, (1, 0)));
    let engine = Arc::new(PairsEngine::default());
    let service = Service::start(Arc::clone(&engine) as _).await;
    let english = "The students read the first chapter of the book at home.";
    for (source, target) in [(json!(null), "en"), (json!("en"), "en-GB"), (json!("en"), "en")] {
        let answer =
            service.translate(&json!({ "texts": [english], "source": source, "target": target })).await;
        assert_eq!(
            (answer.texts(), answer.each("source")),
            (vec![english.into()], vec![json!("en")]),
            "{target}"
        );
    }
    assert_eq!(engine.asked(), 0);
}

#[tokio::test]
async fn the_source_is_told_as_given_or_as_recognised() {
    let asked = echo();
    let service = Service::start(model(&asked)).await;
    let german =
        "Die Studierenden lesen das erste Kapitel des Buches zu Hause und schreiben eine Zusammenfassung.";
    let call = json!({ "texts": [german, "Ok"], "target": "fr" });
    assert_eq!(service.translate(&call).await.each("source"), [json!("de"), json!(null)]);
    assert!(
        asked.prompts().iter().all(|prompt| prompt.user.starts_with("<document>\n")),
        "a guess is not told as a fact"
    );
    let call = json!({ "texts": [german], "source": "deu-at", "target": "fr" });
    assert_eq!(service.translate(&call).await.each("source"), ["de-AT"]);
    assert!(asked.prompts()[2].user.starts_with("<document lang=\"de-AT\">\n"));
    assert_eq!(service.translate(&call).await.each("source"), ["de-AT"], "from the cache as well");
}

#[tokio::test]
async fn the_glossary_reaches_the_engine() {
    let asked = echo();
    let service = Service::start(model(&asked)).await;
    let call =
        json!({ "texts": ["Grade"], "target": "de", "glossary": { "grade": "Note", "term": "Semester" } });
    service.translate(&call).await.ok();
    let read = Message::read(&asked.prompts()[0].user);
    let texts: Vec<_> = read.texts.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts, ["grade", "Note", "term", "Semester", "Grade"]);
}

#[tokio::test]
async fn usage_is_the_sum_over_texts() {
    let service = Service::start(model(&echo())).await;
    let answer = service.texts(&["one", "two", "3", "three"]).await;
    assert_eq!(answer.ok()["usage"], json!({ "input_tokens": 21, "output_tokens": 9 }));
    assert_eq!(answer.ok()["model"], "scripted");
    let again = service.texts(&["one", "four"]).await;
    assert_eq!(again.ok()["usage"], json!({ "input_tokens": 7, "output_tokens": 3 }));
}

/// Sentences, lines and paragraphs with odd white space, so many characters exactly.
fn lecture(characters: usize) -> String {
    let space = ["", " ", "\t", "\n", "\r\n", "\n\n   ", "\u{2003}"];
    let sentence = |number: usize| {
        let after = space[number % space.len()];
        format!("Sentence number {number} of the lecture speaks about été and 日本 things. {after}")
    };
    let sentences = (0..characters / 60).map(sentence).collect::<Vec<_>>().concat();
    let text = format!("  \u{a0}{sentences}");
    let text: String = text.chars().take(characters - 3).collect();
    text + "\n \n"
}

#[tokio::test]
async fn a_text_of_ten_thousand_characters_is_cut_at_sentences_and_worked_on_side_by_side() {
    let engine = Arc::new(PairsEngine::default());
    let setup = Setup::new(Arc::clone(&engine) as _).limits(|limits| limits.parallel = 5);
    let service = setup.start().await;
    let text = lecture(10_000);
    assert_eq!(text.chars().count(), 10_000);
    let call = json!({ "texts": [text], "source": "en", "target": "es" });
    assert_eq!(service.translate(&call).await.texts(), [text.to_uppercase()]);
    assert!(engine.asked() >= 5, "{}", engine.asked());
    assert_eq!(engine.most(), 3, "half is left to other calls");
}

#[tokio::test]
async fn several_calls_together_never_exceed_what_the_engine_is_given() {
    let engine = Arc::new(PairsEngine::default());
    let setup = Setup::new(Arc::clone(&engine) as _).limits(|limits| limits.parallel = 5);
    let service = setup.start().await;
    let call = |number: usize| {
        let text = format!("Call {number}. {}", lecture(9_900));
        json!({ "texts": [text, "one", "two", "three"], "source": "en", "target": "es" })
    };
    let calls: Vec<_> = (0..6).map(call).collect();
    for answer in join_all(calls.iter().map(|call| service.translate(call))).await {
        answer.ok();
    }
    assert_eq!(engine.most(), 5);
}

#[tokio::test]
async fn a_long_line_is_cut_where_sentences_end() {
    let asked = echo();
    let service = Service::start(model(&asked)).await;
    let line = "This sentence has thirty-nine letters. ".repeat(250);
    let line = line.trim();
    assert_eq!(service.texts(&[line]).await.texts(), [line.to_uppercase()]);
    let prompts = asked.prompts();
    assert!(prompts.len() >= 5, "{}", prompts.len());
    for prompt in prompts {
        for segment in Message::read(&prompt.user).segments() {
            assert!(segment.ends_with("letters.") && segment.starts_with("This"), "{segment}");
            assert!(segment.chars().count() <= 2_000);
        }
    }
}

#[tokio::test]
async fn a_call_of_thirty_thousand_characters_is_translated_whole() {
    let engine = TestEngine::start().await;
    let service = Service::start(openai(&engine, "echo")).await;
    let texts = [lecture(10_000), lecture(9_999), lecture(10_001).chars().skip(1).collect()];
    let answer = service.translate(&json!({ "texts": texts, "target": "fr" })).await;
    let plain = |text: &String| text.replace(['«', '»'], "");
    assert_eq!(answer.texts().iter().map(plain).collect::<Vec<_>>(), texts.map(|text| text.to_uppercase()));
    assert_eq!(service.watched.charged(), (1, 29_999));
    let paragraph = |n| format!("<p>Paragraph {n} is <b>about</b> the sea &amp; the sky.</p>\n");
    let paragraphs = (0..140).map(paragraph).collect::<Vec<_>>().concat();
    let answer = service.html(&paragraphs).await;
    assert_eq!(crate::same_markup::tags(&answer.texts()[0]), crate::same_markup::tags(&paragraphs));
    assert_eq!(answer.each("in_pieces"), [false]);
}

/// However many calls there are, the engine has so much to do at once and no more.
#[tokio::test]
async fn all_calls_together_give_the_engine_so_much_to_do() {
    let waiting = scripted(|prompt| vec![Step::Wait, Step::say(test_engine::translate(&prompt.user))]);
    let setup = Setup::new(model(&waiting)).limits(|limits| limits.parallel = 3);
    let service = Arc::new(setup.start().await);
    let calls: Vec<_> = (0..4)
        .map(|n| {
            let service = Arc::clone(&service);
            tokio::spawn(async move { service.texts(&[&format!("a {n}"), &format!("b {n}")]).await })
        })
        .collect();
    for done in 0..8 {
        let at_work = (done + 3).min(8);
        crate::harness::until("the engine is at work", || waiting.prompts().len() == at_work).await;
        crate::harness::settle().await;
        assert_eq!(waiting.prompts().len(), at_work);
        waiting.go_on();
    }
    for (n, call) in calls.into_iter().enumerate() {
        assert_eq!(call.await.unwrap().texts(), [format!("A {n}"), format!("B {n}")]);
    }
}

#[tokio::test]
async fn requests_have_ids_of_their_own() {
    let service = Service::start(model(&echo()) as Arc<dyn TranslationEngine>).await;
    let mut ids = HashSet::new();
    for _ in 0..3 {
        ids.insert(service.texts(&["5"]).await.header("x-request-id").unwrap().to_owned());
    }
    assert_eq!(ids.len(), 3);
}
