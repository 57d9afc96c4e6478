//! The events that Moodle sites sent to this machine.

use std::sync::Arc;

use local::{EventOverview, SqliteEvents, SqliteStore};
use ports::{Clock as _, SystemClock};

use super::{Examination, good};

/// How long an event may wait before somebody should know, in seconds: a running server takes less than one.
const LONG: u64 = 300;

impl Examination {
    pub(super) async fn events(&mut self, store: &Arc<SqliteStore>) {
        let events = SqliteEvents::new(Arc::clone(store), Arc::new(SystemClock));
        let now = SystemClock.now();
        let EventOverview { kept, waiting, waiting_since, given_up, .. } = match events.overview(now).await {
            Ok(overview) => overview,
            Err(error) => {
                return self.bad(&format!("the events cannot be read: {}", http_api::chain(&error)));
            }
        };
        if given_up > 0 {
            self.note(&format!(
                "{given_up} events of Moodle were given up after a day of attempts: `moodle-aws events stats` says why, \
                 `moodle-aws events replay` tries them again"
            ));
        }
        if waiting_since.is_some_and(|since| now.since(since).as_secs() > LONG) {
            return self.note(&format!(
                "{waiting} events of Moodle wait to be acted upon, the oldest for minutes: start `moodle-aws serve`, and see its log"
            ));
        }
        good(&match kept {
            0 => "no Moodle has sent events yet".to_owned(),
            kept => format!("{kept} events of Moodle are kept"),
        });
    }
}
