//! What the launch says: version, message, person.

use serde_json::{Value, json};
use test_platform::claims::name;
use test_platform::{LaunchClaims, Person};

use crate::harness::Tool;

/// Attack 33: another version, another protocol, or a message that the tool does not serve.
#[tokio::test]
async fn a_launch_of_another_version_or_message_is_refused() {
    let tool = Tool::start().await;
    let refuses = |code, change: fn(LaunchClaims) -> LaunchClaims| tool.refuses(400, code, change);
    refuses("unsupported_version", |launch| launch.version("1.1")).await;
    refuses("unsupported_version", |launch| launch.version("LTI-1p0")).await;
    refuses("unsupported_version", |launch| launch.version("1.3")).await;
    refuses("unsupported_version", |launch| launch.version("")).await;
    refuses("unsupported_version", |launch| launch.without(name::VERSION)).await;
    refuses("unsupported_version", |launch| launch.claim(name::VERSION, Value::Null)).await;
    refuses("claims_unreadable", |launch| launch.claim(name::VERSION, 1.3)).await;
    refuses("unsupported_message_type", |launch| launch.without(name::MESSAGE_TYPE)).await;
    refuses("unsupported_message_type", |launch| launch.message_type("ltiresourcelinkrequest")).await;
    refuses("unsupported_message_type", |launch| launch.message_type("")).await;
    let unknown = |launch: LaunchClaims| launch.message_type("LtiHaystackRequest");
    let answer = tool.refuses(400, "unsupported_message_type", unknown).await;
    assert!(answer.body.contains("LtiHaystackRequest"), "the type is named: {}", answer.body);

    let browser = tool.browser();
    let oauth = [
        ("lti_message_type", "basic-lti-launch-request"),
        ("lti_version", "LTI-1p0"),
        ("oauth_consumer_key", "key"),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_signature", "c2lnbmF0dXJl"),
        ("resource_link_id", "3"),
    ];
    browser.post("/lti/launch").form(&oauth).await.assert_refused(400, "lti_1_1_launch");
    let login = tool.a.login(&browser).await;
    let token = tool.a.token(&login);
    let mixed = [&oauth[..], &[("state", &login.state), ("id_token", &token)]].concat();
    browser.post("/lti/launch").form(&mixed).await.assert_refused(400, "lti_1_1_launch");
    browser.launch(&login.state, &token).await.accepted();
}

#[tokio::test]
async fn a_deep_linking_launch_offers_content_to_teachers_only() {
    let tool = Tool::start().await;
    for (role, offered) in [(name::ROLE_INSTRUCTOR, true), (name::ROLE_LEARNER, false)] {
        let choosing = |launch: LaunchClaims| {
            launch.deep_linking("https://a.example/return", Some("opaque".into())).roles([role])
        };
        let bearer = tool.accepts(choosing).await;
        let me = tool.browser().api("/api/me", &bearer).await.json();
        assert_eq!(me["message"], "deep_linking");
        let tools = me["tools"].as_array().unwrap();
        assert_eq!(tools.contains(&json!("add_content")), offered, "{role}: {tools:?}");
    }
}

#[tokio::test]
async fn a_submission_review_offers_one_submission_or_all_to_teachers_and_their_text_to_students() {
    let tool = Tool::start().await;
    let (one, all) = (true, false);
    for (role, asked, offered) in [
        (name::ROLE_INSTRUCTOR, one, &["submission", "reading_progress"][..]),
        (name::ROLE_INSTRUCTOR, all, &["reading_progress"]),
        (name::ROLE_LEARNER, one, &["reading"]),
    ] {
        let reviewing = |launch: LaunchClaims| {
            let launch = launch.submission_review(Person::student()).roles([role]).custom("reading", "any");
            if asked == one { launch } else { launch.without(name::FOR_USER) }
        };
        let bearer = tool.accepts(reviewing).await;
        let me = tool.browser().api("/api/me", &bearer).await.json();
        assert_eq!(me["message"], "submission_review");
        let tools = me["tools"].as_array().unwrap();
        let first: Vec<_> = tools.iter().take_while(|tool| **tool != "ask").collect();
        assert_eq!(first, offered, "{role}, one: {asked}");
    }
}

#[tokio::test]
async fn questions_are_offered_in_courses_of_moodle_sites_and_their_index_to_teachers() {
    let tool = Tool::start().await;
    for (role, course, offered) in [
        (name::ROLE_INSTRUCTOR, "8", &["ask", "index"][..]),
        (name::ROLE_LEARNER, "8", &["ask"]),
        (name::ROLE_INSTRUCTOR, "S3294476", &[]),
    ] {
        let context = json!({ "id": course, "title": "Biology" });
        let bearer = tool.accepts(|launch| launch.roles([role]).claim(name::CONTEXT, context.clone())).await;
        let me = tool.browser().api("/api/me", &bearer).await.json();
        let tools = me["tools"].as_array().unwrap();
        let of_courses: Vec<_> =
            tools.iter().filter(|tool| [json!("ask"), json!("index")].contains(tool)).collect();
        assert_eq!(of_courses, offered, "{role} {course}");
    }
}

#[tokio::test]
async fn where_there_is_no_assistant_none_is_offered() {
    let tool = Tool::start_without_assistant().await;
    let context = json!({ "id": "8", "title": "Biology" });
    let teacher = |launch: LaunchClaims| launch.roles([name::ROLE_INSTRUCTOR]).claim(name::CONTEXT, context);
    let bearer = tool.accepts(teacher).await;
    let me = tool.browser().api("/api/me", &bearer).await.json();
    assert_eq!(me["tools"], json!(["translate", "shared_data", "connection"]));
}

