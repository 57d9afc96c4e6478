//! An index that fails or loses something, and the night that finds it.

use std::time::Duration;

use documents::{Place, Section};
use ports::{DocumentId, NewContent, NewDocument};
use test_moodle::{Activity, At, Fault, File};

use crate::rig::{Rig, ids, set};

fn file(name: &str) -> Activity {
    Activity::resource(name, File::new(&format!("{name}.txt"), format!("words of {name}")))
}

#[tokio::test]
async fn a_storm_of_refusals_delays_and_uses_up_no_message() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let section = rig.site.general(course);
    let modules: Vec<_> = (0..20).map(|number| rig.site.add(section, file(&number.to_string()))).collect();
    rig.index.be_busy(100);
    rig.course_changed(course).await;
    rig.settle().await;
    assert_eq!(rig.named(course).await.len(), 20);
    rig.index.be_busy(100);
    for module in modules {
        rig.site.hide(module);
    }
    rig.course_changed(course).await;
    rig.settle().await;
    assert_eq!((rig.named(course).await, rig.index.texts().len()), (set([]), 0));
    assert_eq!(rig.queue.depth().await.unwrap().dead, 0);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_any_more_leaves_a_busy_index_in_the_end() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let module = rig.site.add(rig.site.general(course), file("a"));
    rig.course_changed(course).await;
    rig.settle().await;
    rig.site.replace_content(module, "");
    rig.changed(course, module).await;
    // It is asked for the state once, and is busy when the document is to be taken out.
    rig.index.be_busy_after(1, 3);
    rig.settle().await;
    assert_eq!(rig.trouble(course, "a.txt").await, "skipped empty");
    assert_eq!(rig.index.texts().len(), 0);
}

#[tokio::test]
async fn a_slow_index_is_asked_until_it_answers_from_a_document() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let module = rig.site.add(rig.site.general(course), file("slow"));
    rig.index.be_slow(5);
    rig.changed(course, module).await;
    rig.work().await;
    assert_eq!(rig.named(course).await, set([]), "it is not answered from yet");
    rig.settle().await;
    assert_eq!(rig.named(course).await, set(["slow.txt"]));
    assert_eq!(rig.index.puts(), 1, "asking is enough");
}

#[tokio::test]
async fn what_the_index_never_comes_to_an_end_with_is_put_again_after_an_hour() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let module = rig.site.add(rig.site.general(course), file("lost"));
    rig.index.be_slow(1_000_000);
    rig.changed(course, module).await;
    for _ in 0..70 {
        rig.work().await;
        rig.clock.pass(Duration::from_mins(1));
    }
    assert_eq!(rig.index.puts(), 2);
    rig.index.be_slow(0);
    for _ in 0..70 {
        rig.work().await;
        rig.clock.pass(Duration::from_mins(1));
    }
    assert_eq!(rig.named(course).await, set(["lost.txt"]));
}

#[tokio::test]
async fn a_document_that_the_index_refuses_is_told_of_and_holds_up_no_other() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let files = ["a.txt", "b.txt"].map(|name| File::new(name, format!("words of {name}")));
    rig.site.add(rig.site.general(course), Activity::folder("Files", files));
    rig.index.refuse("a.txt");
    rig.course_changed(course).await;
    rig.settle().await;
    assert_eq!(rig.trouble(course, "a.txt").await, "failed index_refused");
    assert_eq!(rig.named(course).await, set(["b.txt"]));
    rig.index.refuse_nothing();
    rig.night().await;
    assert_eq!(rig.named(course).await, set(["a.txt", "b.txt"]));
}

/// Each takes another time to be refused: while one is tried again, another is under way.
#[tokio::test]
async fn documents_that_the_index_refuses_one_after_the_other_do_not_wake_each_other() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let names: Vec<_> = (0..6).map(|number| format!("{number}.txt")).collect();
    let files: Vec<_> = names.iter().map(|name| File::new(name, format!("words of {name}"))).collect();
    rig.site.add(rig.site.general(course), Activity::folder("Files", files));
    for (name, looks) in names.iter().zip(0..) {
        rig.index.refuse_late(name, looks);
    }
    rig.course_changed(course).await;
    rig.settle().await;
    for name in &names {
        assert_eq!(rig.trouble(course, name).await, "failed index_failed");
    }
    assert_eq!(rig.index.puts(), 1, "they are tried again at night");
    rig.night().await;
    assert_eq!(rig.index.puts(), 2);
}

