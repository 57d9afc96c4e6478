//! The Moodle authorizer on AWS Lambda.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;

use aws::{DynamoStore, SecretsManager, StackName, Table};
use http_client::WebClient;
use lambda::{Settings, Verdict};
use moodle::{Endpoint, SiteUrl};
use moodle_authorizer::{App, Caller, Decision, Denial, Ports, authorize};
use ports::{SiteKeys, SystemClock, SystemEntropy};
use tracing::Level;

/// Bytes of the list of functions that the caller's service allows, of the 8 KB that API Gateway takes in all.
const MOST_FUNCTIONS: usize = 4096;

fn main() -> ExitCode {
    lambda::run(Level::INFO, async |lambda| {
        let settings = Settings::new(environment);
        let stack: StackName = settings.required_as("STACK_NAME", "moodle-plugins")?;
        let endpoint: Endpoint =
            settings.required_as("PUBLIC_URL", "https://d111111abcdef8.cloudfront.net")?;
        let moodle: Option<SiteUrl> = settings.parsed("MOODLE_URL", "https://moodle.example")?;

        let sdk = aws::function_sdk("moodle-authorizer", environment);
        let entropy = Arc::new(SystemEntropy::default());
        let store = Arc::new(DynamoStore::new(&sdk, stack.clone(), entropy));
        let ports = Ports {
            sites: store.clone(),
            keys: Arc::new(SiteKeys::new(Arc::new(SecretsManager::new(&sdk, stack.clone())))),
            one_time: store.clone(),
            tokens: store.clone(),
            http: Arc::new(WebClient::new()?),
            clock: Arc::new(SystemClock),
        };
        let app = App::new(endpoint, moodle, ports);

        // Lambda is asked for the first event meanwhile.
        tokio::spawn(async move { store.warm(Table::Sites).await });
        let lambda = lambda.with_metrics(&stack.to_string())?;
        lambda.authorize(async move |authorization| verdict(authorize(&app, authorization).await)).await
    })
}

fn verdict(decision: Decision) -> Verdict {
    match decision {
        Decision::Allow(Caller { user_id, username, site, functions }) => {
            let principal = format!("{site} {user_id}");
            let functions = functions.join(",");
            let mut context = BTreeMap::from([
                ("userid".to_owned(), user_id.to_string()),
                ("site".to_owned(), site.to_string()),
            ]);
            context.extend(username.map(|username| ("username".to_owned(), username)));
            // A service that allows everything has a list that API Gateway would not take; then it is left out whole.
            if functions.len() <= MOST_FUNCTIONS {
                context.insert("functions".to_owned(), functions);
            }
            Verdict::Allow { principal, context }
        }
        Decision::Deny(Denial { code, message }) => {
            tracing::warn!(code, "refused: {message}");
            Verdict::Deny { code: code.to_owned(), message }
        }
        Decision::Unauthorized => Verdict::Unauthorized,
    }
}

#[expect(clippy::disallowed_methods, reason = "a main reads the environment")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