#[tokio::test]
async fn a_deep_linking_launch_that_says_not_where_the_answer_goes_is_refused() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let login = tool.a.login(&browser).await;
    let claims = tool.a.claims(&login).message_type(name::DEEP_LINKING_REQUEST);
    let settings =
        json!({ "deep_link_return_url": "javascript:alert(1)", "accept_types": ["ltiResourceLink"] });
    let token = claims.claim(name::DEEP_LINKING_SETTINGS, settings).sign(&tool.a.key);
    let answer = browser.launch(&login.state, &token).await;
    assert!((400..500).contains(&answer.status), "{} {}", answer.status, answer.body);
    assert!(!tool.written().contains(&"pending session"));
}

#[tokio::test]
async fn a_resource_launch_without_its_activity_or_roles_is_refused() {
    let tool = Tool::start().await;
    for link in [json!({}), json!({ "id": "" }), json!({ "title": "no id" }), Value::Null] {
        let change = |launch: LaunchClaims| launch.claim(name::RESOURCE_LINK, link);
        tool.refuses(400, "resource_link_missing", change).await;
    }
    tool.refuses(400, "resource_link_missing", |launch| launch.without(name::RESOURCE_LINK)).await;
    tool.refuses(400, "roles_missing", |launch| launch.without(name::ROLES)).await;
    tool.refuses(400, "claims_unreadable", |launch| launch.claim(name::ROLES, "Instructor")).await;
}

/// Attack 34 (must be accepted): the platform does not say who launches.
#[tokio::test]
async fn an_anonymous_launch_is_accepted() {
    let tool = Tool::start().await;
    let bearer = tool
        .accepts(|launch| {
            ["sub", "name", "given_name", "family_name", "email"].iter().fold(launch, |l, n| l.without(*n))
        })
        .await;
    let me = tool.browser().api("/api/me", &bearer).await.json();
    let nobody = json!({ "id": null, "name": null, "given_name": null, "family_name": null, "email": null });
    assert_eq!(me["user"], nobody);
    assert_eq!(me["role"], "learner");
    for sub in [Value::Null, json!(""), json!(" ")] {
        let bearer = tool.accepts(|launch| launch.claim("sub", sub)).await;
        let me = tool.browser().api("/api/me", &bearer).await.json();
        assert_eq!((&me["user"]["id"], &me["user"]["name"]), (&Value::Null, &json!("Sam Student")));
    }
}

#[tokio::test]
async fn a_launch_of_a_known_platform_leads_to_a_session_that_says_what_the_platform_said() {
    let tool = Tool::start().await;
    let bearer = tool.accepts(|launch| launch.locale("pt_br")).await;
    let me = tool.browser().api("/api/me", &bearer).await.json();
    assert_eq!(me["user"]["name"], "Sam Student");
    assert_eq!(me["context"], json!({ "id": "3", "title": "LTI 301", "label": "lti301" }));
    assert_eq!(me["resource_link"], json!({ "id": "3", "title": "Chat with the tutor" }));
    assert_eq!(me["platform"]["issuer"], tool.a.issuer);
    assert_eq!((&me["locale"], &me["expires_in"]), (&json!("pt-BR"), &json!(3600)));
}

/// The platform may answer the login with an error of its own (OpenID Connect Core §3.1.2.6).
#[tokio::test]
async fn an_error_of_the_platform_is_told_and_launches_nothing() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let login = tool.a.login(&browser).await;
    let token = tool.a.token(&login);
    let error =
        [("error", "login_required"), ("error_description", "Sign in first"), ("state", &login.state)];
    let both = [&error[..], &[("id_token", token.as_str())]].concat();
    for fields in [&error[..], &both] {
        let answer = browser.post("/lti/launch").form(fields).await;
        answer.assert_refused(400, "platform_error");
        assert!(answer.body.contains("Sign in first"), "{}", answer.body);
    }
    assert_eq!(tool.written(), [""; 0]);
}

/// Anybody can post to the tool from their own page; what they write must not look like the tool's words.
#[tokio::test]
async fn the_text_of_an_error_is_shown_only_when_it_answers_a_login_of_this_tool() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let lure = "Your account is locked, call 0800-HELPME";
    for state in [None, Some("made up")] {
        for fields in [
            [("error", lure), ("error_description", "x")],
            [("error", "access_denied"), ("error_description", lure)],
        ] {
            let fields =
                [&fields[..], &state.map(|state| ("state", state)).into_iter().collect::<Vec<_>>()].concat();
            let answer = browser.post("/lti/launch").form(&fields).await;
            answer.assert_refused(400, "platform_error");
            assert!(!answer.body.contains("HELPME"), "{}", answer.body);
        }
    }
}

#[tokio::test]
async fn a_refusal_tells_what_came_in_plain_words() {
    let tool = Tool::start().await;
    let change = |name: &'static str, value: Value| move |launch: LaunchClaims| launch.claim(name, value);
    for value in [json!("elsewhere"), Value::Null] {
        for (status, code, name) in [
            (401, "issuer_mismatch", "iss"),
            (401, "target_mismatch", name::TARGET_LINK_URI),
            (400, "unsupported_version", name::VERSION),
            (400, "unsupported_message_type", name::MESSAGE_TYPE),
        ] {
            let answer = tool.refuses(status, code, change(name, value.clone())).await;
            for rust in ["Some(", "None"] {
                assert!(!answer.body.contains(rust), "{rust} in {}", answer.body);
            }
        }
    }
}
