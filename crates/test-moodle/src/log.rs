//! What was asked and what was sent.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use tokio::sync::watch;

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Asked {
    /// A web service's function, by its name.
    Function(String),
    /// A download.
    File {
        /// What is after `pluginfile.php`, decoded: `/91/mod_resource/content/1/lecture-01.pdf`.
        path: String,
    },
    /// Anything else that is on the site.
    Page,
}

/// A request, as far as servers and proxies keep it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// `GET`, `POST`…
    pub method: String,
    /// The path and the query, as they came.
    pub address: String,
    /// What it asks for.
    pub asked: Asked,
}

/// Counts of requests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Counts {
    /// Calls of functions, by the functions' names.
    pub calls: BTreeMap<String, u64>,
    /// Downloads.
    pub downloads: u64,
    /// Bytes of bodies that were sent, of functions' answers and downloads.
    pub bytes: u64,
    /// Requests whose answer has not been sent whole.
    pub in_flight: u64,
    /// The most of these at a time.
    pub most_in_flight: u64,
}

impl Counts {
    /// How often a function was called.
    #[must_use]
    pub fn calls_of(&self, function: &str) -> u64 {
        self.calls.get(function).copied().unwrap_or_default()
    }

    /// Calls of all functions.
    #[must_use]
    pub fn all_calls(&self) -> u64 {
        self.calls.values().sum()
    }
}

/// What the server remembers. Its clones are the same log.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    counts: watch::Sender<Counts>,
    requests: Mutex<Vec<Request>>,
}

impl Log {
    pub(crate) fn counts(&self) -> Counts {
        self.0.counts.borrow().clone()
    }

    pub(crate) async fn until(&self, so: impl FnMut(&Counts) -> bool) -> Counts {
        let mut counts = self.0.counts.subscribe();
        // The sender lives as long as the log.
        counts.wait_for(so).await.map_or_else(|_| self.counts(), |counts| counts.clone())
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.kept().clone()
    }

    pub(crate) fn forget(&self) {
        self.kept().clear();
        self.0.counts.send_modify(|counts| {
            let in_flight = counts.in_flight;
            *counts = Counts { in_flight, most_in_flight: in_flight, ..Counts::default() };
        });
    }

    /// A request has come.
    pub(crate) fn begin(&self, request: Request) -> Visit {
        self.0.counts.send_modify(|counts| {
            match &request.asked {
                Asked::Function(name) => *counts.calls.entry(name.clone()).or_default() += 1,
                Asked::File { .. } => counts.downloads += 1,
                Asked::Page => {}
            }
            counts.in_flight += 1;
            counts.most_in_flight = counts.most_in_flight.max(counts.in_flight);
        });
        self.kept().push(request);
        Visit(self.clone())
    }

    fn kept(&self) -> MutexGuard<'_, Vec<Request>> {
        self.0.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request that is being answered, until it is dropped with the answer's body.
#[derive(Debug)]
pub(crate) struct Visit(Log);

impl Visit {
    pub(crate) fn sent(&self, bytes: usize) {
        self.0.0.counts.send_modify(|counts| counts.bytes += bytes as u64);
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.0.0.counts.send_modify(|counts| counts.in_flight -= 1);
    }
}
