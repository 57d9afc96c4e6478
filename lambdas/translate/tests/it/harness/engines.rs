use std::sync::Arc;
use std::time::Duration;

use http_client::WebClient;
use local::{OpenAiModel, OpenAiSettings};
use ports::memory::{ScriptedModel, Step};
use ports::{Prompt, Stop, TranslationEngine, Usage};
use test_engine::TestEngine;
use translate::ModelEngine;

/// How long a model over HTTP may be silent.
const SILENCE: Duration = Duration::from_millis(300);

/// An engine on a model.
pub fn model(model: &ScriptedModel) -> Arc<dyn TranslationEngine> {
    Arc::new(ModelEngine::new(Arc::new(model.clone())))
}

/// A model that translates well, at the cost of 7 tokens read and 3 written for each prompt.
pub fn echo() -> ScriptedModel {
    scripted(|prompt| vec![Step::say(test_engine::translate(&prompt.user))])
}

/// A model that says this to every prompt.
pub fn says(text: &str) -> ScriptedModel {
    let text = text.to_owned();
    scripted(move |_| vec![Step::say(text.clone())])
}

/// A model of these steps, which then has finished.
pub fn scripted(script: impl Fn(&Prompt) -> Vec<Step> + Send + Sync + 'static) -> ScriptedModel {
    ScriptedModel::new(move |prompt| {
        let mut steps = script(prompt);
        steps.push(Step::End(Stop::Finished, Usage { input_tokens: 7, output_tokens: 3 }));
        steps
    })
}

/// A model of the scripted engine, over HTTP.
pub fn openai(engine: &TestEngine, name: &str) -> Arc<dyn TranslationEngine> {
    openai_at(&engine.url(), name)
}

/// A model over HTTP at this address, with a key.
pub fn openai_at(url: &str, name: &str) -> Arc<dyn TranslationEngine> {
    let settings = OpenAiSettings {
        url: url.parse().unwrap(),
        key: Some("sk-secret".parse().unwrap()),
        model: name.into(),
        silence: SILENCE,
    };
    Arc::new(ModelEngine::new(Arc::new(OpenAiModel::new(WebClient::new().unwrap(), settings))))
}
