use lti::launch::Launch;
use lti::names::DeploymentId;
use lti::registration::PlatformId;
use lti::time::UnixTime;
use lti::token::TokenDigest;
use serde::{Deserialize, Serialize};

use crate::readings::key_of;
use crate::{ReadingId, StoreError};

/// An activity: one placement of the tool. A resource link is unique within its deployment only (LTI Core 1.3 §5.3.5).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ActivityId {
    /// The registration.
    pub platform: PlatformId,
    /// The deployment.
    pub deployment: DeploymentId,
    /// The resource link's id.
    pub resource_link: String,
}

impl ActivityId {
    /// The activity that a launch opens, when it opens one.
    #[must_use]
    pub fn of(launch: &Launch) -> Option<Self> {
        let resource_link = launch.resource_link.as_ref()?.id.clone();
        let (platform, deployment) = (launch.platform_id.clone(), launch.deployment_id.clone());
        Some(Self { platform, deployment, resource_link })
    }

    /// A key of one length for stores, whatever the platform's ids look like.
    #[must_use]
    pub fn key(&self) -> TokenDigest {
        key_of(&[
            "activity",
            self.platform.issuer.as_str(),
            self.platform.client_id.as_str(),
            self.deployment.as_str(),
            &self.resource_link,
        ])
    }
}

/// A person: `sub` is unique within its issuer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PersonId {
    /// The registration.
    pub platform: PlatformId,
    /// The person's `sub`.
    pub user: String,
}

impl PersonId {
    /// A key of one length for stores, whatever the platform's ids look like.
    #[must_use]
    pub fn key(&self) -> TokenDigest {
        key_of(&["person", self.platform.issuer.as_str(), self.platform.client_id.as_str(), &self.user])
    }
}

/// Why a grade is not tried again by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GradeFailure {
    /// The gradebook's column is gone.
    LineItemGone,
    /// The platform takes no grade for this person.
    NotGradable,
    /// The platform does not let the tool write grades.
    NotGranted,
    /// The platform refuses the grade in another way.
    Refused,
    /// It was tried for too long.
    GivenUp,
}

/// What became of the grade for one person's reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Grade {
    /// The activity is not graded.
    None,
    /// It is to be sent.
    Waiting {
        /// The line item's URL.
        line_item: String,
        /// When it is sent, or sent again. Whoever sends it puts this off first, so that nobody else does meanwhile.
        next_attempt: UnixTime,
        /// How often it was tried.
        attempts: u32,
        /// Since when it waits.
        since: UnixTime,
    },
    /// The platform has it.
    Sent {
        /// The line item's URL.
        line_item: String,
        /// When the platform took it.
        at: UnixTime,
    },
    /// It is not tried again until somebody asks for it.
    Failed {
        /// Why.
        reason: GradeFailure,
        /// When it failed.
        at: UnixTime,
    },
}

impl Grade {
    /// When it is to be sent, if it is.
    #[must_use]
    pub fn next_attempt(&self) -> Option<UnixTime> {
        match self {
            Self::Waiting { next_attempt, .. } => Some(*next_attempt),
            _ => None,
        }
    }
}

/// That one person has read an activity's text, and what became of the grade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// The activity.
    pub activity: ActivityId,
    /// The person's `sub`.
    pub user: String,
    /// The person's name, when the platform released it.
    pub name: Option<String>,
    /// What was read.
    pub reading: ReadingId,
    /// The course's title, when the platform told it.
    pub course: Option<String>,
    /// When it was first marked as read.
    pub done_at: UnixTime,
    /// The grade.
    pub grade: Grade,
}

impl Completion {
    /// The person.
    #[must_use]
    pub fn person(&self) -> PersonId {
        PersonId { platform: self.activity.platform.clone(), user: self.user.clone() }
    }
}

/// Keeps who has completed what.
#[async_trait::async_trait]
pub trait Completions: Send + Sync {
    /// Keeps `fresh` unless the same person completed the same activity before, and gives what is kept.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn add_completion(&self, fresh: &Completion) -> Result<Completion, StoreError>;

    /// One person's completion in one activity.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn completion(&self, activity: &ActivityId, user: &str) -> Result<Option<Completion>, StoreError>;

    /// All completions in an activity, in no order.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn completions_in(&self, activity: &ActivityId) -> Result<Vec<Completion>, StoreError>;

    /// All completions of a person, in no order. What was added a moment ago may be missing.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn completions_of(&self, person: &PersonId) -> Result<Vec<Completion>, StoreError>;

    /// Puts `to` in the place of the grade if it still is the one in `seen`, in one step: of several that change one
    /// grade at once, one gets `true`.
    ///
    /// # Errors
    /// [`StoreError`]; then nobody knows whether it was changed.
    async fn change_grade(&self, seen: &Completion, to: &Grade) -> Result<bool, StoreError>;

    /// Forgets one person's completion in one activity; `false` when there was none.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn forget_completion(&self, activity: &ActivityId, user: &str) -> Result<bool, StoreError>;

    /// Up to `limit` grades whose next attempt is due, the longest due first. One that changed a moment ago may be
    /// missing or shown as it was; [`Completions::change_grade`] tells.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn grades_due(&self, now: UnixTime, limit: u16) -> Result<Vec<Completion>, StoreError>;
}
