//! The work on one text: its chunks are given to the engine side by side, what comes back is checked, and what was not
//! kept is asked for again, at last in pieces.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use ports::{EngineError, Entropy, LanguageTag, MarkedText, Piece, Progress, TranslationEngine, Usage, Work};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::Instant;

use crate::document::{Document, Segment, sentences};
use crate::marks;
use crate::showing::{Show, Step, steps};
use crate::turns::Turns;

/// Tries with an engine that has too much to do.
const TRIES_WHEN_BUSY: u32 = 5;
/// Tries with an engine that failed.
const TRIES_WHEN_FAILED: u32 = 2;
/// The pause after the first try; it doubles with each.
const PAUSE: Duration = Duration::from_millis(400);
/// Characters of a piece, when a text without marks is translated in pieces.
const PIECE: usize = 300;

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
            let all = chunks.into_iter().zip(shows).map(|(range, show)| self.chunk(range, show));
            let mut done = stream::iter(all).buffered(self.parallel.max(1));
            let mut translated = Translated::default();
            while let Some(chunk) = done.try_next().await? {
                translated.text.push_str(&chunk.text);
                translated.in_pieces |= chunk.in_pieces;
                add(&mut translated.usage, chunk.usage);
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

    async fn chunk(&self, range: Range<usize>, mut show: Show) -> Result<Translated, EngineError> {
        let mut chunk = Chunk::new(self, &self.document.segments[range]);
        let all: Vec<usize> = (0..chunk.segments.len()).collect();
        match chunk.translate(&all, Some(&mut show)).await {
            Err(EngineError::CutShort) => chunk.halves().await?,
            other => whole_or_broken(other)?,
        }
        let rest = chunk.missing();
        if !rest.is_empty() && !chunk.cut {
            whole_or_broken(chunk.translate(&rest, None).await)?;
        }
        let alone = chunk.segments.len() == 1;
        for index in chunk.missing() {
            // Small models lose their way among many segments, and keep each by itself.
            if !alone {
                whole_or_broken(chunk.translate(&[index], None).await)?;
            }
            if chunk.done[index].is_none() {
                chunk.in_pieces(index).await?;
            }
        }
        let text = chunk.text();
        show.set(&text);
        Ok(Translated { text, in_pieces: chunk.in_pieces, usage: chunk.usage })
    }
}

/// Segments that were not kept are asked for again; everything else that goes wrong is final.
fn whole_or_broken(outcome: Result<(), EngineError>) -> Result<(), EngineError> {
    match outcome {
        Ok(()) | Err(EngineError::BrokenContract(_) | EngineError::CutShort) => Ok(()),
        Err(error) => Err(error),
    }
}

fn add(sum: &mut Usage, usage: Usage) {
    sum.input_tokens += usage.input_tokens;
    sum.output_tokens += usage.output_tokens;
}

/// The segments of a chunk, and what is done of them.
struct Chunk<'a> {
    work: &'a TextWork,
    segments: &'a [Segment],
    done: Vec<Option<MarkedText>>,
    /// Whether the engine cut its answer.
    cut: bool,
    in_pieces: bool,
    usage: Usage,
}

impl<'a> Chunk<'a> {
    fn new(work: &'a TextWork, segments: &'a [Segment]) -> Self {
        let done = vec![None; segments.len()];
        Self { work, segments, done, cut: false, in_pieces: false, usage: Usage::default() }
    }

    fn missing(&self) -> Vec<usize> {
        (0..self.done.len()).filter(|&index| self.done[index].is_none()).collect()
    }

    /// Everything that is done, up to the first segment that is not.
    fn text(&self) -> String {
        let done =
            self.segments.iter().zip(&self.done).map_while(|(segment, done)| Some((segment, done.as_ref()?)));
        done.map(|(segment, text)| segment.before.clone() + &self.work.document.write_all(segment, text))
            .collect()
    }

    /// What is missing, in two smaller works.
    async fn halves(&mut self) -> Result<(), EngineError> {
        self.cut = true;
        let missing = self.missing();
        if missing.len() > 1 {
            let (first, second) = missing.split_at(missing.len() / 2);
            whole_or_broken(self.translate(first, None).await)?;
            whole_or_broken(self.translate(second, None).await)?;
        }
        Ok(())
    }

    /// Has these segments translated; those whose marks were not kept stay missing.
    async fn translate(&mut self, which: &[usize], mut show: Option<&mut Show>) -> Result<(), EngineError> {
        for tried in 1.. {
            let rest: Vec<usize> =
                which.iter().copied().filter(|&index| self.done[index].is_none()).collect();
            match self.attempt(&rest, show.take()).await {
                // What is complete stays, also when the answer breaks off behind it.
                Err(EngineError::Failed(_) | EngineError::TimedOut(_) | EngineError::CutShort)
                    if which.iter().all(|&index| self.done[index].is_some()) =>
                {
                    break;
                }
                Err(error) => match self.work.pause(&error, tried) {
                    Some(pause) => tokio::time::sleep(pause).await,
                    None => return Err(error),
                },
                Ok(()) => break,
            }
        }
        Ok(())
    }

