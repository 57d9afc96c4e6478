//! One call: who sends it, what it holds, and what became of each entry.

use std::collections::BTreeSet;

use axum::body::{Body, to_bytes};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use moodle::{MoodleEvent, Site};
use ports::{EventRefusal, MOST_EVENTS};
use serde::{Deserialize, Serialize};

use crate::App;
use crate::entry::Entry;
use crate::refuse::CallRefusal;
use crate::signature::{Signed, UnverifiedSignature};

/// What the client wants, in `x-amz-target`.
const OPERATION: &str = "AWSEvents.PutEvents";
/// What the entries of a call may count together, in bytes, as with EventBridge.
const MOST_BYTES: usize = 1024 * 1024;
/// The longest body. A detail stands in it as a text, so with a backslash before each quotation mark, and clients write other
/// characters than ASCII in up to three times their bytes.
const LONGEST_BODY: usize = 4 * 1024 * 1024;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Call {
    entries: Vec<Entry>,
}

/// What became of a call.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Outcome {
    failed_entry_count: usize,
    entries: Vec<EntryOutcome>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum EntryOutcome {
    #[serde(rename_all = "PascalCase")]
    Taken { event_id: String },
    #[serde(rename_all = "PascalCase")]
    Refused { error_code: String, error_message: String },
}

impl Outcome {
    pub fn taken(&self) -> usize {
        self.entries.len() - self.failed_entry_count
    }

    pub fn refused(&self) -> usize {
        self.failed_entry_count
    }

    /// Why entries were refused, each reason once.
    pub fn reasons(&self) -> String {
        let codes = self.entries.iter().filter_map(|entry| match entry {
            EntryOutcome::Taken { .. } => None,
            EntryOutcome::Refused { error_code, .. } => Some(error_code.as_str()),
        });
        codes.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ")
    }
}

/// The call, done.
pub(crate) async fn put_events(app: &App, parts: &Parts, body: Body) -> Result<(Site, Outcome), CallRefusal> {
    let (site, body) = authenticate(app, parts, body).await?;
    let entries = read(&parts.headers, &body)?;
    let events: Vec<_> = entries.iter().map(|entry| entry.read(&site.url)).collect();
    let good: Vec<MoodleEvent> = events.iter().filter_map(|event| event.as_ref().ok().cloned()).collect();
    let taken = if good.is_empty() {
        Vec::new()
    } else {
        app.ports.sink.put_events(&good).await.map_err(|error| CallRefusal::store(&error))?
    };
    let mut taken = taken.into_iter();
    let entries =
        events.into_iter().map(|event| match event.and_then(|_| taken.next().unwrap_or_else(lost)) {
            Ok(event_id) => EntryOutcome::Taken { event_id },
            Err(EventRefusal { code, message }) => {
                EntryOutcome::Refused { error_code: code, error_message: message }
            }
        });
    let entries: Vec<_> = entries.collect();
    let failed = entries.iter().filter(|entry| matches!(entry, EntryOutcome::Refused { .. })).count();
    Ok((site, Outcome { failed_entry_count: failed, entries }))
}

/// A sink that answers fewer than it was given has taken nobody knows what.
fn lost() -> Result<String, EventRefusal> {
    Err(EventRefusal { code: "InternalFailure".into(), message: "The event was not acknowledged.".into() })
}

/// The site whose key signed the call. A call of nobody costs a row that is read, and no body.
async fn authenticate(app: &App, request: &Parts, body: Body) -> Result<(Site, Vec<u8>), CallRefusal> {
    let ports = &app.ports;
    let signature = UnverifiedSignature::read(&request.headers, request.uri.query(), ports.clock.now())?;
    // The row is read for every call, so that a revoked key opens nothing from then on.
    let site = ports.sites.site(signature.key_id()).await.map_err(|error| CallRefusal::store(&error))?;
    let site = site.ok_or_else(CallRefusal::unknown_key)?;
    let key = ports.keys.key().await.map_err(|error| CallRefusal::site_key(&error))?;
    let body = to_bytes(body, LONGEST_BODY).await.map_err(|_| {
        let message = format!(
            "The body is longer than {LONGEST_BODY} bytes, or did not arrive. Send fewer events in a call."
        );
        CallRefusal::new(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLargeException", message)
    })?;
    let signed = Signed { path: request.uri.path(), headers: &request.headers, body: &body };
    signature.verify(signed, &key.secret_of(&site.key_id, &site.url), &app.public)?;
    Ok((site, body.into()))
}

/// The entries of a body that was signed.
fn read(headers: &HeaderMap, body: &[u8]) -> Result<Vec<Entry>, CallRefusal> {
    let target = headers.get("x-amz-target").map(HeaderValue::as_bytes);
    if target != Some(OPERATION.as_bytes()) {
        let message = format!("This service has one operation: {OPERATION}, in the header x-amz-target.");
        return Err(CallRefusal::bad("UnknownOperationException", message));
    }
    if headers.contains_key(header::CONTENT_ENCODING) {
        let message = "The body is encoded. Send it as it is: configure the client without compression.";
        return Err(CallRefusal::bad("SerializationException", message));
    }
    let Call { entries } = serde_json::from_slice(body).map_err(|error| {
        // What serde_json says may repeat a value of the body, which is for no log.
        let problem = if error.is_data() { "has not the form of its call" } else { "is not JSON" };
        let message = format!("The body {problem}, in line {} at column {}.", error.line(), error.column());
        CallRefusal::bad("SerializationException", message)
    })?;
    if !(1..=MOST_EVENTS).contains(&entries.len()) {
        let message = format!("A call has 1 to {MOST_EVENTS} entries, and this one has {}.", entries.len());
        return Err(CallRefusal::bad("ValidationException", message));
    }
    let size: usize = entries.iter().map(Entry::size).sum();
    if size > MOST_BYTES {
        let message = format!(
            "Total size of the entries in the request is over the limit: {size} of {MOST_BYTES} bytes. Send fewer events in a call."
        );
        return Err(CallRefusal::bad("ValidationException", message));
    }
    Ok(entries)
}
