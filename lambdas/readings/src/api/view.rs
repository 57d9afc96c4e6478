//! What several calls show.

use http_api::rfc3339;
use ports::{Completion, GradeFailure};
use serde::Serialize;
use utoipa::ToSchema;

/// That somebody has read the text, and what became of the grade.
#[derive(Serialize, ToSchema)]
pub(crate) struct Progress {
    /// When it was marked as read (RFC 3339).
    #[schema(required, format = DateTime)]
    pub done_at: Option<String>,
    pub grade: Grade,
}

/// What became of the grade.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct Grade {
    state: GradeState,
    /// Why a grade failed: `line_item_gone`, `not_gradable`, `not_granted`, `refused`, `given_up`.
    #[schema(required, value_type = Option<String>, example = "line_item_gone")]
    reason: Option<GradeFailure>,
    /// When a waiting grade is sent, or sent again (RFC 3339).
    #[schema(required, format = DateTime)]
    next_attempt: Option<String>,
    /// When the platform took it (RFC 3339).
    #[schema(required, format = DateTime)]
    sent_at: Option<String>,
}

#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum GradeState {
    /// The activity is not graded.
    None,
    /// It is kept, and sent again by itself.
    Waiting,
    /// The platform has it.
    Sent,
    /// It is not sent again until a teacher asks for it.
    Failed,
}

impl Grade {
    pub fn none() -> Self {
        Self { state: GradeState::None, reason: None, next_attempt: None, sent_at: None }
    }
}

impl From<&ports::Grade> for Grade {
    fn from(grade: &ports::Grade) -> Self {
        match grade {
            ports::Grade::None => Self::none(),
            ports::Grade::Waiting { next_attempt, .. } => Self {
                state: GradeState::Waiting,
                next_attempt: Some(rfc3339(*next_attempt)),
                ..Self::none()
            },
            ports::Grade::Sent { at, .. } => {
                Self { state: GradeState::Sent, sent_at: Some(rfc3339(*at)), ..Self::none() }
            }
            ports::Grade::Failed { reason, .. } => {
                Self { state: GradeState::Failed, reason: Some(*reason), ..Self::none() }
            }
        }
    }
}

impl Progress {
    /// Of somebody who has not read it yet, or has.
    pub fn of(completion: Option<&Completion>) -> Self {
        match completion {
            None => Self { done_at: None, grade: Grade::none() },
            Some(completion) => {
                Self { done_at: Some(rfc3339(completion.done_at)), grade: (&completion.grade).into() }
            }
        }
    }
}
