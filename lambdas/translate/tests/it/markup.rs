//! Markup, formulas, code and placeholders come back as they were, however badly the engine answers.

use serde_json::json;
use test_engine::TestEngine;

use std::sync::Arc;

use futures_util::{StreamExt as _, stream};
use ports::memory::Step;
use ports::{EngineError, Languages, Progress, ProgressStream, TranslationEngine, Work};

use crate::harness::{Answer, Service, fold, model, openai, says, scripted};
use crate::same_markup::{
    Fragment, PLUGIN_UNITS, fragments, in_capitals, protected, same_markup, tags, text, words,
};

/// Words without the capitals and quotes of the make-believe translation.
fn normal(text: &str) -> String {
    text.replace(['«', '»'], "").to_uppercase()
}

/// What is not in capitals or quotes, and so was not translated.
fn untranslated(fragment: &Fragment, translation: &str) -> String {
    let mut rest = translation.to_owned();
    let mut unchanged = fragment.unchanged.clone();
    unchanged.extend(protected(&fragment.html));
    unchanged.sort_by_key(|kept| std::cmp::Reverse(kept.len()));
    for kept in unchanged {
        rest = rest.replace(&kept, " ");
    }
    let mut quoted = false;
    let left =
        words(&rest).replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let left = left.chars().filter(|c| {
        quoted = *c == '«' || (quoted && *c != '»');
        c.is_alphabetic() && !c.is_uppercase() && !quoted
    });
    left.collect()
}

/// The translation, which has all the markup and all the words of its source.
#[track_caller]
fn whole(fragment: &Fragment, answer: &Answer) -> String {
    let Fragment { name, html, unchanged } = fragment;
    let translation = answer.texts().remove(0);
    assert_eq!(same_markup(html, &translation), Ok(()), "{name}: {translation}");
    for kept in unchanged {
        let count = |text: &str| text.matches(kept.as_str()).count();
        assert_eq!(count(&translation), count(html), "{name}: {kept} in {translation}");
    }
    assert_eq!(normal(&text(&translation)), normal(&text(html)), "{name}");
    assert_eq!(untranslated(fragment, &translation), "", "{name}: {translation}");
    translation
}

/// The marks in what the engine was asked.
fn asked_for_marks(engine: &TestEngine) -> bool {
    let content =
        |request: &serde_json::Value| request["messages"][1]["content"].as_str().unwrap().to_owned();
    engine.requests().iter().any(|request| content(request).contains("<x"))
}

#[test]
fn the_set_has_forty_one_fragments() {
    assert_eq!(fragments().len(), 41);
}

#[tokio::test]
async fn every_fragment_keeps_its_markup_and_has_all_its_words_translated() {
    let engine = TestEngine::start().await;
    let service = Service::start(openai(&engine, "echo")).await;
    for fragment in fragments() {
        let answer = service.html(&fragment.html).await;
        let translation = whole(&fragment, &answer);
        assert_eq!(tags(&translation), tags(&fragment.html), "{}", fragment.name);
        assert_eq!(answer.each("in_pieces"), [false], "{}", fragment.name);
    }
    assert!(engine.stats().requests >= 40);
}

#[tokio::test]
async fn marks_that_are_lost_or_doubled_every_time_are_put_back_piece_by_piece() {
    for name in ["lost-mark", "doubled-mark"] {
        let engine = TestEngine::start().await;
        let service = Service::start(openai(&engine, name)).await;
        let mut in_pieces = 0;
        for fragment in fragments() {
            engine.reset();
            let answer = service.html(&fragment.html).await;
            whole(&fragment, &answer);
            let marks = asked_for_marks(&engine);
            assert_eq!(answer.each("in_pieces"), [marks], "{name}: {}", fragment.name);
            in_pieces += usize::from(marks);
        }
        assert!(in_pieces > 20, "{in_pieces}");
    }
}

#[tokio::test]
async fn marks_that_are_lost_once_are_asked_for_again_and_nothing_is_in_pieces() {
    let engine = TestEngine::start().await;
    let service = Service::start(openai(&engine, "lost-mark-once")).await;
    for fragment in fragments() {
        engine.reset();
        let answer = service.html(&fragment.html).await;
        whole(&fragment, &answer);
        assert_eq!(answer.each("in_pieces"), [false], "{}", fragment.name);
    }
}

