use std::collections::HashMap;
use std::io::{Read, Seek};

use crate::archive::{Archive, resolve};
use crate::stop::Stop;
use crate::xml::{Element, Token};

/// The parts that a part refers to (ECMA-376 part 2, §6.5), in the order of the file.
#[derive(Default)]
pub(super) struct Relationships(Vec<Relationship>);

pub(super) struct Relationship {
    id: String,
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
            if element.name() != "Relationship" {
                continue;
            }
            if found.0.len() == archive.limits().entries {
                return Err(Stop::Full);
            }
            found.0.extend(Relationship::read(&element, folder));
        }
        Ok(found)
    }

    /// The names of the parts by the ids that their part knows them by.
    pub(super) fn by_id(&self) -> HashMap<&str, &str> {
        self.0.iter().map(|relationship| (relationship.id.as_str(), relationship.target.as_str())).collect()
    }

    /// The name of the first part of this kind.
    pub(super) fn first(&self, kind: &str) -> Option<&str> {
        self.0.iter().find(|relationship| relationship.kind == kind).map(|found| found.target.as_str())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Relationship> {
        self.0.iter()
    }
}

impl Relationship {
    /// `None`: it leads out of the package, or says too little.
    fn read(element: &Element<'_>, folder: &str) -> Option<Self> {
        let (mut id, mut kind, mut target) = (None, None, None);
        for (name, value) in element.attributes() {
            match name {
                "Id" => id = Some(value),
                "Type" => kind = Some(value),
                "Target" => target = Some(value),
                "TargetMode" if value == "External" => return None,
                _ => {}
            }
        }
        Some(Self {
            id: id?.into_owned(),
            kind: kind?.rsplit('/').next()?.to_owned(),
            target: resolve(folder, &target?),
        })
    }
}
