//! `/api/readings`: what a teacher writes for a course.

use serde_json::{Value, json};

use crate::harness::World;

/// A good text, otherwise than this.
pub fn text(change: (&str, Value)) -> Value {
    let mut text = json!({ "title": "Ondas", "language": "es", "html": "<p>Una onda.</p>" });
    text[change.0] = change.1;
    text
}

/// What a text must not be, with the refusal.
pub fn unusable() -> Vec<(u16, &'static str, Value)> {
    let words = |bytes: usize| format!("<p>{}</p>", "onda ".repeat(bytes / 5));
    vec![
        (422, "title_missing", text(("title", json!("")))),
        (422, "title_missing", text(("title", json!(" \t\n\u{a0}")))),
        (422, "title_too_long", text(("title", json!("é".repeat(201))))),
        (422, "language_unknown", text(("language", json!("")))),
        (422, "language_unknown", text(("language", json!("español")))),
        (422, "language_unknown", text(("language", json!("e")))),
        (422, "text_empty", text(("html", json!("")))),
        (422, "text_empty", text(("html", json!("<p> &nbsp;</p><br>")))),
        (422, "text_empty", text(("html", json!("<script>alert(1)</script><style>p{}</style>")))),
        (422, "text_too_long", text(("html", json!(words(205 * 1024))))),
        (413, "text_too_long", text(("html", json!(words(2 * 1024 * 1024))))),
        (422, "text_malformed", text(("html", json!("<b>".repeat(5000))))),
        (422, "request_malformed", text(("id", json!("AAAAAAAAAAAAAAAAAAAAAA")))),
        (422, "request_malformed", text(("title", json!(5)))),
        (422, "request_malformed", text(("html", Value::Null))),
        (422, "request_malformed", json!({ "title": "Ondas", "language": "es" })),
        (422, "request_malformed", json!([])),
    ]
}

#[tokio::test]
async fn a_text_is_kept_for_its_course_and_listed_with_the_last_changed_first() {
    let world = World::start().await;
    let author = world.author().await;
    assert_eq!(author.get("/api/readings").await.ok(), json!({ "readings": [] }));
    let html = "<p>Uma onda, <b>duas</b> ondas.</p>";
    let sent = json!({ "title": "  Ondas\n y   luz ", "language": " pt-br ", "html": html });
    let written = author.send("POST", "/api/readings", &sent).await.expect(201);
    let id = written["id"].as_str().unwrap();
    assert_eq!(id.len(), 22, "128 bits in base64url");
    assert_eq!(
        written,
        json!({
            "id": id, "title": "Ondas y luz", "language": "pt-BR", "words": 4,
            "updated_at": "2026-11-21T22:05:22Z",
        })
    );
    world.tool.pass(1);
    let later = author.write("Calor", "<p>El calor.</p>").await;
    let listed = author.get("/api/readings").await.ok();
    let ids: Vec<&Value> = listed["readings"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, [later.as_str(), id]);
    assert_eq!(listed["readings"][1], written);
}

#[tokio::test]
async fn a_text_that_cannot_be_kept_is_refused_with_its_reason() {
    let world = World::start().await;
    let author = world.author().await;
    for (status, code, text) in unusable() {
        author.send("POST", "/api/readings", &text).await.assert_refused(status, code);
    }
    for (status, kind, body) in [
        (400, "application/json", "{\"title\": \"Ondas\","),
        (400, "application/json", ""),
        (415, "text/plain", "{}"),
        (415, "application/x-www-form-urlencoded", "title=Ondas"),
    ] {
        let answer = author.call("POST", "/api/readings", Some((kind, body))).await;
        answer.assert_refused(status, "request_malformed");
        assert!(!answer.body.contains("Ondas"), "what was sent is not repeated: {}", answer.body);
    }
    author.post("/api/readings").await.assert_refused(415, "request_malformed");
    assert_eq!(author.get("/api/readings").await.ok(), json!({ "readings": [] }));
}

