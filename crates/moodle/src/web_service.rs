//! Calls of Moodle's web services, whatever function is called.

use http::{Request, Response, StatusCode, header};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{SiteUrl, WebServiceToken};

const PATH: &str = "/webservice/rest/server.php";
/// The longest piece of an answer that a message repeats, in characters.
const QUOTED: usize = 100;

/// Why an answer of Moodle is not what was asked for. Each message names the setting to change in Moodle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "cause", rename_all = "snake_case")]
#[non_exhaustive]
pub enum WebServiceError {
    /// Moodle knows no such token, or deleted it when it expired. Make a new one.
    #[error(
        "Moodle does not know this web-service token: it is wrong, or has expired and was deleted. Make a new one under Site administration > Server > Web services > Manage tokens"
    )]
    UnknownToken,
    /// The token expired, or its service does not let it in. Moodle gives one answer for all of these.
    #[error(
        "Moodle refuses this web-service token: it has expired, is restricted to other IP addresses, or its service is disabled or lacks the function that was called. See Site administration > Server > Web services > Manage tokens and External services"
    )]
    AccessRefused,
    /// The account may not use web services.
    #[error(
        "Moodle refuses web services to the token's account: it is suspended, deleted, unconfirmed or its password has expired. See Site administration > Users > Browse list of users"
    )]
    AccountRefused,
    /// The site is under maintenance, or something before it says that it is not available.
    #[error(
        "the Moodle site is under maintenance or not available. Try again when Site administration > Server > Maintenance mode is off (on the command line: admin/cli/maintenance.php --disable)"
    )]
    Maintenance,
    /// Web services or the REST protocol are switched off.
    #[error(
        "web services or the REST protocol are switched off in Moodle. Enable web services under Site administration > General > Advanced features, and REST under Server > Web services > Manage protocols"
    )]
    WebServicesOff,
    /// What was asked about is not there, or a function is not: the plugin that brings it is missing or too old.
    #[error(
        "Moodle knows no such course, or no such function. Where the course is there, install the latest plugin local_awsevents, and let its set-up page or cli/setup.php bring the service up to date"
    )]
    NotFound,
    /// Moodle refused with an error of another kind.
    #[error("Moodle refuses the call of its web services with the error code {errorcode}")]
    Exception {
        /// Moodle's code: letters, digits and underscores only.
        errorcode: String,
    },
    /// Moodle's own address is another than the one it was asked at.
    #[error(
        "the Moodle site calls itself {found}, and {expected} is configured. Configure Moodle's wwwroot exactly as its config.php has it"
    )]
    OtherSite {
        /// The configured address.
        expected: SiteUrl,
        /// What the answer says, shortened.
        found: String,
    },
    /// Where Moodle should be, callers are sent to another address.
    #[error(
        "the configured address sends its callers to another one. Configure Moodle's wwwroot exactly as its config.php has it"
    )]
    Redirects,
    /// The answer names nobody.
    #[error("Moodle's answer names no person for this web-service token")]
    Nobody,
    /// Something else than Moodle's web services answered.
    #[error(
        "the address answers with status {status} and no web-service answer of Moodle. Configure Moodle's wwwroot, and let no login page, proxy or redirect stand before /webservice/rest/server.php"
    )]
    NotMoodle {
        /// The HTTP status.
        status: u16,
    },
    /// The answer lacks what the question was about, or has it in another form.
    #[error(
        "Moodle's answer cannot be read ({detail}). It is of another version than 4.5 to 5.1, or a plugin changes its web services"
    )]
    Unreadable {
        /// Where in the answer, and what was expected.
        detail: String,
    },
    /// The answer is longer than any of Moodle to this question.
    #[error(
        "the address answers with far more than Moodle's web services would. Configure Moodle's wwwroot, and let nothing else answer at /webservice/rest/server.php"
    )]
    TooLarge,
}

impl WebServiceError {
    /// Whether the same question may be answered later without anybody doing something. The rest names a setting.
    #[must_use]
    pub fn passes(&self) -> bool {
        matches!(
            self,
            Self::Maintenance
                | Self::NotMoodle { .. }
                | Self::Redirects
                | Self::TooLarge
                | Self::Exception { .. }
        )
    }

