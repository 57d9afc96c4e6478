//! Opens a stack that was deployed to AWS: the one place that chooses its ports for the operator.

#[cfg(feature = "aws")]
pub use with_aws::{bedrock, documents, event_history, event_stats, open, replay_events};
#[cfg(not(feature = "aws"))]
pub use without_aws::{bedrock, documents, event_history, event_stats, open, replay_events};

/// What an operator does who wants the course assistant of a stack that has none.
pub const NO_ASSISTANT: &str = "the stack has no course assistant: it was deployed with `assistant` set to false. Set it to true in \
    infra/cdk.local.json, and run `mise run deploy`";

#[cfg(feature = "aws")]
mod events;

#[cfg(feature = "aws")]
mod with_aws {
    use std::sync::Arc;
    use std::time::Duration;

    use anyhow::{Context as _, bail};
    use aws::{
        BedrockModel, BedrockSettings, DynamoStore, KnowledgeBase, Parameters, SdkConfig, SecretsManager,
        SqsQueue, StackName,
    };
    use index_file::Requests;
    use ports::{DocumentIndex, LanguageModel, SystemClock, SystemEntropy};

    use crate::store::{Indexed, Operated};

    /// The name under which AWS sees us.
    const APP: &str = "moodle-aws";

    pub use super::events::{event_history, event_stats, replay_events};

    /// A stack that is there, its public URL, and how its account is reached.
    pub async fn deployed(name: &str) -> anyhow::Result<(SdkConfig, StackName, String)> {
        let stack: StackName = name.parse().with_context(|| format!("--stack {name}"))?;
        let sdk = aws::operator_sdk(APP).await;
        let Some(region) = sdk.region() else {
            bail!("no AWS region is chosen: set AWS_REGION to that of the stack");
        };
        let parameters = Parameters::new(&sdk, stack.clone());
        let Some(public_url) = parameters.public_url().await? else {
            bail!(
                "there is no stack {stack} in {region} in the account of these credentials; see AWS_PROFILE, AWS_REGION and \
                 `mise run deploy`"
            );
        };
        Ok((sdk, stack, public_url))
    }

    pub async fn open(name: &str) -> anyhow::Result<Operated> {
        let (sdk, stack, public_url) = deployed(name).await?;
        let entropy = Arc::new(SystemEntropy::default());
        let store = Arc::new(DynamoStore::new(&sdk, stack.clone(), entropy.clone()));
        let queue = Arc::new(SqsQueue::of(&sdk, &stack));
        let secrets = Arc::new(SecretsManager::new(&sdk, stack));
        let requests =
            Requests { pending: store.clone(), queue: queue.clone(), clock: Arc::new(SystemClock), entropy };
        Ok(Operated {
            registrations: store.clone(),
            invites: store.clone(),
            sites: store.clone(),
            tokens: secrets.clone(),
            index: Indexed { manifest: store.clone(), requests, jobs: queue, questions: store },
            secrets,
            public_url: Some(public_url),
        })
    }

    /// The documents of the stack's course assistant, if it has one.
    pub async fn documents(name: &str) -> anyhow::Result<Option<Arc<dyn DocumentIndex>>> {
        let (sdk, stack, _) = deployed(name).await?;
        let names = Parameters::new(&sdk, stack).knowledge_base().await?;
        Ok(names.map(|names| Arc::new(KnowledgeBase::new(&sdk, names)) as _))
    }

    /// A model of Amazon Bedrock.
    pub async fn bedrock(
        model: &str,
        guardrail: Option<&str>,
        silence: Duration,
    ) -> anyhow::Result<Arc<dyn LanguageModel>> {
        let guardrail = guardrail.map(str::parse).transpose().context("--bedrock-guardrail")?;
        let settings = BedrockSettings { model: model.to_owned(), guardrail, silence };
        Ok(Arc::new(BedrockModel::new(&aws::operator_sdk(APP).await, settings)))
    }
}

#[cfg(not(feature = "aws"))]
mod without_aws {
    use std::sync::Arc;
    use std::time::Duration;

    use anyhow::bail;
    use lti::time::UnixTime;
    use ports::{DocumentIndex, EventFilter, EventHistory, LanguageModel};

    use crate::store::Operated;

    const HOW_TO: &str = "this moodle-aws was built without AWS; build it with `mise run build`, or with \
        `cargo build --release -p moodle-aws --features aws`";

    pub async fn open(name: &str) -> anyhow::Result<Operated> {
        bail!("--stack {name}: {HOW_TO}")
    }

    pub async fn documents(name: &str) -> anyhow::Result<Option<Arc<dyn DocumentIndex>>> {
        bail!("--stack {name}: {HOW_TO}")
    }

    pub async fn event_history(name: &str) -> anyhow::Result<Arc<dyn EventHistory>> {
        bail!("--stack {name}: {HOW_TO}")
    }

    pub async fn replay_events(name: &str, _: &EventFilter, _: bool) -> anyhow::Result<()> {
        bail!("--stack {name}: {HOW_TO}")
    }

    pub async fn event_stats(name: &str, _: UnixTime) -> anyhow::Result<String> {
        bail!("--stack {name}: {HOW_TO}")
    }

    pub async fn bedrock(_: &str, _: Option<&str>, _: Duration) -> anyhow::Result<Arc<dyn LanguageModel>> {
        bail!("--bedrock-model: {HOW_TO}")
    }
}
