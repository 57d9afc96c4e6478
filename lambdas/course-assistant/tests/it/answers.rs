//! What people are answered.

use documents::{Place, Section};
use ports::memory::{ScriptedModel, Step};
use ports::{Stop, Usage};
use serde_json::{Value, json};

use crate::harness::{LATER, SITE, Service, Setup, course, quotes, says, scripted};

#[tokio::test]
async fn an_answer_names_the_places_that_it_is_from() {
    let model = says("Three times [1], or not at all [2, 9].");
    let service = Service::start(&model).await;
    let slides = ["Welcome.", "Who is absent more than three times gets no credit."];
    service.shelf().put(&course(), 97, "rules.pptx", &slides).await;
    let page = vec![Section { place: Place::Whole, text: "Credit needs no exam.".into() }];
    service.shelf().put_sections(&course(), 98, "page.html", page).await;
    let (answer, sources) =
        service.ask("How often may I be absent and get credit?").await.answered("generated");
    assert_eq!(
        answer,
        json!({
            "kind": "generated", "text": "Three times [1], or not at all [2].", "cited": [1, 2], "model": "scripted",
        })
    );
    assert_eq!(
        sources[0],
        json!({
            "number": 1, "file": "rules.pptx", "activity": "Activity 97", "section": "Week 2",
            "place": { "kind": "slide", "number": 2 },
            "url": format!("{SITE}/mod/resource/view.php?id=97"),
            "excerpt": "Who is absent more than three times gets no credit.",
        })
    );
    assert_eq!((&sources[1]["file"], &sources[1]["place"]), (&json!("page.html"), &json!(null)));
    let prompt = model.prompts().remove(0);
    assert!(prompt.user.contains("<place>slide 2</place>") && prompt.user.ends_with("credit?</question>"));
    assert!(prompt.max_output_tokens < 5_000, "an answer is bounded");
}

#[tokio::test]
async fn every_kind_of_place_is_told() {
    let service = Service::without_model().await;
    let places = [
        (Place::Page(4), json!({ "kind": "page", "number": 4 })),
        (Place::Slide(3), json!({ "kind": "slide", "number": 3 })),
        (Place::Sheet("Größe".into()), json!({ "kind": "sheet", "name": "Größe" })),
        (Place::Chapter("One <b>".into()), json!({ "kind": "chapter", "title": "One <b>" })),
        (Place::Whole, json!(null)),
    ];
    for (number, (place, expected)) in (1..).zip(places) {
        let word = format!("walrus{number}");
        let sections = vec![Section { place, text: word.clone() }];
        service.shelf().put_sections(&course(), number, "a.bin", sections).await;
        service.world.clock.pass(LATER);
        let (_, sources) = service.ask(&word).await.answered("extracts");
        assert_eq!(sources[0]["place"], expected);
    }
}

/// Without a model the passages are the answer.
#[tokio::test]
async fn without_a_model_the_passages_are_shown() {
    let service = Service::without_model().await;
    service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June.", "Nothing else."]).await;
    let (answer, sources) = service.ask("When is the exam?").await.answered("extracts");
    assert_eq!(answer, json!({ "kind": "extracts", "text": "", "cited": [], "model": null }));
    assert_eq!((sources.len(), &sources[0]["excerpt"]), (1, &json!("The exam is in June.")));
    let (answer, sources) = service.ask("¿Dónde?").await.answered("unknown");
    assert_eq!((&answer["text"], sources.len()), (&json!(""), 0));
}

#[tokio::test]
async fn an_excerpt_is_short_and_ends_where_a_word_ends() {
    let service = Service::without_model().await;
    let long = "Photosynthesis makes sugar from light. ".repeat(100);
    service.shelf().put(&course(), 1, "a.pptx", &[&long]).await;
    let (_, sources) = service.ask("photosynthesis").await.answered("extracts");
    let excerpt = sources[0]["excerpt"].as_str().unwrap();
    assert!(excerpt.chars().count() <= 600 && excerpt.chars().count() > 550, "{excerpt}");
    let last = excerpt.trim_end_matches('…').split(' ').next_back().unwrap();
    assert!(long.split(' ').any(|word| word == last), "{last}");
}

