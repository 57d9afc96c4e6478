//! A course is copied with its activities: each copy has the same custom parameter, and a resource link of its own.

use serde_json::{Value, json};
use test_platform::claims::name;

use crate::content::text;
use crate::harness::{Session, World};

/// Opens the activity of another course that carries this text.
async fn open_copy(world: &World, person: &str, reading: &str) -> Session {
    let copy = |claims: &mut Value| claims[name::CUSTOM]["reading"] = json!(reading);
    world.lms.open_changed(&format!("person={person}&course=nihongo"), copy).await
}

#[tokio::test]
async fn a_copied_activity_opens_the_text_and_counts_for_itself() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    world.open("student", &activity).await.post("/api/reading/done").await.ok();

    let copy = open_copy(&world, "student", &activity.reading).await;
    let shown = copy.get("/api/reading").await.ok();
    assert_eq!((&shown["id"], &shown["title"]), (&json!(activity.reading), &json!("Ondas")));
    assert_eq!(shown["progress"]["done_at"], Value::Null, "it was read in the other course");
    let teacher = open_copy(&world, "teacher", &activity.reading).await;
    assert_eq!(teacher.member("4").await.unwrap()["done_at"], Value::Null);

    world.tool.pass(60);
    let done = copy.post("/api/reading/done").await.ok();
    assert_eq!((&done["done_at"], &done["grade"]["state"]), (&json!("2026-11-21T22:06:22Z"), &json!("sent")));
    let member = teacher.member("4").await.unwrap();
    assert_eq!(member["result"], json!({ "score": 100.0, "maximum": 100.0 }));
    assert_eq!(world.member(&activity, "4").await["done_at"], "2026-11-21T22:05:22Z");
    let report = world.lms.open("person=student&message=data-privacy&user=4").await;
    assert_eq!(report.get("/api/privacy").await.ok()["records"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_copied_text_is_changed_in_the_course_for_which_it_was_written_only() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let teacher = open_copy(&world, "teacher", &activity.reading).await;
    let before = teacher.get("/api/reading").await.ok();
    assert_eq!(before["editable"], false);
    let answer = teacher.send("PUT", "/api/reading", &text(("title", json!("Mine")))).await;
    answer.assert_refused(403, "not_editable");
    assert_eq!(teacher.get("/api/reading").await.ok(), before);
    // A change at home is seen in the copies.
    let home = world.open("teacher", &activity).await;
    home.send("PUT", "/api/reading", &text(("title", json!("Ondas y luz")))).await.ok();
    assert_eq!(teacher.get("/api/reading").await.ok()["title"], "Ondas y luz");
}

#[tokio::test]
async fn two_activities_of_one_text_in_a_course_have_progress_of_their_own() {
    let world = World::start().await;
    let first = world.placed(true).await;
    let author = world.author().await;
    let second = world.lms.place(&author, &first.reading, true).await;
    assert_ne!(first.id, second.id);
    world.open("student", &first).await.post("/api/reading/done").await.ok();
    assert_eq!(world.member(&first, "4").await["result"]["score"], 100.0);
    let other = world.member(&second, "4").await;
    assert_eq!((&other["done_at"], &other["grade"]["state"]), (&Value::Null, &json!("none")));
    assert_eq!(world.open("teacher", &second).await.get("/api/reading").await.ok()["editable"], true);
}
