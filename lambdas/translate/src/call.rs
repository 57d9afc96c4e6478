//! One call: what is asked for, checked; what is known already; what the engine still has to do; what it costs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;
use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;
use futures_util::{TryFutureExt as _, TryStreamExt as _};
use http_api::{Launched, Refusal, chain};
use lti::time::UnixTime;
use ports::{CacheKey, CachedTranslation, EngineError, LanguageTag, Languages, TranslationEngine, Usage};
use tokio::time::{Instant, timeout_at};

use crate::allowance::{Caller, Charge};
use crate::api::{Format, TranslateRequest, bad, refused};
use crate::digest::sha256;
use crate::document::Document;
use crate::languages::{NoRoute, Route, route};
use crate::limits::Limits;
use crate::showing::Step;
use crate::turns::Turns;
use crate::work::TextWork;
use crate::{App, refuse};

/// How long a translation is kept.
const KEPT: Duration = Duration::from_hours(30 * 24);
/// Changes when the same request is to be translated anew, because what stands around the engine has changed.
const VERSION: &str = "1";
/// Terms of a glossary, and characters of each.
const GLOSSARY: (usize, usize) = (200, 200);

/// Something that happened to one text, by its place in the request.
pub(crate) enum Event {
    Shown(usize, Step),
    Done(usize, CachedTranslation, bool),
}

/// A call that was checked and charged.
pub(crate) struct Call {
    app: Arc<App>,
    engine: Arc<dyn TranslationEngine>,
    languages: Languages,
    turns: Turns,
    /// What is known without the engine, and whether it is from the cache.
    known: Vec<(usize, CachedTranslation, bool)>,
    tasks: Vec<Task>,
    charge: Charge,
    now: UnixTime,
    time: Duration,
    deadline: Instant,
}

/// A text that the engine has to translate.
struct Task {
    index: usize,
    key: CacheKey,
    characters: u64,
    source: Option<LanguageTag>,
    work: TextWork,
}

/// A text that has words and is not in the cache.
struct NewText<'r> {
    index: usize,
    text: &'r str,
    key: CacheKey,
    document: Document,
}

fn unchanged(text: &str, source: Option<LanguageTag>) -> CachedTranslation {
    CachedTranslation { text: text.to_owned(), source, in_pieces: false }
}

impl Call {
    /// Checks and charges a request; nothing is translated yet.
    pub async fn begin(
        app: &Arc<App>,
        launched: &Launched,
        request: TranslateRequest,
        time: Duration,
    ) -> Result<Self, Refusal> {
        let engine = Arc::clone(app.engine()?);
        check_size(&request, &app.limits)?;
        check_glossary(&request.glossary, &*engine)?;
        let target = language("target", &request.target)?;
        let source = request.source.as_deref().map(|source| language("source", source)).transpose()?;
        let charge = Charge::new(Caller::of(launched), app.allowances, launched.now);
        let deadline = Instant::now() + time;
        let mut call = Self {
            app: Arc::clone(app),
            languages: engine.languages(),
            engine,
            turns: Turns::of_a_call(&app.turns, app.limits.parallel),
            known: Vec::new(),
            tasks: Vec::new(),
            charge,
            now: launched.now,
            time,
            deadline,
        };
        let new = call.look_up(&request, source.as_ref(), &target).await;
        let engine = &*call.engine;
        let routes = new.iter().map(|text| async {
            route(&text.document.words(), source.as_ref(), &target, engine, &call.languages).await
        });
        let routes = join_all(routes).await;
        for (text, (found, route)) in new.into_iter().zip(routes) {
            call.add(text, found, route, &target, &request)?;
        }
        call.charge.take(&*call.app.ports.quotas, call.characters()).await?;
        Ok(call)
    }

