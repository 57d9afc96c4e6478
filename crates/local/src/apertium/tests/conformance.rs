//! Direct, and by way of another language.

mod direct {
    use super::*;

    async fn fresh() -> ((), Sample<Apertium>) {
        sample("en", "es").await
    }

    ports::translation_engine_conformance!(fresh);
}

mod chained {
    use super::*;

    async fn fresh() -> ((), Sample<Apertium>) {
        sample("en", "fr").await
    }

    ports::translation_engine_conformance!(fresh);
}

use std::sync::Arc;

use ports::conformance::translation_engine::Sample;
use ports::{MarkedText, Piece};

use super::super::Apertium;
use super::{apertium, tag};

async fn sample(source: &str, target: &str) -> ((), Sample<Apertium>) {
    let text = |text: &str| Piece::Text(text.into());
    let marked = vec![
        text("The "),
        Piece::Open(1),
        text("small "),
        Piece::Open(2),
        text("table"),
        Piece::Close(2),
        Piece::Close(1),
        text(" is here. "),
        Piece::Keep(3),
        text(" Read "),
        Piece::Open(4),
        text("this book"),
        Piece::Close(4),
        text("."),
    ];
    let texts = ["The book is on the table.", "My sister reads. She is at home.", "Water is good"];
    let sample = Sample {
        engine: Arc::new(apertium().await),
        source: Some(tag(source)),
        target: tag(target),
        texts: texts.map(str::to_owned).into(),
        marked: MarkedText(marked),
    };
    ((), sample)
}
