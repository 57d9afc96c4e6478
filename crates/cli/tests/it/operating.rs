//! What an operator does beside a running server.

use std::process::Command;
use std::time::{Duration, Instant};

use reqwest::StatusCode;

use crate::launching::{Lms, http};
use crate::server::{Server, free_port, refusal, run, workplace};

pub fn add(folder: &std::path::Path, lms: &Lms) {
    let registration = lms.registration();
    let arguments: Vec<&str> =
        ["platform", "add"].into_iter().chain(registration.iter().map(String::as_str)).collect();
    let output = run(folder, &arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_added_beside_a_running_serve_can_launch_at_once() {
    let folder = workplace();
    let lms = Lms::start().await;
    let server = Server::start(folder.path(), free_port(), &[]);
    let login = format!(
        "{}/lti/login?iss={}&login_hint=1&target_link_uri={}/app",
        server.url, lms.issuer, server.url
    );
    assert_eq!(http().get(&login).send().await.unwrap().status(), StatusCode::FORBIDDEN);
    add(folder.path(), &lms);
    let (posted, answer) = lms.launch(&http(), &server.url).await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let bearer = posted.exchange(&http(), &server.url, &answer).await.unwrap();
    let me = http().get(format!("{}/api/me", server.url)).bearer_auth(bearer).send().await.unwrap();
    assert_eq!(me.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_suspended_beside_a_running_serve_is_out_at_once_and_resumed_is_in_again() {
    let folder = workplace();
    let lms = Lms::start().await;
    let server = Server::start(folder.path(), free_port(), &[]);
    add(folder.path(), &lms);
    let (posted, answer) = lms.launch(&http(), &server.url).await.unwrap();
    let bearer = posted.exchange(&http(), &server.url, &answer).await.unwrap();
    let me = || async {
        let request = http().get(format!("{}/api/me", server.url)).bearer_auth(&bearer);
        request.send().await.unwrap().status()
    };
    let named = ["--issuer", &lms.issuer, "--client-id", "client"];
    assert!(run(folder.path(), &[&["platform", "suspend"], &named[..]].concat()).status.success());
    assert_eq!(me().await, StatusCode::FORBIDDEN);
    assert!(run(folder.path(), &[&["platform", "resume"], &named[..]].concat()).status.success());
    assert_eq!(me().await, StatusCode::OK);
    assert!(run(folder.path(), &[&["platform", "remove"], &named[..]].concat()).status.success());
    assert_eq!(me().await, StatusCode::FORBIDDEN);
}

#[test]
fn a_registration_is_listed_changed_and_removed() {
    let folder = workplace();
    let said = |arguments: &[&str]| {
        let output = run(folder.path(), arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let refused = refusal(folder.path(), &["platform", "list"]);
    assert!(refused.contains("there is no data folder .data"), "{refused}");
    let named = ["--issuer", "https://moodle.example/lms", "--client-id", "abc"];
    let added = said(&[&["platform", "add"], &named[..], &["--deployment-id", "1"]].concat());
    assert!(added.starts_with("Registered:"), "{added}");
    assert!(added.contains("https://moodle.example/lms/mod/lti/certs.php"), "{added}");
    let changed =
        said(&[&["platform", "add"], &named[..], &["--deployment-id", "2", "--algorithm", "ES256"]].concat());
    assert!(
        changed.starts_with("Changed:") && changed.contains("1, 2") && changed.contains("ES256"),
        "{changed}"
    );
    let moved =
        said(&[&["platform", "add"], &named[..], &["--jwks-url", "https://keys.example/set"]].concat());
    for kept in ["1, 2", "ES256", "https://keys.example/set", "https://moodle.example/lms/mod/lti/auth.php"] {
        assert!(moved.contains(kept), "what is not given stays: {kept} in {moved}");
    }
    said(&[&["platform", "remove"], &named[..], &["--deployment-id", "1"]].concat());
    let listed = said(&["platform", "list"]);
    assert!(listed.contains("deployments   2\n"), "{listed}");
    said(&[&["platform", "remove"], &named[..]].concat());
    let refused = refusal(folder.path(), &[&["platform", "remove"], &named[..]].concat());
    assert!(refused.contains("is not registered"), "{refused}");
    assert!(said(&["platform", "list"]).contains("No platform is registered"));
}

#[test]
fn the_first_deployment_can_be_pinned_and_the_list_says_so() {
    let folder = workplace();
    let named = ["--issuer", "https://moodle.example", "--client-id", "abc"];
    let said = |arguments: &[&str]| {
        let output = run(folder.path(), &[&["platform"], arguments].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let refused = refusal(folder.path(), &[&["platform", "add"], &named[..]].concat());
    assert!(refused.contains("--pin-first-deployment"), "{refused}");
    said(&[&["add"], &named[..], &["--pin-first-deployment"]].concat());
    let waiting = said(&["list"]);
    assert!(waiting.contains("the first deployment that launches is accepted"), "{waiting}");
    said(&[&["add"], &named[..], &["--deployment-id", "1"]].concat());
    let pinned = said(&["list"]);
    assert!(pinned.contains("refused, because the first deployment is pinned"), "{pinned}");
    let removed = said(&[&["remove"], &named[..], &["--deployment-id", "1"]].concat());
    assert!(removed.contains("--refuse-new-deployments"), "{removed}");
    let both = ["--pin-first-deployment", "--accept-new-deployments"];
    assert!(refusal(folder.path(), &[&["platform", "add"], &named[..], &both].concat()).contains("--accept"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_under_another_name_of_this_machine_is_sent_on_to_the_public_url() {
    let folder = workplace();
    let lms = Lms::start().await;
    let port = free_port();
    let server = Server::start(folder.path(), port, &[]);
    add(folder.path(), &lms);
    let login = format!("iss={}&login_hint=1&target_link_uri={}/app", lms.issuer, server.url);
    let answer = http().post(format!("http://127.0.0.1:{port}/lti/login?{login}")).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::TEMPORARY_REDIRECT);
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    assert!(location.starts_with(&format!("{}/lti/login?{login}", server.url)), "{location}");
    // A proxy may hide the name; the login goes on then, and is not sent round for ever.
    let request = http().post(&location).header("host", "127.0.0.1").header("sec-fetch-dest", "document");
    assert_eq!(request.send().await.unwrap().status(), StatusCode::FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_message_that_took_a_wrong_way_is_told_by_the_setting() {
    let folder = workplace();
    let server = Server::start(folder.path(), free_port(), &[]);
    for (path, form, code) in [
        ("/app", "iss=https://lms.example&login_hint=4", "login_misdirected"),
        ("/login", "iss=https://lms.example&login_hint=4", "login_misdirected"),
        ("/lti/launch", "iss=https://lms.example&login_hint=4", "login_misdirected"),
        ("/app", "lti_message_type=basic-lti-launch-request&oauth_consumer_key=k", "lti_1_1_launch"),
        ("/app", "nothing=known", "method_not_allowed"),
        ("/elsewhere", "nothing=known", "not_found"),
    ] {
        let request = http().post(format!("{}{path}", server.url)).body(form);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let page = request.send().await.unwrap().text().await.unwrap();
        assert!(page.contains(&format!("<code id=\"error-code\">{code}</code>")), "{path} {form}: {page}");
    }
}

#[cfg(unix)]
#[test]
fn a_server_that_is_asked_to_stop_does_not_wait_for_half_a_request() {
    use std::io::{Read as _, Write as _};
    let folder = workplace();
    let port = free_port();
    let mut server = Server::start(folder.path(), port, &[]);
    let mut half = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    let head =
        "POST /lti/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n";
    half.write_all(head.as_bytes()).unwrap();
    // The server asks for the body, so the request is under way.
    let mut asked = [0; 12];
    half.read_exact(&mut asked).unwrap();
    assert_eq!(&asked, b"HTTP/1.1 100");
    half.write_all(b"iss").unwrap();
    let began = Instant::now();
    let process = server.child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &process]).status().unwrap().success());
    assert!(server.child.wait().unwrap().success(), "it ended by itself");
    // The request itself would be given up after 30 s.
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
}

#[test]
fn the_public_key_is_printed_as_pem_and_stays_the_same() {
    let folder = workplace();
    let pem = || String::from_utf8(run(folder.path(), &["keys", "pem"]).stdout).unwrap();
    let first = pem();
    assert!(first.starts_with("-----BEGIN PUBLIC KEY-----"), "{first}");
    assert_eq!(pem(), first);
}

#[test]
fn doctor_of_a_new_machine_makes_nothing_and_says_what_to_do() {
    let folder = workplace();
    let said = String::from_utf8(run(folder.path(), &["doctor"]).stdout).unwrap();
    assert!(said.contains("the first `serve` makes it") && said.contains("still to do"), "{said}");
    assert!(said.contains("http://localhost:8787/lti/jwks"), "{said}");
    assert!(!folder.path().join(".data").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_says_what_is_in_order_and_what_to_fix() {
    let folder = workplace();
    let lms = Lms::start().await;
    let port = free_port();
    let addr = format!("127.0.0.1:{port}");
    let server = Server::start(folder.path(), port, &[]);
    add(folder.path(), &lms);
    let doctor = || {
        let output = run(folder.path(), &["doctor", "--addr", &addr]);
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        (output.status.success(), said.into_owned())
    };
    let (healthy, said) = doctor();
    assert!(healthy && said.contains("1 key(s)") && said.contains("the tool answers"), "{said}");
    drop(lms);
    drop(server);
    std::fs::remove_file(folder.path().join("frontend/dist/index.html")).unwrap();
    let (healthy, said) = doctor();
    assert!(!healthy && said.contains("2 things to fix"), "{said}");
    assert!(said.contains("correct --jwks-url") && said.contains("mise run build:frontend"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_leads_to_the_lms_and_does_not_outlive_it() {
    let folder = workplace();
    let demo = format!("127.0.0.1:{}", free_port());
    let server = Server::start(folder.path(), free_port(), &["--demo", "--demo-addr", &demo]);
    let answer = http().get(format!("{}/demo", server.url)).send().await.unwrap();
    let home = answer.headers()["location"].to_str().unwrap().to_owned();
    assert!(http().get(&home).send().await.unwrap().text().await.unwrap().contains("demo LMS"));
    let listed = || String::from_utf8(run(folder.path(), &["platform", "list"]).stdout).unwrap();
    assert!(listed().contains("demo-client"));
    drop(server);
    let _server = Server::start(folder.path(), free_port(), &[]);
    assert!(!listed().contains("demo-client"), "without --demo nobody may play the demo LMS");
}

#[test]
fn a_key_that_cannot_be_read_is_not_repeated() {
    let folder = workplace();
    let engine = ["doctor", "--translate-url", "http://127.0.0.1:9/v1", "--translate-model", "m"];
    let said = |key: &str| {
        let output = run(folder.path(), &[&engine[..], &["--translate-key", key]].concat());
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    };
    let answer = said("sk-two words");
    assert!(answer.contains("MOODLE_AWS_TRANSLATE_KEY"), "{answer}");
    assert!(!answer.contains("sk-two"), "{answer}");
    assert!(!said("").contains("MOODLE_AWS_TRANSLATE_KEY"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_log_nobody_reads_answers_all_the_same() {
    let folder = workplace();
    let server = Server::start_without_a_log(folder.path(), free_port());
    let login = format!(
        "{}/lti/login?iss=https://nobody.example&login_hint=1&target_link_uri={}/app",
        server.url, server.url
    );
    for _ in 0..3 {
        assert_eq!(http().get(&login).send().await.unwrap().status(), StatusCode::FORBIDDEN);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_of_another_program_takes_nothing_from_a_running_server() {
    const LOOK: &str = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); \
                        db.execute('SELECT name FROM sqlite_master').fetchall(); db.close()";
    let folder = workplace();
    let lms = Lms::start().await;
    let server = Server::start(folder.path(), free_port(), &[]);
    let database = folder.path().join(".data/moodle-aws.sqlite3");
    let look = Command::new("python3").args(["-c", LOOK]).arg(&database).status().unwrap();
    assert!(look.success());
    assert!(database.with_extension("sqlite3-wal").exists(), "the server writes there");
    add(folder.path(), &lms);
    let (_, answer) = lms.launch(&http(), &server.url).await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
}
