//! Dynamic registration, held against Moodle's recorded answers.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use test_platform::claims::name;
use test_platform::token;

use crate::support::{Demo, Page, attribute};
use crate::tool::{Tool, recorded};

/// Starts a registration as the administrator does and gives the token that the tool gets.
async fn invited(demo: &Demo, query: &str) -> String {
    let page = demo.get(&format!("/register?tool=http://localhost:9443/register%3Finvite=a{query}")).await;
    let (_, frame) = page.body.split_once("<iframe ").unwrap();
    let address = attribute(frame, "src");
    let (tool, query) = address.split_once('?').unwrap();
    assert_eq!(tool, "http://localhost:9443/register");
    let parameters: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    assert_eq!(parameters[0], ("invite".to_owned(), "a".to_owned()));
    assert_eq!(parameters[1].1, "http://127.0.0.1:8788/.well-known/openid-configuration");
    assert!(page.header(header::CONTENT_SECURITY_POLICY).contains("http://localhost:9443"));
    parameters[2].1.clone()
}

async fn register(demo: &Demo, method: Method, bearer: Option<&str>, body: &str) -> Page {
    let mut request = Request::builder().method(method).uri("/registration");
    if let Some(bearer) = bearer {
        request = request.header(header::AUTHORIZATION, format!("Bearer {bearer}"));
    }
    let request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_owned()));
    demo.send(request.unwrap()).await
}

fn asked() -> Value {
    recorded("registration-success")["request"].clone()
}

