use std::collections::HashMap;

use aws_sdk_bedrockagent::types::{DocumentStatus, KnowledgeBaseDocumentDetail};
use ports::{DocumentId, IndexState, Problem};

/// How far these documents are, by what an answer says of them; of those that it leaves out, as `otherwise` says.
pub(super) fn in_order(
    ids: &[DocumentId],
    details: Vec<KnowledgeBaseDocumentDetail>,
    otherwise: &IndexState,
) -> Vec<IndexState> {
    let mut told: HashMap<_, _> =
        details.into_iter().filter_map(|detail| Some((id(&detail)?, state(&detail)))).collect();
    ids.iter().map(|id| told.remove(id).unwrap_or_else(|| otherwise.clone())).collect()
}

/// Which document of ours a detail is about.
pub(super) fn id(detail: &KnowledgeBaseDocumentDetail) -> Option<DocumentId> {
    let custom = detail.identifier()?.custom()?;
    DocumentId::try_from(custom.id().to_owned()).ok()
}

/// Whether the document is there, and stays.
pub(super) fn is_held(detail: &KnowledgeBaseDocumentDetail) -> bool {
    use DocumentStatus::{DeleteInProgress, Deleting, NotFound};
    !matches!(detail.status(), Deleting | DeleteInProgress | NotFound)
}

/// <https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent_KnowledgeBaseDocumentDetail.html>
fn state(detail: &KnowledgeBaseDocumentDetail) -> IndexState {
    let failed = |code: &str, otherwise: &str| {
        let told = detail.status_reason().map(str::trim).filter(|reason| !reason.is_empty());
        IndexState::Failed(Problem::new(code, told.unwrap_or(otherwise)))
    };
    match detail.status() {
        DocumentStatus::Indexed | DocumentStatus::PartiallyIndexed => IndexState::Indexed,
        DocumentStatus::NotFound => IndexState::Absent,
        DocumentStatus::Failed => {
            failed("index_failed", "the knowledge base could not take it, and gives no reason")
        }
        DocumentStatus::Ignored => {
            failed("index_ignored", "the knowledge base left it out, and gives no reason")
        }
        // Without all that is known of it, nobody would find it: each search names a course.
        DocumentStatus::MetadataPartiallyIndexed | DocumentStatus::MetadataUpdateFailed => {
            failed("index_failed", "the knowledge base could not note which course it belongs to")
        }
        // On its way in or out. What AWS adds one day is told by what it becomes.
        _ => IndexState::Pending,
    }
}
