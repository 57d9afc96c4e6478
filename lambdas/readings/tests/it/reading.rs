//! `/api/reading`: the text that an activity opens.

use serde_json::json;
use test_platform::claims::name;

use crate::content::{text, unusable};
use crate::harness::World;

const QUERY: &str = "person=student";

#[tokio::test]
async fn an_activity_opens_its_text_for_everybody_in_the_course() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    for (person, recorded, editable) in [
        ("student", true, false),
        ("anonymous", true, false),
        ("guest", false, false),
        ("teacher", false, true),
    ] {
        let shown = world.open(person, &activity).await.get("/api/reading").await.ok();
        let progress = json!({
            "done_at": null,
            "grade": { "state": "none", "reason": null, "next_attempt": null, "sent_at": null },
        });
        assert_eq!(
            shown,
            json!({
                "id": activity.reading, "title": "Ondas", "language": "es",
                "blocks": [{ "html": "<p>Una onda transporta energía.</p>" }],
                "editable": editable, "graded": true, "recorded": recorded,
                "progress": if recorded { progress } else { json!(null) },
            }),
            "{person}"
        );
    }
}

#[tokio::test]
async fn an_activity_that_names_no_text_or_none_that_is_there_says_so() {
    let world = World::start().await;
    let plain = world.lms.open(QUERY).await;
    for call in ["/api/reading", "/api/reading/done"] {
        let answer = if call.ends_with("done") { plain.post(call).await } else { plain.get(call).await };
        answer.assert_refused(404, "no_reading");
    }
    for (named, code) in [
        ("", "no_reading"),
        ("AAAAAAAAAAAAAAAAAAAAAA", "reading_not_found"),
        ("../../etc/passwd", "reading_not_found"),
        ("' OR 1=1 --", "reading_not_found"),
        ("$ResourceLink.reading", "reading_not_found"),
    ] {
        let opened = world.lms.open_changed(QUERY, |claims| claims[name::CUSTOM]["reading"] = json!(named));
        let opened = opened.await;
        opened.get("/api/reading").await.assert_refused(404, code);
        opened.post("/api/reading/done").await.assert_refused(404, code);
    }
}

#[tokio::test]
async fn a_teacher_changes_a_text_and_everybody_reads_the_new_one() {
    let world = World::start().await;
    let activity = world.placed(false).await;
    let (teacher, student) = (world.open("teacher", &activity).await, world.open("student", &activity).await);
    student.post("/api/reading/done").await.ok();
    world.tool.pass(60);
    let new = json!({ "title": "Wellen", "language": "de", "html": "<p onclick=\"x()\">Eine Welle.</p>" });
    let changed = teacher.send("PUT", "/api/reading", &new).await.ok();
    assert_eq!(changed, teacher.get("/api/reading").await.ok());
    let shown = student.get("/api/reading").await.ok();
    assert_eq!(
        [&shown["id"], &shown["title"], &shown["language"], &shown["blocks"]],
        [
            &json!(activity.reading),
            &json!("Wellen"),
            &json!("de"),
            &json!([{ "html": "<p>Eine Welle.</p>" }])
        ]
    );
    assert_eq!(shown["progress"]["done_at"], "2026-11-21T22:05:22Z", "who has read it has read it");
    let listed = world.author().await.get("/api/readings").await.ok();
    assert_eq!(listed["readings"][0]["updated_at"], "2026-11-21T22:06:22Z");
    assert_eq!(listed["readings"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_change_that_cannot_be_kept_leaves_the_text_as_it_was() {
    let world = World::start().await;
    let activity = world.placed(false).await;
    let teacher = world.open("teacher", &activity).await;
    let before = teacher.get("/api/reading").await.ok();
    for (status, code, text) in unusable() {
        teacher.send("PUT", "/api/reading", &text).await.assert_refused(status, code);
    }
    let answer = teacher.call("PUT", "/api/reading", Some(("application/json", "{"))).await;
    answer.assert_refused(400, "request_malformed");
    let answer = teacher.call("PUT", "/api/reading", Some(("text/plain", "{}"))).await;
    answer.assert_refused(415, "request_malformed");
    let student = world.open("student", &activity).await;
    let answer = student.send("PUT", "/api/reading", &text(("title", json!("Mine")))).await;
    answer.assert_refused(403, "instructor_only");
    assert_eq!(teacher.get("/api/reading").await.ok(), before);
}
