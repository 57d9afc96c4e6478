//! Chooses what translates.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use http_client::WebClient;
use local::{Apertium, ApiKey, Installation, OpenAiModel, OpenAiSettings, OpenAiUrl};
use ports::{LanguageModel, TranslationEngine};
use translate::{Allowance, Allowances, Limits, ModelEngine};

use crate::args::{Engine, QuestionLimits, TranslationLimits, Unread};
use crate::stack;

/// What an operator does to have texts translated.
pub const HOW_TO: &str = "install Apertium with a language pair (`apt-get install apertium apertium-eng-spa`), or give \
    --translate-url and --translate-model of an OpenAI-compatible API; then start the server again.";
/// How long a language model may be silent.
const SILENCE: Duration = Duration::from_mins(1);

/// How the language model that the options name is reached, if they name one.
pub fn settings(args: &Engine) -> anyhow::Result<Option<OpenAiSettings>> {
    let text = |option: &Option<Unread>| option.as_ref().and_then(Unread::text).map(str::to_owned);
    let (url, model) = match (text(&args.url), text(&args.model)) {
        (Some(url), Some(model)) => (url, model),
        (None, None) => return Ok(None),
        (Some(_), None) => {
            bail!("--translate-url wants --translate-model NAME (MOODLE_AWS_TRANSLATE_MODEL) beside it")
        }
        (None, Some(_)) => {
            bail!("--translate-model wants --translate-url URL (MOODLE_AWS_TRANSLATE_URL) beside it")
        }
    };
    let url = OpenAiUrl::parse(&url).context("--translate-url (MOODLE_AWS_TRANSLATE_URL)")?;
    let key = text(&args.key).map(|key| ApiKey::parse(&key)).transpose();
    let key = key.context("--translate-key (MOODLE_AWS_TRANSLATE_KEY)")?;
    Ok(Some(OpenAiSettings { url, key, model, silence: SILENCE }))
}

/// The language model that is reached so.
pub fn model(settings: OpenAiSettings) -> anyhow::Result<OpenAiModel> {
    let http = WebClient::new().context("the system's TLS certificates cannot be used")?;
    Ok(OpenAiModel::new(http, settings))
}

/// The model of Amazon Bedrock that the options name, if they name one.
pub async fn bedrock(args: &Engine) -> anyhow::Result<Option<Arc<dyn LanguageModel>>> {
    match args.bedrock_model.as_deref().filter(|model| !model.is_empty()) {
        Some(model) => Ok(Some(stack::bedrock(model, args.bedrock_guardrail.as_deref(), SILENCE).await?)),
        None => Ok(None),
    }
}

/// Apertium, if it is installed with a pair.
pub async fn apertium(args: &Engine) -> anyhow::Result<Option<Apertium>> {
    let installation =
        Installation { search_path: args.apertium_path.clone(), data_folder: args.apertium_data.clone() };
    Apertium::discover(&installation).await.context("Apertium is installed, but cannot be used")
}

/// The language model that answers questions: the one that is named for it, else the one that translates.
pub async fn assistant(args: &Engine, named: Option<&str>) -> anyhow::Result<Option<Arc<dyn LanguageModel>>> {
    let named = named.filter(|name| !name.is_empty());
    if let Some(id) = args.bedrock_model.as_deref().filter(|model| !model.is_empty()) {
        let guardrail = args.bedrock_guardrail.as_deref();
        return Ok(Some(stack::bedrock(named.unwrap_or(id), guardrail, SILENCE).await?));
    }
    Ok(match assistant_settings(args, named)? {
        Some(settings) => Some(Arc::new(model(settings)?)),
        None => None,
    })
}

/// How the language model is reached that answers questions, if the options name an OpenAI-compatible API.
pub fn assistant_settings(args: &Engine, named: Option<&str>) -> anyhow::Result<Option<OpenAiSettings>> {
    let named = named.filter(|name| !name.is_empty());
    if args.bedrock_model.as_deref().is_some_and(|model| !model.is_empty()) {
        return Ok(None);
    }
    let Some(mut settings) = settings(args)? else {
        if let Some(named) = named {
            bail!(
                "--assistant-model {named} (MOODLE_AWS_ASSISTANT_MODEL) wants an API beside it: give --translate-url and \
                 --translate-model, or --bedrock-model"
            );
        }
        return Ok(None);
    };
    if let Some(named) = named {
        named.clone_into(&mut settings.model);
    }
    Ok(Some(settings))
}

/// The engine: the language model that the options name, else Apertium, else none.
pub async fn choose(args: &Engine) -> anyhow::Result<Option<Arc<dyn TranslationEngine>>> {
    if let Some(model) = bedrock(args).await? {
        return Ok(Some(Arc::new(ModelEngine::new(model))));
    }
    if let Some(settings) = settings(args)? {
        return Ok(Some(Arc::new(ModelEngine::new(Arc::new(model(settings)?)))));
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

/// What people may ask about their courses.
pub fn question_allowances(args: &QuestionLimits) -> course_assistant::Allowances {
    course_assistant::Allowances {
        user: course_assistant::Allowance {
            questions_per_hour: args.user_questions_per_hour,
            questions_per_day: args.user_questions_per_day,
        },
        site: course_assistant::Allowance {
            questions_per_hour: args.site_questions_per_hour,
            questions_per_day: args.site_questions_per_day,
        },
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::args::{Args, Command};

    #[test]
    fn what_may_be_asked_is_what_the_options_say() {
        let of = |options: &[&str]| {
            let args = Args::parse_from([&["moodle-aws", "serve"], options].concat());
            let Command::Serve(serve) = args.command else { unreachable!("it was asked to serve") };
            question_allowances(&serve.questions)
        };
        assert_eq!(of(&[]), course_assistant::Allowances::default());
        let options = ["--user-questions-per-hour=1", "--user-questions-per-day=2"];
        let options = [options, ["--site-questions-per-hour=3", "--site-questions-per-day=4"]].concat();
        let allowance = |questions_per_hour, questions_per_day| course_assistant::Allowance {
            questions_per_hour,
            questions_per_day,
        };
        let expected = course_assistant::Allowances { user: allowance(1, 2), site: allowance(3, 4) };
        assert_eq!(of(&options), expected);
    }
}
