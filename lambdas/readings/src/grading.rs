//! The way of a grade into the platform's gradebook. A completion is kept together with a grade that waits; whoever
//! sends it puts its next attempt off first, in one step, so that nobody else sends it meanwhile, and a process that dies
//! leaves it due again. So no grade is lost, and a grade that is sent twice is the same grade.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::StreamExt as _;
use lti::claims::LineItemService;
use lti::registration::PlatformId;
use lti::services::{AccessTokenError, FAILURE_PAUSE, LineItems, Points, Score, ServiceError};
use lti::time::UnixTime;
use ports::{Completion, Grade, GradeFailure, StoreError};
use tokio::time::Instant;

use crate::App;
use crate::app::Closed;

/// How long one who sends a grade has it for himself: longer than attempts take, but for those of a platform at its slowest.
const LEASE: Duration = Duration::from_mins(2);
/// Pauses before the next attempt; the last one repeats.
const PAUSES: [Duration; 6] = [
    Duration::from_mins(1),
    Duration::from_mins(3),
    Duration::from_mins(10),
    Duration::from_mins(30),
    Duration::from_hours(2),
    Duration::from_hours(6),
];
/// A grade that waited so long is not tried again by itself.
const GIVE_UP: Duration = Duration::from_hours(24 * 14);
/// Grades that are sent at the same time.
const SIDE_BY_SIDE: usize = 8;
/// Grades that one round takes.
const ROUND: u16 = 200;
/// How long one call begins to send grades.
const AT_IT: Duration = Duration::from_secs(25);
/// Pause before it is looked whether a suspended platform was resumed.
const SUSPENDED: Duration = Duration::from_hours(1);
/// How often one attempt tells a platform that has a newer score ours, each time with a later time.
const LATER: u32 = 3;

/// What was done about the grades that were due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Grades that were due.
    pub due: usize,
    /// Grades that the platforms took.
    pub sent: usize,
    /// Grades that wait for another attempt.
    pub waiting: usize,
    /// Grades that are not tried again by themselves.
    pub failed: usize,
}

/// Sends the grades that are due, until there are no more, or some 25 s are over; call it again and again. Any number
/// of callers may do so at once.
///
/// # Errors
/// [`StoreError`] when nobody knows what is due. What became of single grades is kept with them.
pub async fn send_due(app: &App) -> Result<Round, StoreError> {
    let sender = Sender { app, ends: Instant::now() + AT_IT, unwell: Mutex::default() };
    let mut all = Round::default();
    loop {
        let round = sender.round().await?;
        all.due += round.due;
        all.sent += round.sent;
        all.waiting += round.waiting;
        all.failed += round.failed;
        // Grades that nobody could settle are due still, and would be found again.
        let settled = round.sent + round.waiting + round.failed;
        if round.due < usize::from(ROUND) || settled == 0 || sender.is_over() {
            break;
        }
    }
    if all.due > 0 {
        let Round { due, sent, waiting, failed } = all;
        tracing::info!(due, sent, waiting, failed, "sent grades");
    }
    Ok(all)
}

/// Sends the grades of many platforms, each in its turn.
struct Sender<'a> {
    app: &'a App,
    ends: Instant,
    /// Platforms that did not take a grade just now, and how long they ask to wait: their other grades wait as well, so that
    /// those of other platforms come to their turn.
    unwell: Mutex<HashMap<PlatformId, Duration>>,
}

