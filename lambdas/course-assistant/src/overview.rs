//! What is indexed of a course, and what is not, and why.

use lti::time::UnixTime;
use moodle::content::Barrier;
use ports::{
    CourseManifest, DocumentState, MOST_DOCUMENTS, ManifestDocument, ManifestModule, Problem, SiteCourse,
};

use crate::api::{FileStatus, IndexedFile};
use crate::retrieval::link;

/// What is indexed of a course, for everybody in it.
#[derive(Clone, Copy)]
pub(crate) struct Indexed {
    /// How many documents are answered from.
    pub files: usize,
    /// Whether students can enter the course.
    pub visible: bool,
    /// Whether the course could not be looked through lately.
    pub outdated: bool,
}

impl From<&CourseManifest> for Indexed {
    fn from(manifest: &CourseManifest) -> Self {
        let (visible, outdated) = (is_visible(manifest), is_outdated(manifest));
        Self { files: manifest.answering(), visible, outdated }
    }
}

/// Whether students can enter the course. Where that is not known yet, they can: the platform has just let them in.
pub(crate) fn is_visible(manifest: &CourseManifest) -> bool {
    manifest.course.as_ref().is_none_or(|course| course.visible)
}

/// Whether the course could not be looked through lately, so that nothing is answered from what was known before.
pub(crate) fn is_outdated(manifest: &CourseManifest) -> bool {
    manifest.course.as_ref().is_some_and(|course| course.problem.is_some())
}

/// How many documents are on their way into the index.
pub(crate) fn waiting(manifest: &CourseManifest) -> usize {
    let open = manifest.modules.iter().filter(|module| module.is_open());
    let on_its_way = |document: &&ManifestDocument| {
        matches!(document.state, DocumentState::Waiting | DocumentState::Indexing)
    };
    open.flat_map(|module| &module.documents).filter(on_its_way).count()
}

/// A line for each document, and one for each activity that is left out, could not be looked at, or has more documents than
/// are indexed.
pub(crate) fn files(manifest: &CourseManifest, course: &SiteCourse) -> Vec<IndexedFile> {
    manifest.modules.iter().flat_map(|module| of_module(module, course)).collect()
}

fn of_module(module: &ManifestModule, course: &SiteCourse) -> Vec<IndexedFile> {
    let line = |status, problem: Option<Problem>| {
        let (reason, message) = problem.map(|Problem { code, message }| (code, message)).unzip();
        IndexedFile {
            file: module.name.clone(),
            activity: module.name.clone(),
            section: module.section.clone(),
            url: link(module, course),
            module: module.id.get(),
            status,
            reason,
            message,
            bytes: None,
            updated_at: module.checked.0,
        }
    };
    if let Some(barrier) = module.barriers.first() {
        return vec![line(FileStatus::LeftOut, Some(Problem::new(barrier.code(), in_words(*barrier))))];
    }
    let mut lines: Vec<_> =
        module.problem.iter().map(|problem| line(FileStatus::Failed, Some(problem.clone()))).collect();
    lines.extend(module.documents.iter().map(|document| {
        let UnixTime(updated_at) = document.since;
        let (status, problem) = status(&document.state);
        let file = document.name.clone();
        IndexedFile { file, bytes: document.bytes, updated_at, ..line(status, problem) }
    }));
    if module.omitted > 0 {
        let message = format!(
            "{} more files of it are not indexed: {MOST_DOCUMENTS} of one activity are. Divide it.",
            module.omitted
        );
        lines.push(line(FileStatus::Skipped, Some(Problem::new("too_many_files", &message))));
    }
    lines
}

fn status(state: &DocumentState) -> (FileStatus, Option<Problem>) {
    match state {
        DocumentState::Waiting | DocumentState::Indexing => (FileStatus::Waiting, None),
        DocumentState::Indexed => (FileStatus::Indexed, None),
        DocumentState::Failed(problem) => (FileStatus::Failed, Some(problem.clone())),
        DocumentState::Skipped(problem) => (FileStatus::Skipped, Some(problem.clone())),
    }
}

/// Why an activity is left out.
fn in_words(barrier: Barrier) -> &'static str {
    match barrier {
        Barrier::Hidden => "It is hidden from students.",
        Barrier::HiddenSection => "Its section is hidden from students.",
        Barrier::Restricted => {
            "Not all students may see it: its access is restricted, by a group or a date for example."
        }
        Barrier::RestrictedSection => "Not all students may see its section: access to that is restricted.",
        Barrier::Permission => "Not all students may see it: a role lacks the permission to view it.",
        Barrier::Deleting => "It is being deleted.",
        Barrier::Unknown => "Not all students may see it.",
    }
}
