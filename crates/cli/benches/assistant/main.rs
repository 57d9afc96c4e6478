//! `mise run bench`: what it costs to index a course of 1,000 files and to ask about it, beside downloading the files alone.
//!
//! The real server in a process of its own, on SQLite, without models of language and meanings (`cargo bench -p local-index`
//! tells what that of meanings costs); Moodle is played in this process, on the same cores. Figures of one run are compared with
//! figures of the same run only; machines differ.
#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::json;
use test_moodle::{Activity, Content, File, Site, TestMoodle};
use test_platform::LaunchClaims;

#[path = "../../tests/it/launching.rs"]
#[expect(dead_code, reason = "a benchmark launches from a course of its own")]
mod launching;
#[path = "../common/measuring.rs"]
mod measuring;
#[path = "../../tests/it/server.rs"]
#[expect(dead_code, reason = "a benchmark needs the running server only")]
mod server;

use launching::{Lms, http};
use measuring::{Times, peak_memory};
use server::{Server, command, free_port, run, workplace};

const FOLDERS: usize = 20;
const FILES_A_FOLDER: usize = 50;
const BYTES_A_FILE: u64 = 20_000;
const QUESTIONS: usize = 1000;
const ASKERS: [usize; 2] = [1, 4];

#[tokio::main]
async fn main() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let course = site.add_course("Biology");
    for folder in 0..FOLDERS {
        let files = (0..FILES_A_FOLDER).map(|file| {
            let sentence = format!("File {file} of folder {folder} tells of leaves, light and sugar. ");
            File::new(&format!("{folder}-{file}.txt"), Content::repeated(&sentence, BYTES_A_FILE))
        });
        site.add(site.general(course), Activity::folder(&format!("Folder {folder}"), files));
    }
    let files = FOLDERS * FILES_A_FOLDER;
    println!("\nA course of {files} files of {BYTES_A_FILE} bytes, in {FOLDERS} folders:");

    let folder = workplace();
    let lms = Lms { issuer: site.root().to_owned(), ..Lms::start().await };
    let limits = ["--user-questions-per-hour", "--user-questions-per-day"].map(|name| [name, "1000000"]);
    let arguments = [&["--log", "error"][..], limits.as_flattened()].concat();
    let server = Server::start(folder.path(), free_port(), &arguments);
    site.forget();
    let began = Instant::now();
    store_token(folder.path(), site);
    until(folder.path(), &format!("Biology: {files} indexed")).await;
    let (took, memory) = (began.elapsed(), peak_memory(&server));
    told("every file is read", site, took);
    let bare = download_all(site).await;
    let ratio = took.as_secs_f64() / bare.as_secs_f64();
    println!("  {ratio:.2} times the bare downloads; the most memory of the server: {memory}");

    site.forget();
    let began = Instant::now();
    assert!(run(folder.path(), &["index", "resync", &course.to_string()]).status.success());
    quiet(site, FOLDERS).await;
    told("resync, and nothing changed", site, began.elapsed());

    let add: Vec<_> = ["platform", "add"].map(str::to_owned).into_iter().chain(lms.registration()).collect();
    let add: Vec<_> = add.iter().map(String::as_str).collect();
    assert!(run(folder.path(), &add).status.success());
    let claims = LaunchClaims::student()
        .claim("https://purl.imsglobal.org/spec/lti/claim/context", json!({ "id": course.to_string() }));
    let (posted, answer) = lms.launch_with(&http(), &server.url, claims).await.unwrap();
    let bearer = posted.exchange(&http(), &server.url, &answer).await.unwrap();
    println!("\n{QUESTIONS} questions over HTTP, answered with passages:");
    println!("  askers  questions/s    p50 ms    p99 ms");
    for askers in ASKERS {
        println!("  {askers:>6}  {}", ask(&server.url, &bearer, askers).await);
    }
    println!("  the most memory of the server until then: {}", peak_memory(&server));
}

/// Stores the token, which has everything indexed.
fn store_token(folder: &Path, site: &Site) {
    let mut child = command(folder, &["site", "token", "--url", site.root()])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(site.token().as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

/// Downloads every file that was downloaded with one bare client, one after the other.
async fn download_all(site: &Site) -> Duration {
    let asked = site.requests().into_iter().filter(|request| request.address.contains("/pluginfile.php/"));
    let addresses: Vec<_> = asked.map(|request| format!("{}{}", site.root(), request.address)).collect();
    let (client, token) = (http(), site.token());
    let before = site.counts();
    let began = Instant::now();
    for address in &addresses {
        let answer = client.post(address).form(&[("token", &token)]).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        answer.bytes().await.unwrap();
    }
    let took = began.elapsed();
    assert_eq!(site.counts().downloads, 2 * before.downloads);
    println!("  {:<30} {:>6.2} s", "bare downloads, one by one", took.as_secs_f64());
    took
}

/// Waits until the status says so.
async fn until(folder: &Path, so: &str) {
    while !String::from_utf8(run(folder, &["index", "status"]).stdout).unwrap().contains(so) {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Waits until Moodle was asked about so many activities, and no more.
async fn quiet(site: &Site, activities: usize) {
    let asked = u64::try_from(activities).unwrap();
    site.until(|counts| counts.calls_of("core_course_get_contents") > asked && counts.in_flight == 0).await;
}

fn told(what: &str, site: &Site, took: Duration) {
    let counts = site.counts();
    let (downloads, calls) = (counts.downloads, counts.all_calls());
    println!("  {what:<30} {:>6.2} s, {calls} calls and {downloads} downloads", took.as_secs_f64());
}

async fn ask(url: &str, bearer: &str, askers: usize) -> Times {
    let (next, began) = (Arc::new(AtomicUsize::new(0)), Instant::now());
    let all = (0..askers).map(|_| {
        let (next, url, bearer) = (Arc::clone(&next), format!("{url}/api/ask"), bearer.to_owned());
        tokio::spawn(async move {
            let (client, mut each) = (http(), Vec::new());
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= QUESTIONS {
                    return each;
                }
                let question =
                    format!("What does file {} of folder {} tell of sugar?", number % 50, number % 20);
                let began = Instant::now();
                let body = json!({ "question": question });
                let answer = client.post(&url).bearer_auth(&bearer).json(&body).send().await.unwrap();
                assert_eq!(answer.status(), StatusCode::OK);
                answer.bytes().await.unwrap();
                each.push(began.elapsed());
            }
        })
    });
    let mut each = Vec::new();
    for asker in all.collect::<Vec<_>>() {
        each.extend(asker.await.unwrap());
    }
    Times::of(each, began.elapsed())
}
