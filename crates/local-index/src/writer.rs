use std::sync::{Mutex, PoisonError};

use tantivy::{Index, IndexWriter, TantivyDocument, TantivyError, indexer::IndexWriterOptions};

use crate::index::Failure;

/// What the writer keeps in memory until it commits, in bytes. Changes are small, and each is committed.
const MEMORY: usize = 20 << 20;

/// Makes changes, one after the other, each of them whole or not at all.
pub(crate) struct Writer {
    index: Index,
    /// None before the first change, and after one that failed: such a writer may be beyond repair, and what it had not
    /// committed must go with it.
    open: Mutex<Option<IndexWriter>>,
}

impl Writer {
    pub(crate) fn new(index: Index) -> Self {
        Self { index, open: Mutex::new(None) }
    }

    /// Makes a change and commits it to disk.
    pub(crate) fn commit(
        &self,
        change: impl FnOnce(&IndexWriter) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let mut writer = match open.take() {
            Some(writer) => writer,
            None => self.start()?,
        };
        change(&writer)?;
        writer.commit()?;
        *open = Some(writer);
        Ok(())
    }

    /// Merging old parts of the index is left one thread, as is writing new ones.
    fn start(&self) -> Result<IndexWriter, TantivyError> {
        let options = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .num_merge_threads(1)
            .memory_budget_per_thread(MEMORY)
            .build();
        self.index.writer_with_options::<TantivyDocument>(options)
    }
}
