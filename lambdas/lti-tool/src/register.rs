//! `/lti/register`: a platform's administrator has pasted an invite's address, and the platform has opened it (LTI Dynamic
//! Registration 1.0 §3.3). Showing the page changes and fetches nothing; its button does the work.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use lti::dynamic_registration::{
    self, Invite, InviteToken, PlatformConfiguration, Product, RegistrationToken, ToolDescription,
};
use lti::params::{ParamError, Params};
use lti::token::TokenDigest;
use ports::{InviteLease, InviteRefusal, Redeemed};
use url::Url;

use crate::{App, login, pages};
use http_api::{Asked, Refusal, TOOL_NAME, chain, to_its_end};

mod refuse;

use refuse::RegisterRefusal;

/// Longer than a registration can take: both requests to the platform, and the store.
const LEASE: Duration = Duration::from_mins(1);
const _: () = assert!(LEASE.as_secs() > 3 * dynamic_registration::LIMITS.time.as_secs());

/// What the platform put into the address, and the invite in it.
pub(crate) struct Begun {
    invite: InviteToken,
    configuration: Url,
    token: Option<RegistrationToken>,
}

impl Begun {
    fn read(params: &Params) -> Result<Self, RegisterRefusal> {
        let invite = params.text("invite")?.ok_or(RegisterRefusal::InviteMissing)?;
        let invite = InviteToken::parse(invite).ok_or(InviteRefusal::Unknown)?;
        let configuration = params.required("openid_configuration").map_err(|error| match error {
            ParamError::Missing(_) => RegisterRefusal::NotBegun,
            error => error.into(),
        })?;
        let configuration = Url::parse(configuration).ok().filter(Url::has_host);
        let configuration = configuration.ok_or(RegisterRefusal::ConfigurationUrl)?;
        let token = params.text("registration_token")?;
        let read = |text| RegistrationToken::parse(text).ok_or(RegisterRefusal::Token);
        Ok(Self { invite, configuration, token: token.map(read).transpose()? })
    }

