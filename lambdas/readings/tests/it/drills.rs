//! What fails, and that nothing is lost by it.

use futures_util::future::join_all;
use lti::registration::Status;
use readings::Round;
use serde_json::{Value, json};
use test_platform::claims::name;
use test_platform::{Faults, ScoreConflicts, SigningKey, TokenFault};

use crate::harness::{Session, World};

/// One grade is due, and this became of it.
fn one(of: impl FnOnce(&mut Round)) -> Round {
    let mut round = Round { due: 1, ..Round::default() };
    of(&mut round);
    round
}

fn sent() -> Round {
    one(|round| round.sent = 1)
}

/// A student marks the text as read, and the grade has to wait.
async fn done_and_waiting(student: &Session) -> Value {
    let done = student.post("/api/reading/done").await.ok();
    assert_eq!(done["grade"]["state"], "waiting", "{done}");
    assert_eq!(done["done_at"], "2026-11-21T22:05:22Z");
    done["grade"]["next_attempt"].clone()
}

#[tokio::test]
async fn a_grade_waits_until_the_token_endpoint_is_well_again() {
    for fault in [TokenFault::Error, TokenFault::InvalidJson] {
        let world = World::start().await;
        let activity = world.placed(true).await;
        let student = world.open("student", &activity).await;
        world.lms.fail(|faults| faults.token = Some(fault));
        assert_eq!(done_and_waiting(&student).await, "2026-11-21T22:06:22Z", "in a minute");
        world.tool.pass(59);
        assert_eq!(world.tool.send_due().await.due, 0, "not before");
        world.tool.pass(1);
        assert_eq!(world.tool.send_due().await, one(|round| round.waiting = 1));
        assert_eq!(student.grade().await["next_attempt"], "2026-11-21T22:09:22Z", "then in three");
        let member = world.member(&activity, "4").await;
        assert_eq!(member["grade"], student.grade().await, "the teacher sees it too");

        world.lms.mend();
        world.tool.pass(180);
        assert_eq!(world.tool.send_due().await, sent());
        let member = world.member(&activity, "4").await;
        assert_eq!((&member["grade"]["state"], &member["result"]["score"]), (&json!("sent"), &json!(100.0)));
    }
}

#[tokio::test]
async fn nobody_waits_for_a_token_endpoint_that_does_not_answer() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let student = world.open("student", &activity).await;
    world.lms.fail(|faults| faults.token_delay_ms = 300_000);
    assert_eq!(
        done_and_waiting(&student).await,
        "2026-11-21T22:07:22Z",
        "when the attempt is over for certain"
    );
    world.lms.mend();
    world.tool.pass(119);
    assert_eq!(world.tool.send_due().await.due, 0);
    world.tool.pass(1);
    assert_eq!(world.tool.send_due().await, sent());
    assert_eq!(world.member(&activity, "4").await["result"]["score"], 100.0);
}

#[tokio::test]
async fn a_platform_that_asks_to_wait_is_left_in_peace_as_long() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let student = world.open("student", &activity).await;
    world.lms.fail(|faults| faults.retry_after = Some(900));
    assert_eq!(done_and_waiting(&student).await, "2026-11-21T22:20:22Z");
    world.lms.mend();
    world.tool.pass(900);
    assert_eq!(world.tool.send_due().await, sent());
}

#[tokio::test]
async fn a_grade_that_found_no_way_for_two_weeks_waits_for_a_teacher() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let student = world.open("student", &activity).await;
    world.lms.fail(|faults| faults.token = Some(TokenFault::Error));
    done_and_waiting(&student).await;
    world.tool.pass(14 * 24 * 3600);
    assert_eq!(world.tool.send_due().await, one(|round| round.waiting = 1));
    world.tool.pass(24 * 3600);
    assert_eq!(world.tool.send_due().await, one(|round| round.failed = 1));
    let teacher = world.open("teacher", &activity).await;
    let grade = &teacher.member("4").await.unwrap()["grade"];
    assert_eq!((&grade["state"], &grade["reason"]), (&json!("failed"), &json!("given_up")));

    world.lms.mend();
    assert_eq!(teacher.post("/api/reading/progress/send").await.ok(), json!({ "waiting": 1 }));
    world.tool.pass(5);
    assert_eq!(world.tool.send_due().await, sent());
}

