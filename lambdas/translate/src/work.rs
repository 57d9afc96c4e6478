//! The work on one text: its chunks are translated side by side and shown one after the other.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use http_api::Turns;
use ports::{EngineError, Entropy, LanguageTag, MarkedText, Piece, Progress, TranslationEngine, Usage, Work};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::Instant;

use crate::chunk;
use crate::document::Document;
use crate::showing::{Step, steps};

/// Tries with an engine that has too much to do.
const TRIES_WHEN_BUSY: u32 = 5;
/// Tries with an engine that failed.
const TRIES_WHEN_FAILED: u32 = 2;
/// The pause after the first try; it doubles with each.
const PAUSE: Duration = Duration::from_millis(400);

/// One text's work.
pub(crate) struct TextWork {
    pub engine: Arc<dyn TranslationEngine>,
    pub entropy: Arc<dyn Entropy>,
    pub turns: Turns,
    pub document: Document,
    pub source: Option<LanguageTag>,
    pub target: LanguageTag,
    pub glossary: BTreeMap<String, String>,
    /// When there is no use in trying again.
    pub deadline: Instant,
    /// Chunks of this text that are worked on at the same time.
    pub parallel: usize,
}

/// A text's translation.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Translated {
    pub text: String,
    pub in_pieces: bool,
    pub usage: Usage,
}

impl TextWork {
    /// Translates the text. `show` is told what can be shown, in reading order.
    pub async fn run(&self, mut show: impl FnMut(Step)) -> Result<Translated, EngineError> {
        let chunks = self.document.chunks();
        let (shows, steps): (Vec<_>, Vec<_>) = chunks.iter().map(|_| steps()).unzip();
        let work = async {
            let all = chunks
                .into_iter()
                .zip(shows)
                .map(|(range, show)| chunk::translate(self, &self.document.segments[range], show));
            let mut done = stream::iter(all).buffered(self.parallel.max(1));
            let mut translated = Translated::default();
            while let Some(chunk) = done.try_next().await? {
                translated.text.push_str(&chunk.text);
                translated.in_pieces |= chunk.in_pieces;
                translated.usage += chunk.usage;
            }
            translated.text.push_str(&self.document.after);
            Ok(translated)
        };
        let (translated, ()) = futures_util::join!(work, self.relay(steps, &mut show));
        if translated.is_ok() && !self.document.after.is_empty() {
            show(Step::More(self.document.after.clone()));
        }
        translated
    }

    /// Shows the chunks one after the other, although they are made side by side.
    async fn relay(&self, chunks: Vec<UnboundedReceiver<Step>>, mut show: impl FnMut(Step)) {
        let mut before = String::new();
        for mut steps in chunks {
            let mut shown = String::new();
            while let Some(step) = steps.recv().await {
                match step {
                    Step::More(text) => {
                        shown.push_str(&text);
                        show(Step::More(text));
                    }
                    Step::Anew(text) => {
                        show(Step::Anew(before.clone() + &text));
                        shown = text;
                    }
                }
            }
            before.push_str(&shown);
        }
    }

    /// Gives the engine these segments when it is their turn. `take` gets the pieces of the first, `None` at its end, the
    /// pieces of the second, and so on.
    pub async fn ask(
        &self,
        segments: Vec<MarkedText>,
        usage: &mut Usage,
        mut take: impl FnMut(Option<Piece>) -> Result<(), EngineError>,
    ) -> Result<(), EngineError> {
        let _turn = self.turns.wait().await;
        let work = Work {
            segments,
            source: self.source.clone(),
            target: self.target.clone(),
            glossary: self.glossary.clone(),
        };
        let mut progress = self.engine.translate(work).await?;
        while let Some(progress) = progress.next().await {
            match progress? {
                Progress::Piece(piece) => take(Some(piece))?,
                Progress::SegmentEnd => take(None)?,
                Progress::Usage(more) => *usage += more,
            }
        }
        Ok(())
    }

    /// Waits until the engine may be asked again after so many tries, or says why not.
    pub async fn again(&self, error: EngineError, so_far: u32) -> Result<(), EngineError> {
        match self.pause(&error, so_far) {
            Some(pause) => {
                tokio::time::sleep(pause).await;
                Ok(())
            }
            None => Err(error),
        }
    }

