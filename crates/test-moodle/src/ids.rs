use std::fmt;

/// Defines the ids, so that one of a kind is never taken for another.
macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $name:ident,)*) => {
        $(
            $(#[doc = $doc])+
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name(pub(crate) u64);

            impl $name {
                /// The number.
                #[must_use]
                pub fn get(self) -> u64 {
                    self.0
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    self.0.fmt(f)
                }
            }
        )*
    };
}

ids! {
    /// A course, as Moodle numbers them: 1 is the front page.
    CourseId,
    /// A section of a course.
    SectionId,
    /// An activity or resource in a course: Moodle's `cmid`.
    ModuleId,
}

/// What can be shown, hidden and renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A course.
    Course(CourseId),
    /// A section.
    Section(SectionId),
    /// An activity or resource.
    Module(ModuleId),
}

impl From<CourseId> for Place {
    fn from(id: CourseId) -> Self {
        Self::Course(id)
    }
}

impl From<SectionId> for Place {
    fn from(id: SectionId) -> Self {
        Self::Section(id)
    }
}

impl From<ModuleId> for Place {
    fn from(id: ModuleId) -> Self {
        Self::Module(id)
    }
}

/// The next number of each kind. They begin far from each other, so that one taken for another finds nothing.
#[derive(Debug)]
pub(crate) struct Ids {
    course: u64,
    section: u64,
    module: u64,
    context: u64,
    instance: u64,
    part: u64,
}

impl Default for Ids {
    fn default() -> Self {
        Self { course: 2, section: 10_010, module: 20_040, context: 30_055, instance: 40_001, part: 50_004 }
    }
}

impl Ids {
    pub(crate) fn course(&mut self) -> CourseId {
        CourseId(next(&mut self.course))
    }

    pub(crate) fn section(&mut self) -> SectionId {
        SectionId(next(&mut self.section))
    }

    pub(crate) fn module(&mut self) -> ModuleId {
        ModuleId(next(&mut self.module))
    }

    /// A context: what files belong to.
    pub(crate) fn context(&mut self) -> u64 {
        next(&mut self.context)
    }

    /// The number of an activity among those of its kind.
    pub(crate) fn instance(&mut self) -> u64 {
        next(&mut self.instance)
    }

    /// A chapter of a book, or an entry of a glossary.
    pub(crate) fn part(&mut self) -> u64 {
        next(&mut self.part)
    }
}

fn next(counter: &mut u64) -> u64 {
    let id = *counter;
    *counter += 1;
    id
}