    /// Stable and machine-readable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownToken => "moodle_token_unknown",
            Self::AccessRefused => "moodle_access_refused",
            Self::AccountRefused => "moodle_account_refused",
            Self::Maintenance => "moodle_maintenance",
            Self::WebServicesOff => "moodle_web_services_off",
            Self::NotFound => "moodle_not_found",
            Self::Exception { .. } => "moodle_refused",
            Self::OtherSite { .. } | Self::Redirects => "moodle_other_site",
            Self::Nobody => "moodle_names_nobody",
            Self::Unreadable { .. } => "moodle_unreadable",
            Self::NotMoodle { .. } | Self::TooLarge => "not_moodle",
        }
    }
}

/// A call of one function. The token is in the body, so that it reaches no log of URLs. Parameters that are lists or
/// structures are named as PHP does: `options[0][name]`.
///
/// # Errors
/// When the site's address cannot be written into a request.
pub fn request(
    site: &SiteUrl,
    token: &WebServiceToken,
    function: &str,
    parameters: &[(&str, &str)],
) -> Result<Request<Vec<u8>>, http::Error> {
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("wstoken", token.reveal())
        .append_pair("wsfunction", function)
        .append_pair("moodlewsrestformat", "json")
        .extend_pairs(parameters)
        .finish();
    Request::post(format!("{}{PATH}", root(site)))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "application/json")
        .body(body.into_bytes())
}

/// The site's address as a request must have it: a URL parser writes names that are not ASCII so.
fn root(site: &SiteUrl) -> String {
    let root = url::Url::parse(site.as_str()).map_or_else(|_| site.to_string(), String::from);
    root.trim_end_matches('/').to_owned()
}

/// An error, as Moodle writes it into an answer with status 200.
#[derive(Deserialize)]
struct Failure {
    exception: Option<serde_json::Value>,
    errorcode: Option<String>,
}

/// What a function answered. Moodle answers errors with status 200 and an `exception`, and with empty or HTML answers before
/// its web services begin.
///
/// # Errors
/// [`WebServiceError`].
pub fn read<T: DeserializeOwned>(answer: &Response<Vec<u8>>) -> Result<T, WebServiceError> {
    let not_moodle = WebServiceError::NotMoodle { status: answer.status().as_u16() };
    match answer.status() {
        StatusCode::OK => {}
        StatusCode::FORBIDDEN if answer.body().is_empty() => return Err(WebServiceError::WebServicesOff),
        StatusCode::SERVICE_UNAVAILABLE => return Err(WebServiceError::Maintenance),
        _ => return Err(not_moodle),
    }
    // An answer of another form than an object is none of these.
    if let Ok(failure) = serde_json::from_slice::<Failure>(answer.body())
        && (failure.exception.is_some() || failure.errorcode.is_some())
    {
        return Err(WebServiceError::of(&failure.errorcode.unwrap_or_default()));
    }
    let mut json = serde_json::Deserializer::from_slice(answer.body());
    serde_path_to_error::deserialize(&mut json).map_err(|error| match error.inner().classify() {
        serde_json::error::Category::Data => {
            WebServiceError::Unreadable { detail: quoted(&error.to_string()) }
        }
        _ => not_moodle,
    })
}

impl WebServiceError {
    /// What Moodle's code of an error means.
    pub(crate) fn of(errorcode: &str) -> Self {
        match errorcode {
            "invalidtoken" => Self::UnknownToken,
            "accessexception" => Self::AccessRefused,
            "sitemaintenance" => Self::Maintenance,
            // Which of them depends on the version, and on debugging.
            "invalidrecordunknown" | "invalidrecord" | "invalidcourseid" => Self::NotFound,
            // wsaccessusersuspended, …deleted, …unconfirmed, …expired, …nologin
            account if account.starts_with("wsaccessuser") => Self::AccountRefused,
            other => {
                let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
                Self::Exception { errorcode: other.chars().filter(plain).take(QUOTED).collect() }
            }
        }
    }
}

/// The beginning of what came from outside, without control characters.
pub(crate) fn quoted(text: &str) -> String {
    text.chars().take(QUOTED).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
