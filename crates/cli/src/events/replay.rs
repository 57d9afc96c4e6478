//! `moodle-aws events replay`.

use std::sync::Arc;

use anyhow::bail;
use local::SqliteEvents;
use ports::{EventFilter, SystemClock};

use super::filter;
use super::tail::describe;
use crate::args::Replay;
use crate::{say, stack, store};

pub async fn replay(args: Replay) -> anyhow::Result<()> {
    let Replay { since, until, which, yes, dry_run, target } = args;
    let filter = filter(which, since, Some(until));
    if filter.since >= filter.until {
        bail!("--since must be before --until; {} is no time", describe(&filter));
    }
    if let Some(name) = &target.stack.name {
        return stack::replay_events(name, &filter, yes).await;
    }
    let (_, store) = store::open_existing(&target.data)?;
    let events = SqliteEvents::new(store, Arc::new(SystemClock));
    on_this_machine(&events, &filter, yes, dry_run).await
}

async fn on_this_machine(
    events: &SqliteEvents,
    filter: &EventFilter,
    yes: bool,
    dry_run: bool,
) -> anyhow::Result<()> {
    let meant = describe(filter);
    if !yes {
        let count = events.count(filter).await?;
        let hint = if dry_run { "" } else { " Give --yes to have them acted upon once more." };
        say(&format!("{count} events happened {meant}.{hint}"));
        return Ok(());
    }
    let all = events.hand_on_again(filter, |count| say(&format!("  {count} …"))).await?;
    say(&format!(
        "{all} events that happened {meant} are acted upon once more by the running `serve`, or by the next."
    ));
    Ok(())
}
