//! Requests that are wrong: what is told about them, and what is not repeated.

use serde_json::{Value, json};

use crate::harness::{Service, begin_log, course, quotes};

const JSON: Option<&str> = Some("application/json");
/// Stands in what is sent, and must stand in no answer and no log.
const SECRET: &str = "Geheimnis";

async fn service() -> Service {
    let service = Service::start(&quotes()).await;
    service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
    service
}

fn turns(count: usize, question: &str, answer: &str) -> Value {
    vec![json!({ "question": question, "answer": answer }); count].into()
}

#[tokio::test]
async fn what_is_no_json_is_refused() {
    let (log, _guard) = begin_log();
    let service = service().await;
    for body in [
        "",
        SECRET,
        "{",
        r#"{"question":"Geheimnis""#,
        r#"{"question":"Geheimnis \ud800"}"#,
        r#"{"question":"exam"} {"question":"Geheimnis"}"#,
        &format!("{}{}", "[".repeat(20_000), "]".repeat(20_000)),
    ] {
        let message = service.raw(JSON, body.to_owned()).await.refused(400, "request_malformed");
        assert!(!message.contains(SECRET), "{message}");
    }
    service.raw(JSON, b"{\"question\":\"Geheimnis \xe9\"}".to_vec()).await.refused(400, "request_malformed");
    for kind in [None, Some("text/plain")] {
        service.raw(kind, r#"{"question":"exam"}"#).await.refused(415, "request_malformed");
    }
    assert_eq!(service.world.watched.charged(), 0);
    assert!(!log.own_lines().contains(SECRET), "{}", log.own_lines());
}

#[tokio::test]
async fn a_field_that_is_wrong_is_named_and_its_value_is_not_repeated() {
    let (log, _guard) = begin_log();
    let service = service().await;
    for (field, body) in [
        ("question", json!({})),
        ("question", json!({ "question": null })),
        ("question", json!({ "question": [SECRET] })),
        ("history", json!({ "question": "exam", "history": SECRET })),
        ("history[0]", json!({ "question": "exam", "history": [SECRET] })),
        ("answer", json!({ "question": "exam", "history": [{ "question": SECRET }] })),
        (
            "history[1].answer",
            json!({ "question": "exam", "history": [{ "question": "a", "answer": "b" }, { "question": "a", "answer": 1 }] }),
        ),
        (
            "history[0]",
            json!({ "question": "exam", "history": [{ "question": "a", "answer": "b", SECRET: 1 }] }),
        ),
        ("?", json!({ "question": "exam", "course": 88 })),
        ("?", json!({ "question": "exam", SECRET: SECRET })),
    ] {
        let message = service.send(&body).await.refused(400, "request_malformed");
        assert!(message.contains(&format!("`{field}`")), "{body}: {message}");
        assert!(!message.contains(SECRET), "{message}");
    }
    assert!(!log.own_lines().contains(SECRET), "{}", log.own_lines());
}

#[tokio::test]
async fn a_question_has_words_and_a_length_that_is_taken() {
    let service = service().await;
    for empty in ["", " ", "\n\t\u{a0}"] {
        service.ask(empty).await.refused(400, "question_empty");
    }
    // Lengths are counted in code points.
    let longest = format!("exam {}", "🎓".repeat(995));
    service.ask(&longest).await.ok();
    service.ask(&format!("{longest}!")).await.refused(413, "question_too_long");
    assert_eq!(service.world.watched.charged(), 1);
}

#[tokio::test]
async fn a_conversation_has_a_length_that_is_taken() {
    let service = service().await;
    let ask = async |history: Value| service.send(&json!({ "question": "exam", "history": history })).await;
    ask(turns(6, &"ß".repeat(1_000), &"🎓".repeat(8_000))).await.answered("generated");
    ask(turns(7, "a", "b")).await.refused(413, "history_too_long");
    ask(turns(1, &"a".repeat(1_001), "b")).await.refused(413, "history_too_long");
    let message = ask(turns(2, "a", &"b".repeat(8_001))).await.refused(413, "history_too_long");
    assert_eq!(message, "history[0].answer has 8001 characters; send at most 8000.");
    ask(turns(100_000, "a", "b")).await.refused(413, "request_too_large");
    assert_eq!(service.world.watched.charged(), 1);
}

#[tokio::test]
async fn what_is_written_with_escapes_is_taken_as_well() {
    let service = service().await;
    let turn = format!(r#"{{"question":"a","answer":"{}"}}"#, "\\ud83c\\udf93".repeat(8_000));
    let body = format!(r#"{{"question":"exam","history":[{}]}}"#, vec![turn; 6].join(","));
    service.raw(JSON, body).await.answered("generated");
}
