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

    /// The translations' texts.
    #[track_caller]
    pub fn texts(&self) -> Vec<String> {
        self.each("text").iter().map(|text| text.as_str().unwrap().to_owned()).collect()
    }

    /// One field of every translation.
    #[track_caller]
    pub fn each(&self, field: &str) -> Vec<Value> {
        self.ok()["translations"].as_array().unwrap().iter().map(|one| one[field].clone()).collect()
    }
}
