//! One call: what is asked for, checked; what is known already; what the engine still has to do; what it costs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;
use futures_util::{TryFutureExt as _, TryStreamExt as _};
use http_api::digest::sha256;
use http_api::metrics::{count_cached_translation, count_translation, note_engine_time};
use http_api::{Caller, Refusal, Turns, chain};
use lti::time::UnixTime;
use ports::{CacheKey, CachedTranslation, EngineError, LanguageTag, Languages, TranslationEngine, Usage};
use tokio::time::{Instant, timeout_at};

use crate::allowance::Charge;
use crate::api::{Format, TranslateRequest};
use crate::document::Document;
use crate::languages::{Found, NoRoute, Route, route};
use crate::showing::Step;
use crate::work::TextWork;
use crate::{App, checks, refuse};

/// How long a translation is kept.
const KEPT: Duration = Duration::from_hours(30 * 24);
/// Changes when the same request is to be translated anew, because what stands around the engine has changed.
const VERSION: &str = "1";

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
        caller: Caller,
        now: UnixTime,
        request: TranslateRequest,
        arrived: Instant,
        time: Duration,
    ) -> Result<Self, Refusal> {
        let engine = Arc::clone(app.engine()?);
        checks::size(&request, &app.limits)?;
        checks::glossary(&request.glossary, &*engine)?;
        let target = checks::language("target", &request.target)?;
        let source =
            request.source.as_deref().map(|source| checks::language("source", source)).transpose()?;
        let charge = Charge::new(caller, app.allowances, now);
        // Finding out what is to be translated costs work already.
        charge.take(&*app.ports.quotas, 1, 0).await?;
        let mut call = Self {
            app: Arc::clone(app),
            languages: engine.languages(),
            engine,
            turns: app.turns.of(charge.person()),
            known: Vec::new(),
            tasks: Vec::new(),
            charge,
            now,
            time,
            deadline: arrived + time,
        };
        let new = call.look_up(&request, source.as_ref(), &target).await;
        let routes = timeout_at(call.deadline, call.routes(&new, source.as_ref(), &target)).await;
        let routes = routes.map_err(|_| refuse::engine(&EngineError::TimedOut(time)))?;
        for (text, found) in new.into_iter().zip(routes) {
            call.add(text, found, &target, &request)?;
        }
        call.charge.take(&*call.app.ports.quotas, 0, call.characters()).await?;
        Ok(call)
    }

    /// How each text gets to the target. A text whose language is not recognised, or that may be in several, is taken to
    /// be in that of most others.
    async fn routes(
        &self,
        texts: &[NewText<'_>],
        source: Option<&LanguageTag>,
        target: &LanguageTag,
    ) -> Vec<Found> {
        let find = async |document: &Document, source: Option<&LanguageTag>| {
            // Recognising a language is work for an engine with pairs.
            let works = source.is_none() && self.languages != Languages::Any;
            let _turn = if works { Some(self.turns.wait().await) } else { None };
            route(document, source, target, &*self.engine, &self.languages).await
        };
        let mut routes = join_all(texts.iter().map(|text| find(&text.document, source))).await;
        let most = self.language_of_most(&routes);
        for (text, found) in texts.iter().zip(&mut routes) {
            let unknown = matches!(found.route, Err(NoRoute::SourceUnknown));
            if let Some(most) = &most
                && (unknown || found.source.as_ref() != Some(most) && found.likely.contains(most))
            {
                *found = find(&text.document, Some(most)).await;
            }
        }
        routes
    }

    /// The language that most texts of the call are in, also of those that were translated before: whether an answer is
    /// still kept must change nothing. Texts that may be in several languages tell only where no others do.
    fn language_of_most(&self, routes: &[Found]) -> Option<LanguageTag> {
        let new = routes.iter().filter_map(|found| Some((found.likely.len() < 2, found.source.as_ref()?)));
        let cached = self.known.iter().filter(|(_, _, cached)| *cached);
        let cached = cached.filter_map(|(_, translation, _)| Some((true, translation.source.as_ref()?)));
        let mut texts = BTreeMap::<&LanguageTag, (usize, usize)>::new();
        for (sure, source) in new.chain(cached) {
            let (certainly, perhaps) = texts.entry(source).or_default();
            *(if sure { certainly } else { perhaps }) += 1;
        }
        texts.into_iter().max_by_key(|(_, texts)| *texts).map(|(source, _)| source.clone())
    }

    /// The texts that were not translated before and have words. A cache that fails costs time only.
    async fn look_up<'r>(
        &mut self,
        request: &'r TranslateRequest,
        source: Option<&LanguageTag>,
        target: &LanguageTag,
    ) -> Vec<NewText<'r>> {
        let edition = self.engine.edition();
        let keys = request.texts.iter().map(|text| key(text, source, target, request, edition));
        let keys: Vec<_> = keys.collect();
        let found = self.app.ports.cache.translations(&keys, self.now).await.unwrap_or_else(|error| {
            tracing::warn!(error = %chain(&error), "the cache of translations does not answer");
            vec![None; keys.len()]
        });
        let mut new = Vec::new();
        for (index, ((text, key), found)) in request.texts.iter().zip(keys).zip(found).enumerate() {
            if let Some(translation) = found {
                count_cached_translation();
                self.known.push((index, translation, true));
                continue;
            }
            let document = Document::of(text, request.format);
            if document.segments.is_empty() {
                self.known.push((index, unchanged(text, source.cloned()), false));
            } else {
                new.push(NewText { index, text, key, document });
            }
        }
        new
    }

    fn add(
        &mut self,
        text: NewText<'_>,
        found: Found,
        target: &LanguageTag,
        request: &TranslateRequest,
    ) -> Result<(), Refusal> {
        let (source, target) = match found.route {
            Ok(Route::Translate { source, target }) => (source, target),
            Ok(Route::Unchanged) => {
                self.known.push((text.index, unchanged(text.text, found.source), false));
                return Ok(());
            }
            Err(no_route) => return Err(checks::no_way(text.index, &no_route, target)),
        };
        self.tasks.push(Task {
            index: text.index,
            key: text.key,
            characters: text.text.chars().count() as u64,
            source: found.source,
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
                sum += usage;
            }
            Ok(sum)
        };
        let began = Instant::now();
        let outcome = timeout_at(self.deadline, work).await;
        if !self.tasks.is_empty() {
            note_engine_time(began.elapsed());
        }
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
        count_translation(task.characters);
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
