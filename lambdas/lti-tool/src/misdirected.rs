//! Requests that took a wrong way. Among them messages of a platform: the commonest mistakes of a set-up, each told
//! by the setting that leads there.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use http_api::{Asked, Refusal, Remedy};
use lti::login::ToolUrl;
use lti::params::Params;

use crate::pages::told_by_path;
use crate::{App, login};

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

/// Nothing stands at this address.
pub(crate) async fn not_found(State(app): State<Arc<App>>, asked: Asked, request: Request) -> Response {
    let message = "There is nothing at this address. Open the tool from your course.";
    let refusal = Refusal::new(StatusCode::NOT_FOUND, "not_found", Remedy::OpenAgain, message);
    refuse_address(&app, &asked, request, refusal).await
}

/// What stands at this address is asked for in another way.
pub(crate) async fn method_not_allowed(
    State(app): State<Arc<App>>,
    asked: Asked,
    request: Request,
) -> Response {
    let message = format!("This address does not take {} requests.", request.method());
    let refusal =
        Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", Remedy::OpenAgain, message);
    refuse_address(&app, &asked, request, refusal).await
}

/// Tells a platform's message that took a wrong way from a request that is simply wrong.
async fn refuse_address(app: &App, asked: &Asked, request: Request, refusal: Refusal) -> Response {
    let path = request.uri().path().to_owned();
    let query = Params::parse(request.uri().query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let headers = request.headers().clone();
    let body = login::form(&headers, Bytes::from_request(request, &()).await).unwrap_or_default();
    let message = query.followed_by(body);
    told_by_path(explain(&path, &message, &app.tool).unwrap_or(refusal), asked, &path)
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
