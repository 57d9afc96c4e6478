//! The page of an activity, the login initiation, and the way back.

use axum::http::{StatusCode, header};

use crate::support::{Demo, Form, attribute, unescape};

#[tokio::test]
async fn a_launch_into_a_window_posts_moodles_login_initiation_at_once() {
    let demo = Demo::new();
    let login = demo.start("person=student").await;
    assert_eq!(login.action, demo.config().tool_login_url);
    let names: Vec<&String> = login.fields.keys().collect();
    let moodles =
        ["client_id", "iss", "login_hint", "lti_deployment_id", "lti_message_hint", "target_link_uri"];
    assert_eq!(names, moodles);
    let recorded = include_str!("../fixtures/launch-student.json");
    let recorded: serde_json::Value = serde_json::from_str(recorded).unwrap();
    let recorded: Vec<&String> = recorded["login_initiation"].as_object().unwrap().keys().collect();
    assert_eq!(recorded, moodles);

    assert_eq!(login.fields["iss"], demo.config().issuer);
    assert_eq!(login.fields["login_hint"], "4");
    assert!(login.fields["lti_message_hint"].starts_with("{\"cmid\":28,\"launchid\":\"ltilaunch1_"));
}

#[tokio::test]
async fn a_launch_into_the_page_shows_the_course_around_a_frame() {
    let demo = Demo::new();
    let page = demo.get("/launch?person=teacher&course=oekonomie&lang=de").await;
    assert_eq!(page.status, StatusCode::OK);
    let text = unescape(&page.body);
    assert!(text.contains("Ökonomie für alle: Märkte & Preise"));
    assert!(text.contains("Fallstudie „Äpfel < Birnen“"));
    assert!(text.contains("Tina Teacher"));
    assert!(!text.contains("Misbehaving"));

    let (_, frame) = page.body.split_once("<iframe ").unwrap();
    assert_eq!(attribute(frame, "title"), "Fallstudie „Äpfel < Birnen“");
    let login = demo.get(&attribute(frame, "src")).await.form();
    let answer = demo.authorize(&demo.authentication_request(&login)).await.form();
    let claims = test_platform::token::claims(&answer.fields["id_token"]).unwrap();
    let presentation = &claims[test_platform::claims::name::LAUNCH_PRESENTATION];
    assert_eq!(presentation["document_target"], "iframe");
    assert_eq!(presentation["locale"], "de");
}

#[tokio::test]
async fn a_launch_page_without_parameters_is_the_students_first_course() {
    let page = Demo::new().get("/launch").await;
    assert!(page.body.contains("Sam Student"));
    assert!(page.body.contains("Física I — ondas y óptica"));
    assert!(page.body.contains("<iframe "));
}

#[tokio::test]
async fn what_the_demo_does_not_have_is_said_and_escaped() {
    let demo = Demo::new();
    for parameter in ["person", "course", "lang", "target", "misbehave", "message", "storage"] {
        for page in ["", "launch", "launch/initiate"] {
            let address = format!("/{page}?{parameter}=%3Cscript%3Ealert(1)%3C/script%3E");
            let page = demo.get(&address).await;
            assert_eq!(page.status, StatusCode::BAD_REQUEST, "{address}");
            assert!(!page.body.contains("<script>alert"), "{address}");
            assert!(unescape(&page.body).contains("“<script>alert(1)</script>”"), "{address}");
        }
    }
}

