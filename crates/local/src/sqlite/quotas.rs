//! Amounts are u64, and integers of SQLite are i64: a column holds the bits of the amount, and all arithmetic is
//! done here.

use std::collections::HashMap;

use lti::time::UnixTime;
use ports::{Quotas, StoreError, Take};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::SqliteStore;

/// What was taken from an allowance.
#[derive(Clone, Copy)]
struct Taken {
    amount: u64,
    until: UnixTime,
}

fn taken(db: &Connection, allowance: &str) -> rusqlite::Result<Option<Taken>> {
    let mut select = db.prepare_cached("SELECT taken, until FROM quotas WHERE allowance = ?1")?;
    let row = select.query_row([allowance], |row| {
        Ok(Taken { amount: row.get::<_, i64>(0)?.cast_unsigned(), until: UnixTime(row.get(1)?) })
    });
    row.optional()
}

fn put(db: &Connection, allowance: &str, taken: Taken) -> rusqlite::Result<()> {
    let mut insert =
        db.prepare_cached("INSERT OR REPLACE INTO quotas (allowance, taken, until) VALUES (?1, ?2, ?3)")?;
    insert.execute(params![allowance, taken.amount.cast_signed(), taken.until.0]).map(|_| ())
}

/// Nothing is written before every take is known to fit: a refusal is an answer, which commits.
fn take_all(db: &Connection, takes: &[Take], now: UnixTime) -> rusqlite::Result<Result<(), usize>> {
    let mut after: HashMap<&str, Taken> = HashMap::new();
    for (index, take) in takes.iter().enumerate() {
        let name = take.allowance.as_str();
        let kept = match after.get(name) {
            Some(kept) => Some(*kept),
            None => taken(db, name)?.filter(|kept| kept.until > now),
        };
        let before = kept.unwrap_or(Taken { amount: 0, until: take.until });
        match before.amount.checked_add(take.amount) {
            Some(amount) if amount <= take.limit => after.insert(name, Taken { amount, ..before }),
            _ => return Ok(Err(index)),
        };
    }
    for (name, taken) in after {
        put(db, name, taken)?;
    }
    Ok(Ok(()))
}

#[async_trait::async_trait]
impl Quotas for SqliteStore {
    async fn take(&self, takes: &[Take], now: UnixTime) -> Result<Result<(), usize>, StoreError> {
        let takes = takes.to_vec();
        self.writer.write(move |db| take_all(db, &takes, now)).await
    }

    async fn give_back(&self, takes: &[Take]) -> Result<(), StoreError> {
        let takes = takes.to_vec();
        self.writer
            .write(move |db| {
                for take in &takes {
                    // What was taken in an earlier window is no part of this one.
                    if let Some(kept) = taken(db, &take.allowance)?.filter(|kept| take.until >= kept.until) {
                        let amount = kept.amount.saturating_sub(take.amount);
                        put(db, &take.allowance, Taken { amount, ..kept })?;
                    }
                }
                Ok(())
            })
            .await
    }
}
