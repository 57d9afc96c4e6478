//! One activity: the index is made equal to what everybody in its course may see of it.

mod plan;
mod put;

use std::time::Duration;

use lti::time::UnixTime;
use moodle::ModuleId;
use moodle::content::{Barrier, CourseModule};
use ports::{DocumentState, IndexError, ManifestDocument, ManifestModule, Problem, SiteCourse, StoreError};
use tokio::time::Instant;

use crate::course::{link, on_course_page};
use crate::site::Site;
use crate::wanted::{Documents, GlossaryEntries, documents, is_glossary};
use crate::work::Run;
use crate::{App, JobError};
use plan::{Plan, Reading};
use put::{Putting, Went};

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
    let asked = Instant::now();
    let access = site.access(course.course, Some(module)).await?;
    let Some(barriers) = access.as_ref().and_then(|access| access.of(module)) else {
        return gone(app, course, known).await.map(|()| None);
    };
    if !barriers.is_empty()
        && let Some(open) = known.as_ref().filter(|known| known.is_open())
    {
        // Whatever becomes of the rest: nothing is answered from it from now on.
        let closed = ManifestModule { barriers: barriers.to_vec(), ..open.clone() };
        app.ports.manifest.put_module(course, &closed).await?;
    }
    let shown = site.contents(course.course, Some(module)).await?;
    let Some(shown) = shown.into_iter().find(|shown| shown.id == module) else {
        return not_shown(app, run, course, known, barriers).await.map(|()| None);
    };
    first_look_at(app, course).await?;
    let now = described(&shown, course, barriers, run.now);
    if !barriers.is_empty() {
        let has_something = is_glossary(&shown) || {
            let Documents { wanted, .. } = documents(course, &shown, GlossaryEntries::NONE);
            !wanted.is_empty()
        };
        return closed(app, course, known, now, has_something).await.map(|()| None);
    }
    let entries =
        if is_glossary(&shown) { site.entries(shown.instance).await? } else { GlossaryEntries::NONE };
    if let (GlossaryEntries::Missing(failure), Some(known)) = (&entries, &known)
        && known.barriers.is_empty()
        && !known.documents.is_empty()
    {
        let kept = ManifestModule { documents: known.documents.clone(), omitted: known.omitted, ..now };
        app.ports.manifest.put_module(course, &kept).await?;
        return Err(JobError::File(failure.message().to_owned()));
    }
    let wanted = documents(course, &shown, entries);
    if wanted.wanted.is_empty() {
        return gone(app, course, known).await.map(|()| None);
    }
    Look { app, run, site: &site, course, asked }.bring_up_to_date(known, now, wanted).await
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

/// An activity that not everybody may see, as it is now. One in which there is nothing to read needs no line in the manifest.
async fn closed(
    app: &App,
    course: &SiteCourse,
    known: Option<ManifestModule>,
    now: ManifestModule,
    has_something: bool,
) -> Result<(), JobError> {
    if !has_something {
        return gone(app, course, known).await;
    }
    let documents = known.map(|known| known.documents).unwrap_or_default();
    empty(app, course, ManifestModule { documents, ..now }).await
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

/// A look at an activity that everybody may see.
struct Look<'a> {
    app: &'a App,
    run: &'a Run,
    site: &'a Site<'a>,
    course: &'a SiteCourse,
    /// When Moodle was last asked who may see it.
    asked: Instant,
}

