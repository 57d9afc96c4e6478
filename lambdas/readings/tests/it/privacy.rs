//! `/api/privacy`: what is kept about a person, and its end.

use serde_json::{Value, json};
use test_platform::TokenFault;
use test_platform::claims::name;

use crate::harness::World;

/// Sam asks about his own data.
const OWN: &str = "person=student&message=data-privacy&user=4";
/// An administrator asks about Sam's.
const ADMIN: &str = "person=admin&message=data-privacy&user=4";

#[tokio::test]
async fn a_person_sees_what_is_kept_about_them_and_erases_it() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let student = world.open("student", &activity).await;
    let own = world.lms.open(OWN).await;
    let subject = json!({ "user_id": "4", "name": "Sam Student" });
    let nothing = json!({ "subject": subject, "own": true, "records": [] });
    assert_eq!(own.get("/api/privacy").await.ok(), nothing);

    student.post("/api/reading/done").await.ok();
    world.open("anonymous", &activity).await.post("/api/reading/done").await.ok();
    let at = "2026-11-21T22:05:22Z";
    let record = json!({
        "reading_title": "Ondas", "course": "Física I — ondas y óptica", "done_at": at,
        "grade": { "state": "sent", "reason": null, "next_attempt": null, "sent_at": at },
    });
    let report = json!({ "subject": subject, "own": true, "records": [record] });
    assert_eq!(own.get("/api/privacy").await.ok(), report);

    assert_eq!(own.post("/api/privacy/erase").await.ok(), json!({ "erased": 1 }));
    assert_eq!(own.get("/api/privacy").await.ok(), nothing);
    assert_eq!(own.post("/api/privacy/erase").await.ok(), json!({ "erased": 0 }));
    assert_eq!(student.get("/api/reading").await.ok()["progress"]["done_at"], Value::Null);
    let member = world.member(&activity, "4").await;
    assert_eq!((&member["done_at"], &member["result"]["score"]), (&Value::Null, &json!(100.0)));
    assert_eq!(world.member(&activity, "5").await["done_at"], at, "others keep theirs");
}

#[tokio::test]
async fn an_administrator_sees_and_erases_the_data_of_another_person() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    world.open("student", &activity).await.post("/api/reading/done").await.ok();
    let admin = world.lms.open(ADMIN).await;
    let report = admin.get("/api/privacy").await.ok();
    assert_eq!((&report["own"], &report["subject"]["user_id"]), (&json!(false), &json!("4")));
    assert_eq!(report["records"].as_array().unwrap().len(), 1);
    assert_eq!(admin.post("/api/privacy/erase").await.ok(), json!({ "erased": 1 }));
    assert_eq!(world.lms.open(OWN).await.get("/api/privacy").await.ok()["records"], json!([]));
}

#[tokio::test]
async fn nobody_but_an_administrator_asks_about_another_person() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    world.open("student", &activity).await.post("/api/reading/done").await.ok();
    let roles = |roles: Value| move |claims: &mut Value| claims[name::ROLES] = roles;
    let instructor_and_more = json!([name::ROLE_INSTRUCTOR, "https://evil.example/person#Administrator"]);
    for session in [
        world.lms.open("person=teacher&message=data-privacy&user=4").await,
        world.lms.open("person=anonymous&message=data-privacy&user=4").await,
        world.lms.open("person=guest&message=data-privacy&user=4").await,
        world.lms.open_changed(ADMIN, roles(json!([]))).await,
        world.lms.open_changed(ADMIN, roles(instructor_and_more)).await,
    ] {
        for path in ["/api/privacy", "/api/privacy?own=true&user_id=4&role=administrator"] {
            session.get(path).await.assert_refused(403, "administrator_only");
        }
        session.post("/api/privacy/erase").await.assert_refused(403, "administrator_only");
    }
    // A person of this name elsewhere is another person, whoever asks.
    let elsewhere = world.other.open(ADMIN).await;
    assert_eq!(elsewhere.get("/api/privacy").await.ok()["records"], json!([]));
    assert_eq!(elsewhere.post("/api/privacy/erase").await.ok(), json!({ "erased": 0 }));
    assert_eq!(world.member(&activity, "4").await["grade"]["state"], "sent");
}

#[tokio::test]
async fn a_request_without_a_subject_is_about_the_one_who_asks() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    world.open("student", &activity).await.post("/api/reading/done").await.ok();
    let without = |claims: &mut Value| {
        claims.as_object_mut().unwrap().remove(name::FOR_USER);
    };
    let own = world.lms.open_changed(OWN, without).await;
    let report = own.get("/api/privacy").await.ok();
    assert_eq!((&report["own"], &report["records"][0]["reading_title"]), (&json!(true), &json!("Ondas")));
    let nobody = world.lms.open_changed("person=guest&message=data-privacy&user=4", without).await;
    nobody.get("/api/privacy").await.assert_refused(403, "subject_missing");
    nobody.post("/api/privacy/erase").await.assert_refused(403, "subject_missing");
}

#[tokio::test]
async fn data_are_told_and_erased_by_their_own_message_only() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    for session in [
        world.open("student", &activity).await,
        world.open("teacher", &activity).await,
        world.open("admin", &activity).await,
        world.author().await,
    ] {
        session.get("/api/privacy").await.assert_refused(403, "not_data_privacy");
        session.post("/api/privacy/erase").await.assert_refused(403, "not_data_privacy");
    }
    // And that message opens nothing else.
    let admin = world.lms.open(ADMIN).await;
    for path in ["/api/reading", "/api/reading/progress", "/api/reading/submission", "/api/readings"] {
        assert!((403..=404).contains(&admin.get(path).await.status), "{path}");
    }
}

#[tokio::test]
async fn a_grade_that_waits_is_erased_with_the_rest_and_never_sent() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    world.lms.fail(|faults| faults.token = Some(TokenFault::Error));
    let student = world.open("student", &activity).await;
    assert_eq!(student.post("/api/reading/done").await.ok()["grade"]["state"], "waiting");
    world.lms.mend();
    assert_eq!(world.lms.open(OWN).await.post("/api/privacy/erase").await.ok(), json!({ "erased": 1 }));
    world.lms.platform.reset_counts();
    world.tool.pass(24 * 3600);
    assert_eq!(world.tool.send_due().await.due, 0);
    assert_eq!(world.lms.platform.counts().service_requests, 0);
}
