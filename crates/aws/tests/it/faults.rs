//! What AWS does on bad days: it is asked again in time, or the caller learns clearly that nothing is known, and nothing
//! is done by halves.

use std::time::Duration;

use aws::Table;
use lti::dynamic_registration::Invite;
use lti::launch::OneTimeClaim;
use lti::registration::NewDeployments;
use lti::token::TokenDigest;
use ports::conformance::completions::{activity, completion};
use ports::conformance::readings::{course, reading};
use ports::conformance::samples::{NOW, deployment, issuer, registration};
use ports::{
    Completions as _, DeploymentLog as _, Grade, InviteAdmin as _, InviteBearer as _, InviteLease,
    OneTime as _, Quotas as _, Readings as _, Redeemed, RegistrationAdmin as _, RegistrationReader as _,
    SecretBytes, SecretName, SecretStore as _, SessionWriter as _, StoreError, Take,
};
use test_aws::{Fault, On};
use tokio::time::Instant;

use crate::deployed::Deployed;
use crate::emulator::AWS;

/// What the SDK gets over by asking again.
pub(crate) const PASSING: [Fault; 4] = [
    Fault::ProvisionedThroughputExceeded,
    Fault::Throttling,
    Fault::InternalServerError,
    Fault::BrokenConnection,
];

pub(crate) fn fail(deployed: &Deployed, operation: &str, times: usize, fault: Fault) {
    let service = match operation {
        "GetParameter" => "ssm",
        secret if secret.contains("Secret") => "secretsmanager",
        message if message.contains("Message") || message.contains("Queue") => "sqs",
        _ => "dynamodb",
    };
    AWS.fail(On::next(service, operation).of(&deployed.account).times(times), fault);
}

fn claim(id: &str) -> OneTimeClaim {
    OneTimeClaim { id: id.to_owned(), until: NOW + Duration::from_mins(1) }
}

fn take(amount: u64) -> Take {
    Take { allowance: "a".into(), amount, limit: 10, until: NOW + Duration::from_mins(1) }
}

pub(crate) fn describe(error: &StoreError) -> String {
    std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source())
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}

#[tokio::test]
async fn a_claim_outlives_what_passes() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    for fault in PASSING {
        fail(&deployed, "PutItem", 2, fault);
        let claim = claim(&format!("{fault:?}"));
        assert!(store.claim_once(&claim, NOW).await.unwrap(), "{fault:?}");
        assert!(!store.claim_once(&claim, NOW).await.unwrap(), "{fault:?}");
    }
}

#[tokio::test]
async fn a_claim_whose_answer_was_lost_is_still_won_by_who_made_it() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    fail(&deployed, "PutItem", 1, Fault::AnswerLost);
    assert!(store.claim_once(&claim("a"), NOW).await.unwrap());
    assert!(!store.claim_once(&claim("a"), NOW).await.unwrap(), "it is won once");
}

#[tokio::test]
async fn a_claim_that_is_refused_for_its_condition_is_lost() {
    let deployed = Deployed::fresh().await;
    fail(&deployed, "PutItem", 1, Fault::ConditionalCheckFailed);
    assert!(!deployed.store().claim_once(&claim("a"), NOW).await.unwrap());
}

#[tokio::test]
async fn an_attempt_that_hangs_is_given_up_and_made_again() {
    let deployed = Deployed::fresh().await;
    fail(&deployed, "PutItem", 1, Fault::Hang);
    let began = Instant::now();
    assert!(deployed.store().claim_once(&claim("a"), NOW).await.unwrap());
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_table_that_never_answers_is_given_up_in_seconds() {
    let deployed = Deployed::fresh().await;
    fail(&deployed, "PutItem", 9, Fault::Hang);
    let began = Instant::now();
    let error = deployed.store().claim_once(&claim("a"), NOW).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    assert!(began.elapsed() < Duration::from_secs(7), "{:?}", began.elapsed());
}

#[tokio::test]
async fn what_does_not_pass_is_told_and_leaves_nothing_behind() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    let registration = registration(&issuer(), "a", &["1"]);
    for fault in PASSING {
        fail(&deployed, "PutItem", 3, fault);
        let error = store.save(&registration).await.unwrap_err();
        assert!(error.is_retryable(), "{fault:?}: {error:?}");
        assert_eq!(store.find(&registration.id).await.unwrap(), None, "{fault:?}");
    }
}

