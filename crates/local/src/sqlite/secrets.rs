use ports::{SecretBytes, SecretName, SecretStore, StoreError};
use rusqlite::{OptionalExtension as _, params};

use super::SqliteStore;

const SELECT: &str = "SELECT value FROM secrets WHERE name = ?1";

#[async_trait::async_trait]
impl SecretStore for SqliteStore {
    async fn secret(&self, name: SecretName) -> Result<Option<SecretBytes>, StoreError> {
        let value = self
            .readers
            .read(move |db| db.query_row(SELECT, [name.as_str()], |row| row.get(0)).optional())
            .await?;
        Ok(value.map(SecretBytes::new))
    }

    async fn keep_first(&self, name: SecretName, fresh: &SecretBytes) -> Result<SecretBytes, StoreError> {
        let fresh = fresh.clone();
        let kept = self.writer.write(move |db| {
            db.execute(
                "INSERT INTO secrets (name, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                params![name.as_str(), fresh.reveal()],
            )?;
            db.query_row(SELECT, [name.as_str()], |row| row.get(0))
        });
        Ok(SecretBytes::new(kept.await?))
    }

    async fn replace(
        &self,
        name: SecretName,
        expected: &SecretBytes,
        new: &SecretBytes,
    ) -> Result<bool, StoreError> {
        let (expected, new) = (expected.clone(), new.clone());
        let replaced = self.writer.write(move |db| {
            db.execute(
                "UPDATE secrets SET value = ?3 WHERE name = ?1 AND value = ?2",
                params![name.as_str(), expected.reveal(), new.reveal()],
            )
        });
        Ok(replaced.await? == 1)
    }
}
