//! The addresses of a site.

mod access;
mod contents;
mod courses;
mod downloads;
mod exception;
mod glossary;
mod information;
mod pages;
mod parameters;
mod php_json;
mod reply;
mod views;
mod web_service;
mod xml;

use std::convert::Infallible;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;
use axum::routing::any;

use self::parameters::Parameters;
use self::reply::Reply;
use crate::Site;
use crate::faults::Fault;
use crate::log::{Asked, Request};

pub(crate) fn router(site: Site) -> Router {
    Router::new()
        .route("/webservice/rest/server.php", any(call))
        .route("/webservice/pluginfile.php/{*path}", any(download))
        .route("/pluginfile.php/{*path}", any(file))
        .route("/mod/{kind}/view.php", any(activity))
        .route("/login/index.php", any(login))
        .with_state(site)
}

/// What came.
struct Incoming {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
}

impl<S: Sync> FromRequestParts<S> for Incoming {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let Parts { method, uri, headers, .. } = parts;
        Ok(Self { method: method.clone(), uri: uri.clone(), headers: headers.clone() })
    }
}

impl Incoming {
    fn request(&self, asked: Asked) -> Request {
        let address = self.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
        Request { method: self.method.to_string(), address, asked }
    }
}

async fn call(State(site): State<Site>, incoming: Incoming, body: Bytes) -> Response {
    let parameters = Parameters::read(&incoming.uri, &incoming.headers, &body);
    let asked = Asked::Function(parameters.text("wsfunction").unwrap_or_default().to_owned());
    answered(&site, &incoming, asked, |fault| web_service::answer(&site, &parameters, fault)).await
}

async fn download(
    State(site): State<Site>,
    Path(path): Path<String>,
    incoming: Incoming,
    body: Bytes,
) -> Response {
    let parameters = Parameters::read(&incoming.uri, &incoming.headers, &body);
    let asked = Asked::File { path: format!("/{path}") };
    let token = parameters.text("token");
    answered(&site, &incoming, asked, |fault| {
        downloads::answer(&site, &path, token, &incoming.headers, fault)
    })
    .await
}

async fn login(State(site): State<Site>, incoming: Incoming) -> Response {
    answered(&site, &incoming, Asked::Page, |_| pages::login()).await
}

async fn activity(State(site): State<Site>, Path(kind): Path<String>, incoming: Incoming) -> Response {
    answered(&site, &incoming, Asked::Page, |_| views::activity(&site, &kind, incoming.uri.query())).await
}

async fn file(State(site): State<Site>, Path(path): Path<String>, incoming: Incoming) -> Response {
    answered(&site, &incoming, Asked::Page, |_| views::file(&site, &path, &incoming.headers)).await
}

/// Answers, or fails in the place of it.
async fn answered(
    site: &Site,
    incoming: &Incoming,
    asked: Asked,
    answer: impl FnOnce(Option<&Fault>) -> Reply,
) -> Response {
    let fault = site.faults().take(&asked);
    let visit = site.log().begin(incoming.request(asked));
    let reply = match &fault {
        Some(Fault::Hang) => std::future::pending().await,
        Some(Fault::ServerError) => pages::server_error(),
        Some(Fault::CliMaintenance) => pages::maintenance(),
        Some(Fault::LoginPage) => pages::login(),
        Some(Fault::LoginRedirect) => pages::to_login(site.root()),
        Some(Fault::Redirect(address)) => pages::redirect(address),
        other => answer(other.as_ref()),
    };
    let reply = fault.iter().fold(reply, Reply::spoilt);
    let reply = if incoming.method == Method::HEAD { reply.head() } else { reply };
    reply.response(visit)
}
