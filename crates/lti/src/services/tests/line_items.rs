use serde_json::json as value;

use super::super::*;
use super::platform::*;

const CREATED: &str = "https://moodle.localtest:8443/mod/lti/services.php/3/lineitems/11/lineitem?type_id=3";

fn practice() -> NewLineItem {
    NewLineItem {
        label: "Essay practice".into(),
        score_maximum: 10.0,
        resource_id: Some("res-1".into()),
        tag: Some("practice".into()),
        ..NewLineItem::default()
    }
}

fn of_resource(id: &str) -> LineItemFilter {
    LineItemFilter { resource_id: Some(id.into()), ..LineItemFilter::default() }
}

#[tokio::test]
async fn the_columns_of_a_moodle_course_are_listed() {
    let world = World::new([Answer::Recorded("ags-lineitems-list")]);
    let items = world.items().list(&LineItemFilter::default()).await.unwrap();
    let labels: Vec<_> = items.iter().map(|item| item.details.label.as_str()).collect();
    assert_eq!(labels, ["Chat with the tutor", "Essay practice", "x"]);
    assert_eq!(items[0].details.resource_link_id.as_deref(), Some("3"));
    assert_eq!(items[0].details.resource_id, None, "Moodle writes an empty text");
    assert_eq!(items[1].details.tag.as_deref(), Some("practice"));
    let call = &world.calls()[0];
    assert_eq!(call.header("accept"), "application/vnd.ims.lis.v2.lineitemcontainer+json");
}

#[tokio::test]
async fn moodles_link_to_the_next_columns_is_understood() {
    let world = World::new([Answer::Recorded("ags-lineitems-list-limit1"), json("[]")]);
    let filter = LineItemFilter { limit: Some(1), ..LineItemFilter::default() };
    assert_eq!(world.items().list(&filter).await.unwrap().len(), 1);
    assert_eq!(world.calls()[1].url(), format!("{LINE_ITEMS}&limit=1&from=1"));
}

#[tokio::test]
async fn columns_are_asked_for_by_the_tools_own_id() {
    let world = World::new([Answer::Recorded("ags-lineitems-by-resource-id")]);
    let items = world.items().list(&of_resource("res-1")).await.unwrap();
    assert_eq!(items[0].id, CREATED);
}

#[tokio::test]
async fn a_platform_that_ignores_a_filter_hands_out_no_other_columns() {
    let world = World::new([json(
        r#"[{"id":"https://moodle.localtest:8443/1","label":"a","scoreMaximum":1,"resourceId":"other"},
            {"id":"https://moodle.localtest:8443/2","label":"b","scoreMaximum":1,"resourceId":"res-1"}]"#,
    )]);
    let items = world.items().list(&of_resource("res-1")).await.unwrap();
    assert_eq!(items.iter().map(|item| item.details.label.as_str()).collect::<Vec<_>>(), ["b"]);
}

#[tokio::test]
async fn a_column_that_is_there_is_found_and_none_is_made() {
    let world = World::new([json(
        r#"[{"id":"https://moodle.localtest:8443/2","label":"b","scoreMaximum":5,"resourceId":"res-1","tag":"practice"}]"#,
    )]);
    let found = world.items().find_or_create(&practice()).await.unwrap();
    assert_eq!((found.details.label.as_str(), world.calls().len()), ("b", 1));
    assert_eq!(world.calls()[0].url(), format!("{LINE_ITEMS}&resource_id=res-1&tag=practice"));
}

#[tokio::test]
async fn a_column_that_is_not_there_is_made_as_the_recorded_one_was() {
    let world = World::new([json("[]"), Answer::Recorded("ags-lineitem-create-201")]);
    let made = world.items().find_or_create(&practice()).await.unwrap();
    assert_eq!(made, LineItem { id: CREATED.into(), details: practice() });
    let call = &world.calls()[1];
    assert_eq!(call.header("content-type"), "application/vnd.ims.lis.v2.lineitem+json");
    assert_eq!(call.header("accept"), "application/vnd.ims.lis.v2.lineitem+json");
    let sent =
        value!({"label": "Essay practice", "scoreMaximum": 10.0, "resourceId": "res-1", "tag": "practice"});
    assert_eq!(call.json(), sent);
    assert_eq!(world.token_requests().len(), 1, "one scope for both steps");
}

#[tokio::test]
async fn a_column_that_nothing_tells_from_others_is_neither_found_nor_made() {
    let world = World::new([]);
    let bare = NewLineItem { label: "x".into(), score_maximum: 1.0, ..NewLineItem::default() };
    assert!(matches!(world.items().find_or_create(&bare).await, Err(ServiceError::Invalid(_))));
    assert!(world.sent().is_empty());
}

#[tokio::test]
async fn a_column_without_label_or_points_is_not_sent() {
    let world = World::new([]);
    for (label, score_maximum) in
        [("", 1.0), (" ", 1.0), ("x", 0.0), ("x", -1.0), ("x", f64::NAN), ("x", f64::INFINITY)]
    {
        let item = NewLineItem { label: label.into(), score_maximum, ..practice() };
        assert!(matches!(world.items().create(&item).await, Err(ServiceError::Invalid(_))));
        let item = LineItem { id: CREATED.into(), details: item };
        assert!(matches!(world.items().update(&item).await, Err(ServiceError::Invalid(_))));
    }
    assert!(world.sent().is_empty());
}

#[tokio::test]
async fn a_column_with_zero_points_which_moodle_allows_is_read() {
    let world = World::new([Answer::Recorded("ags-lineitem-create-201-max-0")]);
    let made = world.items().create(&practice()).await.unwrap();
    assert_eq!(made.details.score_maximum.to_bits(), 0.0_f64.to_bits());
}

