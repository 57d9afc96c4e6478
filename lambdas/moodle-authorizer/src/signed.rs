//! Tokens that our plugin signed.

use lti::launch::OneTimeClaim;
use lti::time::UnixTime;
use moodle::signed_token::{SignedTokenError, UnverifiedToken, VerifiedToken};
use ports::SiteKeyError;

use crate::App;
use crate::decision::{Caller, Denial};

pub(crate) async fn check(app: &App, token: &str) -> Result<Caller, Denial> {
    let token = UnverifiedToken::parse(token).map_err(|error| refused(&error))?;
    // The row is read for every call, so that a revoked key opens nothing from then on.
    let site = app.ports.sites.site(token.key_id()).await.map_err(|error| Denial::store(&error))?;
    let site = site.ok_or_else(unknown_key)?;
    let key = app.ports.keys.key().await.map_err(|error| no_key(&error))?;
    let now = app.ports.clock.now();
    let secret = key.secret_of(&site.key_id, &site.url);
    let token = token.verify(&site, &secret, &app.endpoint, now.0).map_err(|error| refused(&error))?;
    claim(app, &token, now).await?;
    Ok(Caller { user_id: token.user_id, username: None, site: token.site, functions: Vec::new() })
}

/// Makes the call the only one with its token, by one conditional write.
async fn claim(app: &App, token: &VerifiedToken, now: UnixTime) -> Result<(), Denial> {
    let claim = OneTimeClaim {
        id: format!("site-token:{}:{}", token.key_id, token.token_id),
        until: UnixTime(token.void_from),
    };
    match app.ports.one_time.claim_once(&claim, now).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(Denial::new(
            "token_replayed",
            "This signed token was used before. The plugin signs a new one for each call.",
        )),
        Err(error) => Err(Denial::store(&error)),
    }
}

fn refused(error: &SignedTokenError) -> Denial {
    Denial::new(error.code(), sentence(&error.to_string()))
}

fn unknown_key() -> Denial {
    Denial::new(
        "unknown_site_key",
        "The key that signed this token is not registered here, or was revoked. The operator makes a new connection \
         code with `moodle-aws site add`, and it is pasted into the plugin's settings in Moodle.",
    )
}

fn no_key(error: &SiteKeyError) -> Denial {
    match error {
        SiteKeyError::Store(error) => Denial::store(error),
        other => {
            tracing::error!(error = %other, "no site's secret can be derived");
            Denial::new(
                "site_key_unusable",
                "The service's secret `site-key` is missing or damaged; the operator restores it from a backup.",
            )
        }
    }
}

/// A message for people, made of that of an error.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
