use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{LaunchError, MessageType};
use crate::claims::{Claims, LineItemService, MembershipService, RawForUser, some_text};
use crate::deep_linking::DeepLinkingSettings;
use crate::locale::to_bcp47;
use crate::names::DeploymentId;
use crate::registration::PlatformId;
use crate::roles::{CourseRole, course_role};
use crate::time::UnixTime;

/// Something that may happen once: its name, and how long the fact that it happened must be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneTimeClaim {
    /// A name that nobody can guess and that no other kind of claim shares.
    pub id: String,
    /// Until then a second claim must lose. Afterwards the thing is refused anyway.
    pub until: UnixTime,
}

impl OneTimeClaim {
    /// The claim of one launch. A launch is accepted only while its state is, so the claim outlives
    /// every replay when it is kept as long as the state lives.
    pub(super) fn launch(state_id: &str, until: UnixTime) -> Self {
        Self { id: format!("launch:{state_id}"), until }
    }
}

/// A launch that passed every check but the last: nobody knows yet whether its login was used before.
#[derive(Debug)]
#[must_use = "claim it and call `claimed`"]
pub struct UnclaimedLaunch {
    launch: Launch,
    claim: OneTimeClaim,
    new_deployment: Option<DeploymentId>,
}

impl UnclaimedLaunch {
    pub(super) fn new(launch: Launch, claim: OneTimeClaim, new_deployment: Option<DeploymentId>) -> Self {
        Self { launch, claim, new_deployment }
    }

    /// What to claim, in one conditional write.
    #[must_use]
    pub fn claim(&self) -> &OneTimeClaim {
        &self.claim
    }

    /// A deployment that the registration accepts and does not list yet.
    #[must_use]
    pub fn new_deployment(&self) -> Option<&DeploymentId> {
        self.new_deployment.as_ref()
    }

    /// The launch, if `won` says that the claim was won.
    ///
    /// # Errors
    /// [`LaunchError::StateUsed`] when somebody claimed it before.
    pub fn claimed(self, won: bool) -> Result<VerifiedLaunch, LaunchError> {
        if won { Ok(VerifiedLaunch(self.launch)) } else { Err(LaunchError::StateUsed) }
    }
}

/// The person who launches. An anonymous launch has no id; names and e-mail are there when the platform releases them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// `sub`: unique within the issuer.
    pub id: Option<String>,
    /// The whole name.
    pub name: Option<String>,
    /// The given name.
    pub given_name: Option<String>,
    /// The family name.
    pub family_name: Option<String>,
    /// The e-mail address, as the platform knows it.
    pub email: Option<String>,
}

/// The person a launch is about, when that is another than the one who launches: the student whose submission is
/// reviewed (LTI Submission Review 1.0), or whose data is asked about (LTI Data Privacy Launch 1.0).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForUser {
    /// The `sub` of that person's own launches.
    pub user_id: String,
    /// The id in the institution's own system.
    pub person_sourcedid: Option<String>,
    /// The whole name.
    pub name: Option<String>,
    /// The given name.
    pub given_name: Option<String>,
    /// The family name.
    pub family_name: Option<String>,
    /// The e-mail address, as the platform knows it.
    pub email: Option<String>,
    /// The roles as the platform wrote them.
    pub roles: Vec<String>,
}

impl ForUser {
    pub(super) fn read(raw: RawForUser) -> Option<Self> {
        Some(Self {
            user_id: some_text(raw.user_id)?,
            person_sourcedid: some_text(raw.person_sourcedid),
            name: some_text(raw.name),
            given_name: some_text(raw.given_name),
            family_name: some_text(raw.family_name),
            email: some_text(raw.email),
            roles: raw.roles.unwrap_or_default(),
        })
    }
}

/// What only some kinds of message have.
pub(super) struct Message {
    pub kind: MessageType,
    pub resource_link: Option<ResourceLink>,
    pub deep_linking: Option<DeepLinkingSettings>,
    pub for_user: Option<ForUser>,
}

/// The course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context {
    /// Unique within the deployment.
    pub id: String,
    /// The short name.
    pub label: Option<String>,
    /// The full name.
    pub title: Option<String>,
}

