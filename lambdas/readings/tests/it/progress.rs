//! `/api/reading/progress`: who has read the text.

use serde_json::{Value, json};

use crate::harness::World;

#[tokio::test]
async fn a_teacher_sees_all_learners_of_the_course_and_nobody_else() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    world.open("anonymous", &activity).await.post("/api/reading/done").await.ok();
    let progress = world.open("teacher", &activity).await.get("/api/reading/progress").await.ok();
    let people: Vec<_> = progress["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|member| {
            let text = |name: &str| member[name].as_str().unwrap_or("-").to_owned();
            [text("user_id"), text("name"), text("done_at"), text("status")].join(" ")
        })
        .collect();
    assert_eq!(
        people,
        [
            "6 Élodie Lefèvre - active",
            "5 - 2026-11-21T22:05:22Z active",
            "4 Sam Student - active",
            "7 João da Conceição - active",
        ]
    );
    assert_eq!(
        [&progress["title"], &progress["graded"], &progress["truncated"], &progress["members_from"]],
        [&json!("Ondas"), &json!(true), &json!(false), &json!("platform")]
    );
    assert_eq!(progress["notice"], Value::Null);
}

#[tokio::test]
async fn somebody_who_has_read_the_text_and_left_the_course_is_still_there() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let gone = world.lms.open_as(&activity.query("student"), "999").await;
    // Moodle takes no grade of somebody who is not in the course.
    assert_eq!(gone.post("/api/reading/done").await.ok()["grade"]["reason"], "not_gradable");
    let member = world.member(&activity, "999").await;
    assert_eq!((&member["status"], &member["done_at"]), (&json!("gone"), &json!("2026-11-21T22:05:22Z")));
    assert_eq!(member["grade"]["state"], "failed");
}

#[tokio::test]
async fn progress_is_shown_where_the_activity_was_opened_from_the_course_or_the_gradebook_only() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let opened = async |message: &str| {
        world.lms.open(&format!("{}&message={message}", activity.query("teacher"))).await
    };
    let review = opened("submission-review").await;
    assert_eq!(review.get("/api/reading/progress").await.ok()["title"], "Ondas");
    assert_eq!(review.post("/api/reading/progress/send").await.ok(), json!({ "waiting": 0 }));
    let choosing = opened("deep-linking").await;
    choosing.get("/api/reading/progress").await.assert_refused(403, "not_an_activity");
    choosing.post("/api/reading/progress/send").await.assert_refused(403, "not_an_activity");
    let plain = world.lms.open("person=teacher").await;
    plain.get("/api/reading/progress").await.assert_refused(404, "no_reading");
    plain.post("/api/reading/progress/send").await.assert_refused(404, "no_reading");
}

#[tokio::test]
async fn a_teacher_who_has_nothing_to_send_again_sends_nothing() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    world.open("student", &activity).await.post("/api/reading/done").await.ok();
    let teacher = world.open("teacher", &activity).await;
    assert_eq!(teacher.post("/api/reading/progress/send").await.ok(), json!({ "waiting": 0 }));
}
