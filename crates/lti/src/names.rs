//! The protocol's identifiers, each a type of its own, so that none can stand in another's place.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a text is not a usable identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// The text is empty; give one.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// The text is longer than the specification allows.
    #[error("{0} is longer than {1} characters")]
    TooLong(&'static str, usize),
    /// The text contains control characters, which no platform sends.
    #[error("{0} contains a control character")]
    Control(&'static str),
}

macro_rules! name {
    ($(#[$doc:meta])* $type:ident, $label:literal, max $max:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $type(String);

        impl $type {
            #[doc = concat!("Checks that the text is not empty, has at most ", stringify!($max), " characters and no control characters.")]
            ///
            /// # Errors
            /// [`NameError`], which names the identifier.
            pub fn new(text: impl Into<String>) -> Result<Self, NameError> {
                let text = text.into();
                if text.is_empty() {
                    return Err(NameError::Empty($label));
                }
                if text.chars().count() > $max {
                    return Err(NameError::TooLong($label, $max));
                }
                if text.chars().any(char::is_control) {
                    return Err(NameError::Control($label));
                }
                Ok(Self(text))
            }

            /// The text, exactly as the platform writes it.
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

        impl TryFrom<String> for $type {
            type Error = NameError;
            fn try_from(text: String) -> Result<Self, NameError> {
                Self::new(text)
            }
        }

        impl std::str::FromStr for $type {
            type Err = NameError;
            fn from_str(text: &str) -> Result<Self, NameError> {
                Self::new(text)
            }
        }

        impl From<$type> for String {
            fn from(name: $type) -> String {
                name.0
            }
        }
    };
}

name!(
    /// The platform's issuer identifier (`iss`), compared character by character:
    /// `https://a` and `https://a/` are two issuers (OpenID Connect Core §2).
    Issuer, "the issuer", max 1024
);
name!(
    /// The client id that the platform gave to the tool (`client_id`, `aud`).
    ClientId, "the client id", max 255
);
name!(
    /// The deployment id: case-sensitive, at most 255 characters (LTI Core 1.3 §5.3.3 says ASCII; more is taken).
    DeploymentId, "the deployment id", max 255
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_neither_empty_nor_overlong_nor_made_of_control_characters() {
        assert_eq!(DeploymentId::new(""), Err(NameError::Empty("the deployment id")));
        assert!(DeploymentId::new("x".repeat(255)).is_ok());
        assert_eq!(DeploymentId::new("x".repeat(256)), Err(NameError::TooLong("the deployment id", 255)));
        assert_eq!(Issuer::new("https://a\r\nset-cookie: b"), Err(NameError::Control("the issuer")));
    }

    #[test]
    fn issuers_that_differ_in_a_slash_or_in_case_are_different() {
        let issuer = Issuer::new("https://lms.example").unwrap();
        assert_ne!(issuer, Issuer::new("https://lms.example/").unwrap());
        assert_ne!(issuer, Issuer::new("https://LMS.example").unwrap());
    }
}