impl Sender<'_> {
    fn is_over(&self) -> bool {
        Instant::now() >= self.ends
    }

    async fn round(&self) -> Result<Round, StoreError> {
        let due = self.app.ports.completions.grades_due(self.app.now(), ROUND).await?;
        let mut round = Round { due: due.len(), ..Round::default() };
        let mut sending =
            futures_util::stream::iter(due).map(|due| self.settle(due)).buffer_unordered(SIDE_BY_SIDE);
        while let Some(settled) = sending.next().await {
            match settled {
                Ok(Some(Grade::Sent { .. })) => round.sent += 1,
                Ok(Some(Grade::Waiting { .. })) => round.waiting += 1,
                Ok(Some(Grade::Failed { .. })) => round.failed += 1,
                Ok(Some(Grade::None) | None) => {}
                Err(error) => tracing::warn!(
                    error = http_api::chain(&error),
                    "a grade stays due: the store does not answer"
                ),
            }
        }
        Ok(round)
    }

    /// `None` when the grade stays due, or is somebody else's.
    async fn settle(&self, due: Completion) -> Result<Option<Grade>, StoreError> {
        if self.is_over() {
            return Ok(None);
        }
        let platform = due.activity.platform.clone();
        let unwell = self.unwell().get(&platform).copied();
        if let Some(pause) = unwell {
            let grade = later(&due.grade, self.app.now(), Some(pause));
            let won = self.app.ports.completions.change_grade(&due, &grade).await?;
            return Ok(won.then_some(grade));
        }
        let Some(taken) = take(self.app, due).await? else { return Ok(None) };
        let attempt = attempt(self.app, taken).await?;
        if let Some(pause) = attempt.unwell {
            self.unwell().insert(platform, pause);
        }
        Ok(Some(attempt.grade))
    }

    fn unwell(&self) -> MutexGuard<'_, HashMap<PlatformId, Duration>> {
        self.unwell.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Puts a due grade off, so that it is this caller's; `None` when somebody else was quicker.
pub(crate) async fn take(app: &App, due: Completion) -> Result<Option<Completion>, StoreError> {
    if !matches!(due.grade, Grade::Waiting { .. }) {
        return Ok(None);
    }
    let grade = put_off(due.grade.clone(), app.now() + LEASE);
    let won = app.ports.completions.change_grade(&due, &grade).await?;
    Ok(won.then_some(Completion { grade, ..due }))
}

/// Sends the grade that the caller has for itself, and keeps what became of it.
pub(crate) async fn send(app: &App, taken: Completion) -> Result<Grade, StoreError> {
    attempt(app, taken).await.map(|attempt| attempt.grade)
}

/// What became of a grade, and of its platform.
struct Attempt {
    grade: Grade,
    /// How long the platform asks to wait at least, when it takes no grade now.
    unwell: Option<Duration>,
}

async fn attempt(app: &App, taken: Completion) -> Result<Attempt, StoreError> {
    let Grade::Waiting { line_item, attempts, .. } = &taken.grade else {
        return Ok(Attempt { grade: taken.grade, unwell: None });
    };
    let activity = &taken.activity;
    let answer = app.with_services((&activity.platform, &activity.deployment), async |client| {
        let service = LineItemService { scope: vec![], lineitems: None, lineitem: Some(line_item.clone()) };
        post(app, &client.line_items(&service), line_item, &taken.user).await
    });
    let answer = answer.await?;
    let now = app.now();
    let mut unwell = None;
    let grade = match answer {
        Ok(Ok(())) => Grade::Sent { line_item: line_item.clone(), at: now },
        // However long it lasts: the operator means to resume it.
        Err(Closed::Suspended) => put_off(taken.grade.clone(), now + SUSPENDED),
        Err(closed) => {
            tracing::warn!(reason = %closed, "a grade waits");
            later(&taken.grade, now, None)
        }
        Ok(Err(error)) => {
            if let Some(reason) = failure(&error) {
                tracing::warn!(error = http_api::chain(&error), ?reason, "a grade was refused");
                Grade::Failed { reason, at: now }
            } else {
                tracing::warn!(error = http_api::chain(&error), attempts, "a grade is tried again later");
                unwell = error.is_retryable().then(|| error.retry_after().unwrap_or_default());
                later(&taken.grade, now, error.retry_after())
            }
        }
    };
    app.ports.completions.change_grade(&taken, &grade).await?;
    Ok(Attempt { grade, unwell })
}

