//! What an operator does about the index, and what `serve` makes of a Moodle's courses, however it ends.

use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use documents::{Place, Section};
use local::SqliteStore;
use local_index::LocalIndex;
use lti::time::UnixTime;
use moodle::{ModuleId, SiteUrl};
use ports::{
    CourseManifest, DocumentId, DocumentIndex as _, ManifestReader as _, NewContent, NewDocument,
    OpenQuestions as _, SiteCourse, SiteTokens as _,
};
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

fn site_course(site: &Site, course: test_moodle::CourseId) -> SiteCourse {
    let course = course.to_string().parse::<u64>().unwrap().try_into().unwrap();
    SiteCourse { site: SiteUrl::parse(site.root()).unwrap(), course }
}

fn database(folder: &Path) -> SqliteStore {
    SqliteStore::open(&folder.join(".data/moodle-aws.sqlite3")).unwrap()
}

async fn manifest(folder: &Path, site: &Site, course: test_moodle::CourseId) -> CourseManifest {
    database(folder).course_manifest(&site_course(site, course)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_opens_nothing_is_not_stored_and_one_that_does_begins_the_index() {
    let (folder, moodle) = (workplace(), TestMoodle::start().await);
    let site = moodle.site();
    let course = course_of(site, 3);
    let (stored, said) = store(folder.path(), site, &site.token());
    assert!(!stored && said.contains("no data folder") && said.contains("--data"), "{said}");
    assert!(!folder.path().join(".data").exists());
    let _server = Server::start(folder.path(), free_port(), &[]);
    let (stored, said) = store(folder.path(), site, &"f".repeat(32));
    assert!(!stored && said.contains("the token was not stored") && said.contains("Manage tokens"), "{said}");
    let (stored, said) = store(folder.path(), site, "no token at all");
    assert!(!stored && said.contains("32 letters and digits"), "{said}");
    let said = text(&run(folder.path(), &["index", "status"]));
    assert!(said.contains("no site has a token"), "{said}");

    let (stored, said) = store(folder.path(), site, &site.token());
    assert!(stored && said.contains("reads it: 1 course to index"), "{said}");
    assert!(!said.contains(&site.token()), "a token is never said again");
    until(folder.path(), |said| said.contains("Biology: 3 indexed")).await;

    let whole = text(&run(folder.path(), &["index", "status", "--course", &course.to_string()]));
    assert!(whole.contains("File 1: 1.txt: indexed"), "{whole}");
    let _newer = site.renew_token();
    let resync = text(&run(folder.path(), &["index", "resync", &course.to_string()]));
    assert!(resync.contains("each of the 3 activities"), "{resync}");
    let said = until(folder.path(), |said| said.contains("nothing is answered from it")).await;
    assert!(said.contains("Manage tokens") && said.contains("[moodle_token_unknown]"), "{said}");
    store(folder.path(), site, &site.token());
    until(folder.path(), |said| !said.contains("nothing is answered from it")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_is_disconnected_is_answered_from_no_more_until_it_has_a_token_again() {
    let (folder, moodle) = (workplace(), TestMoodle::start().await);
    let site = moodle.site();
    let course = course_of(site, 2);
    let remove = || run(folder.path(), &["site", "token", "--url", site.root(), "--remove"]);
    let _server = Server::start(folder.path(), free_port(), &[]);
    assert!(!remove().status.success(), "there is no token yet");
    assert!(store(folder.path(), site, &site.token()).0);
    until(folder.path(), |said| said.contains("Biology: 2 indexed")).await;
    let removed = text(&remove());
    assert!(removed.contains("Deleted") && removed.contains("of it (1 course) stays"), "{removed}");
    let known = manifest(folder.path(), site, course).await;
    assert_eq!(known.course.unwrap().problem.unwrap().code, "no_token");
    assert_eq!(known.modules.len(), 2, "what is indexed stays");
    assert!(!remove().status.success(), "there is none any more");

    assert!(store(folder.path(), site, &site.token()).0);
    until(folder.path(), |said| said.contains("Biology: 2 indexed") && !said.contains("nothing is answered"))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_is_forgotten_leaves_nothing_in_the_index() {
    let (folder, moodle) = (workplace(), TestMoodle::start().await);
    let site = moodle.site();
    // More than one call removes.
    let course = course_of(site, 12);
    let forget = || run(folder.path(), &["site", "token", "--url", site.root(), "--remove", "--forget"]);
    let server = Server::start(folder.path(), free_port(), &[]);
    assert!(store(folder.path(), site, &site.token()).0);
    until(folder.path(), |said| said.contains("Biology: 12 indexed")).await;
    let (here, database) = (site_course(site, course), database(folder.path()));
    database.note_open(&here, "Why?", UnixTime(0)).await.unwrap();
    let beside = text(&forget());
    assert!(beside.contains("`moodle-aws serve` is running") && beside.contains("Stop it"), "{beside}");
    assert_eq!(database.sites_with_tokens().await.unwrap().len(), 1, "nothing is changed then");
    server.kill();
    let index = || LocalIndex::open(&folder.path().join(".data/index"), None).unwrap();
    // As a job leaves it that was at it when the manifest's entries went.
    let module = ModuleId::try_from(4_000).unwrap();
    let stray = NewDocument {
        id: DocumentId::new(&here, module, "stray"),
        course: here.clone(),
        module,
        name: "stray.txt".into(),
        content: NewContent::Text(vec![Section { place: Place::Whole, text: "words".into() }]),
    };
    index().put(vec![stray]).await.unwrap();

    let forgotten = text(&forget());
    assert!(forgotten.contains("Forgot 1 course: 13 documents"), "{forgotten}");
    assert_eq!(manifest(folder.path(), site, course).await, CourseManifest::default());
    assert_eq!(database.open_questions(&here, UnixTime(1)).await.unwrap(), []);
    assert_eq!(database.sites_with_tokens().await.unwrap(), []);
    assert_eq!(index().list(None).await.unwrap(), (vec![], None));
    assert!(!forget().status.success(), "there is nothing left");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_courses_are_looked_through_one_after_the_other_and_what_is_unknown_is_told() {
    let (folder, moodle) = (workplace(), TestMoodle::start().await);
    let site = moodle.site();
    for _ in 0..3 {
        course_of(site, 1);
    }
    let server = Server::start(folder.path(), free_port(), &[]);
    assert!(store(folder.path(), site, &site.token()).0);
    until(folder.path(), |said| said.matches("Biology: 1 indexed").count() == 3).await;
    server.kill();
    let db = rusqlite::Connection::open(folder.path().join(".data/moodle-aws.sqlite3")).unwrap();
    db.execute("DELETE FROM index_queue", []).unwrap();
    let said = text(&run(folder.path(), &["index", "reconcile"]));
    assert!(said.contains("3 courses of 1 site will be looked through"), "{said}");
    let mut sent = db.prepare("SELECT message, due - sent FROM index_queue ORDER BY id").unwrap();
    let sent = sent.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let sent: Vec<(String, i64)> = sent.map(Result::unwrap).collect();
    assert!(sent.iter().all(|(message, _)| !message.contains("module")), "{sent:?}");
    assert_eq!(sent.iter().map(|(_, delay)| *delay).collect::<Vec<_>>(), [0, 1, 2]);

    let said = text(&run(folder.path(), &["index", "status", "--course", "999"]));
    assert!(said.contains("the index knows no course 999") && !said.contains("nothing yet"), "{said}");
    let said = text(&run(folder.path(), &["index", "resync", "999"]));
    assert!(said.contains("The index knows no course 999") && said.contains("If the site has it"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_says_what_answers_and_whether_each_site_can_be_read() {
    let (folder, moodle) = (workplace(), TestMoodle::start().await);
    let site = moodle.site();
    let _server = Server::start(folder.path(), free_port(), &[]);
    let connected = run(folder.path(), &["site", "add", "--url", site.root()]);
    assert!(connected.status.success());
    let doctor = |options: &[&str]| text(&run(folder.path(), &[&["doctor"], options].concat()));
    let said = doctor(&[]);
    assert!(said.contains("answered with passages") && said.contains("by their words alone"), "{said}");
    assert!(said.contains(&format!("{} has no token", site.root())), "{said}");
    assert!(store(folder.path(), site, &site.token()).0);
    let said = doctor(&[]);
    assert!(
        said.contains(&format!("{} is read as", site.root())) && said.contains("jobs of the index"),
        "{said}"
    );
    assert!(
        !said.contains("has no token") && !said.contains("FIX") && !said.contains(&site.token()),
        "{said}"
    );
    let _newer = site.renew_token();
    let said = doctor(&["--embeddings", "nowhere", "--assistant-model", "m"]);
    assert!(
        said.contains("FIX") && said.contains("cannot be read") && said.contains("Manage tokens"),
        "{said}"
    );
    assert!(said.contains("FIX   --embeddings: nowhere/config.json"), "{said}");
    assert!(said.contains("--assistant-model m") && said.contains("wants an API beside it"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plugin_that_is_too_old_is_named_when_the_token_is_stored_and_by_the_doctor() {
    let (folder, moodle) = (workplace(), TestMoodle::start().await);
    let _server = Server::start(folder.path(), free_port(), &[]);
    moodle.site().fail(
        At::Function("core_webservice_get_site_info".into()),
        Fault::Json(serde_json::json!({
            "siteurl": moodle.site().root(), "userid": 9, "username": "moodle-aws-index",
            "functions": [{"name": "core_course_get_contents", "version": "1"}],
        })),
    );
    let (stored, said) = store(folder.path(), moodle.site(), &moodle.site().token());
    assert!(stored && said.contains("lacks") && said.contains("local_awsevents_get_course_access"), "{said}");
    let said = text(&run(folder.path(), &["doctor"]));
    let fix = said.lines().find(|line| line.contains("cannot be read")).unwrap_or(&said);
    assert!(fix.contains("FIX") && fix.contains("local_awsevents_get_course_access"), "{said}");
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
