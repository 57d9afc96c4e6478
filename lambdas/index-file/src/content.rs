//! Small things about contents.

use aws_lc_rs::digest::SHA256;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A SHA-256 as 43 characters.
pub(crate) fn written(sha256: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(sha256)
}

/// The SHA-256 of these bytes as 43 characters.
pub(crate) fn digest(bytes: &[u8]) -> String {
    written(aws_lc_rs::digest::digest(&SHA256, bytes).as_ref())
}

/// A text as HTML.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
