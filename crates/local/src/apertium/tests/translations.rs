//! What comes out.

use std::fmt::Write as _;

use futures_util::StreamExt;
use futures_util::future::join_all;
use ports::{EngineError, Languages, MarkedText, Piece, Progress, TranslationEngine};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::{apertium, marked, plain, reports, work};

#[tokio::test]
async fn the_installed_pairs_are_listed_with_the_way_to_the_others() {
    let apertium = apertium().await;
    let Languages::Pairs(pairs) = apertium.languages() else { panic!("Apertium has pairs") };
    let list: Vec<_> = pairs
        .iter()
        .map(|pair| match &pair.via {
            None => format!("{}>{}", pair.source, pair.target),
            Some(via) => format!("{}>{}>{}", pair.source, via, pair.target),
        })
        .collect();
    for pair in
        ["en>es", "en>ca>fr", "ur>hi", "es>pt-BR", "en>es>pt-BR", "es>ca-valencia", "ca>en-US", "fr>ca>en"]
    {
        assert!(list.contains(&pair.to_owned()), "{pair} of {list:?}");
    }
    assert!(list.iter().all(|pair| !pair.contains("iec") && !pair.starts_with("en>en")), "{list:?}");
    assert!(apertium.model().starts_with("apertium 3."), "{}", apertium.model());
    assert!(!apertium.takes_glossary());
}

#[tokio::test]
async fn sentences_are_translated() {
    let apertium = apertium().await;
    for (source, target, text, expected) in [
        ("en", "es", "The book is on the table.", vec!["libro", "mesa"]),
        ("en", "fr", "The book is on the table.", vec!["livre", "table"]),
        ("fr", "en", "Le livre est sur la table.", vec!["book", "table"]),
        ("ur", "hi", "یہ کتاب ہے۔", vec!["किताब", "।"]),
        ("hi", "ur", "यह किताब है।", vec!["کِتاب"]),
        ("es", "pt-BR", "El libro está en la mesa.", vec!["livro", "mesa"]),
        ("en", "pt-BR", "The book is on the table.", vec!["livro", "mesa"]),
        ("es", "ca-valencia", "El libro está en la mesa.", vec!["llibre", "taula"]),
        ("en", "eo", "The book is on the table.", vec!["libro", "tablo"]),
    ] {
        let translation = plain(&apertium, (source, target), text).await;
        assert!(expected.iter().all(|word| translation.contains(word)), "{source}>{target} {translation}");
    }
}

#[tokio::test]
async fn a_fragment_keeps_its_small_letter_and_gets_no_full_stop() {
    let apertium = apertium().await;
    assert_eq!(plain(&apertium, ("en", "es"), "no end").await, "ningún fin");
    assert_eq!(plain(&apertium, ("es", "en"), "casa roja").await, "red house");
    assert_eq!(plain(&apertium, ("es", "en"), "lunes").await, "Monday");
    assert_eq!(plain(&apertium, ("en", "es"), "Introduction").await, "Introducción");
    assert_eq!(plain(&apertium, ("en", "es"), "Is it red?").await, "Es rojo?");
}

#[tokio::test]
async fn a_sentence_without_an_end_is_translated_like_one_with_an_end() {
    let apertium = apertium().await;
    assert_eq!(plain(&apertium, ("en", "es"), "The students read.").await, "El alumnado leyó.");
    assert_eq!(plain(&apertium, ("en", "es"), "The students read").await, "El alumnado leyó");
}

#[tokio::test]
async fn words_that_vanish_take_their_space_along() {
    let apertium = apertium().await;
    assert_eq!(plain(&apertium, ("en", "es"), "it rains").await, "llueve");
    assert_eq!(plain(&apertium, ("en", "es"), "It's the dog's house.").await, "Es el perro casa.");
}

#[tokio::test]
async fn white_space_between_sentences_stays() {
    let apertium = apertium().await;
    let translation = plain(&apertium, ("en", "es"), "The house.  The table.\n\u{a0}The\tbook. ").await;
    assert_eq!(translation, "La casa.  La mesa.\n\u{a0}El\tlibro. ");
}

#[tokio::test]
async fn each_sentence_is_reported_by_itself() {
    let apertium = apertium().await;
    let text = |piece: &str| Progress::Piece(Piece::Text(piece.into()));
    let segments = vec![MarkedText::plain("The house. The table. The book.")];
    let reports = reports(&apertium, work("en", "es", segments)).await.unwrap();
    assert_eq!(reports, [text("La casa. "), text("La mesa. "), text("El libro."), Progress::SegmentEnd]);
}

