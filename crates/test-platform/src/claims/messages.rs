//! The kinds of message, and what each says otherwise than a resource link launch.

use serde_json::{Map, Value, json};

use super::moodle::Facts;
use super::name;
use super::people::Person;

/// What the launch is for.
#[derive(Debug, Clone)]
pub(super) enum Message {
    ResourceLink,
    DeepLinking { return_url: String, data: Option<String> },
    SubmissionReview(Person),
    DataPrivacy(Person),
}

impl Message {
    /// Turns the claims of a resource link launch into those of this message.
    pub(super) fn shape(&self, facts: &Facts, claims: &mut Map<String, Value>) {
        match self {
            Self::ResourceLink => {}
            Self::DeepLinking { return_url, data } => {
                without(claims, &[name::RESOURCE_LINK, name::BASIC_OUTCOME]);
                set(claims, name::MESSAGE_TYPE, json!(name::DEEP_LINKING_REQUEST));
                // Nothing has been placed yet, so there is no window to speak of and no setting of an activity.
                set(claims, name::LAUNCH_PRESENTATION, json!({ "locale": facts.locale }));
                remove_within(claims, name::CUSTOM, &["placed", "tl"]);
                remove_within(claims, name::AGS_ENDPOINT, &["lineitem"]);
                set(claims, name::DEEP_LINKING_SETTINGS, settings(return_url, data.as_deref()));
            }
            Self::SubmissionReview(of) => {
                without(claims, &[name::BASIC_OUTCOME]);
                set(claims, name::MESSAGE_TYPE, json!(name::SUBMISSION_REVIEW_REQUEST));
                set(claims, name::FOR_USER, for_user(facts, of));
            }
            Self::DataPrivacy(about) => {
                let place =
                    [name::RESOURCE_LINK, name::BASIC_OUTCOME, name::AGS_ENDPOINT, name::NRPS_SERVICE];
                without(claims, &place);
                set(claims, name::MESSAGE_TYPE, json!(name::DATA_PRIVACY_REQUEST));
                set(claims, name::FOR_USER, for_user(facts, about));
            }
        }
    }
}

fn settings(return_url: &str, data: Option<&str>) -> Value {
    let mut settings = json!({
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["frame", "iframe", "window"],
        "accept_copy_advice": false,
        "accept_multiple": true,
        "accept_unsigned": false,
        "auto_create": false,
        "can_confirm": false,
        "deep_link_return_url": return_url,
        "title": "",
        "text": "",
    });
    if let Some(data) = data {
        settings["data"] = json!(data);
    }
    settings
}

/// The person whom the message is about, as far as the tool may know them.
fn for_user(facts: &Facts, person: &Person) -> Value {
    let mut user = json!({
        "user_id": person.id,
        "person_sourcedid": person.sourced_id,
        "roles": person.roles,
    });
    if person.released && facts.config.release_names {
        user["given_name"] = json!(person.given_name);
        user["family_name"] = json!(person.family_name);
        user["name"] = json!(person.full_name());
        user["email"] = json!(person.email);
    }
    user
}

fn set(claims: &mut Map<String, Value>, name: &str, value: Value) {
    claims.insert(name.to_owned(), value);
}

fn without(claims: &mut Map<String, Value>, names: &[&str]) {
    claims.retain(|name, _| !names.contains(&name.as_str()));
}

fn remove_within(claims: &mut Map<String, Value>, name: &str, fields: &[&str]) {
    if let Some(Value::Object(object)) = claims.get_mut(name) {
        object.retain(|field, _| !fields.contains(&field.as_str()));
    }
}
