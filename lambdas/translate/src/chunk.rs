//! Segments that the engine is given together: what comes back is checked, and what was not kept is asked for again, at
//! last in pieces.

use ports::{EngineError, MarkedText, Piece, Usage};

use crate::document::{Segment, sentences};
use crate::marks;
use crate::showing::Show;
use crate::work::{TextWork, Translated};

/// Characters of a piece, when a text without marks is translated in pieces.
const PIECE: usize = 300;

/// Translates segments that belong together; `show` is told what can be shown of them.
pub(crate) async fn translate(
    work: &TextWork,
    segments: &[Segment],
    mut show: Show,
) -> Result<Translated, EngineError> {
    let mut chunk = Chunk::new(work, segments);
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

/// Segments that were not kept are asked for again; everything else that goes wrong is final.
fn whole_or_broken(outcome: Result<(), EngineError>) -> Result<(), EngineError> {
    match outcome {
        Ok(()) | Err(EngineError::BrokenContract(_) | EngineError::CutShort) => Ok(()),
        Err(error) => Err(error),
    }
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
                Err(error) => self.work.again(error, tried).await?,
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
        self.usage += usage;
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
            self.usage += usage;
            match outcome {
                Ok(()) if text.trim().is_empty() => {
                    return Err(EngineError::BrokenContract("it has no words".into()));
                }
                Ok(()) => {
                    translation.push_str(&text);
                    break;
                }
                Err(error) => self.work.again(error, tried).await?,
            }
        }
        translation.push_str(&words[start + core.len()..]);
        Ok(translation)
    }
}
