//! The ports' suites on the emulated AWS.

use std::sync::Arc;

use aws::{DynamoStore, SecretsManager};

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
