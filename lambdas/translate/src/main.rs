//! The translation service on AWS Lambda.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use aws::{BedrockModel, BedrockSettings, DynamoStore, StackName, Table};
use http_api::{Sessions, Surroundings};
use lambda::{ResponseMode, Settings};
use ports::{SystemClock, SystemEntropy};
use tracing::Level;
use translate::{Allowances, App, Limits, ModelEngine, Ports};

/// How long the model may be silent.
const SILENCE: Duration = Duration::from_mins(1);

fn main() -> ExitCode {
    lambda::run(Level::INFO, async |lambda| {
        let settings = Settings::new(environment);
        let stack: StackName = settings.required_as("STACK_NAME", "moodle-plugins")?;
        let https =
            settings.required("PUBLIC_URL", "https://d111111abcdef8.cloudfront.net")?.starts_with("https:");
        let mode = settings.parsed("RESPONSE_MODE", "stream")?.unwrap_or(ResponseMode::Stream);
        let model = settings.required("TRANSLATE_MODEL", "eu.amazon.nova-lite-v1:0")?;
        let guardrail = settings.parsed("TRANSLATE_GUARDRAIL", "a1b2c3d4e5f6:1")?;
        let mut allowances = Allowances::default();
        for (variable, allowance) in [
            ("USER_REQUESTS_PER_HOUR", &mut allowances.user.requests_per_hour),
            ("USER_CHARACTERS_PER_DAY", &mut allowances.user.characters_per_day),
            ("SITE_REQUESTS_PER_HOUR", &mut allowances.site.requests_per_hour),
            ("SITE_CHARACTERS_PER_DAY", &mut allowances.site.characters_per_day),
        ] {
            *allowance = settings.parsed(variable, "1000")?.unwrap_or(*allowance);
        }

        let sdk = aws::function_sdk("translate", environment);
        let entropy = Arc::new(SystemEntropy::default());
        let store = Arc::new(DynamoStore::new(&sdk, stack.clone(), entropy.clone()));
        let model = BedrockModel::new(&sdk, BedrockSettings { model, guardrail, silence: SILENCE });
        let sessions =
            Sessions { reader: store.clone(), registrations: store.clone(), clock: Arc::new(SystemClock) };
        let ports = Ports { sessions, cache: store.clone(), quotas: store.clone(), entropy: entropy.clone() };
        let engine = ModelEngine::new(Arc::new(model));
        let app = Arc::new(App::new(ports, Some(Arc::new(engine)), Limits::default(), allowances));

        // Lambda is asked for the first event meanwhile.
        tokio::spawn(async move { store.warm(Table::Sessions).await });
        let both = translate::router(Arc::clone(&app)).merge(translate::site_router(app));
        let tell = |refusal: http_api::Refusal, asked: &http_api::Asked, _: &str| refusal.json(asked);
        let router = http_api::around(both, Surroundings { entropy, https, tell });
        lambda.with_metrics(&stack.to_string())?.serve(router, mode).await
    })
}

#[expect(clippy::disallowed_methods, reason = "a main reads the environment")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
