//! The platform as an HTTP server: the endpoints of an issuer, and the pages of a demo LMS in front
//! of them.

mod assets;
mod auth;
mod auth_request;
mod cached;
mod checked;
mod control;
mod course;
mod deep_link;
mod discovery;
mod expiring;
mod faults;
mod gradebook;
mod home;
mod key_set;
mod keys;
mod launch;
mod message;
mod opening;
mod pages;
mod policy;
mod register;
mod replay;
mod return_page;
mod services;
mod state;
mod storage;
mod token;
mod tool_keys;

use axum::Router;
use axum::middleware::map_response_with_state;
use axum::routing::{any, delete, get, post};

pub use checked::ConfigError;
pub use faults::{Counts, Faults, ScoreConflicts, TokenFault};
pub use state::Platform;

impl Platform {
    /// The routes of the platform. They expect to be mounted at the root of the issuer's origin.
    pub fn router(&self) -> Router {
        let router = Router::new()
            .route("/", get(home::home))
            .route("/course", get(course::course))
            .route("/gradebook", get(gradebook::gradebook))
            .route("/gradebook/delete", post(gradebook::delete))
            .route("/launch", get(launch::launch))
            .route("/launch/initiate", get(launch::initiate))
            .route("/launch/again", get(replay::again))
            .route("/storage", get(storage::frame))
            .route("/deep-link/return", post(deep_link::take))
            .route("/return", get(return_page::return_page))
            .route("/register", get(register::page))
            .route("/register/activate", post(register::activate))
            .route("/registration", any(register::endpoint))
            .route("/auth", get(auth::auth).post(auth::auth))
            .route("/token", post(token::token))
            .route("/services/{*resource}", any(services::service))
            .route("/jwks", get(key_set::key_set))
            .route("/.well-known/openid-configuration", get(discovery::discovery))
            .route("/assets/{name}", get(assets::asset));
        self.with_control(router)
            .fallback(pages::not_found)
            .layer(map_response_with_state(self.clone(), pages::add_headers))
            .with_state(self.clone())
    }

    /// Adds the switches for tests, when the configuration says so.
    fn with_control(&self, router: Router<Self>) -> Router<Self> {
        if !self.config().control {
            return router;
        }
        router
            .route("/control", get(control::show))
            .route("/control/faults", get(control::faults).put(control::set_faults))
            .route("/control/counts", delete(control::reset_counts))
            .route("/control/lineitems/{id}", delete(control::delete_line_item))
            .route("/control/key", post(control::replace_key))
    }
}
