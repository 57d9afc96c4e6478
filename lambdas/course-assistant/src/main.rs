//! The course assistant on AWS Lambda.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use aws::{
    BedrockModel, BedrockSettings, DynamoStore, KnowledgeBaseSearch, SecretsManager, SqsQueue, StackName,
    Table,
};
use course_assistant::{Allowances, App, Limits, Ports};
use http_api::{Sessions, Surroundings};
use http_client::WebClient;
use lambda::{ResponseMode, Settings};
use ports::{SystemClock, SystemEntropy};
use tracing::Level;

/// How long the model may be silent.
const SILENCE: Duration = Duration::from_mins(1);
/// What the URL of the index's queue looks like.
const QUEUE: &str = "https://sqs.eu-central-1.amazonaws.com/123456789012/moodle-plugins-index";

fn main() -> ExitCode {
    lambda::run(Level::INFO, async |lambda| {
        let settings = Settings::new(environment);
        let stack: StackName = settings.required_as("STACK_NAME", "moodle-plugins")?;
        let https =
            settings.required("PUBLIC_URL", "https://d111111abcdef8.cloudfront.net")?.starts_with("https:");
        let mode = settings.parsed("RESPONSE_MODE", "stream")?.unwrap_or(ResponseMode::Stream);
        let queue = settings.required("INDEX_QUEUE_URL", QUEUE)?;
        let knowledge_base = settings.required("KNOWLEDGE_BASE_ID", "ABCDEFGHIJ")?;
        let model = settings.required("ASSISTANT_MODEL", "eu.amazon.nova-lite-v1:0")?;
        let guardrail = settings.parsed("ASSISTANT_GUARDRAIL", "a1b2c3d4e5f6:1")?;
        let mut allowances = Allowances::default();
        for (variable, allowance) in [
            ("USER_QUESTIONS_PER_HOUR", &mut allowances.user.questions_per_hour),
            ("USER_QUESTIONS_PER_DAY", &mut allowances.user.questions_per_day),
            ("SITE_QUESTIONS_PER_HOUR", &mut allowances.site.questions_per_hour),
            ("SITE_QUESTIONS_PER_DAY", &mut allowances.site.questions_per_day),
        ] {
            *allowance = settings.parsed(variable, "60")?.unwrap_or(*allowance);
        }

        let sdk = aws::function_sdk("course-assistant", environment);
        let entropy = Arc::new(SystemEntropy::default());
        let store = Arc::new(DynamoStore::new(&sdk, stack.clone(), entropy.clone()));
        let model = BedrockModel::new(&sdk, BedrockSettings { model, guardrail, silence: SILENCE });
        let ports = Ports {
            sessions: Sessions {
                reader: store.clone(),
                registrations: store.clone(),
                clock: Arc::new(SystemClock),
            },
            manifest: store.clone(),
            tokens: Arc::new(SecretsManager::new(&sdk, stack.clone())),
            http: Arc::new(WebClient::new()?),
            search: Arc::new(KnowledgeBaseSearch::new(&sdk, knowledge_base)),
            questions: store.clone(),
            quotas: store.clone(),
            pending: store.clone(),
            queue: Arc::new(SqsQueue::at(&sdk, queue)),
            entropy: entropy.clone(),
        };
        let app = Arc::new(App::new(ports, Some(Arc::new(model)), Limits::default(), allowances));

        // Lambda is asked for the first event meanwhile.
        tokio::spawn(async move { store.warm(Table::Sessions).await });
        let tell = |refusal: http_api::Refusal, asked: &http_api::Asked, _: &str| refusal.json(asked);
        let surroundings = Surroundings { entropy, https, tell };
        let router = http_api::around(course_assistant::router(app), surroundings);
        lambda.with_metrics(&stack.to_string())?.serve(router, mode).await
    })
}

#[expect(clippy::disallowed_methods, reason = "a main reads the environment")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
