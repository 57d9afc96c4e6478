//! Which languages a call may ask for, and which language a text is in.

use ports::{LanguagePair, LanguageTag, Languages, TranslationEngine};
use whatlang::{Detector, Info, Lang};

use crate::document::Document;

/// What is offered where an engine knows no list: the languages that common models write well, with their English names,
/// sorted by tag. Others may be asked for all the same.
pub(crate) const COMMON: &[(&str, &str)] = &[
    ("af", "Afrikaans"),
    ("am", "Amharic"),
    ("ar", "Arabic"),
    ("az", "Azerbaijani"),
    ("be", "Belarusian"),
    ("bg", "Bulgarian"),
    ("bn", "Bangla"),
    ("bs", "Bosnian"),
    ("ca", "Catalan"),
    ("cs", "Czech"),
    ("cy", "Welsh"),
    ("da", "Danish"),
    ("de", "German"),
    ("el", "Greek"),
    ("en", "English"),
    ("eo", "Esperanto"),
    ("es", "Spanish"),
    ("et", "Estonian"),
    ("eu", "Basque"),
    ("fa", "Persian"),
    ("fi", "Finnish"),
    ("fil", "Filipino"),
    ("fr", "French"),
    ("ga", "Irish"),
    ("gl", "Galician"),
    ("gu", "Gujarati"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("hr", "Croatian"),
    ("hu", "Hungarian"),
    ("hy", "Armenian"),
    ("id", "Indonesian"),
    ("is", "Icelandic"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ka", "Georgian"),
    ("kk", "Kazakh"),
    ("km", "Khmer"),
    ("ko", "Korean"),
    ("lt", "Lithuanian"),
    ("lv", "Latvian"),
    ("mk", "Macedonian"),
    ("ml", "Malayalam"),
    ("mn", "Mongolian"),
    ("mr", "Marathi"),
    ("ms", "Malay"),
    ("nb", "Norwegian Bokmål"),
    ("ne", "Nepali"),
    ("nl", "Dutch"),
    ("pa", "Punjabi"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("pt-BR", "Brazilian Portuguese"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("si", "Sinhala"),
    ("sk", "Slovak"),
    ("sl", "Slovenian"),
    ("so", "Somali"),
    ("sq", "Albanian"),
    ("sr", "Serbian"),
    ("sv", "Swedish"),
    ("sw", "Swahili"),
    ("ta", "Tamil"),
    ("te", "Telugu"),
    ("th", "Thai"),
    ("ti", "Tigrinya"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("ur", "Urdu"),
    ("uz", "Uzbek"),
    ("vi", "Vietnamese"),
    ("zh-Hans", "Simplified Chinese"),
    ("zh-Hant", "Traditional Chinese"),
    ("zu", "Zulu"),
];

/// A language's English name, if it is a common one; that of the language alone where the tag says more.
pub(crate) fn english_name(tag: &LanguageTag) -> Option<&'static str> {
    tag.ranges()
        .find_map(|tag| COMMON.iter().find(|(common, _)| *common == tag.as_str()).map(|(_, name)| *name))
}

/// How a text is translated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// It is in the target language already.
    Unchanged,
    /// From this language, where one is to be named, to that.
    Translate { source: Option<LanguageTag>, target: LanguageTag },
}

/// Why a text has no route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoRoute {
    /// The engine has pairs, and the source was not recognised.
    SourceUnknown,
    /// The engine has no such pair.
    Unsupported { source: LanguageTag },
}

/// What is found out about a text.
pub(crate) struct Found {
    /// Its language, when it is known.
    pub source: Option<LanguageTag>,
    /// The languages that it may be in as well as in `source`: a word can be one of several.
    pub likely: Vec<LanguageTag>,
    /// How it is translated.
    pub route: Result<Route, NoRoute>,
}

/// How a text gets from `source`, or from what it is recognised as, to `target`.
pub(crate) async fn route(
    document: &Document,
    source: Option<&LanguageTag>,
    target: &LanguageTag,
    engine: &dyn TranslationEngine,
    languages: &Languages,
) -> Found {
    let mut likely = Vec::new();
    let (source, route) = match languages {
        Languages::Any => any(document, source, target),
        Languages::Pairs(pairs) => {
            let source = if let Some(source) = source {
                Some(source.clone())
            } else {
                let words = document.words();
                likely = engine.recognise(&words).await;
                likeliest(&words, &likely, pairs)
            };
            among(source, target, pairs)
        }
    };
    Found { source, likely, route }
}

fn any(
    document: &Document,
    source: Option<&LanguageTag>,
    target: &LanguageTag,
) -> (Option<LanguageTag>, Result<Route, NoRoute>) {
    if source == Some(target) {
        return (source.cloned(), Ok(Route::Unchanged));
    }
    // A model recognises languages better than we do: it is told what the person said, not what we guess.
    let route = Route::Translate { source: source.cloned(), target: target.clone() };
    let recognised = || reliable(whatlang::detect(&document.words()));
    (source.cloned().or_else(recognised), Ok(route))
}

fn among(
    source: Option<LanguageTag>,
    target: &LanguageTag,
    pairs: &[LanguagePair],
) -> (Option<LanguageTag>, Result<Route, NoRoute>) {
    let Some(source) = source else { return (None, Err(NoRoute::SourceUnknown)) };
    // Of a language to one of its kinds, or the other way round, there is nothing to translate.
    let is_kind_of = |one: &LanguageTag, other: &LanguageTag| one.ranges().any(|range| range == *other);
    let kinds = is_kind_of(&source, target) || is_kind_of(target, &source);
    let offered = |pair: &LanguagePair| pair.source == source && pair.target == *target;
    if kinds && !pairs.iter().any(offered) {
        return (Some(source), Ok(Route::Unchanged));
    }
    let found = source.ranges().find_map(|source| {
        target
            .ranges()
            .find_map(|target| pairs.iter().find(|pair| pair.source == source && pair.target == target))
    });
    let route = match found {
        Some(pair) => Ok(Route::Translate { source: Some(pair.source.clone()), target: pair.target.clone() }),
        None => Err(NoRoute::Unsupported { source: source.clone() }),
    };
    (Some(source), route)
}

/// The language that the engine recognised; the likeliest of several; or, of an engine that never tells, of all that it
/// translates from, if the letters leave no doubt.
fn likeliest(words: &str, likely: &[LanguageTag], pairs: &[LanguagePair]) -> Option<LanguageTag> {
    if likely.len() > 1
        && let Some(info) = guess(words, likely)
    {
        return tag(info.lang());
    }
    let sources = || pairs.iter().map(|pair| pair.source.clone()).collect::<Vec<_>>();
    likely.first().cloned().or_else(|| reliable(guess(words, &sources())))
}

fn reliable(guess: Option<Info>) -> Option<LanguageTag> {
    guess.filter(Info::is_reliable).and_then(|info| tag(info.lang()))
}

/// The likeliest of these languages by the frequency of letters; other scripts than theirs are none.
fn guess(words: &str, languages: &[LanguageTag]) -> Option<Info> {
    let among = |lang: &Lang| {
        tag(*lang).is_some_and(|tag| languages.iter().any(|language| language.language() == tag.as_str()))
    };
    Detector::with_allowlist(Lang::all().iter().copied().filter(among).collect()).detect(words)
}

fn tag(lang: Lang) -> Option<LanguageTag> {
    LanguageTag::parse(lang.code()).ok()
}
