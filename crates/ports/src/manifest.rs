//! What the index of a course holds, and why it holds no more.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lti::launch::Launch;
use lti::time::UnixTime;
use moodle::content::Barrier;
use moodle::{CourseId, ModuleId, SiteUrl};
use serde::{Deserialize, Serialize};

use crate::StoreError;

/// How many documents of one activity or resource are indexed at most. Its entry has to fit an item of the store.
pub const MOST_DOCUMENTS: usize = 500;

/// A course of a Moodle site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SiteCourse {
    /// The site.
    pub site: SiteUrl,
    /// The course in it.
    pub course: CourseId,
}

impl SiteCourse {
    /// The course of a launch, if it comes from one of a Moodle site: Moodle's issuer is its `wwwroot`, and its contexts are
    /// named by the numbers of courses.
    #[must_use]
    pub fn of_launch(launch: &Launch) -> Option<Self> {
        let site = SiteUrl::parse(launch.platform_id.issuer.as_str()).ok()?;
        let context = launch.context.as_ref()?.id.as_str();
        let course: CourseId = context.parse::<u64>().ok()?.try_into().ok()?;
        // `+8` and `08` are no way in which Moodle writes a number: they may name a course of another product.
        (course.to_string() == context).then_some(Self { site, course })
    }
}

/// Names a document of the index: `<site>.<course>.<module>.<digest>`, where the site is named by the beginning of its
/// SHA-256. It stays the same whatever becomes of the document's content, address or place in the course, and says of itself
/// where it belongs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DocumentId(String);

/// The text is not the name of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is not the name of a document of the index")]
pub struct NotADocumentId;

/// The first 128 bits of a SHA-256, as 22 characters.
fn short_digest(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(&digest(&SHA256, text.as_bytes()).as_ref()[..16])
}

impl DocumentId {
    /// The name of the document that lies at `path` in an activity or resource. Paths are told apart to the letter.
    #[must_use]
    pub fn new(course: &SiteCourse, module: ModuleId, path: &str) -> Self {
        let SiteCourse { site, course } = course;
        Self(format!("{}.{course}.{module}.{}", short_digest(site.as_str()), short_digest(path)))
    }

    /// The activity or resource, and its course, when it is one of the site's.
    #[must_use]
    pub fn belongs_to(&self, site: &SiteUrl) -> Option<(CourseId, ModuleId)> {
        let mut parts = self.0.split('.');
        let named = parts.next()?;
        let (course, module) = (parts.next()?.parse::<u64>().ok()?, parts.next()?.parse::<u64>().ok()?);
        if named != short_digest(site.as_str()) {
            return None;
        }
        Some((course.try_into().ok()?, module.try_into().ok()?))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for DocumentId {
    type Error = NotADocumentId;
    fn try_from(text: String) -> Result<Self, NotADocumentId> {
        let parts: Vec<_> = text.split('.').collect();
        let number = |text: &str| text.parse::<u64>().is_ok_and(|number| number > 0);
        match parts[..] {
            [site, course, module, path]
                if site.len() == 22 && number(course) && number(module) && path.len() == 22 =>
            {
                Ok(Self(text))
            }
            _ => Err(NotADocumentId),
        }
    }
}

impl From<DocumentId> for String {
    fn from(id: DocumentId) -> String {
        id.0
    }
}

/// Why something is not indexed, or could not be looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Stable and machine-readable: `encrypted`, `moodle_maintenance`.
    pub code: String,
    /// What a person can do about it, in plain words.
    pub message: String,
}

impl Problem {
    /// The longest message that is kept, in characters.
    const LONGEST: usize = 300;

    /// A problem; a message that is too long is cut.
    #[must_use]
    pub fn new(code: &str, message: &str) -> Self {
        Self { code: code.to_owned(), message: message.chars().take(Self::LONGEST).collect() }
    }
}

/// What became of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum DocumentState {
    /// It is to be put into the index, which may hold it already, or an earlier one.
    Waiting,
    /// The index has it, and does not answer from it yet.
    Indexing,
    /// The index answers from it.
    Indexed,
    /// It could not be read from Moodle or put into the index; it is tried again when it changes, and every night.
    Failed(Problem),
    /// There is nothing in it that can be indexed, until it changes.
    Skipped(Problem),
}

/// A document: a file, or the text of an activity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestDocument {
    /// Names it in the index.
    pub id: DocumentId,
    /// What people call it: a file's name, or the title of what it is.
    pub name: String,
    /// What Moodle said of it when it was looked at: while it says the same, the document is the same.
    pub version: String,
    /// The SHA-256 of its content as 43 base64url characters, when it was downloaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Its size, if Moodle told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// What became of it.
    pub state: DocumentState,
    /// Since when that is so.
    pub since: UnixTime,
}

