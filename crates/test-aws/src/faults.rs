//! The faults to come.

use std::sync::{Mutex, PoisonError};

use crate::{Fault, Operation};

/// The operations that a fault is for. Those of other applications and accounts are left alone when these are named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct On {
    service: String,
    operation: String,
    application: Option<String>,
    account: Option<String>,
    times: usize,
}

impl On {
    /// The next operation of this name of this service, as [`Operation`] has them: `dynamodb`, `PutItem`.
    #[must_use]
    pub fn next(service: &str, operation: &str) -> Self {
        let (service, operation) = (service.to_owned(), operation.to_owned());
        Self { service, operation, application: None, account: None, times: 1 }
    }

    /// So many of them, one after the other.
    #[must_use]
    pub fn times(self, times: usize) -> Self {
        Self { times, ..self }
    }

    /// Only those that this application asks for.
    #[must_use]
    pub fn by(self, application: &str) -> Self {
        Self { application: Some(application.to_owned()), ..self }
    }

    /// Only those of this account.
    #[must_use]
    pub fn of(self, account: &str) -> Self {
        Self { account: Some(account.to_owned()), ..self }
    }

    fn matches(&self, operation: &Operation) -> bool {
        self.service == operation.service
            && self.operation == operation.name
            && self.application.as_ref().is_none_or(|name| *name == operation.application)
            && self.account.as_ref().is_none_or(|account| *account == operation.account)
    }
}

#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<(On, Fault)>>);

impl Faults {
    pub(crate) fn add(&self, on: On, fault: Fault) {
        self.locked().push((on, fault));
    }

    /// The fault that this operation meets. Each is met as often as it was asked for.
    pub(crate) fn meet(&self, operation: &Operation) -> Option<Fault> {
        let mut waiting = self.locked();
        let (on, fault) = waiting.iter_mut().find(|(on, _)| on.times > 0 && on.matches(operation))?;
        on.times -= 1;
        let met = *fault;
        waiting.retain(|(on, _)| on.times > 0);
        Some(met)
    }

    /// Operations that have yet to fail.
    pub(crate) fn left(&self) -> usize {
        self.locked().iter().map(|(on, _)| on.times).sum()
    }

    pub(crate) fn clear(&self) {
        self.locked().clear();
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, Vec<(On, Fault)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_met_as_often_as_asked_by_whom_it_is_for() {
        let faults = Faults::default();
        faults.add(On::next("dynamodb", "PutItem").by("a").of("1").times(2), Fault::Hang);
        faults.add(On::next("dynamodb", "PutItem"), Fault::Throttling);
        let ask = |application: &str, account: &str, name: &str| {
            faults.meet(&Operation {
                application: application.into(),
                account: account.into(),
                service: "dynamodb".into(),
                name: name.into(),
                ..Operation::default()
            })
        };
        assert_eq!(ask("a", "1", "GetItem"), None);
        assert_eq!(ask("a", "1", "PutItem"), Some(Fault::Hang));
        assert_eq!(faults.left(), 2);
        assert_eq!(ask("b", "1", "PutItem"), Some(Fault::Throttling));
        assert_eq!(ask("a", "2", "PutItem"), None);
        assert_eq!(ask("a", "1", "PutItem"), Some(Fault::Hang));
        assert_eq!((ask("a", "1", "PutItem"), faults.left()), (None, 0));
    }
}
