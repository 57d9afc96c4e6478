//! A language model of Amazon Bedrock, asked with `ConverseStream`, which is the same for the models of all makers.

mod answer;
mod refusal;
mod settings;

use std::fmt;

use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::config::Builder;
use aws_sdk_bedrockruntime::config::retry::RetryConfig;
use aws_sdk_bedrockruntime::config::timeout::TimeoutConfig;
use aws_sdk_bedrockruntime::error::BuildError;
use aws_sdk_bedrockruntime::operation::converse_stream::builders::ConverseStreamFluentBuilder;
use aws_sdk_bedrockruntime::types::{
    ContentBlock, ConversationRole, GuardrailStreamConfiguration, InferenceConfiguration, Message,
    SystemContentBlock,
};
use aws_types::SdkConfig;
use ports::{EngineError, LanguageModel, OutputStream, Prompt};
use tokio::time::{Instant, timeout};

use refusal::Asked;
pub use settings::{BedrockSettings, Guardrail, GuardrailError};

/// Bedrock refuses a request for more tokens than its model can write, instead of giving as many as there are. Most
/// models of recent years can write so many; an answer that is cut there is asked for again in smaller parts.
const MOST_TOKENS: u32 = 4096;

/// A language model of Amazon Bedrock.
#[derive(Clone)]
pub struct BedrockModel {
    client: Client,
    region: Option<String>,
    edition: String,
    settings: BedrockSettings,
}

impl BedrockModel {
    /// A model in the region and with the credentials of this configuration. Nothing is sent yet.
    ///
    /// How long a model may take is [`BedrockSettings::silence`], whatever limits the configuration has for the short
    /// calls of other services; and nothing is tried again, for the translation service does that and knows its deadline.
    #[must_use]
    pub fn new(config: &SdkConfig, settings: BedrockSettings) -> Self {
        let timeouts = config.timeout_config().map_or_else(TimeoutConfig::builder, TimeoutConfig::to_builder);
        let timeouts = timeouts.disable_read_timeout().disable_operation_timeout();
        let own = Builder::from(config)
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts.disable_operation_attempt_timeout().build())
            .build();
        let region = config.region().map(ToString::to_string);
        let edition = match &settings.guardrail {
            Some(guardrail) => format!("{} behind guardrail {guardrail}", settings.model),
            None => settings.model.clone(),
        };
        Self { client: Client::from_conf(own), region, edition, settings }
    }

    fn asked(&self) -> Result<Asked, EngineError> {
        let region = self.region.clone().ok_or_else(|| {
            EngineError::Misconfigured("no AWS region is chosen: set AWS_REGION to that of the model".into())
        })?;
        let guardrail = self.settings.guardrail.as_ref().map(ToString::to_string);
        Ok(Asked { model: self.settings.model.clone(), guardrail, region, since: Instant::now() })
    }

    fn request(&self, prompt: Prompt) -> Result<ConverseStreamFluentBuilder, BuildError> {
        let user = Message::builder().role(ConversationRole::User).content(ContentBlock::Text(prompt.user));
        let most = i32::try_from(prompt.max_output_tokens.min(MOST_TOKENS)).unwrap_or(i32::MAX);
        let guardrail = self.settings.guardrail.as_ref().map(|guardrail| {
            GuardrailStreamConfiguration::builder()
                .guardrail_identifier(guardrail.id())
                .guardrail_version(guardrail.version())
                .build()
        });
        Ok(self
            .client
            .converse_stream()
            .model_id(&self.settings.model)
            .system(SystemContentBlock::Text(prompt.system))
            .messages(user.build()?)
            .inference_config(InferenceConfiguration::builder().temperature(0.0).max_tokens(most).build())
            .set_guardrail_config(guardrail))
    }
}

#[async_trait::async_trait]
impl LanguageModel for BedrockModel {
    fn model(&self) -> &str {
        &self.settings.model
    }

    fn edition(&self) -> &str {
        &self.edition
    }

    async fn generate(&self, prompt: Prompt) -> Result<OutputStream, EngineError> {
        let asked = self.asked()?;
        let request = self.request(prompt).map_err(|_| EngineError::Failed("the request has gaps".into()))?;
        let silence = self.settings.silence;
        let answer = timeout(silence, request.send()).await.map_err(|_| EngineError::TimedOut(silence))?;
        let answer = answer.map_err(|error| refusal::unanswered(error, &asked))?;
        Ok(answer::outputs(answer.stream, asked, silence))
    }
}

/// Without the client, which holds what requests are signed with.
impl fmt::Debug for BedrockModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("BedrockModel");
        shown.field("settings", &self.settings).field("region", &self.region).finish_non_exhaustive()
    }
}
