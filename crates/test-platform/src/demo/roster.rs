//! Who is in which course.

use super::courses::DemoCourse;
use crate::claims::{Person, name};

/// The user id of the first of a crowd.
const FIRST_OF_CROWD: u32 = 1001;

const GIVEN_NAMES: [&str; 20] = [
    "Amara", "Björn", "Chloé", "Đặng", "Esra", "Fionn", "Gülay", "Håkon", "Inés", "Jürgen", "Kavita",
    "Łukasz", "Mía", "Niamh", "Øyvind", "Paweł", "Quynh", "Renée", "Søren", "Zoë",
];

const FAMILY_NAMES: [&str; 25] = [
    "Abbott",
    "Ångström",
    "Çelik",
    "Díaz",
    "Eriksen",
    "Fernández",
    "García",
    "Hughes",
    "Ibrahim",
    "Jørgensen",
    "Kowalski",
    "Lefèvre",
    "Müller",
    "Nguyễn",
    "O’Brien",
    "Peña",
    "Quist",
    "Rossi",
    "Śliwa",
    "Tanaka",
    "Úlfsson",
    "Vogel",
    "Weiß",
    "Yılmaz",
    "Žižek",
];

impl DemoCourse {
    /// Its members, by family name and given name as in Moodle: a teacher, four students, and the crowd.
    pub(crate) fn members(&self) -> Vec<Person> {
        let few = [
            Person::teacher(),
            Person::student(),
            Person::unnamed_student(),
            Person::learner("6", "eleve1", ("Élodie", "Lefèvre")),
            Person::learner("7", "aluno1", ("João", "da Conceição")),
        ];
        let mut members: Vec<Person> = few.into_iter().chain((0..self.crowd).map(one_of_crowd)).collect();
        members.sort_by(|one, other| {
            (&one.family_name, &one.given_name, &one.id).cmp(&(
                &other.family_name,
                &other.given_name,
                &other.id,
            ))
        });
        members
    }

    /// A member by the user id.
    pub(crate) fn member(&self, id: &str) -> Option<Person> {
        self.members().into_iter().find(|one| one.id.as_deref() == Some(id))
    }
}

impl Person {
    /// Whether the course's gradebook has a row for them.
    pub(crate) fn is_student(&self) -> bool {
        self.roles.iter().any(|role| role == name::ROLE_LEARNER)
    }
}

fn one_of_crowd(index: u32) -> Person {
    // The two lists' lengths take their turns, so that the first 500 people have names of their own.
    let position = usize::try_from(index).unwrap_or_default();
    let given = GIVEN_NAMES[position % GIVEN_NAMES.len()];
    let family = FAMILY_NAMES[(position / GIVEN_NAMES.len()) % FAMILY_NAMES.len()];
    Person::learner(&(FIRST_OF_CROWD + index).to_string(), &format!("crowd{:03}", index + 1), (given, family))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::demo::COURSES;

    #[test]
    fn the_whole_first_year_are_a_thousand_people_with_ids_of_their_own() {
        let campus = COURSES.iter().find(|course| course.id == "campus").unwrap();
        let ids: BTreeSet<_> = campus.members().into_iter().map(|person| person.id).collect();
        assert_eq!(ids.len(), 1000);
        assert!(!ids.contains(&None));
    }
}
