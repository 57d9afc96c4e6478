use super::super::*;
use super::platform::*;

async fn results(world: &World, user_id: Option<&str>) -> Result<Vec<Outcome>, ServiceError> {
    world.items().results(OWN_ITEM, user_id).await
}

#[tokio::test]
async fn the_grades_of_a_moodle_column_are_read_without_a_limit() {
    let world = World::new([Answer::Recorded("ags-results")]);
    let results = results(&world, None).await.unwrap();
    assert_eq!(results.len(), 6);
    let first = Outcome {
        user_id: "4".into(),
        score: Some(70.0),
        maximum: 100.0,
        comment: Some("well done".into()),
        timestamp: Some(UnixTime(1_795_298_732)),
    };
    assert_eq!(results[0], first);
    assert_eq!(results[1].comment, None);
    let call = &world.calls()[0];
    assert_eq!(call.header("accept"), "application/vnd.ims.lis.v2.resultcontainer+json");
}

#[tokio::test]
async fn the_grade_of_one_person_is_read() {
    let world = World::new([Answer::Recorded("ags-results-one-user")]);
    assert_eq!(results(&world, Some("4")).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_column_without_grades_has_none() {
    let world = World::new([Answer::Recorded("ags-results-empty")]);
    let created = OWN_ITEM.replace("/9/", "/11/");
    assert_eq!(world.items().results(&created, None).await.unwrap(), []);
}

#[tokio::test]
async fn grades_that_the_token_does_not_open_are_refused_after_a_second_one() {
    let world = World::new([Answer::Recorded("ags-results-401-scope")]);
    assert!(matches!(results(&world, None).await, Err(ServiceError::Unauthorized { .. })));
    assert_eq!(world.token_requests().len(), 2);
}

#[tokio::test]
async fn moodles_page_about_its_own_exception_is_not_repeated() {
    // What a limit would have met; asked for here by a column whose address has one.
    let world = World::new([Answer::Recorded("ags-results-limit2-404-html")]);
    let limited = world.items().results(&format!("{OWN_ITEM}&limit=2"), None).await;
    let error = limited.unwrap_err();
    assert!(matches!(&error, ServiceError::Unavailable { status, .. } if *status == StatusCode::NOT_FOUND));
    assert!(error.is_retryable() && error.to_string().len() < 80, "{error}");
}

#[tokio::test]
async fn grades_with_odd_details_are_read_as_far_as_they_make_sense() {
    let world = World::new([json(
        r#"[{"userId": 7}, {"userId": "8", "resultScore": null, "resultMaximum": "x", "timestamp": 5}, {"id": "x"}, 1]"#,
    )]);
    let results = results(&world, None).await.unwrap();
    assert_eq!(results.iter().map(|result| result.user_id.as_str()).collect::<Vec<_>>(), ["7", "8"]);
    assert!(results.iter().all(|result| result.score.is_none() && (result.maximum - 1.0).abs() < 1e-9));
}
