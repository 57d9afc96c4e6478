//! The connection code: the one text that an administrator pastes into Moodle to connect a site.
//!
//! It is `moodle-aws-1.<payload>.<check>`: the payload is base64url (RFC 4648 §5, no padding) of a JSON object with
//! `endpoint`, `site`, `key_id` and `secret` (base64url of 32 bytes), and the check is the first 8 characters of
//! the SHA-256 of the payload's text, as base64url. The check finds what copying breaks; it protects nothing.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::{Endpoint, SiteKeyId, SiteSecret, SiteUrl};

const NAME: &str = "moodle-aws-";
const VERSION: &str = "1";
const CHECK_LENGTH: usize = 8;
/// Longer texts are no code: two addresses and two keys fit into less.
const LONGEST: usize = 2048;

/// What a site needs to call. Its text is secret; `Debug` redacts the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionCode {
    /// Where the site's plugins call.
    pub endpoint: Endpoint,
    /// The site that may use the code.
    pub site: SiteUrl,
    /// The key's name.
    pub key_id: SiteKeyId,
    /// The key.
    pub secret: SiteSecret,
}

/// Why a text is no connection code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotACode {
    /// It is something else. Paste the code that `moodle-aws site add` printed.
    #[error("this is no connection code: one begins with {NAME}{VERSION}.")]
    Other,
    /// A later version of the product made it. Update the plugin.
    #[error("this connection code has the form {0}, which this version cannot read")]
    OtherVersion(String),
    /// A part is missing or was changed on the way. Copy the whole code again.
    #[error("this connection code is cut off or was changed on the way: copy the whole of it again")]
    Damaged,
    /// Its contents make no sense. Make a new one.
    #[error("this connection code has no usable {0}: make a new one")]
    Unusable(&'static str),
}

#[derive(Serialize, Deserialize)]
struct Payload {
    endpoint: String,
    site: String,
    key_id: String,
    secret: String,
}

impl ConnectionCode {
    /// The text to paste. It is secret: for the screen of who connects the site, never for logs.
    #[must_use]
    pub fn reveal(&self) -> String {
        let payload = serde_json::json!(Payload {
            endpoint: self.endpoint.to_string(),
            site: self.site.to_string(),
            key_id: self.key_id.to_string(),
            secret: URL_SAFE_NO_PAD.encode(self.secret.reveal()),
        });
        let payload = URL_SAFE_NO_PAD.encode(payload.to_string());
        let check = check(&payload);
        format!("{NAME}{VERSION}.{payload}.{check}")
    }

    /// Reads a code. White space is ignored: mail programs break long lines.
    ///
    /// # Errors
    /// [`NotACode`], which says what to do and repeats nothing of the code.
    pub fn parse(text: &str) -> Result<Self, NotACode> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).take(LONGEST + 1).collect();
        let rest = text.strip_prefix(NAME).filter(|_| text.len() <= LONGEST).ok_or(NotACode::Other)?;
        let (version, rest) = rest.split_once('.').ok_or(NotACode::Damaged)?;
        if version != VERSION {
            let number =
                !version.is_empty() && version.len() <= 4 && version.bytes().all(|b| b.is_ascii_digit());
            return Err(if number { NotACode::OtherVersion(version.to_owned()) } else { NotACode::Other });
        }
        let (payload, given) = rest.split_once('.').ok_or(NotACode::Damaged)?;
        if given != check(payload) {
            return Err(NotACode::Damaged);
        }
        let json = URL_SAFE_NO_PAD.decode(payload).map_err(|_| NotACode::Unusable("contents"))?;
        let payload: Payload = serde_json::from_slice(&json).map_err(|_| NotACode::Unusable("contents"))?;
        let secret = URL_SAFE_NO_PAD.decode(payload.secret).ok().and_then(|bytes| bytes.try_into().ok());
        Ok(Self {
            endpoint: Endpoint::parse(&payload.endpoint).map_err(|_| NotACode::Unusable("endpoint"))?,
            site: SiteUrl::parse(&payload.site).map_err(|_| NotACode::Unusable("site"))?,
            key_id: SiteKeyId::parse(&payload.key_id).map_err(|_| NotACode::Unusable("key id"))?,
            secret: SiteSecret::new(secret.ok_or(NotACode::Unusable("secret"))?),
        })
    }
}

