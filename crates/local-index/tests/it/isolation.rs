use moodle::SiteUrl;
use ports::{DocumentIndex as _, PassageSearch as _, SiteCourse};

use crate::support::{course, document, open};

#[tokio::test(flavor = "multi_thread")]
async fn what_other_courses_hold_changes_nothing_that_a_course_finds() {
    let folder = tempfile::tempdir().unwrap();
    let index = open(folder.path());
    let texts = ["The walrus has two tusks.", "The narwhal has one tusk.", "A tusk is a tooth of a walrus."];
    let mine = texts.map(|text| document(&course(7), text, text));
    index.put(mine.into()).await.unwrap();
    let question = "Which tusk has the walrus?";
    let before = index.search(&course(7), question, 5).await.unwrap();
    assert_eq!(before.len(), 3);

    let elsewhere = SiteUrl::parse("https://other.example").unwrap();
    for other in [course(77), SiteCourse { site: elsewhere, course: course(7).course }] {
        let walruses = (0..25).map(|number| document(&other, &number.to_string(), "walrus walrus walrus"));
        index.put(walruses.collect()).await.unwrap();
    }
    assert_eq!(index.search(&course(7), question, 5).await.unwrap(), before);
    assert_eq!(index.search(&course(8), question, 5).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn courses_whose_addresses_and_numbers_look_alike_stay_apart() {
    let folder = tempfile::tempdir().unwrap();
    let index = open(folder.path());
    let at = |site: &str, number: u64| SiteCourse {
        site: SiteUrl::parse(site).unwrap(),
        course: number.try_into().unwrap(),
    };
    let theirs = at("https://moodle.example/1", 1);
    index.put(vec![document(&theirs, "a.txt", "The walrus has tusks.")]).await.unwrap();
    for mine in [
        at("https://moodle.example", 11),
        at("https://moodle.example/1", 11),
        at("https://moodle.example", 1),
    ] {
        assert_eq!(index.search(&mine, "walrus tusks", 5).await.unwrap(), [], "{mine:?}");
    }
    assert_eq!(index.search(&theirs, "walrus tusks", 5).await.unwrap().len(), 1);
}
