//! What a configuration has to be like.

use super::policy::web_origin;
use crate::config::Config;

/// Why a platform cannot be set up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A setting is not an absolute http or https URL: write it like
    /// `http://localhost:8787/lti/login`.
    #[error("{setting} is not an http or https URL: {value}")]
    NotAUrl {
        /// The field of [`Config`].
        setting: &'static str,
        /// What it holds.
        value: String,
    },
    /// The issuer is more than scheme, host and port: the routes live at the root of an origin.
    #[error("issuer must be scheme, host and port without a slash at the end: {0}")]
    IssuerIsNotAnOrigin(String),
    /// The client that fetches the tool's keys cannot be made, because of the system's TLS set-up.
    #[error("no HTTP client: {0}")]
    NoHttpClient(String),
}

/// Whether the platform can be set up with it.
pub(super) fn check(config: &Config) -> Result<(), ConfigError> {
    if origin("issuer", &config.issuer)? != config.issuer {
        return Err(ConfigError::IssuerIsNotAnOrigin(config.issuer.clone()));
    }
    for (setting, value) in [
        ("tool_login_url", &config.tool_login_url),
        ("tool_launch_url", &config.tool_launch_url),
        ("target_link_uri", &config.target_link_uri),
        ("tool_key_set_url", &config.tool_key_set_url),
        ("tool_register_url", &config.tool_register_url),
    ] {
        origin(setting, value)?;
    }
    Ok(())
}

fn origin(setting: &'static str, value: &str) -> Result<String, ConfigError> {
    web_origin(value).ok_or_else(|| ConfigError::NotAUrl { setting, value: value.to_owned() })
}
