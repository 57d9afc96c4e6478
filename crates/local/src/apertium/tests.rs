//! On the installed Apertium.

mod conformance;
#[cfg(unix)]
mod processes;
mod translations;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::time::Duration;

use futures_util::StreamExt;
use ports::{EngineError, LanguageTag, MarkedText, Progress, TranslationEngine, Work};

use super::Apertium;
use super::discover::Installation;
use super::pool::Patience;

/// Longer than anything takes here: nothing is timed.
const PATIENCE: Patience =
    Patience { sentence: Duration::from_mins(2), idle: Duration::from_mins(2), pipelines: 20 };

fn installation() -> Installation {
    Installation {
        search_path: OsString::from("/usr/bin:/bin"),
        data_folder: Installation::DATA_FOLDER.into(),
    }
}

pub(super) async fn apertium() -> Apertium {
    let found = Apertium::discover_with(&installation(), PATIENCE).await.unwrap();
    found.expect("these tests need the packages apertium and its language pairs")
}

fn tag(text: &str) -> LanguageTag {
    LanguageTag::parse(text).unwrap()
}

fn work(source: &str, target: &str, segments: Vec<MarkedText>) -> Work {
    Work { segments, source: Some(tag(source)), target: tag(target), glossary: BTreeMap::new() }
}

async fn reports(apertium: &Apertium, work: Work) -> Result<Vec<Progress>, EngineError> {
    let stream = apertium.translate(work).await?;
    stream.collect::<Vec<_>>().await.into_iter().collect()
}

async fn marked(apertium: &Apertium, pair: (&str, &str), text: MarkedText) -> MarkedText {
    let reports = reports(apertium, work(pair.0, pair.1, vec![text])).await.unwrap();
    let pieces = reports
        .into_iter()
        .filter_map(|report| if let Progress::Piece(piece) = report { Some(piece) } else { None });
    MarkedText(pieces.collect())
}

async fn plain(apertium: &Apertium, pair: (&str, &str), text: &str) -> String {
    marked(apertium, pair, MarkedText::plain(text)).await.words()
}
