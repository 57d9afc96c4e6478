use std::time::Duration;

use serde_json::{Value, json};
use test_moodle::{Activity, At, Fault, File, TestMoodle};

use crate::support::{call, call_as, client, contents, download, listed};

/// Longer than anything takes that ends at all.
const PATIENCE: Duration = Duration::from_secs(30);
const FUNCTION: &str = "core_course_get_courses_by_field";

struct Lecture {
    moodle: TestMoodle,
    course: test_moodle::CourseId,
    url: String,
}

/// A site with one file of ten letters.
async fn lecture() -> Lecture {
    let moodle = TestMoodle::start().await;
    let course = moodle.site().add_course("Plants");
    let file = File::new("lecture.txt", "0123456789");
    let module = moodle.site().add(moodle.site().general(course), Activity::resource("Lecture", file));
    let url = listed(moodle.site(), course, module).await.unwrap()["contents"][0]["fileurl"].clone();
    Lecture { moodle, course, url: url.as_str().unwrap().to_owned() }
}

#[tokio::test]
async fn a_function_fails_as_often_as_was_said_and_others_do_not() {
    let lecture = lecture().await;
    let site = lecture.moodle.site();
    site.fail_times(2, At::function(FUNCTION), Fault::ServerError);
    let token = site.token();
    for expected in [500, 500, 200] {
        assert_eq!(contents(site, lecture.course).await.as_array().unwrap().len(), 1);
        assert_eq!(call_as(site, &token, FUNCTION, &[]).await.status(), expected);
    }
    site.fail(At::Everything, Fault::CliMaintenance);
    let response = download(site, &lecture.url).await.unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["retry-after"]),
        (503, &"300".parse().unwrap())
    );
    site.heal();
    assert_eq!(download(site, &lecture.url).await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_login_page_stands_in_the_place_of_answers_and_files() {
    let lecture = lecture().await;
    let site = lecture.moodle.site();
    site.fail(At::Everything, Fault::LoginPage);
    for response in
        [call_as(site, &site.token(), FUNCTION, &[]).await, download(site, &lecture.url).await.unwrap()]
    {
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
        assert!(!response.headers().contains_key("content-disposition"));
        assert!(response.text().await.unwrap().contains("name=\"password\""));
    }
    site.heal();
    site.fail_times(1, At::file("lecture.txt"), Fault::LoginRedirect);
    let response = download(site, &lecture.url).await.unwrap();
    assert_eq!(response.status(), 303);
    let page = client().get(response.headers()["location"].to_str().unwrap()).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("name=\"password\""));
    site.fail_times(1, At::Files, Fault::Redirect("http://127.0.0.1:9/".into()));
    let response = download(site, &lecture.url).await.unwrap();
    assert_eq!(response.headers()["location"], "http://127.0.0.1:9/");
}

#[tokio::test]
async fn accounts_and_services_are_refused_as_moodle_does() {
    let lecture = lecture().await;
    let site = lecture.moodle.site();
    for (fault, code) in [
        (Fault::Suspended, "wsaccessusersuspended"),
        (Fault::AccessRefused, "accessexception"),
        (Fault::Maintenance, "sitemaintenance"),
        (Fault::UnknownFunction, "invalidrecordunknown"),
    ] {
        site.fail_times(1, At::Functions, fault);
        assert_eq!(call(site, FUNCTION, &[]).await["errorcode"], code);
    }
    site.fail_times(1, At::Files, Fault::WebServicesOff);
    let refused: Value = download(site, &lecture.url).await.unwrap().json().await.unwrap();
    assert_eq!(refused["errorcode"], "accessexception");
}

#[tokio::test]
async fn a_body_ends_too_early_with_and_without_a_lie() {
    let lecture = lecture().await;
    let site = lecture.moodle.site();
    site.fail_times(1, At::Files, Fault::Broken);
    let response = download(site, &lecture.url).await.unwrap();
    assert_eq!(response.content_length(), Some(10));
    assert!(response.bytes().await.is_err());
    site.fail_times(1, At::Files, Fault::Cut);
    assert_eq!(download(site, &lecture.url).await.unwrap().text().await.unwrap(), "01234");
    site.fail_times(1, At::Files, Fault::ContentLength(1000));
    let response = download(site, &lecture.url).await.unwrap();
    assert_eq!(response.content_length(), Some(1000));
    assert!(response.bytes().await.is_err());
    site.fail_times(1, At::Functions, Fault::Broken);
    assert!(call_as(site, &site.token(), FUNCTION, &[]).await.bytes().await.is_err());
}

#[tokio::test]
async fn headers_lie_about_the_type_or_are_silent() {
    let lecture = lecture().await;
    let site = lecture.moodle.site();
    site.fail_times(1, At::Files, Fault::ContentType(Some("application/pdf".into())));
    site.fail_times(1, At::Files, Fault::ContentType(None));
    let response = download(site, &lecture.url).await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/pdf");
    let response = download(site, &lecture.url).await.unwrap();
    assert!(!response.headers().contains_key("content-type"));
    assert_eq!(response.text().await.unwrap(), "0123456789");
}

#[tokio::test]
async fn addresses_of_files_lead_elsewhere() {
    let lecture = lecture().await;
    let site = lecture.moodle.site();
    site.fail_times(1, At::Functions, Fault::OtherHost("http://127.0.0.1:9".into()));
    let told = contents(site, lecture.course).await;
    let url = told[0]["modules"][0]["contents"][0]["fileurl"].as_str().unwrap();
    assert_eq!(url, lecture.url.replace(site.root(), "http://127.0.0.1:9"));
}

#[tokio::test]
async fn json_has_another_form() {
    let lecture = lecture().await;
    let site = lecture.moodle.site();
    site.fail_times(1, At::function("core_course_get_contents"), Fault::Json(json!([{ "id": "ten" }])));
    assert_eq!(contents(site, lecture.course).await, json!([{ "id": "ten" }]));
}

#[tokio::test]
async fn who_hangs_up_on_silence_is_noticed() {
    let lecture = lecture().await;
    let site = lecture.moodle.site();
    for fault in [Fault::Hang, Fault::Stall] {
        site.forget();
        site.fail_times(1, At::Files, fault.clone());
        let (owned, url) = (site.clone(), lecture.url.clone());
        let waiting = tokio::spawn(async move { download(&owned, &url).await.unwrap().bytes().await });
        let expected = if fault == Fault::Stall { 5 } else { 0 };
        let begun = site.until(|counts| counts.in_flight == 1 && counts.bytes == expected);
        tokio::time::timeout(PATIENCE, begun).await.unwrap();
        waiting.abort();
        tokio::time::timeout(PATIENCE, site.until(|counts| counts.in_flight == 0)).await.unwrap();
    }
}

#[tokio::test]
async fn a_slow_body_comes_drop_by_drop() {
    let lecture = lecture().await;
    let site = lecture.moodle.site();
    site.fail_times(1, At::Files, Fault::Drip { bytes: 3, pause: Duration::from_millis(20) });
    let mut response = download(site, &lecture.url).await.unwrap();
    let mut drops = Vec::new();
    while let Some(chunk) = response.chunk().await.unwrap() {
        drops.push(chunk.len());
    }
    assert_eq!(drops.iter().sum::<usize>(), 10);
    assert!(drops.len() > 1, "{drops:?}");
}
