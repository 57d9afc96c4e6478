//! Who asks how much.

use std::time::Duration;

use lti::roles::CourseRole;
use ports::EngineError;
use ports::memory::{ScriptedModel, Step};

use crate::harness::{Part, Service, Setup, course, course_at, quotes, session_in};

async fn service(model: &ScriptedModel, change: impl FnOnce(&mut Setup)) -> Service {
    let mut setup = Setup::with(model);
    change(&mut setup);
    let service = setup.start().await;
    service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
    service
}

#[tokio::test]
async fn a_person_who_has_asked_enough_for_an_hour_waits() {
    let model = quotes();
    let service = service(&model, |setup| setup.allowances.user.questions_per_hour = 2).await;
    for _ in 0..2 {
        service.ask("exam").await.answered("generated");
    }
    let answer = service.ask("exam").await;
    let message = answer.refused(429, "quota_exceeded");
    assert!(message.contains("questions for this hour"), "{message}");
    // From 22:05:22 to 23:00:00.
    assert_eq!(answer.header("retry-after"), Some("3278"));
    assert_eq!(model.prompts().len(), 2);
    let other = service.world.enter(&session_in(&course(), CourseRole::Learner, "5")).await;
    service.ask_as(&other, "exam").await.answered("generated");
    // Another session of the same person has no new allowance, and neither has another course.
    for course in [course(), course_at("https://moodle.example", 9)] {
        let again = service.world.enter(&session_in(&course, CourseRole::Learner, "4")).await;
        service.ask_as(&again, "exam").await.refused(429, "quota_exceeded");
    }
    service.world.clock.pass(Duration::from_secs(3278));
    let mut later = session_in(&course(), CourseRole::Learner, "4");
    later.expires = later.expires + Duration::from_hours(2);
    let again = service.world.enter(&later).await;
    service.ask_as(&again, "exam").await.answered("generated");
}

#[tokio::test]
async fn a_day_and_a_site_have_an_end_too() {
    let model = quotes();
    let daily = service(&model, |setup| setup.allowances.user.questions_per_day = 1).await;
    daily.ask("exam").await.ok();
    let answer = daily.ask("exam").await;
    assert!(answer.refused(429, "quota_exceeded").contains("questions for this day"));
    let site = service(&model, |setup| setup.allowances.site.questions_per_hour = 1).await;
    site.ask("exam").await.ok();
    let other = site.world.enter(&session_in(&course(), CourseRole::Learner, "5")).await;
    site.ask_as(&other, "exam").await.refused(429, "site_quota_exceeded");
    let elsewhere = course_at("https://other.example", 8);
    site.shelf().put(&elsewhere, 1, "a.pptx", &["The exam is in May."]).await;
    let other = site.world.enter(&session_in(&elsewhere, CourseRole::Learner, "4")).await;
    site.ask_as(&other, "exam").await.answered("generated");
}

#[tokio::test]
async fn what_fails_is_given_back_but_not_without_end() {
    let broken = ScriptedModel::new(|_| vec![Step::Fail(EngineError::Failed("on purpose".into()))]);
    let service = service(&broken, |_| {}).await;
    for _ in 0..30 {
        service.ask("exam").await.refused(502, "engine_failed");
        assert_eq!(service.world.watched.charged(), 0);
    }
    service.ask("exam").await.refused(502, "engine_failed");
    assert_eq!(service.world.watched.charged(), 1, "what makes a model fail is not free for ever");
}

#[tokio::test]
async fn a_search_that_fails_is_given_back() {
    let service = service(&quotes(), |_| {}).await;
    for part in [Part::Search, Part::Manifest] {
        service.world.watched.break_part(part);
        assert_eq!(service.ask("exam").await.status, 503);
        service.world.watched.mend();
    }
    assert_eq!(service.world.watched.charged(), 0);
    service.world.watched.break_part(Part::Quotas);
    service.ask("exam").await.refused(503, "store_unavailable");
}

#[tokio::test]
async fn a_question_that_nothing_answers_is_a_question() {
    let service = service(&quotes(), |_| {}).await;
    service.ask("zebra").await.answered("unknown");
    assert_eq!(service.world.watched.charged(), 1);
}
