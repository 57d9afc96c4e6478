//! Which passages of the course fit a question, of those that may be shown.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use documents::Place;
use futures_util::future::{join, try_join};
use http_api::Refusal;
use moodle::content::CourseAccess;
use ports::{CourseManifest, DocumentId, ManifestDocument, ManifestModule, Passage, SiteCourse};
use url::Url;

use crate::access::{AccessUnknown, access};
use crate::api::AskRequest;
use crate::excerpt::{cut, excerpt};
use crate::{App, refuse};

/// Passages that a search is asked for: more than are used, since some may be dropped.
const WANTED: usize = 40;
/// Passages that an answer is made from.
#[derive(Clone, Copy)]
struct Share {
    /// All of them.
    used: usize,
    /// Those of one document, while there are others: the same is said in several files of a course, and a long one would push out
    /// all others.
    of_one: usize,
}

/// What people are shown, who read none but the first few.
const SHOWN: Share = Share { used: 10, of_one: 3 };
/// What a model reads, which reads all. In the course of `tests/course` the sentence that answers is in twice ten passages for more
/// questions than in ten.
const READ: Share = Share { used: 20, of_one: 5 };
/// Characters of what is searched for: indexes take no longer text.
const SEARCHED: usize = 1_000;
/// Characters that are shown of a passage.
const EXCERPT: usize = 600;

/// One place in one document, and what it says that fits the question.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub document: DocumentId,
    pub file: String,
    pub activity: String,
    pub section: Option<String>,
    /// Where Moodle shows the activity.
    pub url: String,
    pub place: Option<Place>,
    /// The passages, the best first.
    pub texts: Vec<String>,
    /// What people are shown of the best.
    pub excerpt: String,
}

/// What is known of the course, and what was found in it.
pub(crate) struct Found {
    pub manifest: CourseManifest,
    /// What of it may be shown now.
    pub shown: Result<Shown, Arc<AccessUnknown>>,
}

/// What may be shown.
pub(crate) struct Shown {
    /// Whether students can enter the course.
    pub visible: bool,
    /// The places, the best first.
    pub sources: Vec<Source>,
    /// How many passages were found that may not be shown any more.
    pub dropped: usize,
}

/// Searches the course, and asks what of it may be shown: what was hidden before the question is not. A follow-up is also
/// looked for together with the question before it; but only where a model reads what is found, for the passages would be shown
/// whatever they are about.
pub(crate) async fn find(app: &App, course: &SiteCourse, request: &AskRequest) -> Result<Found, Refusal> {
    let (passages, _) = join(search(app, course, request), access(app, course)).await;
    let passages = passages?;
    // It was asked beside the search to save time. Where the search took longer than what Moodle said is believed, again.
    let access = access(app, course).await;
    // What is taken out of the index during the search is not shown either.
    let manifest = app.ports.manifest.course_manifest(course).await;
    let manifest = manifest.map_err(|error| Refusal::unavailable(&error))?;
    let share = if app.model.is_some() { READ } else { SHOWN };
    let shown = access.map(|access| {
        let found = passages.len();
        let admit = |passage| admit(&manifest, &access, course, passage);
        let admitted: Vec<_> = passages.into_iter().filter_map(admit).collect();
        let dropped = found - admitted.len();
        let sources = sources(best(admitted, share), course, request.question.trim());
        Shown { visible: access.visible, sources, dropped }
    });
    Ok(Found { manifest, shown })
}

async fn search(app: &App, course: &SiteCourse, request: &AskRequest) -> Result<Vec<Passage>, Refusal> {
    let search = |question: String| async move {
        let found = app.ports.search.search(course, &question, WANTED).await;
        let mut found = found.map_err(|error| refuse::search(&error))?;
        // Whether a passage answers, a model judges itself. Where there is none, people are shown none that was found by chance.
        found.retain(|passage| passage.fits || app.model.is_some());
        Ok(found)
    };
    let question = request.question.trim();
    let room = SEARCHED.saturating_sub(question.chars().count() + 1);
    let before = request.history.last().filter(|_| app.model.is_some() && room > 0);
    match before {
        Some(before) => {
            let both = format!("{}\n{question}", cut(&before.question, room));
            let (own, both) = try_join(search(question.into()), search(both)).await?;
            Ok(by_turns(own, both))
        }
        None => search(question.into()).await,
    }
}

