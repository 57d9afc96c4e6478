//! `GET /register`: the tools that the platform knows, and the start of a registration in a frame.

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::endpoint::Invitation;
use crate::platform::policy::{Guest, web_origin};
use crate::platform::{Platform, pages};

/// How long a registration token lives, in seconds, as Moodle's.
const TOKEN_LIFETIME: i64 = 3600;

#[derive(Template)]
#[template(path = "tools.html")]
struct ToolsPage<'a> {
    tools: Vec<Tool>,
    suggested: &'a str,
}

struct Tool {
    name: String,
    client_id: String,
    deployment_id: String,
    active: bool,
}

#[derive(Template)]
#[template(path = "registering.html")]
struct RegisteringPage<'a> {
    /// The tool's address with the two parameters of the protocol.
    address: &'a str,
    origin: &'a str,
}

/// What is registered.
#[derive(Debug, Deserialize)]
pub(in crate::platform) struct Start {
    /// The tool's registration URL; without it the page shows the tools.
    tool: Option<String>,
    /// The deployment id of a tool that is to register anew.
    #[serde(rename = "type")]
    renew: Option<String>,
}

pub(in crate::platform) async fn page(
    State(platform): State<Platform>,
    Query(start): Query<Start>,
) -> Response {
    let Some(tool) = start.tool.filter(|tool| !tool.is_empty()) else {
        return tools(&platform);
    };
    let Some((mut address, origin)) = Url::parse(tool.trim()).ok().zip(web_origin(tool.trim())) else {
        let detail = format!("{tool} is not an http or https address.");
        return pages::problem(StatusCode::BAD_REQUEST, "The tool cannot be registered", &detail);
    };
    let client_id = match start.renew {
        None => None,
        Some(deployment_id) => {
            let school = platform.school();
            let Some(known) = school.registration_of_type(&deployment_id) else {
                let detail = format!("There is no tool {deployment_id}.");
                return pages::problem(StatusCode::NOT_FOUND, "The tool cannot be registered anew", &detail);
            };
            Some((known.client_id.clone(), deployment_id))
        }
    };
    let issuer = &platform.config().issuer;
    address
        .query_pairs_mut()
        .append_pair("openid_configuration", &format!("{issuer}/.well-known/openid-configuration"))
        .append_pair("registration_token", &invite(&platform, client_id));
    let mut response =
        pages::page(StatusCode::OK, &RegisteringPage { address: address.as_str(), origin: &origin });
    response.extensions_mut().insert(Guest(origin));
    response
}

/// A registration token, good once and for an hour: for a new client id, or to renew what is known of a tool.
fn invite(platform: &Platform, renewed: Option<(String, String)>) -> String {
    let now = platform.now();
    let renews = renewed.is_some();
    let (client_id, subject) = renewed.unwrap_or_else(|| {
        let client_id = platform.random_name();
        (client_id.clone(), client_id)
    });
    let key = platform.key();
    let claims = json!({
        "sub": subject,
        "scope": if renews { "reg-update" } else { "reg" },
        "iat": now,
        "exp": now + TOKEN_LIFETIME,
        "jti": platform.random_name(),
    });
    let token = key.sign(key.header(), claims);
    let invitation = Invitation { client_id, renews, used: false };
    platform.invitations().insert(now, token.clone(), invitation);
    token
}

fn tools(platform: &Platform) -> Response {
    let school = platform.school();
    let tools = school.registrations().iter().map(|one| Tool {
        name: one.name.clone(),
        client_id: one.client_id.clone(),
        deployment_id: one.deployment_id.clone(),
        active: one.active,
    });
    let tools = tools.collect();
    pages::page(StatusCode::OK, &ToolsPage { tools, suggested: &platform.config().tool_register_url })
}

/// Which tool is activated.
#[derive(Debug, Deserialize)]
pub(in crate::platform) struct Activation {
    client_id: String,
}

/// `POST /register/activate`: the administrator's click that lets the tool open.
pub(in crate::platform) async fn activate(
    State(platform): State<Platform>,
    headers: HeaderMap,
    Form(activation): Form<Activation>,
) -> Response {
    if !pages::is_from_here(&headers) {
        return pages::from_elsewhere();
    }
    match platform.school().registration_mut(&activation.client_id) {
        Some(registration) => registration.active = true,
        None => {
            return pages::problem(
                StatusCode::NOT_FOUND,
                "There is no such tool",
                "It may have been removed.",
            );
        }
    }
    Redirect::to("/register").into_response()
}
