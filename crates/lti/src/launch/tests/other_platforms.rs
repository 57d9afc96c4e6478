//! Launches that other platforms signed (`tests/fixtures/recorded`, with where they come from).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::*;
use crate::tool_key::{ToolKey, key_set};

fn launched(name: &str) -> Recorded {
    let file: Value = serde_json::from_slice(&fixture(&format!("recorded/{name}"))).unwrap();
    let token = file["id_token"].as_str().unwrap().to_owned();
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    Recorded {
        claims: serde_json::from_slice(&payload).unwrap(),
        keys: KeySet::parse(file["key_set"].to_string().as_bytes()).unwrap(),
        token,
    }
}

impl Recorded {
    /// The same claims from a platform whose key can be trusted.
    fn signed_again(&self) -> Self {
        let pkcs8 = ToolKey::generate().unwrap();
        let key = ToolKey::from_pkcs8(&pkcs8).unwrap();
        let pem = pem::encode(&pem::Pem::new("PRIVATE KEY", pkcs8));
        let mut header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::RS256);
        header.kid = Some(key.kid().to_owned());
        let private = jsonwebtoken::EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap();
        Self {
            token: jsonwebtoken::encode(&header, &self.claims, &private).unwrap(),
            claims: self.claims.clone(),
            keys: KeySet::parse(key_set([&key]).to_string().as_bytes()).unwrap(),
        }
    }

    fn refuse(&self) -> LaunchError {
        self.verify(&self.registration(), &self.state(), self.issued()).unwrap_err()
    }
}

#[test]
fn a_deep_linking_launch_of_the_1edtech_reference_platform_is_accepted() {
    let launch = launched("1edtech-reference/deep-linking").accept();
    assert_eq!(launch.message_type, MessageType::DeepLinking);
    assert_eq!(launch.user.name.as_deref(), Some("Laquita Juliann Johnston"));
    assert_eq!(launch.context.unwrap().title.as_deref(), Some("Test Course"));
    assert_eq!(launch.locale.as_deref(), Some("en-US"), "it stands beside an empty launch presentation");
    assert_eq!(launch.custom["myCustomValue"], "123");
    assert_eq!(launch.role, CourseRole::None, "an instructor of the institution teaches no course by that");
}

#[test]
fn the_signature_of_another_launch_does_not_fit_the_one_of_the_reference_platform() {
    let mut launch = launched("1edtech-reference/deep-linking");
    let signed = launch.token.rsplit_once('.').unwrap().0;
    launch.token = format!("{signed}.{}", recorded("student").token.rsplit_once('.').unwrap().1);
    assert!(matches!(launch.refuse(), LaunchError::Token(TokenError::BadSignature)));
}

#[test]
fn a_launch_that_canvas_signed_with_a_key_of_512_bits_is_refused() {
    let launch = launched("canvas/resource-link-site-admin");
    assert!(launch.keys.is_empty(), "no key of its set can be trusted");
    let refused = launch.refuse();
    assert!(
        matches!(&refused, LaunchError::Token(TokenError::UnknownKey(kid)) if kid == "2018-06-18T22:33:20Z"),
        "{refused}"
    );
}

#[test]
fn what_canvas_claims_is_read_when_its_key_can_be_trusted() {
    let launch = launched("canvas/resource-link-site-admin").signed_again().accept();
    assert_eq!(launch.platform.product.as_deref(), Some("canvas"));
    assert_eq!(launch.deployment_id.as_str(), "6:8865aa05b4b79b64a91a86042e43af5ea8ae79eb");
    assert_eq!(launch.resource_link.unwrap().title, None, "Canvas sends null for a link without a title");
    assert_eq!(launch.user.name, None);
    assert_eq!(launch.custom["user_id"], "2", "Canvas sends its ids as numbers");
    assert_eq!(launch.role, CourseRole::None, "a site administrator without a part in the course");
    let line_items = launch.line_items.unwrap();
    assert!(
        line_items.lineitem.is_none() && line_items.lineitems.unwrap().ends_with("/courses/1/line_items")
    );
    assert!(launch.memberships.is_some());
    assert!(launch.return_url.unwrap().ends_with("/external_tool_redirect"));
}

#[test]
fn an_example_of_a_submission_review_that_was_issued_to_another_client_is_refused() {
    let launch = launched("specification-examples/submission-review");
    let refused = launch.refuse();
    assert!(
        matches!(&refused, LaunchError::AuthorizedPartyMismatch(azp) if *azp == launch.claims["azp"]),
        "{refused}"
    );
}

#[test]
fn an_example_of_a_submission_review_needs_a_target_besides_the_right_client() {
    let mut launch = launched("specification-examples/submission-review");
    launch.claims["azp"] = launch.claims["aud"].clone();
    let refused = launch.signed_again().refuse();
    assert!(matches!(refused, LaunchError::TargetMismatch { launched: None }), "{refused}");
    let target = "https://purl.imsglobal.org/spec/lti/claim/target_link_uri";
    launch.claims[target] = json!("https://tool.example/app");
    let launch = launch.signed_again().accept();
    assert_eq!(launch.message_type, MessageType::SubmissionReview);
    assert_eq!(launch.role, CourseRole::Instructor);
    assert_eq!(launch.resource_link.unwrap().title.as_deref(), Some("Introduction Assignment"));
    assert_eq!(launch.custom["activity_id"], "123");
}

#[test]
fn a_data_privacy_launch_is_known_by_the_name_of_the_specifications_examples_too() {
    let launch = launched("specification-examples/data-privacy").accept();
    assert_eq!(launch.message_type, MessageType::DataPrivacy);
    assert_eq!((launch.role, launch.for_user.is_none()), (CourseRole::None, true));
}
