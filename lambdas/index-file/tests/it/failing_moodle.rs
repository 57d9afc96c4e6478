//! A Moodle that fails: nothing is lost, nothing is stuck, and the teacher sees the cause.

use std::time::Duration;

use ports::{Clock as _, DocumentState, LONGEST_DELAY, LONGEST_WAIT, ManifestDocument};
use test_moodle::{Activity, At, Entry, Fault, File};

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
async fn what_is_known_to_be_hidden_is_answered_no_more_although_the_rest_cannot_be_had() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let section = rig.site.general(course);
    let [first, second, _] = ["first", "second", "third"].map(|name| rig.site.add(section, file(name)));
    rig.course_changed(course).await;
    rig.settle().await;
    rig.site.fail(At::Function("core_course_get_contents".into()), Fault::ServerError);
    rig.site.hide(first);
    rig.changed(course, first).await;
    assert_eq!(rig.work_once().await, Some(true));
    assert_eq!(rig.named(course).await, set(["second.txt", "third.txt"]));
    rig.site.hide(second);
    rig.course_changed(course).await;
    assert_eq!(rig.work_once().await, Some(true));
    assert_eq!(rig.named(course).await, set(["third.txt"]));
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
async fn a_download_that_always_fails_is_told_of_holds_up_no_other_and_is_tried_every_night() {
    for (fault, trouble) in [
        (Fault::LoginPage, "failed not_a_file"),
        (Fault::Broken, "failed moodle_unreachable"),
        (Fault::Stall, "failed moodle_failed"),
        (Fault::AccessRefused, "failed moodle_access_refused"),
        (Fault::WebServicesOff, "failed moodle_access_refused"),
    ] {
        let mut rig = Rig::new().await;
        rig.app.limits.download = Duration::from_millis(200);
        let course = rig.site.add_course("Biology");
        let names = ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt", "f.txt"];
        let files = names.map(|name| File::new(name, format!("words of {name}")));
        rig.site.add(rig.site.general(course), Activity::folder("Files", files));
        // Those that come first would hold up the rest.
        for bad in &names[..4] {
            rig.site.fail(At::file(bad), fault.clone());
        }
        rig.course_changed(course).await;
        rig.settle().await;
        assert_eq!(rig.trouble(course, "b.txt").await, trouble);
        assert_eq!(rig.named(course).await, set(["e.txt", "f.txt"]), "{fault:?}");
        assert_eq!(rig.queue.depth().await.unwrap().dead, 0, "{fault:?}");
        assert_eq!(rig.index.removes(), 0, "what never was in the index is not taken out of it");
        rig.site.heal();
        rig.night().await;
        assert_eq!(rig.named(course).await, set(names), "{fault:?}");
    }
}

#[tokio::test]
async fn what_the_index_is_at_is_not_forgotten_when_a_file_beside_it_is_given_up() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let files = ["bad.txt", "slow.txt"].map(|name| File::new(name, format!("words of {name}")));
    rig.site.add(rig.site.general(course), Activity::folder("Files", files));
    rig.site.fail(At::file("bad.txt"), Fault::LoginPage);
    rig.index.be_slow(ports::MOST_DELIVERIES + 3);
    rig.course_changed(course).await;
    rig.settle().await;
    assert_eq!(rig.trouble(course, "bad.txt").await, "failed not_a_file");
    assert_eq!(rig.named(course).await, set(["slow.txt"]));
    assert_eq!(rig.index.puts(), 1, "asking is enough");
}

#[tokio::test]
async fn a_glossary_that_is_told_no_more_while_the_index_is_at_it_is_not_asked_about_without_end() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let entries = [Entry::new("Osmosis", "<p>water moves</p>")];
    let module = rig.site.add(rig.site.general(course), Activity::glossary("Terms", entries));
    rig.index.be_slow(1_000_000);
    rig.changed(course, module).await;
    rig.work().await;
    rig.site.fail(At::function("mod_glossary_get_entries_by_letter"), Fault::AccessRefused);
    rig.settle().await;
    rig.site.heal();
    rig.index.be_slow(0);
    rig.night().await;
    assert_eq!(rig.named(course).await, set(["Terms"]));
}

