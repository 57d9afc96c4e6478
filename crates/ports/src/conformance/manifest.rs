//! What every [`Manifest`] does.

use std::sync::Arc;
use std::time::Duration;

use lti::time::UnixTime;
use moodle::content::Barrier;
use moodle::{CourseId, ModuleId, SiteUrl};

use super::samples::{NOW, unique};
use crate::{
    CourseManifest, DocumentId, DocumentState, MOST_DOCUMENTS, Manifest, ManifestCourse, ManifestDocument,
    ManifestModule, Problem, SiteCourse,
};

/// A course of a site of its own.
#[must_use]
pub fn course() -> SiteCourse {
    SiteCourse {
        site: SiteUrl::parse(&format!("https://{}.example", unique("site"))).unwrap(),
        course: id(8),
    }
}

/// The course with this number.
#[must_use]
pub fn id(course: u64) -> CourseId {
    course.try_into().unwrap()
}

/// The activity with this number.
#[must_use]
pub fn module_id(module: u64) -> ModuleId {
    module.try_into().unwrap()
}

/// A document of an activity.
#[must_use]
pub fn document(course: &SiteCourse, module: u64, name: &str, state: DocumentState) -> ManifestDocument {
    ManifestDocument {
        id: DocumentId::new(course, module_id(module), name),
        name: name.into(),
        version: "1795298509 600".into(),
        digest: Some("A".repeat(43)),
        bytes: Some(600),
        state,
        since: NOW,
    }
}

/// An activity with one document.
#[must_use]
pub fn module(course: &SiteCourse, number: u64) -> ManifestModule {
    ManifestModule {
        id: module_id(number),
        name: "Übungsblatt – \"Größe\" 日本".into(),
        kind: "resource".into(),
        section: Some("Week 2".into()),
        url: format!("{}/mod/resource/view.php?id={number}", course.site),
        barriers: vec![],
        documents: vec![document(course, number, "a.pdf", DocumentState::Indexed)],
        omitted: 0,
        problem: None,
        checked: NOW,
    }
}

/// What is known of a course.
#[must_use]
pub fn known(name: &str) -> ManifestCourse {
    ManifestCourse { name: name.into(), visible: true, checked: Some(NOW), closed: vec![], problem: None }
}

async fn all<S: Manifest>(store: &S, course: &SiteCourse) -> CourseManifest {
    // What is read for many courses may lag behind.
    tokio::time::sleep(Duration::from_millis(20)).await;
    store.course_manifest(course).await.unwrap()
}

/// Every field comes back as it was written, in every state.
pub async fn what_was_written_is_found_as_it_was<S: Manifest>(store: Arc<S>) {
    let course = course();
    let mut full = module(&course, 97);
    let problem = Problem::new("encrypted", "the file is protected: \"…\"");
    full.barriers = vec![Barrier::Hidden, Barrier::RestrictedSection, Barrier::Permission];
    full.documents = [
        DocumentState::Waiting,
        DocumentState::Indexing,
        DocumentState::Indexed,
        DocumentState::Failed(problem.clone()),
        DocumentState::Skipped(problem.clone()),
    ]
    .into_iter()
    .enumerate()
    .map(|(index, state)| document(&course, 97, &format!("{index}.pdf"), state))
    .collect();
    full.documents[0].digest = None;
    full.documents[0].bytes = None;
    (full.omitted, full.problem) = (3, Some(problem));
    let bare = ManifestModule { section: None, documents: vec![], ..module(&course, 98) };
    for module in [&full, &bare] {
        store.put_module(&course, module).await.unwrap();
        assert_eq!(store.module(&course, module.id).await.unwrap().as_ref(), Some(module));
    }
    let problem = Some(Problem::new("a", "b"));
    let known = ManifestCourse {
        problem,
        visible: false,
        closed: vec![module_id(97), module_id(4)],
        ..known("Física")
    };
    store.put_course(&course, &known).await.unwrap();
    assert_eq!(store.course(&course).await.unwrap().as_ref(), Some(&known));
    let expected = CourseManifest { course: Some(known), modules: vec![full, bare] };
    assert_eq!(all(&*store, &course).await, expected);
}

/// What was never written is absent, not an error.
pub async fn what_is_not_known_is_absent<S: Manifest>(store: Arc<S>) {
    let course = course();
    assert_eq!(store.module(&course, module_id(1)).await.unwrap(), None);
    assert_eq!(store.course(&course).await.unwrap(), None);
    assert_eq!(all(&*store, &course).await, CourseManifest::default());
    assert_eq!(store.courses(&course.site).await.unwrap(), []);
    store.remove_module(&course, module_id(1)).await.unwrap();
    store.remove_course(&course).await.unwrap();
}

/// Writing again replaces all of an entry, and removing takes the one that is named.
pub async fn an_entry_is_replaced_and_removed_as_a_whole<S: Manifest>(store: Arc<S>) {
    let course = course();
    let (mut first, second) = (module(&course, 1), module(&course, 2));
    store.put_module(&course, &first).await.unwrap();
    store.put_module(&course, &second).await.unwrap();
    store.put_course(&course, &known("a")).await.unwrap();
    first.documents.clear();
    first.section = None;
    store.put_module(&course, &first).await.unwrap();
    store.put_course(&course, &known("b")).await.unwrap();
    assert_eq!(all(&*store, &course).await.modules, [first.clone(), second.clone()]);
    store.remove_module(&course, second.id).await.unwrap();
    let left = CourseManifest { course: Some(known("b")), modules: vec![first.clone()] };
    assert_eq!(all(&*store, &course).await, left);
    store.remove_course(&course).await.unwrap();
    assert_eq!(store.course(&course).await.unwrap(), None);
    assert_eq!(all(&*store, &course).await, CourseManifest { course: None, modules: vec![first] });
}

