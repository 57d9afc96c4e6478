//! Platform storage, as far as the pages offer it; what the script does is tested in a browser.

use axum::http::StatusCode;

use crate::support::{Demo, attribute};

#[tokio::test]
async fn the_login_says_where_things_can_be_stored_when_that_was_chosen() {
    let demo = Demo::new();
    assert_eq!(demo.start("").await.fields.get("lti_storage_target"), None);
    for (storage, target) in [("parent", "_parent"), ("frame", "lti_storage")] {
        let page = demo.get(&format!("/launch?storage={storage}")).await;
        let (_, frame) = page.body.split_once("<iframe name=\"tool\"").unwrap();
        let login = demo.get(&attribute(frame, "src")).await.form();
        assert_eq!(login.fields["lti_storage_target"], target);
    }
}

#[tokio::test]
async fn the_page_or_its_frame_keeps_things_for_the_tools_origin_alone() {
    let demo = Demo::new();
    let parent = demo.get("/launch?storage=parent").await.body;
    assert!(parent.contains("data-origins=\"http://localhost:8787\" data-keeps=\"yes\""));
    assert!(!parent.contains("name=\"lti_storage\""));

    let framed = demo.get("/launch?storage=frame").await.body;
    assert!(framed.contains("data-frame=\"lti_storage\"") && !framed.contains("data-keeps"));
    let (_, frame) = framed.split_once("<iframe name=\"lti_storage\"").unwrap();
    let storage = demo.get(&attribute(frame, "src")).await.body;
    assert!(storage.contains("data-origins=\"http://localhost:8787\" data-keeps=\"yes\""));

    assert!(!demo.get("/launch").await.body.contains("storage.js"));
    assert_eq!(demo.get("/storage?tool=nobody").await.status, StatusCode::NOT_FOUND);
}
