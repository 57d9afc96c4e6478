use lti::names::{DeploymentId, Issuer};
use lti::registration::{PlatformId, Registration, Status};
use lti::time::UnixTime;
use ports::{
    DeploymentLog, MAX_PENDING_DEPLOYMENTS, PendingDeployment, RegistrationAdmin, RegistrationReader,
    StoreError,
};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Params, params};

use super::{SqliteStore, json};

/// Reads registrations with their deployments; `condition` names the rows.
fn select(db: &Connection, condition: &str, params: impl Params) -> rusqlite::Result<Vec<Registration>> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT settings, (SELECT json_group_array(deployment_id) FROM deployments d
                           WHERE d.issuer = r.issuer AND d.client_id = r.client_id)
         FROM registrations r {condition} ORDER BY issuer, client_id"
    ))?;
    let rows = statement.query_map(params, |row| {
        let mut registration: Registration = json(row, 0)?;
        registration.deployments = json(row, 1)?;
        Ok(registration)
    })?;
    rows.collect()
}

/// Lists a deployment, which is then pending no more.
fn list(db: &Connection, id: &PlatformId, deployment: &DeploymentId) -> rusqlite::Result<()> {
    let row = params![id.issuer.as_str(), id.client_id.as_str(), deployment.as_str()];
    db.execute("INSERT INTO deployments VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", row)?;
    db.execute(
        "DELETE FROM pending_deployments WHERE issuer = ?1 AND client_id = ?2 AND deployment_id = ?3",
        row,
    )?;
    Ok(())
}

/// One registration.
pub(super) fn find(db: &Connection, id: &PlatformId) -> rusqlite::Result<Option<Registration>> {
    let key = [id.issuer.as_str(), id.client_id.as_str()];
    let found = select(db, "WHERE issuer = ?1 AND client_id = ?2", key)?;
    Ok(found.into_iter().next())
}

/// Writes a registration; deployments that are listed already stay so.
pub(super) fn write(db: &Connection, registration: &Registration) -> rusqlite::Result<()> {
    let mut settings = registration.clone();
    let deployments = std::mem::take(&mut settings.deployments);
    let json = serde_json::to_string(&settings)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    write_settings(db, &settings.id, &json)?;
    deployments.iter().try_for_each(|deployment| list(db, &settings.id, deployment))
}

fn write_settings(db: &Connection, id: &PlatformId, settings: &str) -> rusqlite::Result<usize> {
    db.execute(
        "INSERT INTO registrations VALUES (?1, ?2, ?3)
         ON CONFLICT (issuer, client_id) DO UPDATE SET settings = excluded.settings",
        params![id.issuer.as_str(), id.client_id.as_str(), settings],
    )
}

#[async_trait::async_trait]
impl RegistrationReader for SqliteStore {
    async fn of_issuer(&self, issuer: &Issuer) -> Result<Vec<Registration>, StoreError> {
        let issuer = issuer.to_string();
        self.readers.read(move |db| select(db, "WHERE issuer = ?1", [issuer])).await
    }

    async fn find(&self, id: &PlatformId) -> Result<Option<Registration>, StoreError> {
        let id = id.clone();
        self.readers.read(move |db| find(db, &id)).await
    }

    async fn all(&self) -> Result<Vec<Registration>, StoreError> {
        self.readers.read(|db| select(db, "", [])).await
    }
}

#[async_trait::async_trait]
impl DeploymentLog for SqliteStore {
    async fn add_deployment(&self, id: &PlatformId, deployment: &DeploymentId) -> Result<bool, StoreError> {
        let (id, deployment) = (id.clone(), deployment.clone());
        self.writer
            .write(move |db| {
                let found = find(db, &id)?;
                let accepted = found.is_some_and(|registration| registration.accepts(&deployment));
                if accepted {
                    list(db, &id, &deployment)?;
                }
                Ok(accepted)
            })
            .await
    }

