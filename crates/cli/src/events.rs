//! `moodle-aws events …`: the events that Moodle sites sent.

mod replay;
mod stats;
mod tail;
mod when;

use ports::{Clock as _, EventFilter, SystemClock};

use crate::args::{Events, Which};

pub use stats::queue;
#[cfg(feature = "aws")]
pub use stats::{Kinds, size};
#[cfg(feature = "aws")]
pub use tail::describe;
pub use when::When;

pub async fn run(command: Events) -> anyhow::Result<()> {
    match command {
        Events::Tail(args) => tail::tail(args).await,
        Events::Replay(args) => replay::replay(args).await,
        Events::Stats(args) => stats::stats(args).await,
    }
}

/// What is meant on the command line, as of now.
fn filter(which: Which, since: When, until: Option<When>) -> EventFilter {
    let Which { site, course, name } = which;
    let now = SystemClock.now();
    EventFilter {
        site,
        course,
        name,
        since: Some(since.before(now)),
        until: until.map(|until| until.before(now)),
    }
}
