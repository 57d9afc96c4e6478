//! The columns of the gradebook, and the scores in them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::School;
use super::content::WantedLineItem;
use crate::demo::DemoCourse;

/// A column of a course's gradebook (AGS 2.0, section 3.2).
#[derive(Debug, Clone)]
pub(crate) struct LineItem {
    pub(crate) id: u64,
    /// The number of its course.
    pub(crate) course: u32,
    /// The deployment id of the tool that it belongs to.
    pub(crate) type_id: String,
    pub(crate) label: String,
    pub(crate) score_maximum: f64,
    pub(crate) resource_id: String,
    pub(crate) tag: String,
    pub(crate) resource_link_id: Option<String>,
    pub(crate) submission_review: Option<Value>,
    /// The last score of each student, by user id.
    pub(crate) scores: BTreeMap<String, Score>,
}

/// What is kept of a score.
#[derive(Debug, Clone)]
pub(crate) struct Score {
    /// Points of the line item's maximum; `None` as long as there is no final grade.
    pub(crate) points: Option<f64>,
    pub(crate) comment: Option<String>,
    pub(crate) activity_progress: String,
    pub(crate) grading_progress: String,
    /// When it was given, by the tool's clock, in whole seconds as Moodle keeps it.
    pub(crate) timestamp: i64,
}

/// Why a score was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ScoreRefusal {
    /// It is incomplete, or about somebody who is no student of the course.
    Bad,
    /// It is not newer than the one that is kept (AGS 2.0, section 3.4.4).
    Stale,
}

/// A score as the tool sends it (AGS 2.0, section 3.4).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SentScore {
    user_id: UserId,
    timestamp: Timestamp,
    activity_progress: String,
    grading_progress: String,
    score_given: Option<f64>,
    score_maximum: Option<f64>,
    comment: Option<String>,
}

/// Moodle takes a number for a user id, too.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum UserId {
    Text(String),
    Number(u64),
}

impl Default for LineItem {
    fn default() -> Self {
        Self {
            id: 0,
            course: 0,
            type_id: String::new(),
            label: String::new(),
            score_maximum: 100.0,
            resource_id: String::new(),
            tag: String::new(),
            resource_link_id: None,
            submission_review: None,
            scores: BTreeMap::new(),
        }
    }
}

impl LineItem {
    /// A line item as it was asked for; `title` is its label when it has none of its own.
    pub(crate) fn of(wanted: &WantedLineItem, title: &str) -> Self {
        Self {
            label: wanted.label.clone().unwrap_or_else(|| title.to_owned()),
            score_maximum: wanted.score_maximum,
            resource_id: wanted.resource_id.clone(),
            tag: wanted.tag.clone(),
            submission_review: wanted.submission_review.clone(),
            ..Self::default()
        }
    }

    /// Takes over what the tool says of it (AGS 2.0, section 3.2.6): label and maximum, which have to be there, and
    /// the rest as far as it is.
    pub(crate) fn set(&mut self, said: &Value) -> Option<()> {
        let text = |name: &str| said.get(name).and_then(Value::as_str).map(str::to_owned);
        self.label = text("label").filter(|label| !label.is_empty())?;
        self.score_maximum = said.get("scoreMaximum")?.as_f64()?;
        self.resource_id = text("resourceId").unwrap_or_default();
        self.tag = text("tag").unwrap_or_default();
        if let Some(review) = said.get("submissionReview") {
            self.submission_review = Some(review.clone());
        }
        Some(())
    }

    /// Where Moodle says it is.
    pub(crate) fn url(&self, issuer: &str) -> String {
        format!("{issuer}/services/{}/lineitems/{}/lineitem?type_id={}", self.course, self.id, self.type_id)
    }

    /// Where a part of it is, `scores` or `results`.
    pub(crate) fn part_url(&self, issuer: &str, part: &str) -> String {
        let (id, type_id) = (self.id, &self.type_id);
        format!("{issuer}/services/{}/lineitems/{id}/lineitem/{part}?type_id={type_id}", self.course)
    }

    /// As Moodle describes it.
    pub(crate) fn json(&self, issuer: &str) -> Value {
        let mut item = json!({
            "id": self.url(issuer),
            "label": self.label,
            "scoreMaximum": number(self.score_maximum),
            "resourceId": self.resource_id,
            "tag": self.tag,
        });
        if let Some(link) = &self.resource_link_id {
            item["resourceLinkId"] = json!(link);
            item["ltiLinkId"] = json!(link);
        }
        if let Some(review) = &self.submission_review {
            item["submissionReview"] = review.clone();
        }
        item
    }

