//! The nightly look at everything: Moodle, the manifest and the index are made to agree, whatever was lost between them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use http_api::chain;
use http_api::metrics::count_site_not_reconciled;
use moodle::{CourseId, ModuleId, SiteUrl};
use ports::{DocumentId, DocumentState, LONGEST_DELAY, SiteCourse};

use crate::app::Ports;
use crate::site::Site;
use crate::{App, JobError};

/// One course a second is looked through, or as many as it takes for all within the longest delay: a site with thousands is not
/// asked about all at once.
const PACE: Duration = Duration::from_secs(1);

/// What was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// Sites that could be read.
    pub sites: usize,
    /// Courses that are being looked through.
    pub courses: usize,
    /// Activities that are looked at because the index holds something else of them than the manifest says.
    pub modules: usize,
    /// Documents that were taken out of the index because the manifest knows nothing of them.
    pub strays: usize,
    /// Sites that could not be read.
    pub failed: usize,
}

/// Has every course of every site looked through, and makes the index agree with the manifest. A site that fails holds up no
/// other.
///
/// # Errors
/// [`JobError`] when the stores or the index fail; what was found until then is being done.
pub async fn reconcile(app: &App) -> Result<Reconciled, JobError> {
    let mut found = Reconciled::default();
    let sites: Vec<_> =
        app.ports.tokens.sites_with_tokens().await?.into_iter().map(|(site, _)| site).collect();
    for site in &sites {
        let mut courses = app.ports.manifest.courses(site).await?;
        match listed(app, site).await {
            Ok(listed) => {
                found.sites += 1;
                courses.extend(listed);
                courses.sort_unstable();
                courses.dedup();
            }
            // What is known of the site is looked at all the same: each course finds out why it cannot be, and says so.
            Err(error) if error.hides_who_may_see() => {
                found.failed += 1;
                count_site_not_reconciled();
                tracing::error!(error = chain(&error), %site, "the courses of a site cannot be listed");
            }
            Err(error) => return Err(error),
        }
        found.courses += courses.len();
        request(app, site, courses).await?;
    }
    the_index(app, &sites, &mut found).await?;
    tracing::info!(
        sites = found.sites,
        courses = found.courses,
        modules = found.modules,
        strays = found.strays,
        failed = found.failed,
        "the index is being reconciled"
    );
    Ok(found)
}

/// The courses of a site.
async fn listed(app: &App, site: &SiteUrl) -> Result<Vec<CourseId>, JobError> {
    Ok(Site::open(app, site).await?.courses().await?.into_iter().map(|facts| facts.id).collect())
}

/// Has courses looked through one after the other. Each night begins with another, so that a round that comes to no end leaves
/// out others than the last one did.
async fn request(app: &App, site: &SiteUrl, mut courses: Vec<CourseId>) -> Result<(), JobError> {
    let mut first = [0; 4];
    app.ports.requests.entropy.fill(&mut first);
    let first = u32::from_le_bytes(first) as usize % courses.len().max(1);
    courses.rotate_left(first);
    for (course, delay) in spread(courses) {
        let course = SiteCourse { site: site.clone(), course };
        app.ports.requests.request(&course, None, delay).await?;
    }
    Ok(())
}

/// When each of many is to be looked at: one a second, or as fast as it takes for all to be within the longest delay of a job.
pub fn spread<T>(many: Vec<T>) -> impl Iterator<Item = (T, Duration)> {
    let pace = PACE.min(LONGEST_DELAY / u32::try_from(many.len()).unwrap_or(u32::MAX).max(1));
    many.into_iter().zip((0..).map(move |number| pace * number))
}

/// Compares what the index holds with what the manifest says.
async fn the_index(app: &App, sites: &[SiteUrl], found: &mut Reconciled) -> Result<(), JobError> {
    let Ports { index, .. } = &app.ports;
    let mut held: BTreeMap<SiteCourse, BTreeMap<ModuleId, BTreeSet<DocumentId>>> = BTreeMap::new();
    let mut after = None;
    loop {
        let (page, next) = index.list(after).await?;
        for id in page {
            let belongs = sites.iter().find_map(|site| Some((site, id.belongs_to(site)?)));
            // What belongs to a site without a token is left alone: its index may be wanted again.
            let Some((site, (course, module))) = belongs else { continue };
            let course = SiteCourse { site: site.clone(), course };
            held.entry(course).or_default().entry(module).or_default().insert(id);
        }
        after = next;
        if after.is_none() {
            break;
        }
    }
    for site in sites {
        for course in app.ports.manifest.courses(site).await? {
            held.entry(SiteCourse { site: site.clone(), course }).or_default();
        }
    }
    for (course, held) in held {
        of_course(app, &course, held, found).await?;
    }
    Ok(())
}

async fn of_course(
    app: &App,
    course: &SiteCourse,
    mut held: BTreeMap<ModuleId, BTreeSet<DocumentId>>,
    found: &mut Reconciled,
) -> Result<(), JobError> {
    // It was written before the index was, and is read after it: what is not in here is nobody's.
    let known = app.ports.manifest.course_manifest(course).await?;
    for module in &known.modules {
        let held = held.remove(&module.id).unwrap_or_default();
        let should: BTreeSet<_> = module
            .documents
            .iter()
            .filter(|document| matches!(document.state, DocumentState::Indexed | DocumentState::Indexing))
            .map(|document| document.id.clone())
            .collect();
        let belongs = |id: &&DocumentId| {
            let mut documents = module.documents.iter();
            documents
                .any(|document| document.id == **id && !matches!(document.state, DocumentState::Skipped(_)))
        };
        let strays: Vec<_> = held.iter().filter(|id| !belongs(id)).cloned().collect();
        remove(app, &strays, found).await?;
        if !should.is_subset(&held) {
            found.modules += 1;
            app.ports.requests.request(course, Some(module.id), Duration::ZERO).await?;
        }
    }
    let strays: Vec<_> = held.into_values().flatten().collect();
    remove(app, &strays, found).await
}

async fn remove(app: &App, strays: &[DocumentId], found: &mut Reconciled) -> Result<(), JobError> {
    found.strays += strays.len();
    Ok(app.remove(strays).await?)
}