#[tokio::test]
async fn a_glossary_that_is_not_told_stays_as_it_was_and_a_new_one_has_a_reason() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let section = rig.site.general(course);
    let glossary = |name| Activity::glossary(name, [Entry::new("Osmosis", "<p>water moves</p>")]);
    let old = rig.site.add(section, glossary("Old"));
    rig.course_changed(course).await;
    rig.settle().await;
    rig.site.fail(At::function("mod_glossary_get_entries_by_letter"), Fault::AccessRefused);
    let new = rig.site.add(section, glossary("New").described("<p>about terms</p>"));
    rig.changed(course, old).await;
    rig.changed(course, new).await;
    rig.settle().await;
    assert!(rig.answers(course).await["Old"].contains("water moves"));
    assert!(rig.answers(course).await["New"].contains("about terms"), "its description is known");
    let known = rig.module(course, new).await.unwrap();
    let failed = |document: &&ManifestDocument| matches!(document.state, DocumentState::Failed(_));
    assert_eq!((known.problem, known.documents.iter().filter(failed).count()), (None, 1));
    rig.site.heal();
    rig.night().await;
    let known = rig.module(course, new).await.unwrap();
    assert_eq!(known.documents.len(), 2);
    assert!(known.documents.iter().all(|document| document.state == DocumentState::Indexed));
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
    let known = rig.manifest(course).await.course.unwrap();
    assert_eq!(known.checked, None, "nobody has looked through it");
    let problem = known.problem.unwrap();
    assert_eq!(problem.code, "no_token");
    assert!(problem.message.contains("moodle-aws site token"), "{}", problem.message);
}

#[tokio::test]
async fn a_moodle_that_stays_away_closes_its_courses_and_opens_them_soon_after_it_is_back() {
    for fault in [Fault::ServerError, Fault::Maintenance, Fault::CliMaintenance] {
        let rig = Rig::new().await;
        let course = rig.site.add_course("Biology");
        let section = rig.site.general(course);
        let (module, _) = (rig.site.add(section, file("first")), rig.site.add(section, file("second")));
        rig.course_changed(course).await;
        rig.settle().await;
        rig.site.replace_content(module, "new words");
        rig.site.fail(At::Everything, fault.clone());
        rig.site.forget();
        for _ in 0..5 {
            rig.changed(course, module).await;
            rig.work_for(Duration::from_hours(1)).await;
        }
        let asked = rig.site.requests().len();
        assert!(
            asked < 200,
            "{fault:?}: asked {asked} times in five hours, on behalf of one course and one activity"
        );
        assert_eq!(rig.named(course).await, set([]), "{fault:?}: nobody knows whether it may still be seen");
        assert!(rig.manifest(course).await.course.unwrap().problem.is_some(), "{fault:?}");
        rig.site.heal();
        rig.work_for(Duration::from_mins(20)).await;
        let answers = rig.answers(course).await;
        assert_eq!((answers.len(), answers["first.txt"].as_str()), (2, "new words"), "{fault:?}");
        rig.settle().await;
        assert_eq!(rig.queue.depth().await.unwrap().dead, 0, "{fault:?}: nobody has to put anything back");
    }
}

#[tokio::test]
async fn a_quiet_course_of_a_site_that_cannot_be_read_is_closed_in_the_night() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    rig.site.add(rig.site.general(course), file("first"));
    rig.course_changed(course).await;
    rig.settle().await;
    rig.site.expire_token();
    rig.night().await;
    assert_eq!(rig.named(course).await, set([]));
    assert!(rig.manifest(course).await.course.unwrap().problem.is_some());
}

#[tokio::test]
async fn what_was_hidden_while_nobody_could_look_is_not_answered_when_the_course_opens_again() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let section = rig.site.general(course);
    let (first, _) = (rig.site.add(section, file("first")), rig.site.add(section, file("second")));
    rig.course_changed(course).await;
    rig.settle().await;
    rig.site.expire_token();
    rig.course_changed(course).await;
    rig.settle().await;
    rig.site.hide(first);
    rig.give_token(&rig.site.renew_token()).await;
    rig.clock.pass(Duration::from_mins(1));
    rig.course_changed(course).await;
    // The course is looked through, and nothing else yet.
    assert_eq!(rig.work_once().await, Some(false));
    assert_eq!(rig.manifest(course).await.course.unwrap().problem, None);
    assert_eq!(rig.named(course).await, set(["second.txt"]));
    rig.settle().await;
    assert_eq!(rig.named(course).await, set(["second.txt"]));
    rig.site.show(first);
    rig.clock.pass(Duration::from_mins(1));
    rig.changed(course, first).await;
    rig.settle().await;
    assert_eq!(rig.named(course).await, set(["first.txt", "second.txt"]));
}

#[tokio::test]
async fn a_deleted_course_answers_nothing_from_the_first_look_on() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    rig.site.add(rig.site.general(course), file("first"));
    rig.course_changed(course).await;
    rig.settle().await;
    let (questions, of) = (rig.app.ports.questions.clone(), rig.of(course));
    questions.note_open(&of, "Why?", rig.clock.now()).await.unwrap();
    rig.site.delete(course);
    rig.course_changed(course).await;
    assert_eq!(rig.work_once().await, Some(false));
    assert_eq!(rig.named(course).await, set([]));
    rig.settle().await;
    assert_eq!(rig.manifest(course).await, ports::CourseManifest::default());
    assert_eq!(rig.index.texts().len(), 0);
    assert_eq!(questions.open_questions(&of, rig.clock.now()).await.unwrap(), []);
}

