//! A platform registers itself by an invite.

use std::time::Duration;

use lti::dynamic_registration::{Invite, InviteToken};
use lti::names::DeploymentId;
use lti::registration::{EndpointSource, NewDeployments, PlatformId, Registration, Status};
use ports::{InviteRecord, SystemEntropy};
use serde_json::json;

use crate::harness::{Answer, RegisteringPlatform, TOOL, Tool, form};

pub const TOKEN: &str = "eyJ0eXAiOiJKV1QifQ.eyJzY29wZSI6InJlZyJ9.c2lnbmF0dXJl";

/// An invite, and the token that opens it.
pub async fn invite(tool: &Tool, change: impl FnOnce(Invite) -> Invite) -> (Invite, InviteToken) {
    let token = InviteToken::random(&SystemEntropy::default());
    let invite = change(Invite {
        id: token.digest(),
        created: tool.now(),
        expires: tool.now() + Invite::LIFETIME,
        note: None,
        issuer: None,
        new_deployments: NewDeployments::First,
    });
    tool.invites.add_invite(&invite).await.unwrap();
    (invite, token)
}

/// What the page's form holds.
pub fn fields<'a>(url: &'a str, token: &'a InviteToken) -> [(&'a str, &'a str); 3] {
    [("invite", token.reveal()), ("openid_configuration", url), ("registration_token", TOKEN)]
}

/// Opens the address as the platform does, in a frame, and presses the button.
pub async fn register(tool: &Tool, url: &str, token: &InviteToken) -> Answer {
    let browser = tool.browser();
    let fields = fields(url, token);
    let page = browser.get(&format!("/lti/register?{}", form(&fields))).in_frame().await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert_eq!(page.form_action(), "/lti/register");
    for (name, value) in fields {
        let field = format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
        assert!(page.body.contains(&field), "{field} in {}", page.body);
    }
    press(tool, &fields).await
}

/// Presses the button, as a browser does.
pub async fn press(tool: &Tool, fields: &[(&str, &str)]) -> Answer {
    let browser = tool.browser();
    browser
        .post("/lti/register")
        .header("sec-fetch-site", "same-origin")
        .header("origin", "null")
        .form(fields)
        .await
}

pub fn id(platform: &RegisteringPlatform, client_id: &str) -> PlatformId {
    PlatformId { issuer: platform.origin.parse().unwrap(), client_id: client_id.parse().unwrap() }
}

async fn found(tool: &Tool, id: &PlatformId) -> Option<Registration> {
    tool.admin.find(id).await.unwrap()
}

async fn record(tool: &Tool, invite: &Invite) -> InviteRecord {
    let all = tool.invites.invites().await.unwrap();
    all.into_iter().find(|record| record.invite.id == invite.id).unwrap()
}

#[tokio::test]
async fn a_platform_is_registered_and_the_page_says_what_is_left_to_do() {
    let tool = Tool::start_for_private_platforms().await;
    let platform = RegisteringPlatform::start().await;
    let (invite, token) = invite(&tool, |invite| invite).await;
    let done = register(&tool, &platform.url(), &token).await;
    assert_eq!(done.status, 200, "{}", done.body);
    let next = done.element("next").unwrap();
    assert!(next.contains("pending") && next.contains("Manage tools") && next.contains("Activate"), "{next}");

    let id = id(&platform, "client-r");
    let saved = found(&tool, &id).await.unwrap();
    assert_eq!(saved.deployments, ["7".parse::<DeploymentId>().unwrap()].into());
    assert_eq!((saved.new_deployments, saved.status), (NewDeployments::First, Status::Active));
    assert_eq!(saved.endpoints_from, EndpointSource::Platform);
    assert_eq!(saved.endpoints.key_set.as_str(), format!("{}/mod/lti/certs.php", platform.origin));
    assert_eq!(record(&tool, &invite).await.used, Some((id, tool.now())));
    assert_eq!(tool.written(), ["invite taken", "registration"]);

    let asked = platform.asked();
    assert_eq!(
        asked.iter().map(|request| request.what).collect::<Vec<_>>(),
        ["configuration", "registration"]
    );
    for request in &asked {
        assert_eq!(request.authorization.as_deref(), Some(format!("Bearer {TOKEN}").as_str()));
    }
    let sent = &asked[1].body;
    assert_eq!(sent["initiate_login_uri"], format!("{TOOL}/lti/login"));
    assert_eq!(sent["redirect_uris"], json!([format!("{TOOL}/lti/launch")]));
    assert_eq!(sent["jwks_uri"], format!("{TOOL}/lti/jwks"));
    let configuration = &sent["https://purl.imsglobal.org/spec/lti-tool-configuration"];
    assert_eq!(configuration["domain"], "tool.example");
    assert_eq!(configuration["target_link_uri"], format!("{TOOL}/app"));
}

