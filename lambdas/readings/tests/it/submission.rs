//! `/api/reading/submission`: one student's progress, opened from the gradebook.

use serde_json::{Value, json};
use test_platform::claims::name;

use crate::harness::{Activity, Session, World};

/// The teacher opens this student's submission.
async fn review(world: &World, activity: &Activity, user: &str) -> Session {
    let query = format!("{}&message=submission-review&user={user}", activity.query("teacher"));
    world.lms.open(&query).await
}

#[tokio::test]
async fn a_teacher_sees_what_the_student_has_done_whose_submission_is_opened() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    world.open("student", &activity).await.post("/api/reading/done").await.ok();
    let at = "2026-11-21T22:05:22Z";
    let grade = json!({ "state": "sent", "reason": null, "next_attempt": null, "sent_at": at });
    assert_eq!(
        review(&world, &activity, "4").await.get("/api/reading/submission").await.ok(),
        json!({
            "title": "Ondas", "language": "es", "in_course": true,
            "member": {
                "user_id": "4", "name": "Sam Student", "email": "student1@example.com", "status": "active",
                "done_at": at, "grade": grade, "result": { "score": 100.0, "maximum": 100.0 },
            },
        })
    );
    let other = review(&world, &activity, "6").await.get("/api/reading/submission").await.ok();
    assert_eq!(
        (&other["member"]["name"], &other["member"]["done_at"]),
        (&json!("Élodie Lefèvre"), &Value::Null)
    );
    // The text is there to be looked at; the student's work is not the teacher's.
    let teacher = review(&world, &activity, "4").await;
    assert_eq!(teacher.get("/api/reading").await.ok()["recorded"], false);
    teacher.post("/api/reading/done").await.assert_refused(403, "not_recorded");
}

#[tokio::test]
async fn a_submission_is_opened_by_its_own_message_only() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let path = "/api/reading/submission";
    let student = format!("{}&message=submission-review&user=4", activity.query("student"));
    world.lms.open(&student).await.get(path).await.assert_refused(403, "instructor_only");
    let teacher = world.open("teacher", &activity).await;
    for path in [path, "/api/reading/submission?user=4&for_user=4&message=submission_review"] {
        teacher.get(path).await.assert_refused(403, "not_submission_review");
    }
    let named = |claims: &mut Value| claims[name::FOR_USER] = json!({ "user_id": "4" });
    let smuggled = world.lms.open_changed(&activity.query("teacher"), named).await;
    smuggled.get(path).await.assert_refused(403, "not_submission_review");
    world.author().await.get(path).await.assert_refused(403, "not_submission_review");
    let privacy = world.lms.open("person=teacher&message=data-privacy&user=4").await;
    privacy.get(path).await.assert_refused(403, "not_submission_review");
    let plain = world.lms.open("person=teacher&message=submission-review").await;
    plain.get(path).await.assert_refused(404, "no_reading");
}

#[tokio::test]
async fn a_review_of_somebody_who_is_not_in_the_course_shows_nothing_of_them() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    // Student 1001 of the campus course has read the same text, in an activity there.
    let copy = |claims: &mut Value| {
        claims["sub"] = json!("1001");
        claims[name::CUSTOM]["reading"] = json!(activity.reading);
    };
    let elsewhere = world.lms.open_changed("person=student&course=campus", copy).await;
    assert_eq!(elsewhere.post("/api/reading/done").await.ok()["grade"]["state"], "sent");

    let query = format!("{}&message=submission-review", activity.query("teacher"));
    let about = |claims: &mut Value| claims[name::FOR_USER] = json!({ "user_id": "1001" });
    let shown = world.lms.open_changed(&query, about).await.get("/api/reading/submission").await.ok();
    assert_eq!(shown["in_course"], false);
    assert_eq!(
        shown["member"],
        json!({
            "user_id": "1001", "name": null, "email": null, "status": "gone", "done_at": null, "result": null,
            "grade": { "state": "none", "reason": null, "next_attempt": null, "sent_at": null },
        })
    );
}
