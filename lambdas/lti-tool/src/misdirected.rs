//! Messages of a platform that arrive where nothing takes them: the commonest mistakes of a set-up, each
//! told by the setting that leads there.

use axum::http::StatusCode;
use lti::login::ToolUrl;
use lti::params::Params;

use crate::refusal::{Refusal, Remedy};

/// What is wrong when `message` arrives at `path`, if it is a message of a platform at all.
pub(crate) fn explain(path: &str, message: &Params, tool: &ToolUrl) -> Option<Refusal> {
    if message.has("oauth_consumer_key") || message.has("lti_message_type") {
        return Some(Refusal::new(
            StatusCode::BAD_REQUEST,
            "lti_1_1_launch",
            Remedy::Administrator,
            "The platform launched with LTI 1.0/1.1. Set the tool's \"LTI version\" to LTI 1.3 in the platform.",
        ));
    }
    if message.has("iss") && message.has("login_hint") {
        let path: String = path.chars().take(100).collect();
        let right = tool.at("/lti/login");
        return Some(Refusal::new(
            StatusCode::BAD_REQUEST,
            "login_misdirected",
            Remedy::Administrator,
            format!(
                "The platform sent its login to {path}. Set \"Initiate login URL\" in the platform to {right}."
            ),
        ));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(message: &str) -> Option<&'static str> {
        let tool = ToolUrl::parse("https://tool.example").unwrap();
        explain("/app", &Params::parse(message.as_bytes()).unwrap(), &tool).map(|refusal| refusal.code)
    }

    #[test]
    fn a_message_is_known_by_what_only_it_carries() {
        assert_eq!(code("oauth_consumer_key=k&oauth_signature=s"), Some("lti_1_1_launch"));
        assert_eq!(code("lti_message_type=basic-lti-launch-request"), Some("lti_1_1_launch"));
        assert_eq!(code("iss=https://lms.example&login_hint=4"), Some("login_misdirected"));
        assert_eq!(code("id_token=x&state=y"), None);
        assert_eq!(code(""), None);
    }
}
