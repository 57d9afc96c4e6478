//! What is counted, and under which names. Alarms and dashboards use them.
//!
//! | name | dimensions beside `Stack` | unit | counted when |
//! |---|---|---|---|
//! | `Requests` | `Class`: `2xx`, `3xx`, `4xx`, `5xx` | count | a request was answered ([`around`](crate::around)) |
//! | `Launches` | `Outcome`: `accepted`, `refused` | count | a platform's message was verified, or was not (lti-tool) |
//! | `Translations` | `Outcome`: `made`, `cached` | count | a text was translated, or known already (translate) |
//! | `TranslatedCharacters` | | count | a text was translated: the characters of its source (translate) |
//! | `EngineFailures` | | count | a caller was told that the engine gave no answer (translate, course-assistant) |
//! | `EngineTime` | | milliseconds | a call that needed the engine came to its end, good or bad (translate, course-assistant) |
//! | `Questions` | `Outcome`: `generated`, `extracts`, `unknown` | count | a question was answered, or nothing in the course answers it (course-assistant) |
//! | `IndexJobsGivenUp` | | count | a job of the index could not be done and was written down as a problem (index-file) |
//! | `SitesNotReconciled` | | count | the courses of a site could not be listed at night (reconcile-index) |
//! | `Events` | `Outcome`: `taken`, `refused` | count | an event of a Moodle site was taken, or was not (put-events) |
//! | `Authorizations` | `Verdict`: `allow`, `deny`, `unauthorized` | count | an authorizer decided (on AWS) |
//!
//! They go through the `metrics` crate: without a recorder, as in `serve`, nothing is counted. Dimensions have few values, since
//! each combination is a metric that is paid for: never a person, a site or a path.

use std::time::Duration;

use axum::http::StatusCode;
use metrics::{Unit, counter, describe_counter, describe_histogram, histogram};

const REQUESTS: &str = "Requests";
const LAUNCHES: &str = "Launches";
const TRANSLATIONS: &str = "Translations";
const TRANSLATED_CHARACTERS: &str = "TranslatedCharacters";
const ENGINE_FAILURES: &str = "EngineFailures";
const ENGINE_TIME: &str = "EngineTime";
const QUESTIONS: &str = "Questions";
const JOBS_GIVEN_UP: &str = "IndexJobsGivenUp";
const SITES_NOT_RECONCILED: &str = "SitesNotReconciled";
const EVENTS: &str = "Events";
const AUTHORIZATIONS: &str = "Authorizations";

/// Tells a recorder the units.
pub fn describe() {
    for name in [
        REQUESTS,
        LAUNCHES,
        TRANSLATIONS,
        TRANSLATED_CHARACTERS,
        ENGINE_FAILURES,
        QUESTIONS,
        JOBS_GIVEN_UP,
        SITES_NOT_RECONCILED,
        EVENTS,
        AUTHORIZATIONS,
    ] {
        describe_counter!(name, Unit::Count, "");
    }
    describe_histogram!(ENGINE_TIME, Unit::Milliseconds, "");
}

/// Counts a request by its answer's class.
pub(crate) fn count_request(status: StatusCode) {
    let class = match status.as_u16() {
        500.. => "5xx",
        400.. => "4xx",
        300.. => "3xx",
        _ => "2xx",
    };
    counter!(REQUESTS, "Class" => class).increment(1);
}

/// Counts a launch that was accepted or refused.
pub fn count_launch(accepted: bool) {
    counter!(LAUNCHES, "Outcome" => if accepted { "accepted" } else { "refused" }).increment(1);
}

/// Counts a text that the engine translated, and its characters.
pub fn count_translation(characters: u64) {
    counter!(TRANSLATIONS, "Outcome" => "made").increment(1);
    counter!(TRANSLATED_CHARACTERS).increment(characters);
}

/// Counts a job of the index that could not be done.
pub fn count_job_given_up() {
    counter!(JOBS_GIVEN_UP).increment(1);
}

/// Counts a site whose courses could not be listed.
pub fn count_site_not_reconciled() {
    counter!(SITES_NOT_RECONCILED).increment(1);
}

/// Counts a text that was translated before.
pub fn count_cached_translation() {
    counter!(TRANSLATIONS, "Outcome" => "cached").increment(1);
}

/// Counts an engine that gave no answer.
pub fn count_engine_failure() {
    counter!(ENGINE_FAILURES).increment(1);
}

/// Notes how long a call waited for its engine.
pub fn note_engine_time(time: Duration) {
    histogram!(ENGINE_TIME).record(time.as_secs_f64() * 1000.0);
}

/// Counts a question by what came of it: `generated`, `extracts` or `unknown`.
pub fn count_question(outcome: &'static str) {
    counter!(QUESTIONS, "Outcome" => outcome).increment(1);
}

/// Counts events of a call that were taken, and those that were not.
pub fn count_events(taken: usize, refused: usize) {
    for (outcome, count) in [("taken", taken), ("refused", refused)] {
        if count > 0 {
            counter!(EVENTS, "Outcome" => outcome).increment(u64::try_from(count).unwrap_or(u64::MAX));
        }
    }
}

/// Counts a verdict of an authorizer: `allow`, `deny` or `unauthorized`.
pub fn count_verdict(verdict: &'static str) {
    counter!(AUTHORIZATIONS, "Verdict" => verdict).increment(1);
}
