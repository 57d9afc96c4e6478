//! What Moodle 5.1 says about a launch, claim by claim.

use serde_json::{Map, Value, json};

use super::messages::Message;
use super::name;
use super::people::Person;
use super::places::{Activity, Course, DocumentTarget};
use crate::config::Config;

/// Who launches what, where and when.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub(super) config: Config,
    pub(super) person: Person,
    pub(super) course: Course,
    pub(super) activity: Activity,
    pub(super) locale: String,
    pub(super) target: DocumentTarget,
    pub(super) nonce: String,
    pub(super) issued_at: i64,
    pub(super) lifetime: i64,
    pub(super) message: Message,
}

impl Facts {
    /// The claims of the message.
    pub(super) fn claims(&self) -> Map<String, Value> {
        let groups = [self.message(), self.identity(), self.place(), self.services()];
        let objects = groups.into_iter().filter_map(|group| match group {
            Value::Object(claims) => Some(claims),
            _ => None,
        });
        let mut claims = objects.flatten().collect();
        self.message.shape(self, &mut claims);
        claims
    }

    fn message(&self) -> Value {
        json!({
            "nonce": self.nonce,
            "iat": self.issued_at,
            "exp": self.issued_at + self.lifetime,
            "iss": self.config.issuer,
            "aud": self.config.client_id,
            name::DEPLOYMENT_ID: self.config.deployment_id,
            name::TARGET_LINK_URI: self.config.target_link_uri,
            name::MESSAGE_TYPE: name::RESOURCE_LINK_REQUEST,
            name::VERSION: "1.3.0",
            name::TOOL_PLATFORM: {
                "product_family_code": "moodle",
                "version": "2025100600.02",
                "guid": "5a3d1cdf8769a7f272cf8ab30ac4dc5e",
                "name": "Riverside",
                "description": "Riverside University — demo LMS",
            },
        })
    }

    /// Without a released name there is little more than `sub`, and without an id not even that.
    fn identity(&self) -> Value {
        let person = &self.person;
        let mut claims = json!({
            name::ROLES: person.roles,
            name::LIS: {
                "person_sourcedid": person.sourced_id,
                "course_section_sourcedid": self.course.sourced_id,
            },
            name::EXT: { "lms": "moodle-2" },
        });
        if let Some(id) = &person.id {
            claims["sub"] = json!(id);
        }
        if person.released && self.config.release_names {
            claims["given_name"] = json!(person.given_name);
            claims["family_name"] = json!(person.family_name);
            claims["name"] = json!(person.full_name());
            claims["email"] = json!(person.email);
            claims[name::EXT]["user_username"] = json!(person.username);
        }
        claims
    }

    fn place(&self) -> Value {
        json!({
            name::CONTEXT: {
                "id": self.course.id,
                "label": self.course.label,
                "title": self.course.title,
                "type": ["CourseSection"],
            },
            name::RESOURCE_LINK: {
                "title": self.activity.title,
                "description": self.activity.description,
                "id": self.activity.id,
            },
            name::LAUNCH_PRESENTATION: {
                "locale": self.locale,
                "document_target": self.target.as_str(),
                "return_url": self.return_url(),
            },
            name::CUSTOM: self.custom_parameters(),
        })
    }

    fn services(&self) -> Value {
        let offered = self.config.services;
        let mut claims = json!({ name::BASIC_OUTCOME: self.basic_outcome() });
        if offered.grades {
            claims[name::AGS_ENDPOINT] = self.ags_endpoint();
        }
        if offered.memberships {
            claims[name::NRPS_SERVICE] = json!({
                "context_memberships_url": self.memberships_url(),
                "service_versions": ["1.0", "2.0"],
            });
        }
        claims
    }

    fn return_url(&self) -> String {
        format!(
            "{}/return?course={}&launch_container={}&instanceid={}&sesskey=demosesskey",
            self.config.issuer,
            self.course.id,
            self.target.launch_container(),
            self.activity.id,
        )
    }

    /// The LTI 1.1 grade return, whose source id is JSON inside a string.
    fn basic_outcome(&self) -> Value {
        let data = json!({
            "instanceid": self.activity.id,
            "userid": self.person.login_hint(),
            "typeid": self.config.deployment_id,
            "launchid": 1_185_806_635,
        });
        let hash = "45bb9c03c5b5ca189688ade31123c86395508078fd4ee46293e6a9835ae8f8d5";
        json!({
            "lis_result_sourcedid": json!({ "data": data, "hash": hash }).to_string(),
            "lis_outcome_service_url": format!("{}/services/outcomes", self.config.issuer),
        })
    }

    /// Custom parameters as a Moodle administrator sets them: fixed, substituted, and one variable
    /// that Moodle does not know and hands over literally.
    fn custom_parameters(&self) -> Value {
        let mut custom = json!({
            "placed": "yes",
            "tl": self.config.deployment_id,
            "context_memberships_url": self.memberships_url(),
        });
        if self.person.released && self.config.release_names {
            custom["ctx"] = json!(self.course.id);
            custom["user_name"] = json!(self.person.username);
            custom["tz"] = json!("99");
            custom["end"] = json!("$ResourceLink.submission.endDateTime");
            custom["hist"] = json!("");
        }
        custom
    }

    fn ags_endpoint(&self) -> Value {
        let line_items = format!("{}/services/{}/lineitems", self.config.issuer, self.course.id);
        let type_id = &self.config.deployment_id;
        let mut endpoint = json!({
            "scope": [
                name::SCOPE_LINE_ITEM,
                name::SCOPE_LINE_ITEM_READONLY,
                name::SCOPE_RESULT_READONLY,
                name::SCOPE_SCORE,
            ],
            "lineitems": format!("{line_items}?type_id={type_id}"),
        });
        if let Some(line_item) = &self.activity.line_item_id {
            endpoint["lineitem"] = json!(format!("{line_items}/{line_item}/lineitem?type_id={type_id}"));
        }
        endpoint
    }

    fn memberships_url(&self) -> String {
        format!(
            "{}/services/CourseSection/{}/bindings/{}/memberships",
            self.config.issuer, self.course.id, self.config.deployment_id
        )
    }
}