#[tokio::test]
async fn who_has_read_the_text_is_known_while_the_platform_tells_nothing() {
    let faults: [fn(&mut Faults); 3] = [
        |faults| faults.token = Some(TokenFault::Error),
        |faults| faults.token = Some(TokenFault::InvalidJson),
        |faults| faults.retry_after = Some(60),
    ];
    for fault in faults {
        let world = World::start().await;
        let activity = world.placed(true).await;
        world.open("student", &activity).await.post("/api/reading/done").await.ok();
        let teacher = world.open("teacher", &activity).await;
        world.lms.fail(fault);
        let progress = teacher.get("/api/reading/progress").await.ok();
        assert_eq!(
            (&progress["members_from"], &progress["notice"]),
            (&json!("launches"), &json!("members_unavailable"))
        );
        let members = progress["members"].as_array().unwrap();
        assert_eq!(members.len(), 1);
        assert_eq!(
            [
                &members[0]["name"],
                &members[0]["status"],
                &members[0]["grade"]["state"],
                &members[0]["result"]
            ],
            [&json!("Sam Student"), &json!("active"), &json!("sent"), &Value::Null]
        );
        let review = format!("{}&message=submission-review&user=4", activity.query("teacher"));
        let submission = world.lms.open(&review).await.get("/api/reading/submission").await.ok();
        assert_eq!(submission["member"]["done_at"], "2026-11-21T22:05:22Z");
        assert_eq!(submission["in_course"], true, "nobody said otherwise");
        world.lms.mend();
        world.tool.pass(5);
        let progress = teacher.get("/api/reading/progress").await.ok();
        assert_eq!((&progress["notice"], &progress["members_from"]), (&Value::Null, &json!("platform")));
    }
}

#[tokio::test]
async fn a_roster_is_whole_when_the_access_token_ends_between_two_pages() {
    let world = World::start().await;
    let activity = world.placed_in("campus", true).await;
    let teacher = world.open("teacher", &activity).await;
    world.lms.fail(|faults| {
        faults.members_per_page = Some(400);
        faults.token_uses = Some(1);
    });
    let progress = teacher.get("/api/reading/progress").await.ok();
    assert_eq!((&progress["notice"], &progress["members_from"]), (&Value::Null, &json!("platform")));
    assert_eq!(progress["members"].as_array().unwrap().len(), 999);
    let counts = world.lms.platform.counts();
    // Three pages, of which the second and the third were refused once; and the results.
    assert_eq!((counts.service_requests, counts.tokens), (3 + 2 + 1, 3 + 1));
}

#[tokio::test]
async fn a_roster_of_a_thousand_comes_in_ten_pages_and_with_one_token() {
    let world = World::start().await;
    let activity = world.placed_in("campus", true).await;
    for user in ["1001", "1500", "1995"] {
        let student = world.lms.open_as(&activity.query("student"), user).await;
        assert_eq!(student.post("/api/reading/done").await.ok()["grade"]["state"], "sent");
    }
    world.lms.fail(|faults| faults.members_per_page = Some(100));
    world.lms.platform.reset_counts();
    let teacher = world.open("teacher", &activity).await;
    let progress = teacher.get("/api/reading/progress").await.ok();
    let members = progress["members"].as_array().unwrap();
    let mut ids: Vec<&str> = members.iter().map(|member| member["user_id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((members.len(), ids.len()), (999, 999), "each learner once, and no teacher");
    let with = |name: &str| {
        let with = members.iter().filter(|member| !member[name].is_null());
        with.map(|member| member["user_id"].as_str().unwrap()).collect::<Vec<_>>()
    };
    let mut read = with("done_at");
    read.sort_unstable();
    assert_eq!(read, ["1001", "1500", "1995"]);
    assert_eq!(with("result").len(), 3);
    let counts = world.lms.platform.counts();
    assert_eq!(counts.service_requests, 10 + 1, "ten pages of members, and the results");
    assert_eq!((counts.token_requests, counts.tokens), (2, 2), "one token for members, one for results");
}

#[tokio::test]
async fn a_score_that_is_not_newer_is_sent_with_a_later_time() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let student = world.open("student", &activity).await;
    world.lms.fail(|faults| faults.scores = Some(ScoreConflicts::Once));
    assert_eq!(student.post("/api/reading/done").await.ok()["grade"]["state"], "sent");
    assert_eq!(world.lms.platform.counts().service_requests, 2);
    assert_eq!(world.member(&activity, "4").await["result"]["score"], 100.0);
}

#[tokio::test]
async fn a_score_that_the_platform_never_finds_newer_waits() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let student = world.open("student", &activity).await;
    world.lms.fail(|faults| faults.scores = Some(ScoreConflicts::Always));
    done_and_waiting(&student).await;
    assert_eq!(world.lms.platform.counts().service_requests, 3, "three times, and not for ever");
    world.lms.mend();
    world.tool.pass(60);
    assert_eq!(world.tool.send_due().await, sent());
}

