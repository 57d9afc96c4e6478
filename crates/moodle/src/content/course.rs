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

    /// The question which courses there are.
    ///
    /// # Errors
    /// When the site's address cannot be written into a request.
    pub fn request_all(site: &SiteUrl, token: &WebServiceToken) -> Result<Request<Vec<u8>>, http::Error> {
        web_service::request(site, token, "core_course_get_courses_by_field", &[])
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
