//! Things kept in memory for a while: at most so many, and not for long.

use std::collections::VecDeque;

/// Values under one-time names. When it is full, the oldest value goes.
#[derive(Debug)]
pub(super) struct Expiring<T> {
    capacity: usize,
    lifetime: i64,
    /// In the order of insertion, which is the order of expiry.
    entries: VecDeque<Entry<T>>,
}

#[derive(Debug)]
struct Entry<T> {
    name: String,
    expires_at: i64,
    value: T,
}

impl<T> Expiring<T> {
    /// `lifetime` is in seconds.
    pub(super) fn new(capacity: usize, lifetime: i64) -> Self {
        Self { capacity, lifetime, entries: VecDeque::new() }
    }

    /// Keeps a value, in the place of an older one of the same name.
    pub(super) fn insert(&mut self, now: i64, name: String, value: T) {
        self.entries.retain(|entry| entry.name != name && now < entry.expires_at);
        if self.entries.len() >= self.capacity {
            self.entries.pop_front();
        }
        self.entries.push_back(Entry { name, expires_at: now + self.lifetime, value });
    }

    /// Looks at a value.
    pub(super) fn get(&self, now: i64, name: &str) -> Option<&T> {
        let found = self.entries.iter().find(|entry| entry.name == name)?;
        (now < found.expires_at).then_some(&found.value)
    }

    /// The same, to be changed.
    pub(super) fn get_mut(&mut self, now: i64, name: &str) -> Option<&mut T> {
        let found = self.entries.iter_mut().find(|entry| entry.name == name)?;
        (now < found.expires_at).then_some(&mut found.value)
    }

    /// Takes a value out: the second time there is none.
    pub(super) fn take(&mut self, now: i64, name: &str) -> Option<T> {
        let position = self.entries.iter().position(|entry| entry.name == name)?;
        let found = self.entries.remove(position)?;
        (now < found.expires_at).then_some(found.value)
    }
}

#[cfg(test)]
mod tests {
    use super::Expiring;

    #[test]
    fn a_value_can_be_taken_once() {
        let mut store = Expiring::new(3, 60);
        store.insert(0, "a".to_owned(), 1);
        assert_eq!(store.get(0, "a"), Some(&1));
        assert_eq!(store.take(0, "a"), Some(1));
        assert_eq!(store.take(0, "a"), None);
        assert_eq!(store.get(0, "a"), None);
    }

    #[test]
    fn a_value_is_gone_when_its_time_is_over() {
        let mut store = Expiring::new(3, 60);
        store.insert(100, "a".to_owned(), 1);
        assert_eq!(store.get(159, "a"), Some(&1));
        assert_eq!(store.get(160, "a"), None);
        assert_eq!(store.take(160, "a"), None);
    }

    #[test]
    fn the_oldest_value_makes_room() {
        let mut store = Expiring::new(2, 60);
        for (now, name) in [(0, "a"), (1, "b"), (2, "c")] {
            store.insert(now, name.to_owned(), name);
        }
        assert_eq!(store.get(2, "a"), None);
        assert_eq!(store.get(2, "b"), Some(&"b"));
        assert_eq!(store.get(2, "c"), Some(&"c"));
    }

    #[test]
    fn a_newer_value_replaces_the_one_of_its_name() {
        let mut store = Expiring::new(2, 60);
        store.insert(0, "a".to_owned(), 1);
        store.insert(1, "b".to_owned(), 2);
        store.insert(2, "a".to_owned(), 3);
        assert_eq!(store.get(2, "a"), Some(&3));
        assert_eq!(store.get(2, "b"), Some(&2));
    }
}
