use jsonwebtoken::EncodingKey;
use serde_json::{Value, json};

use super::*;

const NOW: i64 = 1_795_298_722;
const SECRET: [u8; 32] = [7; 32];

fn site() -> Site {
    let url = SiteUrl::parse("https://moodle.example/campus").unwrap();
    Site { key_id: SiteKeyId::from_random(&[1; 16]), url, added: 0 }
}

fn endpoint() -> Endpoint {
    Endpoint::parse("https://tool.example").unwrap()
}

/// What the plugin writes, with the claims that `change` changes; null takes one away.
fn claims(change: Value) -> Value {
    let mut claims = json!({
        "iss": site().url.as_str(), "sub": "4", "aud": "https://tool.example",
        "iat": NOW, "exp": NOW + 60, "jti": "0123456789abcdef-_AB",
    });
    let Value::Object(change) = change else { unreachable!() };
    for (name, value) in change {
        let all = claims.as_object_mut().unwrap();
        if value.is_null() {
            all.remove(&name)
        } else {
            all.insert(name, value)
        };
    }
    claims
}

fn signed_by(header: &Value, payload: &str, algorithm: Algorithm, secret: &[u8]) -> String {
    let signed =
        format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(payload));
    let key = EncodingKey::from_secret(secret);
    let signature = jsonwebtoken::crypto::sign(signed.as_bytes(), &key, algorithm).unwrap();
    format!("{signed}.{signature}")
}

fn header() -> Value {
    json!({"alg": "HS256", "typ": "JWT", "kid": site().key_id.as_str()})
}

fn signed(change: Value) -> String {
    signed_by(&header(), &claims(change).to_string(), Algorithm::HS256, &SECRET)
}

fn verify(token: &str, now: i64) -> Result<VerifiedToken, SignedTokenError> {
    UnverifiedToken::parse(token)?.verify(&site(), &SiteSecret::new(SECRET), &endpoint(), now)
}

fn refused(token: &str) -> SignedTokenError {
    verify(token, NOW).unwrap_err()
}

#[test]
fn a_token_of_the_plugin_names_the_person_the_site_and_the_key() {
    let verified = verify(&signed(json!({})), NOW).unwrap();
    let expected = VerifiedToken {
        user_id: UserId::parse("4").unwrap(),
        site: site().url,
        key_id: site().key_id,
        token_id: "0123456789abcdef-_AB".into(),
        void_from: NOW + 60 + TOLERANCE,
    };
    assert_eq!(verified, expected);
}

#[test]
fn only_hs256_is_accepted_whatever_signs() {
    for name in ["none", "None", "", "RS256", "HS384", "HS512", "ES256", "hs256"] {
        let header = json!({"alg": name, "kid": site().key_id.as_str()});
        let payload = claims(json!({})).to_string();
        let token = signed_by(&header, &payload, Algorithm::HS256, &SECRET);
        assert_eq!(refused(&token), SignedTokenError::Algorithm, "{name}");
        let unsigned = token.rsplit_once('.').unwrap().0.to_owned() + ".";
        assert_eq!(refused(&unsigned), SignedTokenError::Algorithm, "{name}");
    }
    let strong = signed_by(&header(), &claims(json!({})).to_string(), Algorithm::HS512, &SECRET);
    assert_eq!(refused(&strong), SignedTokenError::BadSignature);
}

#[test]
fn a_signature_of_another_key_or_of_other_contents_is_refused() {
    let payload = claims(json!({})).to_string();
    let foreign = signed_by(&header(), &payload, Algorithm::HS256, &[8; 32]);
    assert_eq!(refused(&foreign), SignedTokenError::BadSignature);
    let (good, other) = (signed(json!({})), signed(json!({"sub": "2"})));
    let (body, signature) = (other.rsplit_once('.').unwrap().0, good.rsplit_once('.').unwrap().1);
    for signature in [signature, "", "AAAA", "%"] {
        assert_eq!(refused(&format!("{body}.{signature}")), SignedTokenError::BadSignature);
    }
}

#[test]
fn a_token_for_another_service_or_of_another_site_is_refused() {
    for iss in ["https://moodle.example", "https://moodle.example/campus/", "https://MOODLE.example/campus"] {
        assert_eq!(refused(&signed(json!({"iss": iss}))), SignedTokenError::OtherIssuer(site().url), "{iss}");
    }
    for aud in ["https://tool.example/", "https://tool.example.evil", "http://tool.example", ""] {
        assert_eq!(
            refused(&signed(json!({"aud": aud}))),
            SignedTokenError::OtherAudience(endpoint()),
            "{aud}"
        );
    }
}

