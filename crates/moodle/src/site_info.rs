//! Whose a web-service token is: Moodle's function `core_webservice_get_site_info`.

use serde::{Deserialize, Serialize};

use crate::{SiteUrl, UserId};

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
    /// The site is under maintenance.
    #[error(
        "the Moodle site is under maintenance. Try again when Site administration > Server > Maintenance mode is off"
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
}
