//! Whatever comes from outside, the parsers answer; they never panic, and what they accept holds.

use lti::jwk::KeySet;
use lti::jws::UnverifiedToken;
use lti::locale::to_bcp47;
use lti::login::{LoginInitiation, ToolUrl};
use lti::params::{self, Params};
use lti::roles::course_role;
use lti::state::StateKey;
use lti::time::UnixTime;
use proptest::prelude::*;

/// Text made of what breaks parsers: separators, escapes, quotes, multi-byte characters.
fn awkward() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[.=&%+{}\\[\\]\":,\\\\A-Za-z0-9_\\-é日\u{0}\u{7f}]{0,200}",
        "eyJ[A-Za-z0-9_\\-]{0,80}\\.[A-Za-z0-9_\\-]{0,80}\\.[A-Za-z0-9_\\-]{0,80}",
    ]
}

/// JSON that looks like a key set, with anything at all inside.
fn key_set_like() -> impl Strategy<Value = String> {
    let member =
        ("(kty|kid|alg|use|key_ops|n|e|crv|x|y)", "(\"[A-Za-z0-9_\\-]{0,60}\"|null|1|\\[\\]|\\{\\})");
    let key = prop::collection::vec(member, 0..8).prop_map(|members| {
        let members: Vec<_> =
            members.into_iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!("{{{}}}", members.join(","))
    });
    prop::collection::vec(key, 0..5).prop_map(|keys| format!("{{\"keys\":[{}]}}", keys.join(",")))
}

proptest! {
    #[test]
    fn parameters_can_be_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..500)) {
        if let Ok(params) = Params::parse(&bytes) {
            let _ = params.text("iss");
            let _ = LoginInitiation::parse(&params);
        }
    }

    #[test]
    fn every_value_comes_back_from_its_encoding(value in prop::collection::vec(any::<u8>(), 1..300)) {
        let mut query = String::new();
        params::append(&mut query, "hint", &value);
        prop_assert!(query.is_ascii());
        let params = Params::parse(query.as_bytes()).unwrap();
        prop_assert_eq!(params.bytes("hint"), Ok(Some(value.as_slice())));
    }

    #[test]
    fn tokens_can_be_any_text(text in awkward()) {
        if let Ok(token) = UnverifiedToken::parse(&text) {
            prop_assert!(!token.kid().is_empty());
        }
    }

    #[test]
    fn key_sets_can_be_any_text(text in prop_oneof![awkward(), key_set_like()]) {
        let _ = KeySet::parse(text.as_bytes());
    }

    #[test]
    fn no_text_is_a_state_but_ours(text in awkward()) {
        prop_assert!(StateKey::new(&[7; 32]).open(&text, UnixTime(0)).is_err());
    }

    #[test]
    fn locales_roles_and_urls_can_be_any_text(text in awkward()) {
        if let Some(tag) = to_bcp47(&text) {
            prop_assert_eq!(to_bcp47(&tag), Some(tag));
        }
        let _ = course_role([text.as_str()]);
        let _ = ToolUrl::parse(&text);
    }
}
