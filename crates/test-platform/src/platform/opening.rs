//! What a choice stands for at the moment it is made: a tool that is active, and an activity that exists.

use super::Platform;
use super::state::Linking;
use crate::claims::{Activity, LaunchClaims, Person};
use crate::demo::{Choice, Message, UnknownChoice};
use crate::school::{Registration, School};

/// A launch that can be made.
#[derive(Debug, Clone)]
pub(super) struct Opening {
    pub(super) choice: Choice,
    pub(super) registration: Registration,
    /// Its line item is the one that the launch is about.
    pub(super) activity: Activity,
    target_link_uri: String,
    custom: Vec<(String, String)>,
    /// Whom the message is about.
    pub(super) subject: Option<Person>,
}

impl Opening {
    /// Looks up what was chosen.
    pub(super) fn find(platform: &Platform, choice: Choice) -> Result<Self, UnknownChoice> {
        let school = platform.school();
        let placed = match choice.placed.as_deref() {
            None => None,
            Some(id) => {
                let placed = school.placed(id).filter(|one| one.course == choice.course.number);
                Some(placed.ok_or_else(|| Choice::unknown("activity", id))?)
            }
        };
        let client_id = placed.map(|one| one.client_id.as_str()).or(choice.client_id.as_deref());
        let registration = school.registration(client_id).filter(|one| one.active);
        let registration = registration
            .ok_or_else(|| Choice::unknown("the tool (is it activated?)", client_id.unwrap_or_default()))?;
        let message_type = choice.message.message_type();
        let own_target = placed.and_then(|one| one.content.url.clone());
        let target = match choice.message {
            Message::ResourceLink => own_target.as_deref().unwrap_or(&registration.target_link_uri),
            _ => registration.target(message_type),
        };
        let mut custom = registration.custom.clone();
        custom.extend(placed.iter().flat_map(|one| one.content.custom()));
        let mut opening = Self {
            activity: school.activity(choice.course, placed, &registration.deployment_id),
            registration: registration.clone(),
            target_link_uri: target.to_owned(),
            custom,
            subject: subject(&choice)?,
            choice,
        };
        opening.aim_at_line_item(&school)?;
        Ok(opening)
    }

    /// A submission review is about one line item, which may say itself where it is meant to end.
    fn aim_at_line_item(&mut self, school: &School) -> Result<(), UnknownChoice> {
        if self.choice.message != Message::SubmissionReview {
            return Ok(());
        }
        let id = self.choice.item.clone().or_else(|| self.activity.line_item_id.clone()).unwrap_or_default();
        let item = school.line_item(self.choice.course, &id);
        let item = item.filter(|item| item.type_id == self.registration.deployment_id);
        let item = item.ok_or_else(|| Choice::unknown("the line item", &id))?;
        self.activity.line_item_id = Some(id);
        if let Some(url) = item.submission_review.as_ref().and_then(|review| review["url"].as_str()) {
            url.clone_into(&mut self.target_link_uri);
        }
        Ok(())
    }

    /// Where the launch is meant to end.
    pub(super) fn target_link_uri(&self) -> &str {
        &self.target_link_uri
    }

    /// The claims of the launch, without nonce and time. A deep linking request is remembered with it.
    pub(super) fn claims(&self, platform: &Platform) -> LaunchClaims {
        let claims = self
            .choice
            .claims(self.activity.clone())
            .config(&self.registration.config(platform.config()))
            .target_link_uri(self.target_link_uri());
        let claims = self
            .custom
            .iter()
            .fold(claims, |claims, (name, value)| claims.custom(name, self.substituted(value)));
        let claims = if self.registration.releases.email { claims } else { claims.without("email") };
        match (self.choice.message, self.subject.clone()) {
            (Message::DeepLinking, _) => self.deep_linking(platform, claims),
            (Message::SubmissionReview, Some(of)) => claims.submission_review(of),
            (Message::DataPrivacy, Some(about)) => claims.data_privacy(about),
            _ => claims,
        }
    }

    fn deep_linking(&self, platform: &Platform, claims: LaunchClaims) -> LaunchClaims {
        let data = platform.random_name();
        let linking = Linking { choice: self.choice.clone(), client_id: self.registration.client_id.clone() };
        platform.linking().insert(platform.now(), data.clone(), linking);
        let return_url = format!(
            "{}/deep-link/return?course={}&id={}",
            platform.config().issuer,
            self.choice.course.number,
            self.registration.deployment_id,
        );
        claims.deep_linking(return_url, Some(data))
    }

    /// A custom parameter's value: Moodle knows some variables and hands over the others literally.
    fn substituted(&self, value: &str) -> String {
        let person = self.choice.person();
        let known = match value {
            "$Context.id" => Some(self.choice.course().id),
            "$Context.title" => Some(self.choice.course().title),
            "$Context.label" => Some(self.choice.course().label),
            "$Context.id.history" => Some(String::new()),
            "$ResourceLink.id" => Some(self.activity.id.clone()),
            "$ResourceLink.title" => Some(self.activity.title.clone()),
            "$User.id" => person.id,
            "$User.username" if self.registration.releases.names => Some(person.username),
            "$Person.address.timezone" => Some("99".to_owned()),
            _ => None,
        };
        known.unwrap_or_else(|| value.to_owned())
    }
}

/// The person whom the message is about: a member of the course, for the messages that are about somebody.
fn subject(choice: &Choice) -> Result<Option<Person>, UnknownChoice> {
    if !matches!(choice.message, Message::SubmissionReview | Message::DataPrivacy) {
        return Ok(None);
    }
    let id = choice.subject.as_deref().unwrap_or("4");
    choice.course.member(id).map(Some).ok_or_else(|| Choice::unknown("user", id))
}
