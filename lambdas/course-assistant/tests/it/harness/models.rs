use std::sync::Arc;
use std::time::Duration;

use http_client::WebClient;
use local::{OpenAiModel, OpenAiSettings};
use ports::memory::{ScriptedModel, Step};
use ports::{LanguageModel, Prompt};

/// How long a model over HTTP may be silent.
const SILENCE: Duration = Duration::from_millis(300);

/// A model of these steps, which then has finished.
pub fn scripted(script: impl Fn(&Prompt) -> Vec<Step> + Send + Sync + 'static) -> ScriptedModel {
    ScriptedModel::new(move |prompt| {
        let mut steps = script(prompt);
        steps.push(Step::finished());
        steps
    })
}

/// A model that says this to every prompt.
pub fn says(text: &str) -> ScriptedModel {
    let text = text.to_owned();
    scripted(move |_| vec![Step::say(text.clone())])
}

/// A model that repeats all passages that it is given, and names each.
pub fn quotes() -> ScriptedModel {
    scripted(|prompt| {
        let passages = prompt.user.split("<passage").skip(1).zip(1..);
        let quote = |(passage, number): (&str, usize)| {
            let texts = passage.split("<text>").skip(1).filter_map(|text| text.split("</text>").next());
            Step::say(format!("{} [{number}]\n", texts.collect::<Vec<_>>().join(" ")))
        };
        passages.map(quote).collect()
    })
}

/// A model over HTTP at this address, with a key.
pub fn openai(url: &str, name: &str) -> Arc<dyn LanguageModel> {
    let settings = OpenAiSettings {
        url: url.parse().unwrap(),
        key: Some("sk-secret".parse().unwrap()),
        model: name.into(),
        silence: SILENCE,
    };
    Arc::new(OpenAiModel::new(WebClient::new().unwrap(), settings))
}