#[tokio::test]
async fn what_is_no_word_of_the_language_is_kept() {
    let apertium = apertium().await;
    for (text, expected) in [
        (
            "The house ~ * # @ ^ $ / + = | _ \\ [k0] {b} <i>.",
            "La casa ~ * # @ ^ $ / + = | _ \\ [k0] {b} <i>.",
        ),
        ("The 日本語 house 👩‍👩‍👧 العربية is red\u{ad}.", "La 日本語 casa 👩‍👩‍👧 العربية es roja\u{ad}."),
        ("The house: https://a.example/the/house?red=1", "La casa: https://a.example/the/house?red=1"),
        ("The \u{200f}house\u{200f} \u{e000}\0\u{1}[e1].", "La \u{200f}casa\u{200f} \u{e000}\0\u{1}[e1]."),
        ("\"The house\" (the table) “the book” — here", "\"La casa\" (la mesa) “el libro” — aquí"),
    ] {
        assert_eq!(plain(&apertium, ("en", "es"), text).await, expected);
    }
}

/// The pair whose rules double and drop blanks.
#[tokio::test]
async fn what_rules_would_double_is_kept_once() {
    let apertium = apertium().await;
    let translation = plain(&apertium, ("en", "eo"), "The☂big★red☀book♥is●on■the♦red♣table♠.").await;
    let symbols: String = translation.chars().filter(|char| "☂★☀♥●■♦♣♠".contains(*char)).collect();
    assert_eq!(symbols, "☂★☀♥●■♦♣♠", "{translation}");
}

#[tokio::test]
async fn marks_follow_their_words() {
    let apertium = apertium().await;
    let text = |text: &str| Piece::Text(text.into());
    let (open, close) = (Piece::Open, Piece::Close);
    let english = vec![
        text("The "),
        open(1),
        text("red "),
        open(2),
        text("book"),
        close(2),
        close(1),
        text(" is here"),
    ];
    let spanish = vec![
        text("El "),
        open(1),
        open(2),
        text("libro"),
        close(2),
        text(" rojo"),
        close(1),
        text(" es aquí"),
    ];
    assert_eq!(marked(&apertium, ("en", "es"), MarkedText(english)).await.0, spanish);
}

#[tokio::test]
async fn a_pair_of_marks_may_hold_two_sentences() {
    let apertium = apertium().await;
    let text = |text: &str| Piece::Text(text.into());
    let english = vec![
        Piece::Open(1),
        text("The house. The"),
        Piece::Keep(2),
        text("table"),
        Piece::Close(1),
        text("."),
    ];
    let spanish = [
        Piece::Open(1),
        text("La casa. "),
        text("La"),
        Piece::Keep(2),
        text("mesa"),
        Piece::Close(1),
        text("."),
    ];
    assert_eq!(marked(&apertium, ("en", "es"), MarkedText(english)).await.0, spanish);
}

#[tokio::test]
async fn a_pair_of_marks_without_words_stays_a_pair() {
    let apertium = apertium().await;
    let text = |text: &str| Piece::Text(text.into());
    let pieces = |house: &str, end: &str| {
        let link = vec![Piece::Open(1), Piece::Keep(2), Piece::Close(1)];
        let empty = vec![Piece::Open(3), Piece::Close(3)];
        [vec![text(house)], link, vec![text(" ")], empty, vec![text(end)]].concat()
    };
    let spanish = marked(&apertium, ("en", "es"), MarkedText(pieces("The house ", "is red."))).await;
    assert_eq!(spanish.0, pieces("La casa ", "es roja."));
}

#[tokio::test(flavor = "multi_thread")]
async fn forty_translations_at_once_do_not_mix() {
    let apertium = apertium().await;
    let calls = (0..40).map(|number| {
        let apertium = &apertium;
        async move {
            let target = if number % 2 == 0 { "es" } else { "fr" };
            let translation = plain(apertium, ("en", target), &format!("The house {number} is red.")).await;
            assert!(translation.split(' ').any(|word| word == number.to_string()), "{number}: {translation}");
        }
    });
    join_all(calls).await;
}

#[tokio::test]
async fn very_long_words_and_sentences_are_translated() {
    let apertium = apertium().await;
    let word = "x".repeat(10_000);
    let translation = plain(&apertium, ("en", "es"), &format!("The house {word} is red.")).await;
    assert!(translation.starts_with(&format!("La casa {word} es ")));
    let sentence = "the house ".repeat(2_000);
    let translation = plain(&apertium, ("en", "es"), sentence.trim()).await;
    assert_eq!(translation.matches("casa").count(), 2_000);
}

#[tokio::test]
async fn an_unknown_pair_is_refused() {
    let apertium = apertium().await;
    let segments = || vec![MarkedText::plain("a")];
    let refused = apertium.translate(work("en", "ja", segments())).await.err();
    assert!(matches!(refused, Some(EngineError::Misconfigured(_))), "{refused:?}");
    let unnamed = ports::Work { source: None, ..work("en", "es", segments()) };
    assert!(matches!(apertium.translate(unnamed).await.err(), Some(EngineError::Misconfigured(_))));
}

