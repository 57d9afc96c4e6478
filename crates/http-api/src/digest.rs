//! Names that do not tell what they stand for.

use std::fmt::Write as _;

use aws_lc_rs::digest::{Context, SHA256};

/// A SHA-256 over parts, each with its length before it, so that no two lists of parts give the same.
#[must_use]
pub fn sha256<'a>(parts: impl IntoIterator<Item = &'a str>) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part.as_bytes());
    }
    let mut digest = [0; 32];
    digest.copy_from_slice(context.finish().as_ref());
    digest
}

/// The same in hexadecimal digits.
#[must_use]
pub fn hex<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    sha256(parts).iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_apart() {
        assert_eq!(sha256(["ab", "c"]), sha256(["ab", "c"]));
        assert_ne!(sha256(["ab", "c"]), sha256(["a", "bc"]));
        assert_ne!(sha256(["ab"]), sha256(["ab", ""]));
        assert_eq!(hex([]).len(), 64);
    }
}
