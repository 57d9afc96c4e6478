//! The claims of an id token as the platform wrote them: unverified. What a launch is refused for is read
//! strictly; what is only shown or used later counts as absent when it has the wrong type.

use std::collections::BTreeMap;

use serde::de::{self, DeserializeOwned, Deserializer, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::time::UnixTime;

/// `https://purl.imsglobal.org/spec/lti/claim/…` claims and the OpenID Connect ones beside them.
/// A claim that stands twice makes the token unreadable, so that no two readers see two values.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Claims {
    pub iss: Option<String>,
    #[serde(default)]
    pub aud: Audiences,
    pub azp: Option<String>,
    pub sub: Option<String>,
    #[serde(default, deserialize_with = "numeric_date")]
    pub exp: Option<UnixTime>,
    #[serde(default, deserialize_with = "numeric_date")]
    pub iat: Option<UnixTime>,
    #[serde(default, deserialize_with = "numeric_date")]
    pub nbf: Option<UnixTime>,
    pub nonce: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub given_name: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub family_name: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub email: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub locale: Option<String>,
    #[serde(rename = "https://purl.imsglobal.org/spec/lti/claim/version")]
    pub version: Option<String>,
    #[serde(rename = "https://purl.imsglobal.org/spec/lti/claim/message_type")]
    pub message_type: Option<String>,
    #[serde(rename = "https://purl.imsglobal.org/spec/lti/claim/deployment_id")]
    pub deployment_id: Option<String>,
    #[serde(rename = "https://purl.imsglobal.org/spec/lti/claim/target_link_uri")]
    pub target_link_uri: Option<String>,
    #[serde(rename = "https://purl.imsglobal.org/spec/lti/claim/roles")]
    pub roles: Option<Vec<String>>,
    #[serde(rename = "https://purl.imsglobal.org/spec/lti/claim/resource_link")]
    pub resource_link: Option<RawResourceLink>,
    #[serde(default, deserialize_with = "lenient")]
    #[serde(rename = "https://purl.imsglobal.org/spec/lti/claim/context")]
    pub context: Option<RawContext>,
    #[serde(default, deserialize_with = "lenient")]
    #[serde(rename = "https://purl.imsglobal.org/spec/lti/claim/launch_presentation")]
    pub launch_presentation: Option<LaunchPresentation>,
    #[serde(default, deserialize_with = "lenient")]
    #[serde(rename = "https://purl.imsglobal.org/spec/lti/claim/tool_platform")]
    pub tool_platform: Option<ToolPlatform>,
    #[serde(default, deserialize_with = "lenient")]
    #[serde(rename = "https://purl.imsglobal.org/spec/lti/claim/custom")]
    pub custom: Option<BTreeMap<String, Value>>,
    #[serde(default, deserialize_with = "lenient")]
    #[serde(rename = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint")]
    pub line_items: Option<LineItemService>,
    #[serde(default, deserialize_with = "lenient")]
    #[serde(rename = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice")]
    pub memberships: Option<MembershipService>,
    #[serde(default, deserialize_with = "lenient")]
    #[serde(rename = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings")]
    pub deep_linking_settings: Option<RawDeepLinkingSettings>,
    #[serde(default, deserialize_with = "lenient")]
    #[serde(rename = "https://purl.imsglobal.org/spec/lti/claim/for_user")]
    pub for_user: Option<RawForUser>,
}

