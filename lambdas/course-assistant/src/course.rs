//! Which course a session asks about. The launch alone says so, which the platform signed; no call names a course.

use axum::http::StatusCode;
use http_api::{Refusal, Remedy};
use lti::launch::Launch;
use lti::roles::CourseRole;
use moodle::{CourseId, SiteUrl};
use ports::SiteCourse;

/// The course of a launch, if it comes from one of a Moodle site: Moodle's issuer is its `wwwroot`, and its contexts are
/// named by the numbers of courses.
pub(crate) fn of_launch(launch: &Launch) -> Option<SiteCourse> {
    let site = SiteUrl::parse(launch.platform_id.issuer.as_str()).ok()?;
    let context = launch.context.as_ref()?.id.as_str();
    let course: CourseId = context.parse::<u64>().ok()?.try_into().ok()?;
    // `+8` and `08` are no way in which Moodle writes a number: they may name a course of another product.
    (course.to_string() == context).then_some(SiteCourse { site, course })
}

/// The course of a launch, or the refusal when there is none.
pub(crate) fn required(launch: &Launch) -> Result<SiteCourse, Refusal> {
    of_launch(launch).ok_or_else(|| {
        let message = "The tool was not opened from a course of a Moodle site, and there are no files to answer from \
                       elsewhere. Open it from an activity in a course.";
        Refusal::new(StatusCode::NOT_FOUND, "no_course", Remedy::OpenAgain, message)
    })
}

/// Whether the person teaches or administers the course.
pub(crate) fn teaches(launch: &Launch) -> bool {
    launch.role >= CourseRole::Instructor
}

#[cfg(test)]
mod tests {
    use lti::names::Issuer;
    use ports::conformance::samples;

    use super::*;

    fn course(issuer: &str, context: Option<&str>) -> Option<(String, u64)> {
        let mut launch = samples::session().launch;
        launch.platform_id.issuer = Issuer::new(issuer).unwrap();
        launch.context = context.and_then(|id| {
            let context = launch.context.clone()?;
            Some(lti::launch::Context { id: id.into(), ..context })
        });
        of_launch(&launch).map(|SiteCourse { site, course }| (site.to_string(), course.get()))
    }

    #[test]
    fn a_moodle_course_is_named_by_the_issuer_and_the_number_of_the_context() {
        let moodle = "https://moodle.example/campus";
        assert_eq!(course(moodle, Some("8")), Some((moodle.into(), 8)));
    }

    #[test]
    fn what_no_moodle_writes_names_no_course() {
        let moodle = "https://moodle.example";
        for context in ["", "0", "-8", "+8", "08", " 8", "8 ", "8.0", "٨", "S3294476", "9223372036854775808"]
        {
            assert_eq!(course(moodle, Some(context)), None, "{context}");
        }
        assert_eq!(course(moodle, None), None);
        for issuer in ["http://moodle.example", "https://moodle.example/", "https://moodle.example?a=b"] {
            assert_eq!(course(issuer, Some("8")), None, "{issuer}");
        }
    }
}
