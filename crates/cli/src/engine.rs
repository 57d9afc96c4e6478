//! Chooses what translates.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use http_client::WebClient;
use local::{OpenAiModel, OpenAiSettings};
use ports::TranslationEngine;
use translate::{Allowance, Allowances, Limits, ModelEngine};

use crate::args::{Engine, TranslationLimits};

/// How long a language model may be silent.
const SILENCE: Duration = Duration::from_mins(1);

/// The language model that the options name, if they name one.
pub fn model(args: &Engine) -> anyhow::Result<Option<OpenAiModel>> {
    let (Some(url), Some(model)) = (&args.translate_url, &args.translate_model) else { return Ok(None) };
    let http = WebClient::new().context("the system's TLS certificates cannot be used")?;
    let settings = OpenAiSettings {
        url: url.clone(),
        key: args.translate_key.clone(),
        model: model.clone(),
        silence: SILENCE,
    };
    Ok(Some(OpenAiModel::new(http, settings)))
}

/// The engine: the language model that the options name, else Apertium, else none.
pub fn choose(args: &Engine) -> anyhow::Result<Option<Arc<dyn TranslationEngine>>> {
    if let Some(model) = model(args)? {
        return Ok(Some(Arc::new(ModelEngine::new(Arc::new(model)))));
    }
    Ok(None)
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
