//! What was asked for.

use std::sync::{Mutex, PoisonError};

use crate::Operation;

#[derive(Debug, Default)]
pub(crate) struct Log(Mutex<Vec<Operation>>);

impl Log {
    pub(crate) fn add(&self, operation: Operation) {
        self.locked().push(operation);
    }

    pub(crate) fn all(&self) -> Vec<Operation> {
        self.locked().clone()
    }

    pub(crate) fn clear(&self) {
        self.locked().clear();
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, Vec<Operation>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