/// Opening the address, any number of times, by anybody who got hold of it.
#[tokio::test]
async fn showing_the_page_asks_nobody_and_changes_nothing() {
    let tool = Tool::start_for_private_platforms().await;
    let platform = RegisteringPlatform::start().await;
    let (invite, token) = invite(&tool, |invite| invite).await;
    let address = format!("/lti/register?{}", form(&fields(&platform.url(), &token)));
    for method in ["GET", "HEAD", "GET"] {
        let page = tool.browser().call(method, &address).await;
        assert_eq!(page.status, 200, "{}", page.body);
        if method == "GET" {
            assert_eq!(page.element("platform"), Some(platform.origin.replace("http://", "")));
        }
    }
    assert!(platform.asked().is_empty());
    assert_eq!(tool.written(), [""; 0]);
    assert_eq!(record(&tool, &invite).await.used, None);
}

#[tokio::test]
async fn the_pages_stand_in_the_platforms_frame_and_run_our_own_script_only() {
    let tool = Tool::start_for_private_platforms().await;
    let platform = RegisteringPlatform::start().await;
    let (_, token) = invite(&tool, |invite| invite).await;
    let browser = tool.browser();
    let address = format!("/lti/register?{}", form(&fields(&platform.url(), &token)));
    let policy = |answer: &Answer| answer.header("content-security-policy").unwrap().to_owned();
    let page = browser.get(&address).await;
    let asking = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; script-src 'self'; \
                  frame-ancestors *";
    assert_eq!(policy(&page), asking);
    assert_eq!(page.body.matches("<script").count(), 1);
    assert!(page.body.contains("<script type=\"module\" src=\"/lti/once.js\"></script>"), "{}", page.body);
    let done = press(&tool, &fields(&platform.url(), &token)).await;
    let closing = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; script-src 'self'; \
                   frame-ancestors *";
    assert_eq!(policy(&done), closing);
    assert_eq!(done.body.matches("<script").count(), 1);
    assert!(done.body.contains("<script type=\"module\" src=\"/lti/close.js\"></script>"), "{}", done.body);
    assert!(!done.body.contains(token.reveal()) && !done.body.contains(TOKEN), "{}", done.body);
    let script = browser.get("/lti/close.js").await;
    assert_eq!(script.header("content-type"), Some("text/javascript; charset=utf-8"));
    for part in ["org.imsglobal.lti.close", "window.opener", "window.parent", "postMessage"] {
        assert!(script.body.contains(part), "{part}");
    }
    assert_eq!(browser.get("/lti/logo.svg").await.header("content-type"), Some("image/svg+xml"));
}