#[tokio::test]
async fn a_column_that_was_deleted_is_told_to_the_teacher_who_mends_it() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let (student, teacher) = (world.open("student", &activity).await, world.open("teacher", &activity).await);
    assert!(world.lms.platform.delete_line_item(&world.lms.line_item(&activity).await));
    let done = student.post("/api/reading/done").await.ok();
    let grade =
        json!({ "state": "failed", "reason": "line_item_gone", "next_attempt": null, "sent_at": null });
    assert_eq!(done, json!({ "done_at": "2026-11-21T22:05:22Z", "grade": grade }));
    world.tool.pass(3000);
    assert_eq!(world.tool.send_due().await.due, 0, "not tried again by itself");
    let progress = teacher.get("/api/reading/progress").await.ok();
    assert_eq!(progress["notice"], "results_unavailable");
    assert_eq!(teacher.member("4").await.unwrap()["grade"], grade);

    // Who opens the activity now learns that it has no column any more.
    let later = world.open("teacher", &activity).await;
    assert_eq!(later.get("/api/reading/progress").await.ok()["graded"], false);
    later.post("/api/reading/progress/send").await.assert_refused(422, "not_graded");
    // Who opened it before has it made anew.
    assert_eq!(teacher.post("/api/reading/progress/send").await.ok(), json!({ "waiting": 1 }));
    assert_eq!(student.grade().await["state"], "waiting");
    world.tool.pass(5);
    assert_eq!(world.tool.send_due().await, sent());
    let member = world.member(&activity, "4").await;
    assert_eq!(
        (&member["grade"]["state"], &member["result"]),
        (&json!("sent"), &json!({ "score": 100.0, "maximum": 100.0 }))
    );
    // A page that was opened before knows the old column only, and does not send the grade there.
    assert_eq!(student.post("/api/reading/done").await.ok()["grade"], member["grade"]);
    assert_eq!(
        world.open("student", &activity).await.post("/api/reading/done").await.ok()["grade"],
        member["grade"]
    );
    assert_eq!(world.open("teacher", &activity).await.get("/api/reading").await.ok()["graded"], true);
}

#[tokio::test]
async fn a_student_who_opens_an_activity_with_another_column_sends_the_grade_there() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    world.open("student", &activity).await.post("/api/reading/done").await.ok();
    world.tool.pass(60);
    let plain = world.lms.sign("person=teacher").await.claims();
    let moved = |claims: &mut Value| claims[name::AGS_ENDPOINT] = plain[name::AGS_ENDPOINT].clone();
    let student = world.lms.open_changed(&activity.query("student"), moved).await;
    let done = student.post("/api/reading/done").await.ok();
    assert_eq!(
        (&done["done_at"], &done["grade"]["sent_at"]),
        (&json!("2026-11-21T22:05:22Z"), &json!("2026-11-21T22:06:22Z"))
    );
    let teacher = world.lms.open_changed(&activity.query("teacher"), moved).await;
    assert_eq!(teacher.member("4").await.unwrap()["result"]["score"], 100.0);
}

