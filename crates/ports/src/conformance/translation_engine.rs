//! What every [`TranslationEngine`] does. The function that makes an engine makes a [`Sample`] of its work.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::future::join_all;

use crate::{
    EngineError, LanguagePair, LanguageTag, Languages, MarkedText, Piece, Progress, TranslationEngine, Work,
};

/// An engine, and what it is sure to translate.
#[derive(Clone, Debug)]
pub struct Sample<E> {
    /// The engine.
    pub engine: Arc<E>,
    /// From this language; an engine of pairs needs it.
    pub source: Option<LanguageTag>,
    /// To this one.
    pub target: LanguageTag,
    /// Sentences without marks, each different from the others.
    pub texts: Vec<String>,
    /// A text with pairs of marks, nested ones too, around words, and with something kept.
    pub marked: MarkedText,
}

impl<E: TranslationEngine> Sample<E> {
    fn work(&self, segments: Vec<MarkedText>) -> Work {
        let (source, target) = (self.source.clone(), self.target.clone());
        Work { segments, source, target, glossary: BTreeMap::new() }
    }

    /// The texts, each with a mark of its own, by which its translation is known.
    fn numbered(&self, first: u16) -> Vec<MarkedText> {
        let segments = self
            .texts
            .iter()
            .zip(first..)
            .map(|(text, number)| MarkedText(vec![Piece::Text(format!("{text} ")), Piece::Keep(number)]));
        segments.collect()
    }

    /// All reports on a work that succeeds.
    async fn reports(&self, segments: Vec<MarkedText>) -> Vec<Progress> {
        let stream = self.engine.translate(self.work(segments)).await.unwrap();
        let reports: Vec<Result<Progress, EngineError>> = stream.collect().await;
        reports.into_iter().map(Result::unwrap).collect()
    }

    async fn translate(&self, segments: Vec<MarkedText>) -> Vec<MarkedText> {
        segments_of(&self.reports(segments).await)
    }
}

fn segments_of(reports: &[Progress]) -> Vec<MarkedText> {
    let mut segments = Vec::new();
    let mut pieces = Vec::new();
    for report in reports {
        match report {
            Progress::Piece(piece) => pieces.push(piece.clone()),
            Progress::SegmentEnd => segments.push(MarkedText(std::mem::take(&mut pieces))),
            Progress::Usage(_) => {}
        }
    }
    assert!(pieces.is_empty(), "pieces without an end: {pieces:?}");
    segments
}

/// Each mark, and the marks around it.
fn marks(text: &MarkedText) -> BTreeMap<u16, Vec<u16>> {
    let mut open = Vec::new();
    let mut marks = BTreeMap::new();
    for piece in &text.0 {
        match piece {
            Piece::Text(_) => {}
            Piece::Close(number) => assert_eq!(open.pop(), Some(*number), "{text:?}"),
            Piece::Open(number) | Piece::Keep(number) => {
                assert_eq!(marks.insert(*number, open.clone()), None, "twice: {number} of {text:?}");
                if matches!(piece, Piece::Open(_)) {
                    open.push(*number);
                }
            }
        }
    }
    assert!(open.is_empty(), "{text:?}");
    marks
}

fn assert_translates(sources: &[MarkedText], translations: &[MarkedText]) {
    assert_eq!(sources.len(), translations.len());
    for (source, translation) in sources.iter().zip(translations) {
        assert_eq!(marks(translation), marks(source), "{translation:?}");
        assert!(translation.words().chars().any(char::is_alphanumeric), "{translation:?}");
    }
}

