//! `moodle-aws site token`: with what the index reads a Moodle site.

use std::io::{BufRead as _, IsTerminal as _, stdin};

use anyhow::Context as _;
use moodle::WebServiceToken;
use moodle::site_info::TokenOwner;
use ports::{Clock as _, SystemClock};

use super::disconnect::disconnect;
use crate::args::SiteToken;
use crate::index::{all_courses, look_through};
use crate::store::operate_assistant;
use crate::{moodle_call, number_of, say};

/// What the index and the assistant call.
const FUNCTIONS: [&str; 5] = [
    "core_course_get_contents",
    "core_course_get_courses_by_field",
    "local_awsevents_get_course_access",
    "local_awsevents_get_courses",
    "mod_glossary_get_entries_by_letter",
];

pub async fn token(SiteToken { url, remove, forget, target }: SiteToken) -> anyhow::Result<String> {
    if remove {
        return disconnect(&url, forget, &target).await;
    }
    let on = operate_assistant(&target).await?;
    let token = read()?;
    // One that opens nothing is not stored.
    let owner = moodle_call::owner(&url, &token).await.context("the token was not stored")?;
    on.tokens.put_site_token(&url, &token, SystemClock.now()).await?;
    if let Some(missing) = missing(&owner) {
        return Ok(format!(
            "Stored the token of {url}, with which {} reads it. Nothing is indexed yet: {missing}, and run `moodle-aws index \
             reconcile`.",
            owner.username
        ));
    }
    let courses = all_courses(&on, &url, &token).await?;
    let count = number_of(courses.len(), "course");
    look_through(&on, courses).await?;
    Ok(format!(
        "Stored the token of {url}, with which {} reads it: {count} to index. `moodle-aws index status` shows how far it is.",
        owner.username
    ))
}

/// What the token's service lacks of what is called, and what to do about it.
pub fn missing(owner: &TokenOwner) -> Option<String> {
    let is_missing = |name: &&str| !owner.functions.iter().any(|there| there == name);
    let missing: Vec<_> = FUNCTIONS.into_iter().filter(is_missing).collect();
    (!missing.is_empty()).then(|| {
        let missing = missing.join(", ");
        format!(
            "its service lacks {missing}. Install the latest plugin Events to AWS (local_awsevents) there, open its set-up page once"
        )
    })
}

/// Reads the token from the standard input: arguments are seen by everybody on a machine.
fn read() -> anyhow::Result<WebServiceToken> {
    if stdin().is_terminal() {
        say("Paste the token that the plugin's set-up page shows, and press Enter:");
    }
    let mut line = String::new();
    stdin().lock().read_line(&mut line).context("the token is read from the standard input")?;
    WebServiceToken::parse(line.trim()).context(
        "what came on the standard input is no token of Moodle's web services: 32 letters and digits, as the plugin's set-up page \
         or `php local/awsevents/cli/setup.php --yes` prints it",
    )
}
