//! The decision as a layer around routes, for a server without API Gateway before it.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use http_api::{Asked, Refusal, Remedy, SiteCaller};

use crate::{App, Decision, authorize};

/// The routes, for those only whom the authorizer lets through; their handlers find a [`SiteCaller`].
pub fn behind<S: Clone + Send + Sync + 'static>(app: Arc<App>, routes: Router<S>) -> Router<S> {
    routes.route_layer(middleware::from_fn_with_state(app, check))
}

async fn check(State(app): State<Arc<App>>, asked: Asked, mut request: Request, next: Next) -> Response {
    match authorize(&app, authorization(request.headers())).await {
        Decision::Allow(caller) => {
            let caller = SiteCaller { site: caller.site.into(), user_id: caller.user_id.to_string() };
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Decision::Deny(denial) => refuse(StatusCode::FORBIDDEN, denial.code, denial.message, &asked),
        Decision::Unauthorized => {
            let message = "The request brings no token, or a malformed one. Send the header `Authorization: Bearer \
                           <token>` with a token that the plugin signed, or one of Moodle's web services.";
            refuse(StatusCode::UNAUTHORIZED, "token_missing", message.to_owned(), &asked)
        }
    }
}

fn refuse(status: StatusCode, code: &'static str, message: String, asked: &Asked) -> Response {
    Refusal::new(status, code, Remedy::Administrator, message).json(asked)
}

/// The header, if there is exactly one: of two nobody knows which the next reader believes.
fn authorization(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let first = all.next()?;
    if all.next().is_some() { None } else { first.to_str().ok() }
}
