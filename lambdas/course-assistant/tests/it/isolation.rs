//! What must never be in an answer.

use documents::{Place, Section};
use lti::roles::CourseRole;
use moodle::content::Barrier;
use ports::conformance::manifest::{document, known};
use ports::{
    DocumentIndex as _, DocumentState, Manifest as _, ManifestCourse, NewContent, NewDocument, Problem,
};
use proptest::prelude::*;
use serde_json::json;

use crate::harness::{SITE, Service, Setup, course, course_at, quotes, session_in, slides};

/// Nothing of this may be told, in an answer or to a model.
const SECRET: &str = "exam answers: forty-two";

#[track_caller]
fn tells_nothing(body: &str) {
    assert!(!body.contains("forty-two") && !body.contains("secret.pptx"), "{body}");
}

#[tokio::test]
async fn a_course_is_answered_from_its_own_files_only() {
    for model in [Some(quotes()), None] {
        let setup = model.as_ref().map_or_else(Setup::default, Setup::with);
        let service = setup.start().await;
        service.shelf().put(&course(), 1, "open.pptx", &["The exam answers are published in June."]).await;
        for (site, number) in
            [(SITE, 88), (SITE, 80), ("https://other.example", 8), ("https://moodle.example/8", 8)]
        {
            let other = course_at(site, number);
            // The same number of an activity, and the same name of a file.
            service.shelf().put(&other, 1, "open.pptx", &[SECRET]).await;
            service.shelf().put(&other, 2, "secret.pptx", &[SECRET]).await;
        }
        let answer = service.ask("What are the exam answers?").await;
        assert_eq!(answer.files(), ["open.pptx"]);
        tells_nothing(&answer.body);
        let prompts = model.map(|model| model.prompts()).unwrap_or_default();
        for prompt in prompts {
            tells_nothing(&prompt.user);
        }
        // The course of the launch counts, whatever else is sent.
        let forged = json!({ "question": "exam answers", "course": 88 });
        service.send(&forged).await.refused(400, "request_malformed");
    }
}

/// An index that lags behind, or holds what it never should, tells nothing that the manifest does not allow.
#[tokio::test]
async fn what_the_manifest_does_not_allow_is_told_to_nobody_although_the_index_finds_it() {
    let model = quotes();
    let service = Service::start(&model).await;
    let shelf = service.shelf();
    shelf.put(&course(), 1, "open.pptx", &["The exam is in June."]).await;
    shelf.put(&course(), 2, "secret.pptx", &[SECRET]).await;
    let teacher = service.enter_teacher().await;
    let is_told = async |told: bool| {
        for bearer in [&service.bearer, &teacher] {
            let answer = service.ask_as(bearer, "exam answers").await;
            assert_eq!(answer.body.contains("forty-two"), told, "{}", answer.body);
            assert_eq!(model.prompts().last().unwrap().user.contains("forty-two"), told);
        }
    };
    is_told(true).await;
    for barrier in [
        Barrier::Hidden,
        Barrier::HiddenSection,
        Barrier::Restricted,
        Barrier::RestrictedSection,
        Barrier::Permission,
        Barrier::Deleting,
        Barrier::Unknown,
    ] {
        shelf.change(&course(), 2, |module| module.barriers = vec![barrier]).await;
        is_told(false).await;
    }
    shelf.change(&course(), 2, |module| module.barriers.clear()).await;
    is_told(true).await;
    let problem = Problem::new("encrypted", "It is encrypted.");
    for state in [
        DocumentState::Waiting,
        DocumentState::Indexing,
        DocumentState::Failed(problem.clone()),
        DocumentState::Skipped(problem),
    ] {
        shelf.change(&course(), 2, |module| module.documents[0].state = state).await;
        is_told(false).await;
    }
    shelf.change(&course(), 2, |module| module.documents.clear()).await;
    is_told(false).await;
    shelf.store.remove_module(&course(), 2.try_into().unwrap()).await.unwrap();
    is_told(false).await;
}

#[tokio::test]
async fn what_is_hidden_while_it_is_searched_is_told_to_nobody() {
    let service = Service::start(&quotes()).await;
    service.shelf().put(&course(), 1, "open.pptx", &["The exam is in June."]).await;
    service.shelf().put(&course(), 2, "secret.pptx", &[SECRET]).await;
    service.world.watched.hide_while_searching(2);
    let answer = service.ask("exam answers").await;
    assert_eq!(answer.files(), ["open.pptx"]);
    tells_nothing(&answer.body);
}

