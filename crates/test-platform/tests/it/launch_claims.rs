//! The builder of launches, held against launches of a real Moodle.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use test_platform::claims::name;
use test_platform::{Activity, Config, Course, DocumentTarget, LaunchClaims, SigningKey, token};

use crate::support::{NOW, verify};

fn recorded(file: &str) -> Value {
    let path = format!("{}/tests/fixtures/{file}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Lists where two values differ in names and kinds. Texts that are URLs in one have to be URLs in
/// the other.
pub fn shape_differences(path: &str, ours: &Value, theirs: &Value, found: &mut Vec<String>) {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            let names: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
            for name in names {
                match (ours.get(name), theirs.get(name)) {
                    (Some(our), Some(their)) => {
                        shape_differences(&format!("{path}/{name}"), our, their, found);
                    }
                    (Some(_), None) => found.push(format!("{path}/{name}: only ours")),
                    _ => found.push(format!("{path}/{name}: only Moodle’s")),
                }
            }
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            if ours.len() != theirs.len() {
                found.push(format!("{path}: {} and {}", ours.len(), theirs.len()));
            }
            for (our, their) in ours.iter().zip(theirs) {
                shape_differences(path, our, their, found);
            }
        }
        (Value::String(our), Value::String(their)) => {
            if our.starts_with("http") != their.starts_with("http") {
                found.push(format!("{path}: {our} and {their}"));
            }
        }
        (Value::Bool(_), Value::Bool(_)) => {}
        (Value::Number(our), Value::Number(their)) if our.is_i64() == their.is_i64() => {}
        _ => found.push(format!("{path}: {ours} and {theirs}")),
    }
}

#[test]
fn launches_have_the_claims_and_shapes_of_a_recorded_moodle() {
    let launches = [
        (LaunchClaims::student(), "launch-student"),
        (LaunchClaims::teacher(), "launch-teacher"),
        (LaunchClaims::site_admin(), "launch-site-admin"),
        (LaunchClaims::unnamed_student(), "launch-no-name-no-email-student"),
    ];
    for (launch, file) in launches {
        let mut found = Vec::new();
        shape_differences("", &launch.build(), &recorded(file)["claims"], &mut found);
        assert!(found.is_empty(), "{file}: {found:#?}");
    }
}

#[test]
fn a_comparison_of_shapes_sees_a_missing_claim_and_a_changed_kind() {
    let theirs = &recorded("launch-student")["claims"];
    for changed in [
        LaunchClaims::student().without("sub"),
        LaunchClaims::student().claim("extra", 1),
        LaunchClaims::student().claim("aud", json!(["demo-client"])),
        LaunchClaims::student().claim("iat", 0.5),
        LaunchClaims::student().roles(["Learner"]),
    ] {
        let mut found = Vec::new();
        shape_differences("", &changed.build(), theirs, &mut found);
        assert_eq!(found.len(), 1, "{found:#?}");
    }
}

#[test]
fn the_recorded_values_come_out_where_they_went_in() {
    let theirs = &recorded("launch-student")["claims"];
    let ours = LaunchClaims::student()
        .issuer("https://moodle.localtest:8443")
        .client_id("J5kZMoF6Ky1gcno")
        .deployment_id("3")
        .target_link_uri("https://tool.localtest:9443/launch")
        .nonce("1ae07c4a0a7c4bdd83454d496477e8e3")
        .issued_at(NOW)
        .build();
    // The service addresses and the name of the platform are its own.
    let own = [
        name::BASIC_OUTCOME,
        name::LAUNCH_PRESENTATION,
        name::TOOL_PLATFORM,
        name::CUSTOM,
        name::AGS_ENDPOINT,
        name::NRPS_SERVICE,
    ];
    for (claim, value) in theirs.as_object().unwrap() {
        if !own.contains(&claim.as_str()) {
            assert_eq!(&ours[claim], value, "{claim}");
        }
    }
    for part in ["locale", "document_target"] {
        let claim = name::LAUNCH_PRESENTATION;
        assert_eq!(ours[claim][part], theirs[claim][part]);
    }
}

#[test]
fn the_header_is_moodles() {
    let key = SigningKey::rsa();
    let header = token::header(&LaunchClaims::student().sign(&key)).unwrap();
    let mut found = Vec::new();
    shape_differences("", &header, &recorded("launch-student")["id_token_header"], &mut found);
    assert!(found.is_empty(), "{found:#?}");
    assert_eq!(header["typ"], "JWT");
}

#[test]
fn a_brazilian_locale_keeps_moodles_underscore() {
    let recorded = recorded("launch-locale-pt_br");
    let claims = LaunchClaims::student().locale("pt_br").build();
    assert_eq!(
        claims[name::LAUNCH_PRESENTATION]["locale"],
        recorded["claims"][name::LAUNCH_PRESENTATION]["locale"]
    );
}

#[test]
fn an_anonymous_launch_says_nothing_about_the_person() {
    let claims = LaunchClaims::anonymous().build();
    for claim in ["sub", "name", "given_name", "family_name", "email"] {
        assert_eq!(claims.get(claim), None, "{claim}");
    }
    assert_eq!(claims[name::EXT], json!({ "lms": "moodle-2" }));
    assert_eq!(claims[name::ROLES], json!([name::ROLE_LEARNER]));
}

#[test]
fn a_signed_launch_verifies_with_the_published_key() {
    for key in [SigningKey::rsa(), SigningKey::p256(), SigningKey::p384()] {
        let launch = LaunchClaims::teacher().nonce("n").issued_at(NOW);
        assert_eq!(verify(&launch.sign(&key), &[&key]).unwrap(), launch.build());
    }
}

#[test]
fn every_setter_reaches_its_claim() {
    let config = Config { issuer: "https://lms.example".to_owned(), ..Config::default() };
    let claims = LaunchClaims::student()
        .config(&config)
        .issued_at(1000)
        .lifetime(5)
        .course(Course { title: "日本語 101".to_owned(), ..Course::default() })
        .activity(Activity { id: "77".to_owned(), ..Activity::default() })
        .document_target(DocumentTarget::Window)
        .message_type("LtiOther")
        .version("1.1")
        .custom("own", "value")
        .roles(["a", "b"])
        .build();
    assert_eq!(claims["iss"], "https://lms.example");
    assert_eq!(claims["exp"], 1005);
    assert_eq!(claims[name::CONTEXT]["title"], "日本語 101");
    assert_eq!(claims[name::RESOURCE_LINK]["id"], "77");
    assert_eq!(claims[name::LAUNCH_PRESENTATION]["document_target"], "window");
    assert_eq!(claims[name::MESSAGE_TYPE], "LtiOther");
    assert_eq!(claims[name::VERSION], "1.1");
    assert_eq!(claims[name::CUSTOM]["own"], "value");
    assert_eq!(claims[name::ROLES], json!(["a", "b"]));
    let return_url = claims[name::LAUNCH_PRESENTATION]["return_url"].as_str().unwrap();
    assert!(return_url.starts_with("https://lms.example/return?course=3&launch_container=4&instanceid=77&"));
}

#[test]
fn raw_claims_come_last_and_in_order() {
    let claims = LaunchClaims::student()
        .claim("aud", json!(["a", "b"]))
        .claim("azp", "a")
        .without("azp")
        .without("exp")
        .client_id("ignored")
        .build();
    assert_eq!(claims["aud"], json!(["a", "b"]));
    assert_eq!(claims.get("azp"), None);
    assert_eq!(claims.get("exp"), None);
}