/// The activity: one placement of the tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceLink {
    /// Unique within the deployment.
    pub id: String,
    /// What the course calls it.
    pub title: Option<String>,
}

/// The platform as it presents itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Platform {
    /// The site's name.
    pub name: Option<String>,
    /// The product, such as `moodle` or `canvas`.
    pub product: Option<String>,
    /// The product's version.
    pub version: Option<String>,
}

/// A launch in which everything is true: the platform signed it, for this tool, for this login, in this
/// browser, now, and for the first time. Only [`super::verify`] and a won claim make one.
#[derive(Clone, Debug)]
pub struct VerifiedLaunch(Launch);

impl VerifiedLaunch {
    /// What the launch says.
    #[must_use]
    pub fn into_launch(self) -> Launch {
        self.0
    }
}

impl std::ops::Deref for VerifiedLaunch {
    type Target = Launch;
    fn deref(&self) -> &Launch {
        &self.0
    }
}

/// What a launch says: who opens what, where, in which role, and what the platform grants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Launch {
    /// The registration.
    pub platform_id: PlatformId,
    /// The deployment.
    pub deployment_id: DeploymentId,
    /// The message.
    pub message_type: MessageType,
    /// Who launches.
    pub user: User,
    /// The roles as the platform wrote them.
    pub roles: Vec<String>,
    /// The role that counts in the course.
    pub role: CourseRole,
    /// The course, when the launch comes from one.
    pub context: Option<Context>,
    /// The activity; always there in a resource link launch.
    pub resource_link: Option<ResourceLink>,
    /// The person's language as a BCP 47 tag.
    pub locale: Option<String>,
    /// Where to send the person back to: http or https only.
    pub return_url: Option<String>,
    /// The platform as it presents itself.
    pub platform: Platform,
    /// The grade services that are granted.
    pub line_items: Option<LineItemService>,
    /// The membership service that is granted.
    pub memberships: Option<MembershipService>,
    /// What a deep linking launch asks for; always there in one, and in no other launch.
    #[serde(default)]
    pub deep_linking: Option<DeepLinkingSettings>,
    /// Whom the launch is about: there in a submission review, unless the platform means all submissions as Moodle
    /// does; may be there in a data privacy launch.
    #[serde(default)]
    pub for_user: Option<ForUser>,
    /// The custom parameters. A parameter that the platform does not know arrives as it was written, `$` included.
    pub custom: BTreeMap<String, String>,
    /// When the tool verified it.
    pub launched_at: UnixTime,
}

fn web_url(text: Option<String>) -> Option<String> {
    text.filter(|text| url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https")))
}

impl Launch {
    pub(super) fn from_claims(
        claims: Claims,
        platform_id: PlatformId,
        deployment_id: DeploymentId,
        message: Message,
        roles: Vec<String>,
        now: UnixTime,
    ) -> Self {
        let presentation = claims.launch_presentation.unwrap_or_default();
        let tool_platform = claims.tool_platform.unwrap_or_default();
        let locale = some_text(presentation.locale).or(claims.locale);
        let context = claims.context.and_then(|raw| {
            let id = some_text(raw.id)?;
            Some(Context { id, label: some_text(raw.label), title: some_text(raw.title) })
        });
        let custom = claims.custom.unwrap_or_default().into_iter().map(|(name, value)| match value {
            Value::String(text) => (name, text),
            other => (name, other.to_string()),
        });
        Self {
            platform_id,
            deployment_id,
            message_type: message.kind,
            user: User {
                id: some_text(claims.sub),
                name: some_text(claims.name),
                given_name: some_text(claims.given_name),
                family_name: some_text(claims.family_name),
                email: some_text(claims.email),
            },
            role: course_role(roles.iter().map(String::as_str)),
            roles,
            context,
            resource_link: message.resource_link,
            locale: locale.as_deref().and_then(to_bcp47),
            return_url: web_url(presentation.return_url),
            platform: Platform {
                name: some_text(tool_platform.name),
                product: some_text(tool_platform.product_family_code),
                version: some_text(tool_platform.version),
            },
            line_items: claims.line_items,
            memberships: claims.memberships,
            deep_linking: message.deep_linking,
            for_user: message.for_user,
            custom: custom.collect(),
            launched_at: now,
        }
    }
}