    /// The texts that have words and were not translated before. A cache that fails costs time only.
    async fn look_up<'r>(
        &mut self,
        request: &'r TranslateRequest,
        source: Option<&LanguageTag>,
        target: &LanguageTag,
    ) -> Vec<NewText<'r>> {
        let edition = self.engine.edition();
        let mut texts = Vec::new();
        for (index, text) in request.texts.iter().enumerate() {
            let document = Document::of(text, request.format);
            if document.segments.is_empty() {
                self.known.push((index, unchanged(text, source.cloned()), false));
                continue;
            }
            let key = key(text, source, target, request, edition);
            texts.push(NewText { index, text, key, document });
        }
        let keys: Vec<_> = texts.iter().map(|text| text.key).collect();
        let found = self.app.ports.cache.translations(&keys, self.now).await.unwrap_or_else(|error| {
            tracing::warn!(error = %chain(&error), "the cache of translations does not answer");
            vec![None; keys.len()]
        });
        let mut new = Vec::new();
        for (text, found) in texts.into_iter().zip(found) {
            match found {
                Some(translation) => self.known.push((text.index, translation, true)),
                None => new.push(text),
            }
        }
        new
    }

    fn add(
        &mut self,
        text: NewText<'_>,
        found: Option<LanguageTag>,
        route: Result<Route, NoRoute>,
        target: &LanguageTag,
        request: &TranslateRequest,
    ) -> Result<(), Refusal> {
        let (source, target) = match route {
            Ok(Route::Translate { source, target }) => (source, target),
            Ok(Route::Unchanged) => {
                self.known.push((text.index, unchanged(text.text, found), false));
                return Ok(());
            }
            Err(no_route) => return Err(no_way(text.index, &no_route, target)),
        };
        self.tasks.push(Task {
            index: text.index,
            key: text.key,
            characters: text.text.chars().count() as u64,
            source: found,
            work: TextWork {
                engine: Arc::clone(&self.engine),
                entropy: Arc::clone(&self.app.ports.entropy),
                turns: self.turns.clone(),
                document: text.document,
                source,
                target,
                glossary: request.glossary.clone(),
                deadline: self.deadline,
                parallel: self.app.limits.parallel,
            },
        });
        Ok(())
    }

    fn characters(&self) -> u64 {
        self.tasks.iter().map(|task| task.characters).sum()
    }

    /// Which engine and model translates.
    pub fn model(&self) -> &str {
        self.engine.model()
    }

    /// Translates. What fails is given back; what is done stays done, and in the cache.
    pub async fn run(mut self, mut tell: impl FnMut(Event) + Send) -> Result<Usage, Refusal> {
        for (index, translation, cached) in std::mem::take(&mut self.known) {
            tell(Event::Done(index, translation, cached));
        }
        // What was not finished when the call ended.
        let open = Mutex::new(self.characters());
        let tell = Mutex::new(tell);
        let told = |event| tell.lock().unwrap_or_else(PoisonError::into_inner)(event);
        let work = async {
            let mut running: FuturesUnordered<_> = self
                .tasks
                .iter()
                .map(|task| self.task(task, &told).map_ok(move |usage| (task.characters, usage)))
                .collect();
            let mut sum = Usage::default();
            while let Some((characters, usage)) = running.try_next().await? {
                *open.lock().unwrap_or_else(PoisonError::into_inner) -= characters;
                sum.input_tokens += usage.input_tokens;
                sum.output_tokens += usage.output_tokens;
            }
            Ok(sum)
        };
        let outcome = timeout_at(self.deadline, work).await;
        match outcome.unwrap_or(Err(EngineError::TimedOut(self.time))) {
            Ok(usage) => Ok(usage),
            Err(error) => {
                let open = *open.lock().unwrap_or_else(PoisonError::into_inner);
                let nothing_done = open == self.characters();
                self.charge.give_back(&*self.app.ports.quotas, u64::from(nothing_done), open).await;
                Err(refuse::engine(&error))
            }
        }
    }

    async fn task(&self, task: &Task, tell: &impl Fn(Event)) -> Result<Usage, EngineError> {
        let translated = task.work.run(|step| tell(Event::Shown(task.index, step))).await?;
        let translation = CachedTranslation {
            text: translated.text,
            source: task.source.clone(),
            in_pieces: translated.in_pieces,
        };
        if let Err(error) =
            self.app.ports.cache.keep_translation(&task.key, &translation, self.now + KEPT).await
        {
            tracing::warn!(error = %chain(&error), "a translation was not kept");
        }
        tell(Event::Done(task.index, translation, false));
        Ok(translated.usage)
    }
}

