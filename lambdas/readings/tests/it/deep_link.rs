//! `/api/deep-link`: the teacher's choice on its way to the platform.

use serde_json::{Value, json};
use test_platform::claims::name;
use test_platform::token;

use crate::harness::{COURSE, Session, World};

const QUERY: &str = "person=teacher&message=deep-linking";

/// A request to choose content whose settings differ from good ones in this.
async fn asked_with(world: &World, setting: &str, value: Value) -> Session {
    let change = |claims: &mut Value| claims[name::DEEP_LINKING_SETTINGS][setting] = value;
    world.lms.open_changed(QUERY, change).await
}

#[tokio::test]
async fn a_chosen_text_is_placed_by_the_platform_and_opens() {
    let world = World::start().await;
    let author = world.author().await;
    let course = "Física I — ondas y óptica";
    assert_eq!(
        author.get("/api/deep-link").await.ok(),
        json!({ "accepts": true, "can_grade": true, "course": course, "title": null })
    );
    let reading = author.write("Ondas", "<p>Una onda.</p>").await;
    let choice = json!({ "reading": reading, "graded": true });
    let signed = author.send("POST", "/api/deep-link", &choice).await.ok();
    let page = world.lms.take(&signed).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("Ondas"));
    let again = world.lms.take(&signed).await;
    assert_eq!(again.status, 400, "an answer is good once");

    let placed = world.lms.activities(COURSE).await;
    assert_eq!(placed.len(), 1);
    let student = world.lms.open(&format!("person=student&activity={}", placed[0])).await;
    let shown = student.get("/api/reading").await.ok();
    assert_eq!((&shown["id"], &shown["graded"]), (&json!(reading), &json!(true)));
}

#[tokio::test]
async fn a_text_that_is_placed_without_a_grade_has_no_column_in_the_gradebook() {
    let world = World::start().await;
    let activity = world.placed(false).await;
    let student = world.open("student", &activity).await;
    assert_eq!(student.get("/api/reading").await.ok()["graded"], false);
    let done = student.post("/api/reading/done").await.ok();
    assert_eq!(done["grade"]["state"], "none");
    let teacher = world.open("teacher", &activity).await;
    assert_eq!(teacher.get("/api/reading/progress").await.ok()["graded"], false);
    teacher.post("/api/reading/progress/send").await.assert_refused(422, "not_graded");
    assert_eq!(world.tool.send_due().await.due, 0);
}

