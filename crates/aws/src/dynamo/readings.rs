use lti::time::UnixTime;
use ports::{
    CourseId, LanguageTag, MAX_LISTED_READINGS, Reading, ReadingId, ReadingSummary, Readings, StoreError,
};

use super::item::{Item, Unreadable};
use super::{DynamoStore, item};
use crate::Table;

/// The index of the readings of a course, by the time of their last change.
const BY_COURSE: &str = "course";

#[async_trait::async_trait]
impl Readings for DynamoStore {
    async fn reading(&self, id: &ReadingId) -> Result<Option<Reading>, StoreError> {
        let get = self.client.get_item().table_name(self.stack.table(Table::Readings));
        let get = get.key("id", item::text(id.as_str())).consistent_read(true);
        let found = get.send().await.map_err(self.failed("GetItem", Table::Readings))?;
        let read = found.item.as_ref().map(reading).transpose();
        read.map_err(|why| self.unreadable(Table::Readings, why))
    }

    async fn readings_of(&self, course: &CourseId) -> Result<Vec<ReadingSummary>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(self.stack.table(Table::Readings))
            .index_name(BY_COURSE)
            .key_condition_expression("course = :course")
            .expression_attribute_values(":course", item::text(course.key().to_string()))
            .scan_index_forward(false);
        let rows = self.query_first(Table::Readings, query, MAX_LISTED_READINGS).await?;
        let read: Result<_, _> = rows.iter().map(summary).collect();
        read.map_err(|why| self.unreadable(Table::Readings, why))
    }

    async fn save_reading(&self, reading: &Reading) -> Result<(), StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(self.stack.table(Table::Readings))
            .item("id", item::text(reading.id.as_str()))
            .item("course", item::text(reading.course.key().to_string()))
            .item("home", self.json(Table::Readings, &reading.course)?)
            .item("title", item::text(&reading.title))
            .item("language", item::text(reading.language.as_str()))
            .item("html", item::text(&reading.html))
            .item("words", item::number(reading.words.into()))
            .item("updated", item::time(reading.updated));
        put.send().await.map(|_| ()).map_err(self.failed("PutItem", Table::Readings))
    }
}

/// Reads what the index has of a row, too.
fn summary(row: &Item) -> Result<ReadingSummary, Unreadable> {
    let id = ReadingId::parse(item::read_text(row, "id")?);
    let language = LanguageTag::parse(item::read_text(row, "language")?);
    Ok(ReadingSummary {
        id: id.ok_or(Unreadable::Kind("id"))?,
        title: item::read_text(row, "title")?.to_owned(),
        language: language.map_err(|_| Unreadable::Kind("language"))?,
        words: item::read_number(row, "words")?,
        updated: UnixTime(item::read_number(row, "updated")?),
    })
}

fn reading(row: &Item) -> Result<Reading, Unreadable> {
    let ReadingSummary { id, title, language, words, updated } = summary(row)?;
    let (course, html) = (item::read_json(row, "home")?, item::read_text(row, "html")?.to_owned());
    Ok(Reading { id, course, title, language, html, words, updated })
}
