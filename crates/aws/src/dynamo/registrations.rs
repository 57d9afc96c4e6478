//! A registration is one row: itself as JSON, its pending deployments as JSON, and a version. Whoever changes a row
//! reads it, and writes it back on condition that nobody has changed it meanwhile: rare work, so the simplest way.

use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::Put;
use lti::names::{DeploymentId, Issuer};
use lti::registration::{PlatformId, Registration, Status};
use ports::{
    DeploymentLog, MAX_PENDING_DEPLOYMENTS, PendingDeployment, RegistrationAdmin, RegistrationReader,
    StoreError,
};
use serde::{Deserialize, Serialize};

use super::item::{Item, Unreadable};
use super::{ATTEMPTS, DynamoStore, item};
use crate::{AwsFailure, Table};

/// A row.
#[derive(Clone)]
pub(super) struct Row {
    registration: Registration,
    pending: Vec<Pending>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Pending {
    deployment_id: DeploymentId,
    last_seen: lti::time::UnixTime,
}

impl Row {
    pub(super) fn new(registration: Registration) -> Self {
        Self { registration, pending: Vec::new() }
    }

    /// The row after its platform registered the tool again; `None` when it names other endpoints.
    pub(super) fn renewed_by(mut self, anew: &Registration) -> Option<Self> {
        let renewed = self.registration.renewed_by(anew)?;
        self.list(renewed.deployments);
        Some(self)
    }

    fn read(row: &Item) -> Result<Self, Unreadable> {
        Ok(Self {
            registration: item::read_json(row, "registration")?,
            pending: item::read_json(row, "pending")?,
        })
    }

    /// Lists a deployment, which is then pending no more.
    fn list(&mut self, deployments: impl IntoIterator<Item = DeploymentId>) {
        self.registration.deployments.extend(deployments);
        let listed = &self.registration.deployments;
        self.pending.retain(|seen| !listed.contains(&seen.deployment_id));
    }
}

/// The condition that a row still has the version that was read, or is still absent.
fn unchanged(version: Option<u64>) -> &'static str {
    if version.is_some() { "version = :version" } else { "attribute_not_exists(issuer)" }
}

/// The values in it.
fn expected(version: u64) -> Item {
    [(":version".to_owned(), item::number(version))].into()
}

/// What becomes of a row, and what its change answers.
enum Change<T> {
    Put(Box<Row>, T),
    Delete(T),
    Leave(T),
}

#[async_trait::async_trait]
impl RegistrationReader for DynamoStore {
    async fn of_issuer(&self, issuer: &Issuer) -> Result<Vec<Registration>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(self.stack.table(Table::Registrations))
            .key_condition_expression("issuer = :issuer")
            .expression_attribute_values(":issuer", item::text(issuer.as_str()))
            .consistent_read(true);
        let rows = self.query(Table::Registrations, query).await?;
        rows.iter().map(|row| self.registration(row)).collect()
    }

    async fn find(&self, id: &PlatformId) -> Result<Option<Registration>, StoreError> {
        Ok(self.row(id).await?.map(|(row, _)| row.registration))
    }

    async fn all(&self) -> Result<Vec<Registration>, StoreError> {
        let rows = self.scan(Table::Registrations).await?;
        let mut found = rows.iter().map(|row| self.registration(row)).collect::<Result<Vec<_>, _>>()?;
        found.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(found)
    }
}

#[async_trait::async_trait]
impl DeploymentLog for DynamoStore {
    async fn add_deployment(&self, id: &PlatformId, deployment: &DeploymentId) -> Result<bool, StoreError> {
        self.change(id, |row| {
            let Some(mut row) = row.filter(|row| row.registration.accepts(deployment)) else {
                return Change::Leave(false);
            };
            if row.registration.deployments.contains(deployment) {
                return Change::Leave(true);
            }
            row.list([deployment.clone()]);
            Change::Put(Box::new(row), true)
        })
        .await
    }

    async fn note_pending(&self, id: &PlatformId, seen: &PendingDeployment) -> Result<(), StoreError> {
        self.change(id, |row| match row {
            Some(mut row) if !row.registration.deployments.contains(&seen.deployment_id) => {
                row.pending.retain(|other| other.deployment_id != seen.deployment_id);
                let (deployment_id, last_seen) = (seen.deployment_id.clone(), seen.last_seen);
                row.pending.push(Pending { deployment_id, last_seen });
                row.pending.sort_by_key(|seen| std::cmp::Reverse(seen.last_seen));
                row.pending.truncate(usize::from(MAX_PENDING_DEPLOYMENTS));
                Change::Put(Box::new(row), ())
            }
            _ => Change::Leave(()),
        })
        .await
    }
}

#[async_trait::async_trait]
impl RegistrationAdmin for DynamoStore {
    async fn save(&self, registration: &Registration) -> Result<(), StoreError> {
        self.change(&registration.id, |row| {
            let (deployments, pending) = match row {
                Some(row) => (row.registration.deployments, row.pending),
                None => Default::default(),
            };
            let mut row = Row { registration: registration.clone(), pending };
            row.list(deployments);
            Change::Put(Box::new(row), ())
        })
        .await
    }

    async fn remove(&self, id: &PlatformId) -> Result<bool, StoreError> {
        self.change(id, |row| if row.is_some() { Change::Delete(true) } else { Change::Leave(false) }).await
    }

