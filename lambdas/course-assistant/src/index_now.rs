//! "Index now": a teacher has the whole course looked through without waiting for an event.

use std::time::Duration;

use axum::http::StatusCode;
use http_api::digest::hex;
use http_api::{Refusal, Remedy, chain};
use lti::time::UnixTime;
use ports::{IndexJob, SiteCourse, StoreError, Take, request_job};

use crate::{App, Ports};

/// A course may be asked for once in each minute of the clock.
const MINUTE: i64 = 60;

/// An amount of the requests of a minute, which is remembered for one more.
fn take(course: &SiteCourse, minute: i64, amount: u64, limit: u64) -> Take {
    let course = hex([course.site.as_str(), &course.course.to_string()]);
    let until = UnixTime(minute.saturating_add(2).saturating_mul(MINUTE));
    Take { allowance: format!("assistant:index-now:{course}:{minute}"), amount, limit, until }
}

/// Makes a job of the course, unless one was made within the minute.
pub(crate) async fn request(app: &App, course: &SiteCourse, now: UnixTime) -> Result<(), Refusal> {
    let minute = now.0.div_euclid(MINUTE);
    let once = [take(course, minute, 1, 1)];
    match app.ports.quotas.take(&once, now).await {
        Ok(Ok(())) => {}
        Ok(Err(_)) => return Err(requested_lately(UnixTime((minute + 1) * MINUTE).since(now))),
        Err(error) => return Err(Refusal::unavailable(&error)),
    }
    if let Err(error) = send(app, course, now).await {
        if let Err(error) = app.ports.quotas.give_back(&once).await {
            tracing::warn!(error = %chain(&error), "a request for the index that failed counts for a minute");
        }
        return Err(Refusal::unavailable(&error));
    }
    Ok(())
}

/// Whether a job of the course was asked for in this minute or the last. Where that is not known it was not: it decides about
/// a progress bar only.
pub(crate) async fn was_requested(app: &App, course: &SiteCourse, now: UnixTime) -> bool {
    let minute = now.0.div_euclid(MINUTE);
    // Of an allowance of nothing not even nothing can be taken, once something was.
    let asked = [minute, minute - 1].map(|minute| take(course, minute, 0, 0));
    match app.ports.quotas.take(&asked, now).await {
        Ok(taken) => taken.is_err(),
        Err(error) => {
            tracing::warn!(error = %chain(&error), "nobody knows whether the index was asked for");
            false
        }
    }
}

/// Makes the job, to fall due at once.
async fn send(app: &App, course: &SiteCourse, now: UnixTime) -> Result<(), StoreError> {
    let Ports { pending, queue, entropy, .. } = &app.ports;
    request_job(&**pending, &**queue, &**entropy, IndexJob::of(course, None), now, Duration::ZERO).await?;
    tracing::info!(site = %course.site, course = %course.course, "a teacher asked for the index");
    Ok(())
}

fn requested_lately(wait: Duration) -> Refusal {
    let message =
        "The course was asked for less than a minute ago, and is being looked through. Wait a minute.";
    Refusal::new(StatusCode::TOO_MANY_REQUESTS, "index_requested_lately", Remedy::Wait, message)
        .retry_after(wait)
}
