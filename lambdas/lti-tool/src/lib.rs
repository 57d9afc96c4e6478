//! The LTI tool as an axum [`Router`]: what a platform, a browser and the front end talk to.
//!
//! | path | who calls it |
//! |---|---|
//! | `/lti/login`, `/lti/login/continue`, `/lti/launch` | the browser, sent by the platform |
//! | `/lti/launch/storage` | a page of `/lti/launch`, with the key that the platform's page kept |
//! | `/lti/register` | the browser of a platform's administrator, sent by the platform with an invite |
//! | `/lti/jwks`, `/.well-known/jwks.json` | the platform |
//! | `/app` | the browser, after a launch |
//! | `/api/…` | the front end |
//! | `/healthz` | whoever watches the tool |
//!
//! The router knows ports only; a binary chooses what stands behind them.

mod api;
mod app;
mod attempt_cookie;
mod front_page;
mod health;
mod key_set;
mod launch;
mod login;
mod misdirected;
mod own_origin;
mod pages;
mod register;
mod secrets;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::Redirect;
use axum::routing::{get, post};

pub use api::openapi;
pub use app::{App, Ports};
pub use front_page::FrontPage;
pub use secrets::{Secrets, SecretsError};

/// The largest request body. A launch of Moodle has 4 KB, one of Canvas with every claim about 20.
const MAX_BODY: usize = 128 * 1024;

/// The tool's routes and those `beside` them, with their limits, headers and logs.
pub fn router(app: Arc<App>, beside: Router<Arc<App>>) -> Router {
    let routes = Router::new()
        .route("/lti/login", get(login::login).post(login::login))
        .route("/lti/login/continue", get(login::resume))
        .route("/lti/launch", post(launch::launch))
        .route("/lti/launch/storage", post(launch::launch_by_storage))
        .route("/lti/jwks", get(key_set::key_set))
        .route("/.well-known/jwks.json", get(key_set::key_set))
        .route("/lti/register", get(register::ask).post(register::register))
        .merge(pages::files())
        .route("/", get(async || Redirect::to("/app")))
        .route("/app", get(front_page::front_page))
        .route("/healthz", get(health::healthz))
        .nest("/api", api::router())
        .merge(beside)
        .fallback(misdirected::not_found)
        .method_not_allowed_fallback(misdirected::method_not_allowed)
        .layer(DefaultBodyLimit::max(MAX_BODY));
    http_api::around(routes, app.surroundings()).with_state(app)
}
