//! `mise run bench`: what a course of 1,000 people costs: its roster, and its 1,000 scores.
//!
//! The platform is the demo LMS, over HTTP on this machine; the server runs on SQLite in a process of its own. Beside it,
//! a bare client asks the same of the same platform. Figures of one run are compared with figures of the same run only.
#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use lti::services::Scope;
use reqwest::header;
use serde_json::json;
use test_platform::Counts;

#[path = "../../tests/it/launching.rs"]
#[expect(dead_code, reason = "a benchmark that launches a teacher needs no launch of a student")]
mod launching;
#[path = "../common/measuring.rs"]
mod measuring;
#[path = "../../tests/it/server.rs"]
#[expect(dead_code, reason = "a benchmark needs the running server only")]
mod server;
mod university;

use launching::{http, now};
use measuring::{Times, peak_memory};
use university::{MEMBERSHIPS, University, next_page};

/// Rosters that are asked for, one after another.
const ROSTERS: usize = 20;
/// Scores that the bare client sends at the same time: as many as the server.
const SIDE_BY_SIDE: usize = 8;
const SCORE: &str = "application/vnd.ims.lis.v1.score+json";
const RESULTS: &str = "application/vnd.ims.lis.v2.resultcontainer+json";

#[tokio::main]
async fn main() {
    let university = University::open().await;
    scores(&university).await;
    roster(&university).await;
}

async fn scores(university: &University) {
    let count = university.students.len();
    println!("\n{count} scores over HTTP, the server on SQLite, {SIDE_BY_SIDE} side by side:");
    println!("  what             scores/s    p50 ms    p99 ms   calls, token requests, peak memory");
    let bearer = university.bearer(Scope::Score).await;
    let (http, url) = (http(), university.part_of_line_item("scores"));
    let began = Instant::now();
    let sent = futures_util::stream::iter(&university.students)
        .map(|student| {
            let request = http.post(&url).header(header::AUTHORIZATION, &bearer);
            let request = request.header(header::CONTENT_TYPE, SCORE).body(score(student));
            async move {
                let began = Instant::now();
                request.send().await.unwrap().error_for_status().unwrap();
                began.elapsed()
            }
        })
        .buffer_unordered(SIDE_BY_SIDE);
    let bare = Times::of(sent.collect().await, began.elapsed());
    println!("  a bare client  {bare}");

    university.platform.reset_counts();
    university.complete_by_all().await;
    let counts = || university.platform.counts();
    until(|| counts().service_requests > 0).await;
    let began = Instant::now();
    until(|| counts().service_requests >= count as u64).await;
    let rate = f64::from(u32::try_from(count).unwrap()) / began.elapsed().as_secs_f64();
    let Counts { token_requests, service_requests, .. } = counts();
    println!(
        "  the server     {rate:>10.0} {:>9} {:>9}   {service_requests}, {token_requests}, {}; {:.2} of the bare client",
        "",
        "",
        peak_memory(&university.server),
        rate / bare.rate(),
    );
}

async fn roster(university: &University) {
    let count = university.students.len();
    println!("\nThe roster of {count} students with their results, {ROSTERS} times:");
    println!("  what             rosters/s    p50 ms    p99 ms   calls, token requests, peak memory");
    let http = http();
    let members = university.bearer(Scope::ContextMembershipReadonly).await;
    let results = university.bearer(Scope::ResultReadonly).await;
    let results_url = university.part_of_line_item("results");
    let (began, mut bare) = (Instant::now(), vec![]);
    for _ in 0..ROSTERS {
        let began = Instant::now();
        let mut next = Some(format!("{}?role=Learner&limit=500", university.memberships));
        while let Some(url) = next {
            let asked = http.get(url).header(header::AUTHORIZATION, &members);
            let answer = asked.header(header::ACCEPT, MEMBERSHIPS).send().await.unwrap();
            // Moodle's link to the next page loses the role.
            next = next_page(&answer).map(|url| url + "&role=Learner");
            answer.bytes().await.unwrap();
        }
        let asked = http.get(&results_url).header(header::AUTHORIZATION, &results);
        asked.header(header::ACCEPT, RESULTS).send().await.unwrap().bytes().await.unwrap();
        bare.push(began.elapsed());
    }
    let bare = Times::of(bare, began.elapsed());
    println!("  a bare client  {bare}");

    let bearer = university.teacher(&http).await;
    university.platform.reset_counts();
    let (began, mut times) = (Instant::now(), vec![]);
    for _ in 0..ROSTERS {
        let began = Instant::now();
        let report = university.progress(&http, &bearer).await;
        times.push(began.elapsed());
        let members = report["members"].as_array().unwrap();
        assert_eq!(members.len(), count, "{report:.300}");
        assert!(
            members
                .iter()
                .all(|member| member["result"]["score"].is_number() && member["done_at"].is_string())
        );
    }
    let times = Times::of(times, began.elapsed());
    let Counts { token_requests, service_requests, .. } = university.platform.counts();
    println!(
        "  the server     {times}   {service_requests}, {token_requests}, {}; {:.2} of the bare client",
        peak_memory(&university.server),
        times.rate() / bare.rate(),
    );
}

/// A score as of an hour ago, so that the server's is newer.
fn score(student: &str) -> String {
    json!({
        "userId": student,
        "scoreGiven": 1.0,
        "scoreMaximum": 1.0,
        "timestamp": jiff::Timestamp::from_second(now() - 3600).unwrap().to_string(),
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
    })
    .to_string()
}

async fn until(reached: impl Fn() -> bool) {
    while !reached() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}
