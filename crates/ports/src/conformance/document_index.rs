//! What every [`DocumentIndex`] with its [`PassageSearch`] does.

use std::sync::Arc;
use std::time::Duration;

use documents::{Place, Section};

use super::manifest::{course, id, module_id};
use crate::{
    DocumentId, DocumentIndex, IndexState, MOST_AT_ONCE, NewContent, NewDocument, Passage, PassageSearch,
    SiteCourse,
};

/// A document of sections on slides.
#[must_use]
pub fn document(course: &SiteCourse, name: &str, slides: &[&str]) -> NewDocument {
    let module = module_id(97);
    let sections = slides
        .iter()
        .zip(1..)
        .map(|(text, number)| Section { place: Place::Slide(number), text: (*text).to_owned() });
    NewDocument {
        id: DocumentId::new(course, module, name),
        course: course.clone(),
        module,
        name: name.into(),
        content: NewContent::Text(sections.collect()),
    }
}

async fn put<S: DocumentIndex>(index: &S, documents: Vec<NewDocument>) {
    let ids: Vec<_> = documents.iter().map(|document| document.id.clone()).collect();
    index.put(documents).await.unwrap();
    settled(index, &ids, IndexState::Indexed).await;
}

/// An index may be at it for a while.
async fn settled<S: DocumentIndex>(index: &S, ids: &[DocumentId], expected: IndexState) {
    let mut states = vec![];
    for _ in 0..200 {
        states = index.states(ids).await.unwrap();
        if states.iter().all(|state| *state == expected) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("not {expected:?} in ten seconds: {states:?}");
}

/// What an index finds.
async fn found<S: PassageSearch>(index: &S, course: &SiteCourse, question: &str) -> Vec<Passage> {
    index.search(course, question, 5).await.unwrap()
}

/// A passage tells its document and the place in it.
pub async fn a_passage_is_found_with_its_document_and_place<S: DocumentIndex + PassageSearch>(index: Arc<S>) {
    let course = course();
    let slides = ["Plants make sugar by photosynthesis.", "The mitochondria are the powerhouse of the cell."];
    let document = document(&course, "biology.pptx", &slides);
    put(&*index, vec![document.clone()]).await;
    let found = found(&*index, &course, "mitochondria powerhouse").await;
    let best = &found[0];
    assert_eq!((&best.document, best.module), (&document.id, document.module));
    assert_eq!(best.place, Some(Place::Slide(2)));
    assert!(best.text.contains("powerhouse of the cell"), "{}", best.text);
}

/// Nothing of another course is found, of the same site or of another.
pub async fn nothing_of_another_course_is_found<S: DocumentIndex + PassageSearch>(index: Arc<S>) {
    let mine = course();
    let others = [SiteCourse { course: id(88), ..mine.clone() }, course()];
    for other in &others {
        put(&*index, vec![document(other, "a.pptx", &["The exam is on Friday the thirteenth."])]).await;
    }
    assert_eq!(found(&*index, &mine, "exam friday thirteenth").await, []);
    put(&*index, vec![document(&mine, "a.pptx", &["The exam is on Monday."])]).await;
    let found = found(&*index, &mine, "exam friday thirteenth").await;
    assert!(found.iter().all(|passage| passage.text.contains("Monday")), "{found:?}");
}

/// What was replaced is not found any more.
pub async fn a_document_that_is_put_again_is_replaced<S: DocumentIndex + PassageSearch>(index: Arc<S>) {
    let course = course();
    put(&*index, vec![document(&course, "a.pptx", &["The quick brown fox.", "Second zebra."])]).await;
    put(&*index, vec![document(&course, "a.pptx", &["A lazy dog."])]).await;
    for gone in ["quick brown fox", "second zebra"] {
        let found = found(&*index, &course, gone).await;
        assert!(found.iter().all(|passage| passage.text.contains("lazy")), "{found:?}");
    }
    assert!(found(&*index, &course, "lazy dog").await[0].text.contains("lazy"));
}

/// What was removed is neither found nor known, and nothing else is.
pub async fn a_document_that_is_removed_is_gone<S: DocumentIndex + PassageSearch>(index: Arc<S>) {
    let course = course();
    let documents = ["a.pptx", "b.pptx"].map(|name| document(&course, name, &[&format!("walrus in {name}")]));
    let ids = documents.each_ref().map(|document| document.id.clone());
    put(&*index, documents.into()).await;
    index.remove(&ids[..1]).await.unwrap();
    settled(&*index, &ids[..1], IndexState::Absent).await;
    assert_eq!(index.states(&ids[1..]).await.unwrap(), [IndexState::Indexed]);
    let found = found(&*index, &course, "walrus").await;
    assert!(found.iter().all(|passage| passage.document == ids[1]) && !found.is_empty(), "{found:?}");
    index.remove(&ids[..1]).await.unwrap();
}

/// The index says what it holds.
pub async fn every_document_is_listed<S: DocumentIndex + PassageSearch>(index: Arc<S>) {
    let course = course();
    let mut expected: Vec<_> = Vec::new();
    for part in 0..3 {
        let documents: Vec<_> = (0..MOST_AT_ONCE)
            .map(|number| document(&course, &format!("{part}-{number}"), &["same text"]))
            .collect();
        expected.extend(documents.iter().map(|document| document.id.clone()));
        put(&*index, documents).await;
    }
    let (mut listed, mut after) = (Vec::new(), None);
    loop {
        let (page, next) = index.list(after).await.unwrap();
        listed.extend(page.into_iter().filter(|id| expected.contains(id)));
        after = next;
        if after.is_none() {
            break;
        }
    }
    listed.sort();
    expected.sort();
    assert_eq!(listed, expected);
}

/// What a query language would take for commands is words, and what is no word finds nothing.
pub async fn a_question_is_text_and_nothing_else<S: DocumentIndex + PassageSearch>(index: Arc<S>) {
    let course = course();
    put(&*index, vec![document(&course, "a.pptx", &["An aardvark eats ants."])]).await;
    for question in ["aardvark AND (", "course:* aardvark", "\"aardvark", "aardvark^9 +-", "[aardvark TO *]"]
    {
        let found = found(&*index, &course, question).await;
        assert!(
            !found.is_empty() && found.iter().all(|passage| passage.text.contains("aardvark")),
            "{question}"
        );
    }
    for nothing in ["", "?!", "  "] {
        assert_eq!(found(&*index, &course, nothing).await, [], "{nothing}");
    }
}

/// A document may have many words on one place, and many places.
pub async fn a_long_document_is_found_to_its_end<S: DocumentIndex + PassageSearch>(index: Arc<S>) {
    let course = course();
    let long = format!(
        "{} The password of the laboratory is xylophone.",
        "Filler words go on and on. ".repeat(2000)
    );
    let slides: Vec<_> = (0..300).map(|number| format!("Slide about topic{number}.")).collect();
    let mut slides: Vec<_> = slides.iter().map(String::as_str).collect();
    slides.push(&long);
    put(&*index, vec![document(&course, "long.pptx", &slides)]).await;
    let xylophone = found(&*index, &course, "xylophone").await;
    assert_eq!(xylophone[0].place, Some(Place::Slide(301)));
    assert!(xylophone[0].text.contains("xylophone"));
    assert_eq!(found(&*index, &course, "topic271").await[0].place, Some(Place::Slide(272)));
}

/// Runs the suite for [`crate::DocumentIndex`] and [`crate::PassageSearch`].
#[macro_export]
macro_rules! document_index_conformance {
    ($fresh:ident) => {
        $crate::conformance_tests!(
            document_index,
            $fresh,
            [
                a_passage_is_found_with_its_document_and_place,
                nothing_of_another_course_is_found,
                a_document_that_is_put_again_is_replaced,
                a_document_that_is_removed_is_gone,
                every_document_is_listed,
                a_question_is_text_and_nothing_else,
                a_long_document_is_found_to_its_end,
            ]
        );
    };
}