/// What the index holds of one activity or resource. It is written before the index is: what is in the index is in here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestModule {
    /// Which.
    pub id: ModuleId,
    /// Its name.
    pub name: String,
    /// What it is: `resource`, `folder`…
    pub kind: String,
    /// The name of its section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Where it is shown in Moodle.
    pub url: String,
    /// What keeps some people in the course from seeing it. Nothing of it may be answered from while there is any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub barriers: Vec<Barrier>,
    /// Its documents; those that are being removed from the index too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<ManifestDocument>,
    /// How many documents more it has than are indexed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub omitted: u32,
    /// Why the last look at it failed, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// When it was last looked at.
    pub checked: UnixTime,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl ManifestModule {
    /// Whether everybody in the course may see it, as far as is known: what could not be looked at may have been hidden since.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.barriers.is_empty() && self.problem.is_none()
    }
}

/// What is known of a course as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestCourse {
    /// Its name.
    pub name: String,
    /// Whether students can enter it.
    pub visible: bool,
    /// When all of it was last looked through; absent while that never succeeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked: Option<UnixTime>,
    /// The activities that were found closed or gone then. Nothing of them is answered until they are looked at themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closed: Vec<ModuleId>,
    /// Why that failed, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

impl ManifestCourse {
    /// What is known of a course when this is why it could not be looked through. Of one that nobody has looked through before,
    /// nothing is answered, and students need not be kept out.
    #[must_use]
    pub fn with_problem(known: Option<Self>, problem: Problem) -> Self {
        let unknown =
            || Self { name: String::new(), visible: true, checked: None, closed: vec![], problem: None };
        Self { problem: Some(problem), ..known.unwrap_or_else(unknown) }
    }
}

/// What is known of a course and all that is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CourseManifest {
    /// The course; absent while nobody has looked through all of it.
    pub course: Option<ManifestCourse>,
    /// What is in it, by id.
    pub modules: Vec<ManifestModule>,
}

impl CourseManifest {
    /// The activity and the document, when answers may come from it: nothing of a course does that could not be looked through.
    #[must_use]
    pub fn answers_from(
        &self,
        module: ModuleId,
        document: &DocumentId,
    ) -> Option<(&ManifestModule, &ManifestDocument)> {
        let module = self.modules.iter().find(|known| known.id == module)?;
        let indexed = |known: &&ManifestDocument| known.state == DocumentState::Indexed;
        let mut documents = module.documents.iter().filter(|_| self.opens(module));
        Some((module, documents.find(|known| known.id == *document).filter(indexed)?))
    }

    /// How many documents answers may come from.
    #[must_use]
    pub fn answering(&self) -> usize {
        let open = self.modules.iter().filter(|module| self.opens(module));
        let documents = open.flat_map(|module| &module.documents);
        documents.filter(|document| document.state == DocumentState::Indexed).count()
    }

    /// Whether everybody in the course may see the activity, as far as is known: what could not be looked at may have been hidden
    /// since, and so may what was looked at last before the whole course was.
    fn opens(&self, module: &ManifestModule) -> bool {
        let keeps = |course: &ManifestCourse| {
            course.problem.is_some()
                || (course.closed.contains(&module.id)
                    && course.checked.is_none_or(|checked| module.checked <= checked))
        };
        module.is_open() && !self.course.as_ref().is_some_and(keeps)
    }
}

/// Reads what the index holds.
#[async_trait::async_trait]
pub trait ManifestReader: Send + Sync {
    /// All that is known of a course; nothing, if nothing is.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn course_manifest(&self, course: &SiteCourse) -> Result<CourseManifest, StoreError>;
}