/// The engine has a name, and says that it translates the sample.
#[expect(clippy::unused_async, reason = "the macro awaits every behaviour")]
pub async fn the_engine_names_itself_and_its_languages<E: TranslationEngine>(sample: Sample<E>) {
    assert!(!sample.engine.model().trim().is_empty());
    if let Languages::Pairs(pairs) = sample.engine.languages() {
        let is_sample = |pair: &LanguagePair| {
            Some(&pair.source) == sample.source.as_ref() && pair.target == sample.target
        };
        assert!(pairs.iter().any(is_sample));
        assert!(pairs.iter().all(|pair| pair.source != pair.target));
        let mut ends: Vec<_> = pairs.iter().map(|pair| (&pair.source, &pair.target)).collect();
        ends.sort_unstable();
        assert!(ends.windows(2).all(|pair| pair[0] != pair[1]), "a pair twice");
    }
}

/// One translation for each segment, at its place.
pub async fn as_many_segments_come_out_as_went_in_and_in_order<E: TranslationEngine>(sample: Sample<E>) {
    let segments = sample.numbered(1);
    assert_translates(&segments, &sample.translate(segments.clone()).await);
}

/// Every mark comes back once, inside the same pairs.
pub async fn all_marks_come_back_inside_the_same_pairs<E: TranslationEngine>(sample: Sample<E>) {
    let segments = vec![sample.marked.clone()];
    assert!(marks(&sample.marked).values().any(|around| !around.is_empty()), "the sample nests nothing");
    assert_translates(&segments, &sample.translate(segments.clone()).await);
}

/// Nothing follows the last segment but its cost.
pub async fn a_stream_ends_after_the_last_segment_and_its_usage<E: TranslationEngine>(sample: Sample<E>) {
    let segments = sample.numbered(1);
    let mut reports = sample.reports(segments.clone()).await;
    if let Some(Progress::Usage(_)) = reports.last() {
        reports.pop();
    }
    assert_eq!(reports.last(), Some(&Progress::SegmentEnd));
    assert!(!reports.iter().any(|report| matches!(report, Progress::Usage(_))));
    assert_eq!(reports.iter().filter(|report| **report == Progress::SegmentEnd).count(), segments.len());
}

/// Who stops reading does no harm to the next.
pub async fn after_a_dropped_stream_the_engine_serves_the_next_call<E: TranslationEngine>(sample: Sample<E>) {
    let segments = sample.numbered(1);
    for read in 0..3 {
        let stream = sample.engine.translate(sample.work(segments.clone())).await.unwrap();
        drop(stream.take(read).collect::<Vec<_>>().await);
        assert_translates(&segments, &sample.translate(segments.clone()).await);
    }
}

/// Calls at the same time do not mix.
pub async fn calls_at_once_get_their_own_translations<E: TranslationEngine>(sample: Sample<E>) {
    let calls = (0..8_u16).map(|call| {
        let (sample, segments) = (&sample, sample.numbered(1 + call * 100));
        async move { assert_translates(&segments, &sample.translate(segments.clone()).await) }
    });
    join_all(calls).await;
}

/// Where there is nothing to translate, nothing changes.
pub async fn a_text_without_words_comes_back_whole<E: TranslationEngine>(sample: Sample<E>) {
    let segments: Vec<_> =
        ["42 + 7 = 49", "12:30 – 13:15 (50 %)", "→ 1.5 ☂ ~ #3"].map(MarkedText::plain).into();
    let translations = sample.translate(segments.clone()).await;
    let words = |texts: &[MarkedText]| texts.iter().map(MarkedText::words).collect::<Vec<_>>();
    assert_eq!(words(&translations), words(&segments));
}

/// Runs the suite for [`crate::TranslationEngine`].
#[macro_export]
macro_rules! translation_engine_conformance {
    ($fresh:ident) => {
        $crate::conformance_tests!(
            translation_engine,
            $fresh,
            [
                the_engine_names_itself_and_its_languages,
                as_many_segments_come_out_as_went_in_and_in_order,
                all_marks_come_back_inside_the_same_pairs,
                a_stream_ends_after_the_last_segment_and_its_usage,
                after_a_dropped_stream_the_engine_serves_the_next_call,
                calls_at_once_get_their_own_translations,
                a_text_without_words_comes_back_whole,
            ]
        );
    };
}
