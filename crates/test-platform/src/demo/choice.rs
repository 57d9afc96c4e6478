//! What was chosen on the start page, as the query of every further address.

use super::courses::{COURSES, DemoCourse};
use super::hostile;
use super::language::{LANGUAGES, Language};
use super::message::{Message, Storage};
use super::misbehaviour::Misbehaviour;
use super::people::DemoPerson;
use crate::claims::{Activity, Course, DocumentTarget, LaunchClaims, Person};

/// Who opens what, where, in which language, and how badly the platform behaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) person: DemoPerson,
    pub(crate) course: &'static DemoCourse,
    pub(crate) language: &'static Language,
    pub(crate) target: DocumentTarget,
    pub(crate) misbehaviour: Option<Misbehaviour>,
    pub(crate) message: Message,
    /// Which window the login offers as storage; `None`: it offers none, as Moodle.
    pub(crate) storage: Option<Storage>,
    /// A placed activity by its id; `None`: the one that the course begins with.
    pub(crate) placed: Option<String>,
    /// The line item that a submission review is about; `None`: that of the activity.
    pub(crate) item: Option<String>,
    /// The user whom the message is about.
    pub(crate) subject: Option<String>,
    /// The client id of another tool than the configured one.
    pub(crate) client_id: Option<String>,
}

/// The address asks for something that the demo does not have.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the address asks for {parameter} “{value}”")]
pub(crate) struct UnknownChoice {
    parameter: &'static str,
    value: String,
}

impl Default for Choice {
    fn default() -> Self {
        Self {
            person: DemoPerson::Student,
            course: &COURSES[0],
            language: &LANGUAGES[0],
            target: DocumentTarget::Iframe,
            misbehaviour: None,
            message: Message::ResourceLink,
            storage: None,
            placed: None,
            item: None,
            subject: None,
            client_id: None,
        }
    }
}

impl Choice {
    /// The deployment that login and launch name: the registered one, unless the platform misbehaves there.
    pub(crate) fn deployment_id<'a>(&self, registered: &'a str) -> &'a str {
        match self.misbehaviour {
            Some(Misbehaviour::UnknownDeployment) => "unknown-deployment",
            _ => registered,
        }
    }

    /// Reads the parameters `person`, `course`, `lang`, `target`, `misbehave`, `message`, `storage`, `activity`,
    /// `item`, `user` and `tool` of a query; absent ones take their first value, and unknown parameters are left alone.
    pub(crate) fn from_query(query: &str) -> Result<Self, UnknownChoice> {
        let mut choice = Self::default();
        for (parameter, value) in form_urlencoded::parse(query.as_bytes()) {
            choice.set(&parameter, &value)?;
        }
        Ok(choice)
    }

    fn set(&mut self, parameter: &str, value: &str) -> Result<(), UnknownChoice> {
        let unknown = |parameter| UnknownChoice { parameter, value: value.to_owned() };
        match parameter {
            "person" => {
                let found = DemoPerson::ALL.into_iter().find(|one| one.id() == value);
                self.person = found.ok_or_else(|| unknown("person"))?;
            }
            "course" => {
                let found = COURSES.iter().find(|one| one.id == value);
                self.course = found.ok_or_else(|| unknown("course"))?;
            }
            "lang" => {
                let found = LANGUAGES.iter().find(|one| one.id == value);
                self.language = found.ok_or_else(|| unknown("lang"))?;
            }
            "target" => {
                let targets = [DocumentTarget::Iframe, DocumentTarget::Window];
                let found = targets.into_iter().find(|one| one.as_str() == value);
                self.target = found.ok_or_else(|| unknown("target"))?;
            }
            "message" => {
                let found = Message::ALL.into_iter().find(|one| one.id() == value);
                self.message = found.ok_or_else(|| unknown("message"))?;
            }
            "storage" if value.is_empty() => self.storage = None,
            "storage" => {
                let found = Storage::ALL.into_iter().find(|one| one.id() == value);
                self.storage = Some(found.ok_or_else(|| unknown("storage"))?);
            }
            "activity" => self.placed = not_empty(value),
            "item" => self.item = not_empty(value),
            "user" => self.subject = not_empty(value),
            "tool" => self.client_id = not_empty(value),
            "misbehave" if value.is_empty() => self.misbehaviour = None,
            "misbehave" => {
                let found = Misbehaviour::ALL.into_iter().find(|one| one.id() == value);
                self.misbehaviour = Some(found.ok_or_else(|| unknown("misbehave"))?);
            }
            _ => {}
        }
        Ok(())
    }

    /// The query that [`from_query`](Self::from_query) reads back.
    pub(crate) fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("person", self.person.id())
            .append_pair("course", self.course.id)
            .append_pair("lang", self.language.id)
            .append_pair("target", self.target.as_str())
            .append_pair("misbehave", self.misbehaviour.map_or("", Misbehaviour::id));
        if self.message != Message::ResourceLink {
            query.append_pair("message", self.message.id());
        }
        let others = [
            ("storage", self.storage.map(Storage::id)),
            ("activity", self.placed.as_deref()),
            ("item", self.item.as_deref()),
            ("user", self.subject.as_deref()),
            ("tool", self.client_id.as_deref()),
        ];
        for (parameter, value) in others {
            if let Some(value) = value {
                query.append_pair(parameter, value);
            }
        }
        query.finish()
    }

    /// The same person, course, language and tool, with nothing of a single launch.
    pub(crate) fn in_course(&self) -> Self {
        Self {
            person: self.person,
            course: self.course,
            language: self.language,
            client_id: self.client_id.clone(),
            ..Self::default()
        }
    }

    pub(crate) fn misbehaves(&self, misbehaviour: Misbehaviour) -> bool {
        self.misbehaviour == Some(misbehaviour)
    }

    /// What the address asked for does not exist (any more).
    pub(crate) fn unknown(parameter: &'static str, value: &str) -> UnknownChoice {
        UnknownChoice { parameter, value: value.to_owned() }
    }

    fn is_hostile(&self) -> bool {
        self.misbehaves(Misbehaviour::HostileText)
    }

    pub(crate) fn person(&self) -> Person {
        let person = self.person.person();
        if self.is_hostile() { hostile::person(person) } else { person }
    }

    pub(crate) fn course(&self) -> Course {
        let course = self.course.course();
        if self.is_hostile() { hostile::course(course) } else { course }
    }

    /// The texts of an activity, hostile ones if they are to be.
    pub(crate) fn texts(&self, activity: Activity) -> Activity {
        if self.is_hostile() { hostile::activity(activity) } else { activity }
    }

    /// The claims of this launch that are not about the single message: no nonce and no time yet,
    /// and right ones unless the texts are to be hostile.
    pub(crate) fn claims(&self, activity: Activity) -> LaunchClaims {
        let claims = LaunchClaims::by(self.person())
            .course(self.course())
            .activity(self.texts(activity))
            .locale(self.language.id)
            .document_target(self.target);
        if self.is_hostile() { hostile::claims(claims) } else { claims }
    }

    /// What the platform says when it answers with an error instead of a token.
    pub(crate) fn error_description(&self) -> Option<&'static str> {
        match self.misbehaviour? {
            Misbehaviour::PlatformError => Some("The person may not open this activity."),
            Misbehaviour::HostileError => Some(hostile::ERROR_DESCRIPTION),
            _ => None,
        }
    }
}

fn not_empty(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}
