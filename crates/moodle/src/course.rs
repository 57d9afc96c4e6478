//! The numbers by which Moodle names courses and what is in them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The value is no id of Moodle's database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an id in Moodle is a whole number from 1 to {}", i64::MAX)]
pub struct NotAnId;

macro_rules! id {
    ($(#[$doc:meta])* $type:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "u64", into = "u64")]
        pub struct $type(u64);

        impl $type {
            /// The number.
            #[must_use]
            pub fn get(self) -> u64 {
                self.0
            }
        }

        impl TryFrom<u64> for $type {
            type Error = NotAnId;
            fn try_from(id: u64) -> Result<Self, NotAnId> {
                // Moodle's ids are signed columns of 64 bits.
                if id == 0 || i64::try_from(id).is_err() { Err(NotAnId) } else { Ok(Self(id)) }
            }
        }

        impl From<$type> for u64 {
            fn from(id: $type) -> u64 {
                id.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
    };
}

id!(
    /// A course's id in its site.
    CourseId
);
id!(
    /// The id of a course module (`cmid`) in its site: of one activity or resource in a course.
    ModuleId
);

impl CourseId {
    /// Whether it is the front page, which is a course of its own with this id in every site. It has no students.
    #[must_use]
    pub fn is_front_page(self) -> bool {
        self.0 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_number_that_moodle_can_store() {
        for id in [1, 97, u64::try_from(i64::MAX).unwrap()] {
            assert_eq!(CourseId::try_from(id).unwrap().get(), id);
            assert_eq!(serde_json::to_string(&ModuleId::try_from(id).unwrap()).unwrap(), id.to_string());
        }
        for id in [0, 1 << 63, u64::MAX] {
            assert_eq!(CourseId::try_from(id), Err(NotAnId), "{id}");
            assert!(serde_json::from_str::<ModuleId>(&id.to_string()).is_err(), "{id}");
        }
    }
}