#[tokio::test]
async fn a_column_is_read_changed_and_deleted() {
    let world = World::new([
        Answer::Recorded("ags-lineitem-get-created"),
        Answer::Recorded("ags-lineitem-put"),
        Answer::Recorded("ags-lineitem-delete-204"),
    ]);
    let items = world.items();
    let mut item = items.get(CREATED).await.unwrap();
    item.details.label = "Essay practice 2".into();
    item.details.score_maximum = 20.0;
    assert_eq!(items.update(&item).await.unwrap(), item);
    items.delete(CREATED).await.unwrap();
    let calls = world.calls();
    let (sent, expected) = (calls[1].json(), recorded_json("ags-lineitem-put"));
    for name in ["id", "label", "tag", "resourceId"] {
        assert_eq!(sent[name], expected[name], "{name}");
    }
    assert_eq!(sent["scoreMaximum"].as_f64(), expected["scoreMaximum"].as_f64());
    assert_eq!(calls[1].header("content-type"), "application/vnd.ims.lis.v2.lineitem+json");
    assert!(calls[2].request.body().is_empty());
}

#[tokio::test]
async fn what_else_a_platform_says_about_a_column_survives_a_change() {
    let text = r#"{"id":"https://moodle.localtest:8443/2","label":"b","scoreMaximum":5.0,
        "startDateTime":"2026-11-21T22:05:23+00:00","endDateTime":"some day","gradesReleased":"yes",
        "submissionReview":{"reviewableStatus":["Completed"]}}"#;
    let world = World::new([json(text)]);
    let item = world.items().get("https://moodle.localtest:8443/2").await.unwrap();
    assert_eq!(item.details.start_date_time, Some(NOW));
    world.items().update(&item).await.unwrap();
    let expected = value!({"id": "https://moodle.localtest:8443/2", "label": "b", "scoreMaximum": 5.0,
        "startDateTime": "2026-11-21T22:05:23.000Z", "submissionReview": {"reviewableStatus": ["Completed"]}});
    assert_eq!(world.calls()[1].json(), expected);
}

#[tokio::test]
async fn a_column_that_is_gone_is_told_in_moodles_words() {
    let world = World::new([Answer::Recorded("ags-lineitem-get-404-deleted")]);
    let error = world.items().get(CREATED).await.unwrap_err();
    assert!(
        matches!(&error, ServiceError::NotFound { reason } if reason.contains("Grade item 11")),
        "{error}"
    );
}

#[tokio::test]
async fn attack_38_a_column_on_another_origin_gets_no_token() {
    let world = World::new([]);
    let items = world.items();
    let score = Score::graded("4", Points { given: 1.0, maximum: 1.0 }, NOW);
    let foreign = "https://evil.example/lineitems/9/lineitem?type_id=3";
    let item = LineItem { id: foreign.into(), details: practice() };
    for refused in [
        items.get(foreign).await.map(|_| ()),
        items.update(&item).await.map(|_| ()),
        items.delete(foreign).await,
        items.post_score(foreign, &score).await,
        items.results(foreign, None).await.map(|_| ()),
    ] {
        assert!(matches!(refused, Err(ServiceError::ForeignUrl(_))), "{refused:?}");
    }
    assert!(world.sent().is_empty());
}

#[tokio::test]
async fn attack_38_a_column_that_an_answer_puts_on_another_origin_is_not_handed_out() {
    let column = r#"{"id":"https://evil.example/2","label":"b","scoreMaximum":5,"resourceId":"res-1","tag":"practice"}"#;
    for answers in [vec![json(format!("[{column}]"))], vec![json("[]"), json(column)]] {
        let world = World::new(answers);
        let refused = world.items().find_or_create(&practice()).await;
        assert!(matches!(refused, Err(ServiceError::ForeignUrl(_))), "{refused:?}");
    }
}

#[tokio::test]
async fn the_least_scope_that_is_granted_is_asked_for() {
    let scope_of = |world: &World| {
        let fields: Vec<_> =
            form_urlencoded::parse(world.token_requests()[0].request.body()).into_owned().collect();
        fields.into_iter().find(|(name, _)| name == "scope").unwrap().1
    };
    let world = World::new([json("[]")]);
    world.items().list(&LineItemFilter::default()).await.unwrap();
    assert_eq!(scope_of(&world), Scope::LineItemReadonly.uri());

    let mut world = World::new([json("[]")]);
    world.line_items.scope = vec![Scope::LineItem.uri().into()];
    world.items().list(&LineItemFilter::default()).await.unwrap();
    assert_eq!(scope_of(&world), Scope::LineItem.uri(), "who may change line items may see them");
}

#[tokio::test]
async fn what_the_launch_does_not_grant_is_not_asked_for() {
    let mut world = World::new([]);
    world.line_items.scope = vec![Scope::LineItemReadonly.uri().into()];
    let items = world.items();
    let score = Score::graded("4", Points { given: 1.0, maximum: 1.0 }, NOW);
    for refused in [
        items.create(&practice()).await.map(|_| ()),
        items.delete(CREATED).await,
        items.post_score(CREATED, &score).await,
        items.results(CREATED, None).await.map(|_| ()),
    ] {
        assert!(matches!(refused, Err(ServiceError::NotGranted(_))), "{refused:?}");
    }
    assert!(world.sent().is_empty());
}

#[tokio::test]
async fn a_course_that_offers_one_column_only_offers_no_list() {
    let mut world = World::new([]);
    world.line_items.lineitems = None;
    let refused = world.items().list(&LineItemFilter::default()).await;
    assert!(matches!(refused, Err(ServiceError::NotOffered(_))));
}
