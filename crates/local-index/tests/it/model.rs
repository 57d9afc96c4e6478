//! The model that `tools/setup.py` installs, and what the index does with and without one.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use local_index::{BertEmbeddings, Embeddings};
use ports::{DocumentIndex as _, IndexState, PassageSearch as _};

use crate::support::{course, document, open, open_with};

/// The model, read once: it takes a moment and 90 MB.
pub fn installed() -> Arc<dyn Embeddings> {
    static MODEL: OnceLock<Arc<dyn Embeddings>> = OnceLock::new();
    Arc::clone(MODEL.get_or_init(|| {
        let folder = folder();
        let model = BertEmbeddings::open(&folder);
        Arc::new(model.unwrap_or_else(|error| {
            panic!("no model in {} ({error}): run python3 tools/setup.py embeddings", folder.display())
        }))
    }))
}

/// Where `tools/embeddings.py` puts the model.
#[expect(clippy::disallowed_methods, reason = "tests find the model where the developer's tools put it")]
fn folder() -> PathBuf {
    let cache = std::env::var_os("MOODLE_AWS_CACHE").map(PathBuf::from);
    let home = || std::env::home_dir().unwrap().join(".cache/moodle-aws");
    cache.unwrap_or_else(home).join("embeddings")
}

#[test]
fn texts_that_mean_alike_have_vectors_that_point_the_same_way() {
    let model = installed();
    let passages = ["The feline is four years of age.", "Bananas are yellow."].map(str::to_owned);
    let passages = model.of_passages(&passages).unwrap();
    let question = model.of_question("How old is the cat?").unwrap();
    let alike = |passage: &[f32]| passage.iter().zip(&question).map(|(a, b)| a * b).sum::<f32>();
    let (cat, bananas) = (alike(&passages[0]), alike(&passages[1]));
    assert!(cat > 0.4 && bananas < 0.2, "{cat} and {bananas}");
    assert!((alike(&question) - 1.0).abs() < 1e-4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passage_without_a_word_of_the_question_is_found_by_its_meaning() {
    let folder = tempfile::tempdir().unwrap();
    let texts = ["Automobiles may be left behind the gymnasium.", "Essays have footnotes.", "Rocks are old."];
    let documents: Vec<_> = texts.iter().map(|text| document(&course(7), text, text)).collect();
    let index = open_with(folder.path(), &installed());
    index.put(documents).await.unwrap();
    let found = index.search(&course(7), "Where can I park my car?", 3).await.unwrap();
    assert!(found[0].text.contains("Automobiles") && found[0].fits, "{found:?}");
    assert!(found.iter().any(|passage| !passage.fits), "what has little to do with it comes too: {found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_of_an_index_without_a_model_are_put_again_when_there_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let walrus = document(&course(7), "a.txt", "The walrus has tusks.");
    let ids = [walrus.id.clone()];
    open(folder.path()).put(vec![walrus.clone()]).await.unwrap();

    let index = open_with(folder.path(), &installed());
    assert_eq!(index.states(&ids).await.unwrap(), [IndexState::Absent]);
    let found = index.search(&course(7), "walrus tusks", 3).await.unwrap();
    assert_eq!(found.len(), 1, "its words are found meanwhile");
    index.put(vec![walrus]).await.unwrap();
    assert_eq!(index.states(&ids).await.unwrap(), [IndexState::Indexed]);
    drop(index);

    let without = open(folder.path());
    assert_eq!(without.states(&ids).await.unwrap(), [IndexState::Indexed]);
}
