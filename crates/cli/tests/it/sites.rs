//! Moodle sites that call: what the operator does, and what a plugin and a person with a token then get.

use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::Redirect;
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey};
use moodle::connection_code::ConnectionCode;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use test_engine::TestEngine;
use tokio::net::TcpListener;

use crate::launching::{http, now};
use crate::server::{Server, free_port, refusal, run, workplace};

const SITE: &str = "https://moodle.example/campus";
const STUDENT: &str = "face0000000000000000000000000003";

fn said(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Connects a site; the one code that is printed.
fn connect(folder: &Path, public_url: &str) -> ConnectionCode {
    let printed = said(folder, &["site", "add", "--url", SITE, "--public-url", public_url]);
    let codes: Vec<_> = printed.split_whitespace().filter(|word| word.starts_with("moodle-aws-1.")).collect();
    assert_eq!(codes.len(), 1, "{printed}");
    ConnectionCode::parse(codes[0]).unwrap()
}

/// A token for one call, as the plugin signs it.
fn sign(code: &ConnectionCode, issued: i64) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let header = json!({ "alg": "HS256", "typ": "JWT", "kid": code.key_id.as_str() });
    let claims = json!({
        "iss": code.site.as_str(), "sub": "4", "aud": code.endpoint.as_str(), "iat": issued, "exp": issued + 60,
        "jti": format!("token-id-{:012}", COUNT.fetch_add(1, Ordering::Relaxed)),
    });
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let signed = format!("{}.{}", encode(&header), encode(&claims));
    let key = EncodingKey::from_secret(code.secret.reveal());
    format!("{signed}.{}", jsonwebtoken::crypto::sign(signed.as_bytes(), &key, Algorithm::HS256).unwrap())
}

async fn translate(server: &Server, token: Option<&str>) -> Response {
    let request = http().post(format!("{}/v1/translate", server.url));
    let request = token.map_or(request.try_clone().unwrap(), |token| request.bearer_auth(token));
    request.json(&json!({"texts": ["Hello"], "target": "fr"})).send().await.unwrap()
}

async fn languages(server: &Server, method: Method, token: Option<&str>) -> (u16, Value) {
    let request = http().request(method, format!("{}/v1/languages", server.url));
    let request = token.map_or(request.try_clone().unwrap(), |token| request.bearer_auth(token));
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap_or_default())
}

async fn refused(server: &Server, token: &str) -> (u16, String, String) {
    let answer = translate(server, Some(token)).await;
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.unwrap();
    let text = |name: &str| body["error"][name].as_str().unwrap_or_default().to_owned();
    (status, text("code"), text("message"))
}

/// A Moodle that knows one student, and answers as a real one does; see the fixtures of the crate `moodle`.
struct Moodle {
    url: String,
    calls: Arc<AtomicUsize>,
    queries: Arc<Mutex<Vec<Option<String>>>>,
}

