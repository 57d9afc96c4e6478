//! The site behind the server: what is in it, and what it does wrong.

mod activity;
mod copying;
pub(crate) mod course;
mod editing;
mod file;
pub(crate) mod restriction;
mod state;
mod visibility;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(crate) use activity::Matter;
pub use activity::{Activity, Chapter, Entry};
use axum::Router;
pub use file::File;
pub use restriction::Restriction;
pub(crate) use state::State;

use crate::faults::{At, Fault, Faults};
use crate::log::{Counts, Log, Request};
use crate::server;
use crate::tokens::Tokens;

/// A Moodle site. Its clones are the same site: what one edits, all show.
///
/// Ids of what is not there are mistakes of the test that uses them: every method panics on them.
#[derive(Clone, Debug)]
pub struct Site(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    root: String,
    state: Mutex<State>,
    tokens: Mutex<Tokens>,
    faults: Mutex<Faults>,
    log: Log,
}

impl Site {
    /// An empty site at an address, without a slash at its end: `http://127.0.0.1:8095`.
    #[must_use]
    pub fn new(root: &str) -> Self {
        Self(Arc::new(Shared {
            root: root.trim_end_matches('/').into(),
            state: Mutex::default(),
            tokens: Mutex::default(),
            faults: Mutex::default(),
            log: Log::default(),
        }))
    }

    /// The site's web services and downloads.
    pub fn router(&self) -> Router {
        server::router(self.clone())
    }

    /// The site's own address, Moodle's `wwwroot`.
    #[must_use]
    pub fn root(&self) -> &str {
        &self.0.root
    }

    /// The token that is good, or was the last one that was.
    #[must_use]
    pub fn token(&self) -> String {
        self.tokens().current()
    }

    /// Makes another token. The one before is unknown from now on.
    #[must_use]
    pub fn renew_token(&self) -> String {
        self.tokens().renew()
    }

    /// Lets the token expire. Moodle says so at its next use only, and deletes it then.
    pub fn expire_token(&self) {
        self.tokens().expire();
    }

    /// The clock goes on by so many seconds at each edit, instead of by one. At 0, all edits are in the same second.
    pub fn set_clock_step(&self, seconds: i64) {
        self.state().step = seconds;
    }

    /// Lets those in who have no account, to look at what students may see.
    pub fn let_guests_in(&self) {
        self.state().guests = true;
    }

    /// What the clock shows, in seconds since 1970: the time of the last edit.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.state().now
    }

    /// Fails from now on, until [`Site::heal`]. Of several faults for the same request, the first counts.
    pub fn fail(&self, at: At, fault: Fault) {
        self.faults().add(at, fault, None);
    }

    /// Fails so many times.
    pub fn fail_times(&self, times: u32, at: At, fault: Fault) {
        self.faults().add(at, fault, Some(times));
    }

    /// Fails no more.
    pub fn heal(&self) {
        *self.faults() = Faults::default();
    }

    /// What was asked and sent since the start or the latest [`Site::forget`].
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.0.log.counts()
    }

    /// Waits until the counts are so: a client that hangs up is noticed a little later.
    pub async fn until(&self, so: impl FnMut(&Counts) -> bool) -> Counts {
        self.0.log.until(so).await
    }

    /// The requests since the start or the latest [`Site::forget`], in their order.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.0.log.requests()
    }

    /// The addresses asked for that hold one of the tokens there have been. Proxies and servers write addresses into their
    /// logs.
    #[must_use]
    pub fn addresses_with_a_token(&self) -> Vec<String> {
        let tokens = self.tokens().all();
        let holds = |address: &String| tokens.iter().any(|token| address.contains(token));
        self.requests().into_iter().map(|request| request.address).filter(holds).collect()
    }

    /// Counts and keeps requests from nothing again.
    pub fn forget(&self) {
        self.0.log.forget();
    }

    pub(crate) fn log(&self) -> &Log {
        &self.0.log
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.0.state)
    }

    pub(crate) fn tokens(&self) -> MutexGuard<'_, Tokens> {
        locked(&self.0.tokens)
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        locked(&self.0.faults)
    }
}

/// A test that panicked with an id that is not there has changed nothing.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