    async fn note_pending(&self, id: &PlatformId, seen: &PendingDeployment) -> Result<(), StoreError> {
        let (id, seen) = (id.clone(), seen.clone());
        self.writer
            .write(move |db| {
                let (issuer, client_id) = (id.issuer.as_str(), id.client_id.as_str());
                db.execute(
                    "INSERT INTO pending_deployments SELECT issuer, client_id, ?3, ?4 FROM registrations r
                     WHERE issuer = ?1 AND client_id = ?2 AND NOT EXISTS (
                         SELECT 1 FROM deployments d
                         WHERE d.issuer = r.issuer AND d.client_id = r.client_id AND d.deployment_id = ?3)
                     ON CONFLICT DO UPDATE SET last_seen = max(last_seen, excluded.last_seen)",
                    params![issuer, client_id, seen.deployment_id.as_str(), seen.last_seen.0],
                )?;
                db.execute(
                    "DELETE FROM pending_deployments WHERE issuer = ?1 AND client_id = ?2 AND deployment_id NOT IN (
                         SELECT deployment_id FROM pending_deployments WHERE issuer = ?1 AND client_id = ?2
                         ORDER BY last_seen DESC LIMIT ?3)",
                    params![issuer, client_id, MAX_PENDING_DEPLOYMENTS],
                )?;
                Ok(())
            })
            .await
    }
}

#[async_trait::async_trait]
impl RegistrationAdmin for SqliteStore {
    async fn save(&self, registration: &Registration) -> Result<(), StoreError> {
        let registration = registration.clone();
        self.writer.write(move |db| write(db, &registration)).await
    }

    async fn remove(&self, id: &PlatformId) -> Result<bool, StoreError> {
        let key = [id.issuer.to_string(), id.client_id.to_string()];
        self.writer
            .write(move |db| {
                let gone =
                    db.execute("DELETE FROM registrations WHERE issuer = ?1 AND client_id = ?2", key)?;
                Ok(gone == 1)
            })
            .await
    }

    async fn remove_deployment(
        &self,
        id: &PlatformId,
        deployment: &DeploymentId,
    ) -> Result<bool, StoreError> {
        let key = [id.issuer.to_string(), id.client_id.to_string(), deployment.to_string()];
        self.writer
            .write(move |db| {
                let gone = db.execute(
                    "DELETE FROM deployments WHERE issuer = ?1 AND client_id = ?2 AND deployment_id = ?3",
                    key,
                )?;
                Ok(gone == 1)
            })
            .await
    }

    async fn set_status(&self, id: &PlatformId, status: Status) -> Result<bool, StoreError> {
        let id = id.clone();
        self.writer
            .write(move |db| {
                let key = params![id.issuer.as_str(), id.client_id.as_str()];
                let settings = "SELECT settings FROM registrations WHERE issuer = ?1 AND client_id = ?2";
                let found = db.query_row(settings, key, |row| json::<Registration>(row, 0)).optional()?;
                let Some(mut registration) = found else { return Ok(false) };
                registration.status = status;
                let text = serde_json::to_string(&registration)
                    .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
                write_settings(db, &id, &text).map(|_| true)
            })
            .await
    }

    async fn pending(&self, id: &PlatformId) -> Result<Vec<PendingDeployment>, StoreError> {
        let key = [id.issuer.to_string(), id.client_id.to_string()];
        self.readers
            .read(move |db| {
                let mut statement = db.prepare_cached(
                    "SELECT deployment_id, last_seen FROM pending_deployments
                     WHERE issuer = ?1 AND client_id = ?2 ORDER BY last_seen DESC",
                )?;
                let rows = statement.query_map(key, |row| {
                    let deployment_id = DeploymentId::new(row.get::<_, String>(0)?).map_err(|error| {
                        rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error))
                    })?;
                    Ok(PendingDeployment { deployment_id, last_seen: UnixTime(row.get(1)?) })
                })?;
                rows.collect()
            })
            .await
    }
}
