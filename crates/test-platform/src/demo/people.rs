//! Who can open an activity in the demo.

use crate::claims::Person;

/// A person of the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DemoPerson {
    Student,
    Teacher,
    Anonymous,
    Admin,
    Guest,
}

impl DemoPerson {
    pub(crate) const ALL: [Self; 5] =
        [Self::Student, Self::Teacher, Self::Anonymous, Self::Admin, Self::Guest];

    /// The value of the `person` parameter.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Student => "student",
            Self::Teacher => "teacher",
            Self::Anonymous => "anonymous",
            Self::Admin => "admin",
            Self::Guest => "guest",
        }
    }

    /// How the LMS itself calls them; the tool may learn less.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Student => "Sam Student",
            Self::Teacher => "Tina Teacher",
            Self::Anonymous => "Anonymous student",
            Self::Admin => "Site administrator",
            Self::Guest => "Guest student",
        }
    }

    /// What the tool learns about them.
    pub(crate) fn note(self) -> &'static str {
        match self {
            Self::Student => "Student. Name and e‑mail are released to the tool.",
            Self::Teacher => "Teaches the course.",
            Self::Anonymous => "Student whose name and e‑mail are not released.",
            Self::Admin => "Runs the site and is not enrolled in the course.",
            Self::Guest => "Student of whom not even a user id is released.",
        }
    }

    /// A letter or two for the round picture.
    pub(crate) fn initials(self) -> &'static str {
        match self {
            Self::Student => "SS",
            Self::Teacher => "TT",
            Self::Anonymous => "A",
            Self::Admin => "SA",
            Self::Guest => "G",
        }
    }

    pub(crate) fn person(self) -> Person {
        match self {
            Self::Student => Person::student(),
            Self::Teacher => Person::teacher(),
            Self::Anonymous => Person::unnamed_student(),
            Self::Admin => Person::site_admin(),
            Self::Guest => Person::anonymous(),
        }
    }
}
