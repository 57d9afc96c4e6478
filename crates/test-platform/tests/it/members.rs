//! The members of a course, held against Moodle's recorded answers.

use axum::http::{StatusCode, header};
use serde_json::Value;

use crate::launch_claims::shape_differences;
use crate::support::Page;
use crate::tool::{MEMBERS, SCORE, Tool, path_of, recorded};

const PATH: &str = "/services/CourseSection/3/bindings/3/memberships";
const FORMAT: &str = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json";

/// Moodle's text, with its paths turned into ours.
pub fn moodles(text: &str) -> String {
    text.replace("https://moodle.localtest:8443", "http://127.0.0.1:8788")
        .replace("/mod/lti/services.php", "/services")
}

/// Status, type and body are Moodle's word for word.
pub fn is_moodles(answer: &Page, name: &str) {
    let theirs = recorded(name);
    assert_eq!(answer.status.as_u16(), theirs["status"], "{name}: {}", answer.body);
    assert_eq!(answer.header(header::CONTENT_TYPE), theirs["content_type"], "{name}");
    assert_eq!(answer.body, moodles(theirs["body"].as_str().unwrap()), "{name}");
}

fn members(page: &Page) -> Vec<Value> {
    page.json()["members"].as_array().unwrap().clone()
}

#[tokio::test]
async fn members_look_as_moodles_do() {
    let tool = Tool::start().await;
    let page = tool.get(&format!("{PATH}?rlid=103"), &tool.token(MEMBERS).await, FORMAT).await;
    assert_eq!(page.header(header::CONTENT_TYPE), format!("{FORMAT}; charset=utf-8"));
    let theirs: Value = serde_json::from_str(recorded("nrps-rlid")["body"].as_str().unwrap()).unwrap();
    let sam = |list: &Value| {
        let all = list["members"].as_array().unwrap();
        all.iter().find(|one| one["user_id"] == "4").unwrap().clone()
    };
    let mut found = Vec::new();
    let ours = page.json();
    shape_differences("", &sam(&ours), &sam(&theirs), &mut found);
    assert!(found.is_empty(), "{found:#?}");
    assert_eq!(ours["context"]["label"], "FÍS-101");
    assert!(page.body.contains("\\u00c9lodie") && page.body.contains("http:\\/\\/"));
}

#[tokio::test]
async fn a_thousand_members_come_in_pages_each_once() {
    let tool = Tool::start().await;
    let token = tool.token(MEMBERS).await;
    // The last page is full or not, and none follows it.
    for limit in [300, 250] {
        let mut next = Some(format!("/services/CourseSection/21/bindings/3/memberships?limit={limit}"));
        let mut ids = Vec::new();
        let mut pages = 0;
        while let Some(path) = next {
            let page = tool.get(&path, &token, FORMAT).await;
            ids.extend(members(&page).iter().map(|one| one["user_id"].as_str().unwrap().to_owned()));
            let link = page.headers.get(header::LINK).map(|link| link.to_str().unwrap().to_owned());
            next = link.map(|link| {
                let url = link.strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").unwrap();
                path_of(url).to_owned()
            });
            pages += 1;
        }
        ids.sort();
        ids.dedup();
        assert_eq!((pages, ids.len()), (4, 1000));
    }
}

#[tokio::test]
async fn the_next_link_is_moodles_and_drops_the_role() {
    let tool = Tool::start().await;
    let token = tool.token(MEMBERS).await;
    let path = "/services/CourseSection/21/bindings/3/memberships?role=Learner&limit=20&rlid=121";
    let page = tool.get(path, &token, FORMAT).await;
    let theirs = moodles(recorded("nrps-page1-limit20")["link"].as_str().unwrap());
    let theirs = theirs.replace("CourseSection/3", "CourseSection/21").replace("from=20", "from=20&rlid=121");
    assert_eq!(page.header(header::LINK), theirs);
    assert!(members(&page).iter().all(|one| one["roles"][0] == "Learner"));
}

#[tokio::test]
async fn a_role_may_be_asked_for_by_its_short_and_its_full_name() {
    let tool = Tool::start().await;
    let token = tool.token(MEMBERS).await;
    for role in ["Instructor", "http%3A%2F%2Fpurl.imsglobal.org%2Fvocab%2Flis%2Fv2%2Fmembership%23Instructor"]
    {
        let page = tool.get(&format!("{PATH}?role={role}"), &token, FORMAT).await;
        let names: Vec<Value> = members(&page).iter().map(|one| one["name"].clone()).collect();
        assert_eq!(names, ["Tina Teacher"], "{role}");
    }
}

#[tokio::test]
async fn a_tool_that_gets_no_names_gets_none_here_either() {
    let tool = Tool::with(|config| config.release_names = false).await;
    let page = tool.get(PATH, &tool.token(MEMBERS).await, FORMAT).await;
    let theirs: Value =
        serde_json::from_str(recorded("nrps-private-tool-no-names")["body"].as_str().unwrap()).unwrap();
    let theirs: Vec<&String> = theirs["members"][0].as_object().unwrap().keys().collect();
    for member in members(&page) {
        assert_eq!(member.as_object().unwrap().keys().collect::<Vec<_>>(), theirs);
    }
    // A person may withhold them, too.
    let tool = Tool::start().await;
    let page = tool.get(PATH, &tool.token(MEMBERS).await, FORMAT).await;
    let nora = members(&page).into_iter().find(|one| one["user_id"] == "5").unwrap();
    assert_eq!(nora.get("name"), None);
}

#[tokio::test]
async fn who_may_not_or_asks_wrongly_is_refused_as_by_moodle() {
    let tool = Tool::start().await;
    let token = tool.token(MEMBERS).await;
    is_moodles(&tool.get(PATH, "", FORMAT).await, "nrps-401-no-token");
    is_moodles(&tool.get(PATH, &"f".repeat(32), FORMAT).await, "nrps-401-no-token");
    is_moodles(&tool.get(PATH, &tool.token(SCORE).await, FORMAT).await, "nrps-401-no-token");
    is_moodles(&tool.get(PATH, &token, "application/json").await, "nrps-400-wrong-accept");
    let elsewhere = "/services/CourseSection/99999/bindings/3/memberships";
    is_moodles(&tool.get(elsewhere, &token, FORMAT).await, "nrps-404-other-course");
    let other_tool = "/services/CourseSection/3/bindings/4/memberships";
    assert_eq!(tool.get(other_tool, &token, FORMAT).await.status, StatusCode::UNAUTHORIZED);
    let no_link = tool.get(&format!("{PATH}?rlid=1"), &token, FORMAT).await;
    assert_eq!(no_link.status, StatusCode::NOT_FOUND);
}