#[tokio::test]
async fn a_teacher_who_chooses_nothing_goes_back_with_nothing() {
    let world = World::start().await;
    let author = world.author().await;
    for cancel in [json!({ "reading": null }), json!({ "reading": null, "graded": true }), json!({})] {
        let author = world.author().await;
        let page = world.lms.take(&author.send("POST", "/api/deep-link", &cancel).await.ok()).await;
        assert!(page.status == 200 && page.body.contains("Nothing was chosen"), "{}", page.body);
    }
    assert_eq!(world.lms.activities(COURSE).await, [""; 0]);
    // What was written meanwhile stays.
    author.write("Ondas", "<p>Una onda.</p>").await;
    let listed = world.author().await.get("/api/readings").await.ok();
    assert_eq!(listed["readings"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_platform_that_takes_no_activities_gets_none() {
    let world = World::start().await;
    let reading = world.author().await.write("Ondas", "<p>Una onda.</p>").await;
    for types in [json!(["link", "html"]), json!([])] {
        let author = asked_with(&world, "accept_types", types).await;
        assert_eq!(author.get("/api/deep-link").await.ok()["accepts"], false);
        let choice = json!({ "reading": reading });
        author.send("POST", "/api/deep-link", &choice).await.assert_refused(422, "not_accepted");
        let cancelled = author.send("POST", "/api/deep-link", &json!({ "reading": null })).await.ok();
        assert_eq!(world.lms.take(&cancelled).await.status, 200);
    }
    let one = asked_with(&world, "accept_multiple", json!(false)).await;
    world.lms.place(&one, &reading, false).await;
}

#[tokio::test]
async fn a_platform_that_makes_no_columns_gets_texts_without_a_grade() {
    let world = World::start().await;
    let reading = world.author().await.write("Ondas", "<p>Una onda.</p>").await;
    let refusing = asked_with(&world, "accept_lineitem", json!(false)).await;
    let silent = |claims: &mut Value| {
        claims.as_object_mut().unwrap().remove(name::AGS_ENDPOINT);
    };
    for author in [refusing, world.lms.open_changed(QUERY, silent).await] {
        assert_eq!(author.get("/api/deep-link").await.ok()["can_grade"], false);
        let graded = json!({ "reading": reading, "graded": true });
        author.send("POST", "/api/deep-link", &graded).await.assert_refused(422, "line_item_not_accepted");
        world.lms.place(&author, &reading, false).await;
    }
    let willing = asked_with(&world, "accept_lineitem", json!(true)).await;
    assert_eq!(willing.get("/api/deep-link").await.ok()["can_grade"], true);
}

#[tokio::test]
async fn the_title_that_the_platform_proposes_is_told() {
    let world = World::start().await;
    let author = asked_with(&world, "title", json!("Lectura 1")).await;
    assert_eq!(author.get("/api/deep-link").await.ok()["title"], "Lectura 1");
}

#[tokio::test]
async fn a_choice_that_is_none_is_refused() {
    let world = World::start().await;
    let author = world.author().await;
    for named in ["AAAAAAAAAAAAAAAAAAAAAA", "", "x", "' OR 1=1 --"] {
        let answer = author.send("POST", "/api/deep-link", &json!({ "reading": named })).await;
        answer.assert_refused(404, "reading_not_found");
    }
    for (status, body) in
        [(400, "{"), (400, ""), (422, "[]"), (422, "{\"reading\":5}"), (422, "{\"graded\":1}")]
    {
        let answer = author.call("POST", "/api/deep-link", Some(("application/json", body))).await;
        answer.assert_refused(status, "request_malformed");
    }
    author.post("/api/deep-link").await.assert_refused(415, "request_malformed");
}

/// Attack 37: the answer to a platform is made to say something else, or to go somewhere else.
#[tokio::test]
async fn the_answer_says_what_the_specification_wants_and_goes_where_the_platform_signed() {
    let world = World::start().await;
    let signed = world.lms.sign(QUERY).await;
    let settings = signed.claims()[name::DEEP_LINKING_SETTINGS].clone();
    let author = signed.open(&world.tool.origin).await;
    let reading = author.write("Ondas", "<p>Una onda.</p>").await;
    let evil = "https://evil.example/return";
    for name in ["action", "return_url", "deep_link_return_url", "url", "data", "jwt"] {
        let mut choice = json!({ "reading": reading });
        choice[name] = json!(evil);
        author.send("POST", "/api/deep-link", &choice).await.assert_refused(422, "request_malformed");
    }
    let query =
        format!("/api/deep-link?action={evil}&return_url={evil}&deep_link_return_url={evil}&course=5");
    let choice = json!({ "reading": reading, "graded": true });
    let answer = author.send("POST", &query, &choice).await.ok();
    assert_eq!(answer.as_object().unwrap().len(), 2);
    assert_eq!(answer["action"], settings["deep_link_return_url"]);

    let jwt = answer["jwt"].as_str().unwrap();
    let header = token::header(jwt).unwrap();
    assert_eq!((&header["alg"], &header["typ"]), (&json!("RS256"), &json!("JWT")));
    let mut claims = token::claims(jwt).unwrap();
    let second = author.send("POST", "/api/deep-link", &choice).await.ok();
    let second = token::claims(second["jwt"].as_str().unwrap()).unwrap();
    assert_ne!(claims["nonce"], second["nonce"]);
    let lives = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
    assert!((1..=600).contains(&lives), "{lives} s");
    for name in ["nonce", "exp", "iat"] {
        claims.as_object_mut().unwrap().remove(name);
    }
    assert_eq!(
        claims,
        json!({
            "iss": "demo-client",
            "aud": world.lms.issuer(),
            name::DEPLOYMENT_ID: "1",
            name::MESSAGE_TYPE: "LtiDeepLinkingResponse",
            name::VERSION: "1.3.0",
            name::DEEP_LINKING_DATA: settings["data"],
            name::CONTENT_ITEMS: [{
                "type": "ltiResourceLink", "title": "Ondas", "url": format!("{}/app", world.tool.origin),
                "custom": { "reading": reading },
                "lineItem": {
                    "scoreMaximum": 100.0, "label": "Ondas", "resourceId": reading, "tag": "reading",
                    "submissionReview": { "reviewableStatus": ["Completed"] },
                },
            }],
        })
    );

    // Nobody but a teacher who was asked for content gets one.
    for (query, code) in [
        ("person=student&message=deep-linking", "instructor_only"),
        ("person=teacher", "not_deep_linking"),
        ("person=teacher&message=submission-review", "not_deep_linking"),
        ("person=admin&message=data-privacy", "not_deep_linking"),
    ] {
        let session = world.lms.open(query).await;
        session.get("/api/deep-link").await.assert_refused(403, code);
        for choice in [&choice, &json!({ "reading": null })] {
            session.send("POST", "/api/deep-link", choice).await.assert_refused(403, code);
        }
    }
    // Nor does another platform take it.
    assert_eq!(world.lms.take(&answer).await.status, 200);
    let action = format!("{}/deep-link/return?course=3&id=1", world.other.issuer());
    let elsewhere = json!({ "action": action, "jwt": jwt });
    assert_eq!(world.other.take(&elsewhere).await.status, 400);
}
