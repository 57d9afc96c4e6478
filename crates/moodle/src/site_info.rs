//! Whose a web-service token is: Moodle's function `core_webservice_get_site_info`.

use http::{Request, Response};
use serde::{Deserialize, Serialize};

use crate::web_service::{self, WebServiceError, quoted};
use crate::{SiteUrl, UserId, WebServiceToken};

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

/// What Moodle said about a token, as it is remembered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", content = "about", rename_all = "snake_case")]
pub enum TokenDecision {
    /// It belongs to somebody.
    Owned(TokenOwner),
    /// It opens nothing, and why.
    Refused(WebServiceError),
}

/// The question to Moodle whose a token is.
///
/// # Errors
/// When the site's address cannot be written into a request.
pub fn request(site: &SiteUrl, token: &WebServiceToken) -> Result<Request<Vec<u8>>, http::Error> {
    web_service::request(site, token, "core_webservice_get_site_info", &[])
}

/// The members of an answer that are read.
#[derive(Deserialize)]
struct Answer {
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

/// Reads whose the token is that Moodle was asked about.
///
/// # Errors
/// [`WebServiceError`]: the token opens nothing.
pub fn read(site: &SiteUrl, answer: &Response<Vec<u8>>) -> Result<TokenOwner, WebServiceError> {
    let not_moodle = WebServiceError::NotMoodle { status: answer.status().as_u16() };
    let answer: Answer = web_service::read(answer).map_err(|error| match error {
        WebServiceError::Unreadable { .. } => not_moodle.clone(),
        error => error,
    })?;
    let Some(found) = answer.siteurl else { return Err(not_moodle) };
    if found != site.as_str() {
        return Err(WebServiceError::OtherSite { expected: site.clone(), found: quoted(&found) });
    }
    let user_id = answer.userid.and_then(|id| UserId::try_from(id).ok()).ok_or(WebServiceError::Nobody)?;
    let named = |name: &String| !name.is_empty() && name.len() <= LONGEST_NAME;
    let username = answer.username.filter(named).ok_or(WebServiceError::Nobody)?;
    let functions = answer.functions.into_iter().map(|function| function.name).filter(named);
    Ok(TokenOwner {
        user_id,
        username,
        site: site.clone(),
        functions: functions.take(MOST_FUNCTIONS).collect(),
    })
}

#[cfg(test)]
mod tests;
