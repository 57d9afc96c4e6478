//! The key of a day, a region and a service, made from a site's secret.

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use moodle::SiteSecret;

/// What the scope ends with.
pub(super) const TERMINATION: &str = "aws4_request";

/// The secret access key is the secret's text in the connection code, since clients take texts.
pub(super) fn signing_key(secret: &SiteSecret, day: &str, region: &str, service: &str) -> Key {
    derive(&URL_SAFE_NO_PAD.encode(secret.reveal()), day, region, service)
}

fn derive(secret: &str, day: &str, region: &str, service: &str) -> Key {
    let first = Key::new(HMAC_SHA256, format!("AWS4{secret}").as_bytes());
    [day, region, service, TERMINATION]
        .iter()
        .fold(first, |key, step| Key::new(HMAC_SHA256, sign(&key, step.as_bytes()).as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::canonical::hex;

    /// The example of AWS's documentation ("Examples of how to derive a signing key for Signature Version 4"). A key shows
    /// nothing of itself, so the last step is done here.
    #[test]
    fn the_key_is_derived_as_aws_documents_it() {
        let first = Key::new(HMAC_SHA256, b"AWS4wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        let service = ["20120215", "us-east-1", "iam"]
            .iter()
            .fold(first, |key, step| Key::new(HMAC_SHA256, sign(&key, step.as_bytes()).as_ref()));
        let documented = sign(&service, TERMINATION.as_bytes());
        assert_eq!(
            hex(documented.as_ref()),
            "f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d"
        );
        let derived = derive("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "20120215", "us-east-1", "iam");
        let expected = Key::new(HMAC_SHA256, documented.as_ref());
        assert_eq!(sign(&derived, b"a").as_ref(), sign(&expected, b"a").as_ref());
    }
}
