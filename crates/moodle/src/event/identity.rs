//! The names in an event: its own, that of the installation it came from, and that of what happened.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The text is no UUID in its usual form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is not a UUID of 36 characters")]
pub struct NotAUuid;

macro_rules! uuid {
    ($(#[$doc:meta])* $type:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $type(Uuid);

        impl $type {
            /// Reads a UUID, of either case.
            ///
            /// # Errors
            /// [`NotAUuid`].
            pub fn parse(text: &str) -> Result<Self, NotAUuid> {
                // Of the forms that the library reads, the hyphenated one alone has this length.
                let usual = text.len() == uuid::fmt::Hyphenated::LENGTH;
                Uuid::try_parse(text).ok().filter(|_| usual).map(Self).ok_or(NotAUuid)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0.hyphenated())
            }
        }

        impl std::str::FromStr for $type {
            type Err = NotAUuid;
            fn from_str(text: &str) -> Result<Self, NotAUuid> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $type {
            type Error = NotAUuid;
            fn try_from(text: String) -> Result<Self, NotAUuid> {
                Self::parse(&text)
            }
        }

        impl From<$type> for String {
            fn from(id: $type) -> String {
                id.to_string()
            }
        }
    };
}

uuid!(
    /// Names one event, wherever and however often it arrives: a UUID, printed in lower case.
    EventId
);
uuid!(
    /// Names one installation of the plugin: a UUID, printed in lower case.
    InstallationId
);

impl EventId {
    /// The id that these random bytes make, of an event that happened outside Moodle.
    #[must_use]
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
    }
}

/// The class of an event in Moodle, with its leading backslash: `\core\event\course_module_created`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EventName(String);

/// Whether a character acts upon what shows it instead of being shown: a control character, or one that changes the direction of
/// writing. PHP takes some of them in names.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    let format = ['\u{61c}', '\u{feff}'].contains(&c)
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
    c.is_control() || format
}

/// The text is no name of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is not the name of an event's class, such as \\core\\event\\course_module_created")]
pub struct NotAnEventName;

impl EventName {
    /// The longest name, in bytes: Moodle's own log keeps no longer one.
    const LONGEST: usize = 255;

    /// The longest `DetailType`, in characters. EventBridge says that it takes longer ones, and drops them.
    const LONGEST_DETAIL_TYPE: usize = 128;

    /// What the plugin fires when somebody asks for the index of a course.
    #[must_use]
    pub fn index_requested() -> Self {
        Self("\\local_awsevents\\event\\index_requested".to_owned())
    }

    /// Reads a name.
    ///
    /// # Errors
    /// [`NotAnEventName`].
    pub fn parse(text: &str) -> Result<Self, NotAnEventName> {
        let of_a_class = |part: &str| {
            let fits = |c: char| c == '_' || c.is_ascii_alphanumeric() || !(c.is_ascii() || is_invisible(c));
            !part.is_empty() && part.chars().all(fits)
        };
        match text.strip_prefix('\\') {
            Some(class) if text.len() <= Self::LONGEST && class.split('\\').all(of_a_class) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(NotAnEventName),
        }
    }

    /// The name as the `DetailType` of an entry on EventBridge: the whole of it, or its first 128 characters.
    #[must_use]
    pub fn detail_type(&self) -> &str {
        let end = self.0.char_indices().nth(Self::LONGEST_DETAIL_TYPE).map_or(self.0.len(), |(end, _)| end);
        &self.0[..end]
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EventName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for EventName {
    type Err = NotAnEventName;
    fn from_str(text: &str) -> Result<Self, NotAnEventName> {
        Self::parse(text)
    }
}

impl TryFrom<String> for EventName {
    type Error = NotAnEventName;
    fn try_from(text: String) -> Result<Self, NotAnEventName> {
        Self::parse(&text)
    }
}

impl From<EventName> for String {
    fn from(name: EventName) -> String {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_has_one_text_whatever_its_case() {
        let id = EventId::parse("0B0F7E9C-8f0a-4c1e-9d3b-1234567890AB").unwrap();
        assert_eq!(id.to_string(), "0b0f7e9c-8f0a-4c1e-9d3b-1234567890ab");
        assert_eq!(EventId::parse(&id.to_string()), Ok(id));
        for wrong in [
            "",
            "0b0f7e9c8f0a4c1e9d3b1234567890ab",
            "{0b0f7e9c-8f0a-4c1e-9d3b-1234567890ab}",
            "urn:uuid:0b0f7e9c-8f0a-4c1e-9d3b-1234567890ab",
            "0b0f7e9c-8f0a-4c1e-9d3b-1234567890ag",
            "0b0f7e9c-8f0a-4c1e-9d3b-1234567890a",
            "0b0f7e9c-8f0a-4c1e-9d3b1-234567890ab",
        ] {
            assert_eq!(EventId::parse(wrong), Err(NotAUuid), "{wrong}");
        }
    }

    #[test]
    fn an_event_is_named_by_its_class() {
        for name in ["\\core\\event\\course_viewed", "\\mod_x\\event\\été2", "\\a"] {
            assert_eq!(EventName::parse(name).unwrap().as_str(), name);
        }
        let long = format!("\\{}", "a".repeat(255));
        for wrong in
            ["", "\\", "core\\event\\x", "\\core\\\\x", "\\core\\event\\", "\\a b", "\\a\n", "/a", &long]
        {
            assert_eq!(EventName::parse(wrong), Err(NotAnEventName), "{wrong}");
        }
    }
}
