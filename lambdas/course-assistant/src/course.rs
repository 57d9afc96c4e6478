//! Which course a session asks about. The launch alone says so, which the platform signed; no call names a course.

use axum::http::StatusCode;
use http_api::{Refusal, Remedy};
use lti::launch::Launch;
use lti::roles::CourseRole;
use ports::SiteCourse;

/// The course of a launch, or the refusal when there is none.
pub(crate) fn required(launch: &Launch) -> Result<SiteCourse, Refusal> {
    SiteCourse::of_launch(launch).ok_or_else(|| {
        let message = "The tool was not opened from a course of a Moodle site, and there are no files to answer from \
                       elsewhere. Open it from an activity in a course.";
        Refusal::new(StatusCode::NOT_FOUND, "no_course", Remedy::OpenAgain, message)
    })
}

/// Whether the person teaches or administers the course.
pub(crate) fn teaches(launch: &Launch) -> bool {
    launch.role >= CourseRole::Instructor
}
