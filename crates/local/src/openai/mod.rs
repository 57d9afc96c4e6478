//! A language model behind the API that vLLM, Ollama, llama.cpp and others have in common with `OpenAI`.

mod events;
mod quote;
mod refusal;
mod settings;

use std::time::Duration;

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::request::Builder;
use http::{HeaderMap, Request};
use http_client::{StreamLimits, WebClient};
use ports::{EngineError, HttpClient as _, LanguageModel, Limits, OutputStream, Prompt};
use serde::{Deserialize, Serialize};

use quote::Discretion;
use refusal::{Asked, explain, refused, unanswered};
pub use settings::{ApiKey, NotAKey, OpenAiSettings, OpenAiUrl, OpenAiUrlError};

/// Bytes of a streamed answer at most: a few hundred come with each token.
const STREAM_BYTES: usize = 64 * 1024 * 1024;
/// Bytes of an answer at most that is kept in memory as a whole.
const WHOLE_BYTES: usize = 4 * 1024 * 1024;
/// Time in which a server lists its models.
const LIST_TIME: Duration = Duration::from_secs(10);

/// A language model behind an OpenAI-compatible API.
#[derive(Clone, Debug)]
pub struct OpenAiModel {
    http: WebClient,
    settings: OpenAiSettings,
}

#[derive(Serialize)]
struct Completion<'a> {
    model: &'a str,
    messages: [Message<'a>; 2],
    temperature: u8,
    max_tokens: u32,
    stream: bool,
    stream_options: StreamOptions,
}

#[derive(Serialize)]
struct Message<'a> {
    role: &'static str,
    content: &'a str,
}

#[derive(Serialize)]
struct StreamOptions {
    include_usage: bool,
}

#[derive(Deserialize)]
struct ModelList {
    /// Ollama without models writes null.
    data: Option<Vec<ServedModel>>,
}

#[derive(Deserialize)]
struct ServedModel {
    id: String,
}

impl OpenAiModel {
    /// A model that is reached so. Nothing is sent yet.
    #[must_use]
    pub fn new(http: WebClient, settings: OpenAiSettings) -> Self {
        Self { http, settings }
    }

    /// The names of the models that the server has, for the operator.
    ///
    /// # Errors
    /// [`EngineError`].
    pub async fn served_models(&self) -> Result<Vec<String>, EngineError> {
        let request = self.request(Request::get(self.settings.url.at("models")), Vec::new())?;
        let limits = Limits { time: LIST_TIME, body_bytes: WHOLE_BYTES };
        let answer = self.http.send(request, limits).await.map_err(unanswered)?;
        if !answer.status().is_success() {
            let discretion = Discretion::new(self.settings.key.as_ref(), "");
            return Err(explain(answer.status(), answer.headers(), answer.body(), self.asked(), &discretion));
        }
        let list: ModelList = serde_json::from_slice(answer.body()).map_err(|_| no_api())?;
        Ok(list.data.unwrap_or_default().into_iter().map(|model| model.id).collect())
    }

    fn request(&self, builder: Builder, body: Vec<u8>) -> Result<Request<Vec<u8>>, EngineError> {
        let unusable = |error: http::Error| EngineError::Misconfigured(error.to_string());
        let mut request = builder.body(body).map_err(unusable)?;
        if let Some(key) = &self.settings.key {
            request.headers_mut().insert(AUTHORIZATION, key.authorization().map_err(unusable)?);
        }
        Ok(request)
    }

    fn completion(&self, prompt: &Prompt) -> Result<Request<Vec<u8>>, EngineError> {
        let completion = Completion {
            model: &self.settings.model,
            messages: [
                Message { role: "system", content: &prompt.system },
                Message { role: "user", content: &prompt.user },
            ],
            temperature: 0,
            max_tokens: prompt.max_output_tokens,
            stream: true,
            stream_options: StreamOptions { include_usage: true },
        };
        let body = serde_json::to_vec(&completion).map_err(|error| EngineError::Failed(error.to_string()))?;
        let builder = Request::post(self.settings.url.at("chat/completions"));
        self.request(builder.header(CONTENT_TYPE, "application/json"), body)
    }

    fn asked(&self) -> Asked<'_> {
        Asked { model: &self.settings.model, has_key: self.settings.key.is_some() }
    }
}

#[async_trait::async_trait]
impl LanguageModel for OpenAiModel {
    fn model(&self) -> &str {
        &self.settings.model
    }

    async fn generate(&self, prompt: Prompt) -> Result<OutputStream, EngineError> {
        let limits = StreamLimits { silence: self.settings.silence, body_bytes: STREAM_BYTES };
        let answer = self.http.stream(self.completion(&prompt)?, limits).await.map_err(unanswered)?;
        let discretion = Discretion::new(self.settings.key.as_ref(), &prompt.user);
        if !answer.status().is_success() {
            return Err(refused(answer, self.asked(), &discretion).await);
        }
        match media_type(answer.headers()).as_str() {
            "application/json" => {
                let body = events::collect(answer.into_body(), WHOLE_BYTES).await?;
                events::whole(&body, discretion)
            }
            "text/html" => Err(no_api()),
            // Some servers name no type, or another, and stream all the same.
            _ => Ok(events::outputs(answer.into_body(), discretion)),
        }
    }
}

fn no_api() -> EngineError {
    EngineError::Misconfigured("there is no OpenAI-compatible API: --translate-url must end in /v1".into())
}

fn media_type(headers: &HeaderMap) -> String {
    let named = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    named.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests;
