//! An index in a folder of its own, and documents to put into it.

use std::path::Path;
use std::sync::Arc;

use documents::{Place, Section};
use local_index::{Embeddings, LocalIndex};
use moodle::SiteUrl;
use ports::{DocumentId, DocumentIndex as _, NewContent, NewDocument, SiteCourse};

pub fn open(folder: &Path) -> LocalIndex {
    LocalIndex::open(folder, None).unwrap()
}

pub fn open_with(folder: &Path, embeddings: &Arc<dyn Embeddings>) -> LocalIndex {
    LocalIndex::open(folder, Some(Arc::clone(embeddings))).unwrap()
}

pub fn course(number: u64) -> SiteCourse {
    SiteCourse { site: SiteUrl::parse("https://moodle.example").unwrap(), course: number.try_into().unwrap() }
}

pub fn document(course: &SiteCourse, name: &str, text: &str) -> NewDocument {
    let module = 97.try_into().unwrap();
    NewDocument {
        id: DocumentId::new(course, module, name),
        course: course.clone(),
        module,
        name: name.into(),
        content: NewContent::Text(vec![Section { place: Place::Whole, text: text.into() }]),
    }
}

/// The names of all documents, by going through the list's pages.
pub async fn listed(index: &LocalIndex) -> Vec<DocumentId> {
    let (mut listed, mut after) = (Vec::new(), None);
    loop {
        let (page, next) = index.list(after).await.unwrap();
        listed.extend(page);
        after = next;
        if after.is_none() {
            return listed;
        }
    }
}
