use std::collections::HashMap;

use lti::time::UnixTime;

use super::MemoryStore;
use crate::{Quotas, StoreError, Take};

/// What was taken from an allowance.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken {
    amount: u64,
    until: UnixTime,
}

#[async_trait::async_trait]
impl Quotas for MemoryStore {
    async fn take(&self, takes: &[Take], now: UnixTime) -> Result<Result<(), usize>, StoreError> {
        let mut tables = self.tables();
        let mut after: HashMap<&str, Taken> = HashMap::new();
        for (index, take) in takes.iter().enumerate() {
            let name = take.allowance.as_str();
            let kept = after.get(name).or_else(|| tables.quotas.get(name).filter(|kept| kept.until > now));
            let before = kept.copied().unwrap_or(Taken { amount: 0, until: take.until });
            match before.amount.checked_add(take.amount) {
                Some(amount) if amount <= take.limit => after.insert(name, Taken { amount, ..before }),
                _ => return Ok(Err(index)),
            };
        }
        tables.quotas.extend(after.into_iter().map(|(name, taken)| (name.to_owned(), taken)));
        Ok(Ok(()))
    }

    async fn give_back(&self, takes: &[Take]) -> Result<(), StoreError> {
        let mut tables = self.tables();
        for take in takes {
            // What was taken in an earlier window is no part of this one.
            if let Some(kept) = tables.quotas.get_mut(&take.allowance).filter(|kept| take.until >= kept.until)
            {
                kept.amount = kept.amount.saturating_sub(take.amount);
            }
        }
        Ok(())
    }
}
