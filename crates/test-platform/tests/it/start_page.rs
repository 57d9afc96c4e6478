//! The start page.

use axum::http::{StatusCode, header};
use test_platform::Misbehaviour;

use crate::support::{Demo, attribute, unescape};

/// The tags that hold this text.
fn tags<'a>(body: &'a str, start: &str, holding: &str) -> Vec<&'a str> {
    let all = body.match_indices(start).map(|(index, _)| &body[index..]);
    let tags = all.map(|rest| rest.split_once('>').unwrap().0);
    tags.filter(|tag| tag.contains(holding)).collect()
}

#[tokio::test]
async fn it_offers_people_courses_languages_and_both_ways_to_open() {
    let page = Demo::new().get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.header(header::CONTENT_TYPE), "text/html; charset=utf-8");
    let text = unescape(&page.body);
    for expected in [
        "Sam Student",
        "Tina Teacher",
        "Anonymous student",
        "Site administrator",
        "Física I — ondas y óptica",
        "日本語 101",
        "Ökonomie für alle: Märkte & Preise",
        "Português do Brasil",
        "العربية",
        "Open in this page",
        "Open in a new window",
    ] {
        assert!(text.contains(expected), "{expected}");
    }
    let values = |name: &str| -> Vec<String> {
        let inputs = tags(&page.body, "<input ", &format!("name=\"{name}\""));
        inputs.iter().map(|tag| attribute(tag, "value")).collect()
    };
    assert_eq!(values("person"), ["student", "teacher", "anonymous", "admin", "guest"]);
    assert_eq!(values("course"), ["fisica", "nihongo", "oekonomie", "barmaja", "campus"]);
    let languages = tags(&page.body, "<option ", "lang=");
    let languages: Vec<String> = languages.iter().map(|tag| attribute(tag, "value")).collect();
    assert_eq!(languages, ["en", "es", "fr", "de", "pt_br", "ar"]);
}

#[tokio::test]
async fn each_misbehaviour_says_what_the_tool_should_answer() {
    let page = Demo::new().get("/").await;
    let text = unescape(&page.body);
    for one in Misbehaviour::ALL {
        assert!(text.contains(one.title()), "{one:?}");
        assert!(text.contains(one.expected()), "{one:?}");
        assert!(text.contains(&format!("value=\"{}\"", one.id())), "{one:?}");
    }
}

#[tokio::test]
async fn every_offer_leads_to_a_launch() {
    let demo = Demo::new();
    let page = demo.get("/").await;
    for (parameter, start) in
        [("person", "<input "), ("course", "<input "), ("misbehave", "<input "), ("lang", "<option ")]
    {
        let holding = if parameter == "lang" { "lang=" } else { &format!("name=\"{parameter}\"") };
        let offers = tags(&page.body, start, holding);
        assert!(offers.len() >= 4, "{parameter}");
        for offer in offers {
            let path = format!("/launch?{parameter}={}", attribute(offer, "value"));
            assert_eq!(demo.get(&path).await.status, StatusCode::OK, "{path}");
        }
    }
}

#[tokio::test]
async fn it_keeps_what_was_chosen() {
    let demo = Demo::new();
    let page = demo.get("/?person=teacher&course=barmaja&lang=ar&misbehave=replay").await;
    let chosen = tags(&page.body, "<input ", " checked");
    let chosen: Vec<String> = chosen.iter().map(|tag| attribute(tag, "value")).collect();
    assert_eq!(chosen, ["teacher", "barmaja", "replay"]);
    let selected = tags(&page.body, "<option ", " selected");
    assert_eq!(attribute(selected[0], "value"), "ar");
    assert_eq!(tags(&page.body, "<details ", " open").len(), 1);

    let launch = demo.get("/launch?person=teacher&course=barmaja&lang=ar&misbehave=replay").await;
    let back = attribute(tags(&launch.body, "<a ", "/?person").last().unwrap(), "href");
    assert_eq!(demo.get(&back).await.body, page.body);
}