    /// Takes a score, in Moodle's order of checks.
    pub(crate) fn take(
        &mut self,
        body: &[u8],
        is_student: impl Fn(&str) -> bool,
    ) -> Result<(), ScoreRefusal> {
        let sent: SentScore = serde_json::from_slice(body).map_err(|_| ScoreRefusal::Bad)?;
        let user = match sent.user_id {
            UserId::Text(id) => id,
            UserId::Number(id) => id.to_string(),
        };
        if !is_student(&user)
            || (sent.score_given.is_some() && sent.score_maximum.is_none_or(|all| all <= 0.0))
        {
            return Err(ScoreRefusal::Bad);
        }
        let timestamp = sent.timestamp.as_second();
        if self.scores.get(&user).is_some_and(|kept| kept.timestamp >= timestamp) {
            return Err(ScoreRefusal::Stale);
        }
        let is_final = sent.grading_progress == "FullyGraded";
        let share = sent.score_given.zip(sent.score_maximum).map(|(given, all)| given / all);
        let score = Score {
            points: share.filter(|_| is_final).map(|share| share * self.score_maximum),
            comment: sent.comment,
            activity_progress: sent.activity_progress,
            grading_progress: sent.grading_progress,
            timestamp,
        };
        self.scores.insert(user, score);
        Ok(())
    }
}

impl School {
    /// The gradebook's columns of this course.
    pub(crate) fn line_items_in(&self, course: &DemoCourse) -> impl Iterator<Item = &LineItem> {
        self.line_items.iter().filter(|item| item.course == course.number)
    }

    /// One of them by its id.
    pub(crate) fn line_item(&self, course: &DemoCourse, id: &str) -> Option<&LineItem> {
        self.line_items_in(course).find(|item| item.id.to_string() == id)
    }

    /// The same, to be changed.
    pub(crate) fn line_item_mut(&mut self, course: &DemoCourse, id: &str) -> Option<&mut LineItem> {
        let mut items = self.line_items.iter_mut().filter(|item| item.course == course.number);
        items.find(|item| item.id.to_string() == id)
    }

    /// Adds a line item and gives it its id.
    pub(crate) fn create_line_item(&mut self, item: LineItem) -> LineItem {
        let item = LineItem { id: self.new_id(), ..item };
        self.line_items.push(item.clone());
        item
    }

    /// Deletes a column with all its scores; whether there was one.
    pub(crate) fn delete_line_item(&mut self, id: &str) -> bool {
        let before = self.line_items.len();
        self.line_items.retain(|item| item.id.to_string() != id);
        self.line_items.len() < before
    }
}

/// A number as PHP writes it: a whole one without a point.
pub(crate) fn number(value: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "the number is whole and small enough")]
    if value.fract() == 0.0 && value.abs() < 1e15 { json!(value as i64) } else { json!(value) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{LineItem, ScoreRefusal, number};

    fn sent(change: (&str, serde_json::Value)) -> Vec<u8> {
        let mut score = json!({
            "userId": "4", "scoreGiven": 7, "scoreMaximum": 10, "activityProgress": "Completed",
            "gradingProgress": "FullyGraded", "timestamp": "2026-11-21T22:05:23+00:00", "comment": "well done",
        });
        score[change.0] = change.1;
        score.to_string().into_bytes()
    }

    #[test]
    fn a_score_is_kept_on_the_scale_of_its_line_item() {
        let mut item = LineItem::default();
        item.take(&sent(("comment", json!("well done"))), |_| true).unwrap();
        assert_eq!(item.scores["4"].points, Some(70.0));
        assert_eq!(number(70.0).to_string(), "70");
        assert_eq!(number(7.5).to_string(), "7.5");
    }

    #[test]
    fn a_timestamp_within_the_same_second_is_not_later() {
        let mut item = LineItem::default();
        item.take(&sent(("timestamp", json!("2026-11-21T22:05:23.1Z"))), |_| true).unwrap();
        let again = item.take(&sent(("timestamp", json!("2026-11-21T22:05:23.9Z"))), |_| true);
        assert_eq!(again, Err(ScoreRefusal::Stale));
        item.take(&sent(("timestamp", json!("2026-11-21T22:05:24Z"))), |_| true).unwrap();
    }

    #[test]
    fn only_a_final_score_is_a_grade() {
        let mut item = LineItem::default();
        item.take(&sent(("gradingProgress", json!("PendingManual"))), |_| true).unwrap();
        assert_eq!(item.scores["4"].points, None);
    }
}