#[tokio::test]
async fn the_pages_speak_the_administrators_language() {
    let tool = Tool::start_for_private_platforms().await;
    let platform = RegisteringPlatform::start().await;
    for (language, asks, says) in [
        ("de-AT", "Registrieren", "Tools verwalten"),
        ("es", "Registrar", "Gestionar herramientas"),
        ("fr", "Enregistrer", "Gérer les outils"),
        ("ja", "Register", "Manage tools"),
    ] {
        let (_, token) = invite(&tool, |invite| invite).await;
        let (browser, url) = (tool.browser(), platform.url());
        let fields = fields(&url, &token);
        let page = browser
            .get(&format!("/lti/register?{}", form(&fields)))
            .header("accept-language", language)
            .await;
        assert!(page.body.contains(&format!(">{asks}</button>")), "{language}: {}", page.body);
        let done = browser.post("/lti/register").header("accept-language", language).form(&fields).await;
        assert!(done.element("next").unwrap().contains(says), "{language}: {}", done.body);
    }
}

#[tokio::test]
async fn another_product_is_not_told_of_moodles_menus() {
    let tool = Tool::start_for_private_platforms().await;
    let platform = RegisteringPlatform::start().await;
    platform.configure("https://purl.imsglobal.org/spec/lti-platform-configuration", json!({}));
    let (_, token) = invite(&tool, |invite| invite).await;
    let next = register(&tool, &platform.url(), &token).await.element("next").unwrap();
    assert!(!next.contains("Moodle"), "{next}");
}

#[tokio::test]
async fn without_a_deployment_in_the_answer_the_first_that_launches_is_pinned() {
    let tool = Tool::start_for_private_platforms().await;
    let platform = RegisteringPlatform::start().await;
    platform.registers("bare", None);
    let (_, token) = invite(&tool, |invite| invite).await;
    assert_eq!(register(&tool, &platform.url(), &token).await.status, 200);
    let saved = found(&tool, &id(&platform, "bare")).await.unwrap();
    assert!(saved.deployments.is_empty());
    assert_eq!(saved.new_deployments, NewDeployments::First);

    platform.registers("open", Some("1"));
    let open = |invite| Invite { new_deployments: NewDeployments::Accept, ..invite };
    let (_, token) = invite(&tool, open).await;
    assert_eq!(register(&tool, &platform.url(), &token).await.status, 200);
    assert_eq!(found(&tool, &id(&platform, "open")).await.unwrap().new_deployments, NewDeployments::Accept);
}