/// A course shows nothing of another, of its site or of another site.
pub async fn courses_are_kept_apart<S: Manifest>(store: Arc<S>) {
    let mine = course();
    let others = [SiteCourse { course: id(88), ..mine.clone() }, course()];
    store.put_module(&mine, &module(&mine, 1)).await.unwrap();
    store.put_course(&mine, &known("mine")).await.unwrap();
    for other in &others {
        assert_eq!(all(&*store, other).await, CourseManifest::default());
        assert_eq!(store.module(other, module_id(1)).await.unwrap(), None);
        assert_eq!(store.course(other).await.unwrap(), None);
        store.remove_module(other, module_id(1)).await.unwrap();
    }
    assert_eq!(all(&*store, &mine).await.modules.len(), 1);
}

/// The courses of a site are those of which anything is known, once each.
pub async fn a_site_lists_its_courses_in_order<S: Manifest>(store: Arc<S>) {
    let of_site = |number: u64, site: &SiteUrl| SiteCourse { course: id(number), site: site.clone() };
    let site = course().site;
    for number in [20, 3, 100] {
        let course = of_site(number, &site);
        store.put_module(&course, &module(&course, number)).await.unwrap();
        store.put_module(&course, &module(&course, number + 1)).await.unwrap();
    }
    store.put_course(&of_site(7, &site), &known("empty")).await.unwrap();
    store.put_course(&of_site(3, &site), &known("full")).await.unwrap();
    store.put_course(&course(), &known("elsewhere")).await.unwrap();
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(store.courses(&site).await.unwrap(), [3, 7, 20, 100].map(id));
}

/// Names and messages of the length that Moodle allows, in as many documents as one activity may have, fit; and with them, without
/// their names, as many that are being removed. Nothing of it can be packed well.
pub async fn the_largest_entry_fits<S: Manifest>(store: Arc<S>) {
    let course = course();
    let mut largest = module(&course, 1);
    let problem = Problem::new(&"c".repeat(40), &"ß".repeat(1000));
    let listed = (0..MOST_DOCUMENTS).map(|index| ManifestDocument {
        name: noise(index, 0, 250, '一', 6000),
        version: noise(index, 300, 43, 'A', 26),
        digest: Some(noise(index, 400, 43, 'A', 26)),
        ..document(&course, 1, &index.to_string(), DocumentState::Failed(problem.clone()))
    });
    let removed = (MOST_DOCUMENTS..2 * MOST_DOCUMENTS).map(|index| ManifestDocument {
        name: String::new(),
        version: String::new(),
        digest: None,
        ..document(&course, 1, &index.to_string(), DocumentState::Waiting)
    });
    largest.documents = listed.chain(removed).collect();
    store.put_module(&course, &largest).await.unwrap();
    assert_eq!(store.module(&course, largest.id).await.unwrap(), Some(largest));
}

/// So many letters of an alphabet that begins with this one, as if drawn at random.
fn noise(index: usize, from: usize, length: usize, first: char, letters: usize) -> String {
    let letter = |place: usize| {
        let drawn = (index * 500 + place).wrapping_mul(6_364_136_223_846_793_005) >> 33;
        char::from_u32(u32::from(first) + u32::try_from(drawn % letters).unwrap()).unwrap()
    };
    (from..from + length).map(letter).collect()
}

/// More entries than one answer of a store holds.
pub async fn a_large_course_is_read_whole<S: Manifest>(store: Arc<S>) {
    let course = course();
    let mut expected = Vec::new();
    for number in 1..=30 {
        let mut module = module(&course, number);
        module.documents = (0..200)
            .map(|index| document(&course, number, &format!("{index:0>200}.pdf"), DocumentState::Indexed))
            .collect();
        store.put_module(&course, &module).await.unwrap();
        expected.push(module);
    }
    assert!(all(&*store, &course).await.modules == expected);
}

/// A clock that shows nonsense breaks nothing.
pub async fn any_time_is_kept<S: Manifest>(store: Arc<S>) {
    let course = course();
    for checked in [UnixTime(0), UnixTime(-5), UnixTime(i64::from(u32::MAX) * 100)] {
        let module = ManifestModule { checked, ..module(&course, 1) };
        store.put_module(&course, &module).await.unwrap();
        assert_eq!(store.module(&course, module.id).await.unwrap(), Some(module));
    }
}

/// Runs the suite for [`crate::Manifest`].
#[macro_export]
macro_rules! manifest_conformance {
    ($fresh:ident) => {
        $crate::conformance_tests!(
            manifest,
            $fresh,
            [
                what_was_written_is_found_as_it_was,
                what_is_not_known_is_absent,
                an_entry_is_replaced_and_removed_as_a_whole,
                courses_are_kept_apart,
                a_site_lists_its_courses_in_order,
                the_largest_entry_fits,
                a_large_course_is_read_whole,
                any_time_is_kept,
            ]
        );
    };
}
