//! A Moodle that fails: nothing is lost, nothing is stuck, and the teacher sees the cause.

use std::time::Duration;

use ports::DocumentState;
use test_moodle::{Activity, At, Fault, File};

use crate::rig::{Rig, set};

fn file(name: &str) -> Activity {
    Activity::resource(name, File::new(&format!("{name}.txt"), format!("words of {name}")))
}

/// What goes wrong for a while and passes.
fn passing() -> Vec<Fault> {
    vec![
        Fault::ServerError,
        Fault::Hang,
        Fault::Stall,
        Fault::Broken,
        Fault::Cut,
        Fault::LoginPage,
        Fault::LoginRedirect,
        Fault::Maintenance,
        Fault::CliMaintenance,
    ]
}

#[tokio::test]
async fn a_web_service_that_fails_for_a_while_delays_and_loses_nothing() {
    for fault in passing() {
        let rig = Rig::new().await;
        let course = rig.site.add_course("Biology");
        let section = rig.site.general(course);
        let (first, second) = (rig.site.add(section, file("first")), rig.site.add(section, file("second")));
        rig.course_changed(course).await;
        rig.settle().await;
        rig.site.hide(first);
        rig.site.replace_content(second, "new words");
        rig.site.fail_times(2, At::Functions, fault.clone());
        rig.changed(course, first).await;
        rig.changed(course, second).await;
        rig.settle().await;
        let answers = rig.answers(course).await;
        assert_eq!(answers.keys().map(String::as_str).collect::<Vec<_>>(), ["second.txt"], "{fault:?}");
        assert_eq!(answers["second.txt"], "new words", "{fault:?}");
        assert_eq!(rig.queue.depth().await.unwrap().dead, 0, "{fault:?}");
    }
}

#[tokio::test]
async fn a_download_that_fails_for_a_while_holds_up_no_other() {
    for fault in passing() {
        let rig = Rig::new().await;
        let course = rig.site.add_course("Biology");
        let files = ["a.txt", "b.txt", "c.txt"].map(|name| File::new(name, format!("words of {name}")));
        rig.site.add(rig.site.general(course), Activity::folder("Files", files));
        rig.site.fail_times(2, At::File("b.txt".into()), fault.clone());
        rig.course_changed(course).await;
        rig.settle().await;
        assert_eq!(rig.named(course).await, set(["a.txt", "b.txt", "c.txt"]), "{fault:?}");
    }
}

#[tokio::test]
async fn a_download_that_always_fails_is_told_of_and_tried_every_night() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let files = ["a.txt", "b.txt"].map(|name| File::new(name, format!("words of {name}")));
    rig.site.add(rig.site.general(course), Activity::folder("Files", files));
    rig.site.fail(At::File("b.txt".into()), Fault::LoginPage);
    rig.course_changed(course).await;
    rig.settle().await;
    assert_eq!(rig.trouble(course, "b.txt").await, "failed not_a_file");
    rig.site.heal();
    rig.night().await;
    assert_eq!(rig.named(course).await, set(["a.txt", "b.txt"]));
    assert!(rig.manifest(course).await.modules.iter().all(|module| module.problem.is_none()));
}

#[tokio::test]
async fn while_the_token_opens_nothing_nothing_is_answered_and_the_cause_is_told() {
    type Deed = fn(&Rig);
    let broken: [(&str, Deed); 5] = [
        ("moodle_access_refused", |rig| rig.site.expire_token()),
        ("moodle_web_services_off", |rig| rig.site.fail(At::Functions, Fault::WebServicesOff)),
        ("moodle_account_refused", |rig| rig.site.fail(At::Functions, Fault::Suspended)),
        ("plugin_missing", |rig| {
            rig.site.fail(At::Function("local_awsevents_get_course_access".into()), Fault::UnknownFunction);
        }),
        ("moodle_access_refused", |rig| {
            rig.site.fail(At::Function("local_awsevents_get_course_access".into()), Fault::AccessRefused);
        }),
    ];
    for (code, break_it) in broken {
        let rig = Rig::new().await;
        let course = rig.site.add_course("Biology");
        let section = rig.site.general(course);
        let (first, _) = (rig.site.add(section, file("first")), rig.site.add(section, file("second")));
        rig.course_changed(course).await;
        rig.settle().await;
        break_it(&rig);
        // What was hidden now must not be answered from, and nobody can see that it was.
        rig.site.hide(first);
        rig.changed(course, first).await;
        rig.settle().await;
        let problem = rig.manifest(course).await.course.unwrap().problem.unwrap();
        // The first use of an expired token deletes it.
        assert!([code, "moodle_token_unknown"].contains(&problem.code.as_str()), "{problem:?}");
        assert_eq!(rig.named(course).await, set([]), "{code}");
        assert_eq!(
            rig.queue.depth().await.unwrap(),
            ports::QueueDepth::default(),
            "{code}: nothing is stuck"
        );
        rig.site.heal();
        rig.give_token(&rig.site.renew_token()).await;
        rig.night().await;
        assert_eq!(rig.named(course).await, set(["second.txt"]), "{code}");
    }
}