    /// How long to wait before trying again after so many tries; `None` when there is no use in it.
    fn pause(&self, error: &EngineError, so_far: u32) -> Option<Duration> {
        let (tries, at_least) = match error {
            EngineError::Throttled { retry_after } => (TRIES_WHEN_BUSY, retry_after.unwrap_or_default()),
            EngineError::Failed(_) | EngineError::Unreachable(_) => (TRIES_WHEN_FAILED, Duration::ZERO),
            _ => return None,
        };
        let most = PAUSE * 2_u32.pow(so_far.min(8));
        let pause = at_least.max(most.mul_f64(0.5 + self.random() / 2.0));
        // Servers may name any number of seconds: more than a clock can hold is after every deadline.
        let again = Instant::now().checked_add(pause);
        (so_far < tries && again.is_some_and(|again| again < self.deadline)).then_some(pause)
    }

    /// From 0 to 1, so that those who were refused together do not come back together.
    fn random(&self) -> f64 {
        let mut bytes = [0; 2];
        self.entropy.fill(&mut bytes);
        f64::from(u16::from_le_bytes(bytes)) / f64::from(u16::MAX)
    }
}

#[cfg(test)]
mod tests {
    use http_api::AllTurns;
    use ports::Prompt;
    use ports::memory::{ScriptedModel, Step as Said};

    use super::*;
    use crate::ModelEngine;
    use crate::api::Format;

    struct NoEntropy;

    impl Entropy for NoEntropy {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    async fn translated(
        text: &str,
        script: impl Fn(&Prompt) -> Vec<Said> + Send + Sync + 'static,
    ) -> (ScriptedModel, Result<Translated, EngineError>) {
        let model = ScriptedModel::new(script);
        let work = TextWork {
            engine: Arc::new(ModelEngine::new(Arc::new(model.clone()))),
            entropy: Arc::new(NoEntropy),
            turns: AllTurns::new(8).of("somebody"),
            document: Document::of(text, Format::Text),
            source: None,
            target: LanguageTag::parse("fr").unwrap(),
            glossary: BTreeMap::new(),
            deadline: Instant::now() + Duration::from_secs(25),
            parallel: 8,
        };
        let translated = work.run(|_| {}).await;
        (model, translated)
    }

    #[tokio::test]
    async fn a_model_that_keeps_only_one_segment_at_a_time_is_given_one_at_a_time() {
        let first_only = |prompt: &Prompt| {
            let words = prompt.user.split("<s1>").nth(1).unwrap().split("</s1>").next().unwrap();
            vec![Said::say(format!("<s1>{}</s1>", words.to_uppercase())), Said::finished()]
        };
        let (model, translated) = translated("one\ntwo\nthree", first_only).await;
        let translated = translated.unwrap();
        assert_eq!(translated.text, "ONE\nTWO\nTHREE");
        assert!(!translated.in_pieces);
        assert!(model.prompts().len() <= 5, "{}", model.prompts().len());
    }

    #[tokio::test]
    async fn words_that_a_model_puts_into_another_segment_do_not_stand_twice() {
        let merging = |prompt: &Prompt| {
            let segments = prompt.user.split("<s").skip(1);
            let words: Vec<_> =
                segments.map(|text| text.split(['>', '<']).nth(1).unwrap().to_uppercase()).collect();
            vec![Said::say(format!("<s1>{}</s1>", words.join(" "))), Said::finished()]
        };
        for text in ["one\ntwo", "one\ntwo\nthree"] {
            assert_eq!(translated(text, merging).await.1.unwrap().text, text.to_uppercase());
        }
    }

    #[tokio::test]
    async fn a_model_that_keeps_nothing_is_not_asked_for_every_segment() {
        let (model, translated) =
            translated("one\ntwo\nthree\nfour\nfive", |_| vec![Said::say("no"), Said::finished()]).await;
        assert!(matches!(translated, Err(EngineError::BrokenContract(_))), "{translated:?}");
        assert!(model.prompts().len() <= 4, "{:?}", model.prompts().len());
    }

    #[tokio::test]
    async fn a_server_that_wants_to_be_left_alone_for_longer_than_clocks_go_is_left_alone() {
        for seconds in [3600, u64::MAX] {
            let retry_after = Some(Duration::from_secs(seconds));
            let busy = move |_: &Prompt| vec![Said::Fail(EngineError::Throttled { retry_after })];
            let (model, translated) = translated("one", busy).await;
            assert!(matches!(translated, Err(EngineError::Throttled { .. })), "{translated:?}");
            assert_eq!(model.prompts().len(), 1);
        }
    }
}
