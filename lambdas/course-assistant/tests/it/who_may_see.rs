//! What Moodle says of a course when a question comes, whatever the index knows of it.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{join, join_all};
use lti::roles::CourseRole;
use tower::ServiceExt as _;

use crate::harness::{
    LATER, Moodle, SITE, Service, Setup, begin_log, course, question, quotes, session_in, token_of, until,
};

const TOKEN_UNKNOWN: &str = r#"{"exception":"core\\exception\\moodle_exception","errorcode":"invalidtoken","message":"Invalid token"}"#;
const LATER_VERSION: &str = r#"{"schemaversion":2,"coursevisible":true,"modules":[]}"#;

/// Makes a Moodle fail.
type Fails = fn(&Moodle);

async fn with_two_files(setup: Setup) -> Service {
    let service = setup.start().await;
    service.shelf().put(&course(), 1, "open.pptx", &["The exam is in June."]).await;
    service.shelf().put(&course(), 2, "secret.pptx", &["The exam asks for forty-two."]).await;
    service
}

/// The index is behind: the event of it waits, or never came.
#[tokio::test]
async fn what_was_hidden_in_moodle_is_told_to_nobody_although_nobody_heard_of_it() {
    let model = quotes();
    for setup in [Setup::with(&model), Setup::default()] {
        let service = with_two_files(setup).await;
        let (moodle, clock) = (&service.world.moodle, &service.world.clock);
        assert_eq!(service.ask("exam").await.files().len(), 2);
        moodle.hide(2);
        clock.pass(LATER);
        let teacher = service.enter_teacher().await;
        for bearer in [&service.bearer, &teacher] {
            assert_eq!(service.ask_as(bearer, "exam").await.files(), ["open.pptx"]);
        }
        assert!(model.prompts().last().is_none_or(|prompt| !prompt.user.contains("forty-two")));
        moodle.show(2);
        clock.pass(LATER);
        assert_eq!(service.ask("exam").await.files().len(), 2);
        // It was deleted, or the plugin leaves it out.
        moodle.say(200, r#"{"schemaversion":1,"coursevisible":true,"modules":[{"cmid":1,"barriers":[]}]}"#);
        clock.pass(LATER);
        assert_eq!(service.ask("exam").await.files(), ["open.pptx"]);
    }
}

#[tokio::test]
async fn a_course_that_was_hidden_answers_its_teachers_only() {
    let service = with_two_files(Setup::default()).await;
    service.world.moodle.hide_courses();
    service.ask("exam").await.refused(403, "course_hidden");
    let teacher = service.enter_teacher().await;
    assert_eq!(service.ask_as(&teacher, "exam").await.files().len(), 2);
}

#[tokio::test]
async fn where_moodle_does_not_say_who_may_see_what_nothing_is_answered_and_nobody_charged() {
    let (log, guard) = begin_log();
    let (model, wait, administrator) = (quotes(), Some("15"), None);
    let setups: [(&str, Option<&str>, Fails); 6] = [
        ("Moodle does not answer: no connection", wait, Moodle::fall_silent),
        ("no web-service answer of Moodle", wait, |moodle| moodle.say(200, "<html>Log in</html>")),
        ("under maintenance or not available", wait, |moodle| moodle.say(503, "")),
        ("does not know this web-service token", administrator, |moodle| moodle.say(200, TOKEN_UNKNOWN)),
        ("version 2 of the access to a course", administrator, |moodle| moodle.say(200, LATER_VERSION)),
        ("there is no token", administrator, Moodle::forget_token),
    ];
    for (why, retry_after, fails) in setups {
        let service = with_two_files(Setup::with(&model)).await;
        fails(&service.world.moodle);
        let answer = service.ask("exam").await;
        let message = answer.refused(503, "access_unknown");
        assert_eq!(answer.header("retry-after"), retry_after, "{why}");
        assert!(message.contains("moodle-aws doctor"), "{message}");
        assert_eq!(service.world.watched.charged(), 0, "{why}");
        assert!(log.own_lines().contains(why), "{why}: {}", log.own_lines());
    }
    drop(guard);
    assert_eq!(model.prompts(), []);
    assert!(!log.own_lines().contains(&token_of(SITE)), "the token is in the log");
}

/// A site of which nobody ever wanted an index has no token, and nothing is wrong with that.
#[tokio::test]
async fn a_course_without_an_index_says_so_whether_moodle_answers_or_not() {
    let (log, guard) = begin_log();
    let service = Setup::default().start().await;
    service.world.moodle.forget_token();
    service.ask("exam").await.refused(409, "not_indexed_yet");
    drop(guard);
    assert!(!log.own_lines().contains("ERROR"), "{}", log.own_lines());
}

#[tokio::test]
async fn a_class_that_asks_at_once_costs_moodle_one_call_in_ten_seconds() {
    let service = with_two_files(Setup::default()).await;
    for answer in join_all((0..20).map(|_| service.ask("exam"))).await {
        assert_eq!(answer.files().len(), 2);
    }
    assert_eq!(service.world.moodle.calls(), 1);
    service.world.clock.pass(LATER);
    service.ask("exam").await.ok();
    assert_eq!(service.world.moodle.calls(), 2);
}

#[tokio::test]
async fn a_moodle_that_does_not_answer_is_left_in_peace_for_a_moment() {
    let service = with_two_files(Setup::default()).await;
    service.world.moodle.fall_silent();
    service.world.moodle.take(Duration::from_secs(8));
    for answer in join_all((0..20).map(|_| service.ask("exam"))).await {
        answer.refused(503, "access_unknown");
    }
    service.world.moodle.come_back();
    service.ask("exam").await.refused(503, "access_unknown");
    assert_eq!(service.world.moodle.calls(), 1);
    service.world.clock.pass(Duration::from_secs(5));
    assert_eq!(service.ask("exam").await.files().len(), 2);
}

#[tokio::test]
async fn what_moodle_said_is_not_believed_for_as_long_as_a_clock_was_wrong() {
    let service = with_two_files(Setup::default()).await;
    service.ask("exam").await.ok();
    service.world.clock.set_back(Duration::from_mins(1));
    service.world.moodle.hide(2);
    assert_eq!(service.ask("exam").await.files(), ["open.pptx"]);
}

#[tokio::test]
async fn a_search_that_takes_longer_than_moodle_is_believed_shows_nothing_that_was_hidden_meanwhile() {
    let service = with_two_files(Setup::default()).await;
    service.world.watched.before_a_search_ends({
        let (moodle, clock) = (Arc::clone(&service.world.moodle), Arc::clone(&service.world.clock));
        move || {
            moodle.hide(2);
            clock.pass(LATER);
        }
    });
    assert_eq!(service.ask("exam").await.files(), ["open.pptx"]);
}

/// Moodle says the same of a course and of a function that it does not know.
#[tokio::test]
async fn a_course_that_was_deleted_answers_no_student_and_is_nobodys_mistake() {
    let (log, guard) = begin_log();
    let service = with_two_files(Setup::default()).await;
    service.world.moodle.know_nothing(true);
    service.ask("exam").await.refused(403, "course_hidden");
    drop(guard);
    assert!(!log.own_lines().contains("ERROR"), "{}", log.own_lines());
    service.world.moodle.know_nothing(false);
    service.world.clock.pass(LATER);
    service.ask("exam").await.refused(503, "access_unknown");
}

#[tokio::test]
async fn who_goes_away_while_moodle_is_asked_leaves_the_question_to_those_who_wait() {
    let service = with_two_files(Setup::default()).await;
    let (moodle, watched) = (&service.world.moodle, &service.world.watched);
    moodle.let_wait(Duration::from_mins(1));
    let goes_away = async {
        tokio::select! {
            _ = service.ask("exam") => panic!("it is not answered yet"),
            () = until("another waits", || watched.charged() == 2) => moodle.let_wait(Duration::ZERO),
        }
        until("it is asked again", || moodle.calls() == 2).await;
    };
    let waits = async {
        until("Moodle is asked", || moodle.calls() == 1).await;
        service.ask("exam").await
    };
    let ((), answer) = join(goes_away, waits).await;
    assert_eq!(answer.files().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_moodle_that_never_answers_is_given_up_after_five_seconds() {
    let (router, world) = Setup::default().router();
    world.shelf.put(&course(), 1, "open.pptx", &["The exam is in June."]).await;
    world.moodle.let_wait(Duration::from_hours(1));
    let bearer = world.enter(&session_in(&course(), CourseRole::Learner, "4")).await;
    let begun = tokio::time::Instant::now();
    let response = router.oneshot(question(&bearer, "application/json")).await.unwrap();
    assert_eq!((response.status().as_u16(), begun.elapsed()), (503, Duration::from_secs(5)));
    let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    assert!(String::from_utf8(body.to_vec()).unwrap().contains("access_unknown"));
    assert_eq!((world.moodle.calls(), world.watched.charged()), (1, 0));
}
