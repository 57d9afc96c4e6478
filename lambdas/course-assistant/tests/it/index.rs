//! What teachers see of the index, and "index now".

use std::time::Duration;

use moodle::content::Barrier;
use ports::conformance::manifest::{document, known, module};
use ports::conformance::samples::NOW;
use ports::{
    Begun, DocumentState, JobSource as _, Manifest as _, ManifestCourse, ManifestModule, PendingJobs as _,
    Problem,
};
use serde_json::{Value, json};

use crate::harness::{Part, SITE, Service, course, course_at, quotes};

async fn index(service: &Service, teacher: &str) -> Value {
    service.call("GET", "/api/index", teacher).await.ok()
}

/// File, status and reason of each line.
fn rows(index: &Value) -> Vec<(&str, &str, &str)> {
    let rows = index["files"].as_array().unwrap().iter();
    rows.map(|row| {
        let text = |field: &str| row[field].as_str().unwrap_or_default();
        (text("file"), text("status"), text("reason"))
    })
    .collect()
}

#[tokio::test]
async fn a_course_that_nobody_has_looked_through_is_empty() {
    let service = Service::start(&quotes()).await;
    let teacher = service.enter_teacher().await;
    let expected = json!({
        "checked_at": null, "problem": null, "waiting": 0, "files": [], "truncated": false, "model": "scripted",
    });
    assert_eq!(index(&service, &teacher).await, expected);
}

#[tokio::test]
async fn every_file_has_a_line_that_says_what_became_of_it() {
    let service = Service::without_model().await;
    let (store, here) = (&service.shelf().store, course());
    let problem = |code: &str| Problem::new(code, "What to do.");
    let mut folder = module(&here, 1);
    folder.documents = [
        ("a.pdf", DocumentState::Indexed),
        ("b.pdf", DocumentState::Waiting),
        ("c.pdf", DocumentState::Indexing),
        ("d.pdf", DocumentState::Failed(problem("moodle_refused"))),
        ("e.pdf", DocumentState::Skipped(problem("encrypted"))),
    ]
    .map(|(name, state)| document(&here, 1, name, state))
    .into();
    folder.omitted = 7;
    let unread = ManifestModule {
        name: "Unread".into(),
        documents: vec![],
        problem: Some(problem("moodle_failed")),
        ..module(&here, 2)
    };
    let closed = |number, name: &str, barriers: &[Barrier]| ManifestModule {
        name: name.into(),
        barriers: barriers.to_vec(),
        ..module(&here, number)
    };
    let two = closed(3, "Two barriers", &[Barrier::RestrictedSection, Barrier::Hidden]);
    for module in [&folder, &unread, &two, &closed(4, "Strange", &[Barrier::Unknown])] {
        store.put_module(&here, module).await.unwrap();
    }
    let failed = ManifestCourse { problem: Some(problem("moodle_unreachable")), ..known("Physics") };
    store.put_course(&here, &failed).await.unwrap();
    store.put_module(&course_at(SITE, 88), &module(&course_at(SITE, 88), 5)).await.unwrap();

    let teacher = service.enter_teacher().await;
    let index = index(&service, &teacher).await;
    assert_eq!(
        rows(&index),
        [
            ("a.pdf", "indexed", ""),
            ("b.pdf", "waiting", ""),
            ("c.pdf", "waiting", ""),
            ("d.pdf", "failed", "moodle_refused"),
            ("e.pdf", "skipped", "encrypted"),
            (folder.name.as_str(), "skipped", "too_many_files"),
            ("Unread", "failed", "moodle_failed"),
            ("Two barriers", "left_out", "restricted_section"),
            ("Strange", "left_out", "unknown"),
        ]
    );
    assert_eq!(
        (&index["waiting"], &index["checked_at"], &index["model"]),
        (&json!(2), &json!(NOW.0), &json!(null))
    );
    assert_eq!(index["problem"], json!({ "code": "moodle_unreachable", "message": "What to do." }));
    let row = json!({
        "file": "d.pdf", "activity": folder.name, "section": "Week 2", "module": 1,
        "url": format!("{SITE}/mod/resource/view.php?id=1"), "status": "failed", "reason": "moodle_refused",
        "message": "What to do.", "bytes": 600, "updated_at": NOW.0,
    });
    assert_eq!(index["files"][3], row);
    assert!(index["files"][5]["message"].as_str().unwrap().starts_with("7 more files"));
    assert!(index["files"][7]["message"].as_str().unwrap().contains("section"));
}