#[tokio::test]
async fn what_is_hidden_while_its_files_are_read_is_not_answered_afterwards() {
    let mut rig = Rig::new().await;
    rig.app.limits.trust = Duration::ZERO;
    let course = rig.site.add_course("Biology");
    let files = |last: &'static str| {
        let file = |name: &str| File::new(name, format!("words of {name}"));
        Activity::folder("Files", [file("a.txt"), file("b.txt"), File::new("c.txt", last)])
    };
    let module = rig.site.add(rig.site.general(course), files("old words"));
    rig.course_changed(course).await;
    rig.settle().await;
    rig.site.edit(module, files("new words"));
    let pause = Duration::from_millis(100);
    rig.site.fail(At::file("c.txt"), Fault::Drip { bytes: 2, pause });
    rig.site.forget();
    rig.changed(course, module).await;
    let hide = async {
        rig.site.until(|counts| counts.downloads > 0).await;
        rig.site.hide(module);
    };
    let (worked, ()) = tokio::join!(rig.work_once(), hide);
    assert_eq!(worked, Some(false));
    assert_eq!(rig.named(course).await, set([]));
    assert_eq!(rig.index.texts().len(), 0);
}

#[tokio::test]
async fn a_token_that_is_taken_away_while_a_course_is_looked_through_opens_nothing() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    rig.site.add(rig.site.general(course), file("first"));
    rig.course_changed(course).await;
    rig.settle().await;
    let pause = Duration::from_millis(50);
    rig.site.fail(At::function("core_course_get_contents"), Fault::Drip { bytes: 200, pause });
    rig.site.forget();
    rig.course_changed(course).await;
    let take = async {
        rig.site.until(|counts| counts.calls_of("core_course_get_contents") > 0).await;
        rig.tokens.remove_site_token(&rig.url()).await.unwrap();
    };
    tokio::join!(rig.work_once(), take);
    assert_eq!(rig.named(course).await, set([]));
}

#[tokio::test]
async fn a_silent_site_is_left_in_peace_for_a_moment() {
    let mut rig = Rig::new().await;
    rig.app.limits.call = Duration::from_millis(200);
    let courses: Vec<_> = (0..10).map(|number| rig.site.add_course(&number.to_string())).collect();
    rig.site.fail(At::Functions, Fault::Hang);
    for course in courses {
        rig.course_changed(course).await;
    }
    rig.work().await;
    assert_eq!(rig.site.counts().all_calls(), 1, "the other jobs wait for nothing");
}

#[tokio::test]
async fn the_front_page_is_no_course_and_makes_no_jobs_without_end() {
    let rig = Rig::new().await;
    let front = moodle::CourseId::try_from(1).unwrap();
    let course = ports::SiteCourse { site: rig.url(), course: front };
    for module in [None, Some(7.try_into().unwrap())] {
        rig.app.ports.requests.request(&course, module, Duration::ZERO).await.unwrap();
    }
    rig.settle().await;
    assert_eq!(rig.app.ports.manifest.courses(&rig.url()).await.unwrap(), []);
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
async fn a_process_that_dies_in_the_middle_has_kept_what_it_did_and_leaves_the_rest_to_the_next() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let files = (0..30).map(|number| File::new(&format!("{number}.txt"), format!("words {number}")));
    let module = rig.site.add(rig.site.general(course), Activity::folder("Files", files));
    rig.site.fail(At::File("27.txt".into()), Fault::Hang);
    rig.changed(course, module).await;
    // Twenty are put, ten together; then it hangs, and dies.
    let died = tokio::time::timeout(Duration::from_millis(1500), rig.work_once()).await;
    assert!(died.is_err());
    assert_eq!(rig.index.texts().len(), 20);
    assert_eq!(rig.named(course).await.len(), 20);
    let documents = rig.module(course, module).await.unwrap().documents;
    let waiting = documents.iter().filter(|document| document.state == DocumentState::Waiting).count();
    assert_eq!((documents.len(), waiting), (30, 10));
    rig.site.heal();
    rig.clock.pass(ports::LONGEST_RUN);
    rig.settle().await;
    assert_eq!(rig.named(course).await.len(), 30);
    assert_eq!(rig.index.puts(), 3, "nothing is put again");
}

