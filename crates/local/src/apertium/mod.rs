//! Translation by [Apertium](https://www.apertium.org), a translation system of rules and dictionaries that runs on
//! this machine.
//!
//! A text goes through it sentence by sentence: cut into [`units`], [`sentences`] and [`tokens`], written in its
//! [`stream`] format to the [`pipeline`] of a mode, whose [`answer`] becomes units again.

mod alphabet;
mod answer;
mod discover;
mod hop;
mod pairs;
mod pipeline;
mod pool;
mod recognise;
mod sentences;
mod stream;
#[cfg(test)]
mod tests;
mod tokens;
mod units;
mod work;

use std::collections::BTreeMap;

use ports::{EngineError, LanguagePair, LanguageTag, Languages, ProgressStream, TranslationEngine, Work};

pub use discover::{DiscoveryError, Installation};
use hop::Hop;
use recognise::Analysers;

/// The installed Apertium. It runs one pipeline for each mode in use; dropping it, and the streams it gave, ends them.
#[derive(Debug)]
pub struct Apertium {
    model: String,
    edition: String,
    analysers: Analysers,
    pairs: Vec<LanguagePair>,
    ways: BTreeMap<(LanguageTag, LanguageTag), Vec<Hop>>,
}

#[async_trait::async_trait]
impl TranslationEngine for Apertium {
    fn model(&self) -> &str {
        &self.model
    }

    /// The version, and a digest of the installed modes: it changes with an upgrade of any language pair.
    fn edition(&self) -> &str {
        &self.edition
    }

    fn languages(&self) -> Languages {
        Languages::Pairs(self.pairs.clone())
    }

    fn takes_glossary(&self) -> bool {
        false
    }

    async fn recognise(&self, words: &str) -> Vec<LanguageTag> {
        self.analysers.recognise(words).await
    }

    async fn translate(&self, work: Work) -> Result<ProgressStream, EngineError> {
        let pair = work.source.map(|source| (source, work.target));
        let way = pair.as_ref().and_then(|pair| self.ways.get(pair));
        let way =
            way.ok_or_else(|| EngineError::Misconfigured("Apertium has no such pair of languages".into()))?;
        Ok(work::begin(way.clone(), work.segments))
    }
}
