//! The bucket from which a knowledge base takes what does not fit a call. An object is read once, when its document is taken
//! in; those that are left over expire (`infra/lib/constructs/staging.ts`). A document has one place there: calls about it come
//! one after the other, and S3 exchanges an object in one step.

use std::path::Path;

use aws_sdk_bedrockagent::types::CustomS3Location;
use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{Delete, ObjectIdentifier};
use documents::Format;
use ports::{DocumentId, IndexError};

use super::failure::{index_error, unusable};

/// What an object is, by the end of its key and by its content type: a knowledge base looks at both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    extension: &'static str,
    content_type: &'static str,
}

/// Text that was extracted here.
pub(super) const TEXT: Kind = Kind { extension: "txt", content_type: "text/plain; charset=utf-8" };
const PDF: Kind = Kind { extension: "pdf", content_type: "application/pdf" };
const DOCX: Kind = Kind {
    extension: "docx",
    content_type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
};
/// What is known of a document, beside it.
const ATTRIBUTES: Kind = Kind { extension: "metadata.json", content_type: "application/json" };
const KINDS: [Kind; 4] = [TEXT, PDF, DOCX, ATTRIBUTES];

impl Kind {
    /// That of a file which knowledge bases read. Texts, pages and tables are extracted here, which knows their encodings and
    /// keeps their places.
    /// <https://docs.aws.amazon.com/bedrock/latest/userguide/knowledge-base-ds.html>
    pub(super) fn of(format: Format) -> Option<Self> {
        match format {
            Format::Pdf => Some(PDF),
            Format::Docx => Some(DOCX),
            _ => None,
        }
    }
}

/// The staging bucket of a stack.
#[derive(Clone, Debug)]
pub(super) struct Staging {
    pub(super) client: Client,
    pub(super) bucket: String,
}

fn key(id: &DocumentId, kind: Kind) -> String {
    format!("documents/{id}.{}", kind.extension)
}

impl Staging {
    /// Puts a file, and says where it lies.
    pub(super) async fn put_file(
        &self,
        id: &DocumentId,
        kind: Kind,
        path: &Path,
    ) -> Result<CustomS3Location, IndexError> {
        let body = ByteStream::from_path(path).await;
        let body = body.map_err(|error| unusable("reading the file for", id.as_str(), error))?;
        self.put(id, kind, body).await
    }

    /// Puts a text, and says where it lies.
    pub(super) async fn put_text(
        &self,
        id: &DocumentId,
        text: String,
    ) -> Result<CustomS3Location, IndexError> {
        self.put(id, TEXT, ByteStream::from(text.into_bytes())).await
    }

    /// Puts what is known of a document, and says where it lies.
    pub(super) async fn put_attributes(
        &self,
        id: &DocumentId,
        attributes: Vec<u8>,
    ) -> Result<CustomS3Location, IndexError> {
        self.put(id, ATTRIBUTES, ByteStream::from(attributes)).await
    }

    async fn put(
        &self,
        id: &DocumentId,
        kind: Kind,
        body: ByteStream,
    ) -> Result<CustomS3Location, IndexError> {
        let key = key(id, kind);
        let put = self.client.put_object().bucket(&self.bucket).key(&key).content_type(kind.content_type);
        let put = put.body(body).send().await;
        put.map_err(|error| index_error("PutObject", &self.bucket, error))?;
        let location = CustomS3Location::builder().uri(format!("s3://{}/{key}", self.bucket)).build();
        location.map_err(|error| unusable("PutObject", &self.bucket, error))
    }

    /// Removes what lies there of these documents, if anything does: in one call, since nobody knows what does.
    pub(super) async fn remove(&self, ids: &[DocumentId]) -> Result<(), IndexError> {
        let keys = ids.iter().flat_map(|id| KINDS.map(|kind| key(id, kind)));
        let keys: Result<_, _> = keys.map(|key| ObjectIdentifier::builder().key(key).build()).collect();
        let refused = |error| unusable("DeleteObjects", &self.bucket, error);
        let delete = Delete::builder().set_objects(Some(keys.map_err(refused)?)).quiet(true).build();
        let delete = self.client.delete_objects().bucket(&self.bucket).delete(delete.map_err(refused)?);
        let deleted = delete.send().await;
        let deleted = deleted.map_err(|error| index_error("DeleteObjects", &self.bucket, error))?;
        match deleted.errors().first() {
            None => Ok(()),
            Some(error) => {
                Err(super::failure::within("DeleteObjects", &self.bucket, error.code().unwrap_or_default()))
            }
        }
    }
}
