//! The readings on AWS, for the mains of both functions.

use std::sync::Arc;

use aws::{DynamoStore, SecretsManager, StackName};
use http_api::Sessions;
use http_client::WebClient;
use lambda::Error;
use lti::login::ToolUrl;
use ports::{SystemClock, SystemEntropy, ToolKeys};

use crate::{App, Ports};

/// The readings of the tool at `tool`, on the tables and secrets of a stack, for the function of that name; and the store,
/// to warm it up.
///
/// # Errors
/// When the system's trusted certificates cannot be used.
pub fn app(
    function: &'static str,
    environment: impl Fn(&str) -> Option<String>,
    stack: StackName,
    tool: ToolUrl,
) -> Result<(App, Arc<DynamoStore>), Error> {
    let sdk = aws::function_sdk(function, environment);
    let entropy = Arc::new(SystemEntropy::default());
    let store = Arc::new(DynamoStore::new(&sdk, stack.clone(), entropy.clone()));
    let ports = Ports {
        sessions: Sessions {
            reader: store.clone(),
            registrations: store.clone(),
            clock: Arc::new(SystemClock),
        },
        readings: store.clone(),
        completions: store.clone(),
        keys: Arc::new(ToolKeys::new(Arc::new(SecretsManager::new(&sdk, stack)))),
        http: Arc::new(WebClient::new()?),
        strangers: Arc::new(WebClient::for_strangers()?),
        entropy,
    };
    Ok((App::new(tool, ports), store))
}
