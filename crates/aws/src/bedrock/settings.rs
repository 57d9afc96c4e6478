use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// Which model of Bedrock answers, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BedrockSettings {
    /// The id or ARN of a model or of an inference profile, as `eu.amazon.nova-lite-v1:0`. Only Bedrock knows which there
    /// are.
    pub model: String,
    /// The guardrail that every prompt and answer passes, if there is one.
    pub guardrail: Option<Guardrail>,
    /// How long the model may be silent, before its first word and between two. Some think for half a minute.
    pub silence: Duration,
}

/// A version of a guardrail of Bedrock, written `ID:VERSION`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guardrail {
    id: String,
    version: String,
}

/// Why a text names no version of a guardrail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GuardrailError {
    /// There is no colon in it.
    #[error("a guardrail is written ID:VERSION, as in ab12cd34ef56:1: the version is missing")]
    NoVersion,
    /// What stands before the last colon is no id and no ARN.
    #[error(
        "a guardrail is written ID:VERSION, as in ab12cd34ef56:1: its id has small letters and digits only, or is an ARN"
    )]
    Id,
    /// What stands after the last colon is no version.
    #[error("a guardrail is written ID:VERSION, as in ab12cd34ef56:1: its version is a number, or DRAFT")]
    Version,
}

impl Guardrail {
    /// Reads `ID:VERSION`, where the id may be an ARN (`guardrailIdentifier` and `guardrailVersion` of
    /// `GuardrailStreamConfiguration`, Amazon Bedrock API Reference).
    ///
    /// # Errors
    /// [`GuardrailError`].
    pub fn parse(text: &str) -> Result<Self, GuardrailError> {
        let (id, version) = text.trim().rsplit_once(':').ok_or(GuardrailError::NoVersion)?;
        let is_number = (1..=8).contains(&version.len())
            && version.bytes().all(|byte| byte.is_ascii_digit())
            && !version.starts_with('0');
        if !is_number && version != "DRAFT" {
            return Err(GuardrailError::Version);
        }
        let is_short = |id: &str| {
            !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        let in_arn = id.strip_prefix("arn:").and_then(|arn| arn.split_once(":guardrail/"));
        if !is_short(in_arn.map_or(id, |(_, id)| id)) {
            return Err(GuardrailError::Id);
        }
        Ok(Self { id: id.to_owned(), version: version.to_owned() })
    }

    /// The id or the ARN.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// A number, or `DRAFT`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }
}

impl FromStr for Guardrail {
    type Err = GuardrailError;

    fn from_str(text: &str) -> Result<Self, GuardrailError> {
        Self::parse(text)
    }
}

impl fmt::Display for Guardrail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.id, self.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guardrail_is_read_with_its_version() {
        for (text, id, version) in [
            ("ab12cd34ef56:1", "ab12cd34ef56", "1"),
            (" ab12:DRAFT\n", "ab12", "DRAFT"),
            (
                "arn:aws:bedrock:eu-central-1:123456789012:guardrail/ab12:23",
                "arn:aws:bedrock:eu-central-1:123456789012:guardrail/ab12",
                "23",
            ),
        ] {
            let guardrail = Guardrail::parse(text).unwrap();
            assert_eq!((guardrail.id(), guardrail.version()), (id, version));
            assert_eq!(guardrail.to_string(), text.trim());
        }
    }

    #[test]
    fn what_names_no_version_of_a_guardrail_is_refused_with_how_it_is_written() {
        use GuardrailError::{Id, NoVersion, Version};
        for (text, error) in [
            ("", NoVersion),
            ("ab12", NoVersion),
            ("ab12:", Version),
            ("ab12:latest", Version),
            ("ab12:0", Version),
            ("ab12:123456789", Version),
            ("arn:aws:bedrock:eu-central-1:123456789012:guardrail/ab12", Version),
            (":1", Id),
            ("My guardrail:1", Id),
            ("arn:aws:bedrock:eu-central-1:123456789012:guardrail/:1", Id),
        ] {
            assert_eq!(Guardrail::parse(text), Err(error), "{text}");
            assert!(error.to_string().contains("ID:VERSION"));
        }
    }
}
