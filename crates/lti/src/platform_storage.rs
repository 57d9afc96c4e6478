//! Platform Storage: a page of the platform keeps the key of a login for a browser that keeps no cookie
//! (1EdTech LTI Client Side postMessages 0.1, LTI postMessage Storage 0.1, and LTI OIDC Login with LTI Client Side
//! postMessages 0.1).
//!
//! The platform's page stands in for the browser's cookie jar. How the key of an attempt gets there, and what it
//! proves:
//!
//! - The server makes the key at random, only for a request that came without the attempt's cookie, and forgets it: the
//!   state carries its digest, and where it is kept, under the MAC. So the server alone decides which logins are bound
//!   like this. A client that adds `lti_storage_target` to any other login, or a key to its launch, gains nothing.
//! - The key travels in the body of an answer that nothing caches and no log holds, and from there by `postMessage`
//!   to the origin of the platform's authentication endpoint: never in a URL, never to another origin.
//! - Whoever asks for that answer knows the key, an attacker with a login of their own too. So the key alone is no
//!   proof. The proof is that a script of the tool got it from a window of that origin, in the browser that is to
//!   be logged in: the platform gives it back only to pages of the tool, and holds it only where it was put. That is
//!   why requests with a key are taken from the tool's own pages only, and why where to ask is read from what the
//!   server keeps, never from the request: an attacker could name a window of their own.

use serde::{Deserialize, Serialize};

use crate::registration::Registration;

/// The longest name of a frame that is taken.
const MAX_FRAME: usize = 128;

/// Which window keeps data for the tool: `lti_storage_target` of a login.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StorageFrame(String);

impl StorageFrame {
    /// Reads a target: `_parent` is the window around the tool's frame (or the one that opened its window), any other
    /// name that of a frame in there. `None` when it has characters that names of frames have no use for, or means
    /// something else to browsers, as `_top` does.
    #[must_use]
    pub fn parse(target: &str) -> Option<Self> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b':');
        let name = (1..=MAX_FRAME).contains(&target.len())
            && target.bytes().all(plain)
            && (!target.starts_with('_') || target == "_parent");
        name.then(|| Self(target.to_owned()))
    }

    /// The target as the platform wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a platform keeps data for the tool, and who may answer for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlatformStorage {
    /// The window to ask.
    #[serde(rename = "f")]
    pub frame: StorageFrame,
    /// The origin of the platform's authentication endpoint, `scheme://host[:port]`: messages are for this origin only
    /// and believed from this origin only (LTI OIDC Login with LTI Client Side postMessages 0.1).
    #[serde(rename = "o")]
    pub origin: String,
}

impl PlatformStorage {
    /// The storage of a registered platform; `None` when its authentication endpoint has no origin that a page could
    /// be of.
    #[must_use]
    pub fn of(registration: &Registration, frame: StorageFrame) -> Option<Self> {
        Some(Self { frame, origin: registration.authentication_origin()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::{ClientId, Issuer};
    use crate::registration::{Endpoints, PlatformId};

    #[test]
    fn a_target_is_the_parent_or_the_name_of_a_frame() {
        for target in ["_parent", "post_message_forwarding", "lti-storage.frame:1", &"f".repeat(128)] {
            assert_eq!(StorageFrame::parse(target).unwrap().as_str(), target);
        }
        for target in
            ["", "_top", "_self", "_blank", "__proto__", "a b", "a\"b", "<b>", "é", &"f".repeat(129)]
        {
            assert_eq!(StorageFrame::parse(target), None, "{target}");
        }
    }

    #[test]
    fn the_storage_is_at_the_origin_of_the_authentication_endpoint_and_not_at_the_issuers() {
        let id = PlatformId {
            issuer: Issuer::new("https://canvas.example").unwrap(),
            client_id: ClientId::new("c").unwrap(),
        };
        let mut registration = Registration::new(id.clone(), Endpoints::of_moodle(&id.issuer).unwrap(), []);
        let frame = StorageFrame::parse("_parent").unwrap();
        registration.endpoints.authentication = "https://sso.example:8443/auth?x=1".parse().unwrap();
        let storage = PlatformStorage::of(&registration, frame.clone()).unwrap();
        assert_eq!(storage.origin, "https://sso.example:8443");
        registration.endpoints.authentication = "data:text/html,x".parse().unwrap();
        assert_eq!(PlatformStorage::of(&registration, frame), None);
    }
}