#[tokio::test]
async fn a_column_that_the_tool_may_not_make_anew_is_left_to_the_teacher() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let student = world.open("student", &activity).await;
    let readonly = |claims: &mut Value| {
        let scopes = [name::SCOPE_SCORE, name::SCOPE_RESULT_READONLY, name::SCOPE_LINE_ITEM_READONLY];
        claims[name::AGS_ENDPOINT]["scope"] = json!(scopes);
    };
    let teacher = world.lms.open_changed(&activity.query("teacher"), readonly).await;
    assert!(world.lms.platform.delete_line_item(&world.lms.line_item(&activity).await));
    student.post("/api/reading/done").await.ok();
    let answer = teacher.post("/api/reading/progress/send").await;
    answer.assert_refused(502, "line_item_gone");
    assert!(answer.body.contains("Add it in the gradebook"), "{}", answer.body);
    assert_eq!(student.grade().await["reason"], "line_item_gone");
}

#[tokio::test]
async fn a_teacher_may_ask_for_the_grades_while_the_platform_is_ill() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let (student, teacher) = (world.open("student", &activity).await, world.open("teacher", &activity).await);
    world.lms.fail(|faults| faults.token = Some(TokenFault::Error));
    done_and_waiting(&student).await;
    assert_eq!(teacher.post("/api/reading/progress/send").await.ok(), json!({ "waiting": 1 }));
    world.tool.pass(5);
    assert_eq!(world.tool.send_due().await, one(|round| round.waiting = 1));
    world.lms.mend();
    assert_eq!(teacher.post("/api/reading/progress/send").await.ok(), json!({ "waiting": 1 }));
    world.tool.pass(5);
    assert_eq!(world.tool.send_due().await, sent());
}

#[tokio::test]
async fn a_grade_that_was_sent_before_its_column_was_deleted_is_sent_again_into_the_new_one() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let teacher = world.open("teacher", &activity).await;
    world.open("student", &activity).await.post("/api/reading/done").await.ok();
    let old = world.lms.line_item(&activity).await;
    assert!(world.lms.platform.delete_line_item(&old));
    assert_eq!(teacher.post("/api/reading/progress/send").await.ok(), json!({ "waiting": 1 }));
    assert_ne!(world.lms.line_item(&activity).await, old);
    world.tool.pass(5);
    assert_eq!(world.tool.send_due().await, sent());
    assert_eq!(world.member(&activity, "4").await["result"]["score"], 100.0);
}

