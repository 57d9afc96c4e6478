//! A browser in front of the platform, and a tool behind it, as small as they can be.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};
use serde_json::Value;
use test_platform::{Config, Platform, SigningKey, jwks};
use tower::ServiceExt as _;

/// When the tests play: 2026-11-21T22:05:22Z.
pub const NOW: i64 = 1_795_298_722;

/// A platform under a clock that the test moves.
pub struct Demo {
    platform: Platform,
    clock: Arc<AtomicI64>,
}

/// What the browser got.
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

/// A form in a page: where it goes, and what it carries.
#[derive(Debug, Clone)]
pub struct Form {
    pub action: String,
    pub fields: BTreeMap<String, String>,
}

impl Demo {
    pub fn new() -> Self {
        Self::with_key(SigningKey::rsa())
    }

    pub fn with_key(key: SigningKey) -> Self {
        Self::with(Config::default(), key)
    }

    pub fn with(config: Config, key: SigningKey) -> Self {
        let clock = Arc::new(AtomicI64::new(NOW));
        let time = Arc::clone(&clock);
        let counter = AtomicU64::new(0);
        let entropy = move |bytes: &mut [u8]| {
            let number = counter.fetch_add(1, Ordering::Relaxed).to_be_bytes();
            bytes[..8].copy_from_slice(&number);
        };
        let now = move || time.load(Ordering::Relaxed);
        let platform = Platform::new(config, key, now, entropy).unwrap();
        Self { platform, clock }
    }

    pub fn platform(&self) -> &Platform {
        &self.platform
    }

    pub fn config(&self) -> &Config {
        self.platform.config()
    }

    pub fn pass(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    pub async fn send(&self, request: Request<Body>) -> Page {
        let response = self.platform.router().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Page { status: parts.status, headers: parts.headers, body: String::from_utf8(body.to_vec()).unwrap() }
    }

    pub async fn get(&self, path: &str) -> Page {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form as a page of the platform does.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// The login initiation of a launch into a window: the form that goes to the tool.
    pub async fn start(&self, query: &str) -> Form {
        let page = self.get(&format!("/launch?target=window&{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        page.form()
    }

    /// What a good tool asks for after this login initiation.
    pub fn authentication_request(&self, login: &Form) -> BTreeMap<String, String> {
        let fields = [
            ("scope", "openid"),
            ("response_type", "id_token"),
            ("response_mode", "form_post"),
            ("prompt", "none"),
            ("client_id", &login.fields["client_id"]),
            ("redirect_uri", &self.config().tool_launch_url),
            ("login_hint", &login.fields["login_hint"]),
            ("lti_message_hint", &login.fields["lti_message_hint"]),
            ("state", STATE),
            ("nonce", NONCE),
        ];
        let owned = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        owned.into_iter().collect()
    }

    pub async fn authorize(&self, request: &BTreeMap<String, String>) -> Page {
        let body = encode(request);
        let request = Request::post("/auth")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body));
        self.send(request.unwrap()).await
    }

    /// A whole launch by a good tool: the form that ends at the tool's launch URL.
    pub async fn launch(&self, query: &str) -> Form {
        let login = self.start(query).await;
        let page = self.authorize(&self.authentication_request(&login)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        page.form()
    }
}

/// A state with all that a careless platform loses.
pub const STATE: &str = "a+b/c=&d%20e <f> \"g\" 'h' é";

/// The nonce that the tool asks for.
pub const NONCE: &str = "n-0S6_WzA2Mj";

pub fn encode(fields: &BTreeMap<String, String>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

impl Page {
    pub fn header(&self, name: header::HeaderName) -> &str {
        self.headers[name].to_str().unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The one form that is posted.
    pub fn form(&self) -> Form {
        let (_, form) = self.body.split_once("<form id=\"message\"").expect("a form");
        let (form, _) = form.split_once("</form>").expect("the end of the form");
        let inputs = form.split("<input ").skip(1);
        let fields = inputs.map(|input| (attribute(input, "name"), attribute(input, "value")));
        Form { action: attribute(form, "action"), fields: fields.collect() }
    }
}

/// The value of an attribute, as a browser reads it.
pub fn attribute(tag: &str, name: &str) -> String {
    let (_, rest) = tag.split_once(&format!("{name}=\"")).expect("the attribute");
    let (value, _) = rest.split_once('"').expect("a closing quote");
    unescape(value)
}

pub fn unescape(text: &str) -> String {
    let entities = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    entities.iter().fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character))
}

/// Verifies a token as a third party does: by the key set, with another library.
pub fn verify(token: &str, keys: &[&SigningKey]) -> Result<Value, jsonwebtoken::errors::Error> {
    let header = decode_header(token)?;
    let set: JwkSet = serde_json::from_value(jwks(keys)).unwrap();
    let kid = header.kid.as_deref().unwrap_or_default();
    let jwk = set.find(kid).ok_or(jsonwebtoken::errors::ErrorKind::InvalidKeyFormat)?;
    let mut validation = Validation::new(header.alg);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    Ok(decode(token, &DecodingKey::from_jwk(jwk)?, &validation)?.claims)
}
