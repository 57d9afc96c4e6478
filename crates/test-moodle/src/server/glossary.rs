//! `mod_glossary_get_entries_by_letter`.

use serde_json::{Value, json};

use super::contents::{address, escaped};
use super::exception::Exception;
use super::parameters::Parameters;
use crate::Site;
use crate::site::{Entry, File, Matter};

/// How many entries an answer has where nothing else is asked for.
const LIMIT: u64 = 20;

pub(super) fn answer(site: &Site, parameters: &Parameters) -> Result<Value, Exception> {
    let id = parameters.number("id")?;
    let letter = parameters.text("letter").ok_or(Exception::InvalidParameter)?;
    let from = usize::try_from(parameters.number_or("from", Some(0))?).unwrap_or(usize::MAX);
    let limit = match parameters.number_or("limit", Some(LIMIT))? {
        0 => usize::MAX,
        limit => usize::try_from(limit).unwrap_or(usize::MAX),
    };
    let state = site.state();
    let module = state.instance("glossary", id).ok_or(Exception::NoRecord)?;
    let Matter::Glossary(entries) = &module.activity.matter else { return Err(Exception::NoRecord) };
    let mut entries: Vec<&Entry> =
        entries.iter().filter(|entry| entry.approved && begins(&entry.concept, letter)).collect();
    entries.sort_by_key(|entry| (entry.concept.to_lowercase(), entry.id));
    let part = entries.iter().skip(from).take(limit);
    let told: Vec<Value> = part.map(|entry| told(site.root(), module.context, id, entry)).collect();
    Ok(json!({
        "count": entries.len(),
        "entries": told,
        "ratinginfo": {
            "contextid": module.context, "component": "mod_glossary", "ratingarea": "entry",
            "canviewall": null, "canviewany": null, "scales": [], "ratings": [],
        },
        "warnings": [],
    }))
}

fn begins(concept: &str, letter: &str) -> bool {
    let first = concept.chars().next().map(|c| c.to_ascii_uppercase());
    match letter {
        "ALL" => true,
        "SPECIAL" => first.is_none_or(|c| !c.is_ascii_alphabetic()),
        letter => first == letter.chars().next().map(|c| c.to_ascii_uppercase()),
    }
}

fn told(root: &str, context: u64, glossary: u64, entry: &Entry) -> Value {
    let attachment = |file: &File| {
        let icon = if file.mime.starts_with("text/") { "f/text" } else { "f/unknown" };
        json!({
            "filename": file.name, "filepath": file.folder, "filesize": file.content.length(),
            "fileurl": address(root, context, "mod_glossary/attachment", Some(entry.id), &file.folder, &file.name),
            "timemodified": file.modified, "mimetype": file.mime, "isexternalfile": false, "icon": icon,
        })
    };
    json!({
        "id": entry.id,
        "glossaryid": glossary,
        "userid": 2,
        "userfullname": "Tea Teacher",
        "userpictureurl": format!("{root}/theme/image.php/boost/core/1/u/f1"),
        "concept": escaped(&entry.concept),
        "definition": entry.definition,
        "definitionformat": 1,
        "definitiontrust": false,
        "attachment": !entry.files.is_empty(),
        "attachments": entry.files.iter().map(attachment).collect::<Vec<_>>(),
        "timecreated": entry.created,
        "timemodified": entry.modified,
        "teacherentry": entry.by_teacher,
        "sourceglossaryid": 0,
        "usedynalink": false,
        "casesensitive": false,
        "fullmatch": false,
        "approved": entry.approved,
        "tags": [],
    })
}
