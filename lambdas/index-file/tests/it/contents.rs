//! What of each kind of activity comes into the index.

use test_moodle::{Activity, Chapter, Entry, File};

use crate::rig::{Rig, set};

#[tokio::test]
async fn files_folders_pages_books_labels_glossaries_and_descriptions_are_indexed() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let week = rig.site.add_section(course, "Week 1");
    let attachment = File::new("cell.txt", "attached words");
    for activity in [
        Activity::resource("Slides", File::new("slides.txt", "Light and sugar")),
        Activity::folder(
            "Handouts",
            [File::new("a.txt", "first"), File::new("a.txt", "second").in_folder("unit 2")],
        ),
        Activity::page("Rules", "<p>No <b>food</b> in the lab &amp; no drinks</p>"),
        Activity::book(
            "Course book",
            [Chapter::new("One", "<p>chapter words</p>"), Chapter::new("Two", "<p>more</p>").sub()],
        ),
        Activity::label("<p>Bring a <i>calculator</i></p>"),
        Activity::glossary(
            "Terms",
            [
                Entry::new("Osmosis & co", "<p>water moves</p>").with_file(attachment),
                Entry::new("Secret", "<p>not approved</p>").unapproved(),
                Entry::new("Rumour", "<p>the deadline was moved</p>").by_participant(),
            ],
        ),
        Activity::url("Elsewhere", "https://example.org/").described("<p>a page about bees</p>"),
        Activity::url("Bare", "https://example.org/bare"),
        Activity::quiz("Quiz"),
    ] {
        rig.site.add(week, activity);
    }
    rig.course_changed(course).await;
    rig.settle().await;
    let answers = rig.answers(course).await;
    let texts: Vec<_> = answers.values().map(String::as_str).collect();
    for expected in [
        "Light and sugar",
        "No food in the lab & no drinks",
        "chapter words",
        "more",
        "calculator",
        "water moves",
        "attached words",
        "a page about bees",
    ] {
        assert!(texts.iter().any(|text| text.contains(expected)), "{expected}: {texts:?}");
    }
    assert!(texts.iter().any(|text| text.contains("Osmosis & co")), "{texts:?}");
    assert!(!texts.iter().any(|text| text.contains("not approved")));
    assert!(!texts.iter().any(|text| text.contains("was moved")), "only teachers speak for the course");
    let folder =
        rig.manifest(course).await.modules.into_iter().find(|module| module.name == "Handouts").unwrap();
    assert_eq!(folder.documents.len(), 2, "one file lies in a folder of the folder");
    assert_ne!(folder.documents[0].id, folder.documents[1].id);
    assert_eq!((folder.section.as_deref(), folder.kind.as_str()), (Some("Week 1"), "folder"));
    assert_eq!(rig.site.addresses_with_a_token(), Vec::<String>::new());
}

#[tokio::test]
async fn what_is_edited_renamed_moved_replaced_and_deleted_follows() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let (one, two) = (rig.site.add_section(course, "One"), rig.site.add_section(course, "Two"));
    let slides = rig.site.add(one, Activity::resource("Slides", File::new("slides.txt", "old words")));
    rig.site.add(one, Activity::resource("Notes", File::new("notes.txt", "notes")));
    rig.course_changed(course).await;
    rig.settle().await;
    rig.site.replace_content(slides, "new words");
    rig.changed(course, slides).await;
    rig.settle().await;
    assert_eq!(rig.answers(course).await["slides.txt"], "new words");
    rig.site.replace_file(slides, File::new("lecture.txt", "lecture words"));
    rig.changed(course, slides).await;
    rig.settle().await;
    assert_eq!(rig.named(course).await, set(["lecture.txt", "notes.txt"]));
    assert_eq!(rig.index.texts().len(), 2, "nothing is left of the file that was replaced");
    // Moodle fires no event for these two; the night finds them.
    rig.site.rename(slides, "Lecture & more");
    rig.site.move_to(slides, two);
    rig.night().await;
    let module = rig.module(course, slides).await.unwrap();
    assert_eq!((module.name.as_str(), module.section.as_deref()), ("Lecture & more", Some("Two")));
    rig.site.delete(slides);
    rig.changed(course, slides).await;
    rig.settle().await;
    assert_eq!(rig.named(course).await, set(["notes.txt"]));
    assert_eq!(rig.module(course, slides).await, None);
}

