use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use http_api::ErrorBody;
use http_api::{LaunchedInstructor, rfc3339};

/// How the platform is connected: what a teacher or administrator needs to see to set it right.
#[derive(Serialize, ToSchema)]
pub(crate) struct Connection {
    issuer: String,
    client_id: String,
    deployment_id: String,
    #[schema(required)]
    product: Option<String>,
    #[schema(required)]
    product_version: Option<String>,
    #[schema(example = "LtiResourceLinkRequest")]
    message_type: &'static str,
    /// An instant as in RFC 3339.
    #[schema(format = DateTime)]
    launched_at: String,
    /// The roles as the platform wrote them.
    roles: Vec<String>,
    released: Released,
    services: Services,
    /// The names of the custom parameters that came.
    custom_parameters: Vec<String>,
}

/// Which personal data the platform releases to the tool.
#[derive(Serialize, ToSchema)]
struct Released {
    name: bool,
    email: bool,
}

/// Which LTI Advantage services the platform grants.
#[derive(Serialize, ToSchema)]
struct Services {
    line_items: LineItems,
    memberships: Memberships,
}

#[derive(Serialize, ToSchema)]
struct LineItems {
    available: bool,
    scopes: Vec<String>,
}

#[derive(Serialize, ToSchema)]
struct Memberships {
    available: bool,
}

/// Tells a teacher how the platform is connected.
#[utoipa::path(
    get,
    path = "/api/connection",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The connection behind the bearer.", body = Connection),
        (status = 401, description = "There is no session, or it has ended.", body = ErrorBody),
        (status = 403, description = "Not a teacher, or the platform is suspended or removed.", body = ErrorBody),
        (status = 503, description = "The store does not answer; try again.", body = ErrorBody),
    )
)]
pub(crate) async fn connection(LaunchedInstructor(launched): LaunchedInstructor) -> Json<Connection> {
    let launch = launched.session.launch;
    Json(Connection {
        issuer: launch.platform_id.issuer.into(),
        client_id: launch.platform_id.client_id.into(),
        deployment_id: launch.deployment_id.into(),
        product: launch.platform.product,
        product_version: launch.platform.version,
        message_type: launch.message_type.name(),
        launched_at: rfc3339(launch.launched_at),
        roles: launch.roles,
        released: Released { name: launch.user.name.is_some(), email: launch.user.email.is_some() },
        services: Services {
            line_items: LineItems {
                available: launch.line_items.is_some(),
                scopes: launch.line_items.map(|service| service.scope).unwrap_or_default(),
            },
            memberships: Memberships { available: launch.memberships.is_some() },
        },
        custom_parameters: launch.custom.into_keys().collect(),
    })
}