/// Even an index and a manifest that both hold a document where it does not belong tell nothing of it.
#[tokio::test]
async fn a_document_whose_name_says_that_it_is_of_another_course_is_told_to_nobody() {
    let service = Service::start(&quotes()).await;
    let shelf = service.shelf();
    shelf.put(&course(), 1, "open.pptx", &["The exam is in June."]).await;
    for (other, module) in
        [(course_at(SITE, 88), 1), (course_at("https://other.example", 8), 1), (course(), 2)]
    {
        let strays = document(&other, module, "secret.pptx", DocumentState::Indexed);
        let content = NewContent::Text(slides(&[SECRET]));
        let (id, name) = (strays.id.clone(), strays.name.clone());
        let stray = NewDocument { id, course: course(), module: 1.try_into().unwrap(), name, content };
        shelf.index.put(vec![stray]).await.unwrap();
        shelf.change(&course(), 1, |open| open.documents.push(strays)).await;
        let answer = service.ask("exam answers").await;
        assert_eq!(answer.files(), ["open.pptx"]);
        tells_nothing(&answer.body);
    }
}

#[tokio::test]
async fn when_nothing_that_is_found_may_be_told_nobody_knows() {
    let model = quotes();
    let service = Service::start(&model).await;
    service.shelf().put(&course(), 1, "open.pptx", &["Welcome."]).await;
    service.shelf().put(&course(), 2, "secret.pptx", &[SECRET]).await;
    service.shelf().change(&course(), 2, |module| module.barriers = vec![Barrier::Restricted]).await;
    let (answer, sources) = service.ask("exam answers").await.answered("unknown");
    assert_eq!((&answer["text"], &answer["model"], sources.len()), (&json!(""), &json!(null), 0));
    assert_eq!(model.prompts(), []);
}

#[tokio::test]
async fn a_hidden_course_answers_its_teachers_only() {
    let model = quotes();
    let service = Service::start(&model).await;
    service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
    let hidden = ManifestCourse { visible: false, ..known("Physics") };
    service.shelf().store.put_course(&course(), &hidden).await.unwrap();
    let nobody = service.world.enter(&session_in(&course(), CourseRole::None, "9")).await;
    for bearer in [&service.bearer, &nobody] {
        let answer = service.ask_as(bearer, "exam").await;
        answer.refused(403, "course_hidden");
        assert!(!answer.body.contains("June"));
    }
    assert_eq!((model.prompts().len(), service.world.watched.charged()), (0, 0));
    let status = service.call("GET", "/api/assistant", &service.bearer).await.ok();
    assert_eq!(status["course_visible"], json!(false));
    let teacher = service.enter_teacher().await;
    service.ask_as(&teacher, "exam").await.answered("generated");
    service.shelf().store.put_course(&course(), &known("Physics")).await.unwrap();
    service.ask("exam").await.answered("generated");
}

#[tokio::test]
async fn a_course_that_was_deleted_answers_nothing_any_more() {
    let service = Service::start(&quotes()).await;
    service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
    service.ask("exam").await.answered("generated");
    service.shelf().store.remove_module(&course(), 1.try_into().unwrap()).await.unwrap();
    service.ask("exam").await.refused(409, "not_indexed_yet");
    assert_eq!(service.world.watched.charged(), 1);
}

/// A file somewhere: in which course, in which activity, whether the index has it, and whether it may be told.
#[derive(Clone, Debug)]
struct File {
    site: usize,
    course: u64,
    module: u64,
    name: String,
    listed: bool,
    open: bool,
}

fn file() -> impl Strategy<Value = File> {
    (0..2_usize, 7..10_u64, 1..4_u64, "[ab]\\.txt", any::<bool>(), any::<bool>()).prop_map(
        |(site, course, module, name, listed, open)| File { site, course, module, name, listed, open },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn no_passage_of_another_course_or_of_a_closed_activity_is_ever_told(
        files in prop::collection::vec(file(), 0..14)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(asks_everything(files));
    }
}

async fn asks_everything(files: Vec<File>) {
    let model = quotes();
    let service = Service::start(&model).await;
    let shelf = service.shelf();
    let mut closed = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let site = [SITE, "https://other.example"][file.site];
        let home = course_at(site, file.course);
        let text = format!("the walrus says token{number}x");
        let sections = vec![Section { place: Place::Whole, text }];
        if file.listed {
            shelf.put_sections(&home, file.module, &file.name, sections).await;
            closed.retain(|(other, module)| (other, module) != (&home, &file.module));
            if !file.open {
                shelf.change(&home, file.module, |module| module.barriers = vec![Barrier::Restricted]).await;
                closed.push((home, file.module));
            }
        } else {
            shelf.find_only(&home, file.module, &file.name, sections).await;
        }
    }
    for question in ["walrus", "what does the walrus say"] {
        let answer = service.ask(question).await;
        let told = answer.body.clone()
            + &model.prompts().iter().map(|prompt| prompt.user.as_str()).collect::<String>();
        for (number, file) in files.iter().enumerate() {
            let here = file.site == 0 && file.course == 8;
            let home = course_at(SITE, file.course);
            if !here || closed.contains(&(home, file.module)) {
                assert!(!told.contains(&format!("token{number}x")), "{files:?}\n{told}");
            }
        }
    }
}
