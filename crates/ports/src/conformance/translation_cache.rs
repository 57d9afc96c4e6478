//! What every [`TranslationCache`] does.

use std::sync::Arc;
use std::time::Duration;

use lti::time::UnixTime;

use super::samples::{NOW, unique};
use crate::{CacheKey, CachedTranslation, LanguageTag, TranslationCache};

const HOUR: Duration = Duration::from_hours(1);

fn key() -> CacheKey {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, unique("text").as_bytes());
    CacheKey(digest.as_ref().try_into().unwrap())
}

fn translation(text: &str) -> CachedTranslation {
    CachedTranslation { text: text.into(), source: None, in_pieces: false }
}

async fn keep<S: TranslationCache>(store: &S, translation: &CachedTranslation) -> CacheKey {
    let key = key();
    store.keep_translation(&key, translation, NOW + HOUR).await.unwrap();
    key
}

/// Every field comes back as it was kept.
pub async fn a_translation_comes_back_as_it_was<S: TranslationCache>(store: Arc<S>) {
    let source = Some(LanguageTag::parse("zh-Hant-TW").unwrap());
    let whole = CachedTranslation { text: String::new(), source, in_pieces: true };
    let bare = translation("plain");
    let keys = [keep(&*store, &whole).await, keep(&*store, &bare).await];
    assert_eq!(store.translations(&keys, NOW).await.unwrap(), [Some(whole), Some(bare)]);
}

/// Text comes back byte for byte, whatever it is written in.
pub async fn text_is_kept_byte_for_byte<S: TranslationCache>(store: Arc<S>) {
    for text in
        ["été — 日本語 العربية 🎓", "e\u{301}\u{200f}\u{feff}", "a\0b", "\r\n\t'\"\\%_", &"ß".repeat(100_000)]
    {
        let key = keep(&*store, &translation(text)).await;
        let found = store.translations(&[key], NOW).await.unwrap();
        assert_eq!(found, [Some(translation(text))]);
    }
}

/// Answers stand in the order of the keys, with what is absent between them, and a key twice twice.
pub async fn answers_stand_in_the_order_of_the_keys<S: TranslationCache>(store: Arc<S>) {
    let (a, b) = (translation("a"), translation("b"));
    let (at_a, at_b) = (keep(&*store, &a).await, keep(&*store, &b).await);
    let found = store.translations(&[at_b, key(), at_a, key(), at_b], NOW).await.unwrap();
    assert_eq!(found, [Some(b.clone()), None, Some(a), None, Some(b)]);
}

/// Nothing is asked, nothing is answered.
pub async fn no_keys_have_no_answers<S: TranslationCache>(store: Arc<S>) {
    assert_eq!(store.translations(&[], NOW).await.unwrap(), []);
}

/// Many keys are answered at once.
pub async fn fifty_keys_are_answered_at_once<S: TranslationCache>(store: Arc<S>) {
    let mut keys = Vec::new();
    for i in 0..50 {
        keys.push(keep(&*store, &translation(&i.to_string())).await);
    }
    keys.reverse();
    let found = store.translations(&keys, NOW).await.unwrap();
    let texts: Vec<_> = found.into_iter().map(|found| found.unwrap().text).collect();
    assert_eq!(texts, (0..50).rev().map(|i| i.to_string()).collect::<Vec<_>>());
}

/// A later translation stands in the place of an earlier one, with a time of its own.
pub async fn a_later_translation_replaces_an_earlier_one<S: TranslationCache>(store: Arc<S>) {
    let key = keep(&*store, &translation("earlier")).await;
    store.keep_translation(&key, &translation("later"), NOW + HOUR * 2).await.unwrap();
    let found = store.translations(&[key], NOW + HOUR).await.unwrap();
    assert_eq!(found, [Some(translation("later"))]);
}

/// A translation is kept to the second, although nothing swept it.
pub async fn a_translation_whose_time_is_over_and_was_not_swept_is_absent<S: TranslationCache>(
    store: Arc<S>,
) {
    let key = keep(&*store, &translation("a")).await;
    let last_moment = NOW + HOUR.saturating_sub(Duration::from_secs(1));
    assert!(store.translations(&[key], last_moment).await.unwrap()[0].is_some());
    assert_eq!(store.translations(&[key], NOW + HOUR).await.unwrap(), [None]);
}

/// A clock that shows nonsense breaks nothing.
pub async fn a_clock_that_shows_nonsense_breaks_nothing<S: TranslationCache>(store: Arc<S>) {
    let key = keep(&*store, &translation("a")).await;
    assert!(store.translations(&[key], UnixTime(i64::MIN)).await.unwrap()[0].is_some());
    assert_eq!(store.translations(&[key], UnixTime(i64::MAX)).await.unwrap(), [None]);
}

/// Runs the suite for [`crate::TranslationCache`].
#[macro_export]
macro_rules! translation_cache_conformance {
    ($fresh:ident) => {
        $crate::conformance_tests!(
            translation_cache,
            $fresh,
            [
                a_translation_comes_back_as_it_was,
                text_is_kept_byte_for_byte,
                answers_stand_in_the_order_of_the_keys,
                no_keys_have_no_answers,
                fifty_keys_are_answered_at_once,
                a_later_translation_replaces_an_earlier_one,
                a_translation_whose_time_is_over_and_was_not_swept_is_absent,
                a_clock_that_shows_nonsense_breaks_nothing,
            ]
        );
    };
}
