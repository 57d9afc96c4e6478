use std::time::Duration;

use moodle::signed_token::UnverifiedToken;
use moodle::{SiteUrl, UserId, WebServiceToken};
use ports::StoreError;
use tokio::time::timeout;

use crate::{App, signed, web_service};

/// Time for a decision, whatever it waits for: the answer is there within 5 s.
pub(crate) const TIME: Duration = Duration::from_millis(4500);

/// On whose behalf a site calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The person in the site.
    pub user_id: UserId,
    /// The person's user name. A signed token does not tell it.
    pub username: Option<String>,
    /// The site.
    pub site: SiteUrl,
    /// The functions that the person's web service allows; none with a signed token.
    pub functions: Vec<String>,
}

/// Why a call is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// Stable and machine-readable.
    pub code: &'static str,
    /// What happened and which setting to change, in English; nothing of the token is in it.
    pub message: String,
}

/// What becomes of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It goes on, on behalf of somebody.
    Allow(Caller),
    /// It brings a token that opens nothing, or that cannot be checked at the moment: whatever fails, nobody passes.
    Deny(Denial),
    /// It brings no token.
    Unauthorized,
}

impl Denial {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// Nothing can be known without the store.
    pub(crate) fn store(error: &StoreError) -> Self {
        Self::no_store(&http_api::chain(error))
    }

    fn no_store(cause: &str) -> Self {
        tracing::error!(error = cause, "the authorizer's store does not answer");
        Self::new(
            "store_unavailable",
            "The service's store does not answer at the moment. Try again; if it persists, run `moodle-aws doctor`.",
        )
    }
}

/// Decides about a call by its `Authorization` header (RFC 6750 §2.1).
pub async fn authorize(app: &App, authorization: Option<&str>) -> Decision {
    let Some(token) = authorization.and_then(bearer) else { return Decision::Unauthorized };
    let decided = if UnverifiedToken::is_meant_by(token) {
        let late = |_| Err(Denial::no_store("nothing came in time"));
        timeout(TIME, signed::check(app, token)).await.unwrap_or_else(late)
    } else if let Some(token) = WebServiceToken::parse(token) {
        web_service::check(app, token).await
    } else {
        return Decision::Unauthorized;
    };
    match decided {
        Ok(caller) => Decision::Allow(caller),
        Err(denial) => Decision::Deny(denial),
    }
}

fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_matches(' '))
}