#[tokio::test]
async fn the_replay_page_sends_the_same_message_a_second_time() {
    for target in ["iframe", "window"] {
        let demo = Demo::new();
        let page = demo.get(&format!("/launch?misbehave=replay&target={target}")).await;
        assert!(page.body.contains("Send it again"));
        let (start, again) = if target == "iframe" {
            let (_, frame) = page.body.split_once("<iframe ").unwrap();
            (attribute(frame, "src"), query_of(&page.body, "/launch/again"))
        } else {
            (query_of(&page.body, "/launch/initiate"), query_of(&page.body, "/launch/again"))
        };

        let early = demo.get(&again).await;
        assert_eq!(early.status, StatusCode::NOT_FOUND);
        assert!(early.body.contains("Nothing was sent yet"));

        let login = demo.get(&start).await.form();
        let first = demo.authorize(&demo.authentication_request(&login)).await.form();
        let second: Form = demo.get(&again).await.form();
        assert_eq!(second.action, demo.config().tool_launch_url);
        assert_eq!(second.fields, first.fields);
        assert!(second.fields.contains_key("id_token"));

        demo.pass(600);
        assert_eq!(demo.get(&again).await.status, StatusCode::NOT_FOUND);
    }
}

/// The address that the GET form with this action leads to.
fn query_of(body: &str, action: &str) -> String {
    let (_, form) = body.split_once(&format!("<form action=\"{action}\"")).unwrap();
    let (form, _) = form.split_once("</form>").unwrap();
    let mut query = form_urlencoded::Serializer::new(String::new());
    for input in form.split("<input ").skip(1) {
        query.append_pair(&attribute(input, "name"), &attribute(input, "value"));
    }
    format!("{action}?{}", query.finish())
}

#[tokio::test]
async fn the_way_back_shows_the_tools_messages_escaped() {
    let demo = Demo::new();
    let address = "/return?course=3&launch_container=3&instanceid=103&sesskey=x\
                   &lti_msg=%3Cb%3Edone%3C/b%3E&lti_errormsg=%3Cscript%3Ealert(1)%3C/script%3E&lti_log=secret";
    let page = demo.get(address).await;
    assert_eq!(page.status, StatusCode::OK);
    let text = unescape(&page.body);
    assert!(text.contains("<b>done</b>") && !page.body.contains("<b>done"));
    assert!(text.contains("<script>alert(1)</script>") && !page.body.contains("<script>"));
    assert!(!text.contains("secret"));
}

#[tokio::test]
async fn launches_return_to_a_page_that_exists() {
    let demo = Demo::new();
    let form = demo.launch("").await;
    let claims = test_platform::token::claims(&form.fields["id_token"]).unwrap();
    let presentation = &claims[test_platform::claims::name::LAUNCH_PRESENTATION];
    let return_url = presentation["return_url"].as_str().unwrap();
    let path = return_url.strip_prefix(&demo.config().issuer).unwrap();
    assert_eq!(demo.get(path).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_the_pages_load_is_there_and_allowed() {
    let demo = Demo::new();
    for (name, media_type) in [
        ("platform.css", "text/css; charset=utf-8"),
        ("submit.js", "text/javascript; charset=utf-8"),
        ("storage.js", "text/javascript; charset=utf-8"),
        ("register.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
        ("waves.svg", "image/svg+xml"),
    ] {
        let asset = demo.get(&format!("/assets/{name}")).await;
        assert_eq!(asset.status, StatusCode::OK, "{name}");
        assert_eq!(asset.header(header::CONTENT_TYPE), media_type);
        assert_eq!(asset.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    }
    for missing in ["/assets/other.css", "/nowhere"] {
        assert_eq!(demo.get(missing).await.status, StatusCode::NOT_FOUND);
    }
    for path in [
        "/",
        "/launch",
        "/launch?target=window",
        "/launch?storage=frame",
        "/storage?tool=demo-client",
        "/return",
        "/course?person=teacher",
        "/gradebook?person=teacher",
        "/register",
        "/register?tool=http://localhost:8787/lti/register",
    ] {
        let page = demo.get(path).await.body;
        assert!(!page.contains("<style") && !page.contains(" style="), "{path}");
        let is_handler = |rest: &str| {
            rest.trim_start_matches(|letter: char| letter.is_ascii_lowercase()).starts_with("=\"")
        };
        assert!(!page.split(" on").skip(1).any(is_handler), "{path}");
    }
}
