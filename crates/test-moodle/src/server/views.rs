//! An activity's own page, for guests: what its links lead to where nobody has an account, as in a demo.

use axum::http::HeaderMap;

use super::contents::{address, escaped};
use super::reply::Reply;
use super::{downloads, pages};
use crate::Site;
use crate::site::course::Module;
use crate::site::{File, Matter, State};

/// The page at `/mod/<kind>/view.php?id=<id>`. What students may not see is not there for guests.
pub(super) fn activity(site: &Site, kind: &str, query: Option<&str>) -> Reply {
    let state = site.state();
    if !state.guests {
        return pages::to_login(site.root());
    }
    let mut parameters = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let id = parameters.find(|(name, _)| name == "id").map(|(_, id)| id);
    let asked = |module: &Module| module.kind() == kind && Some(&*module.id.to_string()) == id.as_deref();
    let Some(module) = open(&state, asked) else { return pages::not_found() };
    match &module.activity.matter {
        Matter::Url(address) => pages::redirect(address),
        _ => pages::shown(&escaped(&module.activity.name), &body(site.root(), module)),
    }
}

/// The file at `/pluginfile.php/<path>`.
pub(super) fn file(site: &Site, path: &str, headers: &HeaderMap) -> Reply {
    let (context, _) = path.split_once('/').unwrap_or_default();
    let is_open = {
        let state = site.state();
        if !state.guests {
            return pages::to_login(site.root());
        }
        open(&state, |module| module.context.to_string() == context).is_some()
    };
    if is_open { downloads::of_guest(site, path, headers) } else { pages::not_found() }
}

/// The activity that is asked for, when nothing keeps students from it.
fn open(state: &State, asked: impl Fn(&Module) -> bool) -> Option<&Module> {
    state.courses.values().find_map(|course| {
        let (section, module) = course.find(course.modules().find(|module| asked(module))?.id)?;
        course.barriers(section, module).is_empty().then_some(module)
    })
}

fn body(root: &str, module: &Module) -> String {
    let files =
        |area: &str, files: &[File]| files.iter().map(|file| link(root, module, area, file)).collect();
    let body = match &module.activity.matter {
        Matter::Resource(all) => files("mod_resource/content", all),
        Matter::Folder(all) => files("mod_folder/content", all),
        Matter::Page { html, .. } => html.clone(),
        Matter::Book(chapters) => {
            let shown = chapters.iter().filter(|chapter| !chapter.hidden);
            headed(shown.map(|chapter| (&*chapter.title, &*chapter.html)))
        }
        Matter::Glossary(entries) => {
            let approved = entries.iter().filter(|entry| entry.approved);
            headed(approved.map(|entry| (&*entry.concept, &*entry.definition)))
        }
        Matter::Label | Matter::Url(_) | Matter::Quiz | Matter::Subsection(_) => String::new(),
    };
    module.activity.description.clone().unwrap_or_default() + &body
}

/// Pieces of HTML under their headings.
fn headed<'a>(pieces: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    pieces
        .flat_map(|(heading, html)| ["<h2>".into(), escaped(heading), "</h2>".into(), html.into()])
        .collect()
}

fn link(root: &str, module: &Module, area: &str, file: &File) -> String {
    let address = address(root, module.context, area, Some(module.revision), &file.folder, &file.name);
    let address = address.replacen("/webservice", "", 1);
    format!("<p><a href=\"{address}\">{}</a></p>", escaped(&file.name))
}
