//! What every [`LanguageModel`] does, whatever the other side does.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::future::join_all;

use crate::{EngineError, LanguageModel, Output, Prompt, Stop, Usage};

/// What the other side answers to each prompt.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    /// These chunks, one after the other, and then that.
    Say(&'static [&'static str], Then),
    /// That it has too much to do, and how long it wants not to be asked, in whole seconds.
    Throttle(Option<Duration>),
    /// That the model is being loaded.
    NotReady,
    /// That it does not know the key.
    RefuseKey,
    /// Nothing: there is nobody.
    Nobody,
}

/// What comes after the last chunk.
#[derive(Clone, Copy, Debug)]
pub enum Then {
    /// The end, and what the answer cost, or nothing about that.
    End(Stop, Option<Usage>),
    /// The connection is lost.
    BreakOff,
    /// Nothing more, for longer than the model under test has patience: it has little.
    FallSilent,
    /// Nothing more, for as long as the suite needs: the model under test has patience.
    Hesitate,
}

/// The other side of the model under test.
#[async_trait::async_trait]
pub trait Rig: Send + Sync + 'static {
    /// The model under test.
    type Model: LanguageModel + 'static;

    /// A model whose other side answers so.
    async fn model(&self, answer: Answer) -> Self::Model;

    /// The prompts that came to the other side of the latest model.
    async fn prompts(&self) -> Vec<Prompt>;

    /// Returns when the other side of the latest model knows that nobody wants the rest of its answer.
    async fn given_up(&self);
}

const USAGE: Usage = Usage { input_tokens: 12, output_tokens: 34 };
const PATIENCE: Duration = Duration::from_secs(30);
const UNICODE: &[&str] =
    &["été — ", "日本", "語 العربية", " ", "🎓", "\n\n<s1>\"a\" & \\n</s1>\r\n", "\0e\u{301}"];

fn prompt() -> Prompt {
    let user = "<s1>Ça va?\r\n日本語 🎓 \"quoted\" \\ \u{7} \0</s1>";
    Prompt { system: "Translate to français.\n".into(), user: user.into(), max_output_tokens: 321 }
}

/// The text, and how it ended.
async fn answer(model: &impl LanguageModel) -> (String, Result<(Stop, Usage), EngineError>) {
    let mut stream = match model.generate(prompt()).await {
        Ok(stream) => stream,
        Err(error) => return (String::new(), Err(error)),
    };
    let mut said = String::new();
    loop {
        let end = match stream.next().await.unwrap() {
            Ok(Output::Text(text)) => {
                said += &text;
                continue;
            }
            Ok(Output::End { stop, usage }) => Ok((stop, usage)),
            Err(error) => Err(error),
        };
        assert!(stream.next().await.is_none(), "nothing comes after the end");
        return (said, end);
    }
}

/// The text comes whole and in order, whatever it is written in, and then why it ended and what it cost.
pub async fn an_answer_comes_byte_for_byte_and_ends_with_what_it_cost<R: Rig>(rig: Arc<R>) {
    let model = rig.model(Answer::Say(UNICODE, Then::End(Stop::Finished, Some(USAGE)))).await;
    let (said, end) = answer(&model).await;
    assert_eq!(said, UNICODE.concat());
    assert_eq!(end.unwrap(), (Stop::Finished, USAGE));
}

/// The other side gets the prompt as it was.
pub async fn the_prompt_arrives_as_it_was<R: Rig>(rig: Arc<R>) {
    let model = rig.model(Answer::Say(&["a"], Then::End(Stop::Finished, None))).await;
    answer(&model).await.1.unwrap();
    assert_eq!(rig.prompts().await, [prompt()]);
}

/// A model may tell nothing about cost, and say nothing at all.
pub async fn an_answer_may_be_empty_and_cost_nothing<R: Rig>(rig: Arc<R>) {
    let model = rig.model(Answer::Say(&[], Then::End(Stop::Finished, None))).await;
    let (said, end) = answer(&model).await;
    assert_eq!((said.as_str(), end.unwrap()), ("", (Stop::Finished, Usage::default())));
}

