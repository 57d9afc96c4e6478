//! Whose a web-service token is: Moodle's function `core_webservice_get_site_info`.

use http::{Request, Response, StatusCode, header};
use serde::{Deserialize, Serialize};

use crate::{SiteUrl, UserId, WebServiceToken};

const PATH: &str = "/webservice/rest/server.php";
/// The longest piece of an answer that a message repeats, in characters.
const QUOTED: usize = 100;
/// Longer names, and more of them, no service of Moodle has.
const MOST_FUNCTIONS: usize = 5000;
const LONGEST_NAME: usize = 255;

/// Whom a web-service token belongs to, as Moodle says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenOwner {
    /// The person.
    pub user_id: UserId,
    /// The person's user name.
    pub username: String,
    /// The site that answered.
    pub site: SiteUrl,
    /// The functions that the token's service allows.
    pub functions: Vec<String>,
}

/// What Moodle said about a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", content = "about", rename_all = "snake_case")]
pub enum TokenDecision {
    /// It belongs to somebody.
    Owned(TokenOwner),
    /// It opens nothing, and why.
    Refused(SiteInfoError),
}

/// Why an answer of Moodle names nobody. Each message names the setting to change in Moodle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "cause", rename_all = "snake_case")]
#[non_exhaustive]
pub enum SiteInfoError {
    /// Moodle knows no such token, or deleted it when it expired. Make a new one.
    #[error(
        "Moodle does not know this web-service token: it is wrong, or has expired and was deleted. Make a new one under Site administration > Server > Web services > Manage tokens"
    )]
    UnknownToken,
    /// The token expired, or its service does not let it in. Moodle gives one answer for all of these.
    #[error(
        "Moodle refuses this web-service token: it has expired, is restricted to other IP addresses, or its service is disabled or lacks the function core_webservice_get_site_info. See Site administration > Server > Web services > Manage tokens and External services"
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
    /// Moodle refused with an error of another kind.
    #[error("Moodle refuses the web-service token with the error code {errorcode}")]
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
    /// The answer is longer than any of Moodle to this question.
    #[error(
        "the address answers with far more than Moodle's web services would. Configure Moodle's wwwroot, and let nothing else answer at /webservice/rest/server.php"
    )]
    TooLarge,
}

impl SiteInfoError {
    /// Stable and machine-readable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownToken => "moodle_token_unknown",
            Self::AccessRefused => "moodle_access_refused",
            Self::AccountRefused => "moodle_account_refused",
            Self::Maintenance => "moodle_maintenance",
            Self::WebServicesOff => "moodle_web_services_off",
            Self::Exception { .. } => "moodle_refused",
            Self::OtherSite { .. } | Self::Redirects => "moodle_other_site",
            Self::Nobody => "moodle_names_nobody",
            Self::NotMoodle { .. } | Self::TooLarge => "not_moodle",
        }
    }
}

/// The question to Moodle whose a token is. The token is in the body, so that it reaches no log of URLs.
///
/// # Errors
/// When the site's address cannot be written into a request.
pub fn request(site: &SiteUrl, token: &WebServiceToken) -> Result<Request<Vec<u8>>, http::Error> {
    // A URL parser writes names that are not ASCII as a request must have them.
    let root = url::Url::parse(site.as_str()).map_or_else(|_| site.to_string(), String::from);
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("wstoken", token.reveal())
        .append_pair("wsfunction", "core_webservice_get_site_info")
        .append_pair("moodlewsrestformat", "json")
        .finish();
    Request::post(format!("{}{PATH}", root.trim_end_matches('/')))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "application/json")
        .body(body.into_bytes())
}

/// The members of an answer that are read; of an error all but the last four are absent, and the other way round.
#[derive(Deserialize)]
struct Answer {
    exception: Option<serde_json::Value>,
    errorcode: Option<String>,
    userid: Option<u64>,
    username: Option<String>,
    siteurl: Option<String>,
    #[serde(default)]
    functions: Vec<Function>,
}

#[derive(Deserialize)]
struct Function {
    name: String,
}

/// What an answer of Moodle says about the token that it was asked about. Moodle answers errors with status 200 and an
/// `exception`, and with empty or HTML answers before its web services begin.
#[must_use]
pub fn read(site: &SiteUrl, answer: &Response<Vec<u8>>) -> TokenDecision {
    match owner(site, answer) {
        Ok(owner) => TokenDecision::Owned(owner),
        Err(error) => TokenDecision::Refused(error),
    }
}

fn owner(site: &SiteUrl, answer: &Response<Vec<u8>>) -> Result<TokenOwner, SiteInfoError> {
    let not_moodle = SiteInfoError::NotMoodle { status: answer.status().as_u16() };
    match answer.status() {
        StatusCode::OK => {}
        StatusCode::FORBIDDEN if answer.body().is_empty() => return Err(SiteInfoError::WebServicesOff),
        StatusCode::SERVICE_UNAVAILABLE => return Err(SiteInfoError::Maintenance),
        _ => return Err(not_moodle),
    }
    let Ok(answer) = serde_json::from_slice::<Answer>(answer.body()) else { return Err(not_moodle) };
    if answer.exception.is_some() || answer.errorcode.is_some() {
        return Err(exception(&answer.errorcode.unwrap_or_default()));
    }
    let Some(found) = answer.siteurl else { return Err(not_moodle) };
    if found != site.as_str() {
        return Err(SiteInfoError::OtherSite { expected: site.clone(), found: quoted(&found) });
    }
    let user_id = answer.userid.and_then(|id| UserId::try_from(id).ok()).ok_or(SiteInfoError::Nobody)?;
    let named = |name: &String| !name.is_empty() && name.len() <= LONGEST_NAME;
    let username = answer.username.filter(named).ok_or(SiteInfoError::Nobody)?;
    let functions = answer.functions.into_iter().map(|function| function.name).filter(named);
    Ok(TokenOwner {
        user_id,
        username,
        site: site.clone(),
        functions: functions.take(MOST_FUNCTIONS).collect(),
    })
}

fn exception(errorcode: &str) -> SiteInfoError {
    match errorcode {
        "invalidtoken" => SiteInfoError::UnknownToken,
        "accessexception" => SiteInfoError::AccessRefused,
        "sitemaintenance" => SiteInfoError::Maintenance,
        // wsaccessusersuspended, …deleted, …unconfirmed, …expired, …nologin
        account if account.starts_with("wsaccessuser") => SiteInfoError::AccountRefused,
        other => {
            let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
            SiteInfoError::Exception { errorcode: other.chars().filter(plain).take(QUOTED).collect() }
        }
    }
}

/// The beginning of what came from outside, without control characters.
fn quoted(text: &str) -> String {
    text.chars().take(QUOTED).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests;
