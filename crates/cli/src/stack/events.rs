//! The events of a stack: its log, its archive and its queues.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use aws::{Archive, EventArchive, EventLog, Replay, ReplayState, SqsQueue, StackName};
use lti::time::UnixTime;
use ports::{Clock as _, EventFilter, EventHistory, EventPlace, JobSource as _, SystemClock};

use super::with_aws::deployed;
use crate::events::{Kinds, describe, queue, size};
use crate::say;

/// How often a replay is asked how far it is.
const ASK: Duration = Duration::from_secs(5);

/// The log of what was put onto the stack's bus.
pub async fn event_history(name: &str) -> anyhow::Result<Arc<dyn EventHistory>> {
    let (sdk, stack, _) = deployed(name).await?;
    Ok(Arc::new(EventLog::new(&sdk, &stack)))
}

/// Has the archive put a whole time onto the bus once more, and tells how far it is.
pub async fn replay_events(name: &str, filter: &EventFilter, yes: bool) -> anyhow::Result<()> {
    let EventFilter { site: None, course: None, name: None, since: Some(since), until: Some(until) } =
        *filter
    else {
        bail!(
            "a stack's archive replays all events of a time: leave out --site, --course and --name. Jobs look at what Moodle \
             shows, so a replay of more than is needed costs some calls, and changes nothing that is right"
        );
    };
    let (sdk, stack, _) = deployed(name).await?;
    let archives = EventArchive::new(&sdk, &stack);
    let Some(archive) = archives.describe().await? else { bail!("{}", without_archive(&stack)) };
    let meant = describe(filter);
    if !yes {
        say(&format!(
            "The archive holds {} events, {} in all. Those that happened {meant} would be acted upon once more; give --yes \
             to do it.",
            archive.count,
            size(archive.bytes)
        ));
        return Ok(());
    }
    let replay = format!("moodle-aws-{}", SystemClock.now().0);
    archives.start(&archive, &replay, since, until).await?;
    say(&format!("Replay {replay}: events that happened {meant}. It goes on by itself; this only watches."));
    watch(&archives, &replay).await
}

fn without_archive(stack: &StackName) -> String {
    format!(
        "the stack {stack} has no archive of events, so there is nothing to replay: it was deployed with `archive` set to \
         false. The plugin can send again what it still has, on its status page in Moodle"
    )
}

async fn watch(archives: &EventArchive, replay: &str) -> anyhow::Result<()> {
    loop {
        let Replay { state, last } = archives.progress(replay).await?;
        let until = last.map(|last| format!(", up to {}", http_api::rfc3339(last))).unwrap_or_default();
        match state {
            ReplayState::Running => say(&format!("  it runs{until}")),
            ReplayState::Completed => {
                say(&format!("  it is complete{until}"));
                return Ok(());
            }
            ReplayState::Cancelled => bail!("somebody stopped the replay {replay}{until}"),
            ReplayState::Failed(reason) => bail!("the replay {replay} failed{until}: {reason}"),
        }
        tokio::time::sleep(ASK).await;
    }
}

/// What the archive, the log and the queues hold.
pub async fn event_stats(name: &str, since: UnixTime) -> anyhow::Result<String> {
    let (sdk, stack, _) = deployed(name).await?;
    let mut text = String::from("Archive\n");
    match EventArchive::new(&sdk, &stack).describe().await? {
        Some(Archive { count, bytes, days, .. }) => {
            let kept = days.map(|days| format!(", kept for {days} days")).unwrap_or_default();
            writeln!(
                text,
                "  {count} events, {}{kept} (EventBridge counts with some minutes' delay)",
                size(bytes)
            )?;
        }
        None => text += "  none: the stack was deployed with `archive` set to false\n",
    }
    text += &kinds(&EventLog::new(&sdk, &stack), since).await.context("the log of events")?;
    text += &queue(SqsQueue::of(&sdk, &stack).depth().await?);
    let age = aws::oldest_message(&sdk, &stack.index_queue(), SystemClock.now()).await?;
    match age {
        Some(age) => writeln!(text, "  the oldest for {} s", age.as_secs())?,
        None => text += "  CloudWatch knows no age of the oldest yet\n",
    }
    text += "What went wrong\n";
    for (what, queue) in stack.failure_queues() {
        let count = aws::messages_in(&sdk, &queue).await?;
        writeln!(text, "  {count:>8}  {what} (queue {queue})")?;
    }
    Ok(text)
}

async fn kinds(log: &EventLog, since: UnixTime) -> anyhow::Result<String> {
    let filter = EventFilter { since: Some(since), ..EventFilter::default() };
    let (mut place, mut kinds) = (EventPlace::default(), Kinds::default());
    loop {
        let page = log.events(&filter, &place).await?;
        page.events.iter().for_each(|event| kinds.add(event.name.as_str(), 1));
        if !page.more {
            return Ok(kinds.tell(since));
        }
        place = page.next;
    }
}
