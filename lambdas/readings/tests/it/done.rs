//! `POST /api/reading/done`, and the grade that follows from it.

use futures_util::future::join_all;
use serde_json::{Value, json};
use test_platform::claims::name;
use test_platform::{Config, Services};

use crate::harness::World;

#[tokio::test]
async fn a_text_that_is_marked_as_read_becomes_a_grade_in_the_gradebook() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let student = world.open("student", &activity).await;
    world.tool.pass(30);
    let done = student.post("/api/reading/done").await.ok();
    let at = "2026-11-21T22:05:52Z";
    let grade = json!({ "state": "sent", "reason": null, "next_attempt": null, "sent_at": at });
    assert_eq!(done, json!({ "done_at": at, "grade": grade }));
    assert_eq!(student.get("/api/reading").await.ok()["progress"], done);
    assert_eq!(
        world.member(&activity, "4").await,
        json!({
            "user_id": "4", "name": "Sam Student", "email": "student1@example.com", "status": "active",
            "done_at": at, "grade": grade, "result": { "score": 100.0, "maximum": 100.0 },
        })
    );
    assert_eq!(world.tool.send_due().await.due, 0);
}

#[tokio::test]
async fn the_first_time_counts_and_is_sent_once() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let student = world.open("student", &activity).await;
    let first = student.post("/api/reading/done").await.ok();
    world.lms.platform.reset_counts();
    for _ in 0..3 {
        world.tool.pass(10);
        assert_eq!(student.post("/api/reading/done").await.ok(), first);
        assert_eq!(world.open("student", &activity).await.post("/api/reading/done").await.ok(), first);
    }
    assert_eq!(world.lms.platform.counts().service_requests, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_ten_clicks_at_once_one_sends_the_grade() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let student = world.open("student", &activity).await;
    let answers = join_all((0..10).map(|_| student.post("/api/reading/done"))).await;
    for answer in answers {
        assert_eq!(answer.ok()["done_at"], "2026-11-21T22:05:22Z");
    }
    assert_eq!(world.lms.platform.counts().service_requests, 1);
    assert_eq!(student.grade().await["state"], "sent");
}

#[tokio::test]
async fn nothing_is_recorded_of_teachers_mentors_and_those_without_a_name() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let query = activity.query("student");
    let by = async |roles: Value| world.lms.open_changed(&query, |claims| claims[name::ROLES] = roles).await;
    let mentor = json!(["http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor"]);
    let of_the_institution = json!(["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Student"]);
    for session in [
        world.open("teacher", &activity).await,
        world.open("admin", &activity).await,
        world.open("guest", &activity).await,
        by(mentor).await,
        by(of_the_institution).await,
        by(json!([])).await,
    ] {
        let shown = session.get("/api/reading").await.ok();
        assert_eq!((&shown["recorded"], &shown["progress"]), (&json!(false), &Value::Null));
        session.post("/api/reading/done").await.assert_refused(403, "not_recorded");
    }
    assert_eq!(world.tool.send_due().await.due, 0);
    let progress = world.open("teacher", &activity).await.get("/api/reading/progress").await.ok();
    for member in progress["members"].as_array().unwrap() {
        assert_eq!(member["done_at"], Value::Null, "{member}");
    }
}

#[tokio::test]
async fn a_platform_that_releases_no_names_and_no_addresses_loses_nothing_but_them() {
    let world = World::with(|config| config.release_names = false).await;
    let activity = world.placed(true).await;
    let student = world.open("student", &activity).await;
    assert_eq!(student.post("/api/reading/done").await.ok()["grade"]["state"], "sent");
    let member = world.member(&activity, "4").await;
    assert_eq!((&member["name"], &member["email"]), (&Value::Null, &Value::Null));
    assert_eq!(member["result"], json!({ "score": 100.0, "maximum": 100.0 }));
    let review = format!("{}&message=submission-review&user=4", activity.query("teacher"));
    let submission = world.lms.open(&review).await.get("/api/reading/submission").await.ok();
    assert_eq!((&submission["member"]["name"], &submission["in_course"]), (&Value::Null, &json!(true)));
    let own = world.lms.open("person=student&message=data-privacy&user=4").await;
    let report = own.get("/api/privacy").await.ok();
    assert_eq!(report["subject"], json!({ "user_id": "4", "name": null }));
    assert_eq!(report["records"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_platform_without_services_still_tells_the_teacher_who_has_read_it() {
    let services = Services { grades: false, memberships: false };
    let world = World::with(|config: &mut Config| config.services = services).await;
    let author = world.author().await;
    assert_eq!(author.get("/api/deep-link").await.ok()["can_grade"], false);
    let activity = world.placed(false).await;
    let student = world.open("student", &activity).await;
    assert_eq!(student.post("/api/reading/done").await.ok()["grade"]["state"], "none");
    let progress = world.open("teacher", &activity).await.get("/api/reading/progress").await.ok();
    assert_eq!(
        [&progress["members_from"], &progress["notice"], &progress["graded"]],
        [&json!("launches"), &Value::Null, &json!(false)]
    );
    let members = progress["members"].as_array().unwrap();
    assert_eq!(members.len(), 1);
    assert_eq!((&members[0]["name"], &members[0]["status"]), (&json!("Sam Student"), &json!("active")));
    assert_eq!(world.lms.platform.counts().service_requests, 0);
}

#[tokio::test]
async fn a_grade_that_the_tool_may_not_write_is_none() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let readonly = |claims: &mut Value| {
        claims[name::AGS_ENDPOINT]["scope"] =
            json!([name::SCOPE_LINE_ITEM_READONLY, name::SCOPE_RESULT_READONLY]);
    };
    let student = world.lms.open_changed(&activity.query("student"), readonly).await;
    assert_eq!(student.get("/api/reading").await.ok()["graded"], false);
    assert_eq!(student.post("/api/reading/done").await.ok()["grade"]["state"], "none");

    // It is made up for as soon as the platform grants it.
    let student = world.open("student", &activity).await;
    assert_eq!(student.post("/api/reading/done").await.ok()["grade"]["state"], "sent");
}
