//! A document as a call has it. What is known of it comes the way that its text comes: AWS takes no other.
//! <https://docs.aws.amazon.com/bedrock/latest/userguide/kb-direct-ingestion-add.html>

use aws_sdk_bedrockagent::types::{
    ContentDataSourceType, CustomContent, CustomDocumentIdentifier, CustomS3Location, CustomSourceType,
    DocumentContent, DocumentMetadata, InlineContent, InlineContentType, KnowledgeBaseDocument,
    MetadataSourceType, TextContentDoc,
};
use aws_smithy_types::error::operation::BuildError;
use ports::DocumentId;

use super::attributes::Attributes;

/// A document whose text is in the call.
pub(super) fn inline(
    id: &DocumentId,
    text: String,
    attributes: &Attributes,
) -> Result<KnowledgeBaseDocument, BuildError> {
    let text = TextContentDoc::builder().data(text).build()?;
    let text = InlineContent::builder().r#type(InlineContentType::Text).text_content(text).build()?;
    let content = CustomContent::builder().source_type(CustomSourceType::InLine).inline_content(text);
    let metadata = DocumentMetadata::builder().r#type(MetadataSourceType::InLineAttribute);
    let metadata = metadata.set_inline_attributes(Some(attributes.inline()?));
    document(content.custom_document_identifier(identifier(id)?).build()?, metadata.build()?)
}

/// A document that lies in S3.
pub(super) fn staged(
    id: &DocumentId,
    content: CustomS3Location,
    attributes: CustomS3Location,
) -> Result<KnowledgeBaseDocument, BuildError> {
    let content = CustomContent::builder().source_type(CustomSourceType::S3Location).s3_location(content);
    let metadata = DocumentMetadata::builder().r#type(MetadataSourceType::S3Location).s3_location(attributes);
    document(content.custom_document_identifier(identifier(id)?).build()?, metadata.build()?)
}

/// The document's name in the knowledge base.
pub(super) fn identifier(id: &DocumentId) -> Result<CustomDocumentIdentifier, BuildError> {
    CustomDocumentIdentifier::builder().id(id.as_str()).build()
}

fn document(content: CustomContent, metadata: DocumentMetadata) -> Result<KnowledgeBaseDocument, BuildError> {
    let content = DocumentContent::builder().data_source_type(ContentDataSourceType::Custom).custom(content);
    Ok(KnowledgeBaseDocument::builder().content(content.build()?).metadata(metadata).build())
}
