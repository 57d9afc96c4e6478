//! A course as a key: `<site> <id>`. No address has a space in it.

use moodle::CourseId;
use ports::SiteCourse;

/// The course's key, which no other course has.
pub(crate) fn key(SiteCourse { site, course }: &SiteCourse) -> String {
    format!("{site} {course}")
}

/// The course's id, out of its key.
pub(crate) fn id(key: &str) -> Option<CourseId> {
    let (_, id) = key.rsplit_once(' ')?;
    id.parse::<u64>().ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use ports::conformance::manifest::course;

    use super::*;

    #[test]
    fn a_key_tells_its_course_and_what_is_no_key_tells_none() {
        let course = course();
        assert_eq!(id(&key(&course)), Some(course.course));
        for wrong in ["", "https://m.example", "https://m.example ", "https://m.example 0", "a b"] {
            assert_eq!(id(wrong), None, "{wrong}");
        }
    }
}
