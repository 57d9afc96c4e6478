//! `moodle-aws index status`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use http_api::rfc3339;
use ports::{CourseManifest, DocumentState, ManifestDocument, ManifestModule, Problem, SiteCourse};

use super::sites;
use crate::args::IndexStatus;
use crate::events::queue;
use crate::store::operate_assistant;

pub async fn status(IndexStatus { course, site }: IndexStatus) -> anyhow::Result<String> {
    let on = operate_assistant(&site.target).await?;
    let mut text = String::new();
    for site in sites(&on, site.url).await? {
        writeln!(text, "{site}")?;
        let known = on.index.manifest.courses(&site).await?;
        let courses: Vec<_> =
            known.into_iter().filter(|known| course.is_none_or(|only| only == *known)).collect();
        match course {
            Some(course) if courses.is_empty() => writeln!(
                text,
                "  the index knows no course {course}; `moodle-aws index resync {course}` has it looked through"
            )?,
            None if courses.is_empty() => {
                writeln!(
                    text,
                    "  nothing yet; `moodle-aws index reconcile` looks through all of its courses"
                )?;
            }
            _ => {}
        }
        for number in courses {
            let of = SiteCourse { site: site.clone(), course: number };
            let manifest = on.index.manifest.course_manifest(&of).await?;
            text += &one(&of, &manifest, course.is_some())?;
        }
    }
    text += &queue(on.index.jobs.depth().await?);
    Ok(text)
}

/// A line for a course, and one for each thing that is wrong with it; with `whole`, one for each document.
fn one(course: &SiteCourse, manifest: &CourseManifest, whole: bool) -> anyhow::Result<String> {
    let mut text = String::new();
    let name = manifest.course.as_ref().map_or("", |course| &course.name);
    write!(text, "  course {} {}: {}", course.course, printable(name), counted(manifest))?;
    match manifest.course.as_ref().and_then(|known| known.checked) {
        Some(checked) => writeln!(text, "; looked through at {}", rfc3339(checked))?,
        None => writeln!(text, "; not looked through yet")?,
    }
    if let Some(problem) = manifest.course.as_ref().and_then(|course| course.problem.as_ref()) {
        writeln!(text, "    not up to date, and nothing is answered from it: {}", reason(problem))?;
    }
    for module in &manifest.modules {
        text += &of_module(module, whole)?;
    }
    Ok(text)
}

fn of_module(module: &ManifestModule, whole: bool) -> anyhow::Result<String> {
    let mut text = String::new();
    let named = format!("    {} {}", module.id, printable(&module.name));
    if let Some(problem) = &module.problem {
        writeln!(text, "{named}: not up to date: {}", reason(problem))?;
    }
    if whole && !module.barriers.is_empty() {
        let barriers: Vec<_> = module.barriers.iter().map(|barrier| barrier.code()).collect();
        writeln!(text, "{named}: left out: {}", barriers.join(", "))?;
    }
    for ManifestDocument { name, state, .. } in &module.documents {
        let name = printable(name);
        match state {
            DocumentState::Failed(problem) => {
                writeln!(text, "{named}: {name}: failed: {}", reason(problem))?;
            }
            DocumentState::Skipped(problem) if whole => {
                writeln!(text, "{named}: {name}: skipped: {}", reason(problem))?;
            }
            DocumentState::Indexed if whole => writeln!(text, "{named}: {name}: indexed")?,
            DocumentState::Waiting | DocumentState::Indexing if whole => {
                writeln!(text, "{named}: {name}: under way")?;
            }
            _ => {}
        }
    }
    if whole && module.omitted > 0 {
        writeln!(text, "{named}: skipped: {} more files of it [too_many_files]", module.omitted)?;
    }
    Ok(text)
}

/// How many documents there are in each state.
fn counted(manifest: &CourseManifest) -> String {
    let mut counts = BTreeMap::<_, usize>::new();
    for module in &manifest.modules {
        if !module.barriers.is_empty() {
            *counts.entry((4, "left out")).or_default() += 1;
        }
        for document in &module.documents {
            let kind = match document.state {
                DocumentState::Indexed => (0, "indexed"),
                DocumentState::Waiting | DocumentState::Indexing => (1, "under way"),
                DocumentState::Failed(_) => (2, "failed"),
                DocumentState::Skipped(_) => (3, "skipped"),
            };
            *counts.entry(kind).or_default() += 1;
        }
    }
    if counts.is_empty() {
        return "nothing to index".into();
    }
    let told: Vec<_> = counts.iter().map(|((_, kind), count)| format!("{count} {kind}")).collect();
    told.join(", ")
}

/// In words, and the code by which docs/assistant.md says what to do.
fn reason(problem: &Problem) -> String {
    format!("{} [{}]", printable(&problem.message), problem.code)
}

/// What comes from Moodle, without what a terminal would obey.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !moodle::event::is_invisible(*c)).collect()
}
