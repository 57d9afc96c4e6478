use std::collections::VecDeque;
use std::sync::Mutex;

use super::*;

const NOW: UnixTime = UnixTime(1_795_298_722);

/// A platform that gives prepared answers in order, the last one for ever, and remembers the requests.
struct Scripted {
    answers: Mutex<VecDeque<Answer>>,
    requests: Mutex<Vec<Request<Vec<u8>>>>,
}

#[derive(Clone)]
enum Answer {
    Keys(&'static [&'static str], &'static str),
    Body(StatusCode, &'static str),
    Down,
    Hanging,
}

impl Scripted {
    fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self { answers: Mutex::new(answers.into_iter().collect()), requests: Mutex::default() }
    }

    fn next(&self) -> Answer {
        let mut answers = self.answers.lock().unwrap();
        if answers.len() > 1 { answers.pop_front().unwrap() } else { answers[0].clone() }
    }

    fn fetches(&self) -> usize {
        self.requests.lock().unwrap().len()
    }
}

#[async_trait::async_trait]
impl HttpClient for Scripted {
    async fn send(&self, request: Request<Vec<u8>>, _: Limits) -> Result<Response<Vec<u8>>, HttpError> {
        self.requests.lock().unwrap().push(request);
        let answer = self.next();
        let response = Response::builder();
        match answer {
            Answer::Hanging => std::future::pending().await,
            Answer::Down => Err(HttpError::TimedOut(LIMITS.time)),
            Answer::Body(status, body) => Ok(response.status(status).body(body.into()).unwrap()),
            Answer::Keys(kids, cache_control) => {
                let keys: Vec<_> = kids.iter().map(|kid| key(kid)).collect();
                let body = format!(r#"{{"keys":[{}]}}"#, keys.join(","));
                let response = response.header("etag", "\"v1\"").header("cache-control", cache_control);
                Ok(response.body(body.into()).unwrap())
            }
        }
    }
}

fn key(kid: &str) -> String {
    let n = format!("{}w", "_".repeat(341));
    format!(r#"{{"kty":"RSA","kid":"{kid}","n":"{n}","e":"AQAB"}}"#)
}

fn url() -> Url {
    Url::parse("https://lms.example/certs").unwrap()
}

async fn ask(sets: &KeySets, kid: &str, after: Duration, http: &Scripted) -> Result<(), KeySetError> {
    sets.with_key(&url(), kid, NOW + after, http).await.map(|_| ())
}

const MINUTE: Duration = Duration::from_mins(1);

#[tokio::test]
async fn a_set_is_fetched_once_and_kept_for_its_max_age() {
    let http = Scripted::new([Answer::Keys(&["a"], "public, max-age=3600")]);
    let sets = KeySets::default();
    for minutes in [0, 1, 59] {
        ask(&sets, "a", MINUTE * minutes, &http).await.unwrap();
    }
    assert_eq!(http.fetches(), 1);
    ask(&sets, "a", MINUTE * 60, &http).await.unwrap();
    assert_eq!(http.fetches(), 2);
}

#[tokio::test]
async fn the_platform_cannot_choose_a_life_outside_the_bounds() {
    for (cache_control, expected) in [
        ("no-store", MIN_FRESH),
        ("max-age=0", MIN_FRESH),
        ("max-age=99999999999", MAX_FRESH),
        ("max-age=-1", MIN_FRESH),
        ("max-age=7200", Duration::from_hours(2)),
    ] {
        let response = Response::builder().header("cache-control", cache_control).body(vec![]).unwrap();
        assert_eq!(freshness(&response), expected, "{cache_control}");
    }
    assert_eq!(freshness(&Response::new(vec![])), DEFAULT_FRESH);
}

#[tokio::test]
async fn an_unknown_key_makes_one_refetch_and_then_none_for_a_minute() {
    let http = Scripted::new([Answer::Keys(&["a"], "max-age=3600")]);
    let sets = KeySets::default();
    for junk in 0..20 {
        let refused = ask(&sets, &format!("junk{junk}"), Duration::ZERO, &http).await;
        assert!(matches!(refused, Err(KeySetError::UnknownKey { .. })));
    }
    assert_eq!(http.fetches(), 2);
    ask(&sets, "a", Duration::ZERO, &http).await.unwrap();
    assert!(ask(&sets, "junk", MINUTE, &http).await.is_err());
    assert_eq!(http.fetches(), 3);
}

#[tokio::test]
async fn a_rotated_key_is_found_at_once() {
    let http = Scripted::new([
        Answer::Keys(&["old"], "max-age=86400"),
        Answer::Keys(&["old", "new"], "max-age=86400"),
    ]);
    let sets = KeySets::default();
    ask(&sets, "old", Duration::ZERO, &http).await.unwrap();
    ask(&sets, "new", Duration::from_secs(1), &http).await.unwrap();
}

#[tokio::test]
async fn old_keys_stay_in_use_while_the_platform_is_down_but_not_for_ever() {
    let http = Scripted::new([Answer::Keys(&["a"], "max-age=300"), Answer::Down]);
    let sets = KeySets::default();
    ask(&sets, "a", Duration::ZERO, &http).await.unwrap();
    ask(&sets, "a", MINUTE * 6, &http).await.unwrap();
    assert_eq!(http.fetches(), 2);
    ask(&sets, "a", MINUTE * 6 + Duration::from_secs(59), &http).await.unwrap();
    assert_eq!(http.fetches(), 2, "a failed refetch is not repeated within the cool-down");
    ask(&sets, "a", MINUTE * 7, &http).await.unwrap();
    assert_eq!(http.fetches(), 3);
    let much_later = MIN_FRESH + MAX_STALE + MINUTE;
    assert!(matches!(ask(&sets, "a", much_later, &http).await, Err(KeySetError::Unreachable { .. })));
}

#[tokio::test]
async fn answers_that_are_no_key_set_are_named_and_not_asked_for_in_a_storm() {
    for (answer, expected) in [
        (Answer::Body(StatusCode::OK, "<html>login</html>"), "is not a key set"),
        (Answer::Body(StatusCode::OK, r#"{"keys": 1}"#), "is not a key set"),
        (Answer::Body(StatusCode::INTERNAL_SERVER_ERROR, "{}"), "answered with status 500"),
        (Answer::Body(StatusCode::NOT_MODIFIED, ""), "answered with status 304"),
        (Answer::Down, "could not be fetched"),
    ] {
        let http = Scripted::new([answer]);
        let sets = KeySets::default();
        for _ in 0..5 {
            let error = ask(&sets, "a", Duration::ZERO, &http).await.unwrap_err();
            assert!(error.to_string().contains(expected), "{error}");
        }
        assert_eq!(http.fetches(), 1);
        assert!(ask(&sets, "a", FIRST_RETRY, &http).await.is_err());
        assert_eq!(http.fetches(), 2, "it is asked again soon after");
    }
}

#[tokio::test]
async fn an_unchanged_set_is_confirmed_by_its_etag() {
    let http =
        Scripted::new([Answer::Keys(&["a"], "max-age=300"), Answer::Body(StatusCode::NOT_MODIFIED, "")]);
    let sets = KeySets::default();
    ask(&sets, "a", Duration::ZERO, &http).await.unwrap();
    ask(&sets, "a", MINUTE * 5, &http).await.unwrap();
    ask(&sets, "a", MINUTE * 6, &http).await.unwrap();
    assert_eq!(http.fetches(), 2);
    assert_eq!(http.requests.lock().unwrap()[1].headers()["if-none-match"], "\"v1\"");
}

#[tokio::test]
async fn requests_at_the_same_time_share_one_fetch() {
    let http = Scripted::new([Answer::Keys(&["a"], "max-age=3600")]);
    let sets = KeySets::default();
    let all = (0..50).map(|_| ask(&sets, "a", Duration::ZERO, &http));
    for result in futures_util::future::join_all(all).await {
        result.unwrap();
    }
    assert_eq!(http.fetches(), 1);
}

#[tokio::test]
async fn while_one_request_fetches_the_others_use_the_keys_that_are_known() {
    let http = Scripted::new([Answer::Keys(&["a"], "max-age=300"), Answer::Hanging]);
    let sets = KeySets::default();
    ask(&sets, "a", Duration::ZERO, &http).await.unwrap();
    let mut hanging = Box::pin(ask(&sets, "a", MINUTE * 6, &http));
    assert!(futures_util::poll!(&mut hanging).is_pending());
    ask(&sets, "a", MINUTE * 6, &http).await.unwrap();
    assert_eq!(http.fetches(), 2);
}

#[tokio::test]
async fn an_unknown_key_while_the_platform_is_down_is_told_as_that() {
    let http = Scripted::new([Answer::Keys(&["a"], "max-age=3600"), Answer::Down]);
    let sets = KeySets::default();
    ask(&sets, "a", Duration::ZERO, &http).await.unwrap();
    assert!(matches!(ask(&sets, "new", Duration::ZERO, &http).await, Err(KeySetError::Unreachable { .. })));
}

#[tokio::test]
async fn a_clock_that_ran_ahead_and_was_set_back_freezes_nothing() {
    let http =
        Scripted::new([Answer::Keys(&["a"], "max-age=3600"), Answer::Keys(&["a", "b"], "max-age=3600")]);
    let sets = KeySets::default();
    let ahead = Duration::from_hours(24 * 365);
    ask(&sets, "a", ahead, &http).await.unwrap();
    ask(&sets, "b", Duration::ZERO, &http).await.unwrap();
    let http = Scripted::new([Answer::Down, Answer::Keys(&["a"], "max-age=3600")]);
    let sets = KeySets::default();
    assert!(ask(&sets, "a", ahead, &http).await.is_err());
    ask(&sets, "a", Duration::ZERO, &http).await.unwrap();
}
