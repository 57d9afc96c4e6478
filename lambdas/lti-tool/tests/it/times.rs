//! When the token was made, and how long it lives.

use serde_json::{Value, json};
use test_platform::LaunchClaims;

use crate::harness::{NOW, Tool};

const HOUR: i64 = 3600;

/// A's launch with one claim as raw JSON text, which need not fit any number type.
async fn refuses_raw(tool: &Tool, status: u16, code: &str, name: &str, json: &str) {
    let raw = |login: &_| {
        let claims = tool.a.claims(login).claim(name, "@").build().to_string();
        let claims = claims.replace(&format!("\"{name}\":\"@\""), &format!("\"{name}\":{json}"));
        tool.a.key.sign_text(&tool.a.key.header().to_string(), &claims)
    };
    tool.refuses_token(status, code, raw).await;
}

/// Attack 16: the token is over, or says nothing of its end.
#[tokio::test]
async fn a_launch_that_has_expired_or_never_expires_is_refused() {
    let tool = Tool::start().await;
    for exp in [NOW - 61, NOW - HOUR, 0, -1, i64::MIN] {
        tool.refuses(401, "token_expired", |launch| launch.claim("exp", exp)).await;
    }
    let answer = tool.refuses(401, "token_expired", |launch| launch.claim("exp", NOW - 90)).await;
    assert!(answer.body.contains("90 s ago"), "the skew is told: {}", answer.body);

    tool.refuses(401, "expiry_missing", |launch| launch.without("exp")).await;
    tool.refuses(401, "expiry_missing", |launch| launch.claim("exp", Value::Null)).await;
    for exp in [json!((NOW + 60).to_string()), json!([NOW + 60]), json!({}), json!(true)] {
        tool.refuses(400, "claims_unreadable", |launch| launch.claim("exp", exp)).await;
    }
    for exp in ["-1e300", "1e-300", "-99999999999999999999"] {
        refuses_raw(&tool, 401, "token_expired", "exp", exp).await;
    }
    for exp in ["1e400", "Infinity", "NaN", "0x7fffffff"] {
        refuses_raw(&tool, 400, "claims_unreadable", "exp", exp).await;
    }
}

/// Attack 17: the token was made in the future.
#[tokio::test]
async fn a_launch_from_the_future_is_refused() {
    let tool = Tool::start().await;
    for seconds in [61, HOUR, 365 * 24 * HOUR] {
        let future = |launch: LaunchClaims| launch.issued_at(NOW + seconds);
        let answer = tool.refuses(401, "issued_in_future", future).await;
        assert!(answer.body.contains(&format!("{seconds} s in the future")), "{}", answer.body);
    }
    for iat in [i64::MAX, i64::MAX - 1] {
        tool.refuses(401, "issued_in_future", |launch| launch.claim("iat", iat)).await;
    }
    for iat in ["18446744073709551615", "1e300", "99999999999999999999999"] {
        refuses_raw(&tool, 401, "issued_in_future", "iat", iat).await;
    }
    for nbf in [NOW + 61, i64::MAX] {
        tool.refuses(401, "token_not_yet_valid", |launch| launch.claim("nbf", nbf)).await;
    }
}

/// Attack 18: the token was made days ago and says that it still lives.
#[tokio::test]
async fn a_launch_from_days_ago_is_refused_however_long_it_lives() {
    let tool = Tool::start().await;
    for age in [11 * 60 + 1, 2 * 24 * HOUR, 365 * 24 * HOUR] {
        let old = |launch: LaunchClaims| launch.issued_at(NOW - age).claim("exp", NOW + 24 * HOUR);
        let answer = tool.refuses(401, "token_too_old", old).await;
        assert!(answer.body.contains(&format!("{age} s ago")), "{}", answer.body);
    }
    for iat in [0, -1, i64::MIN] {
        tool.refuses(401, "token_too_old", |launch| launch.claim("iat", iat)).await;
    }
    let endless = |launch: LaunchClaims| launch.issued_at(NOW - HOUR).claim("exp", i64::MAX);
    tool.refuses(401, "token_too_old", endless).await;
}

/// Attack 19: the token does not say when it was made.
#[tokio::test]
async fn a_launch_that_does_not_say_when_it_was_issued_is_refused() {
    let tool = Tool::start().await;
    tool.refuses(401, "issued_at_missing", |launch| launch.without("iat")).await;
    tool.refuses(401, "issued_at_missing", |launch| launch.claim("iat", Value::Null)).await;
    for iat in [json!(NOW.to_string()), json!([NOW]), json!(false)] {
        tool.refuses(400, "claims_unreadable", |launch| launch.claim("iat", iat)).await;
    }
}

/// Attack 20 (must be accepted): clocks that differ by half a minute, up to a whole one.
#[tokio::test]
async fn a_launch_is_accepted_when_the_clocks_differ_by_up_to_a_minute() {
    let tool = Tool::start().await;
    for skew in [-30, 30, -60, 60] {
        tool.accepts(|launch| launch.issued_at(NOW + skew)).await;
        tool.accepts(|launch| launch.issued_at(NOW + skew).claim("nbf", NOW + skew)).await;
    }
    // Issued half a minute before by a clock that is slow by half a minute, and by a fast one.
    tool.accepts(|launch| launch.issued_at(NOW - 60)).await;
    tool.accepts(|launch| launch.issued_at(NOW).claim("exp", NOW - 60)).await;
    tool.accepts(|launch| launch.issued_at(NOW - 11 * 60).claim("exp", NOW)).await;
    // Fractions and far ends are legal (RFC 7519 §2).
    tool.accepts(|launch| launch.claim("iat", json!(1_795_298_722.5)).claim("exp", i64::MAX)).await;
}