fn check(payload: &str) -> String {
    let digest = digest::digest(&digest::SHA256, payload.as_bytes());
    let mut check = URL_SAFE_NO_PAD.encode(digest);
    check.truncate(CHECK_LENGTH);
    check
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> ConnectionCode {
        ConnectionCode {
            endpoint: Endpoint::parse("https://tool.example").unwrap(),
            site: SiteUrl::parse("https://moodle.example/campus").unwrap(),
            key_id: SiteKeyId::from_random(&[1; 16]),
            secret: SiteSecret::new([0xa5; 32]),
        }
    }

    /// Codes that were pasted stay in Moodle for years.
    #[test]
    fn a_code_of_today_is_read_by_every_later_version() {
        let printed = "moodle-aws-1.eyJlbmRwb2ludCI6Imh0dHBzOi8vdG9vbC5leGFtcGxlIiwia2V5X2lkIjoiQVFFQkFRRUJBUUVCQVFFQkFRRUJBUSIsInNlY3JldCI6InBhV2xwYVdscGFXbHBhV2xwYVdscGFXbHBhV2xwYVdscGFXbHBhV2xwYVUiLCJzaXRlIjoiaHR0cHM6Ly9tb29kbGUuZXhhbXBsZS9jYW1wdXMifQ.pI0KGhQe";
        assert_eq!(code().reveal(), printed);
        assert_eq!(ConnectionCode::parse(printed), Ok(code()));
    }

    #[test]
    fn white_space_of_mail_programs_is_ignored() {
        let (start, end) = (code().reveal()[..60].to_owned(), code().reveal()[60..].to_owned());
        assert_eq!(ConnectionCode::parse(&format!("  {start}\r\n\u{a0}{end}\n")), Ok(code()));
    }

    #[test]
    fn a_code_that_is_cut_off_at_any_place_is_told_as_that() {
        let whole = code().reveal();
        for end in "moodle-aws-1.".len()..whole.len() {
            assert_eq!(ConnectionCode::parse(&whole[..end]), Err(NotACode::Damaged), "{end}");
        }
        for end in 0..NAME.len() {
            assert_eq!(ConnectionCode::parse(&whole[..end]), Err(NotACode::Other), "{end}");
        }
        assert_eq!(ConnectionCode::parse(&format!("{whole}a")), Err(NotACode::Damaged));
    }

    #[test]
    fn a_code_with_any_character_changed_is_refused() {
        let whole = code().reveal();
        for at in 0..whole.len() {
            let mut changed = whole.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert!(ConnectionCode::parse(&String::from_utf8(changed).unwrap()).is_err(), "{at}");
        }
    }

    #[test]
    fn something_else_than_a_code_is_told_as_that() {
        let with = |payload: &str| {
            let payload = URL_SAFE_NO_PAD.encode(payload);
            ConnectionCode::parse(&format!("moodle-aws-1.{payload}.{}", check(&payload)))
        };
        assert_eq!(ConnectionCode::parse(""), Err(NotACode::Other));
        assert_eq!(ConnectionCode::parse("https://tool.example"), Err(NotACode::Other));
        assert_eq!(ConnectionCode::parse(&"x".repeat(10_000)), Err(NotACode::Other));
        assert_eq!(ConnectionCode::parse("moodle-aws-2.x"), Err(NotACode::OtherVersion("2".into())));
        assert_eq!(with("{}"), Err(NotACode::Unusable("contents")));
        let payload = |endpoint: &str, site: &str, key_id: &str, secret: &str| {
            with(&format!(
                r#"{{"endpoint":"{endpoint}","site":"{site}","key_id":"{key_id}","secret":"{secret}"}}"#
            ))
        };
        let (id, secret) = (&"A".repeat(22), &"A".repeat(43));
        assert!(payload("https://t.example", "https://m.example", id, secret).is_ok());
        let refused = |what| Err(NotACode::Unusable(what));
        assert_eq!(payload("http://t.example", "https://m.example", id, secret), refused("endpoint"));
        assert_eq!(payload("https://t.example", "https://m.example/", id, secret), refused("site"));
        assert_eq!(payload("https://t.example", "https://m.example", "A", secret), refused("key id"));
        assert_eq!(payload("https://t.example", "https://m.example", id, "AAAA"), refused("secret"));
    }

    #[test]
    fn the_secret_is_redacted_in_debug() {
        let shown = format!("{:?}", code());
        assert!(shown.contains("[redacted]") && !shown.contains("165"), "{shown}");
    }
}
