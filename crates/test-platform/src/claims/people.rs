//! The people of the demo LMS.

use super::name;

/// Somebody who opens an activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// `sub`, and the `login_hint`; `None` for an anonymous launch (LTI Core 1.3, section 5.3.6.1).
    pub id: Option<String>,
    /// Moodle's user name, sent in `ext` and as a custom parameter when names are released.
    pub username: String,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// E-mail address.
    pub email: String,
    /// Id in the student information system; empty as in Moodle when there is none.
    pub sourced_id: String,
    /// Role URIs.
    pub roles: Vec<String>,
    /// Whether the tool's privacy settings release name and e-mail.
    pub released: bool,
}

impl Person {
    /// Sam Student, a learner.
    #[must_use]
    pub fn student() -> Self {
        Self::new("4", "student1", ("Sam", "Student"), &[name::ROLE_LEARNER]).with_sourced_id("S-0004")
    }

    /// Tina Teacher, an editing teacher.
    #[must_use]
    pub fn teacher() -> Self {
        Self::new("3", "teacher1", ("Tina", "Teacher"), &[name::ROLE_INSTRUCTOR])
    }

    /// The site administrator, with the three roles that Moodle sends.
    #[must_use]
    pub fn site_admin() -> Self {
        let roles =
            [name::ROLE_INSTITUTION_ADMINISTRATOR, name::ROLE_INSTRUCTOR, name::ROLE_SYSTEM_ADMINISTRATOR];
        Self::new("2", "admin", ("Admin", "User"), &roles)
    }

    /// A learner whose name and e-mail the tool's privacy settings withhold: `sub` stays, as in
    /// Moodle.
    #[must_use]
    pub fn unnamed_student() -> Self {
        let person = Self::new("5", "student2", ("Nora", "Nobody"), &[name::ROLE_LEARNER]);
        Self { released: false, ..person }
    }

    /// A learner of whom the platform says nothing at all, not even `sub`.
    #[must_use]
    pub fn anonymous() -> Self {
        Self { id: None, ..Self::unnamed_student() }
    }

    /// A learner of this name.
    #[must_use]
    pub fn learner(id: &str, username: &str, given_and_family: (&str, &str)) -> Self {
        Self::new(id, username, given_and_family, &[name::ROLE_LEARNER])
    }

    fn new(id: &str, username: &str, (given, family): (&str, &str), roles: &[&str]) -> Self {
        Self {
            id: Some(id.to_owned()),
            username: username.to_owned(),
            given_name: given.to_owned(),
            family_name: family.to_owned(),
            email: format!("{username}@example.com"),
            sourced_id: String::new(),
            roles: roles.iter().map(ToString::to_string).collect(),
            released: true,
        }
    }

    fn with_sourced_id(self, sourced_id: &str) -> Self {
        Self { sourced_id: sourced_id.to_owned(), ..self }
    }

    /// Given and family name.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }

    /// What the platform puts into `login_hint`: the id, or `0` for somebody without one, because
    /// the parameter must not be empty.
    #[must_use]
    pub fn login_hint(&self) -> &str {
        self.id.as_deref().unwrap_or("0")
    }
}
