//! How much a person and a site may translate.

use std::sync::Arc;
use std::time::Duration;

use local::SqliteStore;
use lti::session::Session;
use ports::conformance::samples;
use ports::memory::MemoryStore;
use serde_json::json;
use test_engine::TestEngine;
use translate::Allowances;

use crate::harness::{Answer, NOW, Service, Setup, Store, begin_log, echo, model, openai};

fn rest_of(window: i64) -> u64 {
    u64::try_from(window - NOW % window).unwrap()
}

async fn service(change: impl FnOnce(&mut Allowances)) -> Service {
    let mut service = Setup::new(model(&echo())).allowances(change).start().await;
    service.bearer = service.enter(&lasting(samples::session())).await;
    service
}

/// A session that lasts for days.
fn lasting(session: Session) -> Session {
    Session { expires: samples::NOW + Duration::from_hours(24 * 7), ..session }
}

/// A person of a site.
pub fn person(site: &Session, id: Option<&str>) -> Session {
    let mut session = site.clone();
    session.launch.user.id = id.map(str::to_owned);
    session
}

pub async fn ask(service: &Service, bearer: &str, text: &str) -> Answer {
    let body = json!({ "texts": [text], "target": "fr" });
    let request = service.request("POST", "/api/translate").bearer_auth(bearer).json(&body);
    Answer::read(request.send().await.unwrap()).await
}

#[tokio::test]
async fn a_person_has_so_many_requests_in_an_hour() {
    let service = service(|all| all.user.requests_per_hour = 3).await;
    for text in ["one", "5", "one"] {
        service.texts(&[text]).await.ok();
    }
    let answer = service.texts(&["one"]).await;
    let message = answer.refused(429, "quota_exceeded");
    assert!(message.starts_with("You have used up the requests for this hour."), "{message}");
    assert_eq!(answer.header("retry-after"), Some(rest_of(3600).to_string().as_str()));
    service.clock.pass(Duration::from_secs(rest_of(3600) - 1));
    let answer = service.texts(&["one"]).await;
    answer.refused(429, "quota_exceeded");
    assert_eq!(answer.header("retry-after"), Some("1"));
    service.clock.pass(Duration::from_secs(1));
    service.texts(&["one"]).await.ok();
}

#[tokio::test]
async fn a_person_has_so_many_characters_in_a_day() {
    let service = service(|all| all.user.characters_per_day = 20).await;
    service.texts(&["été 日本 🎓🎓 a", "12345"]).await.ok();
    assert_eq!(service.watched.charged(), (1, 11), "code points of the texts that were asked for");
    let answer = service.texts(&["ten letter"]).await;
    let message = answer.refused(429, "quota_exceeded");
    assert!(message.starts_with("You have used up the characters for this day."), "{message}");
    assert_eq!(answer.header("retry-after"), Some(rest_of(86_400).to_string().as_str()));
    service.texts(&["nine lett"]).await.ok();
    service.texts(&["nine lett", "12345"]).await.ok();
    service.texts(&["a"]).await.refused(429, "quota_exceeded");
    service.clock.pass(Duration::from_secs(rest_of(86_400) - 1));
    service.texts(&["a"]).await.refused(429, "quota_exceeded");
    service.clock.pass(Duration::from_secs(1));
    service.texts(&["a"]).await.ok();
}

#[tokio::test]
async fn the_people_of_a_site_share_its_allowance() {
    let service = service(|all| {
        all.site.requests_per_hour = 2;
        all.site.characters_per_day = 10;
    })
    .await;
    let (site, other_site) = (samples::session(), samples::session());
    let [ann, bob] = ["ann", "bob"].map(|id| person(&site, Some(id)));
    let (ann, bob) = (service.enter(&ann).await, service.enter(&bob).await);
    let eve = service.enter(&person(&other_site, Some("ann"))).await;
    ask(&service, &ann, "eight le").await.ok();
    let message = ask(&service, &bob, "abc").await.refused(429, "site_quota_exceeded");
    assert!(message.starts_with("Your site has used up the characters for this day."), "{message}");
    let message = ask(&service, &bob, "ab").await.refused(429, "site_quota_exceeded");
    assert!(message.starts_with("Your site has used up the requests for this hour."), "{message}");
    ask(&service, &eve, "ten letter").await.ok();
}

#[tokio::test]
async fn a_person_is_one_in_all_sessions_and_another_at_another_site() {
    let service = service(|all| all.user.requests_per_hour = 1).await;
    let (site, other_site) = (samples::session(), samples::session());
    let ann = service.enter(&person(&site, Some("ann"))).await;
    let ann_again = service.enter(&person(&site, Some("ann"))).await;
    let namesake = service.enter(&person(&other_site, Some("ann"))).await;
    ask(&service, &ann, "one").await.ok();
    ask(&service, &ann_again, "one").await.refused(429, "quota_exceeded");
    ask(&service, &namesake, "one").await.ok();
    let bob = service.enter(&person(&site, Some("bob"))).await;
    ask(&service, &bob, "one").await.ok();
}

#[tokio::test]
async fn people_without_a_name_have_an_allowance_for_each_session() {
    let service = service(|all| all.user.requests_per_hour = 1).await;
    let site = samples::session();
    let first = service.enter(&person(&site, None)).await;
    let second = service.enter(&person(&site, None)).await;
    for bearer in [&first, &second] {
        ask(&service, bearer, "one").await.ok();
        ask(&service, bearer, "one").await.refused(429, "quota_exceeded");
    }
    let empty = service.enter(&person(&site, Some(""))).await;
    ask(&service, &empty, "one").await.ok();
}

