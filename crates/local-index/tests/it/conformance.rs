use std::sync::Arc;

use local_index::LocalIndex;
use tempfile::TempDir;

use crate::{model, support};

mod with_words_only {
    use super::*;

    async fn fresh() -> (TempDir, Arc<LocalIndex>) {
        let folder = tempfile::tempdir().unwrap();
        let index = support::open(folder.path());
        (folder, Arc::new(index))
    }

    ports::document_index_conformance!(fresh);
}

mod with_a_model {
    use super::*;

    async fn fresh() -> (TempDir, Arc<LocalIndex>) {
        let folder = tempfile::tempdir().unwrap();
        let index = support::open_with(folder.path(), &model::installed());
        (folder, Arc::new(index))
    }

    ports::document_index_conformance!(fresh);
}
