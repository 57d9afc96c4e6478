//! The installed Apertium behind the service.

use std::sync::Arc;

use local::{Apertium, Installation};
use ports::TranslationEngine;
use serde_json::{Value, json};

use crate::harness::Service;
use crate::same_markup::{PLUGIN_UNITS, fragments, same_markup};

async fn apertium() -> Arc<dyn TranslationEngine> {
    let installation = Installation {
        search_path: "/usr/local/bin:/usr/bin:/bin".into(),
        data_folder: Installation::DATA_FOLDER.into(),
    };
    let found = Apertium::discover(&installation).await.unwrap();
    Arc::new(found.expect("these tests need the packages apertium and its language pairs"))
}

#[tokio::test]
async fn every_fragment_keeps_its_markup_directly_and_by_way_of_another_language() {
    let service = Service::start(apertium().await).await;
    for target in ["es", "fr"] {
        let mut in_pieces = Vec::new();
        for fragment in fragments() {
            let body = json!({"texts": [fragment.html], "source": "en", "target": target, "format": "html"});
            let answer = service.translate(&body).await;
            let translation = answer.texts().remove(0);
            assert_eq!(same_markup(&fragment.html, &translation), Ok(()), "{}: {translation}", fragment.name);
            // Words change their order, and neighbouring tags with them.
            let alone = |kept: &&String| !kept.contains("><");
            for kept in fragment.unchanged.iter().filter(alone) {
                let count = |text: &str| text.matches(kept.as_str()).count();
                let (before, after) = (count(&fragment.html), count(&translation));
                assert_eq!(after, before, "{}: {kept} in {translation}", fragment.name);
            }
            if answer.each("in_pieces") == [true] {
                in_pieces.push(fragment.name);
            }
        }
        // Words of a mark are torn apart now and then, when their order changes; most stay together.
        assert!(in_pieces.len() < 10, "{in_pieces:?}");
    }
}

#[tokio::test]
async fn what_the_plugin_sends_of_a_page_comes_back_with_every_element_once() {
    let service = Service::start(apertium().await).await;
    for target in ["es", "fr"] {
        for unit in PLUGIN_UNITS {
            let body = json!({"texts": [unit], "source": "en", "target": target, "format": "html"});
            let translation = service.translate(&body).await.texts().remove(0);
            assert_eq!(same_markup(unit, &translation), Ok(()), "{translation}");
            let apart = |html: &str| {
                (html.matches("</span> <span").count(), html.starts_with(' '), html.ends_with(' '))
            };
            assert_eq!(apart(&translation), apart(unit), "{translation}");
        }
    }
}

#[tokio::test]
async fn no_character_is_lost_or_garbled_in_either_format() {
    let service = Service::start(apertium().await).await;
    for kept in ["été déjà vu", "日本語", "العربية", "👩‍👩‍👧", "x\u{ad}y", "שלום", "Ω≈ç√", "x\u{301}"]
    {
        for format in ["text", "html"] {
            let text = format!("The book — {kept} — is on the table.");
            let body = json!({"texts": [text], "source": "en", "target": "es", "format": format});
            let translation = service.translate(&body).await.texts().remove(0);
            assert!(translation.contains(kept), "{kept:?} in {translation:?}");
            assert!(translation.contains("libro"), "{translation}");
        }
    }
}

#[tokio::test]
async fn the_language_of_a_short_text_is_recognised() {
    let service = Service::start(apertium().await).await;
    let body = json!({"texts": ["Hello", "Bonjour le monde", "Homework due Friday"], "target": "es"});
    assert_eq!(service.translate(&body).await.each("source"), ["en", "fr", "en"]);
    let unknown = service.translate(&json!({"texts": ["Привет, мир"], "target": "es"})).await;
    unknown.refused(400, "language_unknown");
    let same = service.translate(&json!({"texts": ["El libro está en la mesa."], "target": "es"})).await;
    assert_eq!(same.texts(), ["El libro está en la mesa."]);
}

/// A page of short texts: titles, names, figures.
#[tokio::test]
async fn what_is_in_no_language_or_in_several_is_taken_to_be_in_that_of_the_page() {
    let service = Service::start(apertium().await).await;
    let texts =
        ["BSc-CS-101", "The students read the book.", "42", "—", r"\( x \)", "Xqzwv", "Open the window."];
    let answer = service.translate(&json!({"texts": texts, "target": "es"})).await;
    for at in [0, 2, 3, 4] {
        assert_eq!(answer.texts()[at], texts[at]);
    }
    let unknown = json!(null);
    assert_eq!(
        answer.each("source"),
        [json!("en"), json!("en"), unknown.clone(), unknown.clone(), unknown, json!("en"), json!("en")]
    );
    // Of a page that was translated before, one text is new.
    let again = service.translate(&json!({"texts": [texts[1], "Привет, мир"], "target": "es"})).await;
    assert_eq!(
        (again.each("cached"), again.each("source")),
        ([true, false].map(Value::from).into(), ["en"; 2].map(Value::from).into())
    );
    for (sentence, language) in [("El gat dorm a la casa.", "ca"), ("El gato duerme en la casa.", "es")] {
        let service = Service::start(apertium().await).await;
        let answer = service.translate(&json!({"texts": ["casa", sentence], "target": "en"})).await;
        assert_eq!(answer.each("source"), [language; 2]);
    }
    let none = json!({"texts": ["42", "—", r"\( x \)"], "target": "es"});
    assert_eq!(service.translate(&none).await.texts(), ["42", "—", r"\( x \)"]);
}
