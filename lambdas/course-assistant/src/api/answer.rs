//! What a question is answered: one JSON body, or the same as a stream of events.

use serde::Serialize;
use utoipa::ToSchema;

use crate::retrieval;

/// An answer, and what it is from.
#[derive(Serialize, ToSchema)]
pub(crate) struct AskResponse {
    pub answer: Answer,
    pub sources: Vec<Source>,
}

/// What came of a question. Also the event `answer`, which replaces what events `delta` showed.
#[derive(Serialize, ToSchema)]
pub(crate) struct Answer {
    pub kind: AnswerKind,
    /// Plain text with citations, as `[1]`; empty where there is no generated answer.
    pub text: String,
    /// The numbers of the sources that the text names, in order.
    pub cited: Vec<usize>,
    /// The language model that was asked; null where none was.
    #[schema(required)]
    pub model: Option<String>,
}

impl Answer {
    /// Nothing in the course answers.
    pub fn unknown(model: Option<String>) -> Self {
        Self { kind: AnswerKind::Unknown, text: String::new(), cited: Vec::new(), model }
    }
}

/// Kinds of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AnswerKind {
    /// A language model wrote it from the sources that it cites.
    Generated,
    /// There is no language model: the sources are the answer.
    Extracts,
    /// Nothing in the course answers.
    Unknown,
}

impl AnswerKind {
    /// Its name, as answers write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Generated => "generated",
            Self::Extracts => "extracts",
            Self::Unknown => "unknown",
        }
    }
}

/// A place in a file of the course, under the number by which an answer cites it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Source {
    number: usize,
    file: String,
    activity: String,
    #[schema(required)]
    section: Option<String>,
    #[schema(required)]
    place: Option<Place>,
    /// Where the platform shows the activity: http or https.
    url: String,
    /// What it says that fits the question, at most 600 characters.
    excerpt: String,
}

/// Where in a file a passage stands.
#[derive(Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Place {
    Page { number: u32 },
    Slide { number: u32 },
    Sheet { name: String },
    Chapter { title: String },
}

impl Place {
    fn of(place: documents::Place) -> Option<Self> {
        match place {
            documents::Place::Whole => None,
            documents::Place::Page(number) => Some(Self::Page { number }),
            documents::Place::Slide(number) => Some(Self::Slide { number }),
            documents::Place::Sheet(name) => Some(Self::Sheet { name }),
            documents::Place::Chapter(title) => Some(Self::Chapter { title }),
        }
    }
}

impl Source {
    /// The sources that were found, numbered.
    pub fn all(found: &[retrieval::Source]) -> Vec<Self> {
        let source = |(number, found): (usize, &retrieval::Source)| Self {
            number,
            file: found.file.clone(),
            activity: found.activity.clone(),
            section: found.section.clone(),
            place: found.place.clone().and_then(Place::of),
            url: found.url.clone(),
            excerpt: found.excerpt.clone(),
        };
        (1..).zip(found).map(source).collect()
    }
}

/// Event `sources`: what an answer may cite. It comes first, when something was found.
#[derive(Serialize, ToSchema)]
pub(crate) struct SourcesEvent {
    pub sources: Vec<Source>,
}

/// Event `delta`: more of the answer, for showing at once. What counts is the event `answer`.
#[derive(Serialize, ToSchema)]
pub(crate) struct AskDeltaEvent {
    pub text: String,
}
