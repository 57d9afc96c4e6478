//! What every [`MoodleTokens`] does.

use std::sync::Arc;
use std::time::Duration;

use lti::time::UnixTime;
use lti::token::TokenDigest;
use moodle::WebServiceError;
use moodle::site_info::{TokenDecision, TokenOwner};
use moodle::{SiteUrl, UserId};

use super::samples::{NOW, unique};
use crate::MoodleTokens;

const MINUTE: Duration = Duration::from_mins(1);

fn token() -> TokenDigest {
    TokenDigest::of(&unique("token"))
}

fn owned(username: &str) -> TokenDecision {
    TokenDecision::Owned(TokenOwner {
        user_id: UserId::parse("4").unwrap(),
        username: username.into(),
        site: SiteUrl::parse("https://moodle.example/campus").unwrap(),
        functions: vec!["core_webservice_get_site_info".into(), "core_course_get_contents".into()],
    })
}

/// Both kinds of decision come back with every field.
pub async fn a_decision_comes_back_as_it_was<S: MoodleTokens>(store: Arc<S>) {
    let other_site = WebServiceError::OtherSite {
        expected: SiteUrl::parse("https://moodle.example").unwrap(),
        found: "https://\"other\".example\n".into(),
    };
    let refused = TokenDecision::Refused(other_site);
    let bare = TokenDecision::Refused(WebServiceError::UnknownToken);
    for decision in [owned("jo\u{e3}o 日本 'x'"), refused, bare] {
        let token = token();
        store.keep_decision(&token, &decision, NOW + MINUTE).await.unwrap();
        assert_eq!(store.decision(&token, NOW).await.unwrap(), Some(decision));
    }
}

/// An owner may have a service with every function of Moodle.
pub async fn a_thousand_functions_are_kept<S: MoodleTokens>(store: Arc<S>) {
    let TokenDecision::Owned(owner) = owned("teacher") else { unreachable!() };
    let functions = (0..1000).map(|i| format!("local_plugin_with_a_long_name_do_something_{i}")).collect();
    let decision = TokenDecision::Owned(TokenOwner { functions, ..owner });
    let token = token();
    store.keep_decision(&token, &decision, NOW + MINUTE).await.unwrap();
    assert_eq!(store.decision(&token, NOW).await.unwrap(), Some(decision));
}

/// What was not kept is absent.
pub async fn a_token_that_was_not_asked_about_is_absent<S: MoodleTokens>(store: Arc<S>) {
    store.keep_decision(&token(), &owned("a"), NOW + MINUTE).await.unwrap();
    assert_eq!(store.decision(&token(), NOW).await.unwrap(), None);
}

/// A later decision stands in the place of an earlier one, with a time of its own.
pub async fn a_later_decision_replaces_an_earlier_one<S: MoodleTokens>(store: Arc<S>) {
    let (token, later) = (token(), TokenDecision::Refused(WebServiceError::AccessRefused));
    store.keep_decision(&token, &owned("a"), NOW + MINUTE).await.unwrap();
    store.keep_decision(&token, &later, NOW + MINUTE * 2).await.unwrap();
    assert_eq!(store.decision(&token, NOW + MINUTE).await.unwrap(), Some(later));
}

/// A decision is kept to the second, although nothing swept it.
pub async fn a_decision_whose_time_is_over_and_was_not_swept_is_absent<S: MoodleTokens>(store: Arc<S>) {
    let token = token();
    store.keep_decision(&token, &owned("a"), NOW + MINUTE).await.unwrap();
    assert!(store.decision(&token, NOW + Duration::from_secs(59)).await.unwrap().is_some());
    assert_eq!(store.decision(&token, NOW + MINUTE).await.unwrap(), None);
    assert_eq!(store.decision(&token, UnixTime(i64::MAX)).await.unwrap(), None);
}

/// Runs the suite for [`crate::MoodleTokens`].
#[macro_export]
macro_rules! moodle_tokens_conformance {
    ($fresh:ident) => {
        $crate::conformance_tests!(
            moodle_tokens,
            $fresh,
            [
                a_decision_comes_back_as_it_was,
                a_thousand_functions_are_kept,
                a_token_that_was_not_asked_about_is_absent,
                a_later_decision_replaces_an_earlier_one,
                a_decision_whose_time_is_over_and_was_not_swept_is_absent,
            ]
        );
    };
}
