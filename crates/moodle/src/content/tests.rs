use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use serde_json::{Value, json};

use super::*;
use crate::{CourseId, ModuleId, SiteUrl, WebServiceError, WebServiceToken};

fn exchange(name: &str) -> Value {
    let path = format!("{}/tests/fixtures/moodle-5.1/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// The answer that a real Moodle gave.
fn recorded(name: &str) -> Response<Vec<u8>> {
    let exchange = exchange(name);
    let body = exchange["response"]["body"].as_str().unwrap_or_default();
    let status = u16::try_from(exchange["response"]["status"].as_u64().unwrap()).unwrap();
    Response::builder().status(status).body(body.as_bytes().to_vec()).unwrap()
}

fn answer(body: &Value) -> Response<Vec<u8>> {
    Response::new(body.to_string().into_bytes())
}

fn site() -> SiteUrl {
    SiteUrl::parse("https://moodle.localtest:8443").unwrap()
}

fn token() -> WebServiceToken {
    WebServiceToken::parse(&"a0".repeat(16)).unwrap()
}

fn module(id: u64) -> ModuleId {
    id.try_into().unwrap()
}

fn course(id: u64) -> CourseId {
    id.try_into().unwrap()
}

fn real_course() -> CourseContents {
    CourseContents::read(&recorded("contents-rich201-admin")).unwrap()
}

fn real(id: u64) -> CourseModule {
    real_course().modules.into_iter().find(|found| found.id == module(id)).unwrap()
}

#[test]
fn a_real_course_is_read_with_sections_subsections_and_all_kinds_of_activities() {
    let modules = real_course().modules;
    assert_eq!(modules.len(), 20);
    let umlauts = real(12);
    assert_eq!(umlauts.name, "Übungsblatt – Größe");
    assert_eq!(umlauts.files[0].name, "Übungsblatt – Größe  Maß (1).txt");
    assert_eq!((umlauts.files[0].bytes, umlauts.files[0].modified), (44, 1_795_298_509));
    let in_folder = real(13);
    assert_eq!(in_folder.section.as_deref(), Some("Week 2: Licht & Zucker"));
    let paths: Vec<_> = in_folder.files.iter().map(|file| format!("{}{}", file.folder, file.name)).collect();
    assert_eq!(paths, ["/reading.txt", "/data.csv", "/lecture-01.pdf", "/unit 2/notes.md"]);
    assert_eq!(real(27).section.as_deref(), Some("A subsection"));
}

#[test]
fn pages_and_chapters_are_files_a_label_is_a_description_and_a_link_is_neither() {
    let page = real(14);
    assert_eq!((page.files.len(), page.files[0].name.as_str()), (1, "index.html"));
    let book = real(17);
    let titles: Vec<_> = book.files.iter().map(|file| file.title.as_deref().unwrap()).collect();
    assert_eq!(titles, ["Chapter one", "Sub chapter", "Chapter zwei — Öl"]);
    let label = real(15);
    assert_eq!((label.url, label.files.len()), (None, 0));
    assert!(label.description.unwrap().contains("A <i>label</i>"));
    assert_eq!(real(16).files, []);
}

#[test]
fn an_answer_that_is_no_course_says_what_it_is() {
    let read = |answer| CourseContents::read(&answer).unwrap_err();
    assert_eq!(read(recorded("error-course-not-found")), WebServiceError::NotFound);
    assert_eq!(read(recorded("error-invalid-token")), WebServiceError::UnknownToken);
    assert_eq!(read(Response::new(b"<html>".to_vec())), WebServiceError::NotMoodle { status: 200 });
    let other_form = read(answer(&json!([{"modules": [{"id": 0, "modname": "page"}]}])));
    assert!(
        matches!(&other_form, WebServiceError::Unreadable { detail } if detail.contains("[0].modules[0].id")),
        "{other_form:?}"
    );
}

#[test]
fn a_barrier_that_nobody_knows_stands_in_the_way_too() {
    let said = json!({"schemaversion": 1, "courseid": 8, "coursevisible": true, "modules": [
        {"cmid": 97, "barriers": []},
        {"cmid": 98, "barriers": ["deleting", "hidden", "hiddensection", "permission", "restricted", "restrictedsection"]},
        {"cmid": 99, "barriers": ["invented"]},
    ]});
    let access = CourseAccess::read(&answer(&said)).unwrap();
    assert!(access.visible);
    assert_eq!(access.of(module(97)), Some(&[][..]));
    let all: Vec<_> = access.of(module(98)).unwrap().iter().map(|barrier| barrier.code()).collect();
    assert_eq!(
        all,
        ["deleting", "hidden", "hidden_section", "permission", "restricted", "restricted_section"]
    );
    assert_eq!(access.of(module(99)), Some(&[Barrier::Unknown][..]));
    assert_eq!(access.of(module(1)), None);
    let mut later = said;
    later["schemaversion"] = json!(2);
    assert!(CourseAccess::read(&answer(&later)).is_err(), "another version may mean something else");
}

#[test]
fn what_was_kept_of_a_barrier_is_read_back() {
    for barrier in [Barrier::Hidden, Barrier::HiddenSection, Barrier::RestrictedSection, Barrier::Unknown] {
        let json = serde_json::to_string(&barrier).unwrap();
        assert_eq!(serde_json::from_str::<Barrier>(&json).unwrap(), barrier, "{json}");
    }
}

#[test]
fn questions_name_what_they_are_about_and_hide_the_token_in_the_body() {
    let text = |request: http::Request<Vec<u8>>| {
        assert_eq!(request.uri(), "https://moodle.localtest:8443/webservice/rest/server.php");
        String::from_utf8(request.into_body()).unwrap()
    };
    let (site, token) = (site(), token());
    let one = text(CourseContents::request(&site, &token, course(8), Some(module(97))).unwrap());
    assert!(one.ends_with("courseid=8&options%5B0%5D%5Bname%5D=cmid&options%5B0%5D%5Bvalue%5D=97"), "{one}");
    let all = text(CourseContents::request(&site, &token, course(8), None).unwrap());
    assert!(all.ends_with("&courseid=8"), "{all}");
    let access = text(CourseAccess::request(&site, &token, course(8), None).unwrap());
    assert!(access.ends_with("courseid=8&cmid=0"), "{access}");
    let entries = text(Entries::request(&site, &token, 3, 100).unwrap());
    assert!(entries.ends_with("id=3&letter=ALL&from=100&limit=100"), "{entries}");
}

#[test]
fn courses_are_named_and_the_front_page_is_none() {
    let all = json!({"courses": [{"id": 1, "fullname": "Site"}, {"id": 8, "fullname": "Bio &amp; Chem"}], "warnings": []});
    let expected = CourseFacts { id: course(8), name: "Bio & Chem".into() };
    assert_eq!(CourseFacts::read(&answer(&all)).unwrap(), [expected]);
    assert_eq!(CourseFacts::read(&answer(&json!({"courses": []}))).unwrap(), []);
    assert!(
        CourseFacts::read(&answer(&json!({}))).is_err(),
        "an answer without courses does not say there is none"
    );
}

#[test]
fn a_token_goes_to_the_files_of_its_site_only() {
    let at = |url: &str| ContentFile {
        name: "a.pdf".into(),
        folder: "/".into(),
        bytes: 1,
        url: url.into(),
        modified: 0,
        mime: None,
        title: None,
    };
    let request = real(12).files[0].request(&site(), &token()).unwrap();
    assert!(
        request.uri().to_string().contains("/webservice/pluginfile.php/94/mod_resource/content/0/%C3%9Cbung")
    );
    assert!(!request.uri().to_string().contains("a0a0"));
    assert_eq!(request.into_body(), format!("token={}", "a0".repeat(16)).into_bytes());
    for elsewhere in [
        "https://evil.example/webservice/pluginfile.php/1/a",
        "http://moodle.localtest:8443/webservice/pluginfile.php/1/a",
        "https://moodle.localtest/webservice/pluginfile.php/1/a",
        "https://moodle.localtest:8443@evil.example/webservice/pluginfile.php/1/a",
        "https://u:p@moodle.localtest:8443/webservice/pluginfile.php/1/a",
        "https://moodle.localtest:8443/webservice/pluginfile.php/../../evil.php",
        "https://moodle.localtest:8443/webservice/pluginfile.php.evil/1/a",
        "https://moodle.localtest:8443/pluginfile.php/1/a",
        "/webservice/pluginfile.php/1/a",
        "javascript:alert(1)",
        "",
    ] {
        assert_eq!(at(elsewhere).request(&site(), &token()).err(), Some(NotOfTheSite), "{elsewhere}");
    }
}

#[test]
fn a_site_below_a_path_has_its_files_below_it_too() {
    let below = SiteUrl::parse("https://uni.example/moodle").unwrap();
    let mut file = real(12).files.remove(0);
    file.url = "https://uni.example/moodle/webservice/pluginfile.php/1/a".into();
    assert!(file.request(&below, &token()).is_ok());
    file.url = "https://uni.example/webservice/pluginfile.php/1/a".into();
    assert!(file.request(&below, &token()).is_err());
}

/// What a real Moodle answered to a download.
fn downloaded(name: &str) -> Result<(), WebServiceError> {
    let exchange = exchange(name);
    let response = &exchange["response"];
    let mut headers = HeaderMap::new();
    for header in response["headers"].as_array().unwrap() {
        let name: HeaderName = header[0].as_str().unwrap().parse().unwrap();
        headers.append(name, HeaderValue::from_bytes(header[1].as_str().unwrap().as_bytes()).unwrap());
    }
    let status = StatusCode::from_u16(response["status"].as_u64().unwrap().try_into().unwrap()).unwrap();
    file_in(status, &headers, response["body"].as_str().unwrap_or_default().as_bytes())
}

#[test]
fn a_download_is_a_file_only_where_moodle_says_so() {
    let exception = |code: &str| Err(WebServiceError::Exception { errorcode: code.into() });
    for (name, expected) in [
        ("pluginfile-good-token-pdf", Ok(())),
        ("pluginfile-book-1-index.html", Ok(())),
        ("pluginfile-bad-token", Err(WebServiceError::UnknownToken)),
        ("pluginfile-missing-file", exception("filenotfound")),
        ("pluginfile-student-group-restricted", exception("requireloginerror")),
        ("pluginfile-maintenance-mode", Err(WebServiceError::Maintenance)),
        ("pluginfile-cli-maintenance-mode", Err(WebServiceError::Maintenance)),
        ("pluginfile-plain-pluginfile-without-session", Err(WebServiceError::NotMoodle { status: 303 })),
    ] {
        assert_eq!(downloaded(name), expected, "{name}");
    }
    let html = file_in(StatusCode::OK, &HeaderMap::new(), b"<!DOCTYPE html><title>Log in</title>");
    assert_eq!(html, Err(WebServiceError::NotMoodle { status: 200 }));
    let json = file_in(StatusCode::OK, &HeaderMap::new(), b"{}");
    assert_eq!(json, Err(WebServiceError::NotMoodle { status: 200 }));
}

#[test]
fn a_name_is_what_a_person_reads() {
    for (html, text) in [
        ("Week 2: Licht &amp; Zucker", "Week 2: Licht & Zucker"),
        ("<span lang=\"en\">A &lt;b&gt;</span>\n  name", "A <b> name"),
        ("1 < 2", "1 < 2"),
        ("", ""),
    ] {
        assert_eq!(plain(html), text);
    }
}
