//! What an operator does about the index, and what `serve` makes of a Moodle's courses, however it ends.

use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use test_moodle::{Activity, At, Fault, File, Site, TestMoodle};

use crate::server::{Server, command, free_port, run, workplace};

/// Runs the command with a text on its standard input.
fn run_with(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = command(folder, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Stores a token; what is said about it.
fn store(folder: &Path, site: &Site, token: &str) -> (bool, String) {
    let output = run_with(folder, &["site", "token", "--url", site.root()], &format!("{token}\n"));
    (output.status.success(), text(&output))
}

/// Waits until what `index status` says fits.
async fn until(folder: &Path, fits: impl Fn(&str) -> bool) -> String {
    let mut said = String::new();
    for _ in 0..600 {
        said = text(&run(folder, &["index", "status"]));
        if fits(&said) {
            return said;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it did not come to that in a minute:\n{said}");
}

fn course_of(site: &Site, files: usize) -> test_moodle::CourseId {
    let course = site.add_course("Biology");
    for number in 0..files {
        let file = File::new(&format!("{number}.txt"), format!("words of file {number}"));
        site.add(site.general(course), Activity::resource(&format!("File {number}"), file));
    }
    course
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_opens_nothing_is_not_stored_and_one_that_does_begins_the_index() {
    let (folder, moodle) = (workplace(), TestMoodle::start().await);
    let site = moodle.site();
    let course = course_of(site, 3);
    let (stored, said) = store(folder.path(), site, &"f".repeat(32));
    assert!(!stored && said.contains("the token was not stored") && said.contains("Manage tokens"), "{said}");
    let (stored, said) = store(folder.path(), site, "no token at all");
    assert!(!stored && said.contains("32 letters and digits"), "{said}");
    let said = text(&run(folder.path(), &["index", "status"]));
    assert!(said.contains("no site has a token") || said.contains("no data folder"), "{said}");

    let (stored, said) = store(folder.path(), site, &site.token());
    assert!(stored && said.contains("1 courses are being indexed"), "{said}");
    assert!(!said.contains(&site.token()), "a token is never said again");
    let port = free_port();
    let _server = Server::start(folder.path(), port, &[]);
    until(folder.path(), |said| said.contains("Biology: 3 indexed")).await;

    let whole = text(&run(folder.path(), &["index", "status", "--course", &course.to_string()]));
    assert!(whole.contains("File 1: 1.txt: indexed"), "{whole}");
    let _newer = site.renew_token();
    let resync = text(&run(folder.path(), &["index", "resync", &course.to_string()]));
    assert!(resync.contains("each of the 3 activities"), "{resync}");
    let said = until(folder.path(), |said| said.contains("nothing is answered from it")).await;
    assert!(said.contains("Manage tokens"), "{said}");
    store(folder.path(), site, &site.token());
    until(folder.path(), |said| !said.contains("nothing is answered from it")).await;

    let removed = text(&run(folder.path(), &["site", "token", "--url", site.root(), "--remove"]));
    assert!(removed.contains("Deleted"), "{removed}");
    let again = run(folder.path(), &["site", "token", "--url", site.root(), "--remove"]);
    assert!(!again.status.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plugin_that_is_too_old_is_named_when_the_token_is_stored() {
    let (folder, moodle) = (workplace(), TestMoodle::start().await);
    moodle.site().fail(
        At::Function("core_webservice_get_site_info".into()),
        Fault::Json(serde_json::json!({
            "siteurl": moodle.site().root(), "userid": 9, "username": "moodle-aws-index",
            "functions": [{"name": "core_course_get_contents", "version": "1"}],
        })),
    );
    let (stored, said) = store(folder.path(), moodle.site(), &moodle.site().token());
    assert!(stored && said.contains("lacks") && said.contains("local_awsevents_get_course_access"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_in_the_middle_of_a_course_goes_on_with_it() {
    const FILES: usize = 40;
    let (folder, moodle) = (workplace(), TestMoodle::start().await);
    let site = moodle.site();
    course_of(site, FILES);
    let port = free_port();
    for kill in 0..4 {
        let server = Server::start(folder.path(), port, &[]);
        if kill == 0 {
            assert!(store(folder.path(), site, &site.token()).0);
        }
        let seen = site.counts().downloads;
        // It dies while it downloads, a few files after the last time, if there is something left to do.
        for _ in 0..100 {
            if site.counts().downloads >= seen + 5 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        server.kill();
    }
    // What was being done is taken for dead when its lease is over; that need not be waited for.
    let database = folder.path().join(".data/moodle-aws.sqlite3");
    let db = rusqlite::Connection::open(database).unwrap();
    db.execute("UPDATE pending_jobs SET ends = 0", []).unwrap();
    db.execute("UPDATE index_queue SET due = 0", []).unwrap();
    drop(db);
    let _server = Server::start(folder.path(), port, &[]);
    let said = until(folder.path(), |said| said.contains(&format!("Biology: {FILES} indexed"))).await;
    assert!(!said.contains("failed"), "{said}");
}