#[tokio::test]
async fn a_registration_succeeds_in_moodles_shape_and_with_moodles_values() {
    let demo = Demo::new();
    let token = invited(&demo, "").await;
    let answer = register(&demo, Method::POST, Some(&token), &asked().to_string()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(answer.header(header::CONTENT_TYPE), "application/json; charset=utf-8");
    let mut theirs: Value =
        serde_json::from_str(recorded("registration-success")["body"].as_str().unwrap()).unwrap();
    let ours = answer.json();
    assert_eq!(ours["client_id"], token::claims(&token).unwrap()["sub"]);
    theirs["client_id"] = ours["client_id"].clone();
    theirs[name::TOOL_CONFIGURATION]["deployment_id"] = json!("2");
    assert_eq!(ours, theirs);
}

#[tokio::test]
async fn refusals_are_moodles_word_for_word_and_leave_the_token_good() {
    let demo = Demo::new();
    let token = invited(&demo, "").await;
    let all: Value = serde_json::from_str(include_str!("../fixtures/services.json")).unwrap();
    let errors = all.as_object().unwrap().iter().filter(|(name, _)| name.starts_with("registration-error-"));
    let mut seen = 0;
    for (name, theirs) in errors.filter(|(name, _)| !name.contains("already_used")) {
        let bearer = (theirs["bearer"] == true).then_some(token.as_str());
        let method = Method::from_bytes(theirs["method"].as_str().unwrap().as_bytes()).unwrap();
        let answer = register(&demo, method, bearer, &theirs["request"].to_string()).await;
        assert_eq!(answer.status.as_u16(), theirs["status"], "{name}");
        assert_eq!(answer.body, theirs["body"], "{name}");
        assert_eq!(answer.header(header::CONTENT_TYPE), theirs["content_type"], "{name}");
        seen += 1;
    }
    assert!(seen >= 14, "{seen}");
    assert_eq!(
        register(&demo, Method::POST, Some(&token), &asked().to_string()).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_registration_token_is_the_platforms_and_good_once_and_for_an_hour() {
    let demo = Demo::new();
    let body = asked().to_string();
    let token = invited(&demo, "").await;
    assert_eq!(register(&demo, Method::POST, Some(&token), &body).await.status, StatusCode::OK);
    let again = register(&demo, Method::POST, Some(&token), &body).await;
    let theirs = recorded("registration-error-token_already_used");
    assert_eq!((again.status.as_u16(), again.body.as_str()), (401, theirs["body"].as_str().unwrap()));
    // That comes before what else may be wrong.
    assert_eq!(register(&demo, Method::POST, Some(&token), "{}").await.body, again.body);

    let late = invited(&demo, "").await;
    demo.pass(3600);
    let foreign = test_platform::SigningKey::rsa();
    let forged = foreign.sign(foreign.header(), json!({ "sub": "x", "scope": "reg" }));
    for (bearer, text) in [
        (late.as_str(), "Signature verification failed"),
        (forged.as_str(), "Signature verification failed"),
        ("not-a-jwt", "Wrong number of segments"),
    ] {
        let answer = register(&demo, Method::POST, Some(bearer), &body).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(answer.body.contains(text), "{text}");
    }
}

#[tokio::test]
async fn a_registered_tool_opens_once_it_is_activated() {
    let demo = Demo::new();
    let token = invited(&demo, "").await;
    let answer = register(&demo, Method::POST, Some(&token), &asked().to_string()).await.json();
    let client_id = answer["client_id"].as_str().unwrap();
    let launch = format!("/launch?target=window&tool={client_id}");
    assert_eq!(demo.get(&launch).await.status, StatusCode::BAD_REQUEST);
    let tools = demo.get("/register").await;
    assert!(tools.body.contains("Fixture Tool") && tools.body.contains("Pending"));

    let fields = [("client_id", client_id)];
    let forged = Request::post("/register/activate")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site")
        .body(Body::from(format!("client_id={client_id}")));
    assert_eq!(demo.send(forged.unwrap()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(demo.get(&launch).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(demo.post_form("/register/activate", &fields).await.status, StatusCode::SEE_OTHER);
    assert!(!demo.get("/register").await.body.contains("Pending"));

    let login = demo.start(&format!("tool={client_id}")).await;
    assert_eq!(login.action, "https://tool.localtest:9443/login");
    let mut request = demo.authentication_request(&login);
    request.insert("redirect_uri".to_owned(), "https://tool.localtest:9443/launch".to_owned());
    let form = demo.authorize(&request).await.form();
    assert_eq!(form.action, "https://tool.localtest:9443/launch");
    let claims = token::claims(&form.fields["id_token"]).unwrap();
    assert_eq!(claims["aud"], client_id);
    assert_eq!(claims[name::DEPLOYMENT_ID], "2");
    assert_eq!(claims[name::CUSTOM]["ctx"], "3");
    assert_eq!(claims[name::CUSTOM]["end"], "$ResourceLink.submission.endDateTime");
    // The activity's line item is the first tool's.
    assert_eq!(claims[name::AGS_ENDPOINT].get("lineitem"), None);
}

#[tokio::test]
async fn a_tool_registers_anew_under_its_client_id() {
    let demo = Demo::new();
    let token = invited(&demo, "").await;
    let first = register(&demo, Method::POST, Some(&token), &asked().to_string()).await.json();
    let renewing = invited(&demo, "&type=2").await;
    let claims = token::claims(&renewing).unwrap();
    assert_eq!((&claims["sub"], &claims["scope"]), (&json!("2"), &json!("reg-update")));
    assert_eq!(register(&demo, Method::GET, Some(&renewing), "").await.json(), first);

    let mut changed = asked();
    changed["client_name"] = json!("New name");
    let second = register(&demo, Method::POST, Some(&renewing), &changed.to_string()).await.json();
    assert_eq!((&second["client_id"], &second["client_name"]), (&first["client_id"], &json!("New name")));
    assert_eq!(second[name::TOOL_CONFIGURATION]["deployment_id"], "2");
    assert_eq!(demo.get("/register?tool=http://x/&type=9").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_tool_that_asks_for_less_gets_less() {
    let demo = Demo::new();
    let token = invited(&demo, "").await;
    let mut less = asked();
    less["scope"] = json!("https://purl.imsglobal.org/spec/lti-ags/scope/score");
    less[name::TOOL_CONFIGURATION]["claims"] = json!(["sub", "iss"]);
    let answer = register(&demo, Method::POST, Some(&token), &less.to_string()).await.json();
    assert!(!answer["scope"].as_str().unwrap().contains("contextmembership"));
    assert!(!answer["scope"].as_str().unwrap().split(' ').any(|scope| scope.ends_with("/lineitem")));
    assert_eq!(answer[name::TOOL_CONFIGURATION]["claims"], json!(["sub", "iss"]));
}

#[tokio::test]
async fn an_address_that_is_none_is_not_opened() {
    let demo = Demo::new();
    for tool in ["javascript:alert(1)", "nonsense", "%3Cscript%3E"] {
        let page = demo.get(&format!("/register?tool={tool}")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{tool}");
        assert!(!page.body.contains("<iframe") && !page.body.contains("<script>"), "{tool}");
    }
    let shown = Tool::start().await;
    assert!(shown.demo.get("/register").await.body.contains("http://localhost:8787/lti/register"));
}
