//! Whatever comes from outside, the parsers answer; they never panic, and what they accept holds.

use http::Response;
use moodle::connection_code::ConnectionCode;
use moodle::signed_token::UnverifiedToken;
use moodle::site_info;
use moodle::{Endpoint, MoodleEvent, Site, SiteKeyId, SiteSecret, SiteUrl, UserId, WebServiceToken};
use proptest::prelude::*;

/// Text made of what breaks parsers: separators, escapes, quotes, multi-byte characters.
fn awkward() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[.=&%+{}\\[\\]\":,\\\\A-Za-z0-9_\\-é日\u{0}\u{7f}]{0,200}",
        "eyJ[A-Za-z0-9_\\-]{0,80}\\.[A-Za-z0-9_\\-]{0,80}\\.[A-Za-z0-9_\\-]{0,80}",
        "moodle-aws-[0-9.]{0,4}[A-Za-z0-9_\\-.]{0,80}",
        "https?://[a-z0-9.@:/?#\\[\\]%-]{0,60}",
    ]
}

/// JSON that looks like an answer to `core_webservice_get_site_info`.
fn site_info_like() -> impl Strategy<Value = String> {
    let member = (
        "(siteurl|userid|username|functions|exception|errorcode)",
        "(\"https://m.example\"|\"[a-z]{0,5}\"|null|[0-9]{1,20}|\\[\\]|\\[\\{\"name\":\"f\"\\}\\]|\\{\\})",
    );
    prop::collection::vec(member, 0..8).prop_map(|members| {
        let members: Vec<_> =
            members.into_iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!("{{{}}}", members.join(","))
    })
}

/// JSON that looks like the detail of an event.
fn detail_like() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        "(1|-?[0-9]{1,22}|-?[0-9]{1,3}\\.[0-9]|[0-9]e[0-9]{1,4}|null|true|\\[\\]|\\{\\})".boxed(),
        "(\"[0-9]{0,21}\"|\"https://m\\.example/?\"|\"[\\\\\\\\a-z_]{0,9}\"|\"resource\")".boxed(),
        "\"0b0f7e9c-8f0a-4c1e-9d3b-[0-9a-g]{12}\"".boxed(),
    ];
    let names =
        "(schemaversion|eventid|sequence|siteid|wwwroot|eventname|courseid|cmid|modulename|timecreated|x)";
    prop::collection::vec((names, value), 0..6).prop_map(|members| {
        let good = [
            ("schemaversion", "1"),
            ("eventid", "\"0b0f7e9c-8f0a-4c1e-9d3b-1234567890ab\""),
            ("sequence", "3"),
            ("siteid", "\"0b0f7e9c-8f0a-4c1e-9d3b-1234567890ab\""),
            ("wwwroot", "\"https://m.example\""),
            ("eventname", "\"\\\\core\\\\event\\\\x\""),
            ("timecreated", "5"),
        ];
        // Most of a good event is kept, so that some are accepted.
        let kept = good.iter().filter(|(name, _)| members.iter().all(|(other, _)| other != name));
        let kept = kept.map(|(name, value)| format!("\"{name}\":{value}"));
        let members: Vec<_> =
            kept.chain(members.iter().map(|(name, value)| format!("\"{name}\":{value}"))).collect();
        format!("{{{}}}", members.join(","))
    })
}

proptest! {
    #[test]
    fn an_event_that_is_read_is_kept_to_the_letter(text in prop_oneof![awkward(), detail_like()]) {
        match MoodleEvent::parse(&text) {
            Ok(event) => {
                prop_assert_eq!(event.detail(), text.as_str());
                prop_assert_eq!(MoodleEvent::parse(event.detail()), Ok(event));
            }
            Err(error) => prop_assert!(!error.to_string().contains(char::is_control)),
        }
    }

    #[test]
    fn what_is_accepted_as_a_token_was_never_signed_by_chance(text in awkward(), now in any::<i64>()) {
        if let Ok(token) = UnverifiedToken::parse(&text) {
            let url = SiteUrl::parse("https://m.example").unwrap();
            let site = Site { key_id: token.key_id().clone(), url, added: 0 };
            let endpoint = Endpoint::parse("https://t.example").unwrap();
            prop_assert!(token.verify(&site, &SiteSecret::new([0; 32]), &endpoint, now).is_err());
        }
    }

    #[test]
    fn an_accepted_connection_code_prints_as_it_was_read(text in awkward()) {
        if let Ok(code) = ConnectionCode::parse(&text) {
            prop_assert_eq!(ConnectionCode::parse(&code.reveal()), Ok(code));
        }
    }

    #[test]
    fn every_connection_code_is_read_back(id in any::<[u8; 16]>(), secret in any::<[u8; 32]>(), folder in "[a-z0-9]{1,20}") {
        let code = ConnectionCode {
            endpoint: Endpoint::parse("http://localhost:8787").unwrap(),
            site: SiteUrl::parse(&format!("https://m.example/{folder}")).unwrap(),
            key_id: SiteKeyId::from_random(&id),
            secret: SiteSecret::new(secret),
        };
        prop_assert_eq!(ConnectionCode::parse(&code.reveal()), Ok(code));
    }

    #[test]
    fn an_address_that_is_accepted_is_kept_and_can_be_asked(text in awkward()) {
        if let Ok(url) = SiteUrl::parse(&text) {
            prop_assert_eq!(url.as_str(), text.as_str());
            let token = WebServiceToken::parse(&"a".repeat(32)).unwrap();
            if let Ok(request) = site_info::request(&url, &token) {
                prop_assert!(!request.uri().to_string().contains(token.reveal()));
            }
        }
    }

    #[test]
    fn only_a_person_of_the_asked_site_is_believed(body in prop_oneof![awkward(), site_info_like()], status in 100_u16..600) {
        let url = SiteUrl::parse("https://m.example").unwrap();
        let answer = Response::builder().status(status).body(body.clone().into_bytes()).unwrap();
        if let Ok(owner) = site_info::read(&url, &answer) {
            prop_assert_eq!(status, 200);
            prop_assert!(body.contains("https://m.example") && !body.contains("errorcode\":\""));
            prop_assert!(u64::from(owner.user_id) > 0 && !owner.username.is_empty());
        }
    }

    #[test]
    fn a_person_has_one_text(text in awkward()) {
        if let Ok(id) = UserId::parse(&text) {
            prop_assert_eq!(id.to_string(), text);
        }
    }
}
