//! `core_course_get_contents`, as an account gets it that may see what is hidden and restricted, but not hidden sections.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::exception::Exception;
use super::parameters::Parameters;
use crate::site::course::{Course, Eye, Module, Section};
use crate::site::restriction::is_explained;
use crate::site::{Chapter, File, Matter};
use crate::{CourseId, Site};

/// All that PHP's `rawurlencode` encodes.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// The text of a condition, whatever it is.
const CONDITIONS: &str = "Not available unless: You belong to <strong>Blue</strong>";

/// What is asked for of a course.
struct Wanted {
    module: Option<u64>,
    contents: bool,
}

pub(super) fn answer(site: &Site, parameters: &Parameters) -> Result<Value, Exception> {
    let course = CourseId(parameters.number("courseid")?);
    let mut wanted = Wanted { module: None, contents: true };
    for (name, value) in parameters.options() {
        match name {
            "cmid" => wanted.module = Some(value.parse().map_err(|_| Exception::InvalidParameter)?),
            "excludecontents" => wanted.contents = !matches!(value, "1" | "true"),
            "includestealthmodules" => {}
            _ => return Err(Exception::InvalidParameter),
        }
    }
    if course.0 == 1 {
        return Ok(json!([section(site.root(), 0, None, &Section::new(crate::SectionId(1), None), &wanted)]));
    }
    let state = site.state();
    let course = state.courses.get(&course).ok_or(Exception::NoRecord)?;
    let shown = course.sections.iter().enumerate().filter(|(_, section)| course.shows_section(section));
    let told = shown.map(|(number, shown)| section(site.root(), number, Some(course), shown, &wanted));
    Ok(told.collect())
}

fn section(root: &str, number: usize, course: Option<&Course>, section: &Section, wanted: &Wanted) -> Value {
    let unnamed = if number == 0 { "General" } else { "New section" };
    let modules = section
        .modules
        .iter()
        .filter(|module| module.is_listed() && wanted.module.is_none_or(|only| module.id.0 == only));
    let modules = modules.filter_map(|m| Some(module(root, course?, section, m, wanted.contents)));
    let stands_for = section.stands_for.zip(course).and_then(|(id, course)| course.find(id));
    let mut told = json!({
        "id": section.id.0,
        "name": section.name.as_deref().map_or_else(|| unnamed.into(), escaped),
        "visible": u8::from(section.shown),
        "summary": "",
        "summaryformat": 1,
        "section": number,
        "hiddenbynumsections": 0,
        "uservisible": true,
        "component": stands_for.map(|_| "mod_subsection"),
        "itemid": stands_for.map(|(_, module)| module.instance),
        "modules": modules.collect::<Vec<_>>(),
    });
    if is_explained(section.availability.as_deref()) {
        told["availabilityinfo"] = json!(CONDITIONS);
    }
    told
}

fn module(root: &str, course: &Course, section: &Section, module: &Module, with_contents: bool) -> Value {
    let kind = module.kind();
    let (plural, purpose) = match kind {
        "resource" => ("Files", "content"),
        "folder" => ("Folders", "content"),
        "page" => ("Pages", "content"),
        "book" => ("Books", "content"),
        "label" => ("Text and media areas", "content"),
        "glossary" => ("Glossaries", "collaboration"),
        "url" => ("URLs", "content"),
        "subsection" => ("Subsections", "content"),
        _ => ("Quizzes", "assessment"),
    };
    let mut told = json!({
        "id": module.id.0,
        "name": escaped(&module.activity.name),
        "instance": module.instance,
        "contextid": module.context,
        "visible": u8::from(course.shows(section, module)),
        "uservisible": true,
        "visibleoncoursepage": u8::from(module.eye != Eye::Stealth),
        "modicon": format!("{root}/theme/image.php/boost/{kind}/1/monologo?filtericon=1"),
        "modname": kind,
        "purpose": purpose,
        "branded": false,
        "modplural": plural,
        "availability": module.availability,
        "indent": 0,
        "onclick": "",
        "afterlink": null,
        "customdata": custom_data(&module.activity.matter),
        "noviewlink": kind == "label",
        "completion": 0,
        "downloadcontent": 1,
        "dates": [],
        "groupmode": 0,
    });
    if !matches!(kind, "label" | "subsection") {
        told["url"] = json!(format!("{root}/mod/{kind}/view.php?id={}", module.id));
    }
    if kind == "resource" {
        told["activitybadge"] = json!([]);
    }
    if is_explained(module.availability.as_deref()) {
        told["availabilityinfo"] = json!(CONDITIONS);
    }
    if let Some(description) = &module.activity.description {
        told["description"] = json!(format!("<div class=\"no-overflow\">{description}</div>"));
    }
    if let Some(contents) = contents(root, module) {
        told["contentsinfo"] = summary(&contents);
        told["contents"] = if with_contents { contents.into() } else { json!([]) };
    }
    told
}

/// What a kind keeps for its own pages, as JSON in a string.
fn custom_data(matter: &Matter) -> String {
    match matter {
        Matter::Resource(_) => {
            json!({ "filtericon": true, "displayoptions": "a:1:{s:10:\"printintro\";i:0;}", "display": 5 })
                .to_string()
        }
        Matter::Url(_) => json!({ "display": 4, "filtericon": true }).to_string(),
        Matter::Subsection(section) => json!({ "sectionid": section.to_string() }).to_string(),
        _ => "\"\"".into(),
    }
}

