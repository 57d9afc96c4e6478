//! A language model as a translation engine: a prompt that keeps text as data, and an answer that is read strictly.

mod answer;
mod prompt;

use std::collections::VecDeque;
use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use ports::{
    EngineError, LanguageModel, Languages, Output, OutputStream, Progress, ProgressStream, Stop,
    TranslationEngine, Work,
};

use answer::AnswerReader;

/// Translates with a language model.
pub struct ModelEngine(Arc<dyn LanguageModel>);

impl ModelEngine {
    /// An engine on this model.
    #[must_use]
    pub fn new(model: Arc<dyn LanguageModel>) -> Self {
        Self(model)
    }
}

#[async_trait::async_trait]
impl TranslationEngine for ModelEngine {
    fn model(&self) -> &str {
        self.0.model()
    }

    fn edition(&self) -> &str {
        self.0.edition()
    }

    fn languages(&self) -> Languages {
        Languages::Any
    }

    fn takes_glossary(&self) -> bool {
        true
    }

    async fn translate(&self, work: Work) -> Result<ProgressStream, EngineError> {
        let prompt = prompt::write(&work);
        let reader = AnswerReader::new(&work.segments);
        let output = self.0.generate(prompt).await?;
        Ok(progress(output, reader))
    }
}

struct Reading {
    output: OutputStream,
    reader: AnswerReader,
    ready: VecDeque<Progress>,
    /// What comes after that: an error, or the end.
    last: Option<Result<(), EngineError>>,
}

/// Reads the model's output as it comes.
fn progress(output: OutputStream, reader: AnswerReader) -> BoxStream<'static, Result<Progress, EngineError>> {
    let reading = Reading { output, reader, ready: VecDeque::new(), last: None };
    stream::try_unfold(reading, |mut reading| async move {
        loop {
            if let Some(progress) = reading.ready.pop_front() {
                return Ok(Some((progress, reading)));
            }
            if let Some(last) = reading.last {
                return last.map(|()| None);
            }
            match reading.output.next().await {
                Some(Ok(Output::Text(text))) => {
                    // What was read before it broke the contract does not depend on how the answer was cut.
                    reading.last = reading.reader.read(&text, &mut reading.ready).err().map(Err);
                }
                Some(Ok(Output::End { stop, usage })) => {
                    match stop {
                        Stop::Finished => reading.reader.finish()?,
                        Stop::TokenLimit => return Err(EngineError::CutShort),
                        Stop::Filtered => return Err(EngineError::Filtered),
                    }
                    reading.ready.push_back(Progress::Usage(usage));
                    reading.last = Some(Ok(()));
                }
                Some(Err(error)) => return Err(error),
                None => return Err(EngineError::Failed("the answer broke off".into())),
            }
        }
    })
    .boxed()
}
