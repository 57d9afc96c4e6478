//! The vectors of a course's passages, in memory.

use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;
use tantivy::index::SegmentId;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet as _, SegmentReader, TERMINATED, TantivyDocument, TantivyError, Term};

use crate::embeddings::Vector;
use crate::entries::Fields;

/// How many bytes of vectors are kept: those of some 300,000 passages.
const MOST_BYTES: usize = 128 << 20;

/// Blocks of the store that are kept while its entries are read one after the other.
const STORE_BLOCKS: usize = 2;

/// The entries of one course in one segment, with their vectors where they have any, in their order. Deleted ones are among them.
pub(crate) type CourseVectors = Vec<(DocId, Option<Vector>)>;

/// Vectors by segment and course. A segment never changes, so nothing here is ever out of date; what is gone is no longer asked for
/// and makes room for others.
pub(crate) struct VectorCache(Mutex<Kept>);

struct Kept {
    vectors: LruCache<(SegmentId, Term), Arc<CourseVectors>>,
    bytes: usize,
}

impl Default for VectorCache {
    fn default() -> Self {
        Self(Mutex::new(Kept { vectors: LruCache::unbounded(), bytes: 0 }))
    }
}

impl VectorCache {
    /// The course's entries in a segment, with their vectors of this model.
    pub(crate) fn of(
        &self,
        fields: &Fields,
        segment: &SegmentReader,
        course: &Term,
        model: &str,
    ) -> Result<Arc<CourseVectors>, TantivyError> {
        let key = (segment.segment_id(), course.clone());
        if let Some(vectors) = self.0.lock().unwrap_or_else(PoisonError::into_inner).vectors.get(&key) {
            return Ok(Arc::clone(vectors));
        }
        // Two questions at once may both read; that is better than one waiting for the other.
        let vectors = Arc::new(read(fields, segment, course, model)?);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).keep(key, Arc::clone(&vectors));
        Ok(vectors)
    }
}

impl Kept {
    fn keep(&mut self, key: (SegmentId, Term), vectors: Arc<CourseVectors>) {
        self.bytes += size(&vectors);
        if let Some(replaced) = self.vectors.put(key, vectors) {
            self.bytes -= size(&replaced);
        }
        while self.bytes > MOST_BYTES
            && let Some((_, oldest)) = self.vectors.pop_lru()
        {
            self.bytes -= size(&oldest);
        }
    }
}

fn size(vectors: &CourseVectors) -> usize {
    let each = |(_, vector): &(DocId, Option<Vector>)| vector.as_ref().map_or(0, Vector::size);
    size_of_val(&**vectors) + vectors.iter().map(each).sum::<usize>()
}

fn read(
    fields: &Fields,
    segment: &SegmentReader,
    course: &Term,
    model: &str,
) -> Result<CourseVectors, TantivyError> {
    let index = segment.inverted_index(fields.course)?;
    let Some(mut entries) = index.read_postings(course, IndexRecordOption::Basic)? else {
        return Ok(Vec::new());
    };
    let store = segment.get_store_reader(STORE_BLOCKS)?;
    let mut vectors = Vec::new();
    while entries.doc() != TERMINATED {
        let entry: TantivyDocument = store.get(entries.doc())?;
        vectors.push((entries.doc(), fields.vector(&entry, model)));
        entries.advance();
    }
    Ok(vectors)
}
