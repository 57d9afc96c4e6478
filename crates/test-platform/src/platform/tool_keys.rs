//! The keys of the tools, fetched from where each tool publishes them.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;

use super::Platform;
use crate::signing::{signed_rs256, token};

/// Time for fetching a key set.
const FETCH_TIME: Duration = Duration::from_secs(5);

/// More bytes than any key set has.
const LARGEST_SET: usize = 256 * 1024;

/// Why what a tool signed is not taken. The texts are those of the library that Moodle uses, where it has one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unverified {
    #[error("Wrong number of segments")]
    Segments,
    #[error("Invalid header or claims encoding")]
    Encoding,
    #[error("Algorithm not supported")]
    Algorithm,
    #[error("\"kid\" empty, unable to lookup correct key")]
    NoKid,
    #[error("\"kid\" invalid, unable to lookup correct key")]
    UnknownKid,
    #[error("Signature verification failed")]
    Signature,
    #[error("The tool's key set at {0} cannot be read")]
    NoKeySet(String),
}

/// The key sets fetched so far, by their URL.
#[derive(Debug)]
pub(super) struct ToolKeys {
    client: reqwest::Client,
    sets: Mutex<HashMap<String, Vec<Value>>>,
}

impl ToolKeys {
    pub(super) fn new() -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .user_agent("MoodleBot/5.1 (test-platform)")
            .redirect(reqwest::redirect::Policy::none())
            .timeout(FETCH_TIME)
            .no_proxy()
            .build()?;
        Ok(Self { client, sets: Mutex::default() })
    }

    /// The claims of a token, once its RS256 signature holds under the key that its `kid` names. The set is fetched
    /// when it is not at hand or has no such key. Nothing else of the token is checked.
    pub(super) async fn verify(
        &self,
        platform: &Platform,
        url: &str,
        signed: &str,
    ) -> Result<Value, Unverified> {
        if signed.split('.').count() != 3 {
            return Err(Unverified::Segments);
        }
        let (header, claims) =
            token::header(signed).zip(token::claims(signed)).ok_or(Unverified::Encoding)?;
        if header["alg"] != "RS256" {
            return Err(Unverified::Algorithm);
        }
        let kid = header["kid"].as_str().ok_or(Unverified::NoKid)?;
        let key = match self.held(url, kid) {
            Some(key) => key,
            None => self.fetched(platform, url, kid).await?,
        };
        // A key that names another algorithm was published for something else.
        if key.get("alg").is_some_and(|alg| alg != "RS256") {
            return Err(Unverified::Algorithm);
        }
        if !signed_rs256(&key, signed) {
            return Err(Unverified::Signature);
        }
        Ok(claims)
    }

    fn held(&self, url: &str, kid: &str) -> Option<Value> {
        let sets = self.sets();
        sets.get(url)?.iter().find(|key| key["kid"] == kid).cloned()
    }

    async fn fetched(&self, platform: &Platform, url: &str, kid: &str) -> Result<Value, Unverified> {
        platform.count(|counts| counts.key_set_fetches += 1);
        let set = self.fetch(url).await.ok_or_else(|| Unverified::NoKeySet(url.to_owned()))?;
        self.sets().insert(url.to_owned(), set);
        self.held(url, kid).ok_or(Unverified::UnknownKid)
    }

    async fn fetch(&self, url: &str) -> Option<Vec<Value>> {
        let mut answer = self.client.get(url).send().await.ok()?.error_for_status().ok()?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.ok()? {
            body.extend_from_slice(&chunk);
            if body.len() > LARGEST_SET {
                return None;
            }
        }
        let set: Value = serde_json::from_slice(&body).ok()?;
        set.get("keys")?.as_array().cloned()
    }

    fn sets(&self) -> MutexGuard<'_, HashMap<String, Vec<Value>>> {
        self.sets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
