//! A Moodle site that may call, and the name of its key.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// The longest address that is taken, in bytes.
const LONGEST: usize = 255;

/// Why a text is no address of a site or of this service.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotASiteUrl {
    /// It is no URL. Give the whole of it, scheme included.
    #[error("it is not a URL such as https://moodle.example ({0})")]
    NotAUrl(#[from] url::ParseError),
    /// It has spaces or control characters in it, or a backslash.
    #[error("it has a character in it that no address has")]
    Character,
    /// It is longer than any wwwroot.
    #[error("it is longer than {LONGEST} bytes")]
    TooLong,
    /// It has another scheme than http or https.
    #[error("its scheme is {0}, not https")]
    Scheme(String),
    /// It is plain http and not on this machine. Serve it over https.
    #[error("it is plain http, and tokens would be sent in the clear; it must be https")]
    Insecure,
    /// It has a user name, a password, a query or a fragment.
    #[error("it has a user name, a query or a fragment; give scheme, host and path only")]
    NotBare,
    /// It ends with a slash, as no wwwroot does.
    #[error("it ends with a slash; Moodle's wwwroot has none")]
    Slash,
}

fn check(text: &str) -> Result<(), NotASiteUrl> {
    if text.len() > LONGEST {
        return Err(NotASiteUrl::TooLong);
    }
    // A URL parser drops or mends these; the text that is compared would be another than the one that is called.
    if text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
        return Err(NotASiteUrl::Character);
    }
    let url = Url::parse(text)?;
    match url.scheme() {
        "https" => {}
        "http" if is_this_machine(&url) => {}
        "http" => return Err(NotASiteUrl::Insecure),
        other => return Err(NotASiteUrl::Scheme(other.to_owned())),
    }
    if text.contains(['?', '#', '@']) {
        return Err(NotASiteUrl::NotBare);
    }
    if text.ends_with('/') {
        return Err(NotASiteUrl::Slash);
    }
    Ok(())
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

macro_rules! address {
    ($(#[$doc:meta])* $type:ident) => {
        $(#[$doc])*
        ///
        /// It is https, because tokens are sent there; plain http is taken for this machine only (`localhost`,
        /// `*.localhost` and loopback addresses). It has no slash at its end.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $type(String);

        impl $type {
            /// Reads an address.
            ///
            /// # Errors
            /// [`NotASiteUrl`], which says what to change.
            pub fn parse(text: &str) -> Result<Self, NotASiteUrl> {
                check(text).map(|()| Self(text.to_owned()))
            }

            /// The address, to the letter.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $type {
            type Err = NotASiteUrl;
            fn from_str(text: &str) -> Result<Self, NotASiteUrl> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $type {
            type Error = NotASiteUrl;
            fn try_from(text: String) -> Result<Self, NotASiteUrl> {
                Self::parse(&text)
            }
        }

        impl From<$type> for String {
            fn from(address: $type) -> String {
                address.0
            }
        }
    };
}

address!(
    /// A site's address: Moodle's `$CFG->wwwroot`, exactly as Moodle writes it. Two addresses are one site only when
    /// they are the same to the letter.
    SiteUrl
);
address!(
    /// Where plugins reach this service, which is also the audience (`aud`) of what they sign.
    Endpoint
);

/// The name of a site's key: 128 random bits as 22 base64url characters. It is no secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SiteKeyId(String);

/// The text has not the shape of a key id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key id has {} characters of base64url", SiteKeyId::LENGTH)]
pub struct NotAKeyId;

impl SiteKeyId {
    /// How many characters it has.
    pub const LENGTH: usize = 22;

    /// The id that these random bytes make.
    #[must_use]
    pub fn from_random(bytes: &[u8; 16]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Reads an id.
    ///
    /// # Errors
    /// [`NotAKeyId`].
    pub fn parse(text: &str) -> Result<Self, NotAKeyId> {
        match URL_SAFE_NO_PAD.decode(text) {
            Ok(bytes) if bytes.len() == 16 => Ok(Self(text.to_owned())),
            _ => Err(NotAKeyId),
        }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SiteKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for SiteKeyId {
    type Err = NotAKeyId;
    fn from_str(text: &str) -> Result<Self, NotAKeyId> {
        Self::parse(text)
    }
}

impl TryFrom<String> for SiteKeyId {
    type Error = NotAKeyId;
    fn try_from(text: String) -> Result<Self, NotAKeyId> {
        Self::parse(&text)
    }
}

impl From<SiteKeyId> for String {
    fn from(id: SiteKeyId) -> String {
        id.0
    }
}

/// One key of a site whose plugins may call. A site may have several at once, so that a key can be replaced without
/// a gap: add a second, paste it in Moodle, revoke the first. The secret is not here: [`crate::SiteKey`] derives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Names the key.
    pub key_id: SiteKeyId,
    /// The site's address.
    pub url: SiteUrl,
    /// When the operator added it, in seconds since 1970.
    pub added: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wwwroot_is_kept_to_the_letter() {
        for text in [
            "https://moodle.example",
            "https://Moodle.Example/campus",
            "https://moodle.example:8443",
            "https://münchen.example",
            "http://localhost:8000",
            "http://moodle.localhost/m",
            "http://127.0.0.2",
            "http://[::1]:80",
        ] {
            assert_eq!(SiteUrl::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn what_is_no_wwwroot_is_refused_with_what_to_change() {
        let refused = |text: &str| SiteUrl::parse(text).unwrap_err();
        assert!(matches!(refused("moodle.example"), NotASiteUrl::NotAUrl(_)));
        assert!(matches!(refused(""), NotASiteUrl::NotAUrl(_)));
        assert_eq!(refused("ftp://moodle.example"), NotASiteUrl::Scheme("ftp".into()));
        for insecure in ["http://moodle.example", "http://10.0.0.1", "http://localhost.example"] {
            assert_eq!(refused(insecure), NotASiteUrl::Insecure, "{insecure}");
        }
        for url in
            ["https://u:p@m.example", "https://m.example?a", "https://m.example#a", "https://@m.example"]
        {
            assert_eq!(refused(url), NotASiteUrl::NotBare, "{url}");
        }
        for url in ["https://m.example/", "https://m.example/campus/"] {
            assert_eq!(refused(url), NotASiteUrl::Slash, "{url}");
        }
        for url in ["https://m.example ", " https://m.example", "https://m.exa\nmple", "https:\\\\m.example"]
        {
            assert_eq!(refused(url), NotASiteUrl::Character, "{url}");
        }
        assert_eq!(refused(&format!("https://{}.example", "m".repeat(300))), NotASiteUrl::TooLong);
    }

    #[test]
    fn a_key_id_is_read_back_only_in_its_own_shape() {
        let id = SiteKeyId::from_random(&[7; 16]);
        assert_eq!(id.as_str().len(), SiteKeyId::LENGTH);
        assert_eq!(SiteKeyId::parse(id.as_str()), Ok(id.clone()));
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(serde_json::from_str::<SiteKeyId>(&json).unwrap(), id);
        // The last character of 128 bits has four bits without meaning: two texts must not be one key.
        for wrong in
            ["", "short", &"A".repeat(21), &"A".repeat(23), &format!("{}B", "A".repeat(21)), &"é".repeat(11)]
        {
            assert_eq!(SiteKeyId::parse(wrong), Err(NotAKeyId), "{wrong}");
        }
    }
}
