//! What a launch opens. Nothing else decides it: no call takes the name of a text that is read, or of its reader.

use axum::http::StatusCode;
use http_api::{Refusal, Remedy};
use lti::launch::{Launch, MessageType};
use lti::roles::{CourseRole, course_role};
use lti::services::Scope;
use lti::time::UnixTime;
use ports::{ActivityId, CourseId, Grade, Reading, ReadingId, named_reading};

use crate::App;
use crate::app::unavailable;

/// A reading that a launch opens, and its activity.
pub(crate) struct Opened {
    pub reading: Reading,
    pub activity: ActivityId,
}

impl Opened {
    /// The reading of the launch's activity.
    pub async fn of(app: &App, launch: &Launch) -> Result<Self, Refusal> {
        let (Some(named), Some(activity)) = (named_reading(launch), ActivityId::of(launch)) else {
            return Err(no_reading());
        };
        let id = ReadingId::parse(named).ok_or_else(reading_not_found)?;
        let reading = app.ports.readings.reading(&id).await.map_err(unavailable)?;
        // A course that was copied opens its texts too, but never those of another platform.
        let reading = reading.filter(|reading| {
            reading.course.platform == launch.platform_id && reading.course.deployment == launch.deployment_id
        });
        Ok(Self { reading: reading.ok_or_else(reading_not_found)?, activity })
    }

    /// Whether the launch comes from the course for which the text was written.
    pub fn is_at_home(&self, launch: &Launch) -> bool {
        CourseId::of(launch).is_some_and(|course| course == self.reading.course)
    }
}

/// The person whose reading is recorded: a learner whom the platform names. Mentors read along, and have no grade.
pub(crate) fn recorded_user(launch: &Launch) -> Option<&str> {
    let learns = launch.role == CourseRole::Learner
        && launch
            .roles
            .iter()
            .any(|role| course_role([role.as_str()]) == CourseRole::Learner && !role.ends_with("Mentor"));
    launch.user.id.as_deref().filter(|_| learns && opens_activity(launch))
}

/// Whether the launch is one of an activity, from the course or from its column in the gradebook.
pub(crate) fn opens_activity(launch: &Launch) -> bool {
    matches!(launch.message_type, MessageType::ResourceLink | MessageType::SubmissionReview)
}

/// The activity's column of the gradebook, when it has one and the tool may write into it.
pub(crate) fn line_item(launch: &Launch) -> Option<&str> {
    let service = launch.line_items.as_ref()?;
    let may_write = service.scope.is_empty() || service.scope.iter().any(|scope| scope == Scope::Score.uri());
    service.lineitem.as_deref().filter(|_| may_write)
}

/// Whether a grade went into another column than the activity has now. A page that was opened before the grade went out may
/// name a column that was replaced since.
pub(crate) fn went_elsewhere(grade: &Grade, launch: &Launch) -> bool {
    matches!((grade, line_item(launch)), (Grade::Sent { line_item, at }, Some(now))
        if line_item != now && launch.launched_at > *at)
}

/// The grade of somebody who has just finished: due at once.
pub(crate) fn fresh_grade(launch: &Launch, now: UnixTime) -> Grade {
    line_item(launch).map_or(Grade::None, |line_item| Grade::Waiting {
        line_item: line_item.to_owned(),
        next_attempt: now,
        attempts: 0,
        since: now,
    })
}

pub(crate) fn no_reading() -> Refusal {
    Refusal::new(
        StatusCode::NOT_FOUND,
        "no_reading",
        Remedy::OpenAgain,
        "This activity opens no reading. A teacher places one with \"Add content\" in the course.",
    )
}

pub(crate) fn reading_not_found() -> Refusal {
    Refusal::new(
        StatusCode::NOT_FOUND,
        "reading_not_found",
        Remedy::OpenAgain,
        "The reading of this activity is not there: it was made on another platform, or the activity's custom \
         parameter \"reading\" was changed. A teacher places it again with \"Add content\" in the course.",
    )
}

#[cfg(test)]
mod tests {
    use ports::conformance::samples;

    use super::*;

    #[test]
    fn students_who_open_the_activity_from_the_course_or_from_their_grades_are_recorded() {
        let mut launch = samples::session().launch;
        for (message_type, user) in [
            (MessageType::ResourceLink, Some("4")),
            (MessageType::SubmissionReview, Some("4")),
            (MessageType::DeepLinking, None),
            (MessageType::DataPrivacy, None),
        ] {
            launch.message_type = message_type;
            assert_eq!(recorded_user(&launch), user, "{message_type:?}");
        }
    }
}
