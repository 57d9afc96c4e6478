//! A course as a whole: what of it is to be looked at.

use std::collections::BTreeSet;
use std::time::Duration;

use lti::time::UnixTime;
use moodle::ModuleId;
use moodle::content::{CourseAccess, CourseModule};
use ports::{
    CourseManifest, DocumentState, LONGEST_DELAY, ManifestCourse, ManifestModule, Problem, SiteCourse,
    StoreError,
};

use crate::site::Site;
use crate::wanted::{GlossaryEntries, documents, is_glossary};
use crate::work::Run;
use crate::{App, JobError};

/// A course that goes is looked at again after so long, until nothing of it is left.
const GOING: Duration = Duration::from_mins(5);

/// Compares the course with the manifest, and has every activity looked at that differs. After how long the course is to be
/// looked through again, if it is going.
pub(crate) async fn look_through(
    app: &App,
    run: &Run,
    course: &SiteCourse,
) -> Result<Option<Duration>, JobError> {
    let site = Site::open(app, &course.site).await?;
    let facts = site.course(course.course).await?;
    let access = site.access(course.course, None).await?;
    let known = app.ports.manifest.course_manifest(course).await?;
    let (facts, access) = match (facts, access) {
        (Some(facts), Some(access)) => (facts, access),
        (None, None) => return gone(app, course, known).await,
        // It was deleted in this moment, or the account sees only half of it; then this job is done once more.
        _ => return Err(JobError::Deleted),
    };
    let is_open = |module: ModuleId| access.of(module).is_some_and(<[_]>::is_empty);
    let closed = known.modules.iter().filter(|module| module.is_open() && !is_open(module.id));
    let closed: Vec<_> = closed.map(|module| module.id).collect();
    if let Some(before) = known.course.clone().filter(|_| !closed.is_empty()) {
        // Whatever becomes of the rest: nothing is answered from these from now on.
        let closed = ManifestCourse { checked: Some(run.now), closed: closed.clone(), ..before };
        app.ports.manifest.put_course(course, &closed).await?;
    }
    let shown = site.contents(course.course, None).await?;
    let different = differing(course, &access, &shown, &known, run.now);
    tracing::info!(
        site = %course.site, course = %course.course,
        modules = shown.len(), differing = different.len(),
        "a course was looked through"
    );
    for module in different {
        app.ports.requests.request(course, Some(module), Duration::ZERO).await?;
    }
    let known = ManifestCourse {
        name: facts.name,
        visible: access.visible,
        checked: Some(run.now),
        closed,
        problem: None,
    };
    // It was read with a token that may have been taken away since: then nothing is to be answered.
    site.is_connected().await?;
    app.ports.manifest.put_course(course, &known).await?;
    Ok(None)
}

/// A course that is not there. Nothing of it is answered, while what is known of it goes; in the end, its open questions too.
async fn gone(app: &App, course: &SiteCourse, known: CourseManifest) -> Result<Option<Duration>, JobError> {
    if known.modules.is_empty() {
        app.ports.questions.forget_open(course).await?;
        app.ports.manifest.remove_course(course).await?;
        return Ok(None);
    }
    let problem = Problem::new("course_deleted", "the course was deleted");
    let closed = ManifestCourse::with_problem(known.course, problem);
    app.ports.manifest.put_course(course, &closed).await?;
    for module in &known.modules {
        app.ports.requests.request(course, Some(module.id), Duration::ZERO).await?;
    }
    Ok(Some(GOING))
}

/// The activities of which the manifest says something else than Moodle.
fn differing(
    course: &SiteCourse,
    access: &CourseAccess,
    shown: &[CourseModule],
    known: &CourseManifest,
    now: UnixTime,
) -> BTreeSet<ModuleId> {
    // What failed while the course did has another chance with it; what fails by itself has it when it would by itself.
    let recovers = known.course.as_ref().is_some_and(|course| course.problem.is_some());
    let is_left = |known: &ManifestModule| {
        known.problem.is_some() && !recovers && now.since(known.checked) < LONGEST_DELAY
    };
    let is_shown = |known: &ManifestModule| shown.iter().any(|shown| shown.id == known.id);
    // Sections that are hidden are not shown at all: what is known to be in them need not be looked at again.
    let is_settled = |known: &ManifestModule| {
        let same = access.of(known.id) == Some(known.barriers.as_slice());
        !known.barriers.is_empty() && known.documents.is_empty() && known.problem.is_none() && same
    };
    let gone = known.modules.iter().filter(|known| !is_shown(known) && !is_settled(known) && !is_left(known));
    let gone = gone.map(|known| known.id);
    let changed = shown.iter().filter(|shown| {
        let known = known.modules.iter().find(|known| known.id == shown.id);
        differs(course, access, shown, known) && !known.is_some_and(is_left)
    });
    gone.chain(changed.map(|shown| shown.id)).collect()
}

fn differs(
    course: &SiteCourse,
    access: &CourseAccess,
    shown: &CourseModule,
    known: Option<&ManifestModule>,
) -> bool {
    // Nothing of it is for the index, as of a course that the plugin leaves out.
    if known.is_none() && access.of(shown.id).is_none() {
        return false;
    }
    // What is in a glossary has to be asked for: that is done where it is looked at.
    if is_glossary(shown) {
        return true;
    }
    let wanted = documents(course, shown, GlossaryEntries::NONE);
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
pub(crate) async fn note_problem(app: &App, course: &SiteCourse, problem: Problem) -> Result<(), StoreError> {
    let known = app.ports.manifest.course(course).await?;
    app.ports.manifest.put_course(course, &ManifestCourse::with_problem(known, problem)).await
}
