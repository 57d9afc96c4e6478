//! Requests that are wrong: what is told about them, and what is not repeated.

use serde_json::{Value, json};

use crate::harness::{PairsEngine, Service, Setup, begin_log, echo, model};
use std::sync::Arc;

const JSON: Option<&str> = Some("application/json");
/// Stands in what is sent, and must stand in no answer and no log.
const SECRET: &str = "Geheimnis";

fn texts(texts: &[String]) -> Value {
    json!({ "texts": texts, "target": "fr" })
}

#[tokio::test]
async fn what_is_no_json_is_refused() {
    let (log, _guard) = begin_log();
    let service = Service::start(model(&echo())).await;
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(20_000), close.repeat(20_000));
    for body in [
        String::new(),
        "Geheimnis".into(),
        "{".into(),
        r#"{"texts":["Geheimnis"],"target":"fr""#.into(),
        r#"{"texts":["Geheimnis"],"target":"fr",}"#.into(),
        r#"{"texts":["Geheimnis \ud800"],"target":"fr"}"#.into(),
        r#"{"texts":["Geheimnis \udc00\ud800"],"target":"fr"}"#.into(),
        r#"{"texts":["Geheimnis \x"],"target":"fr"}"#.into(),
        "{\"texts\":[\"Geheimnis \u{1}\"],\"target\":\"fr\"}".into(),
        deep("[", "]"),
        deep("{\"a\":", "}"),
    ] {
        let message = service.raw(JSON, body).await.refused(400, "request_malformed");
        assert!(!message.contains(SECRET), "{message}");
    }
    let latin_1 = b"{\"texts\":[\"Geheimnis \xe9\"],\"target\":\"fr\"}".to_vec();
    let message = service.raw(JSON, latin_1).await.refused(400, "request_malformed");
    assert_eq!(message, "The request is not valid JSON (RFC 8259) in UTF-8.");
    let twice = r#"{"texts":["a b"],"target":"fr"} {"texts":["Geheimnis"],"target":"fr"}"#;
    service.raw(JSON, twice).await.refused(400, "request_malformed");
    assert!(log.own_lines().contains("request_malformed"));
    assert!(!log.own_lines().contains(SECRET), "{}", log.own_lines());
}

#[tokio::test]
async fn a_request_of_another_type_is_refused() {
    let service = Service::start(model(&echo())).await;
    let body = texts(&["Hello".into()]).to_string();
    for kind in [
        None,
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        Some("application/jsonp"),
        Some(""),
    ] {
        service.raw(kind, body.clone()).await.refused(415, "request_malformed");
    }
    for kind in ["application/json; charset=utf-8", "APPLICATION/JSON", " application/json ;x=y"] {
        service.raw(Some(kind), body.clone()).await.ok();
    }
}

