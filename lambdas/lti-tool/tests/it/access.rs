//! Who may call what.

use serde_json::Value;
use test_platform::claims::name;
use test_platform::{Course, LaunchClaims, Person};

use crate::harness::Tool;

/// The claims of somebody else, in the place of a launch's own.
fn by(person: Person, roles: &'static [&'static str]) -> impl FnOnce(LaunchClaims) -> LaunchClaims {
    let theirs = LaunchClaims::by(person).build();
    move |launch| {
        launch.claim("sub", theirs["sub"].clone()).claim("name", theirs["name"].clone()).roles(roles.to_vec())
    }
}

/// Attack 41: a learner calls what is for teachers, and somebody of one course asks for another.
#[tokio::test]
async fn nobody_gets_beyond_their_own_role_and_course() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    for (person, roles, role) in [
        (Person::student(), &[name::ROLE_LEARNER][..], "learner"),
        (Person::anonymous(), &[name::ROLE_LEARNER], "learner"),
        (Person::anonymous(), &[], "none"),
        (
            Person::site_admin(),
            &[name::ROLE_SYSTEM_ADMINISTRATOR, name::ROLE_INSTITUTION_ADMINISTRATOR],
            "none",
        ),
        (Person::student(), &["https://evil.example/membership#Instructor"], "none"),
    ] {
        let bearer = tool.accepts(by(person, roles)).await;
        assert_eq!(browser.api("/api/me", &bearer).await.json()["role"], role);
        browser.api("/api/connection", &bearer).await.assert_refused(403, "instructor_only");
        let call = browser.api("/api/connection?role=instructor", &bearer);
        call.header("x-role", "instructor").await.assert_refused(403, "instructor_only");
    }

    let teacher = tool.accepts(by(Person::teacher(), &[name::ROLE_INSTRUCTOR])).await;
    let other = Course { id: "77".into(), title: "Another course".into(), ..Course::default() };
    let elsewhere = tool.accepts(|launch| launch.course(other)).await;
    let query = "context=77&context_id=77&course=77&issuer=https://b.example&client_id=client-b&deployment_id=deployment-b&user=9";
    for path in ["/api/me", "/api/connection"] {
        let own = browser.api(path, &teacher).await.json();
        let call = browser.api(&format!("{path}?{query}"), &teacher).header("x-context-id", "77");
        let call = call.header("x-forwarded-host", "b.example").header("x-forwarded-user", "9");
        assert_eq!(call.await.json(), own, "only the bearer counts");
        assert!(!own.to_string().contains("Another course"));
    }
    for path in ["/api/me/77", "/api/connection/77", "/api/contexts/77", "/api/me%2f..%2fconnection"] {
        browser.api(path, &teacher).await.assert_refused(404, "not_found");
    }
    let me = browser.api("/api/me", &elsewhere).await.json();
    assert_eq!(me["context"]["title"], "Another course");
}

#[tokio::test]
async fn a_bearer_of_one_platform_shows_that_platform_only() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    for (platform, other) in [(&tool.a, &tool.b), (&tool.b, &tool.a)] {
        let login = platform.login(&browser).await;
        let token = platform.claims(&login).roles([name::ROLE_INSTRUCTOR]).sign(&platform.key);
        let code = browser.launch(&login.state, &token).await.accepted();
        let session = browser.exchange(&code).await.json();
        let bearer = session["token"].as_str().unwrap();
        let connection = browser.api("/api/connection", bearer).await.json();
        let me = browser.api("/api/me", bearer).await.json();
        assert_eq!(connection["issuer"], platform.issuer);
        assert_eq!(connection["client_id"], platform.client_id);
        assert_eq!(connection["deployment_id"], platform.deployment_id);
        for text in [connection.to_string(), me.to_string()] {
            assert!(!text.contains(&other.issuer), "{text}");
        }
    }
}

#[tokio::test]
async fn the_connection_tells_a_teacher_no_address_and_no_value_that_may_be_secret() {
    let tool = Tool::start().await;
    let change = |launch: LaunchClaims| launch.roles([name::ROLE_INSTRUCTOR]).custom("password", "hunter2");
    let bearer = tool.accepts(change).await;
    let connection = tool.browser().api("/api/connection", &bearer).await.json();
    let names: Vec<&Value> = connection["custom_parameters"].as_array().unwrap().iter().collect();
    assert!(names.contains(&&Value::from("password")));
    for hidden in ["hunter2", "/lineitems", "/memberships", "127.0.0.1"] {
        assert!(!connection.to_string().contains(hidden), "{hidden} in {connection}");
    }
}
