//! Errors and downloads beside recorded exchanges.

use std::collections::BTreeMap;

use reqwest::Response;
use serde_json::{Value, json};
use test_moodle::{Activity, At, Chapter, CourseId, Fault, File, Site, TestMoodle};

use crate::shape::Shape;
use crate::support::{call, call_as, client, contents, download, post, recorded};

/// Headers that say nothing of Moodle, or differ because the recorded site had TLS.
const OTHERS: [&str; 6] = ["server", "date", "connection", "cache-control", "expires", "pragma"];

/// The headers that matter. Lengths and hashes are told apart by the bodies.
fn headers<'a>(all: impl Iterator<Item = (&'a str, &'a str)>) -> BTreeMap<String, String> {
    let lower = all.map(|(name, value)| (name.to_lowercase(), value.to_owned()));
    let mut kept: BTreeMap<_, _> = lower.filter(|(name, _)| !OTHERS.contains(&name.as_str())).collect();
    kept.entry("last-modified".into()).and_modify(|value| *value = "a date".into());
    kept
}

/// The same status, headers and text.
async fn assert_like(name: &str, response: Response) {
    let real = assert_same_head(name, &response);
    assert_eq!(response.text().await.unwrap(), body(&real), "{name}");
}

/// The same status, headers and JSON, whatever the order of its members.
async fn assert_same_json(name: &str, response: Response) {
    let real = assert_same_head(name, &response);
    let told: Value = response.json().await.unwrap();
    assert_eq!(told, serde_json::from_str::<Value>(body(&real)).unwrap(), "{name}");
}

fn assert_same_head(name: &str, response: &Response) -> Value {
    let real = recorded(&format!("exchanges/{name}.json"))["response"].clone();
    assert_eq!(response.status().as_u16(), real["status"], "{name}");
    let pairs = real["headers"].as_array().unwrap().iter();
    let expected = pairs.map(|pair| (pair[0].as_str().unwrap(), pair[1].as_str().unwrap()));
    let sent = response.headers().iter();
    let sent = sent.map(|(name, value)| (name.as_str(), std::str::from_utf8(value.as_bytes()).unwrap()));
    assert_eq!(headers(sent), headers(expected), "{name}");
    real
}

fn body(response: &Value) -> &str {
    response["body"].as_str().unwrap()
}

#[tokio::test]
async fn errors_of_functions_are_those_of_moodle() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let token = site.token();
    let contents = "core_course_get_contents";
    let bad = call_as(site, &"0".repeat(32), contents, &[]).await;
    assert_same_json("error-invalid-token", bad).await;
    let unknown = [("courseid", "999999")];
    assert_same_json("error-course-not-found", call_as(site, &token, contents, &unknown).await).await;
    assert_same_json("error-unknown-function", call_as(site, &token, "no_such_function", &[]).await).await;
    let wrong = [("courseid", "abc")];
    assert_same_json("error-invalid-parameter", call_as(site, &token, contents, &wrong).await).await;
    assert_same_json("error-invalid-parameter", call_as(site, &token, contents, &[]).await).await;
    site.fail_times(1, At::Functions, Fault::Maintenance);
    let information = "core_webservice_get_site_info";
    assert_same_json("error-maintenance-mode-student", call_as(site, &token, information, &[]).await).await;
    site.fail_times(1, At::Functions, Fault::WebServicesOff);
    assert_like("error-rest-protocol-disabled", call_as(site, &token, information, &[]).await).await;
    site.expire_token();
    assert_same_json("error-expired-token", call_as(site, &token, information, &[]).await).await;
    assert_same_json("error-invalid-token", call_as(site, &token, information, &[]).await).await;
}

#[tokio::test]
async fn who_asks_for_no_json_gets_xml() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let url = format!("{}/webservice/rest/server.php", site.root());
    let response =
        post(&url, &[("wsfunction", "core_webservice_get_site_info"), ("wstoken", "0")]).await.unwrap();
    let real = recorded("exchanges/error-invalid-token-xml-default.json");
    assert_eq!(response.headers()["content-type"], "application/xml; charset=utf-8");
    assert_eq!(response.text().await.unwrap(), body(&real["response"]));
    let good = [("wsfunction", "core_course_get_courses_by_field"), ("wstoken", &*site.token())];
    let told = post(&url, &good).await.unwrap().text().await.unwrap();
    assert!(told.contains("<KEY name=\"fullname\"><VALUE>Test Moodle</VALUE>"), "{told}");
}

#[tokio::test]
async fn a_token_in_a_header_is_ignored() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let url = format!(
        "{}/webservice/rest/server.php?wsfunction=core_webservice_get_site_info&moodlewsrestformat=json",
        site.root()
    );
    let told: Value = client().get(url).bearer_auth(site.token()).send().await.unwrap().json().await.unwrap();
    assert_eq!(told["errorcode"], "invalidtoken");
}

