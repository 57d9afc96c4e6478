//! The index on Amazon Bedrock Knowledge Bases: documents are put into a custom data source one by one, and found by their
//! meaning. Taking a document in takes a minute or so, in which the one that it replaces may still be found.

mod attributes;
mod content;
mod failure;
mod markers;
mod put;
mod search;
mod staging;
mod state;

use std::time::Duration;

use aws_sdk_bedrockagent::Client;
use aws_sdk_bedrockagent::config::retry::RetryConfig;
use aws_sdk_bedrockagent::config::timeout::TimeoutConfig;
use aws_sdk_bedrockagent::types::{ContentDataSourceType, DocumentIdentifier};
use aws_smithy_types::error::operation::BuildError;
use aws_types::SdkConfig;
use documents::Format;
use ports::{DocumentId, DocumentIndex, IndexError, IndexState, MOST_AT_ONCE, NewDocument};

use failure::{index_error, unusable};
pub use search::KnowledgeBaseSearch;
use staging::{Kind, Staging};

/// How many documents one page lists.
const PAGE: i32 = 100;

/// Time for one attempt of a call: AWS answers when it has noted the documents, not when it has read them.
const ATTEMPT: Duration = Duration::from_secs(30);
const OPERATION: Duration = Duration::from_mins(2);
/// Time for one attempt to stage 50 MB.
const UPLOAD: Duration = Duration::from_mins(2);
/// Five calls a second are taken of an account: what is throttled is asked again within a few seconds.
const ATTEMPTS: u32 = 4;
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// The knowledge base of a stack, for who fills it.
#[derive(Clone, Debug)]
pub struct KnowledgeBase {
    client: Client,
    names: KnowledgeBaseNames,
    staging: Staging,
}

/// What AWS calls the parts of a knowledge base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnowledgeBaseNames {
    /// The id of the knowledge base: ten letters and digits.
    pub knowledge_base: String,
    /// The id of its custom data source: ten letters and digits.
    pub data_source: String,
    /// The bucket for what does not fit a call.
    pub staging_bucket: String,
}

impl KnowledgeBase {
    /// A knowledge base in the region and with the credentials of this configuration. Nothing is sent yet.
    ///
    /// How long a call may take, and how often it is tried, is decided here, whatever the configuration says for the short calls
    /// of other services.
    #[must_use]
    pub fn new(sdk: &SdkConfig, names: KnowledgeBaseNames) -> Self {
        let limits = |attempt| {
            let timeouts =
                sdk.timeout_config().map_or_else(TimeoutConfig::builder, TimeoutConfig::to_builder);
            timeouts.operation_attempt_timeout(attempt).operation_timeout(OPERATION.max(attempt * 2)).build()
        };
        let retries = RetryConfig::standard().with_max_attempts(ATTEMPTS).with_initial_backoff(FIRST_PAUSE);
        let agent = aws_sdk_bedrockagent::config::Builder::from(sdk);
        let agent = agent.timeout_config(limits(ATTEMPT)).retry_config(retries).build();
        let s3 = aws_sdk_s3::config::Builder::from(sdk).timeout_config(limits(UPLOAD)).build();
        let staging =
            Staging { client: aws_sdk_s3::Client::from_conf(s3), bucket: names.staging_bucket.clone() };
        Self { client: Client::from_conf(agent), names, staging }
    }

    fn identifiers(&self, ids: &[DocumentId]) -> Result<Vec<DocumentIdentifier>, IndexError> {
        let identifier = |id: &DocumentId| {
            let identifier = DocumentIdentifier::builder().data_source_type(ContentDataSourceType::Custom);
            identifier.custom(content::identifier(id)?).build()
        };
        let identifiers: Result<_, _> = ids.iter().map(identifier).collect();
        identifiers.map_err(|error| self.gap(error))
    }

    /// Something that AWS asks for is not there: never.
    fn gap(&self, error: BuildError) -> IndexError {
        unusable("writing a call for", &self.names.knowledge_base, error)
    }
}

#[async_trait::async_trait]
impl DocumentIndex for KnowledgeBase {
    fn reads(&self, format: Format) -> bool {
        Kind::of(format).is_some()
    }

    async fn put(&self, documents: Vec<NewDocument>) -> Result<Vec<IndexState>, IndexError> {
        self.put_all(documents).await
    }

    async fn states(&self, ids: &[DocumentId]) -> Result<Vec<IndexState>, IndexError> {
        let KnowledgeBaseNames { knowledge_base, data_source, .. } = &self.names;
        let mut states = Vec::with_capacity(ids.len());
        for ids in ids.chunks(MOST_AT_ONCE) {
            let ask = self.client.get_knowledge_base_documents().knowledge_base_id(knowledge_base);
            let ask = ask.data_source_id(data_source);
            let told = ask.set_document_identifiers(Some(self.identifiers(ids)?)).send().await;
            let told =
                told.map_err(|error| index_error("GetKnowledgeBaseDocuments", knowledge_base, error))?;
            let details = told.document_details.unwrap_or_default();
            states.extend(state::in_order(ids, details, &IndexState::Absent));
        }
        Ok(states)
    }

    /// What was staged goes after the document: a document that is still being read has to be there.
    async fn remove(&self, ids: &[DocumentId]) -> Result<(), IndexError> {
        let KnowledgeBaseNames { knowledge_base, data_source, .. } = &self.names;
        for ids in ids.chunks(MOST_AT_ONCE) {
            let remove = self.client.delete_knowledge_base_documents().knowledge_base_id(knowledge_base);
            let remove = remove.data_source_id(data_source);
            let removed = remove.set_document_identifiers(Some(self.identifiers(ids)?)).send().await;
            removed.map_err(|error| index_error("DeleteKnowledgeBaseDocuments", knowledge_base, error))?;
            self.staging.remove(ids).await?;
        }
        Ok(())
    }

    async fn list(&self, after: Option<String>) -> Result<(Vec<DocumentId>, Option<String>), IndexError> {
        let KnowledgeBaseNames { knowledge_base, data_source, .. } = &self.names;
        let ask = self.client.list_knowledge_base_documents().knowledge_base_id(knowledge_base);
        let page = ask.data_source_id(data_source).max_results(PAGE).set_next_token(after).send().await;
        let page = page.map_err(|error| index_error("ListKnowledgeBaseDocuments", knowledge_base, error))?;
        let held = page.document_details.iter().filter(|detail| state::is_held(detail));
        // What others put there by hand has other names, and is theirs.
        Ok((held.filter_map(state::id).collect(), page.next_token.filter(|token| !token.is_empty())))
    }
}