/// The best of each, then the second of each, and so on, and nothing twice: scores of two searches cannot be compared.
fn by_turns(one: Vec<Passage>, other: Vec<Passage>) -> Vec<Passage> {
    let (mut one, mut other) = (one.into_iter(), other.into_iter());
    let mut seen = HashSet::new();
    let mut all = Vec::new();
    loop {
        let pair = [one.next(), other.next()];
        if pair.iter().all(Option::is_none) {
            return all;
        }
        let fresh = |passage: &Passage| seen.insert((passage.document.clone(), passage.text.clone()));
        all.extend(pair.into_iter().flatten().filter(fresh));
    }
}

/// A passage that may be shown, and where it is from.
struct Admitted<'m> {
    passage: Passage,
    module: &'m ManifestModule,
    document: &'m ManifestDocument,
}

/// Lets a passage pass, if everybody in the course may see it now. The index may lag behind, and may hold what it should not;
/// the manifest says what belongs to it, and Moodle who may see it.
fn admit<'m>(
    manifest: &'m CourseManifest,
    access: &CourseAccess,
    course: &SiteCourse,
    passage: Passage,
) -> Option<Admitted<'m>> {
    if !access.of(passage.module).is_some_and(<[_]>::is_empty) {
        return None;
    }
    let at_home = passage.document.belongs_to(&course.site) == Some((course.course, passage.module));
    let (module, document) = manifest.answers_from(passage.module, &passage.document).filter(|_| at_home)?;
    Some(Admitted { passage, module, document })
}

