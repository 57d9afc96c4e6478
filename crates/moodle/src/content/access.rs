use http::{Request, Response};
use serde::{Deserialize, Serialize};

use crate::web_service::{self, WebServiceError};
use crate::{CourseId, ModuleId, SiteUrl, WebServiceToken};

/// The version of the answer that this crate reads.
const SCHEMA_VERSION: u64 = 1;

/// Why not everybody in a course may see an activity or resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Barrier {
    /// It is hidden.
    #[serde(alias = "hidden")]
    Hidden,
    /// Its section is hidden.
    #[serde(alias = "hiddensection")]
    HiddenSection,
    /// It has a condition: a group, a date, a completion.
    Restricted,
    /// Its section has one.
    #[serde(alias = "restrictedsection")]
    RestrictedSection,
    /// A role may not view it.
    Permission,
    /// It is being deleted.
    Deleting,
    /// One that this version does not know. It stands in the way all the same.
    #[serde(other)]
    Unknown,
}

impl Barrier {
    /// Stable and machine-readable.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::HiddenSection => "hidden_section",
            Self::Restricted => "restricted",
            Self::RestrictedSection => "restricted_section",
            Self::Permission => "permission",
            Self::Deleting => "deleting",
            Self::Unknown => "unknown",
        }
    }
}

/// Who may see what is in a course, as the plugin `local_awsevents` says: Moodle's own functions tell the conditions of a
/// section only to those who do not meet them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourseAccess {
    /// Whether students can enter the course.
    pub visible: bool,
    /// The activities and resources that were asked about, as far as they are there.
    pub modules: Vec<ModuleAccess>,
}

/// Who may see one activity or resource.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ModuleAccess {
    /// Which.
    #[serde(rename = "cmid")]
    pub module: ModuleId,
    /// What stands in the way of some; nothing, if everybody in the course may see it.
    pub barriers: Vec<Barrier>,
}

#[derive(Deserialize)]
struct Answer {
    schemaversion: u64,
    coursevisible: bool,
    modules: Vec<ModuleAccess>,
}

impl CourseAccess {
    /// The question about a course, or about one activity or resource in it.
    ///
    /// # Errors
    /// When the site's address cannot be written into a request.
    pub fn request(
        site: &SiteUrl,
        token: &WebServiceToken,
        course: CourseId,
        module: Option<ModuleId>,
    ) -> Result<Request<Vec<u8>>, http::Error> {
        let (course, module) = (course.to_string(), module.map_or(0, ModuleId::get).to_string());
        let parameters = [("courseid", course.as_str()), ("cmid", &module)];
        web_service::request(site, token, "local_awsevents_get_course_access", &parameters)
    }

    /// Reads the answer.
    ///
    /// # Errors
    /// [`WebServiceError`]; `NotFound` also when the plugin is older than the function.
    pub fn read(answer: &Response<Vec<u8>>) -> Result<Self, WebServiceError> {
        let Answer { schemaversion, coursevisible, modules } = web_service::read(answer)?;
        if schemaversion != SCHEMA_VERSION {
            let detail = format!("version {schemaversion} of the access to a course, not {SCHEMA_VERSION}");
            return Err(WebServiceError::Unreadable { detail });
        }
        Ok(Self { visible: coursevisible, modules })
    }

    /// What stands in the way of an activity or resource; `None` when it is not in the course.
    #[must_use]
    pub fn of(&self, module: ModuleId) -> Option<&[Barrier]> {
        self.modules.iter().find(|access| access.module == module).map(|access| access.barriers.as_slice())
    }
}
