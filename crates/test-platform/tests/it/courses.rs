//! The pages of a course and its gradebook.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::json;
use test_platform::claims::name;

use crate::support::{Demo, attribute, unescape};
use crate::tool::{SCORE, Tool, launched};

/// The address of the link with this text or label in it.
fn link(body: &str, holding: &str) -> String {
    let links = body.split("<a ").skip(1);
    let found = links.filter(|link| unescape(link.split_once("</a>").unwrap().0).contains(holding)).last();
    attribute(found.expect("the link"), "href")
}

#[tokio::test]
async fn a_teacher_finds_everything_one_click_away() {
    let demo = Demo::new();
    let course = demo.get("/course?person=teacher&course=campus").await.body;
    assert!(course.contains("one of 1000 members"));
    for (words, expected) in [
        ("Add content from Demo tool", "message=deep-linking"),
        ("Gradebook", "/gradebook?"),
        ("Open as student", "person=student"),
    ] {
        let address = link(&course, words);
        assert!(address.contains(expected), "{address}");
        assert_eq!(demo.get(&address).await.status, StatusCode::OK, "{address}");
    }
    assert!(course.contains("Data privacy request"));
    assert_eq!(link(&course, "Tools"), "/register");
}

#[tokio::test]
async fn a_student_sees_the_activities_and_nothing_of_the_teachers() {
    let demo = Demo::new();
    let course = unescape(&demo.get("/course?person=student").await.body);
    assert!(course.contains("Laboratorio 4: ¿onda o partícula?"));
    assert!(!course.contains("Gradebook") && !course.contains("Add content"));
    assert_eq!(demo.get("/gradebook?person=student").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_gradebook_shows_scores_and_leads_to_the_review() {
    let tool = Tool::start().await;
    let token = tool.token(SCORE).await;
    let score = json!({
        "userId": "4", "scoreGiven": 1, "scoreMaximum": 3, "activityProgress": "Completed",
        "gradingProgress": "FullyGraded", "timestamp": "2026-11-21T22:05:32Z", "comment": "<i>fine</i>",
    });
    let path = "/services/3/lineitems/203/lineitem/scores?type_id=3";
    let format = (header::CONTENT_TYPE, "application/vnd.ims.lis.v1.score+json");
    assert_eq!(tool.call(Method::POST, path, &token, format, &score.to_string()).await.status, 200);

    let page = tool.demo.get("/gradebook?person=teacher").await.body;
    assert!(page.contains("33.33") && !page.contains("<i>fine"));
    assert!(!page.contains("Tina Teacher: "), "teachers have no row");
    let review = link(&page, "Review Sam Student");
    let claims =
        launched(&tool.demo, &review.split_once('?').unwrap().1.replace("target=iframe", "target=window"))
            .await;
    assert_eq!(claims[name::MESSAGE_TYPE], name::SUBMISSION_REVIEW_REQUEST);
    assert_eq!(claims[name::FOR_USER]["user_id"], "4");
}

#[tokio::test]
async fn a_column_is_deleted_from_the_gradebook_and_only_from_there() {
    let demo = Demo::new();
    let fields = [("item", "203"), ("query", "person=teacher&course=fisica")];
    let forged = Request::post("/gradebook/delete")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site")
        .body(Body::from("item=203&query="));
    assert_eq!(demo.send(forged.unwrap()).await.status, StatusCode::FORBIDDEN);
    let before = demo.get("/gradebook?person=teacher").await.body;
    assert!(before.contains("Delete Laboratorio 4"));

    let deleted = demo.post_form("/gradebook/delete", &fields).await;
    assert_eq!(deleted.status, StatusCode::SEE_OTHER);
    let after = demo.get(deleted.header(header::LOCATION)).await.body;
    assert!(after.contains("nothing to grade"));
}
