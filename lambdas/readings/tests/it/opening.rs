//! What the page opens by itself after a launch.

use serde_json::{Value, json};

use crate::harness::World;

#[tokio::test]
async fn each_launch_offers_what_it_is_for_and_what_it_offers_answers() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let (student, teacher) = (activity.query("student"), activity.query("teacher"));
    let of = |query: &str, message: &str| format!("{query}&message={message}");
    for (query, message, first, calls) in [
        (student.clone(), "resource_link", json!(["reading"]), &["/api/reading"][..]),
        (
            teacher.clone(),
            "resource_link",
            json!(["reading", "reading_progress"]),
            &["/api/reading", "/api/reading/progress"],
        ),
        ("person=teacher".into(), "resource_link", json!([]), &[]),
        (
            of("person=teacher", "deep-linking"),
            "deep_linking",
            json!(["add_content"]),
            &["/api/deep-link", "/api/readings"],
        ),
        (of("person=student", "deep-linking"), "deep_linking", json!([]), &[]),
        (
            of(&teacher, "submission-review"),
            "submission_review",
            json!(["submission", "reading_progress"]),
            &["/api/reading/submission", "/api/reading/progress", "/api/reading"],
        ),
        (of(&student, "submission-review"), "submission_review", json!(["reading"]), &["/api/reading"]),
        (of("person=student&user=4", "data-privacy"), "data_privacy", json!(["privacy"]), &["/api/privacy"]),
    ] {
        let session = world.lms.open(&query).await;
        let me = session.get("/api/me").await.ok();
        let common = ["ask", "index", "translate", "shared_data", "connection"];
        let tools = me["tools"].as_array().unwrap();
        let own: Vec<&Value> =
            tools.iter().filter(|tool| !common.contains(&tool.as_str().unwrap())).collect();
        assert_eq!((&me["message"], json!(own)), (&json!(message), first), "{query}");
        for call in calls {
            session.get(call).await.ok();
        }
    }
}
