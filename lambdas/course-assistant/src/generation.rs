//! An answer, written by a language model.

use std::time::Duration;

use futures_util::StreamExt as _;
use http_api::Turns;
use http_api::metrics::note_engine_time;
use ports::{EngineError, LanguageModel, Output, Prompt, Stop};
use tokio::time::{Instant, timeout_at};

use crate::citations;
use crate::excerpt::cut;
use crate::reply::{Next, ReplyReader, Said};

/// What a model is asked.
pub(crate) struct Generation<'a> {
    pub model: &'a dyn LanguageModel,
    pub prompt: Prompt,
    pub turns: Turns,
    /// How many passages the answer may name.
    pub passages: usize,
    /// Characters that the answer may have.
    pub longest: usize,
}

/// What a model answered.
pub(crate) enum Generated {
    Answer {
        text: String,
        cited: Vec<usize>,
    },
    /// That the passages do not answer; or something that names none of them. Nobody can look that up, and mostly it is a
    /// model's own way to say that it does not know.
    Unknown,
}

impl Generation<'_> {
    /// Has the model answer when it is this person's turn. `show` is told what can be shown already.
    pub async fn run(
        self,
        deadline: Instant,
        time: Duration,
        show: impl FnMut(String) + Send,
    ) -> Result<Generated, EngineError> {
        let began = Instant::now();
        let (passages, longest) = (self.passages, self.longest);
        let said = timeout_at(deadline, self.listen(show)).await;
        note_engine_time(began.elapsed());
        Ok(match said.unwrap_or(Err(EngineError::TimedOut(time)))? {
            Said::Unknown => Generated::Unknown,
            Said::Answer(text) => {
                let cited = citations::read(&text, passages);
                let text = cut(&cited.text, longest);
                match Vec::from_iter(cited.numbers) {
                    none if none.is_empty() => Generated::Unknown,
                    cited => Generated::Answer { text, cited },
                }
            }
        })
    }

    async fn listen(self, mut show: impl FnMut(String) + Send) -> Result<Said, EngineError> {
        let _turn = self.turns.wait().await;
        // Citations may become longer when they are written in one way.
        let mut reader = ReplyReader::new(self.longest / 2);
        let mut outputs = self.model.generate(self.prompt).await?;
        while let Some(output) = outputs.next().await {
            match output? {
                Output::Text(text) => match reader.read(&text)? {
                    Next::Show(more) if more.is_empty() => {}
                    Next::Show(more) => show(more),
                    Next::Enough => return reader.finish(false),
                },
                Output::End { stop: Stop::Filtered, .. } => return Err(EngineError::Filtered),
                Output::End { stop, .. } => return reader.finish(stop == Stop::Finished),
            }
        }
        Err(EngineError::Failed("the answer broke off".into()))
    }
}
