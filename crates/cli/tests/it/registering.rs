//! A platform registers itself by an invite, beside a running server.

use std::path::Path;

use axum::routing::{get, post};
use axum::{Json, Router};
use reqwest::StatusCode;
use serde_json::{Value, json};
use test_platform::jwks;
use tokio::net::TcpListener;

use crate::launching::{Lms, http};
use crate::server::{Server, free_port, refusal, run, workplace};

fn said(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The one address that `platform invite` prints.
fn invite(folder: &Path, arguments: &[&str]) -> String {
    let printed = said(folder, &[&["platform", "invite"], arguments].concat());
    let addresses: Vec<_> = printed.split_whitespace().filter(|word| word.contains("?invite=")).collect();
    assert_eq!(addresses.len(), 1, "{printed}");
    addresses[0].to_owned()
}

/// A platform on loopback that registers tools, and launches with the key that it publishes.
async fn platform() -> Lms {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let lms = Lms { issuer: origin.clone(), ..Lms::start().await };
    let configuration = json!({
        "issuer": origin,
        "authorization_endpoint": format!("{origin}/auth"),
        "token_endpoint": format!("{origin}/token"),
        "jwks_uri": format!("{origin}/jwks"),
        "registration_endpoint": format!("{origin}/register"),
    });
    let registered = json!({
        "client_id": "client",
        "https://purl.imsglobal.org/spec/lti-tool-configuration": { "deployment_id": "1" },
    });
    let answer = |body: Value| move || async { Json(body) };
    let router = Router::new()
        .route("/configuration", get(answer(configuration)))
        .route("/register", post(answer(registered)))
        .route("/jwks", get(answer(jwks(&[&lms.key]))));
    tokio::spawn(async move { axum::serve(listener, router).await });
    lms
}

/// What a platform's administrator does: the address is opened, and the button in its page pressed.
async fn register(address: &str, lms: &Lms) -> (StatusCode, String) {
    let configuration = format!("{}/configuration", lms.issuer);
    let added = [("openid_configuration", configuration.as_str()), ("registration_token", "token")];
    let address = reqwest::Url::parse_with_params(address, added).unwrap();
    let page = http().get(address.clone()).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    let form: Vec<(String, String)> = address.query_pairs().into_owned().collect();
    let action = address.join("/lti/register").unwrap();
    let done = http().post(action).form(&form).send().await.unwrap();
    (done.status(), done.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invited_platform_registers_itself_beside_a_running_serve_and_launches() {
    let folder = workplace();
    let folder = folder.path();
    let lms = platform().await;
    let server = Server::start(folder, free_port(), &["--allow-private-platforms"]);
    let address = invite(folder, &["--note", "for Physics", "--public-url", &server.url]);
    assert!(address.starts_with(&format!("{}/lti/register?invite=", server.url)), "{address}");
    let (status, page) = register(&address, &lms).await;
    assert_eq!(status, StatusCode::OK, "{page}");

    let (posted, answer) = lms.launch(&http(), &server.url).await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let bearer = posted.exchange(&http(), &server.url, &answer).await.unwrap();
    let me = http().get(format!("{}/api/me", server.url)).bearer_auth(bearer).send().await.unwrap();
    assert_eq!(me.status(), StatusCode::OK);

    let listed = said(folder, &["platform", "invites"]);
    assert!(
        listed.contains("for Physics") && listed.contains(&format!("for client client of {}", lms.issuer)),
        "{listed}"
    );
    let (_, token) = address.split_once("?invite=").unwrap();
    assert!(!listed.contains(token), "{listed}");
    let platforms = said(folder, &["platform", "list"]);
    assert!(platforms.contains("the platform named these addresses itself"), "{platforms}");

    // Doctor asks what the platform named as strangely as `serve` does.
    let doctor = |options: &[&str]| {
        let output = run(folder, &[&["doctor"], options].concat());
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    };
    assert!(doctor(&["--allow-private-platforms"]).contains("1 key(s)"));
    let strict = doctor(&[]);
    assert!(strict.contains("FIX") && strict.contains("not https"), "{strict}");

    // What the operator types is the operator's from then on.
    let jwks = format!("{}/jwks", lms.issuer);
    let named = ["--issuer", &lms.issuer, "--client-id", "client"];
    let typed = said(folder, &[&["platform", "add"], &named[..], &["--jwks-url", &jwks]].concat());
    assert!(!typed.contains("named these addresses itself"), "{typed}");
    assert!(doctor(&[]).contains("1 key(s)"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_option_a_platform_on_this_machine_registers_nothing() {
    let folder = workplace();
    let lms = platform().await;
    let server = Server::start(folder.path(), free_port(), &[]);
    let address = invite(folder.path(), &["--public-url", &server.url]);
    let (status, page) = register(&address, &lms).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(page.contains("platform_not_https") && page.contains("--allow-private-platforms"), "{page}");
    assert!(said(folder.path(), &["platform", "list"]).contains("No platform is registered"));
    let log = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let log = log.filter(|path| path.extension().is_some_and(|kind| kind == "log"));
    let log: String = log.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let (_, token) = address.split_once("?invite=").unwrap();
    assert!(log.contains("platform_not_https") && !log.contains(token), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_invite_registers_nothing() {
    let folder = workplace();
    let folder = folder.path();
    let lms = platform().await;
    let server = Server::start(folder, free_port(), &["--allow-private-platforms"]);
    let address = invite(folder, &["--public-url", &server.url, "--issuer", &lms.issuer, "--expires", "1"]);
    let listed = said(folder, &["platform", "invites"]);
    assert!(
        listed.contains(&format!("only for      {}", lms.issuer)) && listed.contains("good until"),
        "{listed}"
    );
    let id = listed.lines().find_map(|line| line.strip_prefix("  id            ")).unwrap();
    let named = format!("--id={id}");
    assert!(said(folder, &["platform", "uninvite", &named]).starts_with("Revoked invite"));
    assert!(said(folder, &["platform", "invites"]).contains("There are no invites"));
    let opened = http()
        .get(format!("{address}&openid_configuration={}/configuration", lms.issuer))
        .send()
        .await
        .unwrap();
    assert_eq!(opened.status(), StatusCode::FORBIDDEN);
    assert!(opened.text().await.unwrap().contains("invite_unknown"));
    assert!(refusal(folder, &["platform", "uninvite", &named]).contains("platform invites"));
}

#[test]
fn what_is_no_invite_is_refused_by_name() {
    let folder = workplace();
    let long = "x".repeat(201);
    for (arguments, expected) in [
        (&["invites"][..], "there is no data folder"),
        (&["uninvite", "--id=x"], "43 characters"),
        (&["invite", "--expires", "0"], "--expires"),
        (&["invite", "--expires", "366"], "--expires"),
        (&["invite", "--note", &long], "200 characters"),
        (&["invite", "--note", "two\nlines"], "one line"),
        (&["invite", "--public-url", "tool.example"], "--public-url"),
        (&["invite", "--issuer", ""], "--issuer"),
    ] {
        let said = refusal(folder.path(), &[&["platform"], arguments].concat());
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
    let warned = said(folder.path(), &["platform", "invite"]);
    assert!(
        warned.contains("Warning") && warned.contains("http://localhost:8787/lti/register?invite="),
        "{warned}"
    );
    let fine = said(folder.path(), &["platform", "invite", "--public-url", "https://tool.example"]);
    assert!(!fine.contains("Warning"), "{fine}");
}
