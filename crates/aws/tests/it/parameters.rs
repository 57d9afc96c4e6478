//! The registration that stands in a parameter, and what the stack says of itself.

use std::sync::Arc;

use aws::{DynamoStore, KnowledgeBaseNames, RegistrationParameter};
use lti::names::{ClientId, Issuer};
use lti::registration::{Endpoints, NewDeployments, PlatformId};
use ports::conformance::samples::{deployment, issuer, registration};
use ports::{DeploymentLog as _, RegistrationAdmin as _, RegistrationReader as _};
use test_aws::Fault;

use crate::deployed::Deployed;
use crate::faults::fail;

const MOODLE: &str = "https://moodle.example";

fn moodle(client_id: &str) -> PlatformId {
    PlatformId { issuer: Issuer::new(MOODLE).unwrap(), client_id: ClientId::new(client_id).unwrap() }
}

async fn stack(client_id: Option<&str>) -> (Deployed, Arc<DynamoStore>, RegistrationParameter<DynamoStore>) {
    let deployed = Deployed::fresh().await;
    let value = client_id.unwrap_or("not-set");
    deployed.set_parameter(&deployed.stack.client_id_parameter(), value).await;
    let store = deployed.store();
    let beside =
        RegistrationParameter::new(store.clone(), deployed.parameters(), moodle("a").issuer).unwrap();
    (deployed, store, beside)
}

#[tokio::test]
async fn a_parameter_that_nobody_set_registers_nothing() {
    let (_deployed, _, beside) = stack(None).await;
    assert_eq!(beside.all().await.unwrap(), []);
    assert_eq!(beside.of_issuer(&moodle("a").issuer).await.unwrap(), []);
    assert_eq!(beside.find(&moodle("not-set")).await.unwrap(), None);
}

#[tokio::test]
async fn the_client_id_in_the_parameter_registers_the_configured_moodle() {
    let (_deployed, _, beside) = stack(Some(" abc ")).await;
    let found = beside.find(&moodle("abc")).await.unwrap().unwrap();
    assert_eq!(found.endpoints, Endpoints::of_moodle(&found.id.issuer).unwrap());
    assert_eq!((found.new_deployments, found.deployments.len()), (NewDeployments::First, 0));
    assert_eq!(beside.of_issuer(&found.id.issuer).await.unwrap(), std::slice::from_ref(&found));
    assert_eq!(beside.all().await.unwrap(), [found]);
    assert_eq!(beside.find(&moodle("other")).await.unwrap(), None);
    assert_eq!(beside.of_issuer(&issuer()).await.unwrap(), []);
}

#[tokio::test]
async fn the_first_deployment_is_pinned_and_the_registration_kept() {
    let (_deployed, store, beside) = stack(Some("abc")).await;
    assert!(beside.add_deployment(&moodle("abc"), &deployment("1")).await.unwrap());
    assert!(!beside.add_deployment(&moodle("abc"), &deployment("2")).await.unwrap());
    let kept = store.find(&moodle("abc")).await.unwrap().unwrap();
    assert_eq!(kept.deployments, [deployment("1")].into());
    assert_eq!(beside.find(&moodle("abc")).await.unwrap(), Some(kept));
    assert!(!beside.add_deployment(&moodle("other"), &deployment("1")).await.unwrap());
}

#[tokio::test]
async fn a_stored_registration_stands_before_the_parameters() {
    let (_deployed, store, beside) = stack(Some("abc")).await;
    let saved = registration(&moodle("abc").issuer, "abc", &["7"]);
    store.save(&saved).await.unwrap();
    assert_eq!(beside.all().await.unwrap(), std::slice::from_ref(&saved));
    assert!(
        !beside.add_deployment(&saved.id, &deployment("8")).await.unwrap(),
        "it accepts listed ones only"
    );
}

#[tokio::test]
async fn a_text_that_is_no_client_id_is_told() {
    let (deployed, _, beside) = stack(Some("a\u{7}")).await;
    let error = beside.all().await.unwrap_err();
    assert!(!error.is_retryable());
    assert!(deployed.parameters().client_id().await.is_err());
}

#[tokio::test]
async fn stored_registrations_need_no_parameter_that_can_be_read() {
    let (deployed, store, beside) = stack(Some("abc")).await;
    let saved = registration(&moodle("a").issuer, "a", &["7"]);
    store.save(&saved).await.unwrap();
    fail(&deployed, "GetParameter", 3, Fault::InternalServerError);
    assert_eq!(beside.of_issuer(&saved.id.issuer).await.unwrap(), std::slice::from_ref(&saved));
    assert_eq!(beside.all().await.unwrap(), std::slice::from_ref(&saved));
    assert!(!beside.add_deployment(&saved.id, &deployment("8")).await.unwrap());
}

#[tokio::test]
async fn a_parameter_that_cannot_be_read_is_told_where_nothing_is_stored_and_left_in_peace() {
    let (deployed, _, beside) = stack(Some("abc")).await;
    fail(&deployed, "GetParameter", 3, Fault::InternalServerError);
    for _ in 0..2 {
        assert!(beside.find(&moodle("abc")).await.unwrap_err().is_retryable());
    }
    assert!(beside.all().await.unwrap_err().is_retryable());
}

#[tokio::test]
async fn the_stack_says_where_it_is_reached() {
    let deployed = Deployed::fresh().await;
    assert_eq!(deployed.parameters().public_url().await.unwrap(), None);
    let name = deployed.stack.redirect_uri_parameter();
    deployed.set_parameter(&name, "https://tool.example/lti/launch").await;
    assert_eq!(deployed.parameters().public_url().await.unwrap().as_deref(), Some("https://tool.example"));
    deployed.set_parameter(&name, "https://tool.example/").await;
    assert!(deployed.parameters().public_url().await.is_err());
}

#[tokio::test]
async fn a_stack_with_an_assistant_says_where_its_documents_are() {
    let deployed = Deployed::fresh().await;
    assert_eq!(deployed.parameters().knowledge_base().await.unwrap(), None);
    let name = deployed.stack.knowledge_base_parameter();
    deployed.set_parameter(&name, "KNOWLEDGE0/DATASOURCE/moodle-plugins-staging").await;
    let expected = KnowledgeBaseNames {
        knowledge_base: "KNOWLEDGE0".into(),
        data_source: "DATASOURCE".into(),
        staging_bucket: "moodle-plugins-staging".into(),
    };
    assert_eq!(deployed.parameters().knowledge_base().await.unwrap(), Some(expected));
    for wrong in ["KNOWLEDGE0", "KNOWLEDGE0/DATASOURCE", "a/b/c/d"] {
        deployed.set_parameter(&name, wrong).await;
        assert!(deployed.parameters().knowledge_base().await.is_err(), "{wrong}");
    }
}