/// Those from which an answer is made, the best first.
fn best(admitted: Vec<Admitted<'_>>, share: Share) -> Vec<Admitted<'_>> {
    let mut of_document: HashMap<DocumentId, usize> = HashMap::new();
    let mut ranked: Vec<_> = admitted
        .into_iter()
        .enumerate()
        .map(|(rank, admitted)| {
            let before = of_document.entry(admitted.passage.document.clone()).or_default();
            *before += 1;
            (*before > share.of_one, rank, admitted)
        })
        .collect();
    ranked.sort_by_key(|(beyond, rank, _)| (*beyond, *rank));
    ranked.truncate(share.used);
    ranked.sort_by_key(|(_, rank, _)| *rank);
    ranked.into_iter().map(|(_, _, admitted)| admitted).collect()
}

/// The places of these passages: those at one place of one document are one source.
fn sources(passages: Vec<Admitted<'_>>, course: &SiteCourse, question: &str) -> Vec<Source> {
    let mut sources: Vec<Source> = Vec::new();
    for Admitted { passage, module, document } in passages {
        let same = |source: &&mut Source| source.document == document.id && source.place == passage.place;
        if let Some(source) = sources.iter_mut().find(same) {
            source.texts.push(passage.text);
            continue;
        }
        sources.push(Source {
            document: document.id.clone(),
            file: document.name.clone(),
            activity: module.name.clone(),
            section: module.section.clone(),
            url: link(module, course),
            place: passage.place.filter(|place| *place != Place::Whole),
            excerpt: excerpt(&passage.text, question, EXCERPT),
            texts: vec![passage.text],
        });
    }
    sources
}

/// Where Moodle shows an activity; the course, if what the manifest holds is no address that a browser may open.
pub(crate) fn link(module: &ManifestModule, course: &SiteCourse) -> String {
    let opens = Url::parse(&module.url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    if opens { module.url.clone() } else { format!("{}/course/view.php?id={}", course.site, course.course) }
}

#[cfg(test)]
impl Source {
    /// A source for tests.
    pub fn sample() -> Self {
        let course = ports::conformance::manifest::course();
        Self {
            document: DocumentId::new(&course, ports::conformance::manifest::module_id(1), "a.txt"),
            file: "a.txt".into(),
            activity: "A".into(),
            section: None,
            url: "https://moodle.example/mod/resource/view.php?id=1".into(),
            place: None,
            texts: vec!["a".into()],
            excerpt: "a".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use moodle::content::ModuleAccess;
    use ports::DocumentState;
    use ports::conformance::manifest::{course, document, module, module_id};

    use super::*;

    fn passage(course: &SiteCourse, name: &str, text: &str) -> Passage {
        let (document, module) = (DocumentId::new(course, module_id(7), name), module_id(7));
        Passage { document, module, text: text.into(), place: Some(Place::Page(1)), score: 0.5, fits: true }
    }

    fn admitted<'m>(course: &SiteCourse, manifest: &'m CourseManifest, names: &[&str]) -> Vec<Admitted<'m>> {
        let passages = names.iter().enumerate().map(|(rank, name)| passage(course, name, &rank.to_string()));
        let everything = CourseAccess {
            visible: true,
            modules: vec![ModuleAccess { module: module_id(7), barriers: vec![] }],
        };
        passages.filter_map(|passage| admit(manifest, &everything, course, passage)).collect()
    }

    fn manifest(course: &SiteCourse) -> CourseManifest {
        let documents = ["a", "b", "c"].map(|name| document(course, 7, name, DocumentState::Indexed)).into();
        CourseManifest { course: None, modules: vec![ManifestModule { documents, ..module(course, 7) }] }
    }

    #[test]
    fn one_document_leaves_room_for_others_and_fills_what_they_leave() {
        let course = course();
        let manifest = manifest(&course);
        let ranks = |names: &[&str]| {
            let best = best(admitted(&course, &manifest, names), SHOWN);
            best.iter().map(|one| one.passage.text.parse().unwrap()).collect::<Vec<usize>>()
        };
        let crowded = [["a"; 10].as_slice(), &["b", "b", "c"]].concat();
        assert_eq!(ranks(&crowded), [0, 1, 2, 3, 4, 5, 6, 10, 11, 12]);
        assert_eq!(ranks(&["a"; 11]), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert_eq!(ranks(&["unknown"; 10]), [0; 0]);
    }

    #[test]
    fn passages_at_one_place_are_one_source() {
        let course = course();
        let manifest = manifest(&course);
        let sources = sources(admitted(&course, &manifest, &["a", "b", "a"]), &course, "0");
        let texts: Vec<_> = sources.iter().map(|source| source.texts.join(" ")).collect();
        assert_eq!(texts, ["0 2", "1"]);
    }

    #[test]
    fn two_searches_take_turns_and_nothing_comes_twice() {
        let course = course();
        let [one, other] = [["a", "b", "c"].as_slice(), &["b", "d"]]
            .map(|names| names.iter().map(|name| passage(&course, name, name)).collect::<Vec<_>>());
        let all: Vec<_> = by_turns(one, other).into_iter().map(|passage| passage.text).collect();
        assert_eq!(all, ["a", "b", "d", "c"]);
    }

    #[test]
    fn only_what_a_browser_may_open_is_linked() {
        let course = course();
        for (url, opens) in [
            ("https://m.example/mod/page/view.php?id=7", true),
            ("http://localhost/mod/page/view.php?id=7", true),
            ("javascript:alert(1)", false),
            ("data:text/html,x", false),
            ("//m.example/", false),
            ("", false),
        ] {
            let linked = link(&ManifestModule { url: url.into(), ..module(&course, 7) }, &course);
            let instead = format!("{}/course/view.php?id=8", course.site);
            assert_eq!(linked, if opens { url.to_owned() } else { instead });
        }
    }
}
