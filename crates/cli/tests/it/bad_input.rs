//! What an operator can get wrong: each has a message that names what to change, an exit code, and loses nothing.

use std::fs;
use std::net::TcpListener;

use reqwest::StatusCode;

use crate::launching::http;
use crate::server::{Server, free_port, refusal, run, workplace};

#[test]
fn a_port_that_is_taken_is_named_with_the_option_to_change() {
    let folder = workplace();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = taken.local_addr().unwrap().to_string();
    let said = refusal(folder.path(), &["serve", "--addr", &addr]);
    assert!(said.contains(&addr) && said.contains("--addr"), "{said}");
    let free = format!("127.0.0.1:{}", free_port());
    let said = refusal(folder.path(), &["serve", "--addr", &free, "--demo", "--demo-addr", &addr]);
    assert!(said.contains(&addr) && said.contains("--demo-addr"), "{said}");
}

#[test]
fn a_public_url_that_is_no_origin_is_refused_with_the_reason() {
    let folder = workplace();
    for (url, reason) in [
        ("tool.example", "not a URL"),
        ("ftp://tool.example", "scheme is ftp"),
        ("https://tool.example/lti", "path"),
    ] {
        let said = refusal(folder.path(), &["serve", "--public-url", url]);
        assert!(said.contains("--public-url") && said.contains(reason), "{said}");
    }
}

#[test]
fn a_data_folder_that_cannot_be_used_is_named() {
    let folder = workplace();
    fs::write(folder.path().join("file"), "").unwrap();
    // Not even root can make a folder inside a file, or in /proc.
    for data in ["file", "file/inside", "/proc/moodle-aws"] {
        let said = refusal(folder.path(), &["serve", "--data", data]);
        assert!(said.contains(data) && said.contains("--data"), "{said}");
    }
}

#[test]
fn a_corrupt_database_is_named_and_left_as_it_is() {
    let folder = workplace();
    let database = folder.path().join("data/moodle-aws.sqlite3");
    fs::create_dir(folder.path().join("data")).unwrap();
    fs::write(&database, "not a database, but perhaps somebody's ".repeat(200)).unwrap();
    let before = fs::read(&database).unwrap();
    for arguments in [&["serve", "--data", "data"][..], &["platform", "list", "--data", "data"]] {
        let said = refusal(folder.path(), arguments);
        assert!(said.contains("moodle-aws.sqlite3") && said.contains("damaged"), "{said}");
        assert_eq!(fs::read(&database).unwrap(), before);
    }
}

#[test]
fn a_database_damaged_inside_does_not_start() {
    let folder = workplace();
    drop(Server::start(folder.path(), free_port(), &[]));
    let database = folder.path().join(".data/moodle-aws.sqlite3");
    let connection = rusqlite::Connection::open(&database).unwrap();
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(connection);
    let mut bytes = fs::read(&database).unwrap();
    bytes[4096..].fill(0xa5);
    fs::write(&database, bytes).unwrap();
    let said = refusal(folder.path(), &["serve", "--addr", &format!("127.0.0.1:{}", free_port())]);
    assert!(said.contains("damaged"), "{said}");
}

#[test]
fn a_missing_front_end_build_is_named_with_the_command_that_makes_it() {
    let folder = tempfile::tempdir().unwrap();
    let said = refusal(folder.path(), &["serve"]);
    assert!(said.contains("frontend/dist/index.html") && said.contains("mise run build:frontend"), "{said}");
    assert!(!folder.path().join(".data").exists(), "nothing was made");
}

#[test]
fn a_second_serve_on_one_data_folder_refuses() {
    let folder = workplace();
    let _first = Server::start(folder.path(), free_port(), &[]);
    let said = refusal(folder.path(), &["serve", "--addr", &format!("127.0.0.1:{}", free_port())]);
    assert!(said.contains("another `moodle-aws serve` is running") && said.contains(".data"), "{said}");
}

#[test]
fn unknown_flags_and_values_are_refused_by_name() {
    let folder = workplace();
    for (arguments, expected) in [
        (&["serve", "--port", "1"][..], "--port"),
        (&["serve", "--addr", "localhost"], "--addr"),
        (&["serve", "--demo-addr", "127.0.0.1:1"], "--demo"),
        (&["platform", "add"], "--issuer"),
        (&["platform", "add", "--issuer", "https://a.example", "--client-id", "c"], "--deployment-id"),
        (
            &["platform", "add", "--issuer", "", "--client-id", "c", "--deployment-id", "1"],
            "the issuer is empty",
        ),
        (
            &["platform", "add", "--issuer", "x", "--client-id", "c", "--deployment-id", "1"],
            "give --auth-url, --token-url and --jwks-url",
        ),
        (
            &[
                "platform",
                "add",
                "--issuer",
                "https://a.example",
                "--client-id",
                "c",
                "--deployment-id",
                "1",
                "--algorithm",
                "none",
            ],
            "none is not an algorithm",
        ),
        (
            &[
                "platform",
                "add",
                "--issuer",
                "https://a.example",
                "--client-id",
                "c",
                "--deployment-id",
                "1",
                "--jwks-url",
                "file:///etc/passwd",
            ],
            "not an http or https URL",
        ),
        (
            &["platform", "add", "--issuer", "ftp://x", "--client-id", "c", "--deployment-id", "1"],
            "not an http or https URL",
        ),
        (&["platform", "list", "--data", "elsewhere"], "elsewhere"),
        (&["serve", "--log", "nonsense=x=y"], "--log"),
        (&["serve", "--demo", "--demo-addr", "0.0.0.0:8788"], "anybody as anybody"),
        (&["nonsense"], "nonsense"),
    ] {
        let said = refusal(folder.path(), arguments);
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
    assert!(run(folder.path(), &["--version"]).status.success());
    assert!(!folder.path().join("elsewhere").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_the_front_end_that_is_not_there_is_not_kept_by_browsers() {
    let folder = workplace();
    fs::write(folder.path().join("frontend/dist/assets/there.js"), "1").unwrap();
    let server = Server::start(folder.path(), free_port(), &[]);
    let get = |name: &str| http().get(format!("{}/assets/{name}", server.url)).send();
    let there = get("there.js").await.unwrap();
    assert!(there.headers()["cache-control"].to_str().unwrap().contains("immutable"));
    assert!(there.headers().contains_key("x-request-id"));
    let missing = get("missing.js").await.unwrap();
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    assert_eq!(missing.headers()["cache-control"], "no-store");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_a_megabyte_and_a_body_that_is_no_form_are_refused_with_a_page() {
    let folder = workplace();
    let server = Server::start(folder.path(), free_port(), &[]);
    for path in ["/lti/login", "/lti/launch"] {
        let url = format!("{}{path}", server.url);
        let form = format!("id_token={}", "a".repeat(1 << 20));
        let post = http().post(&url).header("content-type", "application/x-www-form-urlencoded").body(form);
        let answer = post.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
        assert!(answer.text().await.unwrap().contains("form_too_large"));
        let answer = http().post(&url).json(&serde_json::json!({"id_token": "x"})).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert!(answer.text().await.unwrap().contains("not_a_form"));
    }
    assert_eq!(http().get(format!("{}/healthz", server.url)).send().await.unwrap().status(), StatusCode::OK);
}
