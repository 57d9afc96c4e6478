//! `moodle-aws events tail`.

use std::collections::{HashSet, VecDeque};
use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use local::SqliteEvents;
use lti::time::UnixTime;
use moodle::event::{EventId, is_invisible};
use moodle::{MoodleEvent, SiteUrl};
use ports::{EventFilter, EventHistory, EventPage, EventPlace, SystemClock};

use super::filter;
use crate::args::{Tail, Target};
use crate::{stack, store};

/// How often new events are asked for.
const ASK: Duration = Duration::from_secs(1);
/// Events that are remembered as shown: a log of AWS shows late ones, and all around them, again.
const REMEMBERED: usize = 100_000;

pub async fn tail(Tail { follow, since, which, json, target }: Tail) -> anyhow::Result<()> {
    let (history, filter) = (open(&target).await?, filter(which, since, None));
    let (mut shown, mut place) = (Shown::default(), EventPlace::default());
    loop {
        let EventPage { events, next, more } = history.events(&filter, &place).await?;
        place = next;
        let mut lines = String::new();
        for event in events.iter().filter(|event| shown.is_new(event)) {
            lines += &if json { line_of_json(event) } else { line(event) };
            lines.push('\n');
        }
        // Whoever reads may stop reading, as `head` does.
        let mut out = std::io::stdout().lock();
        if out.write_all(lines.as_bytes()).and_then(|()| out.flush()).is_err() {
            return Ok(());
        }
        drop(out);
        match (more, follow) {
            (true, _) => {}
            (false, true) => tokio::time::sleep(ASK).await,
            (false, false) => return Ok(()),
        }
    }
}

async fn open(target: &Target) -> anyhow::Result<Arc<dyn EventHistory>> {
    if let Some(name) = &target.stack.name {
        return stack::event_history(name).await;
    }
    let (_, store) = store::open_existing(&target.data)?;
    Ok(Arc::new(SqliteEvents::new(store, Arc::new(SystemClock))))
}

/// The latest events that were shown, and in which order.
#[derive(Default)]
struct Shown {
    known: HashSet<(SiteUrl, EventId)>,
    order: VecDeque<(SiteUrl, EventId)>,
}

impl Shown {
    fn is_new(&mut self, event: &MoodleEvent) -> bool {
        let key = (event.site.clone(), event.id);
        if !self.known.insert(key.clone()) {
            return false;
        }
        self.order.push_back(key);
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
        true
    }
}

/// For people.
fn line(event: &MoodleEvent) -> String {
    let time = http_api::rfc3339(UnixTime(event.time));
    let place = match (event.course, event.module) {
        (Some(course), Some(module)) => format!("course {course} module {module}"),
        (Some(course), None) => format!("course {course}"),
        (None, _) => "no course".to_owned(),
    };
    format!("{time}  {}  {place}  {}  {}", event.name, event.site, event.id)
}

/// To the letter, but for what would act upon a terminal. Line breaks in JSON stand between its parts only, where a space is
/// the same.
fn line_of_json(event: &MoodleEvent) -> String {
    let mut line = String::with_capacity(event.detail().len());
    for c in event.detail().chars() {
        match c {
            '\n' | '\r' | '\t' => line.push(' '),
            c if is_invisible(c) => {
                line.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
            }
            c => line.push(c),
        }
    }
    line
}

/// What is meant, in words.
pub fn describe(filter: &EventFilter) -> String {
    let time = |time: Option<UnixTime>| time.map(http_api::rfc3339).unwrap_or_default();
    let mut words = format!("from {} to {}", time(filter.since), time(filter.until));
    for part in [
        filter.site.as_ref().map(|site| format!(" of {site}")),
        filter.course.map(|course| format!(" in course {course}")),
        filter.name.as_ref().map(|name| format!(" called {name}")),
    ] {
        words += &part.unwrap_or_default();
    }
    words
}

#[cfg(test)]
mod tests {
    use ports::conformance::event_sink::{detail, event};

    use super::*;

    #[test]
    fn an_event_is_shown_once_however_often_it_comes() {
        let mut shown = Shown::default();
        let (a, b) = (event("https://a.example"), event("https://b.example"));
        assert!(shown.is_new(&a) && shown.is_new(&b) && !shown.is_new(&a));
        for _ in 2..REMEMBERED {
            assert!(shown.is_new(&event("https://c.example")));
        }
        assert!(!shown.is_new(&a));
        shown.is_new(&event("https://c.example"));
        assert!(shown.is_new(&a), "it is forgotten some time");
        assert_eq!((shown.known.len(), shown.order.len()), (REMEMBERED, REMEMBERED));
    }

    #[test]
    fn an_event_is_a_line_with_time_name_place_and_site() {
        let event = event("https://a.example");
        assert_eq!(
            line(&event),
            format!(
                "2026-11-21T22:05:22Z  \\core\\event\\course_module_created  course 8 module 97  https://a.example  {}",
                event.id
            )
        );
    }

    #[test]
    fn json_is_one_line_and_the_same_json() {
        let detail = detail("https://a.example");
        let event = MoodleEvent::parse(&serde_json::to_string_pretty(&detail).unwrap().replace('\n', "\r\n"));
        let line = line_of_json(&event.unwrap());
        assert!(!line.contains(['\n', '\r']));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&line).unwrap(), detail);
    }

    #[test]
    fn no_character_of_a_site_acts_upon_the_terminal() {
        let mut detail = detail("https://a.example");
        detail["other"] = serde_json::json!({ "name": "\u{9b}2J \u{202e}txt.exe \u{1b}[0m é日" });
        let line = line_of_json(&MoodleEvent::parse(&detail.to_string()).unwrap());
        assert!(line.contains(r"\u009b2J \u202etxt.exe \u001b[0m é日"), "{line}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&line).unwrap(), detail);
    }
}
