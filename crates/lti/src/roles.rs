//! LIS roles (LTI Core 1.3 §A.2) reduced to what a person may do in the course.

use serde::{Deserialize, Serialize};

/// What a person may do in the course that the launch came from, from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CourseRole {
    /// No role in this course that the tool knows: may look, may not act for others.
    None,
    /// Takes the course. A mentor (Canvas sends observers, parents for example, as one) reads along
    /// with a learner and has no more rights than one.
    Learner,
    /// Teaches the course: instructor, teaching assistant, content developer.
    Instructor,
    /// Administers the course.
    Administrator,
}

/// Prefixes of context (course) roles: the LTI 1.3 vocabulary, its sub-role form, the older LIS 1 URNs.
const CONTEXT_PREFIXES: [&str; 4] = [
    "http://purl.imsglobal.org/vocab/lis/v2/membership#",
    "http://purl.imsglobal.org/vocab/lis/v2/membership/",
    "http://purl.imsglobal.org/vocab/lis/v1/membership#",
    "urn:lti:role:ims/lis/",
];

/// The highest role in this course that `roles` grant. Institution and system roles grant none:
/// a site administrator who has no part in the course is not its teacher (LTI Core 1.3 §A.2.1–A.2.3).
#[must_use]
pub fn course_role<'a>(roles: impl IntoIterator<Item = &'a str>) -> CourseRole {
    roles.into_iter().map(one_role).max().unwrap_or(CourseRole::None)
}

/// Whether `roles` say that somebody administers the platform, the institution or the course. It gives no rights in a
/// course: see [`course_role`].
#[must_use]
pub fn is_administrator<'a>(roles: impl IntoIterator<Item = &'a str>) -> bool {
    const PREFIXES: [&str; 4] = [
        "http://purl.imsglobal.org/vocab/lis/v2/system/person#",
        "http://purl.imsglobal.org/vocab/lis/v2/institution/person#",
        "urn:lti:sysrole:ims/lis/",
        "urn:lti:instrole:ims/lis/",
    ];
    roles.into_iter().any(|role| {
        let name = PREFIXES.iter().find_map(|prefix| role.strip_prefix(prefix));
        matches!(name, Some("Administrator" | "SysAdmin")) || one_role(role) == CourseRole::Administrator
    })
}

fn one_role(role: &str) -> CourseRole {
    let name = CONTEXT_PREFIXES.iter().find_map(|prefix| role.strip_prefix(prefix)).or_else(|| {
        // A bare name is a context role (§A.2.3); a URI or URN of another vocabulary is not.
        (!role.contains([':', '/'])).then(|| role.strip_prefix('#').unwrap_or(role))
    });
    // A sub-role reads `Instructor#TeachingAssistant` (§A.2.3.1) or, in URNs, `Instructor/TeachingAssistant`.
    match name.and_then(|name| name.split(['#', '/']).next()) {
        Some("Administrator") => CourseRole::Administrator,
        Some("Instructor" | "ContentDeveloper" | "TeachingAssistant") => CourseRole::Instructor,
        Some("Learner" | "Student" | "Mentor") => CourseRole::Learner,
        _ => CourseRole::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const V2: &str = "http://purl.imsglobal.org/vocab/lis/v2";

    #[test]
    fn the_highest_course_role_counts_in_every_form() {
        for (role, expected) in [
            (format!("{V2}/membership#Learner"), CourseRole::Learner),
            (format!("{V2}/membership#Instructor"), CourseRole::Instructor),
            (format!("{V2}/membership/Instructor#TeachingAssistant"), CourseRole::Instructor),
            (format!("{V2}/membership#ContentDeveloper"), CourseRole::Instructor),
            (format!("{V2}/membership#Administrator"), CourseRole::Administrator),
            (format!("{V2}/membership#Mentor"), CourseRole::Learner),
            ("Instructor".into(), CourseRole::Instructor),
            ("#Learner".into(), CourseRole::Learner),
            ("urn:lti:role:ims/lis/Instructor/GuestInstructor".into(), CourseRole::Instructor),
        ] {
            assert_eq!(course_role([role.as_str()]), expected, "{role}");
        }
        assert_eq!(course_role(["Learner", "Instructor"]), CourseRole::Instructor);
        assert_eq!(course_role([]), CourseRole::None);
    }

    #[test]
    fn institution_and_system_roles_grant_nothing_in_the_course() {
        for role in [
            format!("{V2}/institution/person#Administrator"),
            format!("{V2}/system/person#Administrator"),
            format!("{V2}/institution/person#Instructor"),
            "urn:lti:sysrole:ims/lis/Administrator".into(),
            "urn:lti:instrole:ims/lis/Instructor".into(),
            "https://evil.example/membership#Instructor".into(),
            "instructor".into(),
            "Instructors".into(),
        ] {
            assert_eq!(course_role([role.as_str()]), CourseRole::None, "{role}");
        }
    }

    #[test]
    fn administrators_of_system_institution_and_course_are_told_from_everybody_else() {
        for (role, expected) in [
            (format!("{V2}/institution/person#Administrator"), true),
            (format!("{V2}/system/person#SysAdmin"), true),
            (format!("{V2}/membership#Administrator"), true),
            ("urn:lti:sysrole:ims/lis/Administrator".into(), true),
            (format!("{V2}/institution/person#Instructor"), false),
            (format!("{V2}/membership#Instructor"), false),
            ("https://evil.example/Administrator".into(), false),
        ] {
            assert_eq!(is_administrator([role.as_str()]), expected, "{role}");
        }
        assert!(!is_administrator([]));
    }
}
