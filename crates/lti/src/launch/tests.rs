//! Launches that real platforms signed, under the clock of their recording: Moodle's here, those of others
//! in `other_platforms`. The attacks on forged tokens are driven over HTTP in `lambdas/lti-tool/tests`.

use serde_json::{Value, json};

use super::*;
use crate::browser::BrowserAttempt;
use crate::names::{ClientId, DeploymentId, Issuer};
use crate::registration::{Endpoints, NewDeployments, PlatformId};
use crate::roles::CourseRole;
use crate::state::LaunchState;
use crate::token::tests::Counting;
use crate::tool_key::key_set;
use crate::tool_key::tests::key;

mod other_platforms;

pub(crate) struct Recorded {
    token: String,
    claims: Value,
    keys: KeySet,
}

const ALL: [&str; 9] = [
    "deep-linking-teacher",
    "locale-fr",
    "locale-pt_br",
    "no-name-no-email-student",
    "no-name-no-email-teacher",
    "site-admin-deep-linking",
    "site-admin",
    "student",
    "teacher",
];

fn fixture(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/fixtures/{name}.json", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).unwrap()
}

pub(crate) fn recorded(name: &str) -> Recorded {
    let file: Value = serde_json::from_slice(&fixture(&format!("moodle-5.1/launch-{name}"))).unwrap();
    let token = file["authentication_response"]["fields"]["id_token"].as_str().unwrap().to_owned();
    Recorded {
        token,
        claims: file["claims"].clone(),
        keys: KeySet::parse(&fixture("moodle-5.1/jwks")).unwrap(),
    }
}

impl Recorded {
    fn issued(&self) -> UnixTime {
        UnixTime(self.claims["iat"].as_i64().unwrap())
    }

    fn registration(&self) -> Registration {
        let id = PlatformId {
            issuer: Issuer::new(self.claims["iss"].as_str().unwrap()).unwrap(),
            client_id: ClientId::new(self.claims["aud"].as_str().unwrap()).unwrap(),
        };
        let deployment =
            self.claims["https://purl.imsglobal.org/spec/lti/claim/deployment_id"].as_str().unwrap();
        let endpoints = Endpoints::of_moodle(&id.issuer).unwrap();
        Registration::new(id, endpoints, [DeploymentId::new(deployment).unwrap()])
    }

    fn state(&self) -> BoundState {
        let entropy = Counting::default();
        let target = self.claims["https://purl.imsglobal.org/spec/lti/claim/target_link_uri"]
            .as_str()
            .unwrap_or("https://tool.example/app");
        let browser = BrowserAttempt::random(&entropy).binding();
        let (state, _) = LaunchState::begin(
            self.registration().id,
            target.to_owned(),
            None,
            browser,
            self.issued(),
            &entropy,
        );
        BoundState::recorded(state, self.claims["nonce"].as_str().unwrap())
    }

    fn verify(
        &self,
        registration: &Registration,
        state: &BoundState,
        now: UnixTime,
    ) -> Result<VerifiedLaunch, LaunchError> {
        let token = UnverifiedToken::parse(&self.token)?;
        verify(&token, &self.keys, registration, state, now)?.claimed(true)
    }

    pub(crate) fn accept(&self) -> Launch {
        self.verify(&self.registration(), &self.state(), self.issued()).unwrap().into_launch()
    }
}

#[test]
fn every_launch_recorded_from_moodle_is_accepted() {
    for name in ALL {
        let launch = recorded(name).accept();
        assert_eq!(launch.platform.product.as_deref(), Some("moodle"), "{name}");
        assert_eq!(launch.context.unwrap().title.as_deref(), Some("LTI 301"), "{name}");
    }
}

#[test]
fn a_student_a_teacher_and_a_site_administrator_have_their_roles_in_the_course() {
    assert_eq!(recorded("student").accept().role, CourseRole::Learner);
    assert_eq!(recorded("teacher").accept().role, CourseRole::Instructor);
    // Moodle gives a site administrator Instructor in the course, besides institution and system roles.
    assert_eq!(recorded("site-admin").accept().role, CourseRole::Instructor);
}

#[test]
fn names_services_and_custom_parameters_are_read() {
    let launch = recorded("student").accept();
    assert_eq!(launch.user.name.as_deref(), Some("Sam Student"));
    assert_eq!(launch.user.id.as_deref(), Some("4"));
    assert_eq!(launch.resource_link.unwrap().title.as_deref(), Some("Chat with the tutor"));
    assert_eq!(launch.locale.as_deref(), Some("en"));
    assert!(launch.line_items.unwrap().lineitem.unwrap().ends_with("/lineitem?type_id=3"));
    assert!(launch.memberships.is_some());
    assert_eq!(launch.custom["end"], "$ResourceLink.submission.endDateTime");
}