#[tokio::test]
async fn a_platform_without_registration_tokens_is_registered_too() {
    let tool = Tool::start_for_private_platforms().await;
    let platform = RegisteringPlatform::start().await;
    let (_, token) = invite(&tool, |invite| invite).await;
    let url = platform.url();
    let answer = press(&tool, &fields(&url, &token)[..2]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(platform.asked().iter().all(|request| request.authorization.is_none()));
}

#[tokio::test]
async fn registering_again_updates_the_same_registration_and_leaves_what_the_operator_set() {
    let tool = Tool::start_for_private_platforms().await;
    let platform = RegisteringPlatform::start().await;
    let (_, token) = invite(&tool, |invite| invite).await;
    register(&tool, &platform.url(), &token).await;
    let id = id(&platform, "client-r");
    tool.admin.set_status(&id, Status::Suspended).await.unwrap();

    platform.registers("client-r", Some("8"));
    let (_, token) = invite(&tool, |invite| invite).await;
    assert_eq!(register(&tool, &platform.url(), &token).await.status, 200);
    let saved = found(&tool, &id).await.unwrap();
    assert_eq!(saved.deployments.iter().map(DeploymentId::as_str).collect::<Vec<_>>(), ["7", "8"]);
    assert_eq!(saved.status, Status::Suspended);
    assert_eq!(tool.admin.of_issuer(&id.issuer).await.unwrap().len(), 1);
}

/// Attack 30: a registration is taken over; an invite is absent, made up, used, expired, revoked, or another platform's.
#[tokio::test]
async fn nothing_is_registered_without_a_good_invite_and_nothing_registered_is_taken_over() {
    let tool = Tool::start_for_private_platforms().await;
    let platform = RegisteringPlatform::start().await;
    let url = platform.url();
    let (_, used) = invite(&tool, |invite| invite).await;
    assert_eq!(register(&tool, &url, &used).await.status, 200);
    let (expired, late) = invite(&tool, |invite| Invite { expires: tool.now(), ..invite }).await;
    let (revoked, gone) = invite(&tool, |invite| invite).await;
    tool.invites.remove_invite(&revoked.id).await.unwrap();
    let made_up = InviteToken::random(&SystemEntropy::default());
    let (asked, written) = (platform.asked().len(), tool.written());
    let digest = used.digest().to_string();
    for (invite, code) in [
        ("", "invite_missing"),
        ("x", "invite_unknown"),
        (made_up.reveal(), "invite_unknown"),
        (digest.as_str(), "invite_unknown"),
        (gone.reveal(), "invite_unknown"),
        (used.reveal(), "invite_used"),
        (late.reveal(), "invite_expired"),
    ] {
        let fields =
            [("invite", invite), ("openid_configuration", url.as_str()), ("registration_token", TOKEN)];
        let address = format!("/lti/register?{}", form(&fields));
        tool.browser().get(&address).await.assert_refused(403, code);
        let refused = press(&tool, &fields).await;
        refused.assert_refused(403, code);
        assert!(refused.body.contains("moodle-aws platform invite"), "{}", refused.body);
    }
    assert_eq!(record(&tool, &expired).await.used, None);
    assert_eq!(platform.asked().len(), asked, "nobody is asked without an invite");
    assert_eq!(tool.written(), written);

    let only = |invite| Invite { issuer: Some("https://other.example".parse().unwrap()), ..invite };
    let (bound, token) = invite(&tool, only).await;
    register(&tool, &url, &token).await.assert_refused(403, "invite_for_other_issuer");
    assert_eq!(record(&tool, &bound).await.used, None);
    assert_eq!(
        platform.asked().last().unwrap().what,
        "configuration",
        "the platform was not asked to register"
    );

    // The platform names the client id of a registration whose endpoints the operator typed.
    let mut typed = found(&tool, &id(&platform, "client-r")).await.unwrap();
    typed.id.client_id = "typed".parse().unwrap();
    typed.endpoints.key_set.set_path("/typed");
    tool.admin.save(&typed).await.unwrap();
    platform.registers("typed", Some("evil"));
    let (kept, token) = invite(&tool, |invite| invite).await;
    register(&tool, &url, &token).await.assert_refused(409, "registration_exists");
    assert_eq!(found(&tool, &typed.id).await, Some(typed));
    assert_eq!(record(&tool, &kept).await.used, None, "the invite stays good");

    // Another platform on the same origin says that it is this one.
    platform.registers("another", Some("evil"));
    register(&tool, &url, &token).await.assert_refused(409, "registration_exists");
    assert_eq!(found(&tool, &id(&platform, "another")).await, None);
    assert_eq!(platform.asked().last().unwrap().what, "configuration", "nothing is made there");

    // An issuer that is not the platform's own is attack 29; A's registration is as it was.
    assert_eq!(found(&tool, &tool.a.id()).await, Some(tool.a.registration()));
}

#[tokio::test]
async fn an_invite_that_is_bound_to_the_platform_registers_it() {
    let tool = Tool::start_for_private_platforms().await;
    let platform = RegisteringPlatform::start().await;
    let issuer = platform.origin.parse().unwrap();
    let (_, token) = invite(&tool, |invite| Invite { issuer: Some(issuer), ..invite }).await;
    assert_eq!(register(&tool, &platform.url(), &token).await.status, 200);
}

/// Waits for what goes on elsewhere.
async fn until(done: impl AsyncFn() -> bool) {
    let waiting = async {
        while !done().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.expect("it happens in time");
}

/// The second comes while the platform still thinks about the first.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_registrations_at_once_with_one_invite_one_is_made() {
    let tool = Tool::start_for_private_platforms().await;
    let platform = RegisteringPlatform::start().await;
    let (_, token) = invite(&tool, |invite| invite).await;
    platform.hold();
    let url = platform.url();
    let fields = fields(&url, &token);
    let second = async {
        until(async || platform.asked().len() == 2).await;
        let second = press(&tool, &fields).await;
        platform.go_on();
        second
    };
    let (first, second) = tokio::join!(press(&tool, &fields), second);
    assert_eq!(first.status, 200, "{}", first.body);
    second.assert_refused(409, "invite_in_use");
    press(&tool, &fields).await.assert_refused(403, "invite_used");
    assert_eq!(platform.asked().len(), 2);
}

/// The browser of the administrator goes away while the platform registers the tool.
#[tokio::test(flavor = "multi_thread")]
async fn a_registration_runs_to_its_end_when_the_browser_hangs_up() {
    let tool = Tool::start_for_private_platforms().await;
    let platform = RegisteringPlatform::start().await;
    let (_, token) = invite(&tool, |invite| invite).await;
    platform.hold();
    let url = platform.url();
    let fields = fields(&url, &token);
    tokio::select! {
        answer = press(&tool, &fields) => panic!("{answer:?}"),
        () = until(async || platform.asked().len() == 2) => {}
    }
    platform.go_on();
    let id = id(&platform, "client-r");
    until(async || found(&tool, &id).await.is_some()).await;
    press(&tool, &fields).await.assert_refused(403, "invite_used");
}

#[tokio::test]
async fn a_form_of_another_sites_page_registers_nothing() {
    let tool = Tool::start_for_private_platforms().await;
    let platform = RegisteringPlatform::start().await;
    let (_, token) = invite(&tool, |invite| invite).await;
    let url = platform.url();
    for site in ["cross-site", "same-site", "none"] {
        let form = tool
            .browser()
            .post("/lti/register")
            .header("sec-fetch-site", site)
            .form(&fields(&url, &token))
            .await;
        form.assert_refused(403, "cross_site_request");
    }
    assert!(platform.asked().is_empty());
}

#[tokio::test]
async fn an_address_that_a_person_opens_says_where_it_belongs() {
    let tool = Tool::start().await;
    let (_, token) = invite(&tool, |invite| invite).await;
    let browser = tool.browser();
    let answer = browser.get(&format!("/lti/register?invite={}", token.reveal())).await;
    answer.assert_refused(400, "registration_not_begun");
    assert!(answer.body.contains("Manage tools") && !answer.body.contains(token.reveal()), "{}", answer.body);
    browser.get("/lti/register").await.assert_refused(403, "invite_missing");
    let url = "https://lms.example/c";
    let odd = |name: &'static str, value: &'static str| {
        let mut fields = fields(url, &token).to_vec();
        fields.retain(|(key, _)| *key != name);
        fields.push((name, value));
        form(&fields)
    };
    for (query, code) in [
        (odd("openid_configuration", "lms.example"), "configuration_url_invalid"),
        (odd("openid_configuration", "data:,x"), "configuration_url_invalid"),
        (odd("registration_token", "a b"), "registration_token_invalid"),
        (format!("{}&invite=x", odd("x", "y")), "registration_malformed"),
        ("a&".repeat(101), "registration_malformed"),
    ] {
        browser.get(&format!("/lti/register?{query}")).await.assert_refused(400, code);
    }
}

/// What a platform said of itself is asked as strangers are, also when it launches.
#[tokio::test]
async fn the_key_set_of_a_platform_that_registered_itself_must_be_public() {
    let tool = Tool::start().await;
    let learned = Registration { endpoints_from: EndpointSource::Platform, ..tool.a.registration() };
    tool.admin.save(&learned).await.unwrap();
    let (browser, fetches) = (tool.browser(), tool.a.key_set.fetches());
    let login = tool.a.login(&browser).await;
    let answer = browser.launch(&login.state, &tool.a.token(&login)).await;
    answer.assert_refused(502, "key_set_unavailable");
    assert_eq!(tool.a.key_set.fetches(), fetches, "nobody inside is asked");
}
