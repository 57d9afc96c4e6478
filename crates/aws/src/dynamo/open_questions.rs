//! A row a question, under its course. An index has them by the time they were last asked, so that a list ends where it
//! should, however many there are.

use aws_lc_rs::digest::{SHA256, digest};
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::ReturnValue;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::{StreamExt as _, stream};
use lti::time::UnixTime;
use ports::{
    MOST_OPEN_QUESTIONS, OPEN_QUESTIONS_KEPT, OPEN_QUESTIONS_OF_COURSE, OpenQuestion, OpenQuestions,
    SiteCourse, StoreError, kept_question, question_key,
};

use super::item::{Item, Unreadable};
use super::{DynamoStore, item};
use crate::{AwsFailure, Table, course};

const TABLE: Table = Table::OpenQuestions;
/// The index of a course's questions by the time when they were last asked.
const BY_LAST: &str = "last";
/// How many questions are forgotten side by side.
const AT_ONCE: usize = 25;
/// One of so many new questions has the course looked at for too many of them: that reads them all.
const TRIM_ONE_OF: u8 = 32;

/// How a question is counted: on, or, when its time was over and nobody has swept it, anew.
const COUNTED: [(&str, &str); 2] = [
    (
        "SET #text = :text, #last = :now, expires = :until ADD asked :one",
        "attribute_not_exists(expires) OR expires >= :now",
    ),
    ("SET #text = :text, #last = :now, expires = :until, asked = :one", "expires < :now"),
];

fn read(row: &Item) -> Result<OpenQuestion, Unreadable> {
    Ok(OpenQuestion {
        question: item::read_text(row, "text")?.to_owned(),
        asked: item::read_number(row, "asked")?,
        last: UnixTime(item::read_number(row, "last")?),
    })
}

#[async_trait::async_trait]
impl OpenQuestions for DynamoStore {
    /// A call that the SDK makes again because its answer was lost counts twice, which does no harm.
    async fn note_open(&self, course: &SiteCourse, question: &str, now: UnixTime) -> Result<(), StoreError> {
        let key = URL_SAFE_NO_PAD.encode(digest(&SHA256, question_key(question).as_bytes()));
        for attempt in 0..super::ATTEMPTS {
            for (change, condition) in COUNTED {
                let update = self
                    .client
                    .update_item()
                    .table_name(self.stack.table(TABLE))
                    .key("course", item::text(course::key(course)))
                    .key("question", item::text(&key))
                    .update_expression(change)
                    .condition_expression(condition)
                    .expression_attribute_names("#text", "text")
                    .expression_attribute_names("#last", "last")
                    .expression_attribute_values(":text", item::text(kept_question(question)))
                    .expression_attribute_values(":now", item::time(now))
                    .expression_attribute_values(":until", item::time(now + OPEN_QUESTIONS_KEPT))
                    .expression_attribute_values(":one", item::number(1))
                    .return_values(ReturnValue::UpdatedNew);
                match update.send().await {
                    Ok(told) => {
                        let asked = item::read_number::<u32>(&told.attributes.unwrap_or_default(), "asked");
                        let is_new = asked.is_ok_and(|asked| asked == 1);
                        return if is_new && self.one_of(TRIM_ONE_OF) {
                            self.trim(course).await
                        } else {
                            Ok(())
                        };
                    }
                    Err(error) => match error.as_service_error() {
                        Some(UpdateItemError::ConditionalCheckFailedException(_)) => {}
                        _ => return Err(self.failed("UpdateItem", TABLE)(error)),
                    },
                }
            }
            // Somebody else counted it anew between the two.
            self.pause(attempt).await;
        }
        Err(self.contended())
    }

    async fn open_questions(
        &self,
        course: &SiteCourse,
        now: UnixTime,
    ) -> Result<Vec<OpenQuestion>, StoreError> {
        let oldest = UnixTime(now.0.saturating_sub_unsigned(OPEN_QUESTIONS_KEPT.as_secs()));
        let query = self
            .client
            .query()
            .table_name(self.stack.table(TABLE))
            .index_name(BY_LAST)
            .key_condition_expression("course = :course AND #last >= :oldest")
            .expression_attribute_names("#last", "last")
            .expression_attribute_values(":course", item::text(course::key(course)))
            .expression_attribute_values(":oldest", item::time(oldest))
            .scan_index_forward(false);
        let rows = self.query_first(TABLE, query, MOST_OPEN_QUESTIONS).await?;
        let questions: Result<_, _> = rows.iter().map(read).collect();
        questions.map_err(|why| self.unreadable(TABLE, why))
    }

    async fn forget_open(&self, course: &SiteCourse) -> Result<(), StoreError> {
        let query = self
            .client
            .query()
            .table_name(self.stack.table(TABLE))
            .key_condition_expression("course = :course")
            .expression_attribute_values(":course", item::text(course::key(course)))
            .projection_expression("course, question")
            .consistent_read(true);
        let keys = self.query(TABLE, query).await?;
        self.delete_questions(keys).await
    }
}

impl DynamoStore {
    /// Forgets the questions of a course that are too many, those that were not asked for longest.
    async fn trim(&self, course: &SiteCourse) -> Result<(), StoreError> {
        let query = self
            .client
            .query()
            .table_name(self.stack.table(TABLE))
            .index_name(BY_LAST)
            .key_condition_expression("course = :course")
            .expression_attribute_values(":course", item::text(course::key(course)))
            .projection_expression("course, question")
            .scan_index_forward(false);
        let keys = self.query(TABLE, query).await?;
        self.delete_questions(keys.into_iter().skip(OPEN_QUESTIONS_OF_COURSE.into())).await
    }

    async fn delete_questions(&self, keys: impl IntoIterator<Item = Item>) -> Result<(), StoreError> {
        let deletes = keys.into_iter().map(|key| {
            self.client.delete_item().table_name(self.stack.table(TABLE)).set_key(Some(key)).send()
        });
        let mut deletes = stream::iter(deletes).buffer_unordered(AT_ONCE);
        while let Some(deleted) = deletes.next().await {
            deleted.map_err(self.failed("DeleteItem", TABLE))?;
        }
        Ok(())
    }

    fn contended(&self) -> StoreError {
        let why = "others counted the same question for seconds";
        StoreError::Unavailable(Box::new(AwsFailure::because("UpdateItem", &self.stack.table(TABLE), why)))
    }
}
