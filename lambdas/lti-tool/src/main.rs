//! The LTI tool on AWS Lambda.

use std::process::ExitCode;
use std::sync::Arc;

use aws::{DynamoStore, Parameters, RegistrationParameter, SecretsManager, StackName, Table};
use axum::Router;
use http_client::WebClient;
use lambda::{Error, ResponseMode, Settings};
use lti::login::ToolUrl;
use lti::names::Issuer;
use lti_tool::{App, FrontPage, Ports};
use ports::{DeploymentLog, RegistrationReader, SystemClock, SystemEntropy};
use tracing::Level;

fn main() -> ExitCode {
    lambda::run(Level::INFO, async |lambda| {
        let settings = Settings::new(environment);
        let stack: StackName = settings.required_as("STACK_NAME", "moodle-plugins")?;
        let tool =
            ToolUrl::parse(&settings.required("PUBLIC_URL", "https://d111111abcdef8.cloudfront.net")?)?;
        let moodle: Option<Issuer> = settings.parsed("MOODLE_URL", "https://moodle.example")?;
        let has_assistant = settings.switch("COURSE_ASSISTANT", true)?;

        let sdk = aws::function_sdk("lti-tool", environment);
        let entropy = Arc::new(SystemEntropy::default());
        let store = Arc::new(DynamoStore::new(&sdk, stack.clone(), entropy.clone()));
        let parameters = Parameters::new(&sdk, stack.clone());
        let (registrations, deployments) = registrations(&store, parameters, moodle);
        let ports = Ports {
            registrations,
            deployments,
            one_time: store.clone(),
            session_reader: store.clone(),
            session_writer: store.clone(),
            secrets: Arc::new(SecretsManager::new(&sdk, stack.clone())),
            invites: store.clone(),
            http: Arc::new(WebClient::new()?),
            strangers: Arc::new(WebClient::for_strangers()?),
            clock: Arc::new(SystemClock),
            entropy,
        };
        let app = App::new(tool, ports, FrontPage::new(page()?));
        let app = Arc::new(if has_assistant { app } else { app.without_assistant() });

        // Lambda is asked for the first event meanwhile.
        tokio::spawn(async move { store.warm(Table::Registrations).await });
        let early = Arc::clone(&app);
        tokio::spawn(async move {
            if let Err(error) = early.secrets().await {
                tracing::warn!(
                    error = http_api::chain(&error),
                    "the tool's keys are tried again with the first request"
                );
            }
        });
        let router = lti_tool::router(app, Router::new());
        lambda.with_metrics(&stack.to_string())?.serve(router, ResponseMode::Buffered).await
    })
}

/// The stored registrations and, where a Moodle is configured, the one in the stack's parameter.
fn registrations(
    store: &Arc<DynamoStore>,
    parameters: Parameters,
    moodle: Option<Issuer>,
) -> (Arc<dyn RegistrationReader>, Arc<dyn DeploymentLog>) {
    match moodle.and_then(|moodle| RegistrationParameter::new(Arc::clone(store), parameters, moodle)) {
        Some(beside) => {
            let beside = Arc::new(beside);
            (beside.clone(), beside)
        }
        None => (store.clone(), store.clone()),
    }
}

/// The front end's page, which is shipped beside the binary.
fn page() -> Result<String, Error> {
    let file = std::env::current_exe()?.with_file_name("index.html");
    Ok(std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?)
}

#[expect(clippy::disallowed_methods, reason = "a main reads the environment")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