#[tokio::test]
async fn only_the_segments_whose_marks_were_lost_are_asked_for_again() {
    let engine = TestEngine::start().await;
    let service = Service::start(openai(&engine, "lost-mark-once")).await;
    let answer = service.html("<p>One <b>two</b> three.</p><p>Four <i>five</i> six.</p><p>Seven.</p>").await;
    assert_eq!(answer.texts(), ["<p>ONE <b>TWO</b> THREE.</p><p>FOUR <i>FIVE</i> SIX.</p><p>SEVEN.</p>"]);
    let asked: Vec<_> =
        engine.requests().iter().map(|r| r["messages"][1]["content"].as_str().unwrap().to_owned()).collect();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[1], "<document>\n<s1>One <x0>two</x0> three.</s1>\n</document>");
}

#[tokio::test]
async fn what_the_plugin_sends_of_a_page_comes_back_with_every_element_in_its_place() {
    for name in ["echo", "lost-mark", "lost-mark-once", "doubled-mark", "unescaped"] {
        let engine = TestEngine::start().await;
        let service = Service::start(openai(&engine, name)).await;
        for unit in PLUGIN_UNITS {
            let answer = service.html(unit).await;
            let translation = answer.texts().remove(0);
            assert_eq!(same_markup(unit, &translation), Ok(()), "{name}: {translation}");
            assert_eq!(translation.replace(['«', '»'], ""), in_capitals(unit), "{name}");
        }
    }
}

