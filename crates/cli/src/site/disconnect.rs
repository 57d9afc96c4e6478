//! `moodle-aws site token --remove`: a site is read no more, and nothing is answered from what was read of it.

use anyhow::bail;
use index_file::JobError;
use moodle::SiteUrl;
use ports::{DocumentId, DocumentIndex, MOST_AT_ONCE, ManifestCourse, SiteCourse};

use crate::args::Target;
use crate::number_of;
use crate::store::{Documents, Operated, documents, operate_existing};

/// Deletes the site's token, and with `forget` everything that the index has of the site.
pub async fn disconnect(site: &SiteUrl, forget: bool, target: &Target) -> anyhow::Result<String> {
    let on = operate_existing(target).await?;
    // Before anything is changed: it may be that the index cannot be had now.
    let documents = if forget { Some(documents(target).await?) } else { None };
    let had_token = on.tokens.remove_site_token(site).await?;
    let courses = on.index.manifest.courses(site).await?;
    let courses = courses.into_iter().map(|course| SiteCourse { site: site.clone(), course });
    let (mut closed, mut known) = (0, 0);
    for course in courses.clone() {
        known += 1;
        closed += usize::from(close(&on, &course).await?);
    }
    let (nothing, told) = match documents {
        None => (
            closed == 0,
            format!(
                "What is indexed of it ({}) stays, and nothing is answered from it until a token is stored again; \
                 `moodle-aws site token --url {site} --remove --forget` deletes it.",
                number_of(known, "course"),
            ),
        ),
        Some(documents) => {
            let mut gone = 0;
            for course in courses {
                gone += self::forget(&on, &documents, &course).await?;
            }
            gone += forget_strays(&documents, site).await?;
            let told = format!(
                "Forgot {}: {} of the index, and the questions that stayed open.",
                number_of(known, "course"),
                number_of(gone, "document"),
            );
            // `serve` does not run beside this command; the functions of a stack do.
            let late = " A job that was at one of them may write for a quarter of an hour yet: run the command once more then.";
            let told = if target.stack.name.is_some() { told + late } else { told };
            (known == 0 && gone == 0, told)
        }
    };
    if nothing && !had_token {
        bail!("there is no token of {site}");
    }
    Ok(format!(
        "Deleted the token of {site}. {told} Delete the token in Moodle too: Site administration > Server > Web services > \
         Manage tokens."
    ))
}

/// Writes down that the course cannot be read any more: nothing is answered from such a course. Whether that is new.
async fn close(on: &Operated, course: &SiteCourse) -> anyhow::Result<bool> {
    let known = on.index.manifest.course(course).await?;
    let problem = JobError::NoToken(course.site.clone()).problem();
    let before = known.as_ref().and_then(|known| known.problem.as_ref());
    if before.is_some_and(|before| before.code == problem.code) {
        return Ok(false);
    }
    let closed = ManifestCourse::with_problem(known, problem);
    on.index.manifest.put_course(course, &closed).await?;
    Ok(true)
}

/// Forgets a course; how many documents it had. The manifest's entries go last: while one is there, the course is found again
/// when this was interrupted.
async fn forget(on: &Operated, documents: &Documents, course: &SiteCourse) -> anyhow::Result<usize> {
    let modules = on.index.manifest.course_manifest(course).await?.modules;
    let ids: Vec<_> =
        modules.iter().flat_map(|module| &module.documents).map(|document| document.id.clone()).collect();
    if let Some(index) = &documents.index {
        remove(&**index, &ids).await?;
    }
    on.index.questions.forget_open(course).await?;
    for module in &modules {
        on.index.manifest.remove_module(course, module.id).await?;
    }
    on.index.manifest.remove_course(course).await?;
    Ok(ids.len())
}

/// Forgets what the index has of a site and the manifest does not know; how many documents.
async fn forget_strays(documents: &Documents, site: &SiteUrl) -> anyhow::Result<usize> {
    let Some(index) = &documents.index else { return Ok(0) };
    let (mut strays, mut after) = (Vec::new(), None);
    loop {
        let (page, next) = index.list(after).await?;
        strays.extend(page.into_iter().filter(|id| id.belongs_to(site).is_some()));
        after = next;
        if after.is_none() {
            break;
        }
    }
    remove(&**index, &strays).await?;
    Ok(strays.len())
}

async fn remove(index: &dyn DocumentIndex, ids: &[DocumentId]) -> anyhow::Result<()> {
    for ids in ids.chunks(MOST_AT_ONCE) {
        index.remove(ids).await?;
    }
    Ok(())
}
