//! Texts that somebody looks for in requests.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use http::request::Parts;

use crate::Operation;

/// Each text, with the operations whose requests had it.
#[derive(Debug, Default)]
pub(crate) struct Watched(Mutex<BTreeMap<String, Vec<Operation>>>);

impl Watched {
    pub(crate) fn add(&self, text: &str) {
        self.locked().entry(text.to_owned()).or_default();
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.locked().is_empty()
    }

    /// Notes what is found in a request.
    pub(crate) fn look_at(&self, operation: &Operation, head: &Parts, body: &[u8]) {
        for (text, found) in &mut *self.locked() {
            let within = |bytes: &[u8]| bytes.windows(text.len().max(1)).any(|part| part == text.as_bytes());
            let in_head = within(head.uri.to_string().as_bytes())
                || head.headers.values().any(|value| within(value.as_bytes()));
            if in_head || within(body) {
                found.push(operation.clone());
            }
        }
    }

    pub(crate) fn found(&self, text: &str) -> Vec<Operation> {
        self.locked().get(text).cloned().unwrap_or_default()
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Vec<Operation>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
