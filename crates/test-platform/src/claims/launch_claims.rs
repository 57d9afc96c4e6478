//! The builder of a launch, shaped as Moodle 5.1 shapes it.

use serde_json::{Value, json};

use super::messages::Message;
use super::moodle::Facts;
use super::name;
use super::people::Person;
use super::places::{Activity, Course, DocumentTarget};
use crate::config::Config;
use crate::signing::SigningKey;

/// How long Moodle's launches live, in seconds.
const LIFETIME: i64 = 60;

/// The claims of a launch. Starts as a good resource link launch under [`Config::default`], with an
/// empty nonce and issued at 0: set at least [`nonce`](Self::nonce) and
/// [`issued_at`](Self::issued_at).
#[derive(Debug, Clone)]
pub struct LaunchClaims {
    facts: Facts,
    changes: Vec<Change>,
}

#[derive(Debug, Clone)]
enum Change {
    Set(String, Value),
    Custom(String, Value),
    Remove(String),
}

impl LaunchClaims {
    /// A launch by Sam Student.
    #[must_use]
    pub fn student() -> Self {
        Self::by(Person::student())
    }

    /// A launch by Tina Teacher.
    #[must_use]
    pub fn teacher() -> Self {
        Self::by(Person::teacher())
    }

    /// A launch by the site administrator.
    #[must_use]
    pub fn site_admin() -> Self {
        Self::by(Person::site_admin())
    }

    /// A launch by a student whose name and e-mail are withheld; `sub` is there.
    #[must_use]
    pub fn unnamed_student() -> Self {
        Self::by(Person::unnamed_student())
    }

    /// A launch without `sub`, name and e-mail.
    #[must_use]
    pub fn anonymous() -> Self {
        Self::by(Person::anonymous())
    }

    /// A launch by anybody.
    #[must_use]
    pub fn by(person: Person) -> Self {
        let facts = Facts {
            config: Config::default(),
            person,
            course: Course::default(),
            activity: Activity::default(),
            locale: "en".to_owned(),
            target: DocumentTarget::Iframe,
            nonce: String::new(),
            issued_at: 0,
            lifetime: LIFETIME,
            message: Message::ResourceLink,
        };
        Self { facts, changes: Vec::new() }
    }

    /// Issuer, client, deployment, target and service URLs of this registration.
    #[must_use]
    pub fn config(mut self, config: &Config) -> Self {
        self.facts.config = config.clone();
        self
    }

    /// `iss`, and the start of every service URL.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.facts.config.issuer = issuer.into();
        self
    }

    /// `aud`, as one string. For a list of audiences use [`claim`](Self::claim).
    #[must_use]
    pub fn client_id(mut self, client_id: impl Into<String>) -> Self {
        self.facts.config.client_id = client_id.into();
        self
    }

    /// The deployment.
    #[must_use]
    pub fn deployment_id(mut self, deployment_id: impl Into<String>) -> Self {
        self.facts.config.deployment_id = deployment_id.into();
        self
    }

    /// Where the launch is meant to end.
    #[must_use]
    pub fn target_link_uri(mut self, uri: impl Into<String>) -> Self {
        self.facts.config.target_link_uri = uri.into();
        self
    }

    /// The nonce of the authentication request.
    #[must_use]
    pub fn nonce(mut self, nonce: impl Into<String>) -> Self {
        self.facts.nonce = nonce.into();
        self
    }

    /// `iat`, in seconds since 1970; `exp` follows it.
    #[must_use]
    pub fn issued_at(mut self, seconds: i64) -> Self {
        self.facts.issued_at = seconds;
        self
    }

    /// Seconds from `iat` to `exp`; Moodle's 60 unless set.
    #[must_use]
    pub fn lifetime(mut self, seconds: i64) -> Self {
        self.facts.lifetime = seconds;
        self
    }

    /// The course.
    #[must_use]
    pub fn course(mut self, course: Course) -> Self {
        self.facts.course = course;
        self
    }

    /// The activity.
    #[must_use]
    pub fn activity(mut self, activity: Activity) -> Self {
        self.facts.activity = activity;
        self
    }

    /// Role URIs, instead of the person's.
    #[must_use]
    pub fn roles<Role: Into<String>>(mut self, roles: impl IntoIterator<Item = Role>) -> Self {
        self.facts.person.roles = roles.into_iter().map(Into::into).collect();
        self
    }

    /// The interface language, in Moodle's spelling (`pt_br`).
    #[must_use]
    pub fn locale(mut self, locale: impl Into<String>) -> Self {
        self.facts.locale = locale.into();
        self
    }

    /// Frame or window.
    #[must_use]
    pub fn document_target(mut self, target: DocumentTarget) -> Self {
        self.facts.target = target;
        self
    }

    /// Makes it a deep linking request (Deep Linking 2.0, section 3.3.1) whose answer goes to `return_url`, with
    /// these `data` to be sent back; Moodle sends none.
    #[must_use]
    pub fn deep_linking(mut self, return_url: impl Into<String>, data: Option<String>) -> Self {
        self.facts.message = Message::DeepLinking { return_url: return_url.into(), data };
        self
    }

    /// Makes it a request to review what this person handed in (Submission Review 1.0) for the activity's line item.
    #[must_use]
    pub fn submission_review(mut self, of: Person) -> Self {
        self.facts.message = Message::SubmissionReview(of);
        self
    }

    /// Makes it a request about the data that the tool keeps of this person (Data Privacy Launch 1.0).
    #[must_use]
    pub fn data_privacy(mut self, about: Person) -> Self {
        self.facts.message = Message::DataPrivacy(about);
        self
    }

    /// The message type, and nothing else of the message.
    #[must_use]
    pub fn message_type(self, message_type: impl Into<String>) -> Self {
        self.claim(name::MESSAGE_TYPE, message_type.into())
    }

    /// The version.
    #[must_use]
    pub fn version(self, version: impl Into<String>) -> Self {
        self.claim(name::VERSION, version.into())
    }

    /// Adds or replaces one custom parameter.
    #[must_use]
    pub fn custom(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.changes.push(Change::Custom(name.into(), value.into()));
        self
    }

    /// Adds or replaces any claim, by its full name. Applied after everything else, in the order of
    /// the calls.
    #[must_use]
    pub fn claim(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.changes.push(Change::Set(name.into(), value.into()));
        self
    }

    /// Leaves a claim out, by its full name.
    #[must_use]
    pub fn without(mut self, name: impl Into<String>) -> Self {
        self.changes.push(Change::Remove(name.into()));
        self
    }

    /// The claims.
    #[must_use]
    pub fn build(&self) -> Value {
        let mut claims = self.facts.claims();
        for change in &self.changes {
            match change {
                Change::Set(name, value) => {
                    claims.insert(name.clone(), value.clone());
                }
                Change::Custom(name, value) => {
                    claims.entry(name::CUSTOM).or_insert_with(|| json!({}))[name] = value.clone();
                }
                Change::Remove(name) => {
                    claims.remove(name);
                }
            }
        }
        Value::Object(claims)
    }

    /// The claims as a token, signed by this key under its honest header.
    #[must_use]
    pub fn sign(&self, key: &SigningKey) -> String {
        key.sign(key.header(), self.build())
    }
}