fn check_size(request: &TranslateRequest, limits: &Limits) -> Result<(), Refusal> {
    let too_large = |code, message: String| Err(refused(StatusCode::PAYLOAD_TOO_LARGE, code, message));
    if request.texts.is_empty() {
        return Err(bad("The field `texts` is empty. Send at least one text."));
    }
    if request.texts.len() > limits.texts {
        let message = format!("The call holds {} texts; send at most {}.", request.texts.len(), limits.texts);
        return too_large("too_many_texts", message);
    }
    let mut all = 0;
    for (index, text) in request.texts.iter().enumerate() {
        let characters = text.chars().count();
        all += characters;
        if characters > limits.characters_per_text {
            let most = limits.characters_per_text;
            let message =
                format!("texts[{index}] has {characters} characters; send at most {most} in one text.");
            return too_large("text_too_long", message);
        }
    }
    if all > limits.characters_per_call {
        let most = limits.characters_per_call;
        return too_large(
            "call_too_long",
            format!("The texts have {all} characters together; send at most {most}."),
        );
    }
    Ok(())
}

fn check_glossary(
    glossary: &BTreeMap<String, String>,
    engine: &dyn TranslationEngine,
) -> Result<(), Refusal> {
    if glossary.is_empty() {
        return Ok(());
    }
    if !engine.takes_glossary() {
        let message = format!("{} follows no glossary. Leave the field `glossary` out.", engine.model());
        return Err(refused(StatusCode::BAD_REQUEST, "glossary_unsupported", message));
    }
    let fits = |text: &String| !text.trim().is_empty() && text.chars().count() <= GLOSSARY.1;
    if glossary.len() > GLOSSARY.0
        || !glossary.iter().all(|(term, translation)| fits(term) && fits(translation))
    {
        let (terms, characters) = GLOSSARY;
        return Err(bad(format!(
            "The field `glossary` may hold {terms} terms, each with 1 to {characters} characters, as its translation."
        )));
    }
    Ok(())
}

fn language(field: &str, text: &str) -> Result<LanguageTag, Refusal> {
    LanguageTag::parse(text).map_err(|error| {
        refused(StatusCode::BAD_REQUEST, "language_invalid", format!("The field `{field}`: {error}."))
    })
}

fn no_way(index: usize, no_route: &NoRoute, target: &LanguageTag) -> Refusal {
    let (code, message) = match no_route {
        NoRoute::SourceUnknown => (
            "language_unknown",
            format!("The language of texts[{index}] was not recognised. Name it in the field `source`."),
        ),
        NoRoute::Unsupported { source } => {
            let source = source.as_ref().map_or("the source", LanguageTag::as_str);
            let message = format!(
                "The engine does not translate {source} to {target}. GET /api/languages lists its pairs."
            );
            ("pair_unsupported", message)
        }
    };
    refused(StatusCode::BAD_REQUEST, code, message)
}

fn key(
    text: &str,
    source: Option<&LanguageTag>,
    target: &LanguageTag,
    request: &TranslateRequest,
    edition: &str,
) -> CacheKey {
    let format = match request.format {
        Format::Text => "text",
        Format::Html => "html",
    };
    let head = [VERSION, edition, format, source.map_or("", LanguageTag::as_str), target.as_str(), text];
    let glossary =
        request.glossary.iter().flat_map(|(term, translation)| [term.as_str(), translation.as_str()]);
    CacheKey(sha256(head.into_iter().chain(glossary)))
}
