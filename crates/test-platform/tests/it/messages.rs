//! Launches other than of an activity, and the claims of the services.

use serde_json::Value;
use test_platform::claims::name;

use crate::launch_claims::shape_differences;
use crate::support::Demo;
use crate::tool::{Tool, launched, recorded};

#[tokio::test]
async fn a_deep_linking_request_has_moodles_claims_and_data() {
    let tool = Tool::start().await;
    let claims = launched(&tool.demo, "person=teacher&message=deep-linking").await;
    let mut found = Vec::new();
    shape_differences("", &claims, &recorded("launch-deep-linking-teacher")["claims"], &mut found);
    assert_eq!(found, [format!("/{}/data: only ours", name::DEEP_LINKING_SETTINGS)]);
    assert_eq!(claims[name::MESSAGE_TYPE], "LtiDeepLinkingRequest");
}

#[tokio::test]
async fn a_submission_review_names_the_student_and_the_line_item() {
    let demo = Demo::new();
    let claims = launched(&demo, "person=teacher&message=submission-review&user=4").await;
    assert_eq!(claims[name::MESSAGE_TYPE], "LtiSubmissionReviewRequest");
    assert_eq!(claims["sub"], "3");
    assert_eq!(claims[name::FOR_USER]["user_id"], "4");
    assert_eq!(claims[name::FOR_USER]["name"], "Sam Student");
    assert_eq!(claims[name::FOR_USER]["roles"], serde_json::json!([name::ROLE_LEARNER]));
    assert_eq!(claims[name::RESOURCE_LINK]["id"], "103");
    let line_item = "http://127.0.0.1:8788/services/3/lineitems/203/lineitem?type_id=1";
    assert_eq!(claims[name::AGS_ENDPOINT]["lineitem"], line_item);
}

#[tokio::test]
async fn a_submission_review_of_nothing_is_not_started() {
    let demo = Demo::new();
    for query in ["user=2", "user=4&item=99"] {
        let page = demo.get(&format!("/launch?person=teacher&message=submission-review&{query}")).await;
        assert_eq!(page.status, 400, "{query}");
    }
    assert!(demo.platform().delete_line_item("203"));
    assert_eq!(demo.get("/launch?person=teacher&message=submission-review").await.status, 400);
}

#[tokio::test]
async fn a_data_privacy_request_is_about_a_person_and_no_activity() {
    let claims = launched(&Demo::new(), "person=teacher&message=data-privacy&user=5").await;
    assert_eq!(claims[name::MESSAGE_TYPE], "LtiDataPrivacyLaunchRequest");
    assert_eq!(claims[name::FOR_USER]["user_id"], "5");
    // Nora's name is not released.
    assert_eq!(claims[name::FOR_USER].get("name"), None);
    for absent in [name::RESOURCE_LINK, name::AGS_ENDPOINT, name::NRPS_SERVICE] {
        assert_eq!(claims.get(absent), None, "{absent}");
    }
}

#[tokio::test]
async fn services_that_are_not_offered_are_not_announced() {
    let tool = Tool::with(|config| config.services.grades = false).await;
    let claims = launched(&tool.demo, "").await;
    assert_eq!(claims.get(name::AGS_ENDPOINT), None);
    assert!(claims[name::NRPS_SERVICE].is_object());
    let tool = Tool::with(|config| config.services.memberships = false).await;
    assert_eq!(launched(&tool.demo, "").await.get(name::NRPS_SERVICE), None);
}

#[tokio::test]
async fn a_deleted_line_item_is_not_announced_any_more() {
    let demo = Demo::new();
    assert!(launched(&demo, "").await[name::AGS_ENDPOINT]["lineitem"].is_string());
    assert!(demo.platform().delete_line_item("203"));
    let endpoint = launched(&demo, "").await[name::AGS_ENDPOINT].clone();
    assert_eq!((endpoint.get("lineitem"), endpoint["lineitems"].is_string()), (None::<&Value>, true));
}