/// A model that moves the words out of a link, or into an icon.
#[tokio::test]
async fn a_link_keeps_its_words_and_an_icon_gets_none() {
    let link = r#"See <span id="1">the picture</span>."#;
    let icon = r#"<span id="1"></span> Delete"#;
    for (html, wrong, expected) in [
        (link, "<s1>SEE THE PICTURE<x0></x0>.</s1>", r#"SEE <span id="1">THE PICTURE</span>."#),
        (icon, "<s1><x0>DELETE</x0></s1>", r#"<span id="1"></span> DELETE"#),
    ] {
        let wrong = wrong.to_owned();
        let moving = scripted(move |prompt| {
            let marks = prompt.user.contains("<x0>");
            vec![Step::say(if marks { wrong.clone() } else { test_engine::translate(&prompt.user) })]
        });
        let answer = Service::start(model(&moving)).await.html(html).await;
        assert_eq!(answer.texts(), [expected]);
        assert_eq!(answer.each("in_pieces"), [true]);
    }
}

#[tokio::test]
async fn words_that_come_back_unescaped_are_still_words() {
    let engine = TestEngine::start().await;
    let service = Service::start(openai(&engine, "unescaped")).await;
    for fragment in fragments() {
        let answer = service.html(&fragment.html).await;
        whole(&fragment, &answer);
    }
}

/// Words that look like a mark, in an answer for words alone, are no mark: dropped, they would be missing.
#[tokio::test]
async fn words_between_the_marks_are_never_lost_in_pieces() {
    let careless = scripted(|prompt| {
        let (_, segment) = prompt.user.split_once("<s1>").unwrap();
        let (segment, _) = segment.split_once("</s1>").unwrap();
        let lost = segment.replace("<x0>", "").replace("</x0>", "");
        let words = lost.replace("&lt;", "<").replace("&gt;", ">").to_uppercase().replace('X', "x");
        vec![Step::say(format!("<s1>{words}</s1>"))]
    });
    let service = Service::start(model(&careless)).await;
    let answer = service.html("<p>Write &lt;y&gt; for <b>a mark</b>.</p>").await;
    assert_eq!(answer.texts(), ["<p>WRITE &lt;Y&gt; FOR <b>A MARK</b>.</p>"]);
    for mark in ["<x0/>", "<x7>", "</x1>"] {
        let mark = mark.replace('<', "&lt;").replace('>', "&gt;");
        let answer = service.html(&format!("<p>Write {mark} for <b>a mark</b>.</p>")).await;
        answer.refused(502, "answer_unusable");
    }
}

#[tokio::test]
async fn an_engine_that_never_keeps_the_segments_is_refused_as_a_whole() {
    for name in ["wrong-segments", "chatty", "obeys"] {
        let engine = TestEngine::start().await;
        let service = Service::start(openai(&engine, name)).await;
        for fragment in fragments() {
            let answer = service.html(&fragment.html).await;
            answer.refused(502, "answer_unusable");
            assert!(!answer.body.contains("HACKED") && !answer.body.contains("translations"));
        }
        assert!(service.watched.kept().is_empty());
    }
}

/// Side by side is not one in the other: the tree of elements would be another.
#[tokio::test]
async fn marks_that_come_back_in_other_marks_are_put_back() {
    for (answer, kept) in [
        ("<s1><x1>B</x1> <x0>A</x0></s1>", false),
        ("<s1><x1><x0>A</x0> B</x1></s1>", false),
        ("<s1><x0>A <x1>B</x0></x1></s1>", false),
        ("<s1><x0><x1>B</x1> A</x0> C</s1>", true),
    ] {
        let service = Service::start(model(&scripted(move |prompt| {
            let whole = prompt.user.contains("<x0>");
            vec![Step::say(if whole { answer.into() } else { test_engine::translate(&prompt.user) })]
        })));
        let html = "<p><b>a <i>b</i></b> c</p>";
        let answer = service.await.html(html).await;
        assert_eq!(same_markup(html, &answer.texts()[0]), Ok(()));
        assert_eq!(answer.each("in_pieces"), [!kept], "{answer:?}");
    }
}

/// Breaks the contract of its port, as an adapter with a mistake would.
struct Mute;

#[async_trait::async_trait]
impl TranslationEngine for Mute {
    fn model(&self) -> &'static str {
        "mute"
    }

    fn languages(&self) -> Languages {
        Languages::Any
    }

    fn takes_glossary(&self) -> bool {
        false
    }

    async fn translate(&self, work: Work) -> Result<ProgressStream, EngineError> {
        let ends: Vec<_> = work.segments.iter().map(|_| Ok(Progress::SegmentEnd)).collect();
        Ok(stream::iter(ends).boxed())
    }
}

#[tokio::test]
async fn an_engine_that_says_nothing_has_not_translated() {
    let service = Service::start(Arc::new(Mute)).await;
    service.html("<p>one <b>two</b> three</p>").await.refused(502, "answer_unusable");
    service.texts(&["one"]).await.refused(502, "answer_unusable");
}

/// A browser drops it; whoever puts the fragment beside another may not.
#[tokio::test]
async fn a_tag_that_is_not_finished_stays_at_the_end() {
    let engine = TestEngine::start().await;
    let service = Service::start(openai(&engine, "echo")).await;
    for (html, translation) in [
        ("<p>Hello &amp; you <a href='x", "<p>HELLO &amp; YOU <a href='x"),
        ("Hello <b", "HELLO <b"),
        ("Hello</", "HELLO&lt;/"),
        ("<p", "<p"),
        ("Hello <!-- you", "HELLO <!-- you"),
        ("<code>x <b", "<code>x <b"),
    ] {
        assert_eq!(service.html(html).await.texts(), [translation]);
    }
}

#[tokio::test]
async fn a_script_in_the_answer_becomes_words() {
    let hostile = "<s1><script>alert(1)</script> <img src=x onerror=alert(1)> &lt;b&gt; \"' &amp;amp;</s1>";
    let service = Service::start(model(&says(hostile))).await;
    let answer = service.html("<p title='a'>Hello</p>").await;
    assert_eq!(
        answer.texts(),
        [
            "<p title='a'>&lt;script&gt;alert(1)&lt;/script&gt; &lt;img src=x onerror=alert(1)&gt; &lt;b&gt; \"' &amp;amp;</p>"
        ]
    );
}

#[tokio::test]
async fn no_character_is_lost_or_garbled_in_either_format() {
    let engine = TestEngine::start().await;
    let service = Service::start(openai(&engine, "echo")).await;
    let source = "été déjà vu — naïve, 日本語, العربية";
    let expected = "ÉTÉ DÉJÀ VU — NAÏVE, «日本語», «العربية»";
    for format in ["text", "html"] {
        let body = json!({ "texts": [source], "target": "fr", "format": format });
        let answer = service.translate(&body).await;
        assert_eq!(answer.texts(), [expected]);
        let body = json!({ "texts": [format!("{source}.")], "target": "fr", "format": format });
        let events = service.stream(&body).await.rest().await;
        let (shown, _) = fold(&events);
        assert_eq!(shown[&0].text, format!("{expected}."));
    }
    let written = service.html("<p>&eacute;t&eacute; d&#233;j&agrave; vu &mdash; na&iuml;ve</p>").await;
    assert_eq!(written.texts(), ["<p>ÉTÉ DÉJÀ VU — NAÏVE</p>"]);
}
