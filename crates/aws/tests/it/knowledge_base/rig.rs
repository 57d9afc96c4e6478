use aws::{KnowledgeBase, KnowledgeBaseNames};
use aws_sdk_s3::types::CreateBucketConfiguration;
use aws_types::SdkConfig;
use documents::{Place, Section};
use ports::conformance::document_index::document;
use ports::conformance::manifest::course;
use ports::{DocumentId, NewContent, NewDocument, SiteCourse};
use serde_json::{Value, json};

use crate::emulator::{AWS, sdk_of};
use crate::script::Script;

const KNOWLEDGE_BASE: &str = "KNOWLEDGE0";
const DATA_SOURCE: &str = "DATASOURCE";
/// Where documents are put and listed.
pub const DOCUMENTS: &str = "/knowledgebases/KNOWLEDGE0/datasources/DATASOURCE/documents";

pub fn at(sdk: &SdkConfig, staging_bucket: &str) -> KnowledgeBase {
    KnowledgeBase::new(
        sdk,
        KnowledgeBaseNames {
            knowledge_base: KNOWLEDGE_BASE.into(),
            data_source: DATA_SOURCE.into(),
            staging_bucket: staging_bucket.into(),
        },
    )
}

/// A knowledge base on the emulator, in an account of its own.
pub struct Emulated {
    pub account: String,
    pub index: KnowledgeBase,
    s3: aws_sdk_s3::Client,
    bucket: String,
}

impl Emulated {
    pub async fn fresh() -> Self {
        let account = AWS.new_account();
        let sdk = sdk_of(&account);
        let s3 = aws_sdk_s3::Client::new(&sdk);
        // No two accounts have a bucket of one name.
        let bucket = format!("staging-{account}");
        let region = sdk.region().map(ToString::to_string).unwrap();
        let place = CreateBucketConfiguration::builder().location_constraint(region.as_str().into()).build();
        s3.create_bucket().bucket(&bucket).create_bucket_configuration(place).send().await.unwrap();
        Self { account, index: at(&sdk, &bucket), s3, bucket }
    }

    /// The keys in the staging bucket.
    pub async fn staged(&self) -> Vec<String> {
        let listed = self.s3.list_objects_v2().bucket(&self.bucket).send().await.unwrap();
        listed.contents().iter().map(|object| object.key().unwrap().to_owned()).collect()
    }

    /// An object of the staging bucket: its content type, and what is in it.
    pub async fn object(&self, key: &str) -> (String, Vec<u8>) {
        let object = self.s3.get_object().bucket(&self.bucket).key(key).send().await.unwrap();
        let kind = object.content_type().unwrap().to_owned();
        (kind, object.body.collect().await.unwrap().to_vec())
    }

    /// What the account asked for of this name, so far.
    pub fn asked(&self, name: &str) -> usize {
        let operations = AWS.operations();
        operations.iter().filter(|asked| asked.account == self.account && asked.name == name).count()
    }
}

/// A knowledge base that answers these.
pub async fn scripted(answers: impl IntoIterator<Item = (u16, Value)>) -> (Script, KnowledgeBase) {
    let (script, sdk) = Script::start(answers).await;
    (script, at(&sdk, "staging"))
}

/// A course and documents in it, with a sentence each.
pub fn some(names: &[&str]) -> (SiteCourse, Vec<NewDocument>) {
    let course = course();
    let documents = names.iter().map(|name| document(&course, name, &["Plants make sugar."])).collect();
    (course, documents)
}

/// A document that says this, without places.
pub fn saying(course: &SiteCourse, name: &str, text: &str) -> NewDocument {
    let section = Section { place: Place::Whole, text: text.into() };
    NewDocument { content: NewContent::Text(vec![section]), ..document(course, name, &[]) }
}

/// What AWS says of a document.
pub fn detail(id: &DocumentId, status: &str, reason: &str) -> Value {
    json!({
        "dataSourceId": DATA_SOURCE,
        "knowledgeBaseId": KNOWLEDGE_BASE,
        "identifier": { "custom": { "id": id.as_str() }, "dataSourceType": "CUSTOM" },
        "status": status,
        "statusReason": reason,
        "updatedAt": "2026-11-25T12:00:00.000000Z",
    })
}

/// An answer about these.
pub fn told(details: impl IntoIterator<Item = Value>) -> (u16, Value) {
    (202, json!({ "documentDetails": Vec::from_iter(details) }))
}