#[tokio::test]
async fn credentials_that_have_expired_are_named_and_nothing_is_written() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    fail(&deployed, "PutItem", 1, Fault::ExpiredToken);
    let told = describe(&store.claim_once(&claim("a"), NOW).await.unwrap_err());
    assert!(told.contains("PutItem on moodle-plugins-claims failed with ExpiredTokenException"), "{told}");
    assert!(told.contains("credentials have expired"), "{told}");
    assert!(store.claim_once(&claim("a"), NOW).await.unwrap());
}

#[tokio::test]
async fn a_table_that_is_not_there_is_a_matter_of_settings() {
    let mut deployed = Deployed::fresh().await;
    deployed.stack = "elsewhere".parse().unwrap();
    let error = deployed.store().claim_once(&claim("a"), NOW).await.unwrap_err();
    assert!(matches!(error, StoreError::Misconfigured(_)), "{error:?}");
    assert!(describe(&error).contains("elsewhere-claims"), "{error:?}");
}

#[tokio::test]
async fn a_take_whose_answer_was_lost_is_taken_once() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    fail(&deployed, "TransactWriteItems", 1, Fault::AnswerLost);
    assert_eq!(store.take(&[take(6)], NOW).await.unwrap(), Ok(()));
    assert_eq!(store.take(&[take(4)], NOW).await.unwrap(), Ok(()));
    assert_eq!(store.take(&[take(1)], NOW).await.unwrap(), Err(0));
}

#[tokio::test]
async fn a_take_in_conflict_with_others_is_tried_until_it_is_through() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    fail(&deployed, "TransactWriteItems", 4, Fault::TransactionCanceled("TransactionConflict"));
    assert_eq!(store.take(&[take(10)], NOW).await.unwrap(), Ok(()));
    fail(&deployed, "TransactWriteItems", 4, Fault::TransactionCanceled("TransactionConflict"));
    store.give_back(&[take(10)]).await.unwrap();
    assert_eq!(store.take(&[take(10)], NOW).await.unwrap(), Ok(()));
}

#[tokio::test]
async fn a_take_that_is_cancelled_for_a_lasting_reason_is_not_tried_again_and_names_it() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    for (code, retryable) in [("ValidationError", false), ("ItemCollectionSizeLimitExceeded", true)] {
        fail(&deployed, "TransactWriteItems", 1, Fault::TransactionCanceled(code));
        let error = store.take(&[take(10)], NOW).await.unwrap_err();
        assert!(describe(&error).contains(code), "{error:?}");
        assert_eq!(error.is_retryable(), retryable, "{code}");
    }
    assert_eq!(store.take(&[take(10)], NOW).await.unwrap(), Ok(()));
}

#[tokio::test]
async fn a_take_that_fails_takes_nothing() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    let other = Take { allowance: "b".into(), ..take(1) };
    fail(&deployed, "TransactWriteItems", 3, Fault::InternalServerError);
    assert!(store.take(&[take(10), other], NOW).await.unwrap_err().is_retryable());
    assert_eq!(store.take(&[take(10)], NOW).await.unwrap(), Ok(()));
}

#[tokio::test]
async fn a_registration_that_somebody_else_changes_meanwhile_is_read_and_changed_again() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    let mut saved = registration(&issuer(), "a", &["1"]);
    saved.new_deployments = lti::registration::NewDeployments::Accept;
    store.save(&saved).await.unwrap();
    fail(&deployed, "PutItem", 2, Fault::ConditionalCheckFailed);
    assert!(store.add_deployment(&saved.id, &deployment("2")).await.unwrap());
    fail(&deployed, "DeleteItem", 2, Fault::ConditionalCheckFailed);
    assert!(store.remove(&saved.id).await.unwrap());
    assert_eq!(store.find(&saved.id).await.unwrap(), None);
}

async fn invited(store: &aws::DynamoStore) -> InviteLease {
    let invite = Invite {
        id: TokenDigest::of("invite"),
        created: NOW,
        expires: NOW + Invite::LIFETIME,
        note: None,
        issuer: None,
        new_deployments: NewDeployments::First,
    };
    store.add_invite(&invite).await.unwrap();
    InviteLease { invite: invite.id, holder: TokenDigest::of("holder"), until: NOW + Duration::from_mins(1) }
}

#[tokio::test]
async fn an_invite_whose_answers_were_lost_is_taken_and_redeemed_once() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    let lease = invited(&store).await;
    fail(&deployed, "UpdateItem", 1, Fault::AnswerLost);
    assert!(store.take_invite(&lease, NOW).await.unwrap().is_ok(), "it is still its taker's");
    let platform = registration(&issuer(), "a", &["1"]);
    fail(&deployed, "TransactWriteItems", 1, Fault::AnswerLost);
    assert_eq!(store.redeem_invite(&lease, &platform, NOW).await.unwrap(), Redeemed::Saved);
    assert_eq!(store.find(&platform.id).await.unwrap(), Some(platform));
}

