use std::cmp::Reverse;

use lti::time::UnixTime;

use super::MemoryStore;
use crate::{
    ActivityId, Completion, Completions, CourseId, Grade, MAX_LISTED_READINGS, PersonId, Reading, ReadingId,
    ReadingSummary, Readings, StoreError,
};

#[async_trait::async_trait]
impl Readings for MemoryStore {
    async fn reading(&self, id: &ReadingId) -> Result<Option<Reading>, StoreError> {
        Ok(self.tables().readings.get(id).cloned())
    }

    async fn readings_of(&self, course: &CourseId) -> Result<Vec<ReadingSummary>, StoreError> {
        let tables = self.tables();
        let of_course = tables.readings.values().filter(|reading| reading.course == *course);
        let mut found: Vec<_> = of_course.map(ReadingSummary::from).collect();
        found.sort_by_key(|reading| Reverse(reading.updated));
        found.truncate(usize::from(MAX_LISTED_READINGS));
        Ok(found)
    }

    async fn save_reading(&self, reading: &Reading) -> Result<(), StoreError> {
        self.tables().readings.insert(reading.id.clone(), reading.clone());
        Ok(())
    }
}

fn key(activity: &ActivityId, user: &str) -> (ActivityId, String) {
    (activity.clone(), user.to_owned())
}

impl MemoryStore {
    fn completions_where(&self, fits: impl Fn(&Completion) -> bool) -> Vec<Completion> {
        self.tables().completions.values().filter(|completion| fits(completion)).cloned().collect()
    }
}

#[async_trait::async_trait]
impl Completions for MemoryStore {
    async fn add_completion(&self, fresh: &Completion) -> Result<Completion, StoreError> {
        let key = key(&fresh.activity, &fresh.user);
        Ok(self.tables().completions.entry(key).or_insert_with(|| fresh.clone()).clone())
    }

    async fn completion(&self, activity: &ActivityId, user: &str) -> Result<Option<Completion>, StoreError> {
        Ok(self.tables().completions.get(&key(activity, user)).cloned())
    }

    async fn completions_in(&self, activity: &ActivityId) -> Result<Vec<Completion>, StoreError> {
        Ok(self.completions_where(|completion| completion.activity == *activity))
    }

    async fn completions_of(&self, person: &PersonId) -> Result<Vec<Completion>, StoreError> {
        Ok(self.completions_where(|completion| completion.person() == *person))
    }

    async fn change_grade(&self, seen: &Completion, to: &Grade) -> Result<bool, StoreError> {
        let mut tables = self.tables();
        let kept = tables.completions.get_mut(&key(&seen.activity, &seen.user));
        let unchanged = kept.filter(|kept| kept.grade == seen.grade);
        Ok(unchanged.map(|kept| kept.grade = to.clone()).is_some())
    }

    async fn forget_completion(&self, activity: &ActivityId, user: &str) -> Result<bool, StoreError> {
        Ok(self.tables().completions.remove(&key(activity, user)).is_some())
    }

    async fn grades_due(&self, now: UnixTime, limit: u16) -> Result<Vec<Completion>, StoreError> {
        let mut due =
            self.completions_where(|completion| completion.grade.next_attempt().is_some_and(|at| at <= now));
        due.sort_by_key(|completion| completion.grade.next_attempt());
        due.truncate(usize::from(limit));
        Ok(due)
    }
}