#[tokio::test]
async fn a_dropped_stream_stops_after_the_sentence_under_way() {
    let apertium = apertium().await;
    let long = vec![MarkedText::plain("The house is red. ".repeat(100_000))];
    let mut stream = apertium.translate(work("en", "es", long)).await.unwrap();
    stream.next().await.unwrap().unwrap();
    drop(stream);
    // The sentences that were not begun would take minutes.
    assert_eq!(plain(&apertium, ("en", "es"), "The house.").await, "La casa.");
}

/// What neither a word, nor white space, nor punctuation of sentences is.
fn kept(text: &str) -> String {
    let changed =
        |char: &char| char.is_alphanumeric() || char.is_whitespace() || ".,;:!?¿¡'’-؟،؛۔।".contains(*char);
    // An accent belongs to its letter.
    text.chars().filter(|char| !changed(char) && !('\u{300}'..'\u{370}').contains(char)).collect()
}

fn hostile() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "the",
        "red",
        "house",
        "of",
        "my",
        "brother",
        "is",
        "Don't",
        "they’re",
        "été",
        "naïve",
        "cafe\u{301}",
        "42",
        "日本語",
        "العربية",
        "книга",
        "👩‍👩‍👧",
        "co\u{ad}op",
        "\u{200f}",
        "\u{a0}",
        "~",
        "*",
        "#",
        "@",
        "^",
        "$",
        "/",
        "\\",
        "[",
        "]",
        "[[",
        "]]",
        "[[/]]",
        "{",
        "}",
        "<",
        ">",
        "+",
        "=",
        "|",
        "_",
        "\0",
        "\u{1}",
        "\u{e000}",
        "\u{fffc}",
        "\u{feff}",
        "(",
        ")",
        "\"",
        "“",
        "”",
        "«",
        "»",
        "—",
        "…",
        "‘",
        "%",
        "€",
        "1️⃣",
        "a/b",
        "x_y",
        "[e1]",
        "[k0]",
        ".",
        ",",
        ";",
        "?",
        "!",
        "¿",
        "https://a.example/b",
        "☂",
        "☂",
        "☀",
        "☀",
        "☀",
    ]);
    let word = prop_oneof![8 => words.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    let space = prop::sample::select(vec!["", " ", " ", " ", "  ", "\n", "\t"]);
    prop::collection::vec((word, space), 1..14)
        .prop_map(|parts| parts.into_iter().map(|(word, space)| word + space).collect())
}

/// The text with marks: `☂` is something kept, `☀` begins and ends a pair in turn.
fn with_marks(text: &str) -> MarkedText {
    let mut pieces = Vec::new();
    let mut numbers = 1_u16..;
    let mut open = None;
    for part in text.split_inclusive(['☂', '☀']) {
        pieces.push(Piece::Text(part.trim_end_matches(['☂', '☀']).to_owned()));
        match part.chars().next_back() {
            Some('☂') => pieces.extend(numbers.next().map(Piece::Keep)),
            Some('☀') => pieces.push(match open.take() {
                Some(number) => Piece::Close(number),
                None => Piece::Open(*open.insert(numbers.next().unwrap())),
            }),
            _ => {}
        }
    }
    pieces.extend(open.map(Piece::Close));
    MarkedText(pieces)
}

/// The text without its pairs, which may be torn where words move; they are closed in any case.
fn without_pairs(text: &MarkedText) -> String {
    let mut open = Vec::new();
    let mut written = String::new();
    for piece in &text.0 {
        match piece {
            Piece::Text(text) => written.push_str(text),
            Piece::Keep(number) => write!(written, "☂{number}").unwrap(),
            Piece::Open(number) => open.push(*number),
            Piece::Close(number) => assert_eq!(open.pop(), Some(*number)),
        }
    }
    assert!(open.is_empty());
    written
}

#[test]
fn nothing_but_words_is_ever_lost() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let apertium = runtime.block_on(apertium());
    for pair in [("en", "es"), ("en", "eo"), ("en", "fr"), ("es", "pt"), ("ur", "hi")] {
        let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let mut runner = TestRunner::new_with_rng(Config::with_cases(200), random);
        let result = runner.run(&hostile(), |text| {
            let text = with_marks(&text);
            let translation = runtime.block_on(marked(&apertium, pair, text.clone()));
            prop_assert_eq!(
                kept(&without_pairs(&translation)),
                kept(&without_pairs(&text)),
                "{:?}",
                translation
            );
            Ok(())
        });
        result.unwrap();
    }
}