/// Keeps what the index holds. An entry has one writer at a time: who has the job of the course, or of the activity.
#[async_trait::async_trait]
pub trait Manifest: ManifestReader {
    /// What is known of one activity or resource.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn module(
        &self,
        course: &SiteCourse,
        module: ModuleId,
    ) -> Result<Option<ManifestModule>, StoreError>;

    /// What is known of a course itself, without what is in it.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn course(&self, course: &SiteCourse) -> Result<Option<ManifestCourse>, StoreError>;

    /// Writes what is known of one activity or resource, in one step.
    ///
    /// # Errors
    /// [`StoreError`]; then nobody knows whether it was written.
    async fn put_module(&self, course: &SiteCourse, module: &ManifestModule) -> Result<(), StoreError>;

    /// Forgets an activity or resource. One that is not known is left alone.
    ///
    /// # Errors
    /// [`StoreError`]; then it may be known still.
    async fn remove_module(&self, course: &SiteCourse, module: ModuleId) -> Result<(), StoreError>;

    /// Writes what is known of a course itself.
    ///
    /// # Errors
    /// [`StoreError`]; then nobody knows whether it was written.
    async fn put_course(&self, course: &SiteCourse, known: &ManifestCourse) -> Result<(), StoreError>;

    /// Forgets a course itself; what is in it stays.
    ///
    /// # Errors
    /// [`StoreError`]; then it may be known still.
    async fn remove_course(&self, course: &SiteCourse) -> Result<(), StoreError>;

    /// The courses of a site of which anything is known, in order.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn courses(&self, site: &SiteUrl) -> Result<Vec<CourseId>, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(site: &str) -> SiteCourse {
        SiteCourse { site: SiteUrl::parse(site).unwrap(), course: 8.try_into().unwrap() }
    }

    #[test]
    fn a_documents_name_says_where_it_belongs_and_never_changes() {
        let (here, module) = (course("https://m.example"), ModuleId::try_from(97).unwrap());
        let id = DocumentId::new(&here, module, "file:/a.pdf");
        assert_eq!(id.as_str(), "HHfamHZ04wt3vu7mcnuUJg.8.97.C2hXdKX3B4Qm7QnOBgS9YQ");
        assert_eq!(id.belongs_to(&here.site), Some((here.course, module)));
        assert_eq!(id.belongs_to(&course("https://other.example").site), None);
        assert_eq!(DocumentId::try_from(id.to_string()), Ok(id.clone()));
        assert_ne!(id, DocumentId::new(&here, module, "file:/A.pdf"));
        let text = id.to_string();
        for wrong in [
            "",
            "a.1.2.b",
            &text[1..],
            &format!("{text}x"),
            &text.replace(".97.", ".0."),
            &format!("{text}.1"),
        ] {
            assert_eq!(DocumentId::try_from((*wrong).to_owned()), Err(NotADocumentId), "{wrong}");
        }
    }

    #[test]
    fn what_a_look_at_the_whole_course_found_closed_answers_nothing_until_it_is_looked_at_itself() {
        let course = course("https://m.example");
        let looked = |checked| ManifestModule {
            checked: UnixTime(checked),
            ..crate::conformance::manifest::module(&course, 97)
        };
        let seen = |module: ManifestModule, closed: Vec<ModuleId>| {
            let known = ManifestCourse {
                checked: Some(UnixTime(500)),
                closed,
                ..crate::conformance::manifest::known("a")
            };
            let manifest = CourseManifest { course: Some(known), modules: vec![module] };
            let id = manifest.modules[0].documents[0].id.clone();
            let answers = manifest.answers_from(manifest.modules[0].id, &id).is_some();
            assert_eq!(manifest.answering(), usize::from(answers));
            answers
        };
        let [this, other] = [97, 98].map(|id| ModuleId::try_from(id).unwrap());
        assert!(seen(looked(400), vec![]) && seen(looked(400), vec![other]));
        assert!(!seen(looked(400), vec![this]) && !seen(looked(500), vec![other, this]));
        assert!(seen(looked(501), vec![this]));
    }

    fn launched_from(issuer: &str, context: Option<&str>) -> Option<(String, u64)> {
        let mut launch = crate::conformance::samples::session().launch;
        launch.platform_id.issuer = lti::names::Issuer::new(issuer).unwrap();
        launch.context = context.and_then(|id| {
            let context = launch.context.clone()?;
            Some(lti::launch::Context { id: id.into(), ..context })
        });
        SiteCourse::of_launch(&launch).map(|SiteCourse { site, course }| (site.to_string(), course.get()))
    }

    #[test]
    fn a_moodle_course_is_named_by_the_issuer_and_the_number_of_the_context() {
        let moodle = "https://moodle.example/campus";
        assert_eq!(launched_from(moodle, Some("8")), Some((moodle.into(), 8)));
    }

    #[test]
    fn what_no_moodle_writes_names_no_course() {
        let moodle = "https://moodle.example";
        for context in ["", "0", "-8", "+8", "08", " 8", "8 ", "8.0", "٨", "S3294476", "9223372036854775808"]
        {
            assert_eq!(launched_from(moodle, Some(context)), None, "{context}");
        }
        assert_eq!(launched_from(moodle, None), None);
        for issuer in ["http://moodle.example", "https://moodle.example/", "https://moodle.example?a=b"] {
            assert_eq!(launched_from(issuer, Some("8")), None, "{issuer}");
        }
    }
}
