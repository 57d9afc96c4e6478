//! `moodle-aws index …`: what the index holds of the courses of Moodle sites.

mod status;

use anyhow::{Context as _, bail};
use moodle::content::CoursePage;
use moodle::{SiteUrl, WebServiceToken};
use ports::SiteCourse;

use crate::args::{Index, OneSite, Resync};
use crate::store::{Operated, operate_assistant};
use crate::{moodle_call, number_of, say};

/// After so many courses a line says how far it is.
const TOLD: usize = 100;

pub async fn run(command: Index) -> anyhow::Result<()> {
    let said = match command {
        Index::Status(args) => status::status(args).await?,
        Index::Resync(args) => resync(args).await?,
        Index::Reconcile(args) => reconcile(args).await?,
    };
    say(said.trim_end());
    Ok(())
}

/// The sites that a command is about: the one that is named, else all that can be read.
async fn sites(on: &Operated, named: Option<SiteUrl>) -> anyhow::Result<Vec<SiteUrl>> {
    let all: Vec<_> = on.tokens.sites_with_tokens().await?.into_iter().map(|(site, _)| site).collect();
    match named {
        Some(site) if all.contains(&site) => Ok(vec![site]),
        Some(site) => bail!(
            "there is no token of {site}, so it is not read, and nothing is answered from it. Its administrator makes one on the plugin's set-up page; \
             store it with `moodle-aws site token --url {site}`"
        ),
        None if all.is_empty() => bail!(
            "no site has a token, so none is read, and nothing is answered. An administrator of the Moodle site makes one on the set-up page of the \
             plugin Events to AWS; store it with `moodle-aws site token --url <wwwroot>`"
        ),
        None => Ok(all),
    }
}

async fn resync(Resync { course, site }: Resync) -> anyhow::Result<String> {
    let on = operate_assistant(&site.target).await?;
    let sites = sites(&on, site.url).await?;
    let [site] = &sites[..] else { bail!("there are several sites; name the course's with --url") };
    let course = SiteCourse { site: site.clone(), course };
    let before = on.index.manifest.course(&course).await?;
    let known = on.index.requests.resync(&*on.index.manifest, &course).await?;
    if before.is_none() && known == 0 {
        return Ok(format!(
            "The index knows no course {} of {site} yet. If the site has it, it is looked through now, and `moodle-aws index status` \
             shows it; else nothing comes of this.",
            course.course
        ));
    }
    Ok(format!(
        "Course {} of {site} is looked through, and with it each of the {known} activities that the index knows of it. \
         `moodle-aws index status` shows how far it is.",
        course.course
    ))
}

async fn reconcile(OneSite { url, target }: OneSite) -> anyhow::Result<String> {
    let on = operate_assistant(&target).await?;
    let mut count = 0;
    let sites = sites(&on, url).await?;
    for site in &sites {
        let token = on.tokens.site_token(site).await?.context("the site's token was deleted just now")?;
        let courses = all_courses(&on, site, &token).await?;
        count += courses.len();
        look_through(&on, courses).await?;
    }
    Ok(format!(
        "{} of {} will be looked through within a quarter of an hour, and what differs from Moodle is looked at. \
         `moodle-aws index status` shows how far it is.",
        number_of(count, "course"),
        number_of(sites.len(), "site"),
    ))
}

/// Has these courses looked through, one after the other.
pub async fn look_through(on: &Operated, courses: Vec<SiteCourse>) -> anyhow::Result<()> {
    let count = courses.len();
    for (number, (course, delay)) in index_file::spread(courses).enumerate() {
        if number > 0 && number % TOLD == 0 {
            say(&format!("{number} of {count} courses are asked for."));
        }
        on.index.requests.request(&course, None, delay).await?;
    }
    Ok(())
}

/// The courses that Moodle has, and those that the index knows.
pub async fn all_courses(
    on: &Operated,
    site: &SiteUrl,
    token: &WebServiceToken,
) -> anyhow::Result<Vec<SiteCourse>> {
    let (mut courses, mut after) = (on.index.manifest.courses(site).await?, None);
    loop {
        let request = CoursePage::request(site, token, after);
        let page = moodle_call::call(request, |answer| CoursePage::read(answer, after)).await;
        let page = page.with_context(|| format!("the courses of {site}"))?;
        courses.extend(page.courses.into_iter().map(|facts| facts.id));
        after = page.after;
        if after.is_none() {
            break;
        }
    }
    courses.sort_unstable();
    courses.dedup();
    Ok(courses.into_iter().map(|course| SiteCourse { site: site.clone(), course }).collect())
}