#[tokio::test]
async fn a_model_that_does_not_know_says_so_in_one_word_that_nobody_sees() {
    for said in
        ["NO_ANSWER", " **NO_ANSWER**\n", "<think>hm [1]</think>NO_ANSWER", "It is not said [1]. NO_ANSWER"]
    {
        let service = Service::start(&says(said)).await;
        service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
        let answer = service.ask("How much is the exam?").await;
        assert!(!answer.body.contains("NO_ANSWER"), "{}", answer.body);
        let (answer, _) = answer.answered("unknown");
        assert_eq!(answer, json!({ "kind": "unknown", "text": "", "cited": [], "model": "scripted" }));
    }
}

/// What names no passage cannot be looked up.
#[tokio::test]
async fn an_answer_that_is_from_nowhere_is_no_answer() {
    for said in [
        "It is in June.",
        "It is in June [9].",
        "It is in June [0][-1].",
        "I am sorry, the passages do not say that.",
        "`[1]`",
    ] {
        let service = Service::start(&says(said)).await;
        service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
        let (answer, _) = service.ask("When is the exam?").await.answered("unknown");
        assert_eq!(answer["text"], "", "{said}");
    }
}

#[tokio::test]
async fn a_question_that_finds_nothing_costs_no_model() {
    let model = quotes();
    let service = Service::start(&model).await;
    service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
    service.ask("zebra?").await.answered("unknown");
    assert_eq!(model.prompts(), []);
}

#[tokio::test]
async fn a_course_without_an_indexed_file_says_so() {
    let model = quotes();
    let service = Service::start(&model).await;
    service.ask("exam").await.refused(409, "not_indexed_yet");
    service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
    service
        .shelf()
        .change(&course(), 1, |module| module.documents[0].state = ports::DocumentState::Indexing)
        .await;
    service.ask("exam").await.refused(409, "not_indexed_yet");
    assert_eq!((model.prompts().len(), service.world.watched.charged()), (0, 0));
}

#[tokio::test]
async fn a_follow_up_is_looked_for_with_the_question_before_it() {
    let model = quotes();
    let service = Service::start(&model).await;
    service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
    service.shelf().put(&course(), 2, "b.pptx", &["The library opens at nine."]).await;
    let history = json!([
        { "question": "Where is the library?", "answer": "Downtown [3]." },
        { "question": "When is the exam?", "answer": "In June [1]." },
    ]);
    let answer = service.send(&json!({ "question": "And where?", "history": history })).await;
    assert_eq!(answer.files()[0], "a.pptx");
    assert_eq!(service.world.watched.searched(), ["And where?", "When is the exam?\nAnd where?"]);
    let prompt = model.prompts().remove(0).user;
    assert!(
        prompt.contains("<answered>Downtown.</answered>"),
        "numbers of other passages are gone: {prompt}"
    );
    assert!(prompt.find("Where is the library?") < prompt.find("When is the exam?"), "{prompt}");
}

/// Indexes take texts of a bounded length.
#[tokio::test]
async fn what_is_searched_for_is_never_longer_than_a_question_may_be() {
    let service = Service::start(&quotes()).await;
    service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
    let history = json!([{ "question": "ß ".repeat(500), "answer": "" }]);
    for question in ["exam".to_owned(), format!("exam{}", " ß".repeat(498))] {
        service.send(&json!({ "question": question, "history": history })).await.ok();
    }
    let searched = service.world.watched.searched();
    assert_eq!(searched.len(), 3, "a question as long as that stands for itself");
    assert!(searched.iter().all(|text| text.chars().count() <= 1_000));
}

/// Nobody reads what is found for a follow-up but the person, who would take it for an answer.
#[tokio::test]
async fn without_a_model_a_question_is_looked_for_by_itself() {
    let service = Service::without_model().await;
    service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
    let history = json!([{ "question": "When is the exam?", "answer": "" }]);
    let answer =
        service.send(&json!({ "question": "Who is president of France?", "history": history })).await;
    assert_eq!(service.world.watched.searched().len(), 1);
    // The sample index finds "is"; what matters is that the question before was not looked for.
    assert!(!service.world.watched.searched()[0].contains("exam"), "{}", answer.body);
}

