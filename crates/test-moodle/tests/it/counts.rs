use test_moodle::{Activity, Asked, File, TestMoodle};

use crate::support::{call, client, download, file_url};

#[tokio::test]
async fn calls_downloads_and_bytes_are_counted() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let course = site.add_course("Plants");
    let file = File::new("a b.txt", "0123456789");
    let module = site.add(site.general(course), Activity::resource("Lecture", file));
    let url = file_url(site, course, module, 0).await;
    assert_eq!(site.counts().calls_of("core_course_get_contents"), 1);
    site.forget();
    download(site, &url).await.unwrap().bytes().await.unwrap();
    download(site, &url).await.unwrap().bytes().await.unwrap();
    let counts = site.until(|counts| counts.in_flight == 0).await;
    assert_eq!((counts.downloads, counts.bytes, counts.most_in_flight, counts.all_calls()), (2, 20, 1, 0));
    let requests = site.requests();
    assert_eq!((requests.len(), requests[0].method.as_str()), (2, "POST"));
    let Asked::File { path } = &requests[0].asked else { panic!("{requests:?}") };
    assert!(path.ends_with("/mod_resource/content/1/a b.txt"), "{path}");
}

#[tokio::test]
async fn an_address_with_a_token_of_today_or_yesterday_is_found() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    call(site, "core_webservice_get_site_info", &[]).await;
    assert!(site.addresses_with_a_token().is_empty());
    let old = site.token();
    let new = site.renew_token();
    assert_ne!(old, new);
    for token in [&old, &new] {
        let url = format!("{}/webservice/rest/server.php?wstoken={token}", site.root());
        client().get(&url).send().await.unwrap();
    }
    assert_eq!(site.addresses_with_a_token().len(), 2);
}
