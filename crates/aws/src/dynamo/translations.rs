use std::collections::{HashMap, HashSet};

use aws_sdk_dynamodb::types::KeysAndAttributes;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lti::time::UnixTime;
use ports::{CacheKey, CachedTranslation, LanguageTag, StoreError, TranslationCache};

use super::item::{Item, Unreadable};
use super::{DynamoStore, item};
use crate::Table;

/// Keys in one `BatchGetItem` at most (DynamoDB API reference).
const BATCH: usize = 100;
/// A row has 400 KB at most, of which this is left for the text.
const LARGEST: usize = 390_000;
/// Times that DynamoDB is asked for what it left out of an answer.
const ROUNDS: usize = 20;

fn row_key(key: &CacheKey) -> String {
    URL_SAFE_NO_PAD.encode(key.0)
}

#[async_trait::async_trait]
impl TranslationCache for DynamoStore {
    async fn translations(
        &self,
        keys: &[CacheKey],
        now: UnixTime,
    ) -> Result<Vec<Option<CachedTranslation>>, StoreError> {
        let rows: Vec<_> = keys.iter().map(row_key).collect();
        // One request may name a key once only.
        let distinct: Vec<_> = rows.iter().collect::<HashSet<_>>().into_iter().collect();
        let mut found = HashMap::new();
        for batch in distinct.chunks(BATCH) {
            for row in self.batch(batch).await? {
                let unreadable = |why| self.unreadable(Table::Translations, why);
                let key = item::read_text(&row, "key").map_err(unreadable)?.to_owned();
                if !item::is_over(&row, now).map_err(unreadable)? {
                    found.insert(key, read(&row).map_err(unreadable)?);
                }
            }
        }
        Ok(rows.iter().map(|row| found.get(row).cloned()).collect())
    }

    async fn keep_translation(
        &self,
        key: &CacheKey,
        translation: &CachedTranslation,
        until: UnixTime,
    ) -> Result<(), StoreError> {
        if translation.text.len() > LARGEST {
            tracing::debug!(bytes = translation.text.len(), "a translation is too long for a row");
            return Ok(());
        }
        let put = self
            .client
            .put_item()
            .table_name(self.stack.table(Table::Translations))
            .item("key", item::text(row_key(key)))
            .item("text", item::text(&translation.text))
            .item("in_pieces", aws_sdk_dynamodb::types::AttributeValue::Bool(translation.in_pieces))
            .item("expires", item::time(until));
        let put = match &translation.source {
            Some(source) => put.item("source", item::text(source.as_str())),
            None => put,
        };
        put.send().await.map(|_| ()).map_err(self.failed("PutItem", Table::Translations))
    }
}

impl DynamoStore {
    /// The rows of these keys that are there. A cache may be a second behind, so the cheaper read is enough.
    async fn batch(&self, rows: &[&String]) -> Result<Vec<Item>, StoreError> {
        let table = self.stack.table(Table::Translations);
        let keys = rows.iter().map(|row| HashMap::from([("key".to_owned(), item::text(row.as_str()))]));
        let keys = KeysAndAttributes::builder().set_keys(Some(keys.collect())).build();
        let mut asked = keys.ok().map(|keys| HashMap::from([(table, keys)]));
        let mut found = Vec::new();
        for _ in 0..ROUNDS {
            let Some(now) = asked.take().filter(|asked| !asked.is_empty()) else { break };
            let answer = self.client.batch_get_item().set_request_items(Some(now)).send().await;
            let answer = answer.map_err(self.failed("BatchGetItem", Table::Translations))?;
            found.extend(answer.responses.unwrap_or_default().into_values().flatten());
            asked = answer.unprocessed_keys;
        }
        // What DynamoDB never answered counts as absent: it is translated again.
        Ok(found)
    }
}

fn read(row: &Item) -> Result<CachedTranslation, Unreadable> {
    let source = match row.get("source") {
        Some(_) => {
            let tag = LanguageTag::parse(item::read_text(row, "source")?);
            Some(tag.map_err(|_| Unreadable::Kind("source"))?)
        }
        None => None,
    };
    let in_pieces = row.get("in_pieces").and_then(|value| value.as_bool().ok());
    Ok(CachedTranslation {
        text: item::read_text(row, "text")?.to_owned(),
        source,
        in_pieces: *in_pieces.ok_or(Unreadable::Kind("in_pieces"))?,
    })
}
