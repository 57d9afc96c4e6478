use super::super::*;
use super::platform::*;

fn score(user: &str, timestamp: i64) -> Score {
    Score {
        comment: Some("well done".into()),
        ..Score::graded(user, Points { given: 7.0, maximum: 10.0 }, UnixTime(timestamp))
    }
}

async fn post(recorded: &'static str, item: &str) -> (World, Result<(), ServiceError>) {
    let world = World::new([Answer::Recorded(recorded)]);
    let posted = world.items().post_score(item, &score("4", NOW.0)).await;
    (world, posted)
}

#[tokio::test]
async fn a_score_is_posted_as_the_recorded_one_was_before_the_query_of_its_column() {
    let (world, posted) = post("ags-score-200", OWN_ITEM).await;
    posted.unwrap();
    let call = &world.calls()[0];
    assert!(call.url().ends_with("/lineitems/9/lineitem/scores?type_id=3"), "{}", call.url());
    assert_eq!(call.header("content-type"), "application/vnd.ims.lis.v1.score+json");
    let (mut sent, mut expected) = (call.json(), recorded_json("ags-score-200"));
    let timestamp = sent["timestamp"].take();
    assert_eq!(timestamp, "2026-11-21T22:05:23.000Z", "with a fraction of a second and a time zone");
    assert_eq!(expected["timestamp"].take(), "2026-11-21T22:05:23+00:00");
    for name in ["scoreGiven", "scoreMaximum"] {
        assert_eq!(sent[name].take().as_f64(), expected[name].take().as_f64(), "{name}");
    }
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn a_score_may_exceed_its_maximum() {
    let world = World::new([Answer::Recorded("ags-score-over-maximum")]);
    let over = Score::graded("4", Points { given: 12.0, maximum: 10.0 }, NOW);
    world.items().post_score(OWN_ITEM, &over).await.unwrap();
}

#[tokio::test]
async fn a_score_without_points_says_how_far_the_person_came() {
    let world = World::new([Answer::Recorded("ags-score-no-scoreGiven")]);
    let pending =
        Score { points: None, comment: None, grading: GradingProgress::Pending, ..score("4", NOW.0 + 7) };
    world.items().post_score(OWN_ITEM, &pending).await.unwrap();
    let mut sent = world.calls()[0].json();
    let mut expected = recorded_json("ags-score-no-scoreGiven");
    for body in [&mut sent, &mut expected] {
        assert!(body["timestamp"].take().is_string());
    }
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn a_score_that_is_not_newer_is_a_conflict_of_its_own() {
    for recorded in ["ags-score-409-same-timestamp", "ags-score-409-older-timestamp"] {
        let (world, posted) = post(recorded, OWN_ITEM).await;
        let error = posted.unwrap_err();
        assert!(matches!(error, ServiceError::Conflict { .. }), "{error}");
        assert!(!error.is_retryable(), "the same score would meet the same answer");
        assert_eq!(world.calls().len(), 1);
    }
}

#[tokio::test]
async fn a_person_who_cannot_be_graded_is_a_bad_request() {
    for recorded in
        ["ags-score-400-teacher", "ags-score-400-user-not-in-course", "ags-score-400-wrong-content-type"]
    {
        let (_, posted) = post(recorded, OWN_ITEM).await;
        assert!(matches!(posted, Err(ServiceError::BadRequest { .. })), "{recorded}");
    }
}

#[tokio::test]
async fn a_score_for_a_column_that_is_gone_is_told() {
    let (_, posted) = post("ags-score-404-lineitem", &OWN_ITEM.replace("/9/", "/99/")).await;
    assert!(matches!(posted, Err(ServiceError::NotFound { reason }) if reason.contains("Grade item 99")));
}

#[tokio::test]
async fn a_score_that_no_platform_may_take_is_not_sent() {
    let world = World::new([]);
    let points = |given, maximum| Score { points: Some(Points { given, maximum }), ..score("4", NOW.0) };
    for wrong in [
        points(-1.0, 10.0),
        points(f64::NAN, 10.0),
        points(1.0, 0.0),
        points(1.0, f64::INFINITY),
        score("", NOW.0),
        score("4", i64::MAX),
    ] {
        let refused = world.items().post_score(OWN_ITEM, &wrong).await;
        assert!(matches!(refused, Err(ServiceError::Invalid(_))), "{wrong:?}");
    }
    assert!(world.sent().is_empty());
}

#[test]
fn progress_is_named_as_the_specification_does() {
    use ActivityProgress::{Completed, InProgress, Initialized, Started, Submitted};
    use GradingProgress::{Failed, FullyGraded, NotReady, Pending, PendingManual};
    let activity = serde_json::json!([Initialized, Started, InProgress, Submitted, Completed]);
    assert_eq!(
        activity,
        serde_json::json!(["Initialized", "Started", "InProgress", "Submitted", "Completed"])
    );
    let grading = serde_json::json!([FullyGraded, Pending, PendingManual, Failed, NotReady]);
    assert_eq!(grading, serde_json::json!(["FullyGraded", "Pending", "PendingManual", "Failed", "NotReady"]));
}
