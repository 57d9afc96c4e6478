use lti::time::UnixTime;
use moodle::event::EventName;
use moodle::{CourseId, MoodleEvent, SiteUrl};

use crate::StoreError;

/// Events that one call may bring, as with EventBridge.
pub const MOST_EVENTS: usize = 10;

/// Why one event of several was not taken. The others were taken or not on their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRefusal {
    /// Machine-readable, in the words of EventBridge (`ThrottlingException`, `InternalFailure`, `MalformedDetail`…).
    pub code: String,
    /// What to do, in English.
    pub message: String,
}

/// Takes the events of Moodle sites: keeps them, or hands them on to who does.
#[async_trait::async_trait]
pub trait EventSink: Send + Sync {
    /// Takes up to [`MOST_EVENTS`] events. What became of each comes back in their order: the id of the taken one, or why it
    /// was not. An event that was taken survives a crash, and comes to those who wait for events at least once; it is
    /// the same event that comes again when its site and its id are the same.
    ///
    /// # Errors
    /// [`StoreError`]; then nobody knows which were taken, and the caller sends them again.
    async fn put_events(
        &self,
        events: &[MoodleEvent],
    ) -> Result<Vec<Result<String, EventRefusal>>, StoreError>;
}

/// Which events somebody means. What is not given is any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Of this site.
    pub site: Option<SiteUrl>,
    /// In this course.
    pub course: Option<CourseId>,
    /// Of this class, by its whole name or by its last part: `course_viewed` is `\core\event\course_viewed`.
    pub name: Option<String>,
    /// That happened then or later, by the site's clock.
    pub since: Option<UnixTime>,
    /// That happened before.
    pub until: Option<UnixTime>,
}

impl EventFilter {
    /// Whether the event is meant.
    #[must_use]
    pub fn fits(&self, event: &MoodleEvent) -> bool {
        self.site.as_ref().is_none_or(|site| *site == event.site)
            && self.course.is_none_or(|course| Some(course) == event.course)
            && self.name.as_ref().is_none_or(|name| is_called(&event.name, name))
            && self.since.is_none_or(|since| event.time >= since.0)
            && self.until.is_none_or(|until| event.time < until.0)
    }
}

/// Whether an event has this name, or a name that ends with it.
fn is_called(event: &EventName, name: &str) -> bool {
    let name = name.trim_start_matches('\\');
    event.as_str().strip_suffix(name).is_some_and(|rest| rest.ends_with('\\'))
}

/// Up to where somebody has read. Its text is the store's affair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventPlace(pub String);

/// Some events, the oldest first, and how to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventPage {
    /// The events. There may be none although there are more.
    pub events: Vec<MoodleEvent>,
    /// Where the next page begins: also when there is none yet, for who waits for new events.
    pub next: EventPlace,
    /// Whether there is a next page already.
    pub more: bool,
}

/// Shows the events that were taken.
#[async_trait::async_trait]
pub trait EventHistory: Send + Sync {
    /// The events that a filter means, from a place on (the default one is the beginning), in the order in which they came.
    /// An event that came a moment ago may be missing and come later; one that comes late may come twice.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn events(&self, filter: &EventFilter, from: &EventPlace) -> Result<EventPage, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_found_by_its_whole_name_or_by_its_end() {
        let event = EventName::parse("\\mod_quiz\\event\\course_module_viewed").unwrap();
        for name in [
            "\\mod_quiz\\event\\course_module_viewed",
            "mod_quiz\\event\\course_module_viewed",
            "event\\course_module_viewed",
            "course_module_viewed",
        ] {
            assert!(is_called(&event, name), "{name}");
        }
        for name in [
            "module_viewed",
            "course_module_viewed ",
            "mod_quiz",
            "viewed",
            "\\core\\event\\course_module_viewed",
        ] {
            assert!(!is_called(&event, name), "{name}");
        }
    }
}
