use std::ops::Deref;

use serde_json::Value;

/// What the service answered in one piece.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer(http_api::testing::Answer);

impl Deref for Answer {
    type Target = http_api::testing::Answer;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Answer {
    pub async fn read(response: reqwest::Response) -> Self {
        Self(http_api::testing::Answer::read(response).await)
    }

    /// An answer of this kind, and where it is from.
    #[track_caller]
    pub fn answered(&self, kind: &str) -> (Value, Vec<Value>) {
        let body = self.ok();
        assert_eq!(body["answer"]["kind"], kind, "{body}");
        (body["answer"].clone(), body["sources"].as_array().unwrap().clone())
    }

    /// The names of the files that an answer is from.
    #[track_caller]
    pub fn files(&self) -> Vec<String> {
        let body = self.ok();
        let sources = body["sources"].as_array().unwrap();
        sources.iter().map(|source| source["file"].as_str().unwrap().to_owned()).collect()
    }
}
