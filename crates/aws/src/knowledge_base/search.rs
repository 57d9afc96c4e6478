use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_bedrockagentruntime::Client;
use aws_sdk_bedrockagentruntime::config::Builder;
use aws_sdk_bedrockagentruntime::config::timeout::TimeoutConfig;
use aws_sdk_bedrockagentruntime::types::{
    FilterAttribute, KnowledgeBaseQuery, KnowledgeBaseRetrievalConfiguration, KnowledgeBaseRetrievalResult,
    KnowledgeBaseVectorSearchConfiguration, RetrievalFilter,
};
use aws_smithy_types::error::operation::BuildError;
use aws_smithy_types::{Document, Number};
use aws_types::SdkConfig;
use documents::Place;
use ports::{DocumentId, IndexError, Passage, PassageSearch, SiteCourse};

use super::failure::{index_error, unusable};
use super::{attributes, markers};
use crate::course;

/// Somebody waits for the answer.
const ATTEMPT: Duration = Duration::from_secs(8);
const OPERATION: Duration = Duration::from_secs(20);
/// The longest question that is asked, in characters (Amazon Bedrock endpoints and quotas).
const LONGEST_QUESTION: usize = 1000;
/// How many pieces one search gives at most (Amazon Bedrock API Reference, `KnowledgeBaseVectorSearchConfiguration`).
const MOST: usize = 100;
/// The page of a PDF that the knowledge base read itself.
const PAGE: &str = "x-amz-bedrock-kb-document-page-number";

/// The knowledge base of a stack, for who asks it.
#[derive(Clone, Debug)]
pub struct KnowledgeBaseSearch {
    client: Client,
    knowledge_base: String,
}

impl KnowledgeBaseSearch {
    /// The knowledge base of this id, ten letters and digits, in the region and with the credentials of this configuration.
    /// Nothing is sent yet.
    #[must_use]
    pub fn new(sdk: &SdkConfig, knowledge_base: String) -> Self {
        let timeouts = sdk.timeout_config().map_or_else(TimeoutConfig::builder, TimeoutConfig::to_builder);
        let timeouts = timeouts.operation_attempt_timeout(ATTEMPT).operation_timeout(OPERATION).build();
        Self {
            client: Client::from_conf(Builder::from(sdk).timeout_config(timeouts).build()),
            knowledge_base,
        }
    }
}

/// Pieces of this course's documents, and of no other's.
fn pieces_of(course: &SiteCourse, limit: usize) -> Result<KnowledgeBaseRetrievalConfiguration, BuildError> {
    let course = FilterAttribute::builder().key(attributes::COURSE).value(course::key(course).into());
    let search = KnowledgeBaseVectorSearchConfiguration::builder()
        .number_of_results(i32::try_from(limit.min(MOST)).unwrap_or(1))
        .filter(RetrievalFilter::Equals(course.build()?));
    Ok(KnowledgeBaseRetrievalConfiguration::builder().vector_search_configuration(search.build()).build())
}

#[async_trait::async_trait]
impl PassageSearch for KnowledgeBaseSearch {
    async fn search(
        &self,
        course: &SiteCourse,
        question: &str,
        limit: usize,
    ) -> Result<Vec<Passage>, IndexError> {
        let question: String = question.trim().chars().take(LONGEST_QUESTION).collect();
        if question.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let gap = |error| unusable("writing a question for", &self.knowledge_base, error);
        let retrieve = self
            .client
            .retrieve()
            .knowledge_base_id(&self.knowledge_base)
            .retrieval_query(KnowledgeBaseQuery::builder().text(question).build())
            .retrieval_configuration(pieces_of(course, limit).map_err(gap)?);
        let found = retrieve.send().await;
        let found = found.map_err(|error| index_error("Retrieve", &self.knowledge_base, error))?;
        Ok(found.retrieval_results.into_iter().filter_map(|piece| passage(course, piece)).collect())
    }
}

/// The passage that a piece is. A piece that is not of the course is none, whatever the knowledge base thinks.
fn passage(course: &SiteCourse, piece: KnowledgeBaseRetrievalResult) -> Option<Passage> {
    let known = piece.metadata.unwrap_or_default();
    let document = DocumentId::try_from(text(&known, attributes::DOCUMENT)?.to_owned()).ok()?;
    let (of, module) = document.belongs_to(&course.site)?;
    if of != course.course {
        tracing::error!(%document, "the knowledge base gave a piece of another course");
        return None;
    }
    let said = piece.content?.text;
    let (text, place) = if text(&known, attributes::TEXT) == Some(attributes::MARKED) {
        markers::unmarked(&said)
    } else {
        (said.trim().to_owned(), page(&known).map(Place::Page))
    };
    #[expect(clippy::cast_possible_truncation, reason = "a score has a few digits that mean anything")]
    let score = piece.score.unwrap_or_default().clamp(0.0, 1.0) as f32;
    (!text.is_empty()).then_some(Passage { document, module, text, place, score, fits: true })
}

fn text<'a>(known: &'a HashMap<String, Document>, key: &str) -> Option<&'a str> {
    known.get(key)?.as_string()
}

/// AWS gives numbers as floats.
fn page(known: &HashMap<String, Document>) -> Option<u32> {
    let Document::Number(number) = known.get(PAGE)? else { return None };
    let page = match *number {
        Number::PosInt(page) => page,
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is a whole number above 0"
        )]
        Number::Float(page) if page >= 1.0 && page.fract() == 0.0 => page as u64,
        Number::NegInt(_) | Number::Float(_) => return None,
    };
    u32::try_from(page).ok().filter(|page| *page > 0)
}
