//! The deployment that launches.

use std::process::Command;

use lti::registration::{NewDeployments, Registration};
use serde_json::{Value, json};
use test_platform::claims::name;
use test_platform::{LaunchClaims, SigningKey};

use crate::harness::{Answer, Tool, unescape_html};

/// Launches A from a deployment that its login did not name.
async fn launch_from(tool: &Tool, deployment: &str, key: &SigningKey) -> Answer {
    let browser = tool.browser();
    let login = tool.a.login_as(&browser, &tool.a.login_fields_without("lti_deployment_id")).await;
    let token = tool.a.claims(&login).deployment_id(deployment).sign(key);
    browser.launch(&login.state, &token).await
}

/// The deployments of A that wait for the operator.
async fn pending(tool: &Tool) -> Vec<String> {
    let pending = tool.admin.pending(&tool.a.id()).await.unwrap();
    pending.into_iter().map(|seen| seen.deployment_id.to_string()).collect()
}

/// Attack 22: the deployment is unknown, another than the login's, or none at all.
#[tokio::test]
async fn a_launch_from_an_unknown_or_mismatching_deployment_is_refused() {
    let tool = Tool::start().await;
    for other in ["unknown", "DEPLOYMENT-A", "deployment-a ", tool.b.deployment_id.as_str()] {
        tool.refuses(401, "deployment_mismatch", |launch| launch.deployment_id(other)).await;
    }
    let none = |change: fn(LaunchClaims) -> LaunchClaims| tool.refuses(400, "deployment_missing", change);
    none(|launch| launch.without(name::DEPLOYMENT_ID)).await;
    none(|launch| launch.claim(name::DEPLOYMENT_ID, Value::Null)).await;
    none(|launch| launch.deployment_id("")).await;
    for unusable in ["d".repeat(256), "deployment-a\0".to_owned()] {
        tool.refuses(400, "deployment_unusable", |launch| launch.deployment_id(unusable)).await;
    }
    for deployment in [json!(1), json!(["deployment-a"])] {
        tool.refuses(400, "claims_unreadable", |launch| launch.claim(name::DEPLOYMENT_ID, deployment)).await;
    }
    assert!(pending(&tool).await.is_empty());

    launch_from(&tool, "unknown", &tool.a.key).await.assert_refused(403, "unknown_deployment");
    let foreign = tool.b.deployment_id.as_str();
    launch_from(&tool, foreign, &tool.a.key).await.assert_refused(403, "unknown_deployment");
    launch_from(&tool, &tool.a.deployment_id, &tool.a.key).await.accepted();
}

#[tokio::test]
async fn an_unknown_deployment_waits_for_the_operator_only_when_the_platform_signed_it() {
    let tool = Tool::start().await;
    let stranger = SigningKey::other_rsa().with_kid(tool.a.key.kid());
    launch_from(&tool, "forged", &stranger).await.assert_refused(401, "bad_signature");
    assert_eq!(tool.written(), [""; 0]);
    assert!(pending(&tool).await.is_empty());

    launch_from(&tool, "signed", &tool.a.key).await.assert_refused(403, "unknown_deployment");
    assert_eq!(tool.written(), ["pending deployment"]);
    assert_eq!(pending(&tool).await, ["signed"]);

    let listed = Registration { deployments: ["signed".parse().unwrap()].into(), ..tool.a.registration() };
    tool.admin.save(&listed).await.unwrap();
    launch_from(&tool, "signed", &tool.a.key).await.accepted();
    assert!(pending(&tool).await.is_empty());
}