#[tokio::test]
async fn a_redemption_in_conflict_with_others_is_tried_again_and_one_that_fails_saves_nothing() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    let lease = invited(&store).await;
    store.take_invite(&lease, NOW).await.unwrap().unwrap();
    let platform = registration(&issuer(), "a", &["1"]);
    for (code, retryable) in [("ValidationError", false), ("ItemCollectionSizeLimitExceeded", true)] {
        fail(&deployed, "TransactWriteItems", 1, Fault::TransactionCanceled(code));
        let error = store.redeem_invite(&lease, &platform, NOW).await.unwrap_err();
        assert!(describe(&error).contains(code), "{error:?}");
        assert_eq!(error.is_retryable(), retryable, "{code}");
    }
    fail(&deployed, "TransactWriteItems", 3, Fault::InternalServerError);
    assert!(store.redeem_invite(&lease, &platform, NOW).await.unwrap_err().is_retryable());
    assert_eq!(store.find(&platform.id).await.unwrap(), None);
    fail(&deployed, "TransactWriteItems", 4, Fault::TransactionCanceled("TransactionConflict"));
    assert_eq!(store.redeem_invite(&lease, &platform, NOW).await.unwrap(), Redeemed::Saved);
}

#[tokio::test]
async fn a_session_is_written_once_whatever_happens_to_the_answer() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    let session = ports::conformance::samples::session();
    let bearer = lti::session::Bearer::random(&ports::SystemEntropy::default()).digest();
    fail(&deployed, "PutItem", 1, Fault::AnswerLost);
    store.put_session(&bearer, &session).await.unwrap();
    let kept = ports::SessionReader::session(&*store, &bearer, NOW).await.unwrap();
    assert_eq!(kept, Some(session));
}

#[tokio::test]
async fn a_reading_whose_answer_was_lost_is_saved() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    let reading = reading(&course(), "a");
    fail(&deployed, "PutItem", 1, Fault::AnswerLost);
    store.save_reading(&reading).await.unwrap();
    assert_eq!(store.reading(&reading.id).await.unwrap(), Some(reading));
}

#[tokio::test]
async fn a_completion_whose_answer_was_lost_is_the_one_that_everybody_gets() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    let first = completion(&activity(), "a", NOW);
    fail(&deployed, "PutItem", 1, Fault::AnswerLost);
    assert_eq!(store.add_completion(&first).await.unwrap(), first);
    let late = completion(&first.activity, "a", NOW + Duration::from_mins(1));
    assert_eq!(store.add_completion(&late).await.unwrap(), first);
}

#[tokio::test]
async fn a_completion_that_is_refused_without_the_one_that_is_kept_is_told_as_a_failure() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    let fresh = completion(&activity(), "a", NOW);
    fail(&deployed, "PutItem", 1, Fault::ConditionalCheckFailed);
    let error = store.add_completion(&fresh).await.unwrap_err();
    assert!(error.is_retryable(), "{error:?}");
    assert!(describe(&error).contains("PutItem on moodle-plugins-completions"), "{error:?}");
    assert_eq!(store.add_completion(&fresh).await.unwrap(), fresh);
}

#[tokio::test]
async fn a_grade_whose_answer_was_lost_is_still_changed_by_who_did_it() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    let seen = completion(&activity(), "a", NOW);
    store.add_completion(&seen).await.unwrap();
    let later = completion(&seen.activity, "a", NOW + Duration::from_mins(1)).grade;
    fail(&deployed, "UpdateItem", 1, Fault::AnswerLost);
    assert!(store.change_grade(&seen, &later).await.unwrap());
    assert!(!store.change_grade(&seen, &later).await.unwrap(), "it is changed once");
}

#[tokio::test]
async fn a_grade_that_could_not_be_changed_is_due_as_before() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    let seen = completion(&activity(), "a", NOW);
    store.add_completion(&seen).await.unwrap();
    for fault in PASSING {
        fail(&deployed, "UpdateItem", 3, fault);
        let error = store.change_grade(&seen, &Grade::None).await.unwrap_err();
        assert!(error.is_retryable(), "{fault:?}: {error:?}");
    }
    fail(&deployed, "UpdateItem", 1, Fault::ConditionalCheckFailed);
    assert!(!store.change_grade(&seen, &Grade::None).await.unwrap());
    assert_eq!(store.grades_due(NOW, 9).await.unwrap(), std::slice::from_ref(&seen));
    assert_eq!(store.completion(&seen.activity, "a").await.unwrap(), Some(seen));
}

