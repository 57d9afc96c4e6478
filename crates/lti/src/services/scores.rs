//! What the tool reports about a person's work (AGS 2.0 §3.4).

use serde::Serialize;

use super::ServiceError;
use crate::time::{UnixTime, rfc3339};

pub(super) const SCORE: &str = "application/vnd.ims.lis.v1.score+json";

/// How far somebody came with the activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ActivityProgress {
    /// Has not begun, or begins anew.
    Initialized,
    /// Has begun.
    Started,
    /// Is at it.
    InProgress,
    /// Has handed in, and may hand in again.
    Submitted,
    /// Is done.
    Completed,
}

/// How far the grading came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum GradingProgress {
    /// Done: the score is the grade. Moodle keeps a grade for this only.
    FullyGraded,
    /// Goes on by itself.
    Pending,
    /// Waits for a person.
    PendingManual,
    /// Could not be done.
    Failed,
    /// There is nothing to grade yet.
    NotReady,
}

/// Points out of a maximum, which need not be the line item's: the platform scales them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Points {
    /// Not below zero; may exceed the maximum.
    pub given: f64,
    /// Above zero.
    pub maximum: f64,
}

/// One person's score.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Whose: the `sub` of the person's launches.
    pub user_id: String,
    /// When the tool set it. Platforms keep the newest; Moodle compares whole seconds and refuses an equal one.
    pub timestamp: UnixTime,
    /// The points. None means that there is no score (any more).
    pub points: Option<Points>,
    /// A comment for the person, as plain text.
    pub comment: Option<String>,
    /// How far the person came.
    pub activity: ActivityProgress,
    /// How far the grading came.
    pub grading: GradingProgress,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    user_id: &'a str,
    timestamp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    score_given: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score_maximum: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<&'a str>,
    activity_progress: ActivityProgress,
    grading_progress: GradingProgress,
}

impl Score {
    /// A finished and fully graded piece of work.
    #[must_use]
    pub fn graded(user_id: impl Into<String>, points: Points, timestamp: UnixTime) -> Self {
        Self {
            user_id: user_id.into(),
            timestamp,
            points: Some(points),
            comment: None,
            activity: ActivityProgress::Completed,
            grading: GradingProgress::FullyGraded,
        }
    }

    pub(super) fn body(&self) -> Result<Vec<u8>, ServiceError> {
        if self.user_id.is_empty() {
            return Err(ServiceError::Invalid("a score needs a person"));
        }
        let legal = |points: &Points| {
            points.given.is_finite()
                && points.given >= 0.0
                && points.maximum.is_finite()
                && points.maximum > 0.0
        };
        if !self.points.as_ref().is_none_or(legal) {
            return Err(ServiceError::Invalid(
                "a score must not be below zero, and its maximum must be above zero",
            ));
        }
        let wire = Wire {
            user_id: &self.user_id,
            timestamp: rfc3339(self.timestamp)
                .ok_or(ServiceError::Invalid("the timestamp lies outside the years that can be written"))?,
            score_given: self.points.map(|points| points.given),
            score_maximum: self.points.map(|points| points.maximum),
            comment: self.comment.as_deref(),
            activity_progress: self.activity,
            grading_progress: self.grading,
        };
        serde_json::to_vec(&wire).map_err(|_| ServiceError::Invalid("the score cannot be written as JSON"))
    }
}