/// The message names the field, and neither it nor the log repeats what was sent.
#[tokio::test]
async fn a_field_that_is_wrong_is_named_and_its_value_is_not_repeated() {
    let (log, _guard) = begin_log();
    let service = Service::start(model(&echo())).await;
    for (field, body) in [
        ("texts", json!({ "target": "fr" })),
        ("target", json!({ "texts": ["a"] })),
        ("texts", json!({ "texts": null, "target": "fr" })),
        ("texts", json!({ "texts": SECRET, "target": "fr" })),
        ("texts[1]", json!({ "texts": ["a", 7], "target": "fr" })),
        ("texts[0]", json!({ "texts": [{ SECRET: SECRET }], "target": "fr" })),
        ("texts", json!({ "texts": { SECRET: SECRET }, "target": "fr" })),
        ("texts", json!({ "texts": [], "target": "fr" })),
        ("target", json!({ "texts": ["a"], "target": null })),
        ("target", json!({ "texts": ["a"], "target": [SECRET] })),
        ("target", json!({ "texts": ["a"], "target": { SECRET: 1 } })),
        ("source", json!({ "texts": ["a"], "target": "fr", "source": 5 })),
        ("format", json!({ "texts": ["a"], "target": "fr", "format": SECRET })),
        ("format", json!({ "texts": ["a"], "target": "fr", "format": "HTML" })),
        ("format", json!({ "texts": ["a"], "target": "fr", "format": null })),
        ("format", json!({ "texts": ["a"], "target": "fr", "format": { SECRET: 1 } })),
        ("glossary", json!({ "texts": ["a"], "target": "fr", "glossary": [SECRET] })),
        ("glossary", json!({ "texts": ["a"], "target": "fr", "glossary": { SECRET: 1 } })),
        ("glossary", json!({ "texts": ["a"], "target": "fr", "glossary": { "a.Geheimnis[0]": 1 } })),
        ("?", json!({ "texts": ["a"], "target": "fr", SECRET: SECRET })),
        ("?", json!({ "texts": ["a"], "target": "fr", "texts.Geheimnis": 1 })),
        ("?", json!({ "texts": ["a"], "target": "fr", "target[Geheimnis": 1 })),
        ("?", json!({ "texts": ["a"], "target": "fr", "missing field `Geheimnis`": 1 })),
        ("?", json!({ "texts": ["a"], "target": "fr", "Texts": [] })),
    ] {
        let message = service.translate(&body).await.refused(400, "request_malformed");
        assert!(message.contains(&format!("`{field}`")), "{body}: {message}");
        assert!(!message.contains(SECRET), "{message}");
    }
    for body in [json!([SECRET]), json!(SECRET), json!(null), json!(5)] {
        let message = service.translate(&body).await.refused(400, "request_malformed");
        assert!(!message.contains(SECRET), "{message}");
    }
    for (field, twice) in [
        ("texts", r#"{"texts":["a"],"texts":["Geheimnis"],"target":"fr"}"#),
        ("target", r#"{"texts":["a"],"target":"fr","target":"Geheimnis"}"#),
        ("glossary", r#"{"texts":["a"],"target":"fr","glossary":{},"glossary":{"Geheimnis":"a"}}"#),
    ] {
        let message = service.raw(JSON, twice).await.refused(400, "request_malformed");
        assert!(message.contains(&format!("`{field}`")) && !message.contains(SECRET), "{twice}: {message}");
    }
    assert_eq!(service.watched.charged(), (0, 0));
    assert!(!log.own_lines().contains(SECRET), "{}", log.own_lines());
}

#[tokio::test]
async fn lengths_are_counted_in_code_points() {
    let service = Service::start(model(&echo())).await;
    for (character, bytes) in [("a", 1), ("é", 2), ("語", 3), ("🎓", 4)] {
        assert_eq!(character.len(), bytes);
        service.translate(&texts(&[character.repeat(10_000)])).await.ok();
        let long = texts(&["ok".into(), character.repeat(10_001)]);
        let message = service.translate(&long).await.refused(413, "text_too_long");
        assert_eq!(message, "texts[1] has 10001 characters; send at most 10000 in one text.");
    }
    let escaped = "\\ud83c\\udf93".repeat(10_000);
    let escaped = format!(r#"{{"texts":["{escaped}","{escaped}","{escaped}"],"target":"fr"}}"#);
    service.raw(JSON, escaped).await.ok();
}

#[tokio::test]
async fn a_call_has_a_limit_of_texts_and_of_characters() {
    let service = Service::start(model(&echo())).await;
    let numbers = |count: usize, length: usize| texts(&vec!["1".repeat(length); count]);
    service.translate(&numbers(50, 600)).await.ok();
    let message = service.translate(&numbers(51, 1)).await.refused(413, "too_many_texts");
    assert_eq!(message, "The call holds 51 texts; send at most 50.");
    let mut call = vec!["1".repeat(10_000); 3];
    service.translate(&texts(&call)).await.ok();
    call.push("1".into());
    let message = service.translate(&texts(&call)).await.refused(413, "call_too_long");
    assert_eq!(message, "The texts have 30001 characters together; send at most 30000.");
}

#[tokio::test]
async fn limits_are_those_of_the_operator_and_are_told() {
    let setup = Setup::new(model(&echo())).limits(|limits| {
        limits.texts = 2;
        limits.characters_per_text = 5;
        limits.characters_per_call = 6;
    });
    let service = setup.start().await;
    let limits = &service.languages().await.ok()["limits"];
    assert_eq!(*limits, json!({ "texts": 2, "characters_per_text": 5, "characters_per_call": 6 }));
    service.texts(&["abcde", "f"]).await.ok();
    service.texts(&["a", "b", "c"]).await.refused(413, "too_many_texts");
    service.texts(&["abcdef"]).await.refused(413, "text_too_long");
    service.texts(&["abcd", "efg"]).await.refused(413, "call_too_long");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_in_our_own_shape() {
    let service = Service::start(model(&echo())).await;
    let spaces = |length: usize| {
        let body = texts(&["Hello".into()]).to_string();
        format!("{}{body}", " ".repeat(length - body.len()))
    };
    service.raw(JSON, spaces(512 * 1024)).await.ok();
    service.raw(JSON, spaces(512 * 1024 + 1)).await.refused(413, "request_too_large");
    service.raw(None, spaces(600 * 1024)).await.refused(413, "request_too_large");
}

#[tokio::test]
async fn languages_are_tags_and_are_not_repeated() {
    let asked = echo();
    let service = Service::start(model(&asked)).await;
    for tag in [
        "",
        " fr",
        "fr ",
        "français",
        "f",
        "french1234",
        "und",
        "x-Geheimnis",
        "fr-x-geheim",
        "fr_FR\n",
        "*",
        "fr;q=1",
        "🎓",
    ] {
        for field in ["target", "source"] {
            let mut body = json!({ "texts": ["Hello"], "target": "de" });
            body[field] = tag.into();
            let message = service.translate(&body).await.refused(400, "language_invalid");
            assert!(message.starts_with(&format!("The field `{field}`: ")), "{message}");
            assert!(tag.len() < 3 || !message.contains(tag), "{message}");
        }
    }
    assert_eq!(asked.prompts(), []);
}

#[tokio::test]
async fn an_engine_with_pairs_says_which_way_it_does_not_go() {
    let engine = Arc::new(PairsEngine::default());
    let service = Service::start(Arc::clone(&engine) as _).await;
    let english = "The students read the first chapter of the book at home.";
    let call =
        |source: Value, target: &str| json!({ "texts": ["7", english], "target": target, "source": source });
    let message = service.translate(&call("en".into(), "de")).await.refused(400, "pair_unsupported");
    assert!(message.contains("en to de") && message.contains("/api/languages"), "{message}");
    service.translate(&call(json!(null), "fr")).await.refused(400, "pair_unsupported");
    service.translate(&call("ja".into(), "en")).await.refused(400, "pair_unsupported");
    let unknown = json!({ "texts": ["12", "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ"], "target": "en" });
    let message = service.translate(&unknown).await.refused(400, "language_unknown");
    assert!(message.contains("texts[1]") && message.contains("`source`"), "{message}");
    assert_eq!((engine.asked(), service.watched.charged()), (0, (0, 0)));
    for (source, target) in
        [(json!("en"), "es"), (json!(null), "es"), (json!("en-GB"), "es-MX"), (json!("en"), "ca")]
    {
        let answer = service.translate(&call(source, target)).await;
        assert_eq!(answer.texts(), ["7".to_owned(), english.to_uppercase()]);
        assert_eq!(answer.ok()["model"], "pairs 1.0");
        assert_eq!(answer.ok()["usage"], json!({ "input_tokens": 0, "output_tokens": 0 }));
    }
    let pairs = &service.languages().await.ok();
    assert_eq!(pairs["languages"], json!(["ca", "en", "es", "fr"]));
    assert_eq!(pairs["pairs"][0], json!({ "source": "en", "target": "ca", "via": "es" }));
    assert_eq!((pairs["pairs"].as_array().unwrap().len(), &pairs["glossary"]), (4, &json!(false)));
}

#[tokio::test]
async fn a_glossary_is_for_engines_that_follow_it() {
    let engine = Arc::new(PairsEngine::default());
    let service = Service::start(Arc::clone(&engine) as _).await;
    let mut body =
        json!({ "texts": ["Hello"], "source": "en", "target": "es", "glossary": { SECRET: "secreto" } });
    let message = service.translate(&body).await.refused(400, "glossary_unsupported");
    assert!(message.contains("`glossary`") && !message.contains(SECRET), "{message}");
    body["glossary"] = json!({});
    service.translate(&body).await.ok();
}

#[tokio::test]
async fn a_glossary_has_limits() {
    let service = Service::start(model(&echo())).await;
    let call = |glossary: Value| json!({ "texts": ["Hello"], "target": "fr", "glossary": glossary });
    let terms = |count: usize| -> Value {
        (0..count).map(|n| (n.to_string(), json!("x"))).collect::<serde_json::Map<_, _>>().into()
    };
    service.translate(&call(terms(200))).await.ok();
    service.translate(&call(json!({ "é".repeat(200): "語".repeat(200) }))).await.ok();
    for glossary in [
        terms(201),
        json!({ "é".repeat(201): "x" }),
        json!({ "x": "語".repeat(201) }),
        json!({ "": "x" }),
        json!({ "x": "" }),
        json!({ " \n": "x" }),
        json!({ "x": "\u{a0}" }),
    ] {
        let message = service.translate(&call(glossary)).await.refused(400, "request_malformed");
        assert!(message.contains("`glossary`"), "{message}");
    }
}

#[tokio::test]
async fn control_characters_come_back_as_they_were() {
    let service = Service::start(model(&echo())).await;
    let answer = service.texts(&["one\0two \u{7} three\u{1b}[m\u{85} four"]).await;
    assert_eq!(answer.texts(), ["ONE\0TWO \u{7} THREE\u{1b}[M\u{85} FOUR"]);
}

#[tokio::test]
async fn a_request_is_checked_before_anything_is_charged_or_asked() {
    let asked = echo();
    let service = Service::start(model(&asked)).await;
    service.watched.fail_quotas(true);
    service.texts(&[]).await.refused(400, "request_malformed");
    service.texts(&["a"; 51]).await.refused(413, "too_many_texts");
    service.texts(&["Hello"]).await.refused(503, "store_unavailable");
    assert_eq!(asked.prompts(), []);
}
