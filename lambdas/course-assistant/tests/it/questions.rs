//! Questions that nothing in the course answers.

use lti::roles::CourseRole;
use serde_json::{Value, json};

use crate::harness::{NOW, Part, SITE, Service, begin_log, course, course_at, says, session_in};

async fn service() -> Service {
    let service = Service::start(&says("NO_ANSWER")).await;
    service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
    service
}

async fn listed(service: &Service) -> Value {
    let teacher = service.enter_teacher().await;
    service.call("GET", "/api/index/questions", &teacher).await.ok()["questions"].clone()
}

#[tokio::test]
async fn teachers_see_what_was_asked_and_how_often_and_not_by_whom() {
    let service = service().await;
    // One that finds nothing, and one that the model does not find answered.
    service.ask("Where is the zebra?").await.answered("unknown");
    service.ask("How much does the exam cost?").await.answered("unknown");
    let other = service.world.enter(&session_in(&course(), CourseRole::Learner, "5")).await;
    service.ask_as(&other, "how much does the EXAM cost").await.answered("unknown");
    let mut questions = listed(&service).await;
    questions.as_array_mut().unwrap().sort_by_key(|question| question["asked"].as_u64());
    let expected = json!([
        { "question": "Where is the zebra?", "asked": 1, "last_asked_at": NOW },
        { "question": "how much does the EXAM cost", "asked": 2, "last_asked_at": NOW },
    ]);
    assert_eq!(questions, expected);
}

#[tokio::test]
async fn what_is_answered_or_asked_by_teachers_or_has_no_word_is_not_kept() {
    let service = Service::start(&says("In June [1].")).await;
    service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
    let teacher = service.enter_teacher().await;
    service.ask("When is the exam?").await.answered("generated");
    service.ask_as(&teacher, "zebra").await.answered("unknown");
    service.ask("?!").await.answered("unknown");
    let without = Service::without_model().await;
    without.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
    without.ask("When is the exam?").await.answered("extracts");
    for service in [&service, &without] {
        assert_eq!(listed(service).await, json!([]));
    }
}

#[tokio::test]
async fn of_one_person_twenty_a_day_are_kept_and_all_are_answered() {
    let service = service().await;
    for number in 0..25 {
        service.ask(&format!("Where is zebra {number}?")).await.answered("unknown");
    }
    assert_eq!(listed(&service).await.as_array().unwrap().len(), 20);
    let other = service.world.enter(&session_in(&course(), CourseRole::Learner, "5")).await;
    service.ask_as(&other, "Where is the walrus?").await.answered("unknown");
    assert_eq!(listed(&service).await.as_array().unwrap().len(), 21);
}

#[tokio::test]
async fn a_course_shows_and_forgets_its_own_questions_only() {
    let service = service().await;
    let elsewhere = course_at(SITE, 88);
    service.shelf().put(&elsewhere, 1, "a.pptx", &["The exam is in May."]).await;
    let other = service.world.enter(&session_in(&elsewhere, CourseRole::Learner, "4")).await;
    service.ask("Where is the zebra?").await.answered("unknown");
    service.ask_as(&other, "Where is the walrus?").await.answered("unknown");
    assert_eq!(listed(&service).await[0]["question"], "Where is the zebra?");
    let teacher = service.enter_teacher().await;
    let forgotten = service.call("DELETE", "/api/index/questions", &teacher).await;
    assert_eq!((forgotten.status, forgotten.body.as_str()), (204, ""));
    assert_eq!(listed(&service).await, json!([]));
    let other = service.world.enter(&session_in(&elsewhere, CourseRole::Instructor, "2")).await;
    let kept = service.call("GET", "/api/index/questions", &other).await.ok();
    assert_eq!(kept["questions"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_store_that_fails_takes_the_answer_from_nobody() {
    let (log, _guard) = begin_log();
    let service = service().await;
    service.world.watched.break_part(Part::Questions);
    service.ask("Where is the zebra?").await.answered("unknown");
    assert!(log.own_lines().contains("an open question was not kept"), "{}", log.own_lines());
    let teacher = service.enter_teacher().await;
    for method in ["GET", "DELETE"] {
        service.call(method, "/api/index/questions", &teacher).await.refused(503, "store_unavailable");
    }
}
