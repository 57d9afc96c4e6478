use http::{Request, Response};
use serde::Deserialize;

use super::plain;
use crate::web_service::{self, WebServiceError};
use crate::{CourseId, ModuleId, SiteUrl, WebServiceToken};

/// What is in a course, as `core_course_get_contents` tells it to who may see everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourseContents {
    /// The activities and resources, in the order of the course page.
    pub modules: Vec<CourseModule>,
}

/// An activity or resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourseModule {
    /// Its id.
    pub id: ModuleId,
    /// Its name.
    pub name: String,
    /// What it is: `resource`, `folder`, `book`…
    pub kind: String,
    /// Its id among those of its kind.
    pub instance: u64,
    /// Where it is shown; a label is on the course page only.
    pub url: Option<String>,
    /// The name of its section, when that has one.
    pub section: Option<String>,
    /// The description that stands on the course page, as HTML; a label is nothing else.
    pub description: Option<String>,
    /// Its files, and its pages as files.
    pub files: Vec<ContentFile>,
}

/// A file, or a page that is downloaded like one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentFile {
    /// Its name.
    pub name: String,
    /// The folder in which it lies: `/`, `/unit 2/`.
    pub folder: String,
    /// How many bytes it has; 0 for pages, whose size Moodle does not tell.
    pub bytes: u64,
    /// Where it is downloaded. It has to be checked before a token goes there: see [`super::file_in`].
    pub url: String,
    /// When it was changed, in seconds since 1970.
    pub modified: i64,
    /// Its MIME type, where Moodle knows one.
    pub mime: Option<String>,
    /// The title of a book's chapter.
    pub title: Option<String>,
}

#[derive(Deserialize)]
struct Section {
    #[serde(default)]
    name: String,
    modules: Vec<Module>,
}

#[derive(Deserialize)]
struct Module {
    id: ModuleId,
    #[serde(default)]
    name: String,
    modname: String,
    #[serde(default)]
    instance: u64,
    url: Option<String>,
    description: Option<String>,
    #[serde(default)]
    contents: Vec<Content>,
}

/// An entry of `contents`. A link has no folder, and the structure of a book no address.
#[derive(Deserialize)]
struct Content {
    r#type: String,
    filename: Option<String>,
    filepath: Option<String>,
    #[serde(default)]
    filesize: u64,
    fileurl: Option<String>,
    timemodified: Option<i64>,
    mimetype: Option<String>,
    #[serde(rename = "content")]
    title: Option<String>,
}

impl CourseContents {
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
        let (course, module) = (course.to_string(), module.map(|id| id.to_string()));
        let mut parameters = vec![("courseid", course.as_str())];
        if let Some(module) = &module {
            parameters.extend([("options[0][name]", "cmid"), ("options[0][value]", module)]);
        }
        web_service::request(site, token, "core_course_get_contents", &parameters)
    }

    /// Reads the answer.
    ///
    /// # Errors
    /// [`WebServiceError`].
    pub fn read(answer: &Response<Vec<u8>>) -> Result<Self, WebServiceError> {
        let sections: Vec<Section> = web_service::read(answer)?;
        let modules = sections.into_iter().flat_map(|section| {
            let name = Some(plain(&section.name)).filter(|name| !name.is_empty());
            section.modules.into_iter().map(move |module| module.in_section(name.clone()))
        });
        Ok(Self { modules: modules.collect() })
    }
}

impl Module {
    fn in_section(self, section: Option<String>) -> CourseModule {
        CourseModule {
            id: self.id,
            name: plain(&self.name),
            kind: self.modname,
            instance: self.instance,
            url: self.url,
            section,
            description: self.description.filter(|html| !html.is_empty()),
            files: self.contents.into_iter().filter_map(Content::file).collect(),
        }
    }
}

impl Content {
    fn file(self) -> Option<ContentFile> {
        if self.r#type != "file" {
            return None;
        }
        Some(ContentFile {
            name: self.filename?,
            folder: self.filepath.unwrap_or_else(|| "/".into()),
            bytes: self.filesize,
            url: self.fileurl?,
            modified: self.timemodified.unwrap_or_default(),
            mime: self.mimetype.filter(|mime| !mime.is_empty()),
            title: self.title.map(|title| plain(&title)).filter(|title| !title.is_empty()),
        })
    }
}
