//! Chooses what translates.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use http_client::WebClient;
use local::{Apertium, Installation, OpenAiModel, OpenAiSettings};
use ports::TranslationEngine;
use translate::{Allowance, Allowances, Limits, ModelEngine};

use crate::args::{Engine, TranslationLimits, Unread};

/// What an operator does to have texts translated.
pub const HOW_TO: &str = "install Apertium with a language pair (`apt-get install apertium apertium-eng-spa`), or give \
    --translate-url and --translate-model of an OpenAI-compatible API; then start the server again.";
/// How long a language model may be silent.
const SILENCE: Duration = Duration::from_mins(1);

/// The language model that the options name, if they name one.
pub fn model(args: &Engine) -> anyhow::Result<Option<OpenAiModel>> {
    let (Some(url), Some(model)) = (&args.url, &args.model) else { return Ok(None) };
    let key = args.key.as_ref().map(Unread::key).transpose()?.flatten();
    let http = WebClient::new().context("the system's TLS certificates cannot be used")?;
    let settings = OpenAiSettings { url: url.clone(), key, model: model.clone(), silence: SILENCE };
    Ok(Some(OpenAiModel::new(http, settings)))
}

/// Apertium, if it is installed with a pair.
pub async fn apertium(args: &Engine) -> anyhow::Result<Option<Apertium>> {
    let installation =
        Installation { search_path: args.apertium_path.clone(), data_folder: args.apertium_data.clone() };
    Apertium::discover(&installation).await.context("Apertium is installed, but cannot be used")
}

/// The engine: the language model that the options name, else Apertium, else none.
pub async fn choose(args: &Engine) -> anyhow::Result<Option<Arc<dyn TranslationEngine>>> {
    if let Some(model) = model(args)? {
        return Ok(Some(Arc::new(ModelEngine::new(Arc::new(model)))));
    }
    Ok(match apertium(args).await? {
        Some(apertium) => Some(Arc::new(apertium)),
        None => None,
    })
}

/// What a call may hold and what people may translate.
pub fn limits(args: &TranslationLimits) -> (Limits, Allowances) {
    let limits = Limits {
        texts: args.texts_per_call,
        characters_per_text: args.characters_per_text,
        characters_per_call: args.characters_per_call,
        parallel: args.parallel_translations.get(),
        ..Limits::default()
    };
    let allowances = Allowances {
        user: Allowance {
            requests_per_hour: args.user_requests_per_hour,
            characters_per_day: args.user_characters_per_day,
        },
        site: Allowance {
            requests_per_hour: args.site_requests_per_hour,
            characters_per_day: args.site_characters_per_day,
        },
    };
    (limits, allowances)
}
