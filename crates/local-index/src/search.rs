//! How passages are found: by what they mean and by their words, weighed together.

use std::collections::HashMap;

use ports::{Passage, SiteCourse};
use tantivy::{DocAddress, Searcher, TantivyDocument, Term};

use crate::embeddings::{Embeddings, Vector};
use crate::full_text;
use crate::index::{Failure, Inner};

/// How much the words count beside the meaning. Chosen, as the two below are, on the questions of `tests/it/development.json`;
/// `tests/it/course.rs` measures with others.
const WORDS: f32 = 0.4;

/// The least that is no chance, where there is a model: the most that takes at least 35 of the 36 questions there that a file
/// answers. It keeps out what has nothing to do with the course. What has, and is not answered, scores like what is: whether a
/// passage answers a question, only who reads both can say.
const LEAST: f32 = 0.2;

/// The same where there are only words.
const LEAST_WORDS: f32 = 0.17;

/// How well passages fit, by address.
type Scores = HashMap<DocAddress, f32>;

/// The passages of a course that fit a question best, the best first.
pub(crate) fn search(
    inner: &Inner,
    searcher: &Searcher,
    course: &SiteCourse,
    question: &str,
    limit: usize,
) -> Result<Vec<Passage>, Failure> {
    if limit == 0 || !question.contains(char::is_alphanumeric) {
        return Ok(Vec::new());
    }
    let course = inner.fields.course_term(course);
    let (scores, least) = match &inner.embeddings {
        Some(embeddings) => (by_both(inner, searcher, &**embeddings, &course, question)?, LEAST),
        None => (full_text::search(inner, searcher, &course, question)?, LEAST_WORDS),
    };
    let mut best: Vec<_> = scores.into_iter().filter(|(_, score)| *score > 0.0).collect();
    // Addresses settle what scores do not, so that the same question has the same answer.
    let by_fit = |(a, first): &(DocAddress, f32), (b, second): &(DocAddress, f32)| {
        second.total_cmp(first).then(a.cmp(b))
    };
    // Nearly every passage of a course has some likeness to a question: only those that are asked for are put in order.
    if best.len() > limit {
        best.select_nth_unstable_by(limit, by_fit);
        best.truncate(limit);
    }
    best.sort_unstable_by(by_fit);
    let mut passages = Vec::with_capacity(best.len());
    for (address, score) in best {
        let entry: TantivyDocument = searcher.doc(address)?;
        if let Some(entry) = inner.fields.read(&entry) {
            passages.push(Passage {
                document: entry.document,
                module: entry.module,
                text: entry.text,
                place: entry.place,
                score,
                fits: score >= least,
            });
        }
    }
    Ok(passages)
}

fn by_both(
    inner: &Inner,
    searcher: &Searcher,
    embeddings: &dyn Embeddings,
    course: &Term,
    question: &str,
) -> Result<Scores, Failure> {
    let mut scores = full_text::search(inner, searcher, course, question)?;
    for score in scores.values_mut() {
        *score *= WORDS;
    }
    let asked = Vector::new(&embeddings.of_question(question)?);
    for (segment, number) in searcher.segment_readers().iter().zip(0..) {
        let vectors = inner.vectors.of(&inner.fields, segment, course, embeddings.model())?;
        for (entry, vector) in &*vectors {
            let address = DocAddress::new(number, *entry);
            match vector {
                _ if segment.is_deleted(*entry) => {}
                Some(vector) => *scores.entry(address).or_default() += asked.cosine(vector).max(0.0),
                // Its meaning is not known, or not yet: its words are all that it is judged by.
                None => {
                    scores.entry(address).and_modify(|score| *score *= (1.0 + WORDS) / WORDS);
                }
            }
        }
    }
    for score in scores.values_mut() {
        *score = (*score / (1.0 + WORDS)).min(1.0);
    }
    Ok(scores)
}
