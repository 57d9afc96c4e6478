//! All store ports on DynamoDB. A table a port, so that a function's role can be as small as what it may do.
//!
//! What ends has its end in `expires`, in seconds, which is also the table's TTL attribute. DynamoDB sweeps within days,
//! so every read looks at the time itself.

mod claims;
mod completions;
mod expiring;
mod invites;
mod item;
mod manifest;
mod moodle_tokens;
mod open_questions;
mod pending_jobs;
mod quotas;
mod readings;
mod registrations;
mod sessions;
mod sites;
mod translations;

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_types::SdkConfig;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ports::{Entropy, StoreError};
use serde::Serialize;

use crate::{AwsFailure, StackName, Table};
use item::Item;

/// Attempts to change a row while others change it too: the pauses between them add up to some seconds.
const ATTEMPTS: u32 = 30;
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// The store ports on the DynamoDB tables of one stack. Cheap to clone.
#[derive(Clone)]
pub struct DynamoStore {
    client: Client,
    stack: StackName,
    entropy: Arc<dyn Entropy>,
}

impl DynamoStore {
    /// The tables of `stack`. Nothing is sent yet.
    #[must_use]
    pub fn new(sdk: &SdkConfig, stack: StackName, entropy: Arc<dyn Entropy>) -> Self {
        Self { client: Client::new(sdk), stack, entropy }
    }

    /// Opens the connection that the first request would otherwise wait for, by reading a row that is not there.
    pub async fn warm(&self, table: Table) {
        let mut read = self.client.get_item().table_name(self.stack.table(table));
        for attribute in table.key() {
            read = read.key(*attribute, item::text("-"));
        }
        if let Err(error) = read.send().await {
            let failure = self.failure("GetItem", table, error);
            tracing::debug!(error = %failure, "the table could not be warmed");
        }
    }

    fn failure<E, R>(&self, operation: &'static str, table: Table, error: SdkError<E, R>) -> AwsFailure
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
        R: std::fmt::Debug + Send + Sync + 'static,
    {
        AwsFailure::new(operation, &self.stack.table(table), error)
    }

    fn failed<E, R>(&self, operation: &'static str, table: Table) -> impl FnOnce(SdkError<E, R>) -> StoreError
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
        R: std::fmt::Debug + Send + Sync + 'static,
    {
        move |error| self.failure(operation, table, error).into_store_error()
    }

    /// What a row says that no version of the product wrote.
    fn unreadable(&self, table: Table, why: item::Unreadable) -> StoreError {
        AwsFailure::unreadable("reading a row", &self.stack.table(table), why)
    }

    /// A value for an attribute of a row.
    fn json<T: Serialize>(&self, table: Table, value: &T) -> Result<AttributeValue, StoreError> {
        item::json(value)
            .map_err(|why| AwsFailure::unreadable("writing a row", &self.stack.table(table), why))
    }

    /// A random name for one write. The SDK sends a request again when its answer was lost: whoever finds a row under
    /// the name of its write has written it.
    fn name_of_write(&self) -> String {
        let mut bytes = [0; 16];
        self.entropy.fill(&mut bytes);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Longer from time to time, and never as long as others pause.
    async fn pause(&self, attempt: u32) {
        let mut random = [0];
        self.entropy.fill(&mut random);
        let most = Duration::from_millis(5).saturating_mul(1 << attempt.min(6)).min(LONGEST_PAUSE);
        tokio::time::sleep(most.mul_f64(f64::from(random[0]) / 255.0)).await;
    }

    /// Whether a die with so many sides shows the first.
    fn one_of(&self, sides: u8) -> bool {
        let mut random = [0];
        self.entropy.fill(&mut random);
        random[0] % sides == 0
    }

    /// All rows of a table, as they are now.
    async fn scan(&self, table: Table) -> Result<Vec<Item>, StoreError> {
        let scan = self.client.scan().table_name(self.stack.table(table)).consistent_read(true);
        let rows: Result<_, _> = scan.into_paginator().items().send().collect().await;
        rows.map_err(self.failed("Scan", table))
    }
    /// All rows that a query finds.
    async fn query(&self, table: Table, query: QueryFluentBuilder) -> Result<Vec<Item>, StoreError> {
        let rows: Result<_, _> = query.into_paginator().items().send().collect().await;
        rows.map_err(self.failed("Query", table))
    }

    /// The first rows that a query finds, so many at most.
    async fn query_first(
        &self,
        table: Table,
        query: QueryFluentBuilder,
        most: u16,
    ) -> Result<Vec<Item>, StoreError> {
        let mut rows = query.limit(i32::from(most)).into_paginator().items().send();
        let mut found = Vec::new();
        while found.len() < usize::from(most) {
            match rows.next().await {
                Some(row) => found.push(row.map_err(self.failed("Query", table))?),
                None => break,
            }
        }
        Ok(found)
    }
}
