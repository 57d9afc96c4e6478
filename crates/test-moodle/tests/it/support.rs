use std::path::Path;
use std::sync::LazyLock;

use reqwest::{Client, Response};
use serde_json::Value;
use test_moodle::{CourseId, ModuleId, Site};

/// One for all tests, since each reads the machine's certificates. It keeps no connection, which would belong to the runtime of
/// another test.
static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    let alone = Client::builder().no_proxy().pool_max_idle_per_host(0);
    alone.redirect(reqwest::redirect::Policy::none()).build().unwrap()
});

pub fn client() -> &'static Client {
    &CLIENT
}

/// The answer of a function to the site's token.
pub async fn call(site: &Site, function: &str, parameters: &[(&str, &str)]) -> Value {
    let response = call_as(site, &site.token(), function, parameters).await;
    assert_eq!(response.status(), 200);
    response.json().await.unwrap()
}

pub async fn call_as(site: &Site, token: &str, function: &str, parameters: &[(&str, &str)]) -> Response {
    let mut form = vec![("wstoken", token), ("wsfunction", function), ("moodlewsrestformat", "json")];
    form.extend(parameters);
    post(&format!("{}/webservice/rest/server.php", site.root()), &form).await.unwrap()
}

pub async fn post(url: &str, form: &[(&str, &str)]) -> reqwest::Result<Response> {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = client().post(url).header("content-type", "application/x-www-form-urlencoded").body(body);
    request.send().await
}

pub async fn contents(site: &Site, course: CourseId) -> Value {
    call(site, "core_course_get_contents", &[("courseid", &course.to_string())]).await
}

/// What contents say of an activity.
pub async fn listed(site: &Site, course: CourseId, module: ModuleId) -> Option<Value> {
    let contents = contents(site, course).await;
    modules(&contents).into_iter().find(|told| told["id"] == module.get())
}

/// What keeps students from an activity; nothing when it is not in the course.
pub async fn barriers(site: &Site, course: CourseId, module: ModuleId) -> Option<Value> {
    let parameters = [("courseid", &*course.to_string()), ("cmid", &module.to_string())];
    let access = call(site, "local_awsevents_get_course_access", &parameters).await;
    access["modules"].as_array().unwrap().first().map(|module| module["barriers"].clone())
}

/// The activities of a course's contents.
pub fn modules(contents: &Value) -> Vec<Value> {
    let sections = contents.as_array().unwrap().iter();
    sections.flat_map(|section| section["modules"].as_array().unwrap().clone()).collect()
}

/// A download with the site's token.
pub async fn download(site: &Site, url: &str) -> reqwest::Result<Response> {
    post(url, &[("token", &site.token())]).await
}

/// The address of an activity's file, by its place among its contents.
pub async fn file_url(site: &Site, course: CourseId, module: ModuleId, at: usize) -> String {
    let told = listed(site, course, module).await.unwrap();
    told["contents"][at]["fileurl"].as_str().unwrap().to_owned()
}

/// What is in a file of the fixtures.
pub fn recorded(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/moodle-5.1");
    serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
}
