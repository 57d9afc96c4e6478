//! AWS Signature Version 4 in a header, as a service verifies it:
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.
//!
//! The access key id is a site's key id, and the secret access key is the secret's text in the connection code. What must have
//! been signed is the request to this service's public address, whatever host and path proxies made of it on the way.

mod address;
mod authorization;
mod canonical;
mod instant;
mod key;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac;
use axum::http::{HeaderMap, HeaderName};
use lti::time::UnixTime;
use moodle::{SiteKeyId, SiteSecret};

pub(crate) use address::PublicAddress;
use authorization::Authorization;
use canonical::{hex, single};
use instant::Instant;

/// The only algorithm that is taken.
const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// The service for which the SDKs sign `PutEvents`.
const SERVICE: &str = "events";
/// How far the sender's clock may be off, in seconds, as with AWS.
const SKEW: u64 = 5 * 60;
/// Where CloudFront puts a signature: API Gateway drops an `Authorization` header with a signature of this kind.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html>
const MOVED: HeaderName = HeaderName::from_static("x-moodle-aws-authorization");
const DATE: HeaderName = HeaderName::from_static("x-amz-date");
const PAYLOAD_HASH: HeaderName = HeaderName::from_static("x-amz-content-sha256");
const SESSION_TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");
/// Headers that decide what becomes of a request. PHP's SDK does not sign `content-type`, so nothing hangs on it.
const MUST_BE_SIGNED: [&str; 3] = ["host", "x-amz-date", "x-amz-target"];

/// Why a signature opens nothing. The texts name nothing secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum SignatureError {
    /// There is no `Authorization` header. Set the client up with a key.
    #[error(
        "the request is not signed: give the client the key id of the connection code as access key and its secret as secret key"
    )]
    Missing,
    /// There are several, and nobody knows which the next reader believes.
    #[error("the request has more than one Authorization header")]
    Several,
    /// It is another kind of authorization.
    #[error(
        "the Authorization header is not of {ALGORITHM}; sign with AWS Signature Version 4 in a header, not with SigV4A or in the address"
    )]
    Algorithm,
    /// A part of the header is missing, twice there, or unreadable.
    #[error("the Authorization header has no usable {0}")]
    Unreadable(&'static str),
    /// The key's name is none of ours.
    #[error(
        "the access key id is none of a connection code: those have {} characters; keys of an AWS account open nothing here",
        SiteKeyId::LENGTH
    )]
    NotAKeyId,
    /// The scope is another service's.
    #[error("the signature is for the service {0}, not for {SERVICE}")]
    Service(String),
    /// Keys of connection codes have no session tokens.
    #[error(
        "the request has a session token; the keys of connection codes have none, so use the key id and the secret alone"
    )]
    SessionToken,
    /// A header that decides something is not covered by the signature.
    #[error("the header {0} is not signed")]
    NotSigned(String),
    /// A signed header is missing or there more than once.
    #[error("the signed header {0} is missing, or there more than once")]
    Header(String),
    /// The payload is not covered by the signature, or not as a whole.
    #[error("the payload is not signed as a whole ({0}); send it in one piece with its SHA-256")]
    UnsignedPayload(String),
    /// Something stands behind the path.
    #[error("the address has a query; PutEvents has none")]
    Query,
    /// `x-amz-date` is no time, or of another day than the scope.
    #[error(
        "the header x-amz-date is no time such as 20261129T210000Z, or of another day than the credential's scope"
    )]
    Date,
    /// The sender's clock is wrong, or the request was on its way for long.
    #[error(
        "signature expired: the request was signed at {signed}, and this service's clock shows {now}; more than 5 minutes are between them, so set the clock of the machine that signs"
    )]
    Expired {
        /// When it was signed, by the sender's clock.
        signed: Instant,
        /// Our clock.
        now: Instant,
    },
    /// The sender's clock is wrong.
    #[error(
        "signature not yet current: the request was signed at {signed}, and this service's clock shows {now}; more than 5 minutes are between them, so set the clock of the machine that signs"
    )]
    NotYetCurrent {
        /// When it was signed, by the sender's clock.
        signed: Instant,
        /// Our clock.
        now: Instant,
    },
    /// It was signed for another address of this service.
    #[error(
        "the request was signed for the host {signed}, and this service is {public}: use the address of the connection code"
    )]
    Host {
        /// What the sender believes to be our host.
        signed: String,
        /// Our host.
        public: String,
    },
    /// Secret, body, path or a signed header are not those that were signed.
    #[error(
        "the signature does not match: the secret is not that of this key, or the request was changed on its way. Paste the connection code again"
    )]
    Mismatch,
}

/// A request's signature, read but not believed.
#[derive(Debug)]
pub(crate) struct UnverifiedSignature {
    authorization: Authorization,
    date: Instant,
}

/// What a signature covers beside the headers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signed<'a> {
    /// The path as it arrived, without what proxies put before it.
    pub path: &'a str,
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The whole body.
    pub body: &'a [u8],
}

