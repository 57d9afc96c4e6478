//! The token that a plugin signs for each call: a JSON Web Token (RFC 7519) in compact form, signed with HMAC-SHA256
//! (`HS256`) under the site's secret.
//!
//! Its header names the key (`kid`); its claims are `iss` (the site's address), `sub` (the person's id in Moodle, in
//! decimal digits), `aud` (this service's public URL), `iat`, `exp` at most 60 s later, and a `jti` that is used once.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;

use crate::{Endpoint, Site, SiteKeyId, SiteSecret, SiteUrl, UserId};

/// The longest token that is read, in bytes. The plugin's are under 600.
const LONGEST: usize = 2048;
/// The longest time from `iat` to `exp`, in seconds.
pub const LONGEST_LIFE: i64 = 60;
/// How far the clocks of Moodle and this service may differ, in seconds.
pub const TOLERANCE: i64 = 30;
/// Characters in a `jti`: the fewest still hold 96 random bits as base64url.
const TOKEN_ID: std::ops::RangeInclusive<usize> = 16..=64;

/// Why a signed token opens nothing. Times are in seconds.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignedTokenError {
    /// It is no signed token of the plugin; the text says what is wrong.
    #[error("the token is malformed: {0}")]
    Malformed(&'static str),
    /// It is not signed with HS256.
    #[error("the token's algorithm is not HS256, the only one that is accepted")]
    Algorithm,
    /// The signature is not of the key that it names. Paste the connection code again.
    #[error(
        "the token's signature is not that of its site's key: paste the connection code again, or a new one from `moodle-aws site add`"
    )]
    BadSignature,
    /// A claim is missing, twice there, of the wrong kind or too long.
    #[error("the token's claim {0} is missing or unusable")]
    Claim(&'static str),
    /// The key is another site's. A copy of a site, under another address, needs a code of its own.
    #[error(
        "the token comes from another address than the one its key was made for ({0}): make a code for this site's wwwroot with `moodle-aws site add`"
    )]
    OtherIssuer(SiteUrl),
    /// It was made for another service.
    #[error(
        "the token is made for another address than {0}: paste a connection code that was made for this address"
    )]
    OtherAudience(Endpoint),
    /// It lives longer than [`LONGEST_LIFE`], or ends before it begins.
    #[error("the token lives {0} s: it must live between 1 and {LONGEST_LIFE} s")]
    Life(i64),
    /// Moodle's clock is ahead by more than [`TOLERANCE`]. Set the clocks by NTP.
    #[error(
        "Moodle's clock is {ahead} s ahead of this service's, and {TOLERANCE} s are tolerated: let both machines set their clocks by NTP"
    )]
    ClockAhead {
        /// By how much.
        ahead: i64,
    },
    /// It is over. A token that was just made is over when Moodle's clock is behind.
    #[error(
        "the token is over: by Moodle's clock it was made {made} s ago. If it was sent at once, Moodle's clock is {made} s behind this service's, and {TOLERANCE} s are tolerated: let both machines set their clocks by NTP"
    )]
    Expired {
        /// How long ago it was made.
        made: i64,
    },
}

impl SignedTokenError {
    /// Stable and machine-readable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "token_malformed",
            Self::Algorithm => "token_algorithm",
            Self::BadSignature => "bad_signature",
            Self::Claim(_) => "token_claim_unusable",
            Self::OtherIssuer(_) => "other_issuer",
            Self::OtherAudience(_) => "other_audience",
            Self::Life(_) => "token_lives_too_long",
            Self::ClockAhead { .. } => "clock_skew",
            Self::Expired { .. } => "token_expired",
        }
    }
}

/// The part of the header that is read. Keys come from the table of sites only.
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Claims {
    iss: Option<String>,
    sub: Option<String>,
    aud: Option<String>,
    iat: Option<i64>,
    exp: Option<i64>,
    jti: Option<String>,
}

/// A token of the right shape. Nothing in it is true yet; redacted in `Debug`.
#[derive(Clone)]
pub struct UnverifiedToken {
    text: String,
    key_id: SiteKeyId,
}

impl std::fmt::Debug for UnverifiedToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "UnverifiedToken([redacted] of key {})", self.key_id)
    }
}

/// A token in which everything is true but one thing: nobody knows yet whether its id was used before.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "claim its id, once"]
pub struct VerifiedToken {
    /// The person on whose behalf the site calls.
    pub user_id: UserId,
    /// The site.
    pub site: SiteUrl,
    /// The key that signed.
    pub key_id: SiteKeyId,
    /// `jti`: letters, digits, `-` and `_`.
    pub token_id: String,
    /// From then on the token is refused as over, in seconds since 1970: so long its use must be remembered.
    pub void_from: i64,
}