#[tokio::test]
async fn who_has_read_the_text_before_it_was_graded_gets_the_grade_when_a_teacher_asks() {
    let world = World::start().await;
    let activity = world.placed(false).await;
    let student = world.open("student", &activity).await;
    student.post("/api/reading/done").await.ok();
    // The teacher switches grades on in the activity's settings: here the column is that of the course's first activity.
    let plain = world.lms.sign("person=teacher").await.claims();
    let graded = |claims: &mut Value| claims[name::AGS_ENDPOINT] = plain[name::AGS_ENDPOINT].clone();
    let teacher = world.lms.open_changed(&activity.query("teacher"), graded).await;
    assert_eq!(teacher.post("/api/reading/progress/send").await.ok(), json!({ "waiting": 1 }));
    world.tool.pass(5);
    assert_eq!(world.tool.send_due().await, sent());
    assert_eq!(teacher.member("4").await.unwrap()["result"]["score"], 100.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn launches_go_on_while_the_platform_replaces_its_key() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let query = activity.query("student");
    let before = world.open("student", &activity).await;
    let mut under_way = join_all((0..4).map(|_| world.lms.sign(&query))).await;
    world.lms.platform.replace_key(SigningKey::generate_rsa("new").unwrap(), Some(60));
    under_way.extend(join_all((0..4).map(|_| world.lms.sign(&query))).await);
    let sessions = join_all(under_way.iter().map(|signed| signed.open(&world.tool.origin))).await;
    for session in &sessions {
        assert_eq!(session.get("/api/reading").await.ok()["title"], "Ondas");
    }

    // The next time the old key is gone at once. What it signed is refused, and what it had signed before goes on.
    world.tool.pass(60);
    let late = world.lms.sign(&query).await;
    world.lms.platform.replace_key(SigningKey::generate_rsa("newest").unwrap(), None);
    world.open("student", &activity).await.get("/api/reading").await.ok();
    assert_eq!(late.post().await.status, 401);
    assert_eq!(before.post("/api/reading/done").await.ok()["grade"]["state"], "sent");
    assert_eq!(sessions[0].grade().await["state"], "sent");
}

#[tokio::test]
async fn grades_that_wait_are_sent_by_the_next_process() {
    let mut world = World::start().await;
    let activity = world.placed(true).await;
    world.lms.fail(|faults| faults.token = Some(TokenFault::Error));
    for user in ["4", "6"] {
        done_and_waiting(&world.lms.open_as(&activity.query("student"), user).await).await;
    }
    world.tool.restart().await;
    world.lms.mend();
    world.tool.pass(60);
    assert_eq!(world.tool.send_due().await, Round { due: 2, sent: 2, ..Round::default() });
    for user in ["4", "6"] {
        let member = world.member(&activity, user).await;
        assert_eq!((&member["result"]["score"], &member["grade"]["state"]), (&json!(100.0), &json!("sent")));
    }
    assert_eq!(world.tool.send_due().await.due, 0);
}

#[tokio::test]
async fn a_grade_of_a_suspended_or_removed_platform_waits_and_nothing_is_asked_there() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let student = world.open("student", &activity).await;
    world.lms.fail(|faults| faults.token = Some(TokenFault::Error));
    done_and_waiting(&student).await;
    world.lms.mend();
    world.lms.platform.reset_counts();
    let (admin, id) = (world.tool.admin(), world.lms.id());
    let waits = async |pause: i64| {
        world.tool.pass(pause);
        assert_eq!(world.tool.send_due().await, one(|round| round.waiting = 1));
        let counts = world.lms.platform.counts();
        assert_eq!((counts.token_requests, counts.service_requests), (0, 0));
    };
    admin.set_status(&id, Status::Suspended).await.unwrap();
    waits(60).await;
    admin.remove(&id).await.unwrap();
    waits(3600).await;
    admin.save(&world.lms.registration(&["1"])).await.unwrap();
    world.tool.pass(180);
    assert_eq!(world.tool.send_due().await, sent());
    assert_eq!(world.member(&activity, "4").await["result"]["score"], 100.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn grades_that_several_processes_send_at_once_are_sent_once() {
    let world = World::start().await;
    let activity = world.placed_in("campus", true).await;
    world.lms.fail(|faults| faults.token = Some(TokenFault::Error));
    for user in 1001..1021 {
        let student = world.lms.open_as(&activity.query("student"), &user.to_string()).await;
        done_and_waiting(&student).await;
    }
    world.lms.mend();
    world.lms.platform.reset_counts();
    world.tool.pass(60);
    let (one, two) = (world.tool.beside(), world.tool.beside());
    let rounds = tokio::join!(
        readings::send_due(world.tool.readings()),
        readings::send_due(&one),
        readings::send_due(&two),
        readings::send_due(&one)
    );
    let rounds = [rounds.0, rounds.1, rounds.2, rounds.3].map(Result::unwrap);
    assert_eq!(rounds.iter().map(|round| round.sent).sum::<usize>(), 20, "{rounds:?}");
    assert!(rounds.iter().all(|round| round.waiting + round.failed == 0), "{rounds:?}");
    assert_eq!(world.lms.platform.counts().service_requests, 20);
    let progress = world.open("teacher", &activity).await.get("/api/reading/progress").await.ok();
    let graded =
        progress["members"].as_array().unwrap().iter().filter(|member| member["result"]["score"] == 100.0);
    assert_eq!(graded.count(), 20);
}
