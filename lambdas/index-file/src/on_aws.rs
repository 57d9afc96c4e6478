//! The indexer on AWS, for the mains of both functions.

use std::path::PathBuf;
use std::sync::Arc;

use aws::{DynamoStore, KnowledgeBase, KnowledgeBaseNames, SecretsManager, SqsQueue, StackName};
use http_client::WebClient;
use lambda::{Error, Settings};
use ports::{SystemClock, SystemEntropy};

use crate::{App, ExtractHere, Ports, Requests};

/// What the URL of the queue looks like.
const QUEUE: &str = "https://sqs.eu-central-1.amazonaws.com/123456789012/moodle-plugins-index";
/// Where a function may write (AWS Lambda Developer Guide, "Configure ephemeral storage").
const SCRATCH: &str = "/tmp";

/// The indexer of a stack.
pub struct OnAws {
    /// What jobs are done with.
    pub app: App,
    /// Where they come from.
    pub queue: Arc<SqsQueue>,
    /// The stack.
    pub stack: StackName,
}

/// The indexer of a stack, for the function of that name.
///
/// # Errors
/// When a setting is missing or wrong, or the system's trusted certificates cannot be used.
pub fn app(
    function: &'static str,
    environment: impl Fn(&str) -> Option<String> + Copy,
) -> Result<OnAws, Error> {
    let settings = Settings::new(environment);
    let stack: StackName = settings.required_as("STACK_NAME", "moodle-plugins")?;
    let names = KnowledgeBaseNames {
        knowledge_base: settings.required("KNOWLEDGE_BASE_ID", "ABCDEFGHIJ")?,
        data_source: settings.required("DATA_SOURCE_ID", "ABCDEFGHIJ")?,
        staging_bucket: settings.required("STAGING_BUCKET", "moodle-plugins-staging")?,
    };
    let queue = settings.required("INDEX_QUEUE_URL", QUEUE)?;

    let sdk = aws::function_sdk(function, environment);
    let entropy = Arc::new(SystemEntropy::default());
    let store = Arc::new(DynamoStore::new(&sdk, stack.clone(), entropy.clone()));
    let queue = Arc::new(SqsQueue::at(&sdk, queue));
    let http = Arc::new(WebClient::new()?);
    let ports = Ports {
        tokens: Arc::new(SecretsManager::new(&sdk, stack.clone())),
        http: http.clone(),
        downloads: http,
        extractor: Arc::new(ExtractHere),
        manifest: store.clone(),
        index: Arc::new(KnowledgeBase::new(&sdk, names)),
        questions: store.clone(),
        requests: Requests { pending: store, queue: queue.clone(), clock: Arc::new(SystemClock), entropy },
    };
    let app = App::new(ports, PathBuf::from(SCRATCH));
    Ok(OnAws { app, queue, stack })
}