#[tokio::test]
async fn the_site_tells_about_itself_as_moodle_does() {
    let moodle = TestMoodle::start().await;
    let told = call(moodle.site(), "core_webservice_get_site_info", &[]).await;
    let real: Value =
        serde_json::from_str(body(&recorded("exchanges/site-info-student.json")["response"])).unwrap();
    assert_eq!(Shape::of([&real]).differences(&told), [""; 0]);
    assert_eq!(told["siteurl"], moodle.url());
}

/// The address of an activity's file among the downloads.
async fn url(site: &Site, course: CourseId, name: &str, at: usize) -> String {
    let told = contents(site, course).await;
    let modules = crate::support::modules(&told);
    let module = modules.iter().find(|module| module["name"] == name).unwrap();
    module["contents"][at]["fileurl"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn downloads_are_those_of_moodle() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let course = site.add_course("Rich 201");
    let section = site.general(course);
    let pdf = body(&recorded("exchanges/pluginfile-good-token-pdf.json")["response"]).to_owned();
    site.add(section, Activity::resource("Lecture 1", File::new("lecture-01.pdf", pdf)));
    let sheet = "Grüße aus dem Labor: Äpfel, Öl, Übung.\n";
    let sheet = File::new("Übungsblatt – Größe & Maß (1).txt", sheet);
    site.add(section, Activity::resource("Sheet", sheet));
    let files = [File::new("data.csv", "a,b\n1,2\n"), File::new("notes.md", "# Notes\n").in_folder("unit 2")];
    site.add(section, Activity::folder("Files", files));
    let chapters = [
        Chapter::new("Chapter one", "<p>Chapter one text</p>"),
        Chapter::new("Sub chapter", "<p>Sub chapter text</p>").sub(),
        Chapter::new("Chapter zwei — Öl", "<p>Chapter zwei — Öl text</p>"),
    ];
    site.add(section, Activity::book("Book", chapters));
    for (name, activity, at) in [
        ("pluginfile-good-token-pdf", "Lecture 1", 0),
        ("pluginfile-good-token-umlauts", "Sheet", 0),
        ("pluginfile-folder-1", "Files", 0),
        ("pluginfile-folder-3", "Files", 1),
        ("pluginfile-book-1-index.html", "Book", 1),
        ("pluginfile-book-2-index.html", "Book", 2),
        ("pluginfile-book-3-index.html", "Book", 3),
    ] {
        assert_like(name, download(site, &url(site, course, activity, at).await).await.unwrap()).await;
    }
    let lecture = format!("{}&token={}", url(site, course, "Lecture 1", 0).await, site.token());
    let part = client().get(&lecture).header("range", "bytes=0-9").send().await.unwrap();
    assert_like("pluginfile-good-token-pdf-range", part).await;
    let etag = "\"e0f907167e92a9f88a22d56931d104fe359ad53f\"";
    let same = client().get(&lecture).header("if-none-match", etag).send().await.unwrap();
    assert_like("pluginfile-if-none-match", same).await;
    let head = client().head(&lecture).send().await.unwrap();
    assert_eq!((head.status().as_u16(), &head.headers()["content-length"]), (200, &"600".parse().unwrap()));
}

#[tokio::test]
async fn errors_of_downloads_are_those_of_moodle() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let course = site.add_course("Rich 201");
    let lecture = Activity::resource("Lecture 1", File::new("lecture-01.pdf", "%PDF-1.4"));
    site.add(site.general(course), lecture);
    let url = url(site, course, "Lecture 1", 0).await;
    assert_same_json("pluginfile-no-token", post(&url, &[]).await.unwrap()).await;
    assert_same_json("pluginfile-bad-token", post(&url, &[("token", "0")]).await.unwrap()).await;
    let missing = url.replace("lecture-01", "gone");
    assert_same_json("pluginfile-missing-file", download(site, &missing).await.unwrap()).await;
    let nowhere = format!("{}/webservice/pluginfile.php/999999/mod_resource/content/0/a.pdf", site.root());
    assert_same_json("pluginfile-missing-context", download(site, &nowhere).await.unwrap()).await;
    site.fail_times(1, At::Files, Fault::Maintenance);
    assert_same_json("pluginfile-maintenance-mode", download(site, &url).await.unwrap()).await;
    site.fail_times(1, At::Files, Fault::AccessRefused);
    assert_same_json("pluginfile-disabled-service", download(site, &url).await.unwrap()).await;
    let plain = url.replace("/webservice", "");
    let response = download(site, &plain).await.unwrap();
    let real = recorded("exchanges/pluginfile-plain-pluginfile-without-session.json");
    assert_eq!(response.status().as_u16(), real["response"]["status"]);
    assert_eq!(response.headers()["location"], *format!("{}/login/index.php", site.root()));
    assert_eq!(json!(response.headers()["content-type"].to_str().unwrap()), "text/html; charset=utf-8");
}