impl UnverifiedToken {
    /// Whether a text is meant to be a signed token: it has the two dots that no web-service token has.
    #[must_use]
    pub fn is_meant_by(text: &str) -> bool {
        text.bytes().filter(|b| *b == b'.').count() == 2
    }

    /// Reads the shape and the header.
    ///
    /// # Errors
    /// [`SignedTokenError`] for everything that can be refused without a key.
    pub fn parse(text: &str) -> Result<Self, SignedTokenError> {
        use SignedTokenError::Malformed;
        if text.len() > LONGEST {
            return Err(Malformed("it is too long"));
        }
        if !Self::is_meant_by(text) {
            return Err(Malformed("it has not three parts"));
        }
        let encoded = text.split('.').next().unwrap_or_default();
        let header = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| Malformed("its header is not base64url"))?;
        let header: Header =
            serde_json::from_slice(&header).map_err(|_| Malformed("its header is not a JOSE header"))?;
        if header.crit.is_some() {
            return Err(Malformed("its header demands extensions (crit)"));
        }
        if header.alg != "HS256" {
            return Err(SignedTokenError::Algorithm);
        }
        let key_id = header.kid.as_deref().and_then(|kid| SiteKeyId::parse(kid).ok());
        let key_id = key_id.ok_or(Malformed("its header names no key (kid)"))?;
        Ok(Self { text: text.to_owned(), key_id })
    }

    /// The key that the token says it was signed with.
    #[must_use]
    pub fn key_id(&self) -> &SiteKeyId {
        &self.key_id
    }

    /// Makes every check but that of the first use. `site` and `secret` are those of [`Self::key_id`].
    ///
    /// # Errors
    /// [`SignedTokenError`], one variant a check.
    pub fn verify(
        &self,
        site: &Site,
        secret: &SiteSecret,
        audience: &Endpoint,
        now: i64,
    ) -> Result<VerifiedToken, SignedTokenError> {
        let claims = self.claims(secret)?;
        let claim = |name, value: Option<String>| value.ok_or(SignedTokenError::Claim(name));
        if claim("iss", claims.iss)? != site.url.as_str() {
            return Err(SignedTokenError::OtherIssuer(site.url.clone()));
        }
        if claim("aud", claims.aud)? != audience.as_str() {
            return Err(SignedTokenError::OtherAudience(audience.clone()));
        }
        let user_id =
            UserId::parse(&claim("sub", claims.sub)?).map_err(|_| SignedTokenError::Claim("sub"))?;
        let token_id = claims.jti.filter(|jti| is_token_id(jti)).ok_or(SignedTokenError::Claim("jti"))?;
        let issued = claims.iat.ok_or(SignedTokenError::Claim("iat"))?;
        let expires = claims.exp.ok_or(SignedTokenError::Claim("exp"))?;
        let void_from = check_times(issued, expires, now)?;
        Ok(VerifiedToken {
            user_id,
            site: site.url.clone(),
            key_id: self.key_id.clone(),
            token_id,
            void_from,
        })
    }

    fn claims(&self, secret: &SiteSecret) -> Result<Claims, SignedTokenError> {
        use SignedTokenError::Malformed;
        let (signed, signature) = self.text.rsplit_once('.').ok_or(Malformed("it has not three parts"))?;
        let key = DecodingKey::from_secret(secret.reveal());
        // The algorithm is ours, never the token's.
        let good = jsonwebtoken::crypto::verify(signature, signed.as_bytes(), &key, Algorithm::HS256);
        if !good.unwrap_or(false) {
            return Err(SignedTokenError::BadSignature);
        }
        let payload = signed.split('.').nth(1).unwrap_or_default();
        let payload =
            URL_SAFE_NO_PAD.decode(payload).map_err(|_| Malformed("its claims are not base64url"))?;
        serde_json::from_slice(&payload).map_err(|_| {
            Malformed("its claims are no JSON object, or one is twice there or of the wrong kind")
        })
    }
}

fn is_token_id(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    TOKEN_ID.contains(&text.len()) && text.bytes().all(plain)
}

/// When the token is void from.
fn check_times(issued: i64, expires: i64, now: i64) -> Result<i64, SignedTokenError> {
    let life = expires.saturating_sub(issued);
    if !(1..=LONGEST_LIFE).contains(&life) {
        return Err(SignedTokenError::Life(life));
    }
    let ahead = issued.saturating_sub(now);
    if ahead > TOLERANCE {
        return Err(SignedTokenError::ClockAhead { ahead });
    }
    let void_from = expires.saturating_add(TOLERANCE);
    if now >= void_from {
        return Err(SignedTokenError::Expired { made: now.saturating_sub(issued) });
    }
    Ok(void_from)
}

#[cfg(test)]
mod tests;