/// A waiting grade whose next attempt is at another time, and that waits as before else.
fn put_off(mut grade: Grade, until: UnixTime) -> Grade {
    if let Grade::Waiting { next_attempt, .. } = &mut grade {
        *next_attempt = until;
    }
    grade
}

/// A waiting grade after another attempt that came to nothing.
fn later(grade: &Grade, now: UnixTime, pause: Option<Duration>) -> Grade {
    let Grade::Waiting { line_item, attempts, since, .. } = grade else { return grade.clone() };
    if now.since(*since) > GIVE_UP {
        return Grade::Failed { reason: GradeFailure::GivenUp, at: now };
    }
    let attempts = attempts.saturating_add(1);
    let planned = PAUSES[PAUSES.len().min(attempts as usize) - 1];
    let next_attempt = now + pause.map_or(planned, |pause| pause.max(planned));
    Grade::Waiting { line_item: line_item.clone(), next_attempt, attempts, since: *since }
}

/// Posts the full score. A platform that has one of the same second wants a later time.
async fn post(
    app: &App,
    line_items: &LineItems<'_>,
    line_item: &str,
    user: &str,
) -> Result<(), ServiceError> {
    let (mut timestamp, mut left) = (app.now(), LATER);
    loop {
        left -= 1;
        let score = Score::graded(user, Points { given: 1.0, maximum: 1.0 }, timestamp);
        match line_items.post_score(line_item, &score).await {
            Err(ServiceError::Conflict { .. }) if left > 0 => {
                timestamp = app.now().max(timestamp) + Duration::from_secs(1);
            }
            answer => return answer,
        }
    }
}

/// Why a grade is not tried again by itself; `None` when it is.
fn failure(error: &ServiceError) -> Option<GradeFailure> {
    match error {
        ServiceError::NotFound { .. } => Some(GradeFailure::LineItemGone),
        ServiceError::BadRequest { .. } => Some(GradeFailure::NotGradable),
        ServiceError::Unauthorized { .. }
        | ServiceError::Forbidden { .. }
        | ServiceError::NotGranted(_)
        | ServiceError::Token(AccessTokenError::ScopeNotGranted { .. }) => Some(GradeFailure::NotGranted),
        // The tool's own key or registration may be what is wrong, and mended soon.
        ServiceError::Token(_) | ServiceError::Conflict { .. } => None,
        error if error.is_retryable() => None,
        _ => Some(GradeFailure::Refused),
    }
}

/// The grades of an activity that are not sent, made due within seconds with this column. How many.
pub(crate) async fn queue_again(
    app: &App,
    completions: Vec<Completion>,
    line_item: &str,
    now: UnixTime,
) -> Result<usize, StoreError> {
    // What a process remembers of the time before the cause was mended would be taken for the platform's word.
    let next_attempt = now + FAILURE_PAUSE;
    let unsent = completions.into_iter().filter(
        |completion| !matches!(&completion.grade, Grade::Sent { line_item: at, .. } if at == line_item),
    );
    let mut queueing = futures_util::stream::iter(unsent)
        .map(|completion| async move {
            if is_queued(&completion.grade, line_item, now) {
                return Ok(true);
            }
            let grade =
                Grade::Waiting { line_item: line_item.to_owned(), next_attempt, attempts: 0, since: now };
            app.ports.completions.change_grade(&completion, &grade).await
        })
        .buffer_unordered(SIDE_BY_SIDE);
    let mut queued = 0;
    while let Some(changed) = queueing.next().await {
        queued += usize::from(changed?);
    }
    Ok(queued)
}

/// Whether a grade is about to be sent into this column, as after a teacher has asked for it a moment ago.
fn is_queued(grade: &Grade, column: &str, now: UnixTime) -> bool {
    matches!(grade, Grade::Waiting { line_item, next_attempt, attempts: 0, .. }
        if line_item == column && *next_attempt <= now + LEASE)
}