#[tokio::test]
async fn files_that_each_process_dies_of_are_read_after_all_others_and_told_to_the_teacher() {
    for deadly in [&["deadly.txt"][..], &["deadly.txt", "deadlier.txt", "deadliest.txt"]] {
        let rig = Rig::new().await;
        let course = rig.site.add_course("Biology");
        let others = (0..12).map(|number| File::new(&format!("{number}.txt"), format!("words {number}")));
        let mut files: Vec<_> =
            deadly.iter().map(|name| File::new(name, format!("words of {name}"))).chain(others).collect();
        let module = rig.site.add(rig.site.general(course), Activity::folder("Files", files.clone()));
        for name in deadly {
            rig.site.fail(At::File((*name).into()), Fault::Hang);
        }
        rig.changed(course, module).await;
        // Of the first to begin with, when nobody knows yet of which; then once of each.
        for _ in 0..=deadly.len() {
            dies(&rig).await;
            assert_eq!(rig.named(course).await.len(), 0);
        }
        dies(&rig).await;
        assert_eq!(rig.named(course).await.len(), 12);
        for name in deadly {
            assert_eq!(rig.trouble(course, name).await, "failed crashed");
        }
        // They hold up what comes later no more.
        files.push(File::new("new.txt", "new words"));
        rig.site.edit(module, Activity::folder("Files", files));
        rig.changed(course, module).await;
        dies(&rig).await;
        assert_eq!(rig.named(course).await.len(), 13);
        for name in deadly {
            assert_eq!(rig.trouble(course, name).await, "failed crashed");
        }
        rig.site.heal();
        rig.settle().await;
        assert_eq!(rig.named(course).await.len(), 13 + deadly.len());
    }
}

/// Works until it reads a deadly file, and no further.
async fn dies(rig: &Rig) {
    rig.site.forget();
    let asked_for = async || {
        while !rig.site.requests().iter().any(|request| request.address.contains("deadl")) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        () = asked_for() => {}
        () = rig.work() => panic!("it lives"),
    }
    rig.clock.pass(ports::LONGEST_RUN);
}

/// A run without time does nothing, and forgets nothing: what it leaves is read later, the deadly file last.
#[tokio::test]
async fn a_run_whose_time_is_up_keeps_in_mind_of_what_others_died() {
    let mut rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let deadly = File::new("deadly.txt", "words of deadly.txt");
    let module = rig.site.add(rig.site.general(course), Activity::folder("Files", [deadly.clone()]));
    rig.site.fail(At::File("deadly.txt".into()), Fault::Hang);
    rig.changed(course, module).await;
    dies(&rig).await;
    dies(&rig).await;
    let time = std::mem::replace(&mut rig.app.limits.time, Duration::ZERO);
    rig.work_once().await;
    assert_eq!(rig.trouble(course, "deadly.txt").await, "failed crashed");
    rig.app.limits.time = time;
    rig.clock.pass(Duration::from_mins(5));
    dies(&rig).await;
    assert_eq!(rig.trouble(course, "deadly.txt").await, "failed crashed");
    rig.app.limits.time = Duration::ZERO;
    rig.work_once().await;
    rig.app.limits.time = time;
    rig.site.heal();
    rig.clock.pass(Duration::from_mins(5));
    rig.work().await;
    assert_eq!(rig.named(course).await, set(["deadly.txt"]));
}

#[tokio::test]
async fn what_a_deadly_file_replaced_does_not_stay_in_the_index() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let module =
        rig.site.add(rig.site.general(course), Activity::resource("A", File::new("deadly.txt", "harmless")));
    rig.changed(course, module).await;
    rig.settle().await;
    assert_eq!(rig.index.texts().len(), 1);
    rig.site.replace_content(module, "deadly words");
    rig.site.fail(At::File("deadly.txt".into()), Fault::Hang);
    rig.changed(course, module).await;
    for held in [1, 1, 0] {
        dies(&rig).await;
        assert_eq!((rig.index.texts().len(), rig.named(course).await.len()), (held, 0));
    }
    rig.site.heal();
    rig.settle().await;
    assert_eq!(rig.answers(course).await["deadly.txt"], "deadly words");
}

/// Two events at one time used up both attempts while a setting was wrong. It is right again, and no more events come.
#[tokio::test]
async fn what_could_not_be_looked_at_is_looked_at_with_its_course_a_quarter_of_an_hour_later() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let module = rig.site.add(rig.site.general(course), file("first"));
    rig.changed(course, module).await;
    rig.clock.pass(LONGEST_WAIT);
    rig.changed(course, module).await;
    rig.site.fail_times(2, At::Everything, Fault::WebServicesOff);
    rig.work_once().await;
    rig.work_once().await;
    assert_eq!(rig.module(course, module).await.unwrap().problem.unwrap().code, "moodle_web_services_off");
    rig.site.heal();
    rig.clock.pass(LONGEST_DELAY);
    rig.night().await;
    assert_eq!(rig.named(course).await, set(["first.txt"]));
}