impl Look<'_> {
    async fn bring_up_to_date(
        mut self,
        known: Option<ManifestModule>,
        mut now: ManifestModule,
        wanted: Documents,
    ) -> Result<Option<Duration>, JobError> {
        let (app, course) = (self.app, self.course);
        let known = known.map(|known| known.documents).unwrap_or_default();
        let Plan { documents, reading, removed } = plan::plan(app, self.run, known, wanted.wanted).await?;
        // From here on nothing is answered from what is new, changed or gone; and what comes into the index is known.
        now.omitted = wanted.omitted;
        now.documents = documents;
        let kept = now.documents.len();
        now.documents.extend(removed.iter().cloned());
        app.ports.manifest.put_module(course, &now).await?;
        remove(app, &removed).await?;
        now.documents.truncate(kept);
        let put = self.put(&mut now, reading).await;
        if !now.barriers.is_empty() {
            empty(app, course, now).await?;
            return put.map(|_| None);
        }
        // Who may see it by now could not be asked.
        now.problem = put.as_ref().err().filter(|error| error.hides_who_may_see()).map(JobError::problem);
        app.ports.manifest.put_module(course, &now).await?;
        let later = put?.leaves_something().then_some(LAST_LOOK);
        Ok(next_look(&now, self.run.now).or(later))
    }

    /// Reads what is to be read and puts it into the index. That takes its time, in which the activity may be hidden: the module says
    /// so afterwards, and the rest is left.
    async fn put(&mut self, now: &mut ManifestModule, reading: Vec<Reading>) -> Result<Went, JobError> {
        let mut putting = Putting::new(self.app, self.run, self.site, self.course);
        let mut went = Went::Through;
        for reading in reading {
            if self.run.is_over() || putting.is_hopeless() {
                went = Went::Leaves;
                break;
            }
            // What was read is in the index before the program may die. That it is, is written with what is read then.
            if reading.is_risky && putting.flush(now).await?.leaves_something() {
                return Ok(Went::Leaves);
            }
            putting.read(now, reading).await?;
            if !self.is_still_open(now).await? {
                return Ok(Went::Leaves);
            }
            if putting.is_full() && self.keep(&mut putting, now).await?.leaves_something() {
                return Ok(Went::Leaves);
            }
        }
        if putting.flush(now).await?.leaves_something() {
            went = Went::Leaves;
        }
        self.is_still_open(now).await?;
        putting.end().map(|()| went)
    }

    /// Puts what was read. If this run is ended, the next goes on from here.
    async fn keep(&self, putting: &mut Putting<'_>, now: &mut ManifestModule) -> Result<Went, JobError> {
        let went = putting.flush(now).await?;
        self.app.ports.manifest.put_module(self.course, now).await?;
        Ok(went)
    }

    /// Whether everybody may still see the activity.
    async fn is_still_open(&mut self, now: &mut ManifestModule) -> Result<bool, JobError> {
        if self.asked.elapsed() >= self.app.limits.trust {
            self.asked = Instant::now();
            self.site.is_connected().await?;
            let access = self.site.access(self.course.course, Some(now.id)).await?;
            let barriers = access.as_ref().and_then(|access| access.of(now.id));
            now.barriers = barriers.map_or_else(|| vec![Barrier::Deleting], <[Barrier]>::to_vec);
        }
        Ok(now.barriers.is_empty())
    }
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

/// Writes down of the documents that wait why they are not in the index. Since when they wait stays: those that were not tried are
/// the first to be. After how long the index is asked about the others.
pub(crate) async fn note_failed(
    app: &App,
    run: &Run,
    course: &SiteCourse,
    module: ModuleId,
    problem: &Problem,
) -> Result<Option<Duration>, StoreError> {
    let Some(mut known) = app.ports.manifest.module(course, module).await? else { return Ok(None) };
    for document in &mut known.documents {
        if document.state == DocumentState::Waiting {
            document.state = DocumentState::Failed(problem.clone());
        }
    }
    app.ports.manifest.put_module(course, &known).await?;
    // What it is at for too long is put again in the night: where nothing can be put, nobody asks without end.
    let is_lost = |document: &ManifestDocument| run.now.since(document.since) >= plan::LOST;
    known.documents.retain(|document| !is_lost(document));
    Ok(next_look(&known, run.now))
}

/// Writes down why an activity could not be looked at. Nothing is answered from it meanwhile.
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
    (known.problem, known.checked) = (Some(problem), run.now);
    app.ports.manifest.put_module(course, &known).await
}
