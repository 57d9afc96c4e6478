//! A course as a whole: what of it is to be looked at.

use std::collections::BTreeSet;
use std::time::Duration;

use moodle::ModuleId;
use moodle::content::{CourseAccess, CourseModule};
use ports::{CourseManifest, DocumentState, ManifestCourse, ManifestModule, Problem, SiteCourse, StoreError};

use crate::site::Site;
use crate::wanted::{documents, is_glossary};
use crate::work::Run;
use crate::{App, JobError};

/// Compares the course with the manifest, and has every activity looked at that differs.
pub(crate) async fn look_through(app: &App, run: &Run, course: &SiteCourse) -> Result<(), JobError> {
    let site = Site::open(app, &course.site).await?;
    let facts = site.course(course.course).await?;
    let known = app.ports.manifest.course_manifest(course).await?;
    let Some(facts) = facts else {
        for module in &known.modules {
            app.ports.requests.request(course, Some(module.id), Duration::ZERO).await?;
        }
        return Ok(app.ports.manifest.remove_course(course).await?);
    };
    // It may have been deleted in this moment; then this job is done once more.
    let access = site.access(course.course, None).await?.ok_or(JobError::Deleted)?;
    let shown = site.contents(course.course, None).await?;
    let different = differing(course, &access, &shown, &known);
    tracing::info!(
        site = %course.site, course = %course.course,
        modules = shown.len(), differing = different.len(),
        "a course was looked through"
    );
    for module in different {
        app.ports.requests.request(course, Some(module), Duration::ZERO).await?;
    }
    let known = ManifestCourse { name: facts.name, visible: access.visible, checked: run.now, problem: None };
    Ok(app.ports.manifest.put_course(course, &known).await?)
}

/// The activities of which the manifest says something else than Moodle.
fn differing(
    course: &SiteCourse,
    access: &CourseAccess,
    shown: &[CourseModule],
    known: &CourseManifest,
) -> BTreeSet<ModuleId> {
    let is_shown = |known: &ManifestModule| shown.iter().any(|shown| shown.id == known.id);
    // Sections that are hidden are not shown at all: what is known to be in them need not be looked at again.
    let is_settled = |known: &ManifestModule| {
        let same = access.of(known.id) == Some(known.barriers.as_slice());
        !known.barriers.is_empty() && known.documents.is_empty() && known.problem.is_none() && same
    };
    let gone =
        known.modules.iter().filter(|known| !is_shown(known) && !is_settled(known)).map(|known| known.id);
    let changed = shown.iter().filter(|shown| {
        let known = known.modules.iter().find(|known| known.id == shown.id);
        differs(course, access, shown, known)
    });
    gone.chain(changed.map(|shown| shown.id)).collect()
}

fn differs(
    course: &SiteCourse,
    access: &CourseAccess,
    shown: &CourseModule,
    known: Option<&ManifestModule>,
) -> bool {
    // What is in a glossary has to be asked for: that is done where it is looked at.
    if is_glossary(shown) {
        return true;
    }
    let wanted = documents(course, shown, &[]);
    let Some(known) = known else { return !wanted.wanted.is_empty() };
    if known.problem.is_some() || access.of(shown.id) != Some(known.barriers.as_slice()) {
        return true;
    }
    if !is_called(known, course, shown) {
        return true;
    }
    if !known.barriers.is_empty() {
        return !known.documents.is_empty();
    }
    let settled = |state: &DocumentState| matches!(state, DocumentState::Indexed | DocumentState::Skipped(_));
    let kept =
        known.documents.iter().map(|document| (&document.id, &document.version, settled(&document.state)));
    let now = wanted.wanted.iter().map(|wanted| (&wanted.id, &wanted.version, true));
    known.omitted != wanted.omitted || !kept.eq(now)
}

/// Whether what the manifest calls it is what Moodle calls it.
fn is_called(known: &ManifestModule, course: &SiteCourse, shown: &CourseModule) -> bool {
    let ManifestModule { name, kind, section, url, .. } = known;
    *name == shown.name && *kind == shown.kind && *section == shown.section && *url == link(course, shown)
}

/// Where an activity is shown; what is on the course page only, there.
pub(crate) fn link(course: &SiteCourse, shown: &CourseModule) -> String {
    let of_the_site =
        |url: &&String| url.strip_prefix(course.site.as_str()).is_some_and(|path| path.starts_with('/'));
    let url = shown.url.as_ref().filter(of_the_site);
    url.map_or_else(|| on_course_page(course, shown.id), String::clone)
}

/// Where an activity stands on its course's page.
pub(crate) fn on_course_page(course: &SiteCourse, module: ModuleId) -> String {
    let SiteCourse { site, course } = course;
    format!("{site}/course/view.php?id={course}#module-{module}")
}

/// Writes down why the course could not be looked through.
pub(crate) async fn note_problem(
    app: &App,
    run: &Run,
    course: &SiteCourse,
    problem: Problem,
) -> Result<(), StoreError> {
    let known = app.ports.manifest.course(course).await?;
    // Of a course that nobody has looked through, nothing is answered, and students need not be kept out.
    let unknown = ManifestCourse { name: String::new(), visible: true, checked: run.now, problem: None };
    let known = ManifestCourse { problem: Some(problem), ..known.unwrap_or(unknown) };
    app.ports.manifest.put_course(course, &known).await
}
