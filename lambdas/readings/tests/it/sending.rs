//! What waits beside what: one platform's trouble is its own.

use lti::names::DeploymentId;
use lti::registration::{Registration, Status};
use readings::Round;
use serde_json::{Value, json};
use test_platform::claims::name;

use crate::harness::{Activity, Listener, Lms, Session, World};

const DAY: i64 = 24 * 3600;

/// A text that is placed at a platform, graded.
async fn placed_at(lms: &Lms) -> Activity {
    let author = lms.open("person=teacher&message=deep-linking").await;
    let reading = author.write("Ondas", "<p>Una onda.</p>").await;
    lms.place(&author, &reading, true).await
}

/// A student marks the text as read while the platform asks to wait for a quarter of an hour.
async fn waits_at(lms: &Lms, activity: &Activity, user: &str) {
    lms.fail(|faults| faults.retry_after = Some(900));
    let student = lms.open_as(&activity.query("student"), user).await;
    assert_eq!(student.post("/api/reading/done").await.ok()["grade"]["state"], "waiting");
    lms.mend();
}

async fn result_at(lms: &Lms, activity: &Activity, user: &str) -> Value {
    let teacher = lms.open(&activity.query("teacher")).await;
    teacher.member(user).await.unwrap()["result"]["score"].clone()
}

async fn change(world: &World, change: impl FnOnce(&mut Registration)) {
    let mut registration = world.tool.admin().find(&world.lms.id()).await.unwrap().unwrap();
    change(&mut registration);
    world.tool.admin().save(&registration).await.unwrap();
}

fn waiting(grades: usize) -> Round {
    Round { due: grades, waiting: grades, ..Round::default() }
}

#[tokio::test]
async fn a_platform_that_takes_no_grades_is_left_alone_and_others_get_theirs() {
    let world = World::start().await;
    let (at_lms, at_other) = (world.placed_in("campus", true).await, placed_at(&world.other).await);
    for user in 1001..1041 {
        waits_at(&world.lms, &at_lms, &user.to_string()).await;
    }
    waits_at(&world.other, &at_other, "4").await;
    world.tool.pass(900);
    world.lms.fail(|faults| faults.retry_after = Some(1800));
    world.lms.platform.reset_counts();
    let round = world.tool.send_due().await;
    assert_eq!(round, Round { due: 41, sent: 1, waiting: 40, failed: 0 });
    assert!(world.lms.platform.counts().service_requests <= 8, "as many as are asked at the same time");
    assert_eq!(result_at(&world.other, &at_other, "4").await, 100.0);

    world.lms.mend();
    world.tool.pass(1799);
    assert_eq!(world.tool.send_due().await, Round::default(), "all wait as long as the platform asked");
    world.tool.pass(1);
    assert_eq!(world.tool.send_due().await, Round { due: 40, sent: 40, ..Round::default() });
}

#[tokio::test]
async fn the_grades_of_a_suspended_platform_wait_until_it_is_resumed() {
    let world = World::start().await;
    let activity = placed_at(&world.lms).await;
    waits_at(&world.lms, &activity, "4").await;
    world.tool.admin().set_status(&world.lms.id(), Status::Suspended).await.unwrap();
    world.lms.platform.reset_counts();
    for _ in 0..3 {
        world.tool.pass(10 * DAY);
        assert_eq!(world.tool.send_due().await, waiting(1));
    }
    assert_eq!(world.lms.platform.counts().token_requests, 0);
    world.tool.admin().set_status(&world.lms.id(), Status::Active).await.unwrap();
    world.tool.pass(3600);
    assert_eq!(world.tool.send_due().await.sent, 1);
    assert_eq!(result_at(&world.lms, &activity, "4").await, 100.0);
}

#[tokio::test]
async fn the_grades_of_a_deployment_that_was_removed_stay_here() {
    let world = World::start().await;
    let activity = placed_at(&world.lms).await;
    waits_at(&world.lms, &activity, "4").await;
    let deployment = DeploymentId::new("1").unwrap();
    assert!(world.tool.admin().remove_deployment(&world.lms.id(), &deployment).await.unwrap());
    world.lms.platform.reset_counts();
    world.tool.pass(900);
    assert_eq!(world.tool.send_due().await, waiting(1));
    assert_eq!(world.lms.platform.counts().token_requests, 0);
}

#[tokio::test]
async fn a_platform_whose_pinned_key_was_retired_holds_up_no_other_and_says_what_to_do() {
    let world = World::start().await;
    let (at_lms, at_other) = (placed_at(&world.lms).await, placed_at(&world.other).await);
    waits_at(&world.lms, &at_lms, "4").await;
    waits_at(&world.other, &at_other, "4").await;
    change(&world, |registration| registration.own_key = Some("retired".into())).await;
    world.tool.pass(900);
    assert_eq!(world.tool.send_due().await, Round { due: 2, sent: 1, waiting: 1, failed: 0 });

    let author = world.author().await;
    let reading = author.write("Ondas", "<p>Una onda.</p>").await;
    let choice = json!({ "reading": reading, "graded": false });
    let refused = author.send("POST", "/api/deep-link", &choice).await;
    assert!(refused.body.contains("--unpin-key"), "{}", refused.body);
    refused.assert_refused(503, "key_gone");

    change(&world, |registration| registration.own_key = None).await;
    world.tool.pass(180);
    assert_eq!(world.tool.send_due().await.sent, 1);
}

#[tokio::test]
async fn a_column_that_a_launch_puts_into_the_operators_network_is_not_asked_for() {
    let world = World::start().await;
    let activity = placed_at(&world.lms).await;
    let inside = Listener::start().await;
    let (as_student, as_teacher) = (activity.query("student"), activity.query("teacher"));
    let student = world.lms.open_changed(&as_student, |claims| {
        claims[name::AGS_ENDPOINT]["lineitem"] = json!(format!("{}/2018-06-01/runtime", inside.origin));
    });
    assert_eq!(student.await.post("/api/reading/done").await.ok()["grade"]["reason"], "refused");
    let teacher = world.lms.open_changed(&as_teacher, |claims| {
        claims[name::NRPS_SERVICE]["context_memberships_url"] = json!(format!("{}/members", inside.origin));
    });
    let progress = teacher.await.get("/api/reading/progress").await.ok();
    assert_eq!(progress["notice"], "members_unavailable");
    assert_eq!(inside.heard(), [""; 0]);
}

#[tokio::test]
async fn who_read_the_text_before_it_was_graded_gets_the_grade_when_the_teacher_asks() {
    let world = World::start().await;
    let activity = placed_at(&world.lms).await;
    let ungraded: Session = world
        .lms
        .open_changed(&activity.query("student"), |claims| {
            claims[name::AGS_ENDPOINT].as_object_mut().unwrap().remove("lineitem");
        })
        .await;
    assert_eq!(ungraded.post("/api/reading/done").await.ok()["grade"]["state"], "none");
    let teacher = world.lms.open(&activity.query("teacher")).await;
    assert_eq!(teacher.post("/api/reading/progress/send").await.ok(), json!({ "waiting": 1 }));
    assert_eq!(teacher.post("/api/reading/progress/send").await.ok(), json!({ "waiting": 1 }));
    world.tool.pass(5);
    assert_eq!(world.tool.send_due().await.sent, 1);
    assert_eq!(result_at(&world.lms, &activity, "4").await, 100.0);
}
