//! Finding what was put into knowledge bases: the emulator takes documents for any, and finds them in none but those that it made
//! itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use axum::body::Body;
use axum::response::IntoResponse as _;
use http::Response;
use serde_json::{Map, Value, json};

use crate::Operation;

/// How many pieces are found where the question does not say.
const PIECES: u64 = 5;

/// What stands in calls about documents, by the account, the knowledge base, and the document's id. What lies in S3 is not read,
/// so it is never found.
#[derive(Debug, Default)]
pub(crate) struct Documents(Mutex<BTreeMap<Key, Document>>);

type Key = (String, String, String);

#[derive(Debug)]
struct Document {
    text: String,
    attributes: Map<String, Value>,
}

impl Documents {
    /// Whether an operation tells, or asks, what is in a knowledge base.
    pub(crate) fn are_meant_by(operation: &Operation) -> bool {
        operation.service == "bedrock"
            && ["IngestKnowledgeBaseDocuments", "DeleteKnowledgeBaseDocuments", "Retrieve"]
                .contains(&operation.name.as_str())
    }

    /// The answer to a question; `None` to what the emulator answers, which is noted.
    pub(crate) fn tell(&self, account: &str, operation: &Operation, body: &[u8]) -> Option<Response<Body>> {
        let asked: Value = serde_json::from_slice(body).unwrap_or_default();
        let base = operation.resources.first().cloned().unwrap_or_default();
        if operation.name == "Retrieve" {
            return Some(axum::Json(self.found(account, &base, &asked)).into_response());
        }
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = |id: &Value| (account.to_owned(), base.clone(), id.as_str().unwrap_or_default().to_owned());
        for gone in asked["documentIdentifiers"].as_array().into_iter().flatten() {
            held.remove(&key(&gone["custom"]["id"]));
        }
        for put in asked["documents"].as_array().into_iter().flatten() {
            let custom = &put["content"]["custom"];
            let text = custom["inlineContent"]["textContent"]["data"].as_str().unwrap_or_default().to_owned();
            let attributes = put["metadata"]["inlineAttributes"].as_array().into_iter().flatten();
            let attribute = |attribute: &Value| {
                Some((attribute["key"].as_str()?.to_owned(), attribute["value"]["stringValue"].clone()))
            };
            let document = Document { text, attributes: attributes.filter_map(attribute).collect() };
            held.insert(key(&custom["customDocumentIdentifier"]["id"]), document);
        }
        None
    }

    /// The documents that share a word with the question and have the attribute that it names, the best first.
    fn found(&self, account: &str, base: &str, asked: &Value) -> Value {
        let wanted = words(asked["retrievalQuery"]["text"].as_str().unwrap_or_default());
        let search = &asked["retrievalConfiguration"]["vectorSearchConfiguration"];
        let most = search["numberOfResults"].as_u64().unwrap_or(PIECES);
        let filter = &search["filter"]["equals"];
        let fits = |document: &Document| {
            filter["key"].as_str().is_none_or(|key| document.attributes.get(key) == Some(&filter["value"]))
        };
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let there = held
            .iter()
            .filter(|((of, within, _), document)| of == account && within == base && fits(document));
        let mut found: Vec<_> = there
            .map(|((.., id), document)| (words(&document.text).intersection(&wanted).count(), id, document))
            .filter(|(shared, ..)| *shared > 0)
            .collect();
        found.sort_by(|(one, ..), (other, ..)| other.cmp(one));
        let piece = |(shared, id, document): (usize, &String, &Document)| {
            #[expect(clippy::cast_precision_loss, reason = "questions have a few words")]
            let score = shared as f64 / wanted.len() as f64;
            json!({
                "content": { "type": "TEXT", "text": document.text },
                "location": { "type": "CUSTOM", "customDocumentLocation": { "id": id } },
                "metadata": document.attributes,
                "score": score,
            })
        };
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        json!({ "retrievalResults": found.into_iter().take(most).map(piece).collect::<Vec<_>>() })
    }
}

fn words(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}
