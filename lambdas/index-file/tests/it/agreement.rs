//! What a course shows to everybody, as the test that edits it knows.

use std::collections::BTreeMap;

use test_moodle::{Activity, CourseId, File, ModuleId, Restriction, SectionId, Site};

/// An activity with one file.
#[derive(Clone, Debug)]
struct Known {
    id: ModuleId,
    section: usize,
    name: String,
    /// `None`: nobody can read the file.
    text: Option<String>,
    hidden: bool,
    restricted: bool,
}

/// An edit, by numbers that are taken modulo what there is.
#[derive(Clone, Debug)]
pub enum Edit {
    Add { section: usize },
    Replace(usize),
    Spoil(usize),
    Hide(usize),
    Restrict(usize),
    Delete(usize),
    Move { which: usize, section: usize },
    HideSection(usize),
    RestrictSection(usize),
}

pub struct Course {
    pub id: CourseId,
    site: Site,
    sections: Vec<(SectionId, bool, bool)>,
    activities: Vec<Known>,
    edits: u32,
}

impl Course {
    pub fn new(site: &Site) -> Self {
        let id = site.add_course("Biology");
        let sections = ["One", "Two"].map(|name| (site.add_section(id, name), false, false)).into();
        Self { id, site: site.clone(), sections, activities: vec![], edits: 0 }
    }

    /// Edits the course. What an event would be about: an activity, or the course.
    pub fn edit(&mut self, edit: &Edit) -> Option<ModuleId> {
        self.edits += 1;
        let (site, edits, sections) = (self.site.clone(), self.edits, self.sections.len());
        let count = self.activities.len();
        match *edit {
            Edit::Add { section } => {
                let (name, text) = (format!("{edits}.txt"), format!("text {edits}"));
                let section = section % sections;
                let activity = Activity::resource(&name, File::new(&name, text.clone()));
                let id = site.add(self.sections[section].0, activity);
                let text = Some(text);
                self.activities.push(Known { id, section, name, text, hidden: false, restricted: false });
                Some(id)
            }
            Edit::HideSection(which) => {
                let (id, hidden, _) = &mut self.sections[which % sections];
                *hidden = !*hidden;
                if *hidden {
                    site.hide(*id);
                } else {
                    site.show(*id);
                }
                None
            }
            Edit::RestrictSection(which) => {
                let (id, _, restricted) = &mut self.sections[which % sections];
                *restricted = !*restricted;
                if *restricted {
                    site.restrict(*id, &Restriction::Group(1));
                } else {
                    site.unrestrict(*id);
                }
                None
            }
            _ if count == 0 => None,
            Edit::Replace(which) => {
                let known = &mut self.activities[which % count];
                let text = format!("text {edits}");
                site.replace_content(known.id, text.clone());
                known.text = Some(text);
                Some(known.id)
            }
            Edit::Spoil(which) => {
                let known = &mut self.activities[which % count];
                known.text = None;
                site.replace_content(known.id, format!("PK\u{3}\u{4} is no archive {edits}"));
                Some(known.id)
            }
            Edit::Hide(which) => {
                let known = &mut self.activities[which % count];
                known.hidden = !known.hidden;
                if known.hidden {
                    site.hide(known.id);
                } else {
                    site.show(known.id);
                }
                Some(known.id)
            }
            Edit::Restrict(which) => {
                let known = &mut self.activities[which % count];
                known.restricted = !known.restricted;
                if known.restricted {
                    site.restrict(known.id, &Restriction::From(i64::MAX));
                } else {
                    site.unrestrict(known.id);
                }
                Some(known.id)
            }
            Edit::Delete(which) => {
                let known = self.activities.remove(which % count);
                site.delete(known.id);
                Some(known.id)
            }
            Edit::Move { which, section } => {
                let known = &mut self.activities[which % count];
                known.section = section % sections;
                site.move_to(known.id, self.sections[known.section].0);
                // Moodle fires no event for it. Where it is seen by others than before, the night finds it.
                None
            }
        }
    }

    /// The texts that everybody in the course may read, by the names of their files.
    pub fn shown(&self) -> BTreeMap<String, String> {
        let texts = self.open().filter_map(|known| Some((known.name.clone(), known.text.clone()?)));
        texts.collect()
    }

    /// The names of the files that everybody may open, and nobody can read.
    pub fn spoilt(&self) -> impl Iterator<Item = &str> {
        self.open().filter(|known| known.text.is_none()).map(|known| known.name.as_str())
    }

    fn open(&self) -> impl Iterator<Item = &Known> {
        self.activities.iter().filter(|known| {
            let (_, hidden, restricted) = self.sections[known.section];
            !(hidden || restricted || known.hidden || known.restricted)
        })
    }
}
