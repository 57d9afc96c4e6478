//! Sites that did not answer.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lti::time::UnixTime;
use moodle::SiteUrl;

/// For how long a site that did not answer is asked nothing: jobs of other sites would wait behind all that wait for it.
const PAUSE: Duration = Duration::from_secs(20);

/// When sites were last silent, as far as this process knows.
#[derive(Debug, Default)]
pub(crate) struct Silent(Mutex<HashMap<SiteUrl, UnixTime>>);

impl Silent {
    /// Whether the site did not answer a moment ago.
    pub fn is(&self, site: &SiteUrl, now: UnixTime) -> bool {
        let sites = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sites.get(site).is_some_and(|since| *since <= now && now.since(*since) < PAUSE)
    }

    /// Notes that it did not answer.
    pub fn note(&self, site: &SiteUrl, now: UnixTime) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(site.clone(), now);
    }
}