#[test]
fn a_launch_without_name_and_e_mail_is_accepted() {
    let user = recorded("no-name-no-email-student").accept().user;
    assert_eq!((user.name, user.given_name, user.email), (None, None, None));
    assert!(user.id.is_some());
}

#[test]
fn the_language_of_the_moodle_user_is_read_as_bcp_47() {
    assert_eq!(recorded("locale-pt_br").accept().locale.as_deref(), Some("pt-BR"));
    assert_eq!(recorded("locale-fr").accept().locale.as_deref(), Some("fr"));
}

#[test]
fn a_deep_linking_message_needs_no_resource_link() {
    let launch = recorded("deep-linking-teacher").accept();
    assert_eq!(launch.message_type, MessageType::DeepLinking);
    assert_eq!(launch.resource_link, None);
}

/// The teacher's deep linking launch with other claims, as signed by a platform with a key of its own.
fn launch_with(change: impl FnOnce(&mut serde_json::Map<String, Value>)) -> Result<Launch, LaunchError> {
    let mut launch = recorded("deep-linking-teacher");
    change(launch.claims.as_object_mut().unwrap());
    let token = UnverifiedToken::parse(&key().sign(&launch.claims).unwrap()).unwrap();
    let keys = KeySet::parse(key_set([key()]).to_string().as_bytes()).unwrap();
    let launched = verify(&token, &keys, &launch.registration(), &launch.state(), launch.issued())?;
    Ok(launched.claimed(true)?.into_launch())
}

const SETTINGS: &str = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings";
const FOR_USER: &str = "https://purl.imsglobal.org/spec/lti/claim/for_user";
const MESSAGE_TYPE: &str = "https://purl.imsglobal.org/spec/lti/claim/message_type";

#[test]
fn a_deep_linking_launch_without_settings_is_refused() {
    for settings in [None, Some(json!("yes")), Some(json!(5))] {
        let refused = launch_with(|claims| {
            claims.remove(SETTINGS);
            claims.extend(settings.map(|settings| (SETTINGS.to_owned(), settings)));
        });
        assert!(matches!(refused, Err(LaunchError::DeepLinkingSettingsMissing)), "{refused:?}");
    }
}

#[test]
fn a_deep_linking_launch_without_a_web_address_to_return_to_is_refused() {
    for url in
        [json!(null), json!(""), json!("javascript:alert(1)"), json!("/return"), json!("ftp://x.example")]
    {
        let refused = launch_with(|claims| claims[SETTINGS]["deep_link_return_url"] = url);
        assert!(matches!(refused, Err(LaunchError::DeepLinkReturnUrlUnusable)), "{refused:?}");
    }
}

#[test]
fn deep_linking_settings_in_another_launch_are_not_kept() {
    let link = ("https://purl.imsglobal.org/spec/lti/claim/resource_link".to_owned(), json!({"id": "3"}));
    let launch = launch_with(|claims| {
        claims[MESSAGE_TYPE] = json!("LtiResourceLinkRequest");
        claims.extend([link, (FOR_USER.to_owned(), json!({"user_id": "4"}))]);
    });
    let launch = launch.unwrap();
    assert_eq!((launch.deep_linking, launch.for_user), (None, None));
}

#[test]
fn a_submission_review_says_whose_submission_is_reviewed() {
    let review = |for_user: Value| {
        launch_with(|claims| {
            claims[MESSAGE_TYPE] = json!("LtiSubmissionReviewRequest");
            claims.insert(FOR_USER.to_owned(), for_user);
        })
    };
    let learner = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner";
    let named =
        review(json!({"user_id": "4", "name": "Sam Student", "email": 5, "roles": [learner]})).unwrap();
    let student = named.for_user.unwrap();
    assert_eq!((student.user_id.as_str(), student.name.as_deref()), ("4", Some("Sam Student")));
    assert_eq!((student.email, student.roles.as_slice()), (None, &[learner.to_owned()][..]));
}

#[test]
fn a_review_of_all_submissions_names_nobody() {
    let absent = |claims: &mut serde_json::Map<String, Value>| {
        claims[MESSAGE_TYPE] = json!("LtiSubmissionReviewRequest");
    };
    assert_eq!(launch_with(absent).unwrap().for_user, None);
    for nobody in [json!(null), json!({}), json!({"user_id": ""}), json!({"user_id": 4}), json!("4")] {
        let launch = launch_with(|claims| {
            absent(claims);
            claims.insert(FOR_USER.to_owned(), nobody);
        });
        assert_eq!(launch.unwrap().for_user, None);
    }
}

