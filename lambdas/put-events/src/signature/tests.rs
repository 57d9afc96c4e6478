//! Against the signer of the AWS SDK for Rust, which shares nothing with this module.

use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{PayloadChecksumKind, SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lti::time::UnixTime;
use moodle::{Endpoint, SiteKeyId, SiteSecret};
use proptest::prelude::*;

use super::*;

const NOW: UnixTime = UnixTime(1_795_986_000);
const ENDPOINT: &str = "https://tool.example";
const BODY: &[u8] = br#"{"Entries":[]}"#;
const HEADERS: [(&str, &str); 3] = [
    ("content-type", "application/x-amz-json-1.1"),
    ("x-amz-target", "AWSEvents.PutEvents"),
    ("amz-sdk-request", "attempt=1;  max=3 "),
];

fn secret() -> SiteSecret {
    SiteSecret::new([0xa5; 32])
}

/// A signed request, as it arrives.
#[derive(Clone)]
struct Request {
    path: String,
    query: Option<String>,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// Who signs what, with which parts of it otherwise than they should be.
#[derive(Clone)]
struct Signer {
    endpoint: &'static str,
    path: &'static str,
    key_id: String,
    secret: SiteSecret,
    session: Option<String>,
    service: &'static str,
    region: &'static str,
    time: i64,
    settings: SigningSettings,
}

impl Default for Signer {
    fn default() -> Self {
        Self {
            endpoint: ENDPOINT,
            path: "/v1/events",
            key_id: SiteKeyId::from_random(&[1; 16]).to_string(),
            secret: secret(),
            session: None,
            service: "events",
            region: "eu-central-1",
            time: NOW.0,
            settings: SigningSettings::default(),
        }
    }
}

impl Signer {
    fn sign(&self, body: SignableBody<'_>) -> Request {
        self.sign_with(&HEADERS, body)
    }

    fn sign_with(&self, given: &[(&'static str, &'static str)], body: SignableBody<'_>) -> Request {
        let text = URL_SAFE_NO_PAD.encode(self.secret.reveal());
        let identity = Credentials::new(&self.key_id, text, self.session.clone(), None, "test").into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(self.region)
            .name(self.service)
            .time(UNIX_EPOCH + Duration::from_secs(self.time.unsigned_abs()))
            .settings(self.settings.clone())
            .build()
            .unwrap()
            .into();
        let url = format!("{}{}", self.endpoint, self.path);
        let request = SignableRequest::new("POST", &url, given.iter().copied(), body).unwrap();
        let (instructions, _) = sign(request, &params).unwrap().into_parts();
        let mut headers = HeaderMap::new();
        let host = url.split('/').nth(2).unwrap();
        headers.insert("host", host.parse().unwrap());
        for (name, value) in given.iter().copied().chain(instructions.headers()) {
            headers.insert(HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        Request { path: self.path.into(), query: None, headers, body: BODY.into() }
    }

    fn request(&self) -> Request {
        self.sign(SignableBody::Bytes(BODY))
    }
}

fn request() -> Request {
    Signer::default().request()
}

fn check(request: &Request) -> Result<(), SignatureError> {
    check_at(request, ENDPOINT)
}

fn check_at(Request { path, query, headers, body }: &Request, endpoint: &str) -> Result<(), SignatureError> {
    let public = PublicAddress::of(&Endpoint::parse(endpoint).unwrap());
    let signature = UnverifiedSignature::read(headers, query.as_deref(), NOW)?;
    assert_eq!(*signature.key_id(), SiteKeyId::from_random(&[1; 16]));
    signature.verify(Signed { path, headers, body }, &secret(), &public)
}

fn set(request: &mut Request, name: &'static str, value: &str) {
    request.headers.insert(name, value.parse().unwrap());
}

fn with(name: &'static str, value: &str) -> Request {
    let mut request = request();
    set(&mut request, name, value);
    request
}

/// The signature's header with a part of it changed.
fn edited(from: &str, to: &str) -> Request {
    let request = request();
    let header = request.headers["authorization"].to_str().unwrap();
    assert!(header.contains(from), "{header}");
    with("authorization", &header.replace(from, to))
}

#[test]
fn a_request_that_the_sdk_signed_is_taken_with_and_without_a_slash_at_the_end() {
    for path in ["/v1/events", "/v1/events/"] {
        let request = Signer { path, ..Signer::default() }.request();
        assert_eq!(check(&request), Ok(()), "{path}");
    }
}

/// API Gateway may, and it also keeps the length of the body to itself.
#[test]
fn what_a_proxy_took_away_of_a_signed_request_is_put_back() {
    let mut request = Signer { path: "/v1/events/", ..Signer::default() }.request();
    request.path = "/v1/events".into();
    assert_eq!(check(&request), Ok(()));
    let length: [(&str, &str); 4] = [HEADERS[0], HEADERS[1], HEADERS[2], ("content-length", "14")];
    let mut request = Signer::default().sign_with(&length, SignableBody::Bytes(BODY));
    assert!(request.headers["authorization"].to_str().unwrap().contains("content-length;"));
    assert_eq!(check(&request), Ok(()));
    request.headers.remove("content-length");
    assert_eq!(check(&request), Ok(()));
    request.headers.insert("content-length", HeaderValue::from_static("15"));
    assert_eq!(check(&request), Err(SignatureError::Mismatch));
}

#[test]
fn a_request_with_the_payloads_hash_in_a_header_is_taken() {
    let mut settings = SigningSettings::default();
    settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    let mut request = Signer { settings, ..Signer::default() }.request();
    assert!(request.headers.contains_key("x-amz-content-sha256"));
    assert_eq!(check(&request), Ok(()));
    request.body.push(b' ');
    assert_eq!(check(&request), Err(SignatureError::Mismatch));
}

#[test]
fn a_signature_that_cloudfront_moved_is_taken_and_two_are_not() {
    let mut request = request();
    let header = request.headers.remove("authorization").unwrap();
    request.headers.insert(MOVED, header.clone());
    assert_eq!(check(&request), Ok(()));
    request.headers.insert("authorization", header.clone());
    assert_eq!(check(&request), Err(SignatureError::Several));
    request.headers.remove(MOVED);
    request.headers.append("authorization", header);
    assert_eq!(check(&request), Err(SignatureError::Several));
}

/// CloudFront and API Gateway put their own name there.
#[test]
fn the_host_that_proxies_put_into_the_header_does_not_matter() {
    assert_eq!(check(&with("host", "abc.execute-api.eu-central-1.amazonaws.com")), Ok(()));
    let mut request = request();
    request.headers.remove("host");
    assert_eq!(check(&request), Ok(()));
}

#[test]
fn the_path_that_a_proxy_took_away_was_signed_too() {
    let endpoint = "https://tool.example/aws";
    let mut request = Signer { endpoint, ..Signer::default() }.request();
    assert_eq!(check_at(&request, endpoint), Ok(()));
    request.path = "/v1/events/".into();
    assert_eq!(check_at(&request, endpoint), Err(SignatureError::Mismatch));
}

#[test]
fn a_request_that_was_signed_for_another_host_is_refused_and_told_both() {
    let signed = Signer { endpoint: "https://other.example:8443", ..Signer::default() }.request();
    let expected =
        SignatureError::Host { signed: "other.example:8443".into(), public: "tool.example".into() };
    assert_eq!(check(&signed), Err(expected));
}

#[test]
fn a_request_without_a_signature_is_told_as_that() {
    let mut request = request();
    request.headers.remove("authorization");
    assert_eq!(check(&request), Err(SignatureError::Missing));
}

#[test]
fn an_altered_body_path_query_or_signed_header_is_refused() {
    let alter: [fn(&mut Request); 5] = [
        |request| request.body[0] = b'[',
        |request| request.body.clear(),
        |request| request.path.push('/'),
        |request| set(request, "x-amz-target", "AWSEvents.PutRule"),
        |request| set(request, "amz-sdk-request", "attempt=2; max=3"),
    ];
    for (number, alter) in alter.into_iter().enumerate() {
        let mut request = request();
        alter(&mut request);
        assert_eq!(check(&request), Err(SignatureError::Mismatch), "{number}");
    }
    let mut request = request();
    request.query = Some("X-Amz-Date=20261129T210000Z".into());
    assert_eq!(check(&request), Err(SignatureError::Query));
}

#[test]
fn a_signed_header_that_is_there_twice_or_not_at_all_is_refused() {
    for name in ["x-amz-target", "content-type"] {
        let mut twice = request();
        twice.headers.append(name, HeaderValue::from_static("other"));
        assert_eq!(check(&twice), Err(SignatureError::Header(name.into())));
        twice.headers.remove(name);
        assert_eq!(check(&twice), Err(SignatureError::Header(name.into())));
    }
    let mut twice = request();
    twice.headers.append("x-amz-date", HeaderValue::from_static("20261129T210000Z"));
    assert_eq!(check(&twice), Err(SignatureError::Date));
}

#[test]
fn white_space_within_a_header_may_change_on_the_way() {
    assert_eq!(check(&with("amz-sdk-request", " attempt=1; max=3")), Ok(()));
}

#[test]
fn headers_that_decide_something_must_be_signed() {
    for name in MUST_BE_SIGNED {
        let signed = "amz-sdk-request;content-type;host;x-amz-date;x-amz-target";
        let without = signed.replace(&format!(";{name}"), "");
        let refused = check(&edited(signed, &without));
        assert_eq!(refused, Err(SignatureError::NotSigned(name.into())), "{name}");
    }
    let hash = hex(digest(&SHA256, BODY).as_ref());
    let refused = check(&with("x-amz-content-sha256", &hash));
    assert_eq!(refused, Err(SignatureError::NotSigned("x-amz-content-sha256".into())));
}

#[test]
fn a_payload_that_is_not_signed_as_a_whole_is_refused() {
    let mut settings = SigningSettings::default();
    settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    let signer = Signer { settings, ..Signer::default() };
    for body in [
        SignableBody::UnsignedPayload,
        SignableBody::StreamingUnsignedPayloadTrailer,
        SignableBody::Precomputed("STREAMING-AWS4-HMAC-SHA256-PAYLOAD".into()),
        SignableBody::Precomputed("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER".into()),
    ] {
        let refused = check(&signer.sign(body));
        assert!(matches!(refused, Err(SignatureError::UnsignedPayload(_))), "{refused:?}");
    }
    // Without the header the words would stand in the canonical request only.
    let hidden = Signer::default().sign(SignableBody::UnsignedPayload);
    assert_eq!(check(&hidden), Err(SignatureError::Mismatch));
}

#[test]
fn another_keys_secret_opens_nothing() {
    let other = Signer { secret: SiteSecret::new([0xa6; 32]), ..Signer::default() };
    assert_eq!(check(&other.request()), Err(SignatureError::Mismatch));
}

#[test]
fn clocks_may_be_five_minutes_apart_and_both_are_told_when_they_are_more() {
    let at = |seconds: i64| check(&Signer { time: NOW.0 + seconds, ..Signer::default() }.request());
    for seconds in [-300, -1, 1, 300] {
        assert_eq!(at(seconds), Ok(()), "{seconds}");
    }
    for (seconds, words) in [(-301, "signature expired"), (301, "not yet current"), (-86_400, "expired")] {
        let told = at(seconds).unwrap_err().to_string();
        let signed = Instant(NOW.0 + seconds).to_string();
        assert!(
            told.contains(words) && told.contains(&signed) && told.contains("20261129T210000Z"),
            "{told}"
        );
    }
}

#[test]
fn a_date_of_another_day_than_the_scope_is_refused() {
    assert_eq!(check(&edited("/20261129/", "/20261128/")), Err(SignatureError::Date));
    assert_eq!(check(&with("x-amz-date", "now")), Err(SignatureError::Date));
    // The seconds belong to what is signed.
    assert_eq!(check(&with("x-amz-date", "20261129T210001Z")), Err(SignatureError::Mismatch));
}

#[test]
fn a_signature_for_another_service_or_region_is_refused() {
    let s3 = Signer { service: "s3", ..Signer::default() }.request();
    assert_eq!(check(&s3), Err(SignatureError::Service("s3".into())));
    assert_eq!(check(&Signer { region: "us-east-1", ..Signer::default() }.request()), Ok(()));
    assert_eq!(check(&edited("/eu-central-1/", "/us-east-1/")), Err(SignatureError::Mismatch));
}

#[test]
fn a_session_token_and_a_key_of_aws_are_told_as_that() {
    let session = Signer { session: Some("token".into()), ..Signer::default() }.request();
    assert_eq!(check(&session), Err(SignatureError::SessionToken));
    let of_aws = Signer { key_id: "AKIAIOSFODNN7EXAMPLE".into(), ..Signer::default() }.request();
    assert_eq!(check(&of_aws), Err(SignatureError::NotAKeyId));
}

#[test]
fn what_is_no_header_of_this_algorithm_is_told_as_that() {
    for (from, to, expected) in [
        ("AWS4-HMAC-SHA256 ", "Bearer ", SignatureError::Algorithm),
        ("AWS4-HMAC-SHA256 ", "AWS4-ECDSA-P256-SHA256 ", SignatureError::Algorithm),
        ("AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256,", SignatureError::Algorithm),
        ("Credential=", "Credentials=", SignatureError::Unreadable("parts")),
        (", SignedHeaders", ",\tSignedHeaders", SignatureError::Unreadable("parts")),
        (", SignedHeaders", ", Signature=00, SignedHeaders", SignatureError::Unreadable("parts")),
        (", Signature=", ", Signature=0", SignatureError::Unreadable("Signature")),
        ("/aws4_request", "/aws5_request", SignatureError::Unreadable("Credential")),
        ("/aws4_request", "", SignatureError::Unreadable("Credential")),
        ("/eu-central-1/", "//", SignatureError::Unreadable("Credential")),
        ("/20261129/", "/2026112/", SignatureError::Unreadable("Credential")),
        ("host;x-amz-date", "x-amz-date;host", SignatureError::Unreadable("SignedHeaders")),
        ("host;x-amz-date", "host;host;x-amz-date", SignatureError::Unreadable("SignedHeaders")),
        ("host;x-amz-date", "Host;x-amz-date", SignatureError::Unreadable("SignedHeaders")),
    ] {
        assert_eq!(check(&edited(from, to)), Err(expected), "{from} → {to}");
    }
    let upper = request().headers["authorization"].to_str().unwrap().to_owned();
    let (start, signature) = upper.split_once("Signature=").unwrap();
    let upper = format!("{start}Signature={}", signature.to_uppercase());
    assert_eq!(check(&with("authorization", &upper)), Err(SignatureError::Unreadable("Signature")));
}

/// Values of headers that are not signed, or are compared with their white space made one.
fn is_covered(name: &str, before: &HeaderValue, after: &HeaderValue) -> bool {
    let words = |value: &HeaderValue| {
        value.to_str().map(|text| text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")).ok()
    };
    name != "host" && (name == "authorization" || words(before) != words(after))
}

proptest! {
    #[test]
    fn any_altered_byte_of_a_signed_request_is_refused(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut request = request();
        let names: Vec<_> = request.headers.keys().cloned().collect();
        let lengths: Vec<_> = names.iter().map(|name| request.headers[name].len()).collect();
        let mut at = at.index(lengths.iter().sum::<usize>() + request.path.len() + request.body.len());
        for (name, length) in names.iter().zip(lengths) {
            if at < length {
                let before = request.headers[name].clone();
                let mut value = before.as_bytes().to_vec();
                prop_assume!(value[at] != byte);
                value[at] = byte;
                let Ok(after) = HeaderValue::from_bytes(&value) else { return Ok(()) };
                prop_assume!(is_covered(name.as_str(), &before, &after));
                request.headers.insert(name, after);
                // A space more between the parts of the header is the same header.
                if name == "authorization" && byte == b' ' { return Ok(()) }
                let key = SiteKeyId::from_random(&[1; 16]);
                let read = UnverifiedSignature::read(&request.headers, None, NOW);
                prop_assume!(read.is_ok_and(|signature| *signature.key_id() == key));
                prop_assert!(check(&request).is_err());
                return Ok(());
            }
            at -= length;
        }
        let part = if at < request.path.len() {
            let mut path = request.path.clone().into_bytes();
            prop_assume!(path[at] != byte);
            path[at] = byte;
            let Ok(path) = String::from_utf8(path) else { return Ok(()) };
            request.path = path;
            "path"
        } else {
            let at = at - request.path.len();
            prop_assume!(request.body[at] != byte);
            request.body[at] = byte;
            "body"
        };
        prop_assert_eq!(check(&request), Err(SignatureError::Mismatch), "{}", part);
    }

    #[test]
    fn no_authorization_header_breaks_the_reader(text in "\\PC{0,200}") {
        let _ = Authorization::parse(&text);
        let _ = Authorization::parse(&format!("{ALGORITHM} {text}"));
    }
}