#[tokio::test]
async fn what_comes_from_the_cache_costs_a_request_and_no_characters() {
    let service = service(|all| all.user.characters_per_day = 5).await;
    service.texts(&["Hello"]).await.ok();
    service.texts(&["Hello"]).await.ok();
    assert_eq!(service.watched.charged(), (2, 5));
    service.texts(&["Hello", "a"]).await.refused(429, "quota_exceeded");
    assert_eq!(service.watched.charged(), (3, 5), "a call that is refused counts as one");
}

#[tokio::test]
async fn calls_at_the_same_time_never_exceed_an_allowance() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = SqliteStore::open(&folder.path().join("db")).unwrap();
    for store in [Arc::new(MemoryStore::default()) as Arc<dyn Store>, Arc::new(sqlite)] {
        let setup = Setup::new(model(&echo())).store(store).allowances(|all| {
            all.user.requests_per_hour = 7;
            all.site.characters_per_day = 5 * 8;
        });
        let service = setup.start().await;
        let texts: Vec<String> = (10..30).map(|number| format!("hello {number}")).collect();
        let calls = texts.iter().map(|text| ask(&service, &service.bearer, text));
        let answers = futures_util::future::join_all(calls).await;
        let allowed = answers.iter().filter(|answer| answer.status == 200).count();
        let refused = answers.iter().filter(|answer| answer.status == 429).count();
        assert_eq!((allowed, refused), (5, 15));
        assert_eq!(service.watched.charged(), (7, 40));
    }
}

#[tokio::test]
async fn the_store_does_not_learn_who_translates() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(&folder.path().join("db")).unwrap());
    let service = Setup::new(model(&echo())).store(store).start().await;
    let session = person(&samples::session(), Some("student-4711@uni.example"));
    let bearer = service.enter(&session).await;
    ask(&service, &bearer, "Hello").await.ok();
    let names = service.watched.allowances();
    assert_eq!(names.len(), 4);
    let id = &session.launch.platform_id;
    for name in names {
        for private in ["student-4711", "uni.example", id.issuer.as_str(), id.client_id.as_str(), "Hello"] {
            assert!(!name.contains(private), "{private} in {name}");
        }
        let whose = name.split(':').nth(1).unwrap();
        assert!(whose.len() == 64 && whose.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}");
    }
}

#[tokio::test]
async fn a_call_that_failed_leaves_the_whole_allowance() {
    let engine = TestEngine::start().await;
    let setup = Setup::new(openai(&engine, "obeys")).allowances(|all| {
        all.user.requests_per_hour = 1;
        all.user.characters_per_day = 5;
    });
    let service = setup.start().await;
    for _ in 0..3 {
        service.texts(&["Hello"]).await.refused(502, "answer_unusable");
    }
    let well = Setup::new(openai(&engine, "echo")).store(Arc::clone(&service.store)).allowances(|all| {
        all.user.requests_per_hour = 1;
        all.user.characters_per_day = 5;
    });
    let mut well = well.start().await;
    well.bearer.clone_from(&service.bearer);
    well.texts(&["Hello"]).await.ok();
    well.texts(&["5"]).await.refused(429, "quota_exceeded");
}

#[tokio::test]
async fn texts_that_make_an_engine_fail_are_not_free_for_ever() {
    let engine = TestEngine::start().await;
    let setup = Setup::new(openai(&engine, "obeys")).allowances(|all| all.user.requests_per_hour = 50);
    let service = setup.start().await;
    let mut failed = 0;
    while service.texts(&["Hello"]).await.status == 502 {
        failed += 1;
    }
    assert_eq!(failed, 80, "thirty were given back");
    service.texts(&["Hello"]).await.refused(429, "quota_exceeded");
}

#[tokio::test]
async fn quotas_that_fail_refuse_the_call() {
    let (log, _guard) = begin_log();
    let asked = echo();
    let service = Service::start(model(&asked)).await;
    service.watched.fail_quotas(true);
    service.texts(&["Hello"]).await.refused(503, "store_unavailable");
    service.texts(&["5"]).await.refused(503, "store_unavailable");
    assert_eq!(asked.prompts(), []);
    assert!(log.own_lines().contains("the store does not answer"));
    service.watched.fail_quotas(false);
    service.texts(&["Hello"]).await.ok();
}

#[tokio::test]
async fn a_call_that_cannot_be_given_back_is_told_as_it_failed() {
    let (log, _guard) = begin_log();
    let failing = ports::memory::ScriptedModel::new(|_| {
        vec![ports::memory::Step::Wait, ports::memory::Step::Fail(ports::EngineError::Filtered)]
    });
    let service = Arc::new(Service::start(model(&failing)).await);
    let calling = tokio::spawn({
        let service = Arc::clone(&service);
        async move { service.texts(&["Hello"]).await }
    });
    crate::harness::until("the engine is asked", || failing.prompts().len() == 1).await;
    service.watched.fail_quotas(true);
    failing.go_on();
    calling.await.unwrap().refused(422, "engine_refused");
    assert!(log.own_lines().contains("a failed call stays charged"));
}
