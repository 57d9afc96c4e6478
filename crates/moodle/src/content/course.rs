use http::{Request, Response};
use serde::Deserialize;

use super::plain;
use crate::web_service::{self, WebServiceError};
use crate::{CourseId, SiteUrl, WebServiceToken};

/// What a site says of a course itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourseFacts {
    /// Which.
    pub id: CourseId,
    /// Its full name.
    pub name: String,
}

#[derive(Deserialize)]
struct Answer {
    courses: Vec<Course>,
}

#[derive(Deserialize)]
struct Course {
    id: CourseId,
    #[serde(default)]
    fullname: String,
}

impl CourseFacts {
    /// The question whether a course is there.
    ///
    /// # Errors
    /// When the site's address cannot be written into a request.
    pub fn request(
        site: &SiteUrl,
        token: &WebServiceToken,
        course: CourseId,
    ) -> Result<Request<Vec<u8>>, http::Error> {
        let parameters = [("field", "id"), ("value", &course.to_string())];
        web_service::request(site, token, "core_course_get_courses_by_field", &parameters)
    }

    /// The courses in the answer, without the front page. To the question about one course that is not there, Moodle answers
    /// with none.
    ///
    /// # Errors
    /// [`WebServiceError`].
    pub fn read(answer: &Response<Vec<u8>>) -> Result<Vec<Self>, WebServiceError> {
        let answer: Answer = web_service::read(answer)?;
        let facts = answer.courses.into_iter().filter(|course| !course.id.is_front_page());
        Ok(facts.map(|course| Self { id: course.id, name: plain(&course.fullname) }).collect())
    }
}

/// How many courses a page has at most.
const PAGE: usize = 1000;

/// A page of the courses of a site: `local_awsevents_get_courses`, of the plugin since 1.2.0. Moodle's own list reads teachers,
/// pictures and settings of every course, which takes longer than anybody waits where there are thousands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoursePage {
    /// The courses, without the front page.
    pub courses: Vec<CourseFacts>,
    /// The last of them, while there may be more.
    pub after: Option<CourseId>,
}

impl CoursePage {
    /// The question which courses there are after this one; from the first on for none.
    ///
    /// # Errors
    /// When the site's address cannot be written into a request.
    pub fn request(
        site: &SiteUrl,
        token: &WebServiceToken,
        after: Option<CourseId>,
    ) -> Result<Request<Vec<u8>>, http::Error> {
        let (after, limit) = (after.map_or(0, CourseId::get).to_string(), PAGE.to_string());
        let parameters = [("after", after.as_str()), ("limit", limit.as_str())];
        web_service::request(site, token, "local_awsevents_get_courses", &parameters)
    }

    /// Reads the answer to the question which courses there are after this one.
    ///
    /// # Errors
    /// [`WebServiceError`]; [`WebServiceError::NotFound`] where the plugin is missing or older.
    pub fn read(answer: &Response<Vec<u8>>, after: Option<CourseId>) -> Result<Self, WebServiceError> {
        let courses = CourseFacts::read(answer)?;
        let ids = after.into_iter().chain(courses.iter().map(|course| course.id));
        // A list that does not go on would be asked for without end.
        if !ids.is_sorted_by(|before, next| before < next) {
            return Err(WebServiceError::Unreadable { detail: "the courses are not in their order".into() });
        }
        let after = courses.last().filter(|_| courses.len() >= PAGE).map(|last| last.id);
        Ok(Self { courses, after })
    }
}