/// The refusal gives the command that accepts the deployment; a shell must read its name as one word.
#[tokio::test]
async fn the_command_that_a_refusal_suggests_runs_nothing_else() {
    let tool = Tool::start().await;
    for deployment in
        ["x; touch pwned", "$(touch pwned)", "`id`", "a'b\"c\\", "x && y | z > w #", "*", "--data=/x"]
    {
        let answer = launch_from(&tool, deployment, &tool.a.key).await;
        answer.assert_refused(403, "unknown_deployment");
        let page = unescape_html(&answer.body);
        let (_, command) = page.split_once("moodle-aws platform add ").expect("the command");
        let arguments = command.split("</p>").next().unwrap();
        let script = format!("printf '%s\\n' {arguments}");
        let words = Command::new("sh").arg("-c").arg(script).output().unwrap().stdout;
        let read = [
            format!("--issuer={}", tool.a.issuer),
            format!("--client-id={}", tool.a.client_id),
            format!("--deployment-id={deployment}"),
        ];
        assert_eq!(String::from_utf8(words).unwrap().lines().collect::<Vec<_>>(), read, "{arguments}");
    }
}

#[tokio::test]
async fn the_first_deployment_is_pinned_and_later_ones_wait_for_the_operator() {
    let tool = Tool::start().await;
    let id = tool.a.id();
    let first = Registration { new_deployments: NewDeployments::First, ..tool.a.registration() };
    tool.admin.save(&first).await.unwrap();
    tool.admin.remove_deployment(&id, &tool.a.deployment_id.parse().unwrap()).await.unwrap();
    let stranger = SigningKey::other_rsa().with_kid(tool.a.key.kid());
    launch_from(&tool, "forged", &stranger).await.assert_refused(401, "bad_signature");

    launch_from(&tool, "first", &tool.a.key).await.accepted();
    launch_from(&tool, "second", &tool.a.key).await.assert_refused(403, "unknown_deployment");
    launch_from(&tool, "first", &tool.a.key).await.accepted();
    assert_eq!(pending(&tool).await, ["second"]);
    let listed = tool.admin.find(&id).await.unwrap().unwrap().deployments;
    assert_eq!(listed.into_iter().map(String::from).collect::<Vec<_>>(), ["first"]);
}

/// Both launches were verified while the registration listed none: the store decides.
#[tokio::test]
async fn of_two_first_launches_at_once_from_different_deployments_one_is_refused() {
    let tool = Tool::start().await;
    let first = Registration { new_deployments: NewDeployments::First, ..tool.a.registration() };
    for _ in 0..10 {
        tool.admin.remove(&tool.a.id()).await.unwrap();
        tool.admin.save(&Registration { deployments: [].into(), ..first.clone() }).await.unwrap();
        let (one, other) =
            tokio::join!(launch_from(&tool, "one", &tool.a.key), launch_from(&tool, "other", &tool.a.key));
        let listed = tool.admin.find(&tool.a.id()).await.unwrap().unwrap().deployments;
        let lost = if listed.contains(&"one".parse().unwrap()) { other } else { one };
        assert_eq!(listed.len(), 1);
        lost.assert_refused(403, "unknown_deployment");
        assert_eq!(pending(&tool).await.len(), 1);
    }
}

#[tokio::test]
async fn a_new_deployment_is_learnt_only_where_the_operator_opted_in_and_the_launch_was_good() {
    let tool = Tool::start().await;
    let accepting = Registration { new_deployments: NewDeployments::Accept, ..tool.a.registration() };
    tool.admin.save(&accepting).await.unwrap();
    let stranger = SigningKey::other_rsa().with_kid(tool.a.key.kid());
    launch_from(&tool, "new", &stranger).await.assert_refused(401, "bad_signature");
    assert_eq!(tool.written(), [""; 0]);

    let browser = tool.browser();
    let login = tool.a.login_as(&browser, &tool.a.login_fields_without("lti_deployment_id")).await;
    let token = tool.a.claims(&login).deployment_id("new").sign(&tool.a.key);
    browser.launch(&login.state, &token).await.accepted();
    let learnt = ["claim", "deployment", "pending session"];
    assert_eq!(tool.written(), learnt);
    let new = "new".parse().unwrap();
    assert!(tool.admin.find(&tool.a.id()).await.unwrap().unwrap().deployments.contains(&new));

    // The operator takes it back, and a replay does not bring it in again.
    tool.admin.remove_deployment(&tool.a.id(), &new).await.unwrap();
    browser.launch(&login.state, &token).await.assert_refused(409, "state_used");
    assert_eq!(tool.written(), learnt);
}