/// It was indexed without the model of meanings, and there is one now: to such an index it is absent.
#[tokio::test]
async fn what_can_be_read_no_more_is_taken_out_at_night_although_the_index_called_it_absent() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let module = rig.site.add(rig.site.general(course), file("a"));
    rig.course_changed(course).await;
    rig.settle().await;
    let a = rig.document(course, "a.txt").await;
    rig.index.call_absent(&a.id);
    rig.site.replace_content(module, "");
    rig.changed(course, module).await;
    rig.settle().await;
    assert_eq!(rig.trouble(course, "a.txt").await, "skipped empty");
    assert!(rig.index.texts().contains_key(&a.id), "nothing else is told of here");
    rig.night().await;
    assert!(!rig.index.texts().contains_key(&a.id));
}

#[tokio::test]
async fn an_index_that_does_not_work_is_told_of_and_tried_again() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let module = rig.site.add(rig.site.general(course), file("a"));
    rig.index.be_unusable(true);
    rig.course_changed(course).await;
    rig.settle().await;
    assert_eq!(rig.trouble(course, "a.txt").await, "failed storage_failed");
    assert_eq!(rig.module(course, module).await.unwrap().problem, None, "who may see it is known");
    rig.index.be_unusable(false);
    rig.night().await;
    assert_eq!(rig.named(course).await, set(["a.txt"]));
}

#[tokio::test]
async fn what_the_index_lost_is_put_again_at_night() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    rig.site.add(rig.site.general(course), file("a"));
    rig.site.add(rig.site.general(course), file("b"));
    rig.course_changed(course).await;
    rig.settle().await;
    rig.index.lose(&rig.document(course, "a.txt").await.id).await;
    rig.night().await;
    assert_eq!(rig.index.texts().len(), 2);
    assert_eq!(rig.named(course).await, set(["a.txt", "b.txt"]));
}

#[tokio::test]
async fn a_course_that_the_plugin_leaves_out_goes_and_is_asked_about_once_a_night() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    for name in ["a", "b"] {
        rig.site.add(rig.site.general(course), file(name));
    }
    rig.course_changed(course).await;
    rig.settle().await;
    let nothing = serde_json::json!({
        "schemaversion": 1, "courseid": course.get(), "coursevisible": true, "modules": []
    });
    rig.site.fail(At::function("local_awsevents_get_course_access"), Fault::Json(nothing));
    rig.site
        .fail(At::function("local_awsevents_get_courses"), Fault::Json(serde_json::json!({"courses": []})));
    rig.night().await;
    assert_eq!(rig.index.texts().len(), 0);
    assert!(rig.manifest(course).await.modules.is_empty());
    rig.site.forget();
    rig.night().await;
    assert_eq!(rig.site.counts().calls_of("local_awsevents_get_course_access"), 1);
}

#[tokio::test]
async fn what_nobody_put_into_the_index_is_taken_out_at_night() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let module = rig.site.add(rig.site.general(course), file("a"));
    rig.course_changed(course).await;
    rig.settle().await;
    let of = rig.of(course);
    let stray = |module, path: &str| NewDocument {
        id: DocumentId::new(&of, module, path),
        course: of.clone(),
        module,
        name: path.into(),
        content: NewContent::Text(vec![Section { place: Place::Whole, text: "stray".into() }]),
    };
    rig.index.stray(stray(ids(module), "file:/never.txt")).await;
    rig.index.stray(stray(99_999.try_into().unwrap(), "file:/gone.txt")).await;
    rig.night().await;
    assert_eq!(rig.index.texts().len(), 1);
    assert_eq!(rig.named(course).await, set(["a.txt"]));
}

#[tokio::test]
async fn a_site_that_fails_holds_up_no_other() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    rig.site.add(rig.site.general(course), file("a"));
    let away = moodle::SiteUrl::parse("http://127.0.0.1:9").unwrap();
    let token = moodle::WebServiceToken::parse(&"a".repeat(32)).unwrap();
    rig.tokens.put_site_token(&away, &token, lti::time::UnixTime(0)).await.unwrap();
    let found = index_file::reconcile(&rig.app).await.unwrap();
    assert_eq!((found.sites, found.failed, found.courses), (1, 1, 1));
    rig.settle().await;
    assert_eq!(rig.named(course).await, set(["a.txt"]));
}

#[tokio::test]
async fn a_night_in_which_moodle_does_not_list_its_courses_deletes_nothing() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    rig.site.add(rig.site.general(course), file("a"));
    rig.course_changed(course).await;
    rig.settle().await;
    rig.site.fail(
        At::function("local_awsevents_get_courses"),
        Fault::Json(serde_json::json!({"courses": "none"})),
    );
    rig.night().await;
    assert_eq!(rig.index.texts().len(), 1);
}