impl UnverifiedSignature {
    /// Reads the signature of a request, and refuses all that needs no key to be refused.
    ///
    /// # Errors
    /// [`SignatureError`].
    pub fn read(headers: &HeaderMap, query: Option<&str>, now: UnixTime) -> Result<Self, SignatureError> {
        let authorization = Authorization::parse(one_authorization(headers)?)?;
        if query.is_some_and(|query| !query.is_empty()) {
            return Err(SignatureError::Query);
        }
        if headers.contains_key(SESSION_TOKEN) {
            return Err(SignatureError::SessionToken);
        }
        for name in MUST_BE_SIGNED {
            if !authorization.signs(name) {
                return Err(SignatureError::NotSigned(name.to_owned()));
            }
        }
        let date = single(headers, DATE.as_str()).and_then(Instant::parse).ok_or(SignatureError::Date)?;
        if !date.to_string().starts_with(&authorization.day) {
            return Err(SignatureError::Date);
        }
        in_time(date, now)?;
        check_payload_header(headers, &authorization)?;
        Ok(Self { authorization, date })
    }

    /// The key that the request names.
    pub fn key_id(&self) -> &SiteKeyId {
        &self.authorization.key_id
    }

    /// Checks the signature with the key's secret, in constant time.
    ///
    /// # Errors
    /// [`SignatureError`].
    pub fn verify(
        &self,
        signed: Signed<'_>,
        secret: &SiteSecret,
        public: &PublicAddress,
    ) -> Result<(), SignatureError> {
        let hash = hex(digest(&SHA256, signed.body).as_ref());
        if let Some(told) = signed.headers.get(PAYLOAD_HASH)
            && told.as_bytes() != hash.as_bytes()
        {
            return Err(SignatureError::Mismatch);
        }
        let key = key::signing_key(secret, &self.authorization.day, &self.authorization.region, SERVICE);
        let matches = |host: &str| {
            for path in possible_paths(signed.path) {
                let request = self.canonical(Signed { path: &path, ..signed }, host, public, &hash)?;
                let to_sign = self.string_to_sign(&request);
                if hmac::verify(&key, to_sign.as_bytes(), &self.authorization.signature).is_ok() {
                    return Ok(true);
                }
            }
            Ok(false)
        };
        if matches(public.authority())? {
            return Ok(());
        }
        // A client that was given another name of this service signs that name, which is worth its own message.
        match single(signed.headers, "host") {
            Some(host) if host != public.authority() && matches(host)? => {
                Err(SignatureError::Host { signed: host.to_owned(), public: public.authority().to_owned() })
            }
            _ => Err(SignatureError::Mismatch),
        }
    }

    fn canonical(
        &self,
        signed: Signed<'_>,
        host: &str,
        public: &PublicAddress,
        hash: &str,
    ) -> Result<String, SignatureError> {
        let names = &self.authorization.signed_headers;
        let headers = canonical::headers(names, signed.headers, host, signed.body.len())?;
        let path = canonical::path(&public.path_of(signed.path));
        Ok(format!("POST\n{path}\n\n{headers}\n{}\n{hash}", names.join(";")))
    }

    fn string_to_sign(&self, canonical: &str) -> String {
        let Authorization { day, region, .. } = &self.authorization;
        let hash = hex(digest(&SHA256, canonical.as_bytes()).as_ref());
        format!("{ALGORITHM}\n{}\n{day}/{region}/{SERVICE}/{}\n{hash}", self.date, key::TERMINATION)
    }
}

/// The path as it arrived, and as it was if a proxy took the slash from its end, which some SDKs put there.
fn possible_paths(path: &str) -> Vec<Cow<'_, str>> {
    let longer = (!path.ends_with('/')).then(|| Cow::Owned(format!("{path}/")));
    std::iter::once(Cow::Borrowed(path)).chain(longer).collect()
}

/// The one header that holds the signature, under its own name or under the one that it got on the way.
fn one_authorization(headers: &HeaderMap) -> Result<&str, SignatureError> {
    let mut all = headers.get_all(axum::http::header::AUTHORIZATION).iter().chain(headers.get_all(MOVED));
    let first = all.next().ok_or(SignatureError::Missing)?;
    if all.next().is_some() {
        return Err(SignatureError::Several);
    }
    first.to_str().map_err(|_| SignatureError::Algorithm)
}

fn in_time(signed: Instant, now: UnixTime) -> Result<(), SignatureError> {
    let now = Instant::from(now);
    if signed.0.abs_diff(now.0) <= SKEW {
        return Ok(());
    }
    Err(if signed.0 < now.0 {
        SignatureError::Expired { signed, now }
    } else {
        SignatureError::NotYetCurrent { signed, now }
    })
}

/// The payload's hash may stand in a header. Other services take words there that leave the payload out of the signature.
fn check_payload_header(headers: &HeaderMap, authorization: &Authorization) -> Result<(), SignatureError> {
    if !headers.contains_key(PAYLOAD_HASH) {
        return Ok(());
    }
    if !authorization.signs(PAYLOAD_HASH.as_str()) {
        return Err(SignatureError::NotSigned(PAYLOAD_HASH.as_str().to_owned()));
    }
    let Some(hash) = single(headers, PAYLOAD_HASH.as_str()) else {
        return Err(SignatureError::Header(PAYLOAD_HASH.as_str().to_owned()));
    };
    let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hash { Ok(()) } else { Err(SignatureError::UnsignedPayload(hash.chars().take(60).collect())) }
}
