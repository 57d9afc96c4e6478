//! What a tool says of itself (Dynamic Registration 1.0, section 3.3), read in Moodle's order of checks, and what
//! the platform answers.

use serde_json::{Value, json};
use url::Url;

use crate::claims::name;
use crate::config::Services;
use crate::school::{Registration, Releases, offered_scopes};

/// The messages, beyond resource links, that a tool can be sent.
const MESSAGES: [&str; 3] =
    [name::DEEP_LINKING_REQUEST, name::SUBMISSION_REVIEW_REQUEST, name::DATA_PRIVACY_REQUEST];

/// Reads a registration; the error is Moodle's text. Client id and deployment are left empty.
pub(super) fn read(asked: &Value, services: Services) -> Result<Registration, String> {
    let missing = |name: &str| format!("missing required attribute {name}");
    let required = |name: &str| {
        let value = asked.get(name).filter(|value| !value.is_null() && *value != "");
        value.ok_or_else(|| missing(name))
    };
    let text = |name: &str| required(name)?.as_str().map(str::to_owned).ok_or_else(|| missing(name));
    let optional = |of: &Value, name: &str| of[name].as_str().unwrap_or_default().to_owned();

    let response_types = required("response_types")?;
    let login_url = text("initiate_login_uri")?;
    let redirect_uris = required("redirect_uris")?;
    let client_name = text("client_name")?;
    let key_set_url = text("jwks_uri")?;
    let auth_method = text("token_endpoint_auth_method")?;
    let tool = required(name::TOOL_CONFIGURATION)?;

    let domain = optional(tool, "domain");
    if domain.is_empty() {
        return Err("missing_domain".to_owned());
    }
    let said = optional(tool, "target_link_uri");
    let target_link_uri = if said.is_empty() { format!("https://{domain}") } else { said };
    if bare_domain(&target_link_uri).as_deref() != Some(without_www(&domain)) {
        return Err("domain_targetlinkuri_mismatch".to_owned());
    }
    if !response_types.as_array().is_some_and(|types| types.iter().any(|one| one == "id_token")) {
        return Err("invalid_response_types".to_owned());
    }
    let redirect_uris = redirect_uris.as_array().filter(|uris| !uris.is_empty());
    let redirect_uris = redirect_uris.ok_or("invalid_redirect_uris")?.iter().filter_map(Value::as_str);
    if auth_method != "private_key_jwt" {
        return Err("invalid_token_endpoint_auth_method".to_owned());
    }
    let application_type = optional(asked, "application_type");
    if !application_type.is_empty() && application_type != "web" {
        return Err("invalid_application_type".to_owned());
    }

    let claims: Vec<&str> =
        tool["claims"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let claims_one_of = |names: &[&str]| claims.iter().any(|claim| names.contains(claim));
    Ok(Registration {
        name: client_name,
        client_id: String::new(),
        deployment_id: String::new(),
        login_url,
        redirect_uris: redirect_uris.map(str::to_owned).collect(),
        targets: targets(tool, &target_link_uri),
        target_link_uri,
        key_set_url,
        logo_uri: asked["logo_uri"].as_str().map(str::to_owned),
        domain,
        description: optional(tool, "description"),
        scopes: granted(&optional(asked, "scope"), services),
        releases: Releases {
            names: claims_one_of(&["name", "given_name", "family_name"]),
            email: claims_one_of(&["email"]),
        },
        custom: custom(tool),
        active: false,
    })
}

/// Host and port, as Moodle compares them.
fn bare_domain(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let host = without_www(url.host_str()?);
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

fn without_www(domain: &str) -> &str {
    domain.strip_prefix("www.").unwrap_or(domain)
}

fn targets(tool: &Value, otherwise: &str) -> Vec<(String, String)> {
    let messages = tool["messages"].as_array().into_iter().flatten();
    let target = |message: &Value| {
        let kind = message["type"].as_str().filter(|kind| MESSAGES.contains(kind))?;
        let target = message["target_link_uri"].as_str().unwrap_or(otherwise);
        Some((kind.to_owned(), target.to_owned()))
    };
    messages.filter_map(target).collect()
}

fn custom(tool: &Value) -> Vec<(String, String)> {
    let parameters = tool["custom_parameters"].as_object().into_iter().flatten();
    parameters.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

/// Moodle has a switch a service, not one a scope: who asks to write line items gets all of the grades' scopes, who
/// asks for another of them all but that one.
fn granted(asked: &str, services: Services) -> Vec<&'static str> {
    let asked: Vec<&str> = asked.split_whitespace().collect();
    let asks_for = |scope: &str| asked.contains(&scope);
    let writes = asks_for(name::SCOPE_LINE_ITEM);
    let grades = [name::SCOPE_SCORE, name::SCOPE_RESULT_READONLY, name::SCOPE_LINE_ITEM_READONLY];
    let any_grade = writes || grades.into_iter().any(asks_for);
    let is_granted = |scope: &&str| match *scope {
        name::SCOPE_LINE_ITEM => writes,
        name::SCOPE_MEMBERSHIP => asks_for(name::SCOPE_MEMBERSHIP),
        _ => any_grade,
    };
    offered_scopes(services).into_iter().filter(is_granted).collect()
}

/// The registration as Moodle writes it.
pub(super) fn answer(registration: &Registration) -> Value {
    let mut tool = json!({
        "version": "1.3.0",
        "deployment_id": registration.deployment_id,
        "target_link_uri": registration.target_link_uri,
        "domain": registration.domain,
        "description": registration.description,
        "messages": registration.targets.iter()
            .map(|(kind, target)| json!({ "type": kind, "target_link_uri": target }))
            .collect::<Vec<Value>>(),
        "claims": claims(registration.releases),
    });
    if !registration.custom.is_empty() {
        tool["custom_parameters"] =
            registration.custom.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    }
    let mut answer = json!({
        "client_id": registration.client_id,
        "response_types": ["id_token"],
        "jwks_uri": registration.key_set_url,
        "initiate_login_uri": registration.login_url,
        "grant_types": ["client_credentials", "implicit"],
        "redirect_uris": registration.redirect_uris,
        "application_type": "web",
        "token_endpoint_auth_method": "private_key_jwt",
        "client_name": registration.name,
        "scope": registration.scopes.join(" "),
        name::TOOL_CONFIGURATION: tool,
    });
    if let Some(logo) = &registration.logo_uri {
        answer["logo_uri"] = json!(logo);
    }
    answer
}

fn claims(releases: Releases) -> Vec<&'static str> {
    let mut claims = vec!["sub", "iss"];
    if releases.names {
        claims.extend(["name", "family_name", "given_name"]);
    }
    if releases.email {
        claims.push("email");
    }
    claims
}
