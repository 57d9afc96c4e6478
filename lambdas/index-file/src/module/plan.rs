//! What is to be done about the documents of an activity.

use std::collections::HashMap;
use std::time::Duration;

use lti::time::UnixTime;
use ports::{DocumentId, DocumentState, IndexState, MOST_AT_ONCE, ManifestDocument, Problem};

use crate::failure::is_crash;
use crate::wanted::{Source, Wanted};
use crate::work::Run;
use crate::{App, JobError};

/// An index that was at a document for so long has lost it.
pub(super) const LOST: Duration = Duration::from_hours(1);
/// What the index did not take is not given to it again before, unless it changed: the night is for that, and not each look at the
/// documents beside it.
const REFUSED: Duration = Duration::from_hours(1);

/// What is to be done.
#[derive(Debug)]
pub(super) struct Plan {
    /// The documents of the activity.
    pub documents: Vec<ManifestDocument>,
    /// Which of them are to be read, and how: first those that did not fail when they were last read, then those that failed, the
    /// longest ago first, and last those of which the program died. So they hold up no other.
    pub reading: Vec<Reading>,
    /// Those that are to be taken out of the index.
    pub removed: Vec<ManifestDocument>,
}

/// How a document is to be read.
#[derive(Debug)]
pub(super) struct Reading {
    /// Where it stands among the documents.
    pub place: usize,
    /// Where its content comes from.
    pub source: Source,
    /// Whether the index may hold it, as it was before.
    pub is_held: bool,
    /// When it failed, if it did when it was last read.
    pub failed: Option<UnixTime>,
    /// Whether the program perhaps died of it then.
    pub is_risky: bool,
}

/// Compares what the manifest knows with what belongs into the index, and with what the index says that it has.
pub(super) async fn plan(
    app: &App,
    run: &Run,
    known: Vec<ManifestDocument>,
    wanted: Vec<Wanted>,
) -> Result<Plan, JobError> {
    let mut in_index = states(app, &known).await?;
    let mut known: HashMap<_, _> =
        known.into_iter().map(|document| (document.id.clone(), document)).collect();
    let (mut documents, mut reading) = (Vec::new(), Vec::new());
    for wanted in wanted {
        let (old, state) = (known.remove(&wanted.id), in_index.remove(&wanted.id));
        let Wanted { id, name, version, bytes, source } = wanted;
        let fresh = ManifestDocument {
            id,
            name,
            version,
            digest: None,
            bytes,
            state: DocumentState::Waiting,
            since: run.now,
        };
        let is_held = state.as_ref().is_some_and(|state| *state != IndexState::Absent);
        let (document, is_due) = planned(old, state, fresh);
        if is_due {
            let problem = problem(&document);
            let failed = problem.map(|_| document.since);
            let is_risky = problem.is_some_and(is_crash);
            reading.push(Reading { place: documents.len(), source, is_held, failed, is_risky });
        }
        documents.push(document);
    }
    reading.sort_by_key(|reading| (reading.is_risky, reading.failed));
    // Nobody is told of those that go: they need no more than a name in the index.
    let mut removed: Vec<_> = known
        .into_values()
        .filter(|document| in_index.get(&document.id).is_some_and(|state| *state != IndexState::Absent))
        .map(|document| ManifestDocument {
            name: String::new(),
            version: String::new(),
            digest: None,
            state: DocumentState::Waiting,
            ..document
        })
        .collect();
    removed.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(Plan { documents, reading, removed })
}

/// What the index says of those documents that it should have.
async fn states(app: &App, known: &[ManifestDocument]) -> Result<HashMap<DocumentId, IndexState>, JobError> {
    let mut found = HashMap::new();
    // What was skipped never was in it, or was taken out.
    let asked: Vec<_> = known
        .iter()
        .filter(|document| !matches!(document.state, DocumentState::Skipped(_)))
        .map(|document| document.id.clone())
        .collect();
    for ids in asked.chunks(MOST_AT_ONCE) {
        found.extend(ids.iter().cloned().zip(app.ports.index.states(ids).await?));
    }
    Ok(found)
}

fn problem(document: &ManifestDocument) -> Option<&Problem> {
    match &document.state {
        DocumentState::Failed(problem) => Some(problem),
        _ => None,
    }
}

/// What is known of a document that would wait to be put if it were `fresh`, and whether it is to be read.
fn planned(
    old: Option<ManifestDocument>,
    in_index: Option<IndexState>,
    fresh: ManifestDocument,
) -> (ManifestDocument, bool) {
    let Some(old) = old else { return (fresh, true) };
    let (same, now) = (old.version == fresh.version, fresh.since);
    // A content that is in the index need not be put again when only its version is new.
    let held = old.state == DocumentState::Indexed && in_index == Some(IndexState::Indexed);
    let (state, is_due) = match (&old.state, in_index) {
        (DocumentState::Skipped(_), _) if same => (old.state.clone(), false),
        (DocumentState::Indexing | DocumentState::Indexed, Some(IndexState::Indexed)) if same => {
            (DocumentState::Indexed, false)
        }
        (DocumentState::Indexing | DocumentState::Indexed, Some(IndexState::Pending))
            if same && now.since(old.since) < LOST =>
        {
            (DocumentState::Indexing, false)
        }
        (DocumentState::Indexing, Some(IndexState::Failed(problem))) if same => {
            (DocumentState::Failed(problem), false)
        }
        (DocumentState::Failed(problem), _)
            if same && problem.code.starts_with("index_") && now.since(old.since) < REFUSED =>
        {
            (old.state.clone(), false)
        }
        // Until it is read again: the program may have died of it, and may die of another before that.
        (DocumentState::Failed(_), _) => (old.state.clone(), true),
        _ => (DocumentState::Waiting, true),
    };
    let since = if state == old.state { old.since } else { now };
    let digest = old.digest.filter(|_| held);
    (ManifestDocument { digest, state, since, ..fresh }, is_due)
}
