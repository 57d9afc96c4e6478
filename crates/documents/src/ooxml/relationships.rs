use std::collections::HashMap;
use std::io::{Read, Seek};

use crate::archive::{Archive, resolve};
use crate::stop::Stop;
use crate::xml::Token;

/// The parts that a part refers to (ECMA-376 part 2, §6.5), in the order of the file.
#[derive(Default)]
pub(super) struct Relationships {
    all: Vec<Relationship>,
    by_id: HashMap<String, usize>,
}

pub(super) struct Relationship {
    /// The last word of its type, which is the same in both namespaces of the standard.
    pub(super) kind: String,
    /// The name of the part.
    pub(super) target: String,
}

impl Relationships {
    /// Reads those of a part, or, for `""`, of the package.
    pub(super) fn of<R: Read + Seek>(archive: &Archive<'_, R>, part: &str) -> Result<Self, Stop> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let mut found = Self::default();
        let Some(mut xml) = archive.xml(&format!("{folder}/_rels/{name}.rels"))? else { return Ok(found) };
        while let Some(token) = xml.next()? {
            let Token::Open(element) = token else { continue };
            if element.name() != "Relationship"
                || element.attribute("TargetMode").as_deref() == Some("External")
            {
                continue;
            }
            let (Some(id), Some(kind), Some(target)) =
                (element.attribute("Id"), element.attribute("Type"), element.attribute("Target"))
            else {
                continue;
            };
            if found.all.len() == archive.limits().entries {
                return Err(Stop::Full);
            }
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            found.by_id.insert(id, found.all.len());
            found.all.push(Relationship { kind, target: resolve(folder, &target) });
        }
        Ok(found)
    }

    /// The name of the part with this id.
    pub(super) fn by_id(&self, id: &str) -> Option<&str> {
        self.by_id.get(id).map(|&index| self.all[index].target.as_str())
    }

    /// The name of the first part of this kind.
    pub(super) fn first(&self, kind: &str) -> Option<&str> {
        self.all.iter().find(|relationship| relationship.kind == kind).map(|found| found.target.as_str())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Relationship> {
        self.all.iter()
    }
}
