//! One activity: the index is made equal to what everybody in its course may see of it.

mod plan;
mod put;

use std::time::Duration;

use lti::time::UnixTime;
use moodle::ModuleId;
use moodle::content::{Barrier, CourseModule};
use ports::{DocumentState, IndexError, ManifestDocument, ManifestModule, Problem, SiteCourse, StoreError};

use crate::course::{link, on_course_page};
use crate::site::Site;
use crate::wanted::{Documents, documents, is_glossary};
use crate::work::Run;
use crate::{App, JobError};
use plan::Plan;
use put::Putting;

/// After how long the index is asked again how far it is; later for what takes longer.
const FIRST_LOOK: Duration = Duration::from_secs(20);
/// The longest time between two of these.
const LAST_LOOK: Duration = Duration::from_mins(5);

/// Reads an activity and brings the index and the manifest up to date. After how long it is to be looked at again, if the index
/// is not through with it.
pub(crate) async fn look_at(
    app: &App,
    run: &Run,
    course: &SiteCourse,
    module: ModuleId,
) -> Result<Option<Duration>, JobError> {
    let known = app.ports.manifest.module(course, module).await?;
    let site = Site::open(app, &course.site).await?;
    let access = site.access(course.course, Some(module)).await?;
    let Some(barriers) = access.as_ref().and_then(|access| access.of(module)) else {
        return gone(app, course, known).await.map(|()| None);
    };
    let shown = site.contents(course.course, Some(module)).await?;
    let Some(shown) = shown.into_iter().find(|shown| shown.id == module) else {
        return not_shown(app, run, course, known, barriers).await.map(|()| None);
    };
    let entries = if is_glossary(&shown) && barriers.is_empty() {
        site.entries(shown.instance).await?
    } else {
        Vec::new()
    };
    let wanted = documents(course, &shown, &entries);
    first_look_at(app, course).await?;
    let unknown = known.is_none();
    let closed = !barriers.is_empty();
    let nothing = wanted.wanted.is_empty() && !(closed && is_glossary(&shown));
    let now = described(&shown, course, barriers, run.now);
    if nothing {
        return if unknown { Ok(None) } else { gone(app, course, known).await.map(|()| None) };
    }
    let wanted = if closed { Documents::default() } else { wanted };
    bring_up_to_date(app, run, &site, course, known, now, wanted).await
}

/// An activity that is there and not shown to the index: its section is hidden, or it is one that has nothing to read.
async fn not_shown(
    app: &App,
    run: &Run,
    course: &SiteCourse,
    known: Option<ManifestModule>,
    barriers: &[Barrier],
) -> Result<(), JobError> {
    if barriers.is_empty() {
        return gone(app, course, known).await;
    }
    let Some(known) = known else { return Ok(()) };
    let closed = ManifestModule { barriers: barriers.to_vec(), problem: None, checked: run.now, ..known };
    empty(app, course, closed).await
}

/// A course of which one activity is changed before anybody looked through the course is looked through.
async fn first_look_at(app: &App, course: &SiteCourse) -> Result<(), JobError> {
    if app.ports.manifest.course(course).await?.is_none() {
        app.ports.requests.request(course, None, Duration::ZERO).await?;
    }
    Ok(())
}

/// What Moodle says of an activity, without its documents.
fn described(
    shown: &CourseModule,
    course: &SiteCourse,
    barriers: &[Barrier],
    now: UnixTime,
) -> ManifestModule {
    ManifestModule {
        id: shown.id,
        name: shown.name.clone(),
        kind: shown.kind.clone(),
        section: shown.section.clone(),
        url: link(course, shown),
        barriers: barriers.to_vec(),
        documents: vec![],
        omitted: 0,
        problem: None,
        checked: now,
    }
}

async fn bring_up_to_date(
    app: &App,
    run: &Run,
    site: &Site<'_>,
    course: &SiteCourse,
    known: Option<ManifestModule>,
    mut now: ManifestModule,
    wanted: Documents,
) -> Result<Option<Duration>, JobError> {
    let known = known.map(|known| known.documents).unwrap_or_default();
    let Plan { documents, sources, removed } = plan::plan(app, run, known, wanted.wanted).await?;
    // From here on nothing is answered from what is new, changed or gone; and what comes into the index is known.
    now.omitted = wanted.omitted;
    now.documents = documents;
    let kept = now.documents.len();
    now.documents.extend(removed.iter().cloned());
    app.ports.manifest.put_module(course, &now).await?;
    remove(app, &removed).await?;
    now.documents.truncate(kept);
    let put = Putting::new(app, run, site, course).put(&mut now, sources).await;
    app.ports.manifest.put_module(course, &now).await?;
    put?;
    Ok(next_look(&now, run.now))
}

/// After how long the index is asked again.
fn next_look(module: &ManifestModule, now: UnixTime) -> Option<Duration> {
    let under_way = module
        .documents
        .iter()
        .filter(|document| matches!(document.state, DocumentState::Waiting | DocumentState::Indexing));
    let youngest = under_way.map(|document| now.since(document.since)).min()?;
    Some((youngest / 2).clamp(FIRST_LOOK, LAST_LOOK))
}

/// Takes an activity out of the index and then out of the manifest.
async fn gone(app: &App, course: &SiteCourse, known: Option<ManifestModule>) -> Result<(), JobError> {
    let Some(mut known) = known else { return Ok(()) };
    let id = known.id;
    if !known.documents.is_empty() {
        known.barriers = vec![Barrier::Deleting];
        empty(app, course, known).await?;
    }
    Ok(app.ports.manifest.remove_module(course, id).await?)
}

/// Takes the documents of an activity with barriers out of the index. The manifest knows it first: the index may lag behind, and
/// this may be the end of the process.
async fn empty(app: &App, course: &SiteCourse, mut closed: ManifestModule) -> Result<(), JobError> {
    app.ports.manifest.put_module(course, &closed).await?;
    remove(app, &closed.documents).await?;
    closed.documents.clear();
    Ok(app.ports.manifest.put_module(course, &closed).await?)
}

async fn remove(app: &App, documents: &[ManifestDocument]) -> Result<(), IndexError> {
    let ids: Vec<_> = documents.iter().map(|document| document.id.clone()).collect();
    app.remove(&ids).await
}

/// Writes down why an activity could not be looked at.
pub(crate) async fn note_problem(
    app: &App,
    run: &Run,
    course: &SiteCourse,
    module: ModuleId,
    problem: Problem,
) -> Result<(), StoreError> {
    let unknown = || ManifestModule {
        id: module,
        name: format!("#{module}"),
        kind: String::new(),
        section: None,
        url: on_course_page(course, module),
        barriers: vec![],
        documents: vec![],
        omitted: 0,
        problem: None,
        checked: run.now,
    };
    let mut known = app.ports.manifest.module(course, module).await?.unwrap_or_else(unknown);
    known.problem = Some(problem);
    app.ports.manifest.put_module(course, &known).await
}