    /// Where the registration would go, for a person to read.
    pub(crate) fn host(&self) -> String {
        let host = self.configuration.host_str().unwrap_or_default();
        self.configuration.port().map_or(host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// The fields of the form that carries on.
    pub(crate) fn fields(&self) -> [(&'static str, &str); 3] {
        [
            ("invite", self.invite.reveal()),
            ("openid_configuration", self.configuration.as_str()),
            ("registration_token", self.token.as_ref().map_or("", RegistrationToken::reveal)),
        ]
    }
}

/// Asks the administrator whether this platform is to be registered.
pub(crate) async fn ask(State(app): State<Arc<App>>, asked: Asked, RawQuery(query): RawQuery) -> Response {
    match begin(&app, &query.unwrap_or_default()).await {
        Ok(begun) => pages::register(&begun, &asked),
        Err(refused) => pages::refused(&Refusal::from(refused), &asked),
    }
}

async fn begin(app: &App, query: &str) -> Result<Begun, RegisterRefusal> {
    let begun = Begun::read(&Params::parse(query.as_bytes())?)?;
    app.ports.invites.open_invite(&begun.invite.digest(), app.ports.clock.now()).await??;
    Ok(begun)
}

/// Registers the tool at the platform, and the platform at the tool.
pub(crate) async fn register(
    State(app): State<Arc<App>>,
    asked: Asked,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let form = match login::form(&headers, body) {
        Ok(form) => form,
        Err(refusal) => return pages::refused(&refusal, &asked),
    };
    if !is_own_page(&headers) {
        return pages::refused(&Refusal::from(RegisterRefusal::OtherSite), &asked);
    }
    // What the platform has registered must be saved here, whether or not the browser waits.
    let done = to_its_end(async move { carry_out(&app, &form).await }).await;
    match done {
        Ok(product) => pages::registered(product, &asked),
        Err(refused) => pages::refused(&Refusal::from(refused), &asked),
    }
}

/// Whether the browser says that the form stands on our own page, if it says anything. The invite is what counts: who has none
/// can make nobody's browser register anything, and who has one needs nobody's browser. Our pages send no referrer, so
/// browsers send no origin with a form either.
fn is_own_page(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin")
}

/// Nothing is fetched before the invite is taken, so whoever has no invite makes the tool ask nobody.
async fn carry_out(app: &App, form: &Params) -> Result<Product, RegisterRefusal> {
    let begun = Begun::read(form)?;
    let now = app.ports.clock.now();
    let holder = TokenDigest::of(InviteToken::random(&*app.ports.entropy).reveal());
    let lease = InviteLease { invite: begun.invite.digest(), holder, until: now + LEASE };
    let invite = app.ports.invites.take_invite(&lease, now).await??;
    let done = with_lease(app, &begun, &invite, &lease).await;
    if done.is_err()
        && let Err(error) = app.ports.invites.release_invite(&lease).await
    {
        tracing::warn!(error = %chain(&error), "an invite stays in use until its lease is void");
    }
    done
}

async fn with_lease(
    app: &App,
    begun: &Begun,
    invite: &Invite,
    lease: &InviteLease,
) -> Result<Product, RegisterRefusal> {
    let (token, http) = (begun.token.as_ref(), &*app.ports.strangers);
    let platform = dynamic_registration::fetch_configuration(&begun.configuration, token, http).await?;
    if !invite.covers(&platform.issuer) {
        return Err(RegisterRefusal::OtherIssuer(platform.issuer));
    }
    speaks_for_itself(app, &platform).await?;
    let request = describe(app, &platform);
    let answer = dynamic_registration::register(&platform, token, &request, http).await?;
    let registration = dynamic_registration::registration(&platform, &answer, invite.new_deployments);
    let id = registration.id.clone();
    match app.ports.invites.redeem_invite(lease, &registration, app.ports.clock.now()).await? {
        Redeemed::Saved => {
            tracing::info!(
                platform.issuer = id.issuer.as_str(),
                platform.client_id = id.client_id.as_str(),
                invite.id = %invite.id,
                "a platform was registered by an invite"
            );
            Ok(platform.product)
        }
        Redeemed::LeaseLost => Err(RegisterRefusal::LeaseLost(id)),
        Redeemed::OtherEndpoints => Err(RegisterRefusal::Exists(id)),
    }
}

/// Several platforms may share an origin, each in a folder of it: one that names another's issuer would be believed about that
/// one's courses. So an issuer that is known keeps its addresses, whatever client is new; but for the issuers of products that
/// are one service for all, whose addresses lie on a host of the product.
async fn speaks_for_itself(app: &App, platform: &PlatformConfiguration) -> Result<(), RegisterRefusal> {
    let known = app.ports.registrations.of_issuer(&platform.issuer).await?;
    let home = Url::parse(platform.issuer.as_str()).ok().map(|issuer| issuer.origin());
    let at_home = home == Some(platform.endpoints.key_set.origin());
    if !at_home || known.iter().all(|known| known.endpoints == platform.endpoints) {
        return Ok(());
    }
    Err(RegisterRefusal::OtherAddresses(platform.issuer.clone()))
}

/// What the platform is told about the tool.
fn describe(app: &App, platform: &PlatformConfiguration) -> serde_json::Value {
    let at = |path: &str| app.tool.at(path);
    let origin = app.tool.origin();
    let domain = origin.split_once("://").map_or(&*origin, |(_, domain)| domain);
    let tool = ToolDescription {
        name: TOOL_NAME,
        description: "Tools for this course, provided by moodle-aws.",
        add_content: "Add content",
        domain,
        login_url: &at("/lti/login"),
        launch_url: &at("/lti/launch"),
        target_url: &at("/app"),
        key_set_url: &at("/lti/jwks"),
        logo_url: &at("/lti/logo.svg"),
    };
    dynamic_registration::request(&tool, platform)
}