#[test]
fn every_claim_is_needed_and_bounded() {
    for name in ["iss", "aud", "sub", "jti", "iat", "exp"] {
        assert_eq!(refused(&signed(json!({name: null}))), SignedTokenError::Claim(name));
    }
    for sub in ["", "0", "04", "student1", "-1", &"1".repeat(30)] {
        assert_eq!(refused(&signed(json!({"sub": sub}))), SignedTokenError::Claim("sub"), "{sub}");
    }
    for jti in ["", "short", &"a".repeat(65), "with spaces in the id", "a:b:c:d:e:f:g:h:i"] {
        assert_eq!(refused(&signed(json!({"jti": jti}))), SignedTokenError::Claim("jti"), "{jti}");
    }
    for change in [
        json!({"sub": 4}),
        json!({"aud": ["https://tool.example"]}),
        json!({"exp": "soon"}),
        json!({"exp": 1e300}),
        json!({"iat": 1_795_298_722.5}),
    ] {
        assert!(matches!(refused(&signed(change)), SignedTokenError::Malformed(_)));
    }
    let twice = claims(json!({})).to_string().replacen('{', r#"{"sub":"2","#, 1);
    let twice = signed_by(&header(), &twice, Algorithm::HS256, &SECRET);
    assert!(matches!(refused(&twice), SignedTokenError::Malformed(_)));
}

#[test]
fn a_token_lives_a_minute_at_most() {
    for life in [61, 3600, 0, -1, i64::MAX - NOW] {
        assert_eq!(refused(&signed(json!({"exp": NOW + life}))), SignedTokenError::Life(life));
    }
    assert!(verify(&signed(json!({"exp": NOW + 1})), NOW).is_ok());
    assert!(refused(&signed(json!({"iat": i64::MIN, "exp": i64::MAX}))).to_string().contains("60 s"));
}

#[test]
fn a_clock_that_is_wrong_by_two_minutes_is_told_with_its_direction() {
    let token = signed(json!({}));
    let ahead = verify(&token, NOW - 120).unwrap_err();
    assert_eq!(ahead, SignedTokenError::ClockAhead { ahead: 120 });
    assert!(ahead.to_string().starts_with("Moodle's clock is 120 s ahead"), "{ahead}");
    let behind = verify(&token, NOW + 120).unwrap_err();
    assert_eq!(behind, SignedTokenError::Expired { made: 120 });
    assert!(behind.to_string().contains("Moodle's clock is 120 s behind"), "{behind}");
}

#[test]
fn half_a_minute_is_tolerated_on_both_sides_and_not_a_second_more() {
    let token = signed(json!({}));
    assert!(verify(&token, NOW - TOLERANCE).is_ok());
    assert!(verify(&token, NOW - TOLERANCE - 1).is_err());
    let last = NOW + LONGEST_LIFE + TOLERANCE - 1;
    let verified = verify(&token, last).unwrap();
    assert_eq!(verified.void_from, last + 1, "its use is remembered until it is void");
    assert!(verify(&token, last + 1).is_err());
}

#[test]
fn what_has_not_the_shape_is_refused_before_any_key_is_read() {
    let with_header = |header: &str| format!("{}.e30.AAAA", URL_SAFE_NO_PAD.encode(header));
    for token in [
        "..".to_owned(),
        "a.b".into(),
        "a.b.c.d".into(),
        "é.é.é".into(),
        with_header("[]"),
        with_header(r#"{"alg":"HS256"}"#),
        with_header(r#"{"alg":"HS256","kid":"../../etc"}"#),
        with_header(r#"{"alg":"HS256","kid":"AAAAAAAAAAAAAAAAAAAAAA","crit":["b64"]}"#),
        format!("{}{}", with_header("{}"), "A".repeat(3000)),
    ] {
        assert!(matches!(UnverifiedToken::parse(&token), Err(SignedTokenError::Malformed(_))), "{token}");
    }
}

#[test]
fn the_token_is_redacted_in_debug() {
    let token = UnverifiedToken::parse(&signed(json!({}))).unwrap();
    assert_eq!(format!("{token:?}"), format!("UnverifiedToken([redacted] of key {})", site().key_id));
}

/// The plugin has a test that makes the very same token.
#[test]
fn a_token_as_the_plugin_signs_it_is_taken() {
    let token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6IkFRRUJBUUVCQVFFQkFRRUJBUUVCQVEifQ.eyJpc3MiOiJ\
                 odHRwczovL21vb2RsZS5leGFtcGxlL2NhbXB1cyIsInN1YiI6IjQiLCJhdWQiOiJodHRwczovL3Rvb2wuZXhhbXBsZ\
                 SIsImlhdCI6MTc5NTI5ODcyMiwiZXhwIjoxNzk1Mjk4NzgyLCJqdGkiOiJCd2NIQndjSEJ3Y0hCd2NIQndjSEJ3In0\
                 .6HHPr_bbphgxpllsDNrpO30QlLCA_gi65_eYhkjANeI";
    let token = UnverifiedToken::parse(token).unwrap();
    let verified = token.verify(&site(), &SiteSecret::new([0xa5; 32]), &endpoint(), NOW).unwrap();
    assert_eq!(verified.user_id, UserId::parse("4").unwrap());
    assert_eq!(verified.token_id, "BwcHBwcHBwcHBwcHBwcHBw");
}