#[tokio::test]
async fn a_course_that_is_deleted_leaves_nothing() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let other = rig.site.add_course("Chemistry");
    for course in [course, other] {
        let section = rig.site.general(course);
        rig.site.add(section, Activity::resource("Slides", File::new("slides.txt", "words")));
        rig.site.add(section, Activity::glossary("Terms", [Entry::new("A", "b")]));
        rig.course_changed(course).await;
    }
    rig.settle().await;
    rig.site.delete(course);
    rig.course_changed(course).await;
    rig.settle().await;
    assert_eq!(rig.manifest(course).await, ports::CourseManifest::default());
    assert_eq!(rig.index.texts().len(), 2);
    assert_eq!(rig.named(other).await, set(["Terms", "slides.txt"]));
}

#[tokio::test]
async fn a_copy_of_a_course_and_an_import_are_indexed_for_themselves() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    rig.site.add(rig.site.general(course), Activity::resource("Slides", File::new("slides.txt", "words")));
    let copy = rig.site.duplicate_course(course, "Biology 2");
    let importing = rig.site.add_course("Biology 3");
    rig.site.import(course, importing);
    for course in [course, copy, importing] {
        rig.course_changed(course).await;
    }
    rig.settle().await;
    for course in [course, copy, importing] {
        assert_eq!(rig.named(course).await, set(["slides.txt"]));
    }
    assert_eq!(rig.index.texts().len(), 3);
}

#[tokio::test]
async fn the_first_event_of_a_course_indexes_all_of_it() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    rig.site
        .add(rig.site.general(course), Activity::resource("Old", File::new("old.txt", "was there before")));
    let fresh =
        rig.site.add(rig.site.general(course), Activity::resource("New", File::new("new.txt", "new")));
    rig.changed(course, fresh).await;
    rig.settle().await;
    assert_eq!(rig.named(course).await, set(["new.txt", "old.txt"]));
    assert_eq!(rig.manifest(course).await.course.unwrap().name, "Biology");
}

#[tokio::test]
async fn what_did_not_change_is_neither_downloaded_nor_put_again() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let slides = rig
        .site
        .add(rig.site.general(course), Activity::resource("Slides", File::new("slides.txt", "words")));
    rig.site.add(rig.site.general(course), Activity::resource("Notes", File::new("notes.txt", "notes")));
    rig.course_changed(course).await;
    rig.settle().await;
    let puts = rig.index.puts();
    rig.site.forget();
    rig.night().await;
    rig.changed(course, slides).await;
    rig.settle().await;
    assert_eq!((rig.site.counts().downloads, rig.index.puts()), (0, puts));
    // Saving its form without a change gives a file another address, but no other content.
    rig.site.edit(slides, Activity::resource("Slides", File::new("slides.txt", "words")));
    rig.changed(course, slides).await;
    rig.settle().await;
    assert_eq!(rig.index.puts(), puts);
    assert_eq!(rig.named(course).await, set(["notes.txt", "slides.txt"]));
}

#[tokio::test]
async fn many_files_of_a_folder_go_into_the_index_together_and_too_many_are_told_of() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let files = (0..510).map(|number| File::new(&format!("{number:03}.txt"), format!("text {number}")));
    let folder = rig.site.add(rig.site.general(course), Activity::folder("Many", files));
    rig.course_changed(course).await;
    rig.settle().await;
    let module = rig.module(course, folder).await.unwrap();
    assert_eq!((module.documents.len(), module.omitted), (500, 10));
    assert_eq!((rig.index.puts(), rig.index.largest_put()), (50, 10));
    let puts = rig.index.puts();
    rig.night().await;
    assert_eq!(rig.index.puts(), puts);
}