/// An answer that was cut at its limit, or by a filter, says so after its text.
pub async fn an_answer_that_was_cut_or_filtered_says_so<R: Rig>(rig: Arc<R>) {
    for why in [Stop::TokenLimit, Stop::Filtered] {
        let model = rig.model(Answer::Say(&["half"], Then::End(why, Some(USAGE)))).await;
        let (said, end) = answer(&model).await;
        assert_eq!((said.as_str(), end.unwrap()), ("half", (why, USAGE)));
    }
}

/// An answer that breaks off is an error after its text, never a shorter answer.
pub async fn an_answer_that_breaks_off_is_an_error<R: Rig>(rig: Arc<R>) {
    let model = rig.model(Answer::Say(&["half"], Then::BreakOff)).await;
    let (said, end) = answer(&model).await;
    assert!(matches!(end, Err(EngineError::Failed(_))), "{end:?}");
    assert_eq!(said, "half");
}

/// A model that falls silent is given up; what it had said has come before.
pub async fn a_model_that_falls_silent_is_given_up<R: Rig>(rig: Arc<R>) {
    let model = rig.model(Answer::Say(&["one ", "two"], Then::FallSilent)).await;
    let (said, end) = answer(&model).await;
    assert!(matches!(end, Err(EngineError::TimedOut(_))), "{end:?}");
    assert_eq!(said, "one two");
}

/// Dropping an answer stops the other side.
pub async fn dropping_an_answer_stops_the_model<R: Rig>(rig: Arc<R>) {
    let model = rig.model(Answer::Say(&["one"], Then::Hesitate)).await;
    let mut stream = model.generate(prompt()).await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap(), Output::Text("one".into()));
    drop(stream);
    tokio::time::timeout(PATIENCE, rig.given_up()).await.unwrap();
}

/// A model with too much to do says for how long, if it knows.
pub async fn a_model_with_too_much_to_do_says_for_how_long<R: Rig>(rig: Arc<R>) {
    for wanted in [Some(Duration::from_secs(17)), None] {
        let end = answer(&rig.model(Answer::Throttle(wanted)).await).await.1;
        assert!(
            matches!(end, Err(EngineError::Throttled { retry_after }) if retry_after == wanted),
            "{end:?}"
        );
    }
}

/// Who is not there, who is not ready and who refuses the key are told apart.
pub async fn failures_that_an_operator_mends_in_different_ways_are_told_apart<R: Rig>(rig: Arc<R>) {
    let end = answer(&rig.model(Answer::Nobody).await).await.1;
    assert!(matches!(end, Err(EngineError::Unreachable(_))), "{end:?}");
    let end = answer(&rig.model(Answer::NotReady).await).await.1;
    assert!(matches!(end, Err(EngineError::NotReady(_))), "{end:?}");
    let end = answer(&rig.model(Answer::RefuseKey).await).await.1;
    assert!(matches!(end, Err(EngineError::Misconfigured(_))), "{end:?}");
}

/// Prompts at the same time do not disturb each other.
pub async fn many_prompts_are_answered_at_once<R: Rig>(rig: Arc<R>) {
    let model = rig.model(Answer::Say(UNICODE, Then::End(Stop::Finished, Some(USAGE)))).await;
    for (said, end) in join_all((0..20).map(|_| answer(&model))).await {
        assert_eq!((said, end.unwrap()), (UNICODE.concat(), (Stop::Finished, USAGE)));
    }
}

/// Runs the suite for [`crate::LanguageModel`], with a function that makes a [`Rig`].
#[macro_export]
macro_rules! language_model_conformance {
    ($fresh:ident) => {
        $crate::conformance_tests!(
            language_model,
            $fresh,
            [
                an_answer_comes_byte_for_byte_and_ends_with_what_it_cost,
                the_prompt_arrives_as_it_was,
                an_answer_may_be_empty_and_cost_nothing,
                an_answer_that_was_cut_or_filtered_says_so,
                an_answer_that_breaks_off_is_an_error,
                a_model_that_falls_silent_is_given_up,
                dropping_an_answer_stops_the_model,
                a_model_with_too_much_to_do_says_for_how_long,
                failures_that_an_operator_mends_in_different_ways_are_told_apart,
                many_prompts_are_answered_at_once,
            ]
        );
    };
}