    async fn attempt(&mut self, all: &[usize], mut show: Option<&mut Show>) -> Result<(), EngineError> {
        let segments = all.iter().map(|&index| self.segments[index].text.clone()).collect();
        let mut usage = Usage::default();
        let (mut which, mut text) = (all.iter().peekable(), MarkedText::default());
        let (document, segments_of, done) = (&self.work.document, self.segments, &mut self.done);
        let take = |piece: Option<Piece>| {
            let Some(&&index) = which.peek() else {
                return Err(EngineError::BrokenContract("more segments than there are".into()));
            };
            let segment = &segments_of[index];
            if let Some(piece) = piece {
                if let Some(show) = show.as_mut().filter(|_| document.shows_pieces()) {
                    show.begin(index, &segment.before);
                    show.more(&document.write(segment, &piece));
                }
                text.0.push(piece);
                return Ok(());
            }
            which.next();
            let text = std::mem::take(&mut text);
            if !marks::kept(&segment.text, &text) {
                // What follows would be shown after a gap.
                show = None;
                return Ok(());
            }
            if let Some(show) = show.as_mut().filter(|_| !document.shows_pieces()) {
                show.more(&(segment.before.clone() + &document.write_all(segment, &text)));
            }
            done[index] = Some(text);
            Ok(())
        };
        let outcome = self.work.ask(segments, &mut usage, take).await;
        add(&mut self.usage, usage);
        let outcome = match outcome {
            Ok(()) if which.next().is_some() => {
                Err(EngineError::BrokenContract("segments are missing".into()))
            }
            outcome => outcome,
        };
        if let Err(EngineError::BrokenContract(_)) = outcome {
            // Nothing of it can be trusted: a segment may hold the words of those that are missing.
            for &index in all {
                self.done[index] = None;
            }
        }
        outcome
    }

    /// Translates what stands between the marks, each by itself: poorer, but the marks stay where they were.
    async fn in_pieces(&mut self, index: usize) -> Result<(), EngineError> {
        let segment = &self.segments[index];
        let mut done = Vec::new();
        for piece in &segment.text.0 {
            let Piece::Text(words) = piece else {
                done.push(piece.clone());
                continue;
            };
            let pieces = sentences(words, PIECE);
            if pieces.len() == 1 && segment.text.0.len() == 1 && !self.cut {
                return Err(EngineError::BrokenContract("it was not kept, twice".into()));
            }
            for range in pieces {
                done.push(Piece::Text(self.words(&words[range]).await?));
            }
        }
        self.done[index] = Some(MarkedText(done));
        self.in_pieces = true;
        Ok(())
    }

    /// Words without marks; white space at their ends stays.
    async fn words(&mut self, words: &str) -> Result<String, EngineError> {
        let core = words.trim();
        if !core.contains(char::is_alphabetic) {
            return Ok(words.to_owned());
        }
        let start = words.len() - words.trim_start().len();
        let mut translation = words[..start].to_owned();
        for tried in 1.. {
            let (mut usage, mut text) = (Usage::default(), String::new());
            let asked = self.work.ask(vec![MarkedText::plain(core)], &mut usage, |progress| {
                match progress {
                    Some(Piece::Text(more)) => text.push_str(&more),
                    Some(_) => return Err(EngineError::BrokenContract("a mark where there was none".into())),
                    None => {}
                }
                Ok(())
            });
            let outcome = asked.await;
            add(&mut self.usage, usage);
            match outcome {
                Ok(()) if text.trim().is_empty() => {
                    return Err(EngineError::BrokenContract("it has no words".into()));
                }
                Ok(()) => {
                    translation.push_str(&text);
                    break;
                }
                Err(error) => match self.work.pause(&error, tried) {
                    Some(pause) => tokio::time::sleep(pause).await,
                    None => return Err(error),
                },
            }
        }
        translation.push_str(&words[start + core.len()..]);
        Ok(translation)
    }
}

impl TextWork {
    /// Gives the engine these segments when it is their turn. `take` gets the pieces of the first, `None` at its end, the
    /// pieces of the second, and so on.
    async fn ask(
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
                Progress::Usage(more) => add(usage, more),
            }
        }
        Ok(())
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
    use ports::Prompt;
    use ports::memory::{ScriptedModel, Step as Said};
    use tokio::sync::Semaphore;

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
            turns: Turns::of_a_call(&Arc::new(Semaphore::new(8)), 8),
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
