//! Line items, scores and results, held against Moodle's recorded answers.

use axum::http::{Method, StatusCode, header};
use serde_json::{Value, json};

use crate::members::{is_moodles, moodles};
use crate::support::Page;
use crate::tool::{LINE_ITEM, LINE_ITEM_READONLY, MEMBERS, RESULT, SCORE, Tool, path_of, recorded};

const LIST: &str = "/services/3/lineitems?type_id=3";
const ONE: &str = "/services/3/lineitems/203/lineitem?type_id=3";
const SCORES: &str = "/services/3/lineitems/203/lineitem/scores?type_id=3";
const RESULTS: &str = "/services/3/lineitems/203/lineitem/results?type_id=3";
const ITEM_TYPE: &str = "application/vnd.ims.lis.v2.lineitem+json";
const LIST_TYPE: &str = "application/vnd.ims.lis.v2.lineitemcontainer+json";
const SCORE_TYPE: &str = "application/vnd.ims.lis.v1.score+json";
const RESULT_TYPE: &str = "application/vnd.ims.lis.v2.resultcontainer+json";

fn same_json(ours: &Page, name: &str, id: &str) {
    let theirs = recorded(name);
    let expected = moodles(&theirs["body"].as_str().unwrap().replace("\\/", "/"));
    let expected = expected.replace("/11/", &format!("/{id}/")).replace("/9/", &format!("/{id}/"));
    assert_eq!(ours.json(), serde_json::from_str::<Value>(&expected).unwrap(), "{name}");
    assert_eq!(ours.header(header::CONTENT_TYPE), theirs["content_type"], "{name}");
    assert_eq!(ours.status.as_u16(), theirs["status"], "{name}");
}

async fn create(tool: &Tool, token: &str, item: &Value) -> Page {
    let format = (header::CONTENT_TYPE, ITEM_TYPE);
    tool.call(Method::POST, LIST, token, format, &item.to_string()).await
}

async fn score(tool: &Tool, token: &str, change: (&str, Value)) -> Page {
    let mut score = json!({
        "userId": "4", "scoreGiven": 7, "scoreMaximum": 10, "activityProgress": "Completed",
        "gradingProgress": "FullyGraded", "timestamp": "2026-11-21T22:05:32+00:00", "comment": "well done",
    });
    score[change.0] = change.1;
    tool.call(Method::POST, SCORES, token, (header::CONTENT_TYPE, SCORE_TYPE), &score.to_string()).await
}

#[tokio::test]
async fn a_line_item_is_created_read_changed_and_deleted_as_in_moodle() {
    let tool = Tool::start().await;
    let token = tool.token(LINE_ITEM).await;
    let wanted =
        json!({ "scoreMaximum": 10, "label": "Essay practice", "tag": "practice", "resourceId": "res-1" });
    let created = create(&tool, &token, &wanted).await;
    same_json(&created, "ags-lineitem-create-201", "1001");
    let url = created.json()["id"].as_str().unwrap().to_owned();
    let path = path_of(&url);

    same_json(&tool.get(path, &token, ITEM_TYPE).await, "ags-lineitem-get-created", "1001");
    let changed = json!({ "id": url, "scoreMaximum": 20, "label": "Essay practice 2", "tag": "practice", "resourceId": "res-1" });
    let format = (header::CONTENT_TYPE, ITEM_TYPE);
    let put = tool.call(Method::PUT, path, &token, format.clone(), &changed.to_string()).await;
    same_json(&put, "ags-lineitem-put", "1001");
    let incomplete = tool.call(Method::PUT, path, &token, format, "{\"label\":\"x\"}").await;
    assert_eq!(incomplete.status, StatusCode::BAD_REQUEST);
    assert_eq!(tool.get(path, &token, ITEM_TYPE).await.json()["label"], "Essay practice 2");

    let deleted = tool.call(Method::DELETE, path, &token, (header::ACCEPT, "*/*"), "").await;
    assert_eq!((deleted.status, deleted.body.as_str()), (StatusCode::NO_CONTENT, ""));
    let gone = tool.get(path, &token, ITEM_TYPE).await;
    let theirs = moodles(recorded("ags-lineitem-get-404-deleted")["body"].as_str().unwrap());
    assert_eq!(gone.body, theirs.replace("/11/", "/1001/").replace("item 11 ", "item 1001 "));
}

#[tokio::test]
async fn the_activity_of_a_course_has_a_line_item_like_moodles() {
    let tool = Tool::start().await;
    let item = tool.get(ONE, &tool.token(LINE_ITEM_READONLY).await, ITEM_TYPE).await.json();
    let theirs = recorded("ags-lineitem-get")["body"].as_str().unwrap().to_owned();
    let mut theirs: Value =
        serde_json::from_str(&moodles(&theirs.replace("\\/", "/").replace("/9/", "/203/"))).unwrap();
    theirs["label"] = json!("Laboratorio 4: ¿onda o partícula?");
    theirs["resourceLinkId"] = json!("103");
    theirs["ltiLinkId"] = json!("103");
    assert_eq!(item, theirs);
}

#[tokio::test]
async fn a_line_item_without_label_is_refused_as_by_moodle() {
    let tool = Tool::start().await;
    let token = tool.token(LINE_ITEM).await;
    let answer = create(&tool, &token, &json!({ "scoreMaximum": 10 })).await;
    let theirs = recorded("ags-lineitem-create-400-no-label");
    let mut expected: Value = serde_json::from_str(&moodles(theirs["body"].as_str().unwrap())).unwrap();
    expected["request"]["accept"] = json!("");
    assert_eq!((answer.status.as_u16(), answer.json()), (400, expected));
}