/// A model reads twice as many as people are shown.
#[tokio::test]
async fn an_answer_is_made_from_few_passages_and_not_all_of_one_file() {
    for (model, passages) in [(Some(quotes()), 20), (None, 10)] {
        let service = model.as_ref().map_or_else(Setup::default, Setup::with).start().await;
        let long: Vec<_> = (0..30).map(|number| format!("Walrus fact number {number}.")).collect();
        let long: Vec<_> = long.iter().map(String::as_str).collect();
        service.shelf().put(&course(), 1, "long.pptx", &long).await;
        service.shelf().put(&course(), 2, "short.pptx", &["A walrus eats clams."]).await;
        service.shelf().put(&course(), 3, "other.pptx", &["The walrus sleeps."]).await;
        let files = service.ask("walrus").await.files();
        assert_eq!(files.len(), passages, "{files:?}");
        assert!(files.contains(&"short.pptx".into()) && files.contains(&"other.pptx".into()), "{files:?}");
    }
}

#[tokio::test]
async fn an_answer_that_is_cut_says_so() {
    let cut = ScriptedModel::new(|_| {
        vec![Step::say("It is in June [1], and"), Step::End(Stop::TokenLimit, Usage::default())]
    });
    let service = Service::start(&cut).await;
    service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
    let (answer, _) = service.ask("When is the exam?").await.answered("generated");
    assert_eq!(answer["text"], "It is in June [1], and …");
}

#[tokio::test]
async fn an_answer_without_end_is_stopped() {
    let endless = scripted(|_| (0..50_000).map(|_| Step::say("ha [1] ha ")).collect());
    let service = Service::start(&endless).await;
    service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
    let (answer, _) = service.ask("exam").await.answered("generated");
    let length = answer["text"].as_str().unwrap().chars().count();
    assert!(length <= 8_000, "{length}");
    assert_eq!(endless.dropped(), 1, "the rest is not wanted");
    // It may be sent back as history.
    let history = json!([{ "question": "exam", "answer": answer["text"] }]);
    service.send(&json!({ "question": "exam", "history": history })).await.ok();
}

#[tokio::test]
async fn questions_and_files_in_any_script_come_through() {
    let model = quotes();
    let service = Service::start(&model).await;
    for (number, (question, text)) in (1..).zip([
        ("试验 在 什么时候？", "期末 试验 在 六月。🎓"),
        ("متى الامتحان؟", "الامتحان في يونيو."),
        ("Wann ist die Prüfung?", "Die Prüfung für Größen ist im Juni."),
        ("e\u{301}tude", "Une e\u{301}tude de cas \u{202e}kcart\u{202c}."),
    ]) {
        service.shelf().put(&course(), number, "日本 <b>.pptx", &[text]).await;
        service.world.clock.pass(LATER);
        let answer = service.ask(question).await;
        let (answer, sources) = answer.answered("generated");
        assert!(answer["text"].as_str().unwrap().contains(text), "{answer}");
        assert_eq!(sources[0]["file"], "日本 <b>.pptx");
    }
}

#[tokio::test]
async fn an_address_that_no_browser_should_open_is_not_linked() {
    let service = Service::without_model().await;
    service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
    for url in ["javascript:alert(1)", "data:text/html,<script>", "file:///etc/passwd", ""] {
        service.shelf().change(&course(), 1, |module| module.url = url.into()).await;
        let (_, sources) = service.ask("exam").await.answered("extracts");
        assert_eq!(sources[0]["url"], Value::from(format!("{SITE}/course/view.php?id=8")), "{url}");
    }
}

/// Whether a passage answers, a model judges itself; people would take it for an answer.
#[tokio::test]
async fn what_was_found_by_chance_is_read_by_a_model_and_shown_to_nobody() {
    for (model, kind) in [(Some(quotes()), "generated"), (None, "unknown")] {
        let service = model.as_ref().map_or_else(Setup::default, Setup::with).start().await;
        service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
        service.world.watched.guess();
        service.ask("exam").await.answered(kind);
    }
}
