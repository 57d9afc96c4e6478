//! The port to a language model: instructions and data in, text out.

use futures_util::stream::BoxStream;

use crate::{EngineError, Usage};

/// What a language model is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// The instructions. Nothing that a user wrote stands here.
    pub system: String,
    /// The data to work on.
    pub user: String,
    /// The length of the answer at most, in tokens.
    pub max_output_tokens: u32,
}

/// What a language model says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// More of the answer, in whole characters.
    Text(String),
    /// The answer has ended: the last item of the stream.
    End {
        /// Why.
        stop: Stop,
        /// What it cost, as far as the model told.
        usage: Usage,
    },
}

/// Why an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The model had said everything.
    Finished,
    /// At [`Prompt::max_output_tokens`], or at the end of the model's context.
    TokenLimit,
    /// A content filter stopped it.
    Filtered,
}

/// An answer while it is written. Dropping it stops the model.
pub type OutputStream = BoxStream<'static, Result<Output, EngineError>>;

/// Answers prompts, with temperature 0. A stream ends with [`Output::End`] or with an error: an answer that breaks
/// off is an error.
#[async_trait::async_trait]
pub trait LanguageModel: Send + Sync {
    /// The model's name at its provider.
    fn model(&self) -> &str;

    /// The model, and what else decides about its answers: they are cached under it.
    fn edition(&self) -> &str {
        self.model()
    }

    /// Begins an answer.
    ///
    /// # Errors
    /// [`EngineError`], here or later in the stream; never `BrokenContract` or `CutShort`, which the caller judges.
    async fn generate(&self, prompt: Prompt) -> Result<OutputStream, EngineError>;
}
