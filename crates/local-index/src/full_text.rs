//! Passages by their words.

use std::collections::HashMap;

use tantivy::collector::{Count, TopDocs};
use tantivy::query::{
    Bm25StatisticsProvider, BooleanQuery, ConstScoreQuery, DisjunctionMaxQuery, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, Searcher, TantivyError, Term};

use crate::index::Inner;
use crate::words;

/// How many passages are looked at further.
const MOST: usize = 100;

/// How many words of a question are looked for. Whoever pastes a page into it asks about its beginning.
const MOST_WORDS: usize = 64;

/// The fewest passages by which the rarity of words is judged: in a course with ten, every word is rare.
const FEWEST_PASSAGES: u64 = 1000;

/// How many words a passage has, about: they are cut to the same length.
const TYPICAL_WORDS: u64 = 100;

/// How much the best passages have of the question's words, from 0 to 1: rare words count more, and the first time a word stands
/// in a passage counts most (BM25). It is 1 where every word stands in it again and again. What other courses say plays no part.
pub(crate) fn search(
    inner: &Inner,
    searcher: &Searcher,
    course: &Term,
    question: &str,
) -> Result<HashMap<DocAddress, f32>, TantivyError> {
    let course = TermQuery::new(course.clone(), IndexRecordOption::Basic);
    let passages = searcher.search(&course, &Count)? as u64;
    let statistics = Statistics { searcher, course: &course, passages: passages.max(FEWEST_PASSAGES) };
    let (mut words, mut most): (Vec<Box<dyn Query>>, f32) = (Vec::new(), 0.0);
    for stems in words::asked(question).into_iter().take(MOST_WORDS) {
        let terms: Vec<_> = stems.iter().map(|stem| inner.fields.stem_term(stem)).collect();
        most += statistics.most(&terms)?;
        let stems = terms
            .into_iter()
            .map(|term| -> Box<dyn Query> { Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) });
        words.push(Box::new(DisjunctionMaxQuery::new(stems.collect())));
    }
    if words.is_empty() {
        return Ok(HashMap::new());
    }
    let within = ConstScoreQuery::new(Box::new(course.clone()), 0.0);
    let query = BooleanQuery::intersection(vec![Box::new(within), Box::new(BooleanQuery::union(words))]);
    let found = searcher.search_with_statistics_provider(
        &query,
        &TopDocs::with_limit(MOST).order_by_score(),
        &statistics,
    )?;
    Ok(found.into_iter().map(|(score, address)| (address, (score / most).clamp(0.0, 1.0))).collect())
}

/// What is rare, in one course.
struct Statistics<'a> {
    searcher: &'a Searcher,
    course: &'a TermQuery,
    passages: u64,
}

impl Statistics<'_> {
    /// The most that a word adds to a passage's score, whichever of its stems that has, as tantivy weighs them: the limit for
    /// passages that have it again and again.
    fn most(&self, stems: &[Term]) -> Result<f32, TantivyError> {
        /// BM25's k1, in tantivy as in the literature.
        const SATURATION: f32 = 1.2;
        let mut frequent = 0;
        for stem in stems {
            frequent = frequent.max(self.doc_freq(stem)?);
        }
        #[expect(clippy::cast_precision_loss, reason = "a course has some thousands of passages")]
        let (passages, frequent) = (self.passages as f32, frequent as f32);
        Ok((1.0 + (passages - frequent + 0.5) / (frequent + 0.5)).ln() * (1.0 + SATURATION))
    }
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, _: Field) -> Result<u64, TantivyError> {
        Ok(self.passages * TYPICAL_WORDS)
    }

    fn total_num_docs(&self) -> Result<u64, TantivyError> {
        Ok(self.passages)
    }

    fn doc_freq(&self, term: &Term) -> Result<u64, TantivyError> {
        let word = TermQuery::new(term.clone(), IndexRecordOption::Basic);
        let both = BooleanQuery::intersection(vec![Box::new(self.course.clone()), Box::new(word)]);
        Ok(self.searcher.search(&both, &Count)? as u64)
    }
}