#[tokio::test]
async fn without_a_token_the_cause_is_told() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    rig.site.add(rig.site.general(course), file("first"));
    rig.tokens.remove_site_token(&rig.url()).await.unwrap();
    rig.course_changed(course).await;
    rig.settle().await;
    let problem = rig.manifest(course).await.course.unwrap().problem.unwrap();
    assert_eq!(problem.code, "no_token");
    assert!(problem.message.contains("moodle-aws site token"), "{}", problem.message);
}

#[tokio::test]
async fn a_moodle_that_stays_away_sets_the_job_aside_and_the_night_makes_up_for_it() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let module = rig.site.add(rig.site.general(course), file("first"));
    rig.course_changed(course).await;
    rig.settle().await;
    rig.site.replace_content(module, "new words");
    rig.site.fail(At::Everything, Fault::ServerError);
    rig.changed(course, module).await;
    rig.settle().await;
    assert!(rig.queue.depth().await.unwrap().dead >= 1);
    assert_eq!(rig.named(course).await, set([]), "nobody knows whether it may still be seen");
    rig.site.heal();
    rig.night().await;
    assert_eq!(rig.answers(course).await["first.txt"], "new words");
}

#[tokio::test]
async fn answers_of_another_form_are_never_taken_for_an_empty_course() {
    for json in [
        serde_json::json!([]),
        serde_json::json!({}),
        serde_json::json!(null),
        serde_json::json!({"courses": []}),
    ] {
        let rig = Rig::new().await;
        let course = rig.site.add_course("Biology");
        let module = rig.site.add(rig.site.general(course), file("first"));
        rig.course_changed(course).await;
        rig.settle().await;
        rig.site.fail(At::Function("local_awsevents_get_course_access".into()), Fault::Json(json.clone()));
        rig.changed(course, module).await;
        rig.course_changed(course).await;
        rig.settle().await;
        assert!(rig.module(course, module).await.is_some(), "{json}: nothing is deleted");
        rig.site.heal();
        rig.night().await;
        assert_eq!(rig.named(course).await, set(["first.txt"]), "{json}");
    }
}

#[tokio::test]
async fn a_process_that_dies_in_the_middle_leaves_nothing_that_is_answered_wrongly() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let files = (0..30).map(|number| File::new(&format!("{number}.txt"), format!("words {number}")));
    let module = rig.site.add(rig.site.general(course), Activity::folder("Files", files));
    rig.site.fail(At::File("27.txt".into()), Fault::Hang);
    rig.changed(course, module).await;
    // Twenty-five are put together; then it hangs, and dies.
    let died = tokio::time::timeout(Duration::from_millis(1500), rig.work_once()).await;
    assert!(died.is_err());
    let put = rig.index.texts().len();
    assert_eq!(put, 25);
    assert_eq!(rig.named(course).await, set([]), "none of it is known to be whole");
    let waiting = rig.module(course, module).await.unwrap().documents;
    assert_eq!(waiting.len(), 30);
    assert!(waiting.iter().all(|document| document.state == DocumentState::Waiting));
    rig.site.heal();
    rig.clock.pass(ports::LONGEST_RUN);
    rig.settle().await;
    assert_eq!(rig.named(course).await.len(), 30);
}