#[tokio::test]
async fn of_a_very_large_course_what_is_not_indexed_is_listed_first() {
    let service = Service::without_model().await;
    let here = course();
    for number in 1..=7 {
        let mut module = module(&here, number);
        let state = if number == 7 { DocumentState::Waiting } else { DocumentState::Indexed };
        module.documents =
            (0..500).map(|index| document(&here, number, &format!("{index}.pdf"), state.clone())).collect();
        service.shelf().store.put_module(&here, &module).await.unwrap();
    }
    let teacher = service.enter_teacher().await;
    let index = index(&service, &teacher).await;
    let rows = rows(&index);
    assert_eq!((rows.len(), &index["truncated"], &index["waiting"]), (3_000, &json!(true), &json!(500)));
    assert_eq!((rows[0], rows[499].1, rows[500].1), (("0.pdf", "waiting", ""), "waiting", "indexed"));
}

#[tokio::test]
async fn index_now_makes_one_job_of_the_course_that_is_due_at_once() {
    let service = Service::start(&quotes()).await;
    let teacher = service.enter_teacher().await;
    let answer = service.call("POST", "/api/index", &teacher).await;
    assert_eq!((answer.status, answer.json()), (202, json!({ "waiting": 1 })));
    let due = service.world.queue.receive(10, Duration::from_mins(1)).await.unwrap();
    let [delivery] = &due[..] else { panic!("{due:?}") };
    let message = &delivery.message;
    assert_eq!((message.job.site.as_str(), message.job.course.get(), message.job.module), (SITE, 8, None));
    assert_eq!(message.event.as_str(), "\\local_awsevents\\event\\index_requested");
    assert_eq!(message.since, NOW);
    let store = &service.shelf().store;
    let begun = store.begin(&message.job, &message.version, NOW, Duration::from_mins(1)).await.unwrap();
    assert_eq!(begun, Begun::Run, "the job is noted under the version of its message");
}

#[tokio::test]
async fn index_now_counts_once_a_minute_for_all_teachers_of_a_course() {
    let service = Service::start(&quotes()).await;
    let [one, other] = [service.enter_teacher().await, service.enter_teacher().await];
    assert_eq!(service.call("POST", "/api/index", &one).await.status, 202);
    for teacher in [&one, &other] {
        let answer = service.call("POST", "/api/index", teacher).await;
        answer.refused(429, "index_requested_lately");
        // From 22:05:22 to 22:06:00.
        assert_eq!(answer.header("retry-after"), Some("38"));
    }
    assert_eq!(service.world.queue.depth().await.unwrap().waiting, 1);
    service.world.clock.pass(Duration::from_secs(38));
    assert_eq!(service.call("POST", "/api/index", &other).await.status, 202);
    assert_eq!(service.world.queue.depth().await.unwrap().waiting, 2);
}

#[tokio::test]
async fn a_course_that_was_asked_for_waits_until_it_was_looked_through() {
    let service = Service::start(&quotes()).await;
    let teacher = service.enter_teacher().await;
    let waiting = async || index(&service, &teacher).await["waiting"].clone();
    assert_eq!(waiting().await, 0);
    assert_eq!(service.call("POST", "/api/index", &teacher).await.status, 202);
    assert_eq!((waiting().await, waiting().await), (json!(1), json!(1)));
    service.world.clock.pass(Duration::from_mins(1));
    assert_eq!(waiting().await, 1);
    let checked = ManifestCourse { checked: Some(NOW + Duration::from_secs(50)), ..known("Physics") };
    service.shelf().store.put_course(&course(), &checked).await.unwrap();
    assert_eq!(waiting().await, 0);
    service.world.clock.pass(Duration::from_mins(2));
    assert_eq!(waiting().await, 0, "nobody waits for ever");
}

#[tokio::test]
async fn a_job_that_could_not_be_sent_may_be_asked_for_again() {
    let service = Service::start(&quotes()).await;
    let teacher = service.enter_teacher().await;
    for part in [Part::Pending, Part::Queue, Part::Quotas, Part::Manifest] {
        service.world.watched.break_part(part);
        service.call("POST", "/api/index", &teacher).await.refused(503, "store_unavailable");
        service.world.watched.mend();
    }
    assert_eq!(service.world.queue.depth().await.unwrap().waiting, 0);
    assert_eq!(service.call("POST", "/api/index", &teacher).await.status, 202);
    service.world.watched.break_part(Part::Quotas);
    assert_eq!(index(&service, &teacher).await["waiting"], 0, "a progress bar is not worth a failure");
}
