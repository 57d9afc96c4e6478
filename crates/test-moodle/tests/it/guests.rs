use reqwest::{Client, StatusCode, redirect};
use test_moodle::{Activity, Chapter, Entry, File, ModuleId, Site, TestMoodle};

/// What a browser without an account gets.
async fn seen(address: &str) -> (StatusCode, String) {
    let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
    let answer = client.get(address).send().await.unwrap();
    (answer.status(), answer.text().await.unwrap())
}

fn view(site: &Site, kind: &str, module: ModuleId) -> String {
    format!("{}/mod/{kind}/view.php?id={module}", site.root())
}

#[tokio::test]
async fn guests_who_are_let_in_see_what_students_may_and_follow_its_links() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let general = site.general(site.add_course("Plants"));
    let resource = site.add(general, Activity::resource("All", File::new("a b.txt", "Light and sugar.")));
    let book = site.add(general, Activity::book("Book", [Chapter::new("One", "<p>Roots.</p>")]));
    let glossary = site.add(general, Activity::glossary("Words", [Entry::new("Leaf", "It is green.")]));
    assert_eq!(seen(&view(site, "resource", resource)).await.0, StatusCode::SEE_OTHER);
    site.let_guests_in();

    let (status, page) = seen(&view(site, "resource", resource)).await;
    assert_eq!(status, StatusCode::OK);
    let file = page.split('"').find(|text| text.contains("pluginfile")).unwrap().to_owned();
    assert_eq!(seen(&file).await, (StatusCode::OK, "Light and sugar.".into()));
    assert!(seen(&view(site, "book", book)).await.1.contains("Roots."));
    assert!(seen(&view(site, "glossary", glossary)).await.1.contains("It is green."));

    site.hide(resource);
    assert_eq!(seen(&view(site, "resource", resource)).await.0, StatusCode::NOT_FOUND);
    assert_eq!(seen(&file).await.0, StatusCode::NOT_FOUND);
    site.delete(book);
    assert_eq!(seen(&view(site, "book", book)).await.0, StatusCode::NOT_FOUND);
}
