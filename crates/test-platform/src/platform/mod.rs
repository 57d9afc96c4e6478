//! The platform as an HTTP server: the endpoints of an issuer, and the pages of a demo LMS in front
//! of them.

mod assets;
mod auth;
mod auth_request;
mod cached;
mod discovery;
mod expiring;
mod home;
mod key_set;
mod launch;
mod message;
mod pages;
mod replay;
mod return_page;
mod state;

use axum::Router;
use axum::middleware::map_response_with_state;
use axum::routing::get;

pub use state::{ConfigError, Platform};

impl Platform {
    /// The routes of the platform. They expect to be mounted at the root of the issuer's origin.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/", get(home::home))
            .route("/launch", get(launch::launch))
            .route("/launch/initiate", get(launch::initiate))
            .route("/launch/again", get(replay::again))
            .route("/return", get(return_page::return_page))
            .route("/auth", get(auth::auth).post(auth::auth))
            .route("/jwks", get(key_set::key_set))
            .route("/.well-known/openid-configuration", get(discovery::discovery))
            .route("/assets/{name}", get(assets::asset))
            .fallback(pages::not_found)
            .layer(map_response_with_state(self.clone(), pages::add_headers))
            .with_state(self.clone())
    }
}
