//! What the tool says about itself (LTI Dynamic Registration 1.0 §3.6).

use serde_json::{Map, Value, json};

use super::{PlatformConfiguration, Product};
use crate::launch::MessageType;
use crate::services::Scope;

const CLAIMS: [&str; 6] = ["iss", "sub", "name", "given_name", "family_name", "email"];
const TOOL: &str = "https://purl.imsglobal.org/spec/lti-tool-configuration";

/// How much of a person Canvas tells the tool: name and e-mail address, as the claims above say it elsewhere (Canvas API, "Registering
/// an LTI Tool").
const CANVAS_PRIVACY: &str = "https://canvas.instructure.com/lti/privacy_level";

/// The tool, as a platform is told of it.
#[derive(Clone, Copy, Debug)]
pub struct ToolDescription<'t> {
    /// Its name, for administrators and teachers.
    pub name: &'t str,
    /// One sentence about it.
    pub description: &'t str,
    /// The label under which a teacher adds content.
    pub add_content: &'t str,
    /// Host and port, if it is not the scheme's own.
    pub domain: &'t str,
    /// Where logins begin.
    pub login_url: &'t str,
    /// Where launches are posted to.
    pub launch_url: &'t str,
    /// What a launch opens.
    pub target_url: &'t str,
    /// Its public keys.
    pub key_set_url: &'t str,
    /// Its picture.
    pub logo_url: &'t str,
}

/// The registration request for `platform`. It asks for those scopes and messages that the platform offers.
#[must_use]
pub fn request(tool: &ToolDescription<'_>, platform: &PlatformConfiguration) -> Value {
    let offered = |scope: &&str| platform.scopes.is_empty() || platform.scopes.contains(*scope);
    let scopes: Vec<_> = Scope::ALL.map(Scope::uri).into_iter().filter(offered).collect();
    let mut configuration = json!({
        "domain": tool.domain,
        "description": tool.description,
        "target_link_uri": tool.target_url,
        "custom_parameters": {},
        "claims": CLAIMS,
        "messages": messages(tool, platform),
    });
    if platform.product == Product::Canvas {
        configuration[CANVAS_PRIVACY] = json!("public");
    }
    json!({
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["client_credentials", "implicit"],
        "initiate_login_uri": tool.login_url,
        "redirect_uris": [tool.launch_url],
        "client_name": tool.name,
        "jwks_uri": tool.key_set_url,
        "logo_uri": tool.logo_url,
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": scopes.join(" "),
        TOOL: configuration,
    })
}

/// Every platform launches activities. Adding content is asked for where the platform does not say what it sends.
fn messages(tool: &ToolDescription<'_>, platform: &PlatformConfiguration) -> Vec<Value> {
    use MessageType::{DataPrivacy, DeepLinking, ResourceLink, SubmissionReview};
    let wanted = [ResourceLink, DeepLinking, SubmissionReview, DataPrivacy].into_iter().filter(|message| {
        let unsaid = platform.messages.is_empty() && *message == DeepLinking;
        *message == ResourceLink || unsaid || platform.messages.contains_key(message.name())
    });
    wanted.map(|message| Value::Object(self::message(tool, platform, message))).collect()
}

fn message(
    tool: &ToolDescription<'_>,
    platform: &PlatformConfiguration,
    message: MessageType,
) -> Map<String, Value> {
    let mut said = Map::from_iter([("type".to_owned(), json!(message.name()))]);
    let label = match message {
        MessageType::DeepLinking => Some(tool.add_content),
        _ if platform.product == Product::Canvas => Some(tool.name),
        _ => None,
    };
    if let Some(label) = label {
        said.insert("target_link_uri".into(), json!(tool.target_url));
        said.insert("label".into(), json!(label));
    }
    if platform.product == Product::Canvas {
        let offered = platform.messages.get(message.name());
        let placements: Vec<_> = canvas_placements(message)
            .iter()
            .filter(|placement| offered.is_some_and(|offered| offered.contains(**placement)))
            .collect();
        said.insert("placements".into(), json!(placements));
    }
    said
}

