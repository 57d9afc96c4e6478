//! Events as requests.

use std::collections::BTreeMap;

use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayRequestAuthorizer};
use aws_lambda_events::encodings::Body as EventBody;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, Uri};
use http_api::SiteCaller;
use lambda_http::request::LambdaRequest;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// Anything that Lambda may give the function: no event fails to be one.
pub(crate) enum Event {
    Request(Box<ApiGatewayProxyRequest>),
    /// Something else, with its top-level keys. Its values may be personal or secret.
    Other(String),
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Box::<RawValue>::deserialize(deserializer)?;
        Ok(match serde_json::from_str(json.get()) {
            Ok(request) => Self::Request(request),
            Err(_) => Self::Other(top_level_keys(&json)),
        })
    }
}

/// The names of an event's fields, for the log.
pub(crate) fn top_level_keys(event: &RawValue) -> String {
    let fields = serde_json::from_str::<BTreeMap<String, &RawValue>>(event.get()).unwrap_or_default();
    fields.into_keys().collect::<Vec<_>>().join(", ")
}

/// The request as a server would have got it.
pub(crate) fn request(mut event: ApiGatewayProxyRequest) -> Request {
    let caller = site_caller(&event.request_context.authorizer);
    // `lambda_http` lets the single values win, each of which is only the last of its header's values.
    for name in repeated(&event.multi_value_headers) {
        event.headers.remove(name);
    }
    let request = lambda_http::Request::from(LambdaRequest::ApiGatewayV1(event));
    let (mut parts, body) = request.into_parts();
    // A server sees the path and the query, and the host in its header.
    if let Some(path) = parts.uri.path_and_query() {
        parts.uri = Uri::from(path.clone());
    }
    // API Gateway's request context knows the caller's address, keys and more, and nobody here asks for it.
    parts.extensions.clear();
    if let Some(caller) = caller {
        parts.extensions.insert(caller);
    }
    Request::from_parts(parts, bytes(body))
}

fn repeated(headers: &HeaderMap) -> Vec<HeaderName> {
    headers.keys().filter(|name| headers.get_all(*name).iter().nth(1).is_some()).cloned().collect()
}

fn bytes(body: EventBody) -> Body {
    match body {
        EventBody::Text(text) => text.into(),
        EventBody::Binary(bytes) => bytes.into(),
        _ => Body::empty(),
    }
}

/// Who the authorizer says calls. API Gateway itself writes the request context, and lets no caller near it.
fn site_caller(authorizer: &ApiGatewayRequestAuthorizer) -> Option<SiteCaller> {
    let text =
        |name| authorizer.fields.get(name)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    Some(SiteCaller { site: text("site")?, user_id: text("userid")? })
}
