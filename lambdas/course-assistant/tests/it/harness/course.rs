//! Courses and what is in them.

use std::sync::Arc;

use documents::{Place, Section};
use lti::launch::Context;
use lti::names::Issuer;
use lti::roles::CourseRole;
use lti::session::Session;
use moodle::{ModuleId, SiteUrl};
use ports::conformance::manifest::{document, module};
use ports::conformance::samples;
use ports::memory::{MemoryIndex, MemoryStore};
use ports::{
    DocumentId, DocumentIndex as _, DocumentState, Manifest as _, ManifestModule, NewContent, NewDocument,
    SiteCourse,
};

/// The site of the tests.
pub const SITE: &str = "https://moodle.example";

/// A course of a site.
pub fn course_at(site: &str, course: u64) -> SiteCourse {
    SiteCourse { site: SiteUrl::parse(site).unwrap(), course: course.try_into().unwrap() }
}

/// The course that the people of the tests are in.
pub fn course() -> SiteCourse {
    course_at(SITE, 8)
}

/// A session in a course.
pub fn session_in(course: &SiteCourse, role: CourseRole, user: &str) -> Session {
    let mut session = samples::session();
    let launch = &mut session.launch;
    launch.platform_id.issuer = Issuer::new(course.site.as_str()).unwrap();
    launch.context = Some(Context { id: course.course.to_string(), label: None, title: None });
    launch.role = role;
    launch.user.id = Some(user.into());
    session
}

/// A place that is written as it is for people in the tests.
pub fn slides(texts: &[&str]) -> Vec<Section> {
    let texts = texts.iter().zip(1..);
    texts.map(|(text, number)| Section { place: Place::Slide(number), text: (*text).to_owned() }).collect()
}

/// What is indexed, and what is known of it.
#[derive(Default)]
pub struct Shelf {
    pub store: Arc<MemoryStore>,
    pub index: MemoryIndex,
}

impl Shelf {
    /// Indexes a file with a text on each slide, as an activity of its own.
    pub async fn put(&self, course: &SiteCourse, number: u64, name: &str, texts: &[&str]) -> ManifestModule {
        self.put_sections(course, number, name, slides(texts)).await
    }

    /// Indexes a file with these sections, as an activity of its own.
    pub async fn put_sections(
        &self,
        course: &SiteCourse,
        number: u64,
        name: &str,
        sections: Vec<Section>,
    ) -> ManifestModule {
        self.find_only(course, number, name, sections).await;
        let documents = vec![document(course, number, name, DocumentState::Indexed)];
        let module =
            ManifestModule { name: format!("Activity {number}"), documents, ..module(course, number) };
        self.store.put_module(course, &module).await.unwrap();
        module
    }

    /// Puts a file into the index of which the manifest does not know.
    pub async fn find_only(&self, course: &SiteCourse, number: u64, name: &str, sections: Vec<Section>) {
        let module = ModuleId::try_from(number).unwrap();
        let (id, name) = (DocumentId::new(course, module, name), name.to_owned());
        let content = NewContent::Text(sections);
        let document = NewDocument { id, course: course.clone(), module, name, content };
        self.index.put(vec![document]).await.unwrap();
    }

    /// Changes what the manifest says of an activity.
    pub async fn change(&self, course: &SiteCourse, number: u64, change: impl FnOnce(&mut ManifestModule)) {
        let id = ModuleId::try_from(number).unwrap();
        let mut module = self.store.module(course, id).await.unwrap().expect("it is known");
        change(&mut module);
        self.store.put_module(course, &module).await.unwrap();
    }
}
