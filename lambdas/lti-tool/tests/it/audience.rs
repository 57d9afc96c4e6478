//! For whom the token was made.

use lti::registration::Registration;
use serde_json::{Value, json};

use crate::harness::Tool;

const OTHER: &str = "https://analytics.example";

/// A tool whose operator trusts a second audience.
async fn trusting() -> Tool {
    let tool = Tool::start().await;
    let trusted_audiences = [OTHER.to_owned()].into();
    tool.admin.save(&Registration { trusted_audiences, ..tool.a.registration() }).await.unwrap();
    tool
}

/// Attack 12: the token was made for somebody else as well, whom nobody vouched for.
#[tokio::test]
async fn a_launch_with_an_untrusted_audience_is_refused() {
    let tool = trusting().await;
    let client = tool.a.client_id.as_str();
    for aud in [
        json!([client, "https://stranger.example"]),
        json!(["https://stranger.example", client]),
        json!([client, OTHER, "https://stranger.example"]),
        json!([client, "https://ANALYTICS.example"]),
        json!([client, ""]),
    ] {
        let extra = |launch: test_platform::LaunchClaims| launch.claim("aud", aud).claim("azp", client);
        tool.refuses(401, "untrusted_audience", extra).await;
    }
}

#[tokio::test]
async fn a_launch_for_somebody_else_is_refused() {
    let tool = trusting().await;
    let client = tool.a.client_id.as_str();
    for aud in [
        json!(tool.b.client_id),
        json!([OTHER]),
        json!([]),
        json!(""),
        json!(client.to_uppercase()),
        json!(format!("{client} ")),
        json!(format!("{client},{OTHER}")),
    ] {
        tool.refuses(401, "audience_mismatch", |launch| launch.claim("aud", aud)).await;
    }
    tool.refuses(401, "audience_mismatch", |launch| launch.without("aud")).await;
    for aud in [json!({ "0": client }), json!([[client]]), json!(1), Value::Null] {
        tool.refuses(400, "claims_unreadable", |launch| launch.claim("aud", aud)).await;
    }
}

/// Attack 13: of several audiences none is named as the one that asked.
#[tokio::test]
async fn a_launch_with_several_audiences_and_no_authorized_party_is_refused() {
    let tool = trusting().await;
    let client = tool.a.client_id.as_str();
    for aud in [json!([client, OTHER]), json!([OTHER, client]), json!([client, client])] {
        tool.refuses(401, "azp_missing", |launch| launch.claim("aud", aud)).await;
    }
    let null = |launch: test_platform::LaunchClaims| {
        launch.claim("aud", json!([client, OTHER])).claim("azp", Value::Null)
    };
    tool.refuses(401, "azp_missing", null).await;
}

/// Attack 14: somebody else asked for the token.
#[tokio::test]
async fn a_launch_with_another_authorized_party_is_refused() {
    let tool = trusting().await;
    let client = tool.a.client_id.as_str();
    for aud in [json!(client), json!([client]), json!([client, OTHER])] {
        for azp in [OTHER, tool.b.client_id.as_str(), "", &client.to_uppercase()] {
            let other =
                |launch: test_platform::LaunchClaims| launch.claim("aud", aud.clone()).claim("azp", azp);
            tool.refuses(401, "azp_mismatch", other).await;
        }
    }
    let list = |launch: test_platform::LaunchClaims| launch.claim("azp", json!([client]));
    tool.refuses(400, "claims_unreadable", list).await;
}

/// Attack 15 (must be accepted): a trusted second audience, and the tool as authorized party.
#[tokio::test]
async fn a_launch_with_a_trusted_second_audience_is_accepted() {
    let tool = trusting().await;
    let client = tool.a.client_id.as_str();
    for aud in [json!([client, OTHER]), json!([OTHER, client])] {
        tool.accepts(|launch| launch.claim("aud", aud).claim("azp", client)).await;
    }
    tool.accepts(|launch| launch.claim("aud", json!([client]))).await;
    tool.accepts(|launch| launch.claim("azp", client)).await;
}
