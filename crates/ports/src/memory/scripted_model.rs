use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::StreamExt as _;
use futures_util::stream;
use tokio::sync::Semaphore;

use crate::{EngineError, LanguageModel, Output, OutputStream, Prompt, Stop, Usage};

/// What a [`ScriptedModel`] does next.
#[derive(Debug)]
pub enum Step {
    /// Says this.
    Say(String),
    /// Says nothing, until [`ScriptedModel::go_on`] or for ever.
    Wait,
    /// Has said everything.
    End(Stop, Usage),
    /// Fails. As the first step it fails before there is a stream.
    Fail(EngineError),
}

impl Step {
    /// Says this.
    pub fn say(text: impl Into<String>) -> Self {
        Self::Say(text.into())
    }

    /// Has said everything, for nothing.
    #[must_use]
    pub fn finished() -> Self {
        Self::End(Stop::Finished, Usage::default())
    }
}

/// A language model that says what a test wrote for it. A script without an end breaks off. Its clones are the
/// same model.
#[derive(Clone)]
pub struct ScriptedModel(Arc<Shared>);

type Script = Box<dyn Fn(&Prompt) -> Vec<Step> + Send + Sync>;

struct Shared {
    script: Script,
    turns: Semaphore,
    log: Mutex<Log>,
}

#[derive(Debug, Default)]
struct Log {
    prompts: Vec<Prompt>,
    dropped: usize,
}

impl ScriptedModel {
    /// A model that answers each prompt with what `script` gives.
    pub fn new(script: impl Fn(&Prompt) -> Vec<Step> + Send + Sync + 'static) -> Self {
        Self(Arc::new(Shared { script: Box::new(script), turns: Semaphore::new(0), log: Mutex::default() }))
    }

    /// Lets one [`Step::Wait`] be over, now or as soon as there is one.
    pub fn go_on(&self) {
        self.0.turns.add_permits(1);
    }

    /// The prompts so far.
    #[must_use]
    pub fn prompts(&self) -> Vec<Prompt> {
        self.log().prompts.clone()
    }

    /// How many streams were dropped before their end or error.
    #[must_use]
    pub fn dropped(&self) -> usize {
        self.log().dropped
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.0.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for ScriptedModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ScriptedModel").field(&*self.log()).finish()
    }
}

/// A stream at work; dropped before its end, it is counted.
struct Work {
    model: ScriptedModel,
    steps: std::vec::IntoIter<Step>,
    ended: bool,
}

impl Work {
    async fn next(&mut self) -> Option<Result<Output, EngineError>> {
        if self.ended {
            return None;
        }
        loop {
            match self.steps.next() {
                Some(Step::Say(text)) => return Some(Ok(Output::Text(text))),
                Some(Step::Wait) => {
                    if let Ok(turn) = self.model.0.turns.acquire().await {
                        turn.forget();
                    }
                }
                Some(Step::End(stop, usage)) => return self.end(Ok(Output::End { stop, usage })),
                Some(Step::Fail(error)) => return self.end(Err(error)),
                None => return self.end(Err(EngineError::Failed("the script has no end".into()))),
            }
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "it is what `next` returns")]
    fn end(&mut self, last: Result<Output, EngineError>) -> Option<Result<Output, EngineError>> {
        self.ended = true;
        Some(last)
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.model.log().dropped += usize::from(!self.ended);
    }
}

#[async_trait::async_trait]
impl LanguageModel for ScriptedModel {
    fn model(&self) -> &'static str {
        "scripted"
    }

    async fn generate(&self, prompt: Prompt) -> Result<OutputStream, EngineError> {
        let mut steps = (self.0.script)(&prompt);
        self.log().prompts.push(prompt);
        if let Some(Step::Fail(_)) = steps.first()
            && let Step::Fail(error) = steps.swap_remove(0)
        {
            return Err(error);
        }
        let work = Work { model: self.clone(), steps: steps.into_iter(), ended: false };
        let outputs =
            stream::unfold(work, |mut work| async move { work.next().await.map(|output| (output, work)) });
        Ok(outputs.boxed())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::conformance::language_model::{Answer, Rig, Then};

    #[derive(Default)]
    struct Scripts(Mutex<Option<ScriptedModel>>);

    impl Scripts {
        fn current(&self) -> ScriptedModel {
            self.0.lock().unwrap().clone().unwrap()
        }
    }

    fn script(answer: &Answer) -> Vec<Step> {
        let (chunks, last) = match answer {
            Answer::Say(chunks, then) => (
                *chunks,
                match then {
                    Then::End(stop, usage) => Step::End(*stop, usage.unwrap_or_default()),
                    Then::BreakOff => Step::Fail(EngineError::Failed("on purpose".into())),
                    Then::FallSilent => Step::Fail(EngineError::TimedOut(Duration::from_secs(1))),
                    Then::Hesitate => Step::Wait,
                },
            ),
            Answer::Throttle(retry_after) => {
                (&[][..], Step::Fail(EngineError::Throttled { retry_after: *retry_after }))
            }
            Answer::NotReady => (&[][..], Step::Fail(EngineError::NotReady("loading".into()))),
            Answer::RefuseKey => (&[][..], Step::Fail(EngineError::Misconfigured("the key".into()))),
            Answer::Nobody => (&[][..], Step::Fail(EngineError::Unreachable("nobody".into()))),
        };
        chunks.iter().map(|chunk| Step::say(*chunk)).chain([last]).collect()
    }

    #[async_trait::async_trait]
    impl Rig for Scripts {
        type Model = ScriptedModel;

        async fn model(&self, answer: Answer) -> ScriptedModel {
            let model = ScriptedModel::new(move |_| script(&answer));
            *self.0.lock().unwrap() = Some(model.clone());
            model
        }

        async fn prompts(&self) -> Vec<Prompt> {
            self.current().prompts()
        }

        async fn given_up(&self) {
            assert_eq!(self.current().dropped(), 1);
        }
    }

    async fn fresh() -> ((), Arc<Scripts>) {
        ((), Arc::default())
    }

    crate::language_model_conformance!(fresh);

    fn prompt() -> Prompt {
        Prompt { system: String::new(), user: "a".into(), max_output_tokens: 1 }
    }

    #[tokio::test]
    async fn a_wait_is_over_when_the_test_says_so() {
        let model = ScriptedModel::new(|_| vec![Step::Wait, Step::say("b"), Step::finished()]);
        let mut answer = model.generate(prompt()).await.unwrap();
        assert!(futures_util::FutureExt::now_or_never(answer.next()).is_none());
        model.go_on();
        assert_eq!(answer.next().await.unwrap().unwrap(), Output::Text("b".into()));
    }

    #[tokio::test]
    async fn an_answer_that_was_read_to_its_end_was_not_dropped() {
        let model = ScriptedModel::new(|_| vec![Step::say("b")]);
        let outputs: Vec<_> = model.generate(prompt()).await.unwrap().collect().await;
        assert!(matches!(outputs[..], [Ok(_), Err(EngineError::Failed(_))]));
        assert_eq!((model.dropped(), model.prompts()), (0, vec![prompt()]));
    }
}
