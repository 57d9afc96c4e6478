//! The ports' suites on the emulated AWS.

use std::sync::Arc;
use std::time::Duration;

use aws::{DynamoStore, SecretsManager, SqsQueue};
use ports::conformance::job_queue::Time;

use crate::deployed::Deployed;

async fn fresh() -> (Deployed, Arc<DynamoStore>) {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    (deployed, store)
}

async fn fresh_secrets() -> (Deployed, Arc<SecretsManager>) {
    let deployed = Deployed::fresh().await;
    let secrets = deployed.secrets();
    (deployed, secrets)
}

/// A queue whose time nobody can hurry.
struct RealTime(SqsQueue);

#[async_trait::async_trait]
impl Time for RealTime {
    type Queue = SqsQueue;

    fn queue(&self) -> &SqsQueue {
        &self.0
    }

    async fn pass(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}

async fn fresh_queue() -> (Deployed, Arc<RealTime>) {
    let deployed = Deployed::fresh().await;
    let queue = deployed.queue();
    (deployed, Arc::new(RealTime(queue)))
}

ports::one_time_conformance!(fresh);
ports::registrations_conformance!(fresh);
ports::sessions_conformance!(fresh);
ports::secrets_conformance!(fresh_secrets);
ports::quotas_conformance!(fresh);
ports::translation_cache_conformance!(fresh);
ports::sites_conformance!(fresh);
ports::moodle_tokens_conformance!(fresh);
ports::invites_conformance!(fresh);
ports::readings_conformance!(fresh);
ports::completions_conformance!(fresh);
ports::manifest_conformance!(fresh);
ports::open_questions_conformance!(fresh);
ports::site_tokens_conformance!(fresh_secrets);
ports::pending_jobs_conformance!(fresh);
ports::job_queue_conformance!(fresh_queue);