impl Moodle {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (calls, queries) = (Arc::new(AtomicUsize::new(0)), Arc::default());
        let own = Self { url: url.clone(), calls: Arc::clone(&calls), queries: Arc::clone(&queries) };
        let answer = async move |uri: axum::http::Uri, body: String| {
            calls.fetch_add(1, Ordering::SeqCst);
            queries.lock().unwrap().push(uri.query().map(str::to_owned));
            let known = body.contains(&format!("wstoken={STUDENT}&"));
            let name = if known { "site-info-student" } else { "error-invalid-token" };
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../moodle/tests/fixtures/moodle-5.1");
            let exchange = std::fs::read(format!("{folder}/{name}.json")).unwrap();
            let exchange: Value = serde_json::from_slice(&exchange).unwrap();
            let body = exchange["response"]["body"].as_str().unwrap();
            // The recorded site stood at another address.
            let body = body.replace("https:\\/\\/moodle.localtest:8443", &url.replace('/', "\\/"));
            ([(header::CONTENT_TYPE, "application/json")], body)
        };
        let www = Redirect::permanent("https://www.moodle.example/webservice/rest/server.php");
        let router = Router::new()
            .route("/webservice/rest/server.php", post(answer))
            .route("/www/webservice/rest/server.php", post(async || www));
        tokio::spawn(async move { axum::serve(listener, router).await });
        own
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_is_added_beside_a_running_serve_translates_until_its_key_is_revoked() {
    let folder = workplace();
    let folder = folder.path();
    let engine = TestEngine::start().await;
    let options = ["--translate-url", &engine.url(), "--translate-model", "echo"];
    let server = Server::start(folder, free_port(), &options);
    let (old, new) = (connect(folder, &server.url), connect(folder, &server.url));

    let token = sign(&old, now());
    let answer: Value = translate(&server, Some(&token)).await.json().await.unwrap();
    assert_eq!(answer["translations"][0]["text"], "HELLO");
    assert_eq!(refused(&server, &token).await.1, "token_replayed");
    let (status, code, message) = refused(&server, &sign(&old, now() + 120)).await;
    assert_eq!((status, code.as_str()), (403, "clock_skew"));
    assert!(message.contains("s ahead of this service's"), "{message}");

    let listed = said(folder, &["site", "list"]);
    assert!(listed.starts_with(SITE) && listed.lines().count() == 3, "{listed}");
    said(folder, &["site", "revoke", "--key-id", old.key_id.as_str()]);
    assert_eq!(refused(&server, &sign(&old, now())).await.1, "unknown_site_key");
    assert_eq!(translate(&server, Some(&sign(&new, now()))).await.status(), StatusCode::OK);
    let again = refusal(folder, &["site", "revoke", "--key-id", old.key_id.as_str()]);
    assert!(again.contains("site list"), "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_is_told_the_languages_by_a_token_of_their_own_until_its_key_is_revoked() {
    let folder = workplace();
    let folder = folder.path();
    let engine = TestEngine::start().await;
    let server =
        Server::start(folder, free_port(), &["--translate-url", &engine.url(), "--translate-model", "echo"]);
    let code = connect(folder, &server.url);
    let told = async |token: &str| languages(&server, Method::GET, Some(token)).await;

    let token = sign(&code, now());
    let (status, answer) = told(&token).await;
    assert_eq!((status, &answer["model"], &answer["glossary"]), (200, &json!("echo"), &json!(true)));
    assert!(answer["languages"].as_array().unwrap().contains(&json!("fr")), "{answer}");
    assert_eq!(answer["limits"]["characters_per_call"], 30_000);
    assert_eq!(refused(&server, &token).await.1, "token_replayed", "nor does it translate then");
    let (status, answer) = languages(&server, Method::GET, None).await;
    assert_eq!((status, &answer["error"]["code"]), (401, &json!("token_missing")));
    let (status, _) = languages(&server, Method::POST, Some(&sign(&code, now()))).await;
    assert_eq!(status, 405);
    said(folder, &["site", "revoke", "--key-id", code.key_id.as_str()]);
    let (status, answer) = told(&sign(&code, now())).await;
    assert_eq!((status, &answer["error"]["code"]), (403, &json!("unknown_site_key")));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_a_call_is_unauthorized_and_told_as_json() {
    let folder = workplace();
    let server = Server::start(folder.path(), free_port(), &[]);
    let answer = translate(&server, None).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(answer.headers()["www-authenticate"], "Bearer");
    assert_eq!(answer.json::<Value>().await.unwrap()["error"]["code"], "token_missing");
    let (status, code, message) = refused(&server, STUDENT).await;
    assert_eq!((status, code.as_str()), (403, "no_moodle_configured"));
    assert!(message.contains("--moodle-url"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_service_token_of_the_configured_moodle_translates_and_reaches_no_log() {
    let folder = workplace();
    let (engine, moodle) = (TestEngine::start().await, Moodle::start().await);
    let engine_url = engine.url();
    let port = free_port();
    let options = [
        "--translate-url",
        &engine_url,
        "--translate-model",
        "echo",
        "--moodle-url",
        &moodle.url,
        "--log",
        "debug",
    ];
    let server = Server::start(folder.path(), port, &options);
    for _ in 0..2 {
        let answer: Value = translate(&server, Some(STUDENT)).await.json().await.unwrap();
        assert_eq!(answer["translations"][0]["text"], "HELLO");
    }
    let (status, code, _) = refused(&server, "00000000000000000000000000000000").await;
    assert_eq!((status, code.as_str()), (403, "moodle_token_unknown"));
    assert_eq!(moodle.calls.load(Ordering::SeqCst), 2);
    assert!(moodle.queries.lock().unwrap().iter().all(Option::is_none), "the token is in no address");
    let log = std::fs::read_to_string(folder.path().join(format!("serve-{port}.log"))).unwrap();
    assert!(log.contains("moodle_token_unknown"), "{log}");
    assert!(!log.contains(STUDENT) && !log.contains("0000000000000000"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_lists_the_sites_and_asks_the_configured_moodle() {
    let folder = workplace();
    let moodle = Moodle::start().await;
    let code = connect(folder.path(), "http://localhost:8787");
    let doctor = |url: &str| {
        let output = run(folder.path(), &["doctor", "--moodle-url", url]);
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    };
    let healthy = doctor(&moodle.url);
    assert!(healthy.contains(&format!("{SITE} (key {})", code.key_id)), "{healthy}");
    assert!(healthy.contains("its web services are on"), "{healthy}");
    assert!(!healthy.contains("moodle-aws-1."), "{healthy}");
    let dead = format!("http://127.0.0.1:{}", free_port());
    let down = doctor(&dead);
    assert!(down.contains("FIX") && down.contains(&format!("{dead} does not answer")), "{down}");
    let elsewhere = doctor(&format!("{}/campus", moodle.url));
    assert!(elsewhere.contains("FIX") && elsewhere.contains("status 404"), "{elsewhere}");
    let moved = doctor(&format!("{}/www", moodle.url));
    assert!(moved.contains("FIX") && moved.contains("sends its callers to another one"), "{moved}");
}

#[test]
fn a_code_that_leads_another_site_to_this_machine_comes_with_a_warning() {
    let folder = workplace();
    let warned = |site: &str, public_url: &[&str]| {
        said(folder.path(), &[&["site", "add", "--url", site], public_url].concat()).contains("Warning")
    };
    assert!(warned("https://moodle.example", &[]));
    assert!(!warned("http://localhost:8000", &[]));
    assert!(!warned("https://moodle.example", &["--public-url", "https://tool.example"]));
}

#[test]
fn what_is_no_site_or_no_key_is_refused_by_name() {
    let folder = workplace();
    for (arguments, expected) in [
        (&["site", "add"][..], "--url"),
        (&["site", "add", "--url", "moodle.example"], "https://moodle.example"),
        (&["site", "add", "--url", "http://moodle.example"], "https"),
        (&["site", "add", "--url", "https://moodle.example/"], "slash"),
        (&["site", "add", "--url", SITE, "--public-url", "http://tool.example"], "https"),
        (&["site", "revoke", "--key-id", "x"], "22 characters"),
        (&["site", "list"], "there is no data folder"),
        (&["serve", "--moodle-url", "http://moodle.example"], "--moodle-url"),
    ] {
        let said = refusal(folder.path(), arguments);
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
    said(folder.path(), &["site", "add", "--url", SITE]);
    let listed = said(folder.path(), &["site", "list"]);
    assert!(!listed.contains("moodle-aws-1."), "the code is shown once: {listed}");
}

#[test]
fn a_key_or_an_invite_whose_id_begins_with_a_hyphen_is_named_like_any_other() {
    let (folder, invite) = (workplace(), format!("-{}", "A".repeat(42)));
    for arguments in
        [["site", "revoke", "--key-id", "-JqrsArCNMp1ZG-BGnfISQ"], ["platform", "uninvite", "--id", &invite]]
    {
        let said = refusal(folder.path(), &arguments);
        assert!(said.contains("data folder"), "{said}");
    }
}