    async fn remove_deployment(
        &self,
        id: &PlatformId,
        deployment: &DeploymentId,
    ) -> Result<bool, StoreError> {
        self.change(id, |row| {
            let Some(mut row) = row else { return Change::Leave(false) };
            if row.registration.deployments.remove(deployment) {
                Change::Put(Box::new(row), true)
            } else {
                Change::Leave(false)
            }
        })
        .await
    }

    async fn set_status(&self, id: &PlatformId, status: Status) -> Result<bool, StoreError> {
        self.change(id, |row| match row {
            Some(mut row) => {
                row.registration.status = status;
                Change::Put(Box::new(row), true)
            }
            None => Change::Leave(false),
        })
        .await
    }

    async fn pending(&self, id: &PlatformId) -> Result<Vec<PendingDeployment>, StoreError> {
        let pending = self.row(id).await?.map(|(row, _)| row.pending).unwrap_or_default();
        let seen = |Pending { deployment_id, last_seen }| PendingDeployment { deployment_id, last_seen };
        Ok(pending.into_iter().map(seen).collect())
    }
}

impl DynamoStore {
    fn registration(&self, row: &Item) -> Result<Registration, StoreError> {
        item::read_json(row, "registration").map_err(|why| self.unreadable(Table::Registrations, why))
    }

    /// A row and its version.
    pub(super) async fn row(&self, id: &PlatformId) -> Result<Option<(Row, u64)>, StoreError> {
        let read = self
            .client
            .get_item()
            .table_name(self.stack.table(Table::Registrations))
            .key("issuer", item::text(id.issuer.as_str()))
            .key("client_id", item::text(id.client_id.as_str()))
            .consistent_read(true);
        let found = read.send().await.map_err(self.failed("GetItem", Table::Registrations))?;
        let Some(found) = found.item else { return Ok(None) };
        let read = Row::read(&found).and_then(|row| Ok((row, item::read_number(&found, "version")?)));
        read.map(Some).map_err(|why| self.unreadable(Table::Registrations, why))
    }

    /// Changes a row by what was read of it; begins anew when somebody else was quicker.
    async fn change<T>(
        &self,
        id: &PlatformId,
        change: impl Fn(Option<Row>) -> Change<T>,
    ) -> Result<T, StoreError> {
        for attempt in 0..ATTEMPTS {
            let (row, version) = self.row(id).await?.unzip();
            let (done, answer) = match change(row) {
                Change::Leave(answer) => return Ok(answer),
                Change::Put(row, answer) => (self.put_row(&row, version).await?, answer),
                Change::Delete(answer) => (self.delete_row(id, version.unwrap_or_default()).await?, answer),
            };
            if done {
                return Ok(answer);
            }
            self.pause(attempt).await;
        }
        let table = self.stack.table(Table::Registrations);
        let why = "others change the registration all the time";
        Err(AwsFailure::because("PutItem", &table, why).into_store_error())
    }

    /// Whether the row still had this version and was written.
    async fn put_row(&self, row: &Row, version: Option<u64>) -> Result<bool, StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(self.stack.table(Table::Registrations))
            .set_item(Some(self.write_row(row, version)?))
            .condition_expression(unchanged(version))
            .set_expression_attribute_values(version.map(expected));
        match put.send().await {
            Ok(_) => Ok(true),
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(_)) => Ok(false),
                _ => Err(self.failed("PutItem", Table::Registrations)(error)),
            },
        }
    }

    /// Writes a row within a transaction, if it still has this version.
    pub(super) fn registration_put(&self, row: &Row, version: Option<u64>) -> Result<Put, StoreError> {
        let table = self.stack.table(Table::Registrations);
        Put::builder()
            .table_name(&table)
            .set_item(Some(self.write_row(row, version)?))
            .condition_expression(unchanged(version))
            .set_expression_attribute_values(version.map(expected))
            .build()
            .map_err(|why| AwsFailure::unreadable("TransactWriteItems", &table, why))
    }

    fn write_row(&self, row: &Row, version: Option<u64>) -> Result<Item, StoreError> {
        let id = &row.registration.id;
        let attributes = [
            ("issuer", item::text(id.issuer.as_str())),
            ("client_id", item::text(id.client_id.as_str())),
            ("registration", self.json(Table::Registrations, &row.registration)?),
            ("pending", self.json(Table::Registrations, &row.pending)?),
            ("version", item::number(version.unwrap_or_default().wrapping_add(1))),
        ];
        Ok(attributes.map(|(name, value)| (name.to_owned(), value)).into())
    }

    async fn delete_row(&self, id: &PlatformId, version: u64) -> Result<bool, StoreError> {
        let delete = self
            .client
            .delete_item()
            .table_name(self.stack.table(Table::Registrations))
            .key("issuer", item::text(id.issuer.as_str()))
            .key("client_id", item::text(id.client_id.as_str()))
            .condition_expression("version = :version")
            .expression_attribute_values(":version", item::number(version));
        match delete.send().await {
            Ok(_) => Ok(true),
            Err(error) => match error.as_service_error() {
                Some(DeleteItemError::ConditionalCheckFailedException(_)) => Ok(false),
                _ => Err(self.failed("DeleteItem", Table::Registrations)(error)),
            },
        }
    }
}
