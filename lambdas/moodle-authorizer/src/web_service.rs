//! Tokens of Moodle's web services.

use std::sync::Arc;

use moodle::WebServiceToken;
use moodle::site_info::TokenDecision;

use crate::App;
use crate::decision::{Caller, Denial};
use crate::signed::sentence;

pub(crate) async fn check(app: &App, token: WebServiceToken) -> Result<Caller, Denial> {
    let moodle = app.moodle.as_ref().ok_or_else(no_moodle)?;
    match Arc::clone(moodle).whose(token).await? {
        TokenDecision::Owned(owner) => Ok(Caller {
            user_id: owner.user_id,
            username: Some(owner.username),
            site: owner.site,
            functions: owner.functions,
        }),
        TokenDecision::Refused(error) => Err(Denial::new(error.code(), sentence(&error.to_string()))),
    }
}

fn no_moodle() -> Denial {
    Denial::new(
        "no_moodle_configured",
        "This service takes no web-service tokens: no Moodle is configured for them. Use a connection code \
         (`moodle-aws site add`), or let the operator name the Moodle with --moodle-url.",
    )
}