#[tokio::test]
async fn a_completion_whose_end_got_no_answer_is_forgotten() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    let gone = completion(&activity(), "a", NOW);
    store.add_completion(&gone).await.unwrap();
    fail(&deployed, "DeleteItem", 1, Fault::AnswerLost);
    store.forget_completion(&gone.activity, "a").await.unwrap();
    assert_eq!(store.completion(&gone.activity, "a").await.unwrap(), None);
}

#[tokio::test]
async fn a_list_that_cannot_be_read_is_not_taken_for_an_empty_one() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    let (activity, course) = (activity(), course());
    fail(&deployed, "Query", 9, Fault::InternalServerError);
    assert!(store.completions_in(&activity).await.unwrap_err().is_retryable());
    assert!(store.grades_due(NOW, 9).await.unwrap_err().is_retryable());
    assert!(store.readings_of(&course).await.unwrap_err().is_retryable());
}

#[tokio::test]
async fn a_first_secret_whose_answer_was_lost_is_the_one_that_everybody_gets() {
    let deployed = Deployed::fresh().await;
    let secrets = deployed.secrets();
    let fresh = SecretBytes::new(vec![7; 32]);
    fail(&deployed, "PutSecretValue", 1, Fault::AnswerLost);
    assert_eq!(secrets.keep_first(SecretName::StateKey, &fresh).await.unwrap(), fresh);
    let late = SecretBytes::new(vec![8; 32]);
    assert_eq!(secrets.keep_first(SecretName::StateKey, &late).await.unwrap(), fresh);
}

#[tokio::test]
async fn a_store_of_secrets_that_does_not_answer_makes_no_second_secret() {
    let deployed = Deployed::fresh().await;
    let secrets = deployed.secrets();
    let fresh = SecretBytes::new(vec![7; 32]);
    fail(&deployed, "GetSecretValue", 3, Fault::InternalServerError);
    let error = secrets.keep_first(SecretName::StateKey, &fresh).await.unwrap_err();
    assert!(error.is_retryable(), "{error:?}");
    assert_eq!(secrets.secret(SecretName::StateKey).await.unwrap(), None);
}

#[tokio::test]
async fn a_secret_is_replaced_once_whatever_happens_to_the_answers() {
    let deployed = Deployed::fresh().await;
    let secrets = deployed.secrets();
    let mut kept = SecretBytes::new(vec![0]);
    secrets.keep_first(SecretName::ToolKey, &kept).await.unwrap();
    for operation in ["GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"] {
        for fault in [Fault::AnswerLost, Fault::Throttling, Fault::InternalServerError] {
            fail(&deployed, operation, 1, fault);
            let new = SecretBytes::new(format!("{operation} {fault:?}").into_bytes());
            assert!(
                secrets.replace(SecretName::ToolKey, &kept, &new).await.unwrap(),
                "{operation} {fault:?}"
            );
            assert_eq!(secrets.secret(SecretName::ToolKey).await.unwrap(), Some(new.clone()));
            kept = new;
        }
    }
}

#[tokio::test]
async fn a_replacement_that_stops_half_way_leaves_the_secret_as_it_was_and_can_be_made_again() {
    let deployed = Deployed::fresh().await;
    let secrets = deployed.secrets();
    let (first, second) = (SecretBytes::new(vec![1]), SecretBytes::new(vec![2]));
    secrets.keep_first(SecretName::ToolKey, &first).await.unwrap();
    for operation in ["PutSecretValue", "UpdateSecretVersionStage"] {
        fail(&deployed, operation, 3, Fault::InternalServerError);
        let error = secrets.replace(SecretName::ToolKey, &first, &second).await.unwrap_err();
        assert!(describe(&error).contains(operation), "{error:?}");
        assert_eq!(secrets.secret(SecretName::ToolKey).await.unwrap().as_ref(), Some(&first), "{operation}");
    }
    assert!(secrets.replace(SecretName::ToolKey, &first, &second).await.unwrap());
    assert_eq!(secrets.secret(SecretName::ToolKey).await.unwrap(), Some(second));
}

#[tokio::test]
async fn warming_a_table_that_does_not_answer_fails_nobody() {
    let deployed = Deployed::fresh().await;
    fail(&deployed, "GetItem", 3, Fault::InternalServerError);
    deployed.store().warm(Table::Registrations).await;
    assert_eq!(deployed.store().all().await.unwrap(), []);
}
