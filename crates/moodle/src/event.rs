//! An event of a Moodle site, as the plugin `local_awsevents` sends it: the `Detail` of an entry on the event bus,
//! which `docs/events/moodle-event.v1.schema.json` describes.

mod error;
mod field;
mod identity;

use serde::Deserialize;

pub use error::BadEvent;
pub use identity::{EventId, EventName, InstallationId, NotAUuid, NotAnEventName, is_invisible};

use crate::{CourseId, ModuleId, SiteUrl};

/// The `Source` of every entry.
pub const SOURCE: &str = "moodle.events";
/// The version of the schema that this crate reads.
pub const SCHEMA_VERSION: u64 = 1;

/// One event. The fields are those that the product acts upon; all that was sent is in [`MoodleEvent::detail`], to the
/// letter, so that nothing is lost where an event is stored or handed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoodleEvent {
    /// Names the event; the same event that is sent twice has the same.
    pub id: EventId,
    /// The order within the installation: a later event has a higher number.
    pub sequence: u64,
    /// The plugin's installation that sent it. A copy of a site keeps its original's, until the plugin is set up anew.
    pub installation: InstallationId,
    /// The site.
    pub site: SiteUrl,
    /// What happened.
    pub name: EventName,
    /// When it happened, in seconds since 1970 by the site's clock.
    pub time: i64,
    /// The course in which it happened, if it was in one.
    pub course: Option<CourseId>,
    /// The activity or resource in which it happened, if it was in one.
    pub module: Option<ModuleId>,
    /// What kind of activity or resource that is or was: `resource`, `folder`, `book`…
    pub module_name: Option<String>,
    detail: Box<str>,
}

#[derive(Deserialize)]
struct Versioned {
    #[serde(deserialize_with = "field::number")]
    schemaversion: u64,
}

#[derive(Deserialize)]
struct Fields {
    eventid: EventId,
    #[serde(deserialize_with = "field::number")]
    sequence: u64,
    siteid: InstallationId,
    wwwroot: SiteUrl,
    eventname: EventName,
    #[serde(deserialize_with = "field::seconds")]
    timecreated: i64,
    #[serde(default, deserialize_with = "field::id")]
    courseid: Option<CourseId>,
    #[serde(default, deserialize_with = "field::id")]
    cmid: Option<ModuleId>,
    #[serde(default)]
    modulename: Option<String>,
}

impl MoodleEvent {
    /// Reads the JSON of an entry's `Detail`. Numbers may be written as texts of digits, and members that are not
    /// known may be there.
    ///
    /// # Errors
    /// [`BadEvent`], which names the member. Another attempt with the same text fails in the same way.
    pub fn parse(detail: &str) -> Result<Self, BadEvent> {
        // Another version may have other members: its number is what there is to say about it.
        match field::read::<Versioned>(detail)?.schemaversion {
            SCHEMA_VERSION => {}
            version => return Err(BadEvent::Version(version)),
        }
        let fields: Fields = field::read(detail)?;
        Ok(Self {
            id: fields.eventid,
            sequence: fields.sequence,
            installation: fields.siteid,
            site: fields.wwwroot,
            name: fields.eventname,
            time: fields.timecreated,
            course: fields.courseid,
            module: fields.cmid,
            module_name: fields.modulename,
            detail: detail.into(),
        })
    }

    /// The whole of what was sent: the JSON that [`MoodleEvent::parse`] read.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }
}

#[cfg(test)]
mod tests;