/// The files of an activity, and its pages as files; nothing for kinds that have none.
fn contents(root: &str, module: &Module) -> Option<Vec<Value>> {
    let context = module.context;
    let url = |area: &str, file: &File| {
        let url = address(root, context, area, Some(module.revision), &file.folder, &file.name);
        format!("{url}?forcedownload=1")
    };
    let files = |area: &str, files: &[File], order: u8| -> Vec<Value> {
        files.iter().map(|file| told_file(file, &file.folder, &url(area, file), order)).collect()
    };
    match &module.activity.matter {
        Matter::Resource(all) => Some(files("mod_resource/content", all, 1)),
        Matter::Folder(all) => Some(files("mod_folder/content", all, 0)),
        Matter::Page { files: pictures, .. } => {
            let area = "mod_page/content";
            let pictures = pictures.iter().map(|file| told_picture(file, &file.folder, &url(area, file)));
            let mut told: Vec<Value> = pictures.collect();
            let page = address(root, context, area, None, "/", "index.html");
            told.push(json!({
                "type": "file", "filename": "index.html", "filepath": "/", "filesize": 0,
                "fileurl": format!("{page}?forcedownload=1"), "timecreated": null, "timemodified": module.modified,
                "sortorder": 1, "userid": null, "author": null, "license": null,
            }));
            Some(told)
        }
        Matter::Book(chapters) => Some(book(root, module, chapters)),
        Matter::Url(address) => Some(vec![json!({
            "type": "url", "filename": module.activity.name, "filepath": null, "filesize": 0, "fileurl": address,
            "timecreated": null, "timemodified": module.modified, "sortorder": null, "userid": null, "author": null,
            "license": null,
        })]),
        Matter::Label | Matter::Glossary(_) | Matter::Quiz | Matter::Subsection(_) => None,
    }
}

fn told_file(file: &File, folder: &str, url: &str, order: u8) -> Value {
    json!({
        "type": "file", "filename": file.name, "filepath": folder, "filesize": file.content.length(), "fileurl": url,
        "timecreated": file.created, "timemodified": file.modified, "sortorder": order, "mimetype": file.mime,
        "isexternalfile": false, "userid": 3, "author": "Tea Teacher", "license": "cc-4.0",
    })
}

/// A file that a teacher put into a text: Moodle does not tell by whom it is.
fn told_picture(file: &File, folder: &str, url: &str) -> Value {
    let mut told = told_file(file, folder, url, 0);
    for unknown in ["userid", "author", "license"] {
        told[unknown] = Value::Null;
    }
    told
}

/// The structure of a book, and its chapters. Hidden ones are in neither.
fn book(root: &str, module: &Module, chapters: &[Chapter]) -> Vec<Value> {
    let mut structure: Vec<Value> = Vec::new();
    let mut told = Vec::new();
    for chapter in chapters.iter().filter(|chapter| !chapter.hidden) {
        let (id, title) = (chapter.id, escaped(&chapter.title));
        let item = json!({
            "title": title, "href": format!("{id}/index.html"), "level": u8::from(chapter.is_sub), "hidden": "0",
            "subitems": [],
        });
        match structure.last_mut().and_then(|last| last["subitems"].as_array_mut()) {
            Some(subitems) if chapter.is_sub => subitems.push(item),
            _ => structure.push(item),
        }
        let url = |folder: &str, name: &str| {
            address(root, module.context, "mod_book/chapter", Some(id), folder, name)
        };
        told.push(json!({
            "type": "file", "filename": "index.html", "filepath": format!("/{id}/"), "filesize": 0,
            "fileurl": url("/", "index.html"), "content": title, "timecreated": chapter.created,
            "timemodified": chapter.modified, "sortorder": 0, "userid": null, "author": null, "license": null, "tags": [],
        }));
        let pictures = chapter
            .files
            .iter()
            .map(|file| told_picture(file, &format!("/{id}{}", file.folder), &url(&file.folder, &file.name)));
        told.extend(pictures);
    }
    let structure = json!({
        "type": "content", "filename": "structure", "filepath": "/", "filesize": 0, "fileurl": null,
        "content": json!(structure).to_string(), "timecreated": module.created, "timemodified": module.modified,
        "sortorder": 0, "userid": null, "author": null, "license": null,
    });
    told.insert(0, structure);
    told
}

fn summary(contents: &[Value]) -> Value {
    let mut mimes = BTreeSet::new();
    mimes.extend(contents.iter().filter_map(|content| content["mimetype"].as_str()));
    json!({
        "filescount": contents.len(),
        "filessize": contents.iter().filter_map(|content| content["filesize"].as_u64()).sum::<u64>(),
        "lastmodified": contents.iter().filter_map(|content| content["timemodified"].as_i64()).max().unwrap_or(0),
        "mimetypes": mimes,
        "repositorytype": "",
    })
}

/// Where a file is downloaded: `…/pluginfile.php/91/mod_resource/content/1/unit%202/notes.md`.
pub(super) fn address(
    root: &str,
    context: u64,
    area: &str,
    item: Option<u64>,
    folder: &str,
    name: &str,
) -> String {
    let item = item.map(|item| format!("/{item}")).unwrap_or_default();
    let folders = folder.split('/').filter(|folder| !folder.is_empty()).chain([name]);
    let start = format!("{root}/webservice/pluginfile.php/{context}/{area}{item}");
    folders.fold(start, |url, part| format!("{url}/{}", utf8_percent_encode(part, ENCODED)))
}

/// A name as Moodle puts it into answers: as HTML.
pub(super) fn escaped(name: &str) -> String {
    name.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