/// `aud`: one text or a list of them (RFC 7519 §4.1.3).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "OneOrMany")]
pub(crate) struct Audiences(pub Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl From<OneOrMany> for Audiences {
    fn from(audiences: OneOrMany) -> Self {
        match audiences {
            OneOrMany::One(one) => Self(vec![one]),
            OneOrMany::Many(many) => Self(many),
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct RawResourceLink {
    pub id: Option<String>,
    pub title: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct RawContext {
    pub id: Option<String>,
    pub label: Option<String>,
    pub title: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct LaunchPresentation {
    pub locale: Option<String>,
    pub return_url: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct ToolPlatform {
    pub name: Option<String>,
    pub product_family_code: Option<String>,
    pub version: Option<String>,
}

/// Each member by itself is lenient, so that a platform's slip in one does not hide the others.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct RawDeepLinkingSettings {
    #[serde(default, deserialize_with = "lenient")]
    pub deep_link_return_url: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub accept_types: Option<Vec<String>>,
    #[serde(default, deserialize_with = "lenient")]
    pub accept_presentation_document_targets: Option<Vec<String>>,
    #[serde(default, deserialize_with = "lenient")]
    pub accept_media_types: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub accept_multiple: Option<bool>,
    #[serde(default, deserialize_with = "lenient")]
    pub accept_lineitem: Option<bool>,
    #[serde(default, deserialize_with = "lenient")]
    pub auto_create: Option<bool>,
    #[serde(default, deserialize_with = "lenient")]
    pub title: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub text: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub data: Option<Value>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct RawForUser {
    #[serde(default, deserialize_with = "lenient")]
    pub user_id: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub person_sourcedid: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub given_name: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub family_name: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub email: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub roles: Option<Vec<String>>,
}

/// The Assignment and Grade Services that a launch grants (AGS 2.0 §3.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineItemService {
    /// The scopes that the platform grants.
    #[serde(default)]
    pub scope: Vec<String>,
    /// The URL of the course's line items.
    pub lineitems: Option<String>,
    /// The URL of this activity's line item.
    pub lineitem: Option<String>,
}

/// The Names and Role Provisioning Service that a launch grants (NRPS 2.0 §3.6.1.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembershipService {
    /// The URL of the course's members.
    pub context_memberships_url: String,
}

/// Reads what the launch does not depend on: a value of another type counts as absent.
pub(crate) fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Value::deserialize(deserializer).map(|value| serde_json::from_value(value).ok())
}

/// A text that says something.
pub(crate) fn some_text(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

/// Reads a `NumericDate`: whole or fractional seconds (RFC 7519 §2).
fn numeric_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<UnixTime>, D::Error> {
    struct NumericDate;
    impl Visitor<'_> for NumericDate {
        type Value = Option<UnixTime>;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("seconds since 1970 as a number")
        }
        fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
        fn visit_i64<E: de::Error>(self, seconds: i64) -> Result<Self::Value, E> {
            Ok(Some(UnixTime(seconds)))
        }
        fn visit_u64<E: de::Error>(self, seconds: u64) -> Result<Self::Value, E> {
            Ok(Some(UnixTime(i64::try_from(seconds).unwrap_or(i64::MAX))))
        }
        #[expect(clippy::cast_possible_truncation, reason = "a float cast to i64 saturates")]
        fn visit_f64<E: de::Error>(self, seconds: f64) -> Result<Self::Value, E> {
            Ok(Some(UnixTime(seconds as i64)))
        }
    }
    deserializer.deserialize_any(NumericDate)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<Claims, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn dates_are_numbers_whole_or_not() {
        assert_eq!(parse(r#"{"exp":12}"#).unwrap().exp, Some(UnixTime(12)));
        assert_eq!(parse(r#"{"exp":12.9}"#).unwrap().exp, Some(UnixTime(12)));
        assert_eq!(parse(r#"{"exp":1e300}"#).unwrap().exp, Some(UnixTime(i64::MAX)));
        assert_eq!(parse(r#"{"exp":null}"#).unwrap().exp, None);
        assert_eq!(parse("{}").unwrap().exp, None);
        for wrong in [r#"{"exp":"12"}"#, r#"{"exp":[12]}"#, r#"{"exp":true}"#] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_only_shown_counts_as_absent_when_it_has_the_wrong_type() {
        let services = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice";
        let claims =
            parse(&format!(r#"{{"name":5,"locale":[],"email":"a@b.example","{services}":{{}}}}"#)).unwrap();
        assert_eq!((claims.name, claims.locale, claims.email.as_deref()), (None, None, Some("a@b.example")));
        assert!(claims.memberships.is_none());
        assert!(parse(r#"{"sub":5}"#).is_err(), "who somebody is, is read strictly");
    }

    #[test]
    fn a_claim_that_stands_twice_is_refused() {
        assert!(parse(r#"{"nonce":"a","nonce":"b"}"#).is_err());
        assert!(parse(r#"{"aud":"a","aud":"b"}"#).is_err());
    }

    #[test]
    fn audiences_are_one_or_many_texts() {
        assert_eq!(parse(r#"{"aud":"a"}"#).unwrap().aud.0, ["a"]);
        assert_eq!(parse(r#"{"aud":["a","b"]}"#).unwrap().aud.0, ["a", "b"]);
        assert!(parse("{}").unwrap().aud.0.is_empty());
        assert!(parse(r#"{"aud":[1]}"#).is_err());
    }

    #[test]
    fn json_nested_without_end_is_refused_where_it_is_read_and_skipped_where_it_is_not() {
        let nested = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
        let custom = "https://purl.imsglobal.org/spec/lti/claim/custom";
        assert!(parse(&format!(r#"{{"{custom}":{{"x":{nested}}}}}"#)).is_err());
        assert!(parse(&format!(r#"{{"unknown":{nested}}}"#)).is_ok());
    }
}
