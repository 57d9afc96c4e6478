//! `moodle-aws events stats`.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use local::{EventOverview, SqliteEvents, SqliteQueue};
use lti::time::UnixTime;
use ports::{Clock as _, JobSource as _, QueueDepth, SystemClock};

use crate::args::Stats;
use crate::{say, stack, store};

pub async fn stats(Stats { since, target }: Stats) -> anyhow::Result<()> {
    let since = since.before(SystemClock.now());
    let said = if let Some(name) = &target.stack.name {
        stack::event_stats(name, since).await?
    } else {
        let (_, store) = store::open_existing(&target.data)?;
        let events = SqliteEvents::new(Arc::clone(&store), Arc::new(SystemClock));
        let depth = SqliteQueue::new(store, Arc::new(SystemClock)).depth().await?;
        on_this_machine(&events.overview(since).await?, since, depth)?
    };
    say(said.trim_end());
    Ok(())
}

fn on_this_machine(overview: &EventOverview, since: UnixTime, depth: QueueDepth) -> anyhow::Result<String> {
    let now = SystemClock.now();
    let mut text = format!("Events\n  {} kept, {}", overview.kept, size(overview.bytes));
    if let Some(oldest) = overview.oldest {
        write!(text, ", the oldest since {}", http_api::rfc3339(oldest))?;
    }
    writeln!(text, "\n  {} wait to be acted upon{}", overview.waiting, age(overview.waiting_since, now))?;
    if overview.given_up > 0 {
        writeln!(
            text,
            "  {} were given up after a day of attempts; `moodle-aws events replay` tries them again",
            overview.given_up
        )?;
    }
    for stuck in &overview.stuck {
        let state = if stuck.given_up { "given up" } else { "tried again" };
        writeln!(text, "    {} {}: {} ({state})", stuck.eventid, stuck.name, stuck.failure)?;
    }
    let mut kinds = Kinds::default();
    overview.names.iter().for_each(|name| kinds.add(&name.name, name.count));
    text += &kinds.tell(since);
    text += &queue(depth);
    Ok(text)
}

/// How often each kind of event happened.
#[derive(Default)]
pub struct Kinds(BTreeMap<String, u64>);

impl Kinds {
    pub fn add(&mut self, name: &str, count: u64) {
        *self.0.entry(name.to_owned()).or_default() += count;
    }

    /// The most frequent first.
    pub fn tell(self, since: UnixTime) -> String {
        let mut text = format!("Since {}\n", http_api::rfc3339(since));
        if self.0.is_empty() {
            text += "  no event happened\n";
        }
        let mut kinds: Vec<_> = self.0.into_iter().collect();
        kinds.sort_by_key(|(_, count)| Reverse(*count));
        for (name, count) in kinds {
            let _ = writeln!(text, "  {count:>8}  {name}");
        }
        text
    }
}

/// What the queue of the index holds.
pub fn queue(depth: QueueDepth) -> String {
    let QueueDepth { delayed, waiting, delivered, dead } = depth;
    let mut text =
        format!("Jobs for the index\n  {delayed} not due yet, {waiting} due, {delivered} being worked on\n");
    if dead > 0 {
        let _ = writeln!(text, "  {dead} failed again and again, and were set aside");
    }
    text
}

/// Bytes for people.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1000)),
        1_000_000..1_000_000_000 => format!("{} MB", bytes.div_ceil(1_000_000)),
        _ => format!("{} GB", bytes.div_ceil(1_000_000_000)),
    }
}

fn age(since: Option<UnixTime>, now: UnixTime) -> String {
    since.map(|since| format!(", the oldest for {} s", now.since(since).as_secs())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_up() {
        assert_eq!(
            [0, 1, 999_999, 1_000_001, 2_500_000_000].map(size),
            ["0 kB", "1 kB", "1000 kB", "2 MB", "3 GB"]
        );
    }

    #[test]
    fn kinds_are_told_by_how_often_they_happened() {
        let mut kinds = Kinds::default();
        for name in ["b", "c", "a", "c"] {
            kinds.add(name, 1);
        }
        let told = kinds.tell(UnixTime(0));
        assert_eq!(
            told.lines().collect::<Vec<_>>(),
            ["Since 1970-01-01T00:00:00Z", "         2  c", "         1  a", "         1  b"]
        );
        assert!(Kinds::default().tell(UnixTime(0)).contains("no event"));
    }

    #[test]
    fn what_was_set_aside_is_told_only_when_there_is_something() {
        let depth = QueueDepth { delayed: 1, waiting: 2, delivered: 3, dead: 0 };
        assert!(!queue(depth).contains("set aside"));
        assert!(queue(QueueDepth { dead: 4, ..depth }).contains("4 failed"));
    }
}