/// Where the tool stands in Canvas, which shows a tool only where it asks to be.
fn canvas_placements(message: MessageType) -> &'static [&'static str] {
    match message {
        MessageType::ResourceLink => &["course_navigation"],
        MessageType::DeepLinking => &["assignment_selection", "link_selection"],
        MessageType::SubmissionReview | MessageType::DataPrivacy => &[],
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::super::configuration::tests::{canvas, recorded};
    use super::*;

    const DESCRIPTION: ToolDescription<'_> = ToolDescription {
        name: "Course tools",
        description: "Tools for courses",
        add_content: "Add content",
        domain: "tool.example:8443",
        login_url: "https://tool.example:8443/lti/login",
        launch_url: "https://tool.example:8443/lti/launch",
        target_url: "https://tool.example:8443/app",
        key_set_url: "https://tool.example:8443/lti/jwks",
        logo_url: "https://tool.example:8443/lti/logo.svg",
    };

    fn asked(configuration: &Value, at: &str) -> Value {
        let at = Url::parse(at).unwrap();
        let platform = PlatformConfiguration::parse(configuration.to_string().as_bytes(), &at).unwrap();
        request(&DESCRIPTION, &platform)
    }

    const MOODLE: &str = "https://moodle.localtest:8443/mod/lti/openid-configuration.php";

    /// Every member that Moodle took, in the shape in which it took it.
    #[test]
    fn moodle_is_sent_what_a_real_moodle_has_taken() {
        let ours = asked(&recorded(), MOODLE);
        let taken = include_str!("../../tests/fixtures/moodle-5.1/registration-success.json");
        let taken: Value = serde_json::from_str(taken).unwrap();
        let taken = &taken["request"]["body"];
        let members = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(members(&ours), members(taken));
        assert_eq!(members(&ours[TOOL]), members(&taken[TOOL]));
        for same in ["application_type", "response_types", "grant_types", "token_endpoint_auth_method"] {
            assert_eq!(ours[same], taken[same], "{same}");
        }
        assert_eq!(ours[TOOL]["claims"], taken[TOOL]["claims"]);
        assert_eq!(ours[TOOL]["domain"], "tool.example:8443");
        let deep = json!({
            "type": "LtiDeepLinkingRequest", "target_link_uri": DESCRIPTION.target_url, "label": "Add content",
        });
        assert_eq!(ours[TOOL]["messages"], json!([{ "type": "LtiResourceLinkRequest" }, deep]));
        assert_eq!(
            ours["scope"].as_str().unwrap().split(' ').collect::<Vec<_>>(),
            Scope::ALL.map(Scope::uri)
        );
    }

    #[test]
    fn only_scopes_and_messages_that_the_platform_offers_are_asked_for() {
        let mut other = recorded();
        other["scopes_supported"] = json!([Scope::Score.uri(), "openid"]);
        let platform = "https://purl.imsglobal.org/spec/lti-platform-configuration";
        other[platform]["messages_supported"] =
            json!(["LtiSubmissionReviewRequest", "LtiDataPrivacyLaunchRequest", "LtiOther"]);
        let ours = asked(&other, MOODLE);
        assert_eq!(ours["scope"], Scope::Score.uri());
        let types = |ours: &Value| -> Vec<String> {
            let messages = ours[TOOL]["messages"].as_array().unwrap().iter();
            messages.map(|message| message["type"].as_str().unwrap().to_owned()).collect()
        };
        let offered = ["LtiResourceLinkRequest", "LtiSubmissionReviewRequest", "LtiDataPrivacyLaunchRequest"];
        assert_eq!(types(&ours), offered);
        other[platform] = json!({});
        assert_eq!(types(&asked(&other, MOODLE)), ["LtiResourceLinkRequest", "LtiDeepLinkingRequest"]);
        other.as_object_mut().unwrap().remove("scopes_supported");
        assert_eq!(asked(&other, MOODLE)["scope"].as_str().unwrap().split(' ').count(), 5);
    }

    #[test]
    fn canvas_is_told_where_the_tool_stands_and_what_it_wants_to_know_of_people() {
        let ours = asked(&canvas(), "https://school.instructure.com/c");
        assert_eq!(ours[TOOL][CANVAS_PRIVACY], "public");
        let messages = json!([
            {
                "type": "LtiResourceLinkRequest", "label": "Course tools", "target_link_uri": DESCRIPTION.target_url,
                "placements": ["course_navigation"],
            },
            {
                "type": "LtiDeepLinkingRequest", "label": "Add content", "target_link_uri": DESCRIPTION.target_url,
                "placements": ["assignment_selection", "link_selection"],
            },
        ]);
        assert_eq!(ours[TOOL]["messages"], messages);
    }
}
