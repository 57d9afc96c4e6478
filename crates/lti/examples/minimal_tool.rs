//! An LTI 1.3 tool in one file: login, launch, key set, and the names of the course's members.
//!
//! Run it for a Moodle, with the client id that Moodle shows for the tool:
//!
//! ```text
//! cargo run -p lti --example minimal_tool -- https://moodle.example YOUR-CLIENT-ID http://localhost:8787
//! ```
//!
//! In Moodle, add an external tool with these addresses, as the program prints them: tool URL and redirection URI
//! `…/launch`, initiate login URL `…/login`, public keyset `…/jwks.json`; switch on IMS LTI Names and Role Provisioning,
//! and open it in a new window. A browser keeps the cookie of a login over TLS, or from `localhost`. The program listens
//! on port 8787 of this machine only: a Moodle elsewhere, which must fetch the key set, needs a proxy with TLS before it.
//!
//! What a real tool does besides: it keeps its keys and claims where they survive a restart, hands a session over to
//! its pages ([`lti::session`]), refuses in words that help, and offers a way on where cookies are blocked.

use std::collections::HashSet;
use std::env;
use std::error::Error;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use axum::extract::{RawForm, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http_client::WebClient;
use lti::browser::{BrowserAttempt, Proof};
use lti::entropy::Entropy;
use lti::jws::UnverifiedToken;
use lti::key_sets::KeySets;
use lti::launch::VerifiedLaunch;
use lti::login::{self, LoginInitiation, ToolUrl};
use lti::names::{ClientId, Issuer};
use lti::params::Params;
use lti::registration::{Endpoints, NewDeployments, PlatformId, Registration};
use lti::services::{AccessTokens, MemberQuery, ServiceClient};
use lti::state::StateKey;
use lti::time::UnixTime;
use lti::tool_key::{ToolKey, key_set};

type Failure = Box<dyn Error + Send + Sync>;

struct Tool {
    url: ToolUrl,
    registration: Registration,
    state_key: StateKey,
    key: ToolKey,
    key_sets: KeySets,
    tokens: AccessTokens,
    /// The launches that have been claimed. A database would do this in one conditional write.
    claimed: Mutex<HashSet<String>>,
    http: WebClient,
}

struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::disallowed_methods, clippy::expect_used, reason = "an example is its own main")]
    fn fill(&self, out: &mut [u8]) {
        aws_lc_rs::rand::fill(out).expect("the operating system gives randomness");
    }
}

#[expect(clippy::disallowed_methods, reason = "an example is its own main")]
fn now() -> UnixTime {
    UnixTime(0) + SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let [issuer, client_id, url] = &arguments[..] else {
        return Err("give the Moodle's address, the client id and the tool's own address".into());
    };
    let id = PlatformId { issuer: Issuer::new(issuer)?, client_id: ClientId::new(client_id)? };
    let endpoints = Endpoints::of_moodle(&id.issuer).ok_or("the Moodle's address is no web address")?;
    let mut registration = Registration::new(id, endpoints, []);
    // Whoever administers this one Moodle may place the tool wherever it likes.
    registration.new_deployments = NewDeployments::Accept;
    let mut secret = [0; StateKey::LENGTH];
    SystemEntropy.fill(&mut secret);
    let tool = Arc::new(Tool {
        url: ToolUrl::parse(url)?,
        registration,
        state_key: StateKey::new(&secret),
        key: ToolKey::from_pkcs8(&ToolKey::generate()?)?,
        key_sets: KeySets::default(),
        tokens: AccessTokens::default(),
        claimed: Mutex::default(),
        http: WebClient::new()?,
    });
    for path in ["/login", "/launch", "/jwks.json"] {
        println!("{}", tool.url.at(path));
    }
    let app = Router::new()
        .route("/login", post(log_in))
        .route("/launch", post(launch))
        .route("/jwks.json", get(keys))
        .with_state(tool);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8787").await?;
    Ok(axum::serve(listener, app).await?)
}

async fn keys(State(tool): State<Arc<Tool>>) -> impl IntoResponse {
    Json(key_set([&tool.key]))
}

async fn log_in(State(tool): State<Arc<Tool>>, RawForm(form): RawForm) -> Response {
    shown(start(&tool, &form))
}

/// Sends the browser to the platform, with a cookie that the launch must come back with.
fn start(tool: &Tool, form: &[u8]) -> Result<Response, Failure> {
    let login = LoginInitiation::parse(&Params::parse(form)?)?;
    login.check_target(&tool.url)?;
    let known = [&tool.registration].into_iter().filter(|known| known.id.issuer == login.issuer);
    let registration = login.choose(known.cloned().collect())?;
    let attempt = BrowserAttempt::random(&SystemEntropy);
    let cookie = format!(
        "{}={}; Path=/; Secure; HttpOnly; SameSite=None; Partitioned",
        attempt.id.cookie_name(),
        attempt.key.reveal()
    );
    let platform = login::begin(
        &login,
        &registration,
        attempt.binding(),
        &tool.url.at("/launch"),
        &tool.state_key,
        now(),
        &SystemEntropy,
    );
    Ok((StatusCode::FOUND, [(header::SET_COOKIE, cookie), (header::LOCATION, platform)]).into_response())
}

async fn launch(State(tool): State<Arc<Tool>>, headers: HeaderMap, RawForm(form): RawForm) -> Response {
    shown(open(&tool, &headers, &form).await)
}

/// Verifies the launch and shows who is in its course.
async fn open(tool: &Tool, headers: &HeaderMap, form: &[u8]) -> Result<Response, Failure> {
    let launch = verify(tool, headers, &Params::parse(form)?).await?;
    let client = ServiceClient {
        registration: &tool.registration,
        key: &tool.key,
        key_set_url: &tool.url.at("/jwks.json"),
        tokens: &tool.tokens,
        http: &tool.http,
        entropy: &SystemEntropy,
        clock: &now,
    };
    let members = client.members_of(&launch, &MemberQuery::default()).await?;
    let names = members.iter().map(|member| member.name.as_deref().unwrap_or("(no name)"));
    let items: Vec<_> = names.map(|name| format!("<li>{}</li>", escaped(name))).collect();
    let greeting = escaped(launch.user.name.as_deref().unwrap_or("you"));
    Ok(Html(format!("<p>Hello, {greeting}. In this course:</p><ul>{}</ul>", items.join(""))).into_response())
}

async fn verify(tool: &Tool, headers: &HeaderMap, form: &Params) -> Result<VerifiedLaunch, Failure> {
    let state = tool.state_key.open(form.required("state")?, now())?;
    let name = state.browser().attempt.cookie_name();
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let cookie = pairs.find(|(key, _)| *key == name).map(|(_, value)| value);
    let state = state.in_browser(Proof::Cookie(cookie))?;
    let token = UnverifiedToken::parse(form.required("id_token")?)?;
    let url = &tool.registration.endpoints.key_set;
    let keys = tool.key_sets.with_key(url, token.kid(), now(), &tool.http).await?;
    let launch = lti::launch::verify(&token, &keys, &tool.registration, &state, now())?;
    let won = tool.claimed.lock().map_err(|_| "a launch broke off")?.insert(launch.claim().id.clone());
    Ok(launch.claimed(won)?)
}

fn shown(page: Result<Response, Failure>) -> Response {
    page.unwrap_or_else(|error| {
        let mut told = vec![error.to_string()];
        let mut cause = error.source();
        while let Some(next) = cause {
            told.push(next.to_string());
            cause = next.source();
        }
        (StatusCode::BAD_REQUEST, Html(format!("<p>{}</p>", escaped(&told.join(": "))))).into_response()
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