#[tokio::test]
async fn the_list_is_filtered_and_its_links_are_as_odd_as_moodles() {
    let tool = Tool::start().await;
    let token = tool.token(LINE_ITEM).await;
    for (resource_id, tag) in [("res-1", "a"), ("res-2", "a")] {
        let item = json!({ "scoreMaximum": 1, "label": resource_id, "resourceId": resource_id, "tag": tag });
        create(&tool, &token, &item).await;
    }
    for (filter, count) in
        [("", 3), ("&resource_id=res-1", 1), ("&tag=a", 2), ("&resource_link_id=103", 1), ("&tag=none", 0)]
    {
        let page = tool.get(&format!("{LIST}{filter}"), &token, LIST_TYPE).await;
        assert_eq!(page.json().as_array().unwrap().len(), count, "{filter}");
        assert_eq!(page.headers.get(header::LINK), None, "{filter}");
    }
    let page = tool.get(&format!("{LIST}&limit=1"), &token, LIST_TYPE).await;
    let theirs = moodles(recorded("ags-lineitems-list-limit1")["link"].as_str().unwrap());
    assert_eq!(page.headers[header::LINK].as_bytes(), theirs.as_bytes());
    let last = tool.get(&format!("{LIST}&limit=1&from=2"), &token, LIST_TYPE).await;
    let link = String::from_utf8(last.headers[header::LINK].as_bytes().to_vec()).unwrap();
    assert!(link.contains("rel=“prev”") && !link.contains("rel=“next”"), "{link}");
}

#[tokio::test]
async fn a_score_becomes_a_result_as_in_moodle() {
    let tool = Tool::start().await;
    let token = tool.token(&format!("{SCORE} {RESULT}")).await;
    let answer = score(&tool, &token, ("comment", json!("well done"))).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, ""));
    assert_eq!(answer.header(header::CONTENT_TYPE), format!("{SCORE_TYPE}; charset=utf-8"));
    same_json(
        &tool.get(&format!("{RESULTS}&user_id=4"), &token, RESULT_TYPE).await,
        "ags-results-one-user",
        "203",
    );
    let of_nobody = tool.get(&format!("{RESULTS}&user_id=7"), &token, RESULT_TYPE).await;
    assert_eq!(of_nobody.body, "[]");
    let broken = tool.get(&format!("{RESULTS}&limit=2"), &token, RESULT_TYPE).await;
    assert_eq!(broken.status, StatusCode::NOT_FOUND);
    assert_eq!(broken.header(header::CONTENT_TYPE), "text/html; charset=utf-8");
}

#[tokio::test]
async fn a_score_that_is_not_newer_is_a_conflict() {
    let tool = Tool::start().await;
    let token = tool.token(SCORE).await;
    assert_eq!(score(&tool, &token, ("scoreGiven", json!(7))).await.status, StatusCode::OK);
    is_moodles(&score(&tool, &token, ("scoreGiven", json!(8))).await, "ags-score-409-same-timestamp");
    let older = score(&tool, &token, ("timestamp", json!("2026-11-21T21:05:32Z"))).await;
    assert_eq!(older.status, StatusCode::CONFLICT);
    let newer = score(&tool, &token, ("timestamp", json!("2026-11-21T22:05:33Z"))).await;
    assert_eq!(newer.status, StatusCode::OK);
}

#[tokio::test]
async fn a_score_for_nobody_or_without_its_parts_is_refused() {
    let tool = Tool::start().await;
    let token = tool.token(SCORE).await;
    for (name, value) in [
        ("userId", json!("3")),
        ("userId", json!("2")),
        ("userId", Value::Null),
        ("timestamp", Value::Null),
        ("timestamp", json!("2026-11-21T22:05:33")),
        ("scoreMaximum", Value::Null),
        ("gradingProgress", Value::Null),
        ("activityProgress", Value::Null),
    ] {
        let answer = score(&tool, &token, (name, value.clone())).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::BAD_REQUEST, "[]"), "{name} {value}");
    }
    let format = (header::CONTENT_TYPE, SCORE_TYPE);
    assert_eq!(tool.call(Method::POST, SCORES, &token, format, "nope").await.body, "[]");
    // A score above the maximum is none of Moodle's business.
    assert_eq!(score(&tool, &token, ("scoreGiven", json!(12))).await.status, StatusCode::OK);
}

#[tokio::test]
async fn who_may_not_score_or_misses_the_line_item_is_refused_as_by_moodle() {
    let tool = Tool::start().await;
    let token = tool.token(SCORE).await;
    let format = (header::CONTENT_TYPE, SCORE_TYPE);
    let missing = SCORES.replace("203", "99");
    let answer = tool.call(Method::POST, &missing, &token, format.clone(), "{}").await;
    let theirs = recorded("ags-score-404-lineitem");
    assert_eq!(answer.body, moodles(theirs["body"].as_str().unwrap()).replace("*/*", ""));
    for scope in [MEMBERS, RESULT, LINE_ITEM] {
        let other = tool.token(scope).await;
        let answer = tool.call(Method::POST, SCORES, &other, format.clone(), "{}").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{scope}");
    }
    let json =
        tool.call(Method::POST, SCORES, &token, (header::CONTENT_TYPE, "application/json"), "{}").await;
    let theirs = recorded("ags-score-400-wrong-content-type");
    let expected = moodles(theirs["body"].as_str().unwrap()).replace("*/*", "").replace("/9/", "/203/");
    assert_eq!(json.body, expected);
    // Reading allows no writing.
    let reading = tool.token(LINE_ITEM_READONLY).await;
    assert_eq!(create(&tool, &reading, &json!({})).await.status, StatusCode::UNAUTHORIZED);
    let without_type = "/services/3/lineitems";
    assert_eq!(tool.get(without_type, &reading, LIST_TYPE).await.status, StatusCode::UNAUTHORIZED);
}