#[tokio::test]
async fn a_text_may_be_as_long_as_is_said() {
    let world = World::start().await;
    let author = world.author().await;
    let html = format!("<p>{}</p>", "o".repeat(200 * 1024 - 7));
    for (name, value) in [("title", "é".repeat(200)), ("html", html)] {
        author.send("POST", "/api/readings", &text((name, json!(value)))).await.expect(201);
    }
    let longer = format!("<p>{}</p>", "o".repeat(200 * 1024 - 6));
    let answer = author.send("POST", "/api/readings", &text(("html", json!(longer)))).await;
    answer.assert_refused(422, "text_too_long");
    // A word processor's clothes are not counted.
    let dressed = "<p style=\"mso-ansi-language:ES\" class=\"MsoNormal\">onda</p>".repeat(12_000);
    author.send("POST", "/api/readings", &text(("html", json!(dressed)))).await.expect(201);
}

#[tokio::test]
async fn what_could_do_harm_is_taken_out_of_a_text() {
    let world = World::start().await;
    let author = world.author().await;
    let html = "<h1 onclick=\"alert(1)\" style=\"position:fixed\" id=\"root\">Ondas</h1>\
        <script>alert(2)</script><p>Una <a href=\"javascript:alert(3)\" onmouseover=\"alert(4)\">onda</a>, \
        <a href=\"https://example.com/a?b=1&amp;c=2\">otra</a>, <a href=\" JaVaScRiPt:alert(5)\">y</a> \
        <a href=\"data:text/html,<script>alert(6)</script>\">otra</a><img src=x onerror=alert(7)>\
        <iframe srcdoc=\"<script>alert(8)</script>\"></iframe></p>\
        <form action=\"https://evil.example\"><input name=\"alert\"></form>\
        <p>fin<!-- alert(10) --></p><style>@import 'https://evil.example/alert'</style>";
    let drawing = "<p>x</p><svg><script>alert(9)</script></svg>";
    let text = json!({ "title": "x", "language": "es", "html": drawing });
    author.send("POST", "/api/readings", &text).await.assert_refused(422, "text_malformed");
    let reading = author.write("<script>alert(11)</script>", html).await;
    let activity = world.lms.place(&author, &reading, false).await;
    let shown = world.open("student", &activity).await.get("/api/reading").await.ok();
    let blocks: Vec<&str> =
        shown["blocks"].as_array().unwrap().iter().map(|block| block["html"].as_str().unwrap()).collect();
    let text = blocks.concat();
    for harm in ["alert", "on", "javascript", "style", "id="] {
        let harm = if harm == "on" { " on" } else { harm };
        assert!(!text.to_lowercase().contains(harm), "{harm} in {text}");
    }
    for kept in ["<h1>Ondas</h1>", "href=\"https://example.com/a?b=1&amp;c=2\"", ">otra</a>", "<p>fin</p>"] {
        assert!(text.contains(kept), "{kept} in {text}");
    }
    assert_eq!(
        shown["title"], "<script>alert(11)</script>",
        "a title is text, and the page shows it as text"
    );
}

#[tokio::test]
async fn each_block_of_a_text_is_one_element() {
    let world = World::start().await;
    let author = world.author().await;
    let html =
        "suelto <i>y</i> solo<div><p>uno</p><ul><li>dos</li></ul></div><table><tr><td>tres</td></tr></table>";
    let reading = author.write("Ondas", html).await;
    let activity = world.lms.place(&author, &reading, false).await;
    let shown = world.open("student", &activity).await.get("/api/reading").await.ok();
    assert_eq!(
        shown["blocks"],
        json!([
            { "html": "<p>suelto <i>y</i> solo</p>" },
            { "html": "<p>uno</p>" },
            { "html": "<ul><li>dos</li></ul>" },
            { "html": "<table><tbody><tr><td>tres</td></tr></tbody></table>" },
        ])
    );
}

#[tokio::test]
async fn a_request_to_choose_content_outside_of_a_course_is_told_so() {
    let world = World::start().await;
    let query = "person=teacher&message=deep-linking";
    let nowhere = world
        .lms
        .open_changed(query, |claims| {
            claims.as_object_mut().unwrap().remove(test_platform::claims::name::CONTEXT);
        })
        .await;
    nowhere.get("/api/readings").await.assert_refused(403, "course_missing");
    let sent = text(("title", json!("Ondas")));
    nowhere.send("POST", "/api/readings", &sent).await.assert_refused(403, "course_missing");
}
