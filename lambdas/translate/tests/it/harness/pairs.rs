use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::{StreamExt as _, stream};
use ports::{
    EngineError, LanguagePair, LanguageTag, Languages, MarkedText, Piece, Progress, ProgressStream,
    TranslationEngine, Work,
};

/// An engine with language pairs and without glossaries, which writes every word in capitals.
#[derive(Default)]
pub struct PairsEngine {
    working: Arc<AtomicUsize>,
    most: AtomicUsize,
    asked: AtomicUsize,
}

impl PairsEngine {
    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// How much it worked on at one time at most.
    pub fn most(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }
}

/// Counts a piece of work while it lasts.
struct Working(Arc<AtomicUsize>);

impl Drop for Working {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn translate(text: MarkedText) -> impl Iterator<Item = Progress> {
    let pieces = text.0.into_iter().map(|piece| match piece {
        Piece::Text(words) => Piece::Text(words.to_uppercase()),
        mark => mark,
    });
    pieces.map(Progress::Piece).chain([Progress::SegmentEnd])
}

#[async_trait::async_trait]
impl TranslationEngine for PairsEngine {
    fn model(&self) -> &'static str {
        "pairs 1.0"
    }

    fn languages(&self) -> Languages {
        let tag = |text: &str| LanguageTag::parse(text).unwrap();
        let pair = |source: &str, target: &str, via: Option<&str>| LanguagePair {
            source: tag(source),
            target: tag(target),
            via: via.map(tag),
        };
        Languages::Pairs(vec![
            pair("es", "en", None),
            pair("en", "es", None),
            pair("en", "ca", Some("es")),
            pair("fr", "en", None),
        ])
    }

    fn takes_glossary(&self) -> bool {
        false
    }

    async fn translate(&self, work: Work) -> Result<ProgressStream, EngineError> {
        assert!(work.source.is_some(), "an engine with pairs is told the source");
        self.asked.fetch_add(1, Ordering::SeqCst);
        let working = Working(Arc::clone(&self.working));
        self.most.fetch_max(working.0.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let progress: Vec<_> = work.segments.into_iter().flat_map(translate).collect();
        // Others get their turn between two pieces.
        let said = stream::iter(progress).then(move |progress| {
            let _ = &working;
            async move {
                tokio::task::yield_now().await;
                Ok(progress)
            }
        });
        Ok(said.boxed())
    }
}

mod conformance {
    use ports::conformance::translation_engine::Sample;

    use super::*;

    async fn fresh() -> ((), Sample<PairsEngine>) {
        ((), super::sample(PairsEngine::default()))
    }

    ports::translation_engine_conformance!(fresh);
}

mod echo_conformance {
    use ports::conformance::translation_engine::Sample;
    use translate::ModelEngine;

    use super::*;

    async fn fresh() -> ((), Sample<ModelEngine>) {
        let model = crate::harness::echo();
        ((), super::sample(ModelEngine::new(Arc::new(model))))
    }

    ports::translation_engine_conformance!(fresh);
}

/// What the engines of these tests are asked for by the port's suite.
fn sample<E>(engine: E) -> ports::conformance::translation_engine::Sample<E> {
    let text = |text: &str| Piece::Text(text.into());
    let marked = vec![
        text("Go "),
        Piece::Open(1),
        text("to the "),
        Piece::Open(2),
        text("town"),
        Piece::Close(2),
        Piece::Close(1),
        text(" or "),
        Piece::Keep(3),
    ];
    ports::conformance::translation_engine::Sample {
        engine: Arc::new(engine),
        source: LanguageTag::parse("en").ok(),
        target: LanguageTag::parse("es").unwrap(),
        texts: ["One sentence.", "Another one. And a third"].map(str::to_owned).into(),
        marked: MarkedText(marked),
    }
}
