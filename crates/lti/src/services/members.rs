//! The members of a course (NRPS 2.0 §2).

use std::collections::HashSet;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::paging::List;
use super::{Scope, ServiceClient, ServiceError, service_url};
use crate::claims::{MembershipService, lenient, some_text};
use crate::roles::{CourseRole, course_role};

const CONTAINER: &str = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json";

/// Which members are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberQuery {
    /// Only those with this role, in full or short such as `Instructor` (`role`). The platform selects.
    pub role: Option<String>,
    /// Only those who can open this activity (`rlid`): the id of a resource link.
    pub resource_link_id: Option<String>,
    /// How many the platform is to put on a page (`limit`). Without it Moodle sends the whole course at once.
    pub limit: Option<u32>,
}

/// Whether somebody takes part now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberStatus {
    /// Takes part. Also when the platform says nothing.
    Active,
    /// Does not take part now. Also when the platform says something that nobody knows.
    Inactive,
    /// Is gone.
    Deleted,
}

/// Somebody in a course. Names and e-mail are there when the platform releases them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The `sub` of the member's launches.
    pub user_id: String,
    /// The roles as the platform wrote them: in a service they may be short.
    pub roles: Vec<String>,
    /// The role that counts in the course.
    pub role: CourseRole,
    /// Whether the member takes part.
    pub status: MemberStatus,
    /// The whole name.
    pub name: Option<String>,
    /// The given name.
    pub given_name: Option<String>,
    /// The middle name.
    pub middle_name: Option<String>,
    /// The family name.
    pub family_name: Option<String>,
    /// The e-mail address, as the platform knows it.
    pub email: Option<String>,
    /// The address of a picture.
    pub picture: Option<String>,
    /// The id in the institution's own system.
    pub person_sourcedid: Option<String>,
}

pub(super) async fn all(
    client: &ServiceClient<'_>,
    service: &MembershipService,
    query: &MemberQuery,
) -> Result<Vec<Member>, ServiceError> {
    let filters = [("role", &query.role), ("rlid", &query.resource_link_id)];
    let filters: Vec<_> =
        filters.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect();
    let list = List {
        scope: Scope::ContextMembershipReadonly,
        accept: CONTAINER,
        url: service_url(&service.context_memberships_url)?,
        filters: &filters,
        limit: query.limit,
    };
    let mut members = list.read(client, page).await?;
    // Somebody may join or leave while the pages are read, and move others across their borders.
    let mut seen = HashSet::new();
    members.retain(|member| seen.insert(member.user_id.clone()));
    Ok(members)
}

/// An entry that names nobody is left out.
fn page(body: &[u8]) -> Result<Vec<Member>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Container {
        members: Vec<Value>,
    }
    let container: Container = serde_json::from_slice(body)?;
    let raw =
        container.members.into_iter().filter_map(|member| serde_json::from_value::<RawMember>(member).ok());
    Ok(raw.filter_map(RawMember::read).collect())
}

#[derive(Deserialize)]
struct RawMember {
    #[serde(default, deserialize_with = "text_or_number")]
    user_id: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    roles: Option<Vec<String>>,
    #[serde(default, deserialize_with = "lenient")]
    status: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    name: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    given_name: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    middle_name: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    family_name: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    email: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    picture: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    lis_person_sourcedid: Option<String>,
}

impl RawMember {
    fn read(self) -> Option<Member> {
        let roles = self.roles.unwrap_or_default();
        let status = match self.status.map(|status| status.to_ascii_lowercase()).as_deref() {
            None | Some("active") => MemberStatus::Active,
            Some("deleted") => MemberStatus::Deleted,
            Some(_) => MemberStatus::Inactive,
        };
        Some(Member {
            user_id: some_text(self.user_id)?,
            role: course_role(roles.iter().map(String::as_str)),
            roles,
            status,
            name: some_text(self.name),
            given_name: some_text(self.given_name),
            middle_name: some_text(self.middle_name),
            family_name: some_text(self.family_name),
            email: some_text(self.email),
            picture: some_text(self.picture),
            person_sourcedid: some_text(self.lis_person_sourcedid),
        })
    }
}

/// An id: a text, which some platforms write as a number.
pub(super) fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}
