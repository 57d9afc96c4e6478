//! An index that has too much to do, is slow, refuses documents, and loses some.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use documents::Format;
use ports::memory::MemoryIndex;
use ports::{DocumentId, DocumentIndex, IndexError, IndexState, NewContent, NewDocument, Problem};

#[derive(Default)]
pub struct FailingIndex {
    whole: MemoryIndex,
    what: Mutex<State>,
}

#[derive(Default)]
struct State {
    texts: BTreeMap<DocumentId, String>,
    /// So many calls are refused.
    busy: u32,
    /// After so many that are not.
    ready: u32,
    unusable: bool,
    /// So many times a document that was put is said to be under way.
    slow: u32,
    looks: BTreeMap<DocumentId, u32>,
    /// Documents of this name are refused.
    refused: BTreeSet<String>,
    bad: BTreeMap<DocumentId, Problem>,
    /// Documents of these names are under way for so many looks, and refused then.
    refused_late: BTreeMap<String, u32>,
    late: BTreeMap<DocumentId, u32>,
    /// Documents that it has and calls absent.
    absent: BTreeSet<DocumentId>,
    puts: usize,
    removes: usize,
    /// The documents of each call.
    largest: usize,
}

impl FailingIndex {
    fn what(&self) -> std::sync::MutexGuard<'_, State> {
        self.what.lock().unwrap()
    }

    /// What it holds, with its text.
    pub fn texts(&self) -> BTreeMap<DocumentId, String> {
        self.what().texts.clone()
    }

    pub fn be_busy(&self, times: u32) {
        self.what().busy = times;
    }

    pub fn be_busy_after(&self, calls: u32, times: u32) {
        let mut what = self.what();
        (what.ready, what.busy) = (calls, times);
    }

    pub fn be_unusable(&self, unusable: bool) {
        self.what().unusable = unusable;
    }

    pub fn be_slow(&self, looks: u32) {
        self.what().slow = looks;
    }

    pub fn refuse(&self, name: &str) {
        self.what().refused.insert(name.into());
    }

    /// Says of a document for so many looks that it is under way, and then that it cannot be taken.
    pub fn refuse_late(&self, name: &str, looks: u32) {
        self.what().refused_late.insert(name.into(), looks);
    }

    /// Has a document, and says from now on that it is absent: it was put in another way than it is now.
    pub fn call_absent(&self, id: &DocumentId) {
        self.what().absent.insert(id.clone());
    }

    pub fn refuse_nothing(&self) {
        self.what().refused.clear();
    }

    pub fn puts(&self) -> usize {
        self.what().puts
    }

    pub fn removes(&self) -> usize {
        self.what().removes
    }

    pub fn largest_put(&self) -> usize {
        self.what().largest
    }

    /// Loses a document, as a disk does.
    pub async fn lose(&self, id: &DocumentId) {
        self.what().texts.remove(id);
        self.whole.remove(std::slice::from_ref(id)).await.unwrap();
    }

    /// Has a document that nobody has put.
    pub async fn stray(&self, document: NewDocument) {
        self.put(vec![document]).await.unwrap();
    }

    fn refusal(&self) -> Option<IndexError> {
        let mut what = self.what();
        if what.unusable {
            return Some(IndexError::Unusable("the test says so".into()));
        }
        if what.ready > 0 {
            what.ready -= 1;
            return None;
        }
        if what.busy > 0 {
            what.busy -= 1;
            return Some(IndexError::Busy("the test says so".into()));
        }
        None
    }
}

#[async_trait::async_trait]
impl DocumentIndex for FailingIndex {
    fn reads(&self, format: Format) -> bool {
        // As Bedrock does; what it reads of them, the test does not know.
        format == Format::Pdf
    }

    async fn put(&self, documents: Vec<NewDocument>) -> Result<Vec<IndexState>, IndexError> {
        if let Some(refusal) = self.refusal() {
            return Err(refusal);
        }
        let mut states = self.whole.put(documents.clone()).await?;
        let mut what = self.what();
        what.puts += 1;
        what.largest = what.largest.max(documents.len());
        for (document, state) in documents.into_iter().zip(&mut states) {
            let text = match &document.content {
                NewContent::Text(sections) => {
                    sections.iter().map(|section| section.text.as_str()).collect::<Vec<_>>().join("\n")
                }
                NewContent::File { path, .. } => {
                    format!("a file of {} bytes", std::fs::metadata(path).unwrap().len())
                }
            };
            if what.refused.contains(&document.name) {
                let problem = Problem::new("index_refused", "the test says so");
                what.bad.insert(document.id, problem.clone());
                *state = IndexState::Failed(problem);
                continue;
            }
            if let Some(looks) = what.refused_late.get(&document.name).copied() {
                what.late.insert(document.id, looks);
                *state = IndexState::Pending;
                continue;
            }
            what.bad.remove(&document.id);
            if what.slow > 0 {
                let looks = what.slow;
                what.looks.insert(document.id.clone(), looks);
                *state = IndexState::Pending;
            }
            what.texts.insert(document.id, text);
        }
        Ok(states)
    }

    async fn states(&self, ids: &[DocumentId]) -> Result<Vec<IndexState>, IndexError> {
        if let Some(refusal) = self.refusal() {
            return Err(refusal);
        }
        let whole = self.whole.states(ids).await?;
        let mut what = self.what();
        let state = |(id, state): (&DocumentId, IndexState)| {
            if let Some(problem) = what.bad.get(id) {
                return IndexState::Failed(problem.clone());
            }
            if what.absent.contains(id) {
                return IndexState::Absent;
            }
            match what.late.get_mut(id) {
                Some(0) => return IndexState::Failed(Problem::new("index_failed", "the test says so")),
                Some(looks) => {
                    *looks -= 1;
                    return IndexState::Pending;
                }
                None => {}
            }
            match what.looks.get_mut(id) {
                Some(looks) if *looks > 0 => {
                    *looks -= 1;
                    IndexState::Pending
                }
                _ => state,
            }
        };
        Ok(ids.iter().zip(whole).map(state).collect())
    }

    async fn remove(&self, ids: &[DocumentId]) -> Result<(), IndexError> {
        if let Some(refusal) = self.refusal() {
            return Err(refusal);
        }
        self.what().removes += 1;
        self.what().texts.retain(|id, _| !ids.contains(id));
        self.what().bad.retain(|id, _| !ids.contains(id));
        self.what().late.retain(|id, _| !ids.contains(id));
        self.whole.remove(ids).await
    }

    async fn list(&self, after: Option<String>) -> Result<(Vec<DocumentId>, Option<String>), IndexError> {
        self.whole.list(after).await
    }
}
