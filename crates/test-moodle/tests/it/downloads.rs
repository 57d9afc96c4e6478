use serde_json::Value;
use test_moodle::{Activity, Chapter, Content, Entry, File, TestMoodle};

use crate::support::{call, download, file_url, listed};

/// Many times what is sent at once.
const LARGE: u64 = 8_000_003;

#[tokio::test]
async fn a_large_file_comes_whole_and_says_its_length() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let course = site.add_course("Plants");
    let file = File::new("all.txt", Content::repeated("Light and sugar.\n", LARGE));
    let module = site.add(site.general(course), Activity::resource("All", file));
    assert_eq!(listed(site, course, module).await.unwrap()["contents"][0]["filesize"], LARGE);
    let mut response = download(site, &file_url(site, course, module, 0).await).await.unwrap();
    assert_eq!(response.content_length(), Some(LARGE));
    let mut received = 0;
    while let Some(chunk) = response.chunk().await.unwrap() {
        received += chunk.len() as u64;
    }
    assert_eq!(received, LARGE);
}

#[tokio::test]
async fn a_file_of_this_machine_is_sent_from_disk() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("slides.pptx");
    std::fs::write(&path, "slides").unwrap();
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let course = site.add_course("Plants");
    let file = File::new("slides.pptx", Content::on_disk(&path).unwrap());
    let module = site.add(site.general(course), Activity::resource("Slides", file));
    let response = download(site, &file_url(site, course, module, 0).await).await.unwrap();
    assert_eq!(
        response.headers()["content-type"],
        "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    );
    assert_eq!(response.text().await.unwrap(), "slides");
}

#[tokio::test]
async fn files_of_another_type_than_their_name_says_have_it_everywhere() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let course = site.add_course("Plants");
    let file = File::new("slides.pptx", "%PDF-1.4").with_mime("application/pdf");
    let module = site.add(site.general(course), Activity::resource("Slides", file));
    assert_eq!(listed(site, course, module).await.unwrap()["contents"][0]["mimetype"], "application/pdf");
    let response = download(site, &file_url(site, course, module, 0).await).await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/pdf");
}

#[tokio::test]
async fn pages_pictures_and_attachments_are_downloaded_where_their_addresses_say() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let course = site.add_course("Plants");
    let general = site.general(course);
    let page = Activity::page("Leaf", "<p>Green</p>").with_file(File::new("leaf.png", "picture"));
    let page = site.add(general, page);
    let chapter = Chapter::new("One", "<p>1</p>").with_file(File::new("one.png", "first").in_folder("big"));
    let book = site.add(general, Activity::book("Book", [chapter]));
    for (module, at, expected) in [
        (page, 0, "picture"),
        (page, 1, "<div class=\"no-overflow\"><p>Green</p></div>"),
        (book, 1, "<h3>1. One</h3><div class=\"no-overflow\"><p>1</p></div>"),
        (book, 2, "first"),
    ] {
        let url = file_url(site, course, module, at).await;
        assert_eq!(download(site, &url).await.unwrap().text().await.unwrap(), expected);
    }
    let entry = Entry::new("Leaf", "Green.").with_file(File::new("leaf.txt", "attached"));
    let glossary = site.add(general, Activity::glossary("Terms", [entry]));
    let instance = listed(site, course, glossary).await.unwrap()["instance"].to_string();
    let parameters = [("id", instance.as_str()), ("letter", "ALL")];
    let entries = call(site, "mod_glossary_get_entries_by_letter", &parameters).await;
    let url = entries["entries"][0]["attachments"][0]["fileurl"].as_str().unwrap();
    assert_eq!(download(site, url).await.unwrap().text().await.unwrap(), "attached");
}

#[tokio::test]
async fn a_hidden_chapter_is_neither_told_nor_downloaded() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let course = site.add_course("Plants");
    let chapters = |second: Chapter| [Chapter::new("One", "<p>1</p>"), second];
    let book = Activity::book("Book", chapters(Chapter::new("Two", "<p>2</p>")));
    let book = site.add(site.general(course), book);
    let url = file_url(site, course, book, 2).await;
    site.edit(book, Activity::book("Book", chapters(Chapter::new("Two", "<p>2</p>").hidden())));
    assert_eq!(listed(site, course, book).await.unwrap()["contents"].as_array().unwrap().len(), 2);
    let response = download(site, &url).await.unwrap();
    assert_eq!(response.status(), 404);
    assert_eq!(response.json::<Value>().await.unwrap()["errorcode"], "filenotfound");
}