#[test]
fn a_data_privacy_launch_may_be_about_somebody() {
    let about = |for_user: Value| {
        let launch = launch_with(|claims| {
            claims[MESSAGE_TYPE] = json!("LtiDataPrivacyLaunchRequest");
            claims.insert(FOR_USER.to_owned(), for_user);
        });
        launch.unwrap().for_user.map(|user| user.user_id)
    };
    assert_eq!(about(json!({"user_id": "4"})).as_deref(), Some("4"));
    assert_eq!(about(json!({})), None);
}

#[test]
fn a_launch_stored_before_there_was_deep_linking_is_read() {
    let launch = recorded("student").accept();
    let mut stored = serde_json::to_value(&launch).unwrap();
    for member in ["deep_linking", "for_user"] {
        assert!(stored.as_object_mut().unwrap().remove(member).is_some());
    }
    assert_eq!(serde_json::from_value::<Launch>(stored).unwrap(), launch);
    let choosing = recorded("deep-linking-teacher").accept();
    let stored = serde_json::to_string(&choosing).unwrap();
    assert_eq!(serde_json::from_str::<Launch>(&stored).unwrap(), choosing);
}

#[test]
fn clocks_may_differ_by_a_minute_and_no_more() {
    let student = recorded("student");
    let at = |seconds: i64| {
        let now = UnixTime(student.issued().0 + seconds);
        student.verify(&student.registration(), &student.state(), now)
    };
    assert!(at(-60).is_ok());
    assert!(matches!(at(-61), Err(LaunchError::IssuedInFuture { ahead }) if ahead.as_secs() == 61));
    assert!(at(120).is_ok(), "Moodle's tokens live 60 s");
    assert!(matches!(at(121), Err(LaunchError::Expired { ago }) if ago.as_secs() == 61));
}

#[test]
fn a_launch_fits_its_own_login_only() {
    let student = recorded("student");
    let teacher = recorded("teacher");
    let refused = student.verify(&student.registration(), &teacher.state(), student.issued());
    assert!(matches!(refused, Err(LaunchError::NonceMismatch)));
}

#[test]
fn a_launch_fits_its_own_registration_only() {
    let student = recorded("student");
    let mut other = student.registration();
    other.id.client_id = ClientId::new("another").unwrap();
    let refused = student.verify(&other, &student.state(), student.issued());
    assert!(matches!(refused, Err(LaunchError::OtherRegistration)));
}

#[test]
fn an_unlisted_deployment_is_refused_by_name_or_learned_where_the_operator_said_so() {
    let student = recorded("student");
    let mut registration = student.registration();
    registration.deployments.clear();
    let refused = student.verify(&registration, &student.state(), student.issued());
    assert!(matches!(refused, Err(LaunchError::UnknownDeployment(id)) if id.as_str() == "3"));

    registration.new_deployments = NewDeployments::Accept;
    let token = UnverifiedToken::parse(&student.token).unwrap();
    let launch = verify(&token, &student.keys, &registration, &student.state(), student.issued()).unwrap();
    assert_eq!(launch.new_deployment().unwrap().as_str(), "3");
}

#[test]
fn the_first_deployment_is_learned_and_every_other_refused() {
    let student = recorded("student");
    let mut registration = student.registration();
    registration.new_deployments = NewDeployments::First;
    registration.deployments.clear();
    let launched = student.verify(&registration, &student.state(), student.issued()).unwrap();
    assert_eq!(launched.deployment_id.as_str(), "3");
    registration.deployments.insert(DeploymentId::new("another").unwrap());
    let refused = student.verify(&registration, &student.state(), student.issued());
    assert!(matches!(refused, Err(LaunchError::UnknownDeployment(id)) if id.as_str() == "3"));
}

#[test]
fn a_suspended_registration_launches_nobody() {
    let student = recorded("student");
    let mut registration = student.registration();
    registration.status = Status::Suspended;
    let refused = student.verify(&registration, &student.state(), student.issued());
    assert!(matches!(refused, Err(LaunchError::Suspended)));
}

#[test]
fn a_lost_claim_gives_no_launch() {
    let student = recorded("student");
    let token = UnverifiedToken::parse(&student.token).unwrap();
    let launch =
        verify(&token, &student.keys, &student.registration(), &student.state(), student.issued()).unwrap();
    assert!(launch.claim().until >= student.state().get().expires);
    assert!(matches!(launch.claimed(false), Err(LaunchError::StateUsed)));
}
