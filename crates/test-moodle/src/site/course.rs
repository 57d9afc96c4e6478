//! A course as Moodle keeps it, and who may see what is in it.

use std::collections::BTreeSet;

use super::activity::{Activity, Matter};
use super::restriction::restricts;
use crate::{CourseId, ModuleId, SectionId};

#[derive(Clone, Debug)]
pub(crate) struct Course {
    pub(crate) id: CourseId,
    pub(crate) context: u64,
    pub(crate) fullname: String,
    pub(crate) shortname: String,
    pub(crate) visible: bool,
    pub(crate) created: i64,
    /// In the order of the course page; those of subsections come last.
    pub(crate) sections: Vec<Section>,
}

#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub(crate) id: SectionId,
    pub(crate) name: Option<String>,
    pub(crate) shown: bool,
    pub(crate) availability: Option<String>,
    /// The activity that stands for it in another section.
    pub(crate) stands_for: Option<ModuleId>,
    pub(crate) modules: Vec<Module>,
}

#[derive(Clone, Debug)]
pub(crate) struct Module {
    pub(crate) id: ModuleId,
    pub(crate) context: u64,
    /// Its number among those of its kind.
    pub(crate) instance: u64,
    pub(crate) activity: Activity,
    pub(crate) eye: Eye,
    pub(crate) availability: Option<String>,
    /// A role is kept from viewing it.
    pub(crate) forbidden: bool,
    /// Somebody deleted it, and the task that carries it out has not run.
    pub(crate) deleting: bool,
    /// Counts the edits; addresses of files have it.
    pub(crate) revision: u64,
    pub(crate) created: i64,
    pub(crate) modified: i64,
}

/// Where an activity is shown, whatever is around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Eye {
    Open,
    /// Who has its address may see it; it is not on the course page.
    Stealth,
    Closed,
}

impl Section {
    pub(crate) fn new(id: SectionId, name: Option<&str>) -> Self {
        let name = name.map(Into::into);
        Self { id, name, shown: true, availability: None, stands_for: None, modules: Vec::new() }
    }
}

impl Module {
    pub(crate) fn kind(&self) -> &'static str {
        self.activity.matter.kind()
    }

    /// Whether those who may see everything, but take nothing, are told of it.
    pub(crate) fn is_listed(&self) -> bool {
        !self.deleting && !matches!(self.activity.matter, Matter::Quiz)
    }
}

impl Course {
    pub(crate) fn modules(&self) -> impl Iterator<Item = &Module> {
        self.sections.iter().flat_map(|section| &section.modules)
    }

    /// An activity and the section that it is in.
    pub(crate) fn find(&self, id: ModuleId) -> Option<(&Section, &Module)> {
        let mut all =
            self.sections.iter().flat_map(|section| section.modules.iter().map(move |m| (section, m)));
        all.find(|(_, module)| module.id == id)
    }

    /// The activity that stands for a section, and the section that this is in.
    fn outer(&self, section: &Section) -> Option<(&Section, &Module)> {
        self.find(section.stands_for?)
    }

    /// Whether a section is shown: its own eye, or that of its activity, and all around it are open.
    pub(crate) fn shows_section(&self, section: &Section) -> bool {
        section.shown && self.outer(section).is_none_or(|(around, module)| self.shows(around, module))
    }

    /// Whether an activity is shown: Moodle hides those of a hidden section too.
    pub(crate) fn shows(&self, section: &Section, module: &Module) -> bool {
        module.eye != Eye::Closed && self.shows_section(section)
    }

    /// What keeps students from an activity, as the plugin says it.
    pub(crate) fn barriers(&self, section: &Section, module: &Module) -> BTreeSet<&'static str> {
        let own = [
            ("deleting", module.deleting),
            ("hidden", !self.shows(section, module)),
            ("permission", module.forbidden),
            ("restricted", restricts(module.availability.as_deref())),
        ];
        let mut barriers: BTreeSet<_> = own.into_iter().filter_map(|(name, is)| is.then_some(name)).collect();
        if !self.shows_section(section) {
            barriers.insert("hiddensection");
        }
        if restricts(section.availability.as_deref()) {
            barriers.insert("restrictedsection");
        }
        if let Some((around, outer)) = self.outer(section) {
            barriers.extend(self.barriers(around, outer).into_iter().map(|barrier| match barrier {
                "hidden" => "hiddensection",
                "restricted" => "restrictedsection",
                other => other,
            }));
        }
        barriers
    }
}
