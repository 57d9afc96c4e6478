//! What a document of a stranger costs at most.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use documents::{Place, Section};
use local_index::{EmbeddingError, Embeddings};
use ports::{DocumentIndex as _, IndexState, NewContent, PassageSearch as _};

use crate::support::{course, document, open_with};

/// Counts what it is asked for, and finds that each passage says half of what any question asks.
#[derive(Default)]
struct Counting {
    passages: AtomicUsize,
    longest: AtomicUsize,
}

impl Embeddings for Counting {
    fn model(&self) -> &'static str {
        "counting"
    }

    fn of_passages(&self, passages: &[String]) -> Result<Vec<Vec<f32>>, EmbeddingError> {
        self.passages.fetch_add(passages.len(), Ordering::Relaxed);
        let longest = passages.iter().map(String::len).max().unwrap_or_default();
        self.longest.fetch_max(longest, Ordering::Relaxed);
        Ok(vec![vec![1.0, 0.0]; passages.len()])
    }

    fn of_question(&self, _: &str) -> Result<Vec<f32>, EmbeddingError> {
        Ok(vec![0.5, 0.75_f32.sqrt()])
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_document_without_an_end_the_last_words_are_found_and_the_first_meanings_kept() {
    let folder = tempfile::tempdir().unwrap();
    let counting = Arc::new(Counting::default());
    let index = open_with(folder.path(), &(Arc::clone(&counting) as Arc<dyn Embeddings>));
    let mut long = document(&course(7), "deck.pptx", "");
    let slide = |number| Section { place: Place::Slide(number), text: format!("Slide w{number}") };
    long.content = NewContent::Text((1..=10_000).map(slide).collect());
    index.put(vec![long]).await.unwrap();
    assert_eq!(counting.passages.load(Ordering::Relaxed), 1500);
    let found = index.search(&course(7), "w9999", 1).await.unwrap();
    assert_eq!(found[0].place, Some(Place::Slide(9999)));
}

#[tokio::test(flavor = "multi_thread")]
async fn words_of_a_megabyte_are_read_in_pieces() {
    let folder = tempfile::tempdir().unwrap();
    let counting = Arc::new(Counting::default());
    let index = open_with(folder.path(), &(Arc::clone(&counting) as Arc<dyn Embeddings>));
    let words = format!("{} walrus {}", "x".repeat(1 << 20), "ß".repeat(1 << 19));
    index.put(vec![document(&course(7), "words.txt", &words)]).await.unwrap();
    assert!(counting.longest.load(Ordering::Relaxed) < 7000, "{:?}", counting.longest);
    let found = index.search(&course(7), "walrus", 1).await.unwrap();
    assert!(found[0].text.contains("walrus") && found[0].text.len() < 7000);
}

/// Begins a passage when it is asked for it, and ends it when it is told.
struct Slow {
    begun: tokio::sync::mpsc::UnboundedSender<()>,
    end: Mutex<mpsc::Receiver<()>>,
}

impl Embeddings for Slow {
    fn model(&self) -> &'static str {
        "slow"
    }

    fn of_passages(&self, passages: &[String]) -> Result<Vec<Vec<f32>>, EmbeddingError> {
        let _ = self.begun.send(());
        let _ = self.end.lock().unwrap_or_else(PoisonError::into_inner).recv();
        Ok(vec![vec![1.0]; passages.len()])
    }

    fn of_question(&self, _: &str) -> Result<Vec<f32>, EmbeddingError> {
        Ok(vec![1.0])
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_waits_for_any_more_is_not_put() {
    let folder = tempfile::tempdir().unwrap();
    let (begun, mut has_begun) = tokio::sync::mpsc::unbounded_channel();
    let (end, ended) = mpsc::channel();
    let model: Arc<dyn Embeddings> = Arc::new(Slow { begun, end: Mutex::new(ended) });
    let index = open_with(folder.path(), &model);
    let (late, next) = (document(&course(7), "late.txt", "Late."), document(&course(7), "next.txt", "Next."));
    let ids = [late.id.clone(), next.id.clone()];

    let putting = tokio::spawn({
        let index = index.clone();
        async move { index.put(vec![late]).await }
    });
    has_begun.recv().await.unwrap();
    putting.abort();
    assert!(putting.await.unwrap_err().is_cancelled());
    // The one that was given up ends, and one that is waited for, after it.
    end.send(()).unwrap();
    end.send(()).unwrap();
    index.put(vec![next]).await.unwrap();
    assert_eq!(index.states(&ids).await.unwrap(), [IndexState::Absent, IndexState::Indexed]);
}
