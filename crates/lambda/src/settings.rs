use std::str::FromStr;

use thiserror::Error;

/// A function's environment, as its main reads it.
pub struct Settings<F> {
    lookup: F,
}

/// A variable that is missing or wrong. Its value is not told: it may be secret.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum SettingError {
    /// The function cannot do without it.
    #[error("{name} is not set: give the function an environment variable such as {name}={example}")]
    Missing {
        /// The variable.
        name: &'static str,
        /// A value it may have.
        example: &'static str,
    },
    /// It is set to something that cannot be read.
    #[error("{name} is wrong ({reason}): give the function an environment variable such as {name}={example}")]
    Wrong {
        /// The variable.
        name: &'static str,
        /// A value it may have.
        example: &'static str,
        /// What is wrong with its value.
        reason: String,
    },
}

impl<F: Fn(&str) -> Option<String>> Settings<F> {
    /// The settings that `lookup` finds by the names of environment variables.
    pub fn new(lookup: F) -> Self {
        Self { lookup }
    }

    /// A variable that may be left out. Empty is the same as not set.
    pub fn optional(&self, name: &'static str) -> Option<String> {
        (self.lookup)(name).filter(|value| !value.is_empty())
    }

    /// A variable that must be set, and a value it may have.
    ///
    /// # Errors
    /// [`SettingError::Missing`].
    pub fn required(&self, name: &'static str, example: &'static str) -> Result<String, SettingError> {
        self.optional(name).ok_or(SettingError::Missing { name, example })
    }

    /// A variable that must be set and is more than text, and a value it may have.
    ///
    /// # Errors
    /// [`SettingError`].
    pub fn required_as<T: FromStr<Err: ToString>>(
        &self,
        name: &'static str,
        example: &'static str,
    ) -> Result<T, SettingError> {
        self.parsed(name, example)?.ok_or(SettingError::Missing { name, example })
    }

    /// A variable that may be left out and is more than text, and a value it may have.
    ///
    /// # Errors
    /// [`SettingError::Wrong`].
    pub fn parsed<T: FromStr<Err: ToString>>(
        &self,
        name: &'static str,
        example: &'static str,
    ) -> Result<Option<T>, SettingError> {
        let parse = |value: String| value.parse::<T>().map_err(|error| error.to_string());
        let parsed = self.optional(name).map(parse).transpose();
        parsed.map_err(|reason| SettingError::Wrong { name, example, reason })
    }

    /// A variable that is `on` or `off`; where it is left out, what it then is.
    ///
    /// # Errors
    /// [`SettingError::Wrong`].
    pub fn switch(&self, name: &'static str, left_out: bool) -> Result<bool, SettingError> {
        match self.optional(name).as_deref() {
            None => Ok(left_out),
            Some("on") => Ok(true),
            Some("off") => Ok(false),
            Some(_) => {
                let reason = "it is neither on nor off".to_owned();
                Err(SettingError::Wrong { name, example: "on", reason })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings<impl Fn(&str) -> Option<String>> {
        Settings::new(|name| match name {
            "STACK_NAME" => Some("moodle-plugins".into()),
            "LIMIT" => Some("many".into()),
            "EMPTY" => Some(String::new()),
            "ON" => Some("on".into()),
            "OFF" => Some("off".into()),
            _ => None,
        })
    }

    #[test]
    fn a_missing_variable_is_named_with_an_example() {
        assert_eq!(settings().required("STACK_NAME", "x").unwrap(), "moodle-plugins");
        for name in ["PUBLIC_URL", "EMPTY"] {
            let error = settings().required(name, "https://d1234.cloudfront.net").unwrap_err().to_string();
            assert!(error.contains(&format!("{name}=https://d1234.cloudfront.net")), "{error}");
        }
    }

    #[test]
    fn a_wrong_value_is_explained_and_not_repeated() {
        assert_eq!(settings().parsed::<u32>("UNSET", "60"), Ok(None));
        let missing = SettingError::Missing { name: "UNSET", example: "60" };
        assert_eq!(settings().required_as::<u32>("UNSET", "60"), Err(missing));
        let error = settings().parsed::<u32>("LIMIT", "60").unwrap_err().to_string();
        assert!(error.contains("LIMIT is wrong (invalid digit found in string)"), "{error}");
        assert!(error.contains("LIMIT=60") && !error.contains("many"), "{error}");
    }

    #[test]
    fn a_switch_is_on_or_off_and_nothing_else() {
        for left_out in [true, false] {
            let switch = |name| settings().switch(name, left_out);
            let expected = [Ok(true), Ok(false), Ok(left_out), Ok(left_out)];
            assert_eq!(["ON", "OFF", "EMPTY", "UNSET"].map(switch), expected);
        }
        let error = settings().switch("LIMIT", true).unwrap_err().to_string();
        assert!(error.contains("neither on nor off") && error.contains("LIMIT=on"), "{error}");
    }
}
