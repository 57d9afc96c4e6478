//! Events of Moodle sites: what a site sends, what becomes of it, and what the operator sees.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use ports::conformance::event_sink::detail;
use reqwest::StatusCode;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::launching::http;
use crate::sender::Sender;
use crate::server::{Server, command, free_port, refusal, run, workplace};

const SITE: &str = "https://moodle.example/campus";
/// Before all events of these tests.
const SINCE: &str = "2026-11-01";

fn said(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn connect(folder: &Path, server: &Server) -> Sender {
    Sender::of(&said(folder, &["site", "add", "--url", SITE, "--public-url", &server.url]))
}

fn tail(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let arguments = [&["events", "tail", "--since", SINCE][..], arguments].concat();
    said(folder, &arguments).lines().map(str::to_owned).collect()
}

fn with(change: &[(&str, Value)]) -> Value {
    let mut detail = detail(SITE);
    for (member, value) in change {
        detail[*member] = value.clone();
    }
    detail
}

/// How many messages the queue of the index holds.
fn jobs(folder: &Path) -> u32 {
    let db = Connection::open(folder.join(".data/moodle-aws.sqlite3")).unwrap();
    db.query_row("SELECT count(*) FROM index_queue", [], |row| row.get(0)).unwrap()
}

async fn eventually(mut is_so: impl FnMut() -> bool) {
    for _ in 0..200 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never is so");
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_taken_shown_and_made_jobs_of_beside_a_running_server() {
    let folder = workplace();
    let folder = folder.path();
    let server = Server::start(folder, free_port(), &[]);
    let sender = connect(folder, &server);
    let viewed = with(&[("eventname", json!("\\core\\event\\course_viewed")), ("courseid", json!(9))]);
    let details = [detail(SITE), viewed];
    let ids = sender.send(&http(), &details).await.unwrap();
    assert_eq!(ids, details.each_ref().map(|detail| detail["eventid"].as_str().unwrap().to_owned()));
    assert_eq!(tail(folder, &["--json"]), details.each_ref().map(ToString::to_string));
    assert_eq!(tail(folder, &["--json", "--course", "9"]), [details[1].to_string()]);
    assert_eq!(tail(folder, &["--json", "--name", "course_viewed"]), [details[1].to_string()]);
    assert!(tail(folder, &["--site", "https://school.example"]).is_empty());
    let lines = tail(folder, &[]);
    assert!(lines[0].contains("course 8 module 97") && lines[0].contains(SITE), "{lines:?}");
    // One of the two makes a job.
    eventually(|| jobs(folder) == 1).await;
    eventually(|| said(folder, &["events", "stats"]).contains("0 wait to be acted upon")).await;
    let stats = said(folder, &["events", "stats", "--since", SINCE]);
    for told in ["2 kept", "1  \\core\\event\\course_viewed", "Jobs for the index", "1 not due yet"] {
        assert!(stats.contains(told), "{told}: {stats}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_makes_jobs_of_what_is_meant_and_tells_first_how_many() {
    let folder = workplace();
    let folder = folder.path();
    let server = Server::start(folder, free_port(), &[]);
    let sender = connect(folder, &server);
    let details: Vec<_> = (11..=13).map(|course| with(&[("courseid", json!(course))])).collect();
    sender.send(&http(), &details).await.unwrap();
    eventually(|| jobs(folder) == 3).await;
    let replay = |more: &[&str]| said(folder, &[&["events", "replay", "--since", SINCE], more].concat());
    assert!(replay(&[]).contains("3 events happened") && replay(&[]).contains("--yes"));
    let dry = replay(&["--course", "12", "--dry-run"]);
    assert!(dry.contains("1 events happened") && !dry.contains("--yes"), "{dry}");
    assert!(replay(&["--course", "14", "--yes"]).contains("0 events"));
    assert_eq!(jobs(folder), 3);
    assert!(replay(&["--course", "12", "--yes"]).contains("1 events"));
    eventually(|| jobs(folder) == 4).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn following_shows_what_comes_until_the_reader_goes() {
    let folder = workplace();
    let folder = folder.path();
    let server = Server::start(folder, free_port(), &[]);
    let sender = connect(folder, &server);
    let (first, second) = (detail(SITE), detail(SITE));
    sender.send(&http(), std::slice::from_ref(&first)).await.unwrap();
    let follow = ["events", "tail", "--since", SINCE, "--json", "--follow"];
    let mut follower = command(folder, &follow).stdout(Stdio::piped()).spawn().unwrap();
    let output = std::io::BufReader::new(follower.stdout.take().unwrap());
    let reader = std::thread::spawn(move || {
        std::io::BufRead::lines(output).take(2).map(Result::unwrap).collect::<Vec<_>>()
    });
    tokio::time::sleep(Duration::from_millis(500)).await;
    sender.send(&http(), std::slice::from_ref(&second)).await.unwrap();
    let shown = tokio::task::spawn_blocking(|| reader.join().unwrap()).await.unwrap();
    assert_eq!(shown, [first.to_string(), second.to_string()]);
    // Nobody reads any more: the next line ends it.
    sender.send(&http(), &[detail(SITE)]).await.unwrap();
    let mut ended = false;
    eventually(|| {
        ended = ended || follower.try_wait().unwrap().is_some_and(|status| status.success());
        ended
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_longer_than_other_routes_take_is_taken_here() {
    let folder = workplace();
    let server = Server::start(folder.path(), free_port(), &[]);
    let sender = connect(folder.path(), &server);
    let long = with(&[("other", json!("ß".repeat(400_000)))]);
    assert_eq!(sender.send(&http(), std::slice::from_ref(&long)).await.unwrap().len(), 1);
    let shown = tail(folder.path(), &["--json"]);
    assert_eq!(shown, [long.to_string()]);
    let longer = with(&[("other", json!("ß".repeat(600_000)))]);
    let refused = sender.call(&http(), &[longer]).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    assert_eq!(refused.json::<Value>().await.unwrap()["__type"], "ValidationException");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_of_nobody_is_refused_as_aws_refuses_it() {
    let folder = workplace();
    let server = Server::start(folder.path(), free_port(), &[]);
    let answer = http().post(format!("{}/v1/events", server.url)).body("{}").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert_eq!(answer.headers()["content-type"], "application/x-amz-json-1.1");
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["__type"], "MissingAuthenticationTokenException");
    let asked = http().get(format!("{}/v1/events", server.url)).send().await.unwrap();
    assert_eq!(asked.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[test]
fn what_cannot_be_done_about_events_is_refused_by_name() {
    let folder = workplace();
    for (arguments, expected) in [
        (&["events", "tail"][..], "there is no data folder"),
        (&["events", "stats"], "there is no data folder"),
        (&["events", "replay"], "--since"),
        (&["events", "tail", "--since", "yesterday"], "90m"),
        (&["events", "tail", "--course", "x"], "number of a course"),
        (&["events", "tail", "--course", "0"], "id in Moodle"),
        (&["events", "tail", "--site", "moodle.example"], "https://moodle.example"),
        (&["events", "replay", "--since", "1h", "--until", "2h"], "--since must be before --until"),
        (&["events", "replay", "--since", "1h", "--yes", "--dry-run"], "--dry-run"),
        (&["events", "tail", "--stack", "a", "--data", "b"], "--data"),
    ] {
        let said = refusal(folder.path(), arguments);
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
}
