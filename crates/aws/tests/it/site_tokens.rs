//! The tokens of sites on bad days, and when there are too many of them.

use std::error::Error as _;

use moodle::{SiteUrl, WebServiceToken};
use ports::conformance::samples::NOW;
use ports::{SiteTokenAdmin as _, SiteTokens as _, StoreError};
use test_aws::Fault;

use crate::deployed::Deployed;
use crate::faults::{PASSING, describe, fail};

fn token(letter: &str) -> WebServiceToken {
    WebServiceToken::parse(&letter.repeat(128)).unwrap()
}

fn site(name: &str) -> SiteUrl {
    SiteUrl::parse(&format!("https://{name}.example")).unwrap()
}

#[tokio::test]
async fn a_token_is_stored_and_removed_whatever_passes_or_happens_to_the_answers() {
    let deployed = Deployed::fresh().await;
    let secrets = deployed.secrets();
    secrets.put_site_token(&site("first"), &token("a"), NOW).await.unwrap();
    for operation in ["GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"] {
        for fault in PASSING.into_iter().chain([Fault::AnswerLost]) {
            let site = site("second");
            fail(&deployed, operation, 1, fault);
            secrets.put_site_token(&site, &token("b"), NOW).await.unwrap();
            assert_eq!(secrets.site_token(&site).await.unwrap(), Some(token("b")), "{operation} {fault:?}");
            fail(&deployed, operation, 1, fault);
            assert!(secrets.remove_site_token(&site).await.unwrap(), "{operation} {fault:?}");
            assert_eq!(secrets.site_token(&site).await.unwrap(), None, "{operation} {fault:?}");
        }
    }
    assert_eq!(secrets.sites_with_tokens().await.unwrap(), [(site("first"), NOW)]);
}

#[tokio::test]
async fn a_token_that_cannot_be_stored_leaves_those_that_are_there() {
    let deployed = Deployed::fresh().await;
    let secrets = deployed.secrets();
    for (operation, name) in [("PutSecretValue", "first"), ("UpdateSecretVersionStage", "second")] {
        secrets.put_site_token(&site(name), &token("a"), NOW).await.unwrap();
        fail(&deployed, operation, 3, Fault::InternalServerError);
        let error = secrets.put_site_token(&site(name), &token("b"), NOW).await.unwrap_err();
        assert!(error.is_retryable(), "{error:?}");
        assert_eq!(secrets.site_token(&site(name)).await.unwrap(), Some(token("a")));
    }
}

/// A secret has room for 64 KB.
#[tokio::test]
async fn of_too_many_tokens_the_last_is_refused_and_the_others_stay() {
    let deployed = Deployed::fresh().await;
    let secrets = deployed.secrets();
    let client = aws_sdk_secretsmanager::Client::new(&deployed.sdk);
    let kept = |site: SiteUrl| format!(r#""{site}":{{"token":"{}","stored":{}}}"#, "a".repeat(128), NOW.0);
    let many: Vec<_> = (0..288).map(|number| kept(site(&format!("{number:0>45}")))).collect();
    let put = client.put_secret_value().secret_id(deployed.stack.site_tokens());
    let full = format!("{{{}}}", many.join(",")).into_bytes();
    assert!((64_000..65_536).contains(&full.len()), "{}", full.len());
    put.secret_binary(aws_sdk_secretsmanager::primitives::Blob::new(full)).send().await.unwrap();
    let mut refused = None;
    for number in 0..10 {
        if let Err(error) = secrets.put_site_token(&site(&format!("more{number}")), &token("b"), NOW).await {
            refused = Some(error);
            break;
        }
    }
    let error = refused.expect("there is no room for ten more");
    assert!(matches!(error, StoreError::Misconfigured(_)), "{error:?}");
    assert!(describe(&error).contains("remove those of sites that are gone"), "{}", describe(&error));
    assert!(secrets.site_token(&site(&format!("{:0>45}", 287))).await.unwrap().is_some());
    assert!(secrets.remove_site_token(&site(&format!("{:0>45}", 0))).await.unwrap());
}

#[tokio::test]
async fn what_others_put_into_the_secret_is_told_and_not_shown() {
    let deployed = Deployed::fresh().await;
    let secrets = deployed.secrets();
    let client = aws_sdk_secretsmanager::Client::new(&deployed.sdk);
    for value in [r#"{"https://m.example":{"token":"not one","stored":1}}"#, "secret text", "[]"] {
        let put = client.put_secret_value().secret_id(deployed.stack.site_tokens());
        let value = aws_sdk_secretsmanager::primitives::Blob::new(value);
        put.secret_binary(value).send().await.unwrap();
        let error = secrets.site_token(&site("m")).await.unwrap_err();
        assert!(matches!(error, StoreError::Corrupt(_)), "{error:?}");
        assert!(!format!("{error:?}").contains("secret text") && error.source().is_some());
    }
    let error = secrets.put_site_token(&site("m"), &token("a"), NOW).await.unwrap_err();
    assert!(matches!(error, StoreError::Corrupt(_)), "{error:?}");
}
