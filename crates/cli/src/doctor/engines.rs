//! What translates on this machine.

use std::collections::BTreeMap;

use local::OpenAiSettings;
use ports::{LanguagePair, Languages, TranslationEngine};

use super::{Examination, good};
use crate::args::Engine;
use crate::engine;

impl Examination {
    pub(super) async fn translation(&mut self, args: &Engine) {
        match engine::bedrock(args).await {
            Ok(Some(model)) => return good(&format!("{} of Amazon Bedrock translates", model.model())),
            Ok(None) => {}
            Err(error) => return self.bad(&format!("{error:#}")),
        }
        match engine::settings(args) {
            Ok(Some(settings)) => self.language_model(settings, "--translate-model").await,
            Ok(None) => self.apertium(args).await,
            Err(error) => self.bad(&format!("{error:#}")),
        }
    }

    /// Whether a language model is served where it is looked for; `option` names it.
    pub(super) async fn language_model(&mut self, settings: OpenAiSettings, option: &str) {
        let (url, name) = (settings.url.clone(), settings.model.clone());
        let served = match engine::model(settings) {
            Ok(model) => model.served_models().await,
            Err(error) => return self.bad(&format!("{error:#}")),
        };
        match served {
            Ok(served) if served.contains(&name) => good(&format!("{name} is served at {url}")),
            Ok(served) if served.is_empty() => {
                self.bad(&format!("{url} serves no model yet, and not {name}"));
            }
            Ok(served) => self.bad(&format!(
                "{url} does not serve {name}. Name one of its models with {option}: {}",
                served.join(", ")
            )),
            Err(error) => self.bad(&format!("{url} does not list its models: {}", http_api::chain(&error))),
        }
    }

    async fn apertium(&mut self, args: &Engine) {
        match engine::apertium(args).await {
            Ok(Some(apertium)) => {
                good(&format!("{} translates", apertium.model()));
                pairs(&apertium);
            }
            Ok(None) => self.note(&format!("nothing translates: {}", engine::HOW_TO)),
            Err(error) => self.bad(&format!("{error:#}")),
        }
    }
}

/// The pairs, a line for each language: direct ones, and those by way of another language.
fn pairs(engine: &dyn TranslationEngine) {
    let Languages::Pairs(pairs) = engine.languages() else { return };
    let mut targets = BTreeMap::<_, Vec<String>>::new();
    for LanguagePair { source, target, via } in pairs {
        let way = via.map(|via| format!(" (via {via})")).unwrap_or_default();
        targets.entry(source).or_default().push(format!("{target}{way}"));
    }
    for (source, targets) in targets {
        good(&format!("{source} → {}", targets.join(", ")));
    }
}
