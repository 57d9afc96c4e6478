//! The indexer on the emulated AWS, with every adapter that its mains give it: from an event of Moodle in `event-delay` to the
//! knowledge base. The emulator takes in at once whatever it is given, and reads none of it; what a knowledge base says on other
//! days, the front says in its place.

mod deployed;

use std::collections::BTreeSet;
use std::sync::Arc;

use moodle::MoodleEvent;
use moodle::content::Barrier;
use ports::{
    DocumentId, DocumentIndex as _, DocumentState, IndexState, ManifestDocument, PassageSearch as _,
    SystemEntropy,
};
use serde_json::json;
use test_aws::Fault;
use test_moodle::{Activity, CourseId, File, ModuleId};

use crate::rig::{ids, set};
use deployed::{AWS, Deployed};

const PDF: &[u8] = include_bytes!("../../../../crates/documents/tests/files/libreoffice.pdf");

fn file(name: &str) -> Activity {
    Activity::resource(name, File::new(&format!("{name}.txt"), format!("words of {name}")))
}

impl Deployed {
    /// Moodle fires this event, and the stack is told of it.
    async fn happened(&self, name: &str, course: CourseId, module: Option<ModuleId>) {
        let detail = json!({
            "schemaversion": 1,
            "eventid": "0b0f7e9c-8f0a-4c1e-9d3b-1234567890ab",
            "sequence": 1,
            "siteid": "7d1f3a52-6e0b-4b7e-8a55-0123456789ab",
            "wwwroot": self.rig.site.root(),
            "eventname": name,
            "courseid": course.get(),
            "cmid": module.map(ModuleId::get),
            "timecreated": 1_795_299_039,
        });
        let delay = event_delay::App {
            pending: self.pending.clone(),
            queue: self.queue.clone(),
            clock: self.rig.clock.clone(),
            entropy: Arc::new(SystemEntropy::default()),
        };
        let event = MoodleEvent::parse(&detail.to_string()).unwrap();
        event_delay::handle(&delay, &event).await.unwrap().expect("it makes a job");
    }

    async fn course_restored(&self, course: CourseId) {
        self.happened("\\core\\event\\course_restored", course, None).await;
    }

    async fn module_updated(&self, course: CourseId, module: ModuleId) {
        self.happened("\\core\\event\\course_module_updated", course, Some(module)).await;
    }

    async fn documents(&self, course: CourseId) -> Vec<ManifestDocument> {
        let modules = self.rig.manifest(course).await.modules;
        modules.into_iter().flat_map(|module| module.documents).collect()
    }

    /// The names of the documents that answers may come from, all of which the knowledge base has: nothing else is in it.
    async fn agreed(&self, course: CourseId) -> BTreeSet<String> {
        let documents = self.documents(course).await;
        let indexed = documents.iter().filter(|document| document.state == DocumentState::Indexed);
        let (known, names): (BTreeSet<_>, _) =
            indexed.map(|document| (document.id.clone(), document.name.clone())).unzip();
        let (held, next) = self.rig.index.list(None).await.unwrap();
        assert_eq!((held.into_iter().collect::<BTreeSet<DocumentId>>(), next), (known.clone(), None));
        let known: Vec<_> = known.into_iter().collect();
        assert_eq!(self.rig.index.states(&known).await.unwrap(), vec![IndexState::Indexed; known.len()]);
        names
    }
}

#[tokio::test]
async fn an_event_comes_to_be_a_document_that_is_answered_from() {
    let aws = Deployed::fresh().await;
    let site = &aws.rig.site;
    let course = site.add_course("Biology");
    site.add(site.general(course), file("a"));
    site.add(site.general(course), Activity::resource("b", File::new("b.pdf", PDF)));
    aws.course_restored(course).await;
    assert_eq!(aws.rig.queue.depth().await.unwrap().waiting, 1);
    aws.rig.settle().await;
    assert_eq!(aws.agreed(course).await, set(["a.txt", "b.pdf"]));
    let pdf = aws.rig.document(course, "b.pdf").await.id;
    assert_eq!(
        aws.staged().await,
        [format!("documents/{pdf}.metadata.json"), format!("documents/{pdf}.pdf")]
    );
    let manifest = aws.rig.manifest(course).await;
    let found = aws.search.search(&aws.rig.of(course), "Which words are of a?", 5).await.unwrap();
    let [passage] = &found[..] else { panic!("{found:?}") };
    let (_, document) = manifest.answers_from(passage.module, &passage.document).unwrap();
    assert_eq!((passage.text.as_str(), document.name.as_str()), ("words of a", "a.txt"));
    let known = manifest.course.unwrap();
    assert_eq!((known.name.as_str(), known.visible, known.problem), ("Biology", true, None));
    assert_eq!(aws.queue.most_deliveries(), 1);
}

#[tokio::test]
async fn a_burst_of_edits_is_read_once() {
    let aws = Deployed::fresh().await;
    let site = &aws.rig.site;
    let course = site.add_course("Biology");
    let module = site.add(site.general(course), file("a"));
    for edit in 0..5 {
        site.replace_content(module, format!("words {edit}"));
        aws.module_updated(course, module).await;
    }
    aws.rig.settle().await;
    assert_eq!(aws.agreed(course).await, set(["a.txt"]));
    assert_eq!(aws.asked("IngestKnowledgeBaseDocuments"), 1);
}

#[tokio::test]
async fn what_is_edited_hidden_shown_and_deleted_is_followed() {
    let aws = Deployed::fresh().await;
    let site = &aws.rig.site;
    let course = site.add_course("Biology");
    let section = site.general(course);
    let [first, second] = ["first", "second"].map(|name| site.add(section, file(name)));
    let paper = site.add(section, Activity::resource("paper", File::new("paper.pdf", PDF)));
    aws.course_restored(course).await;
    aws.rig.settle().await;
    let before = aws.rig.document(course, "second.txt").await;

    site.hide(first);
    site.replace_content(second, "other words");
    site.delete(paper);
    aws.module_updated(course, first).await;
    aws.module_updated(course, second).await;
    aws.happened("\\core\\event\\course_module_deleted", course, Some(paper)).await;
    aws.rig.settle().await;
    assert_eq!(aws.agreed(course).await, set(["second.txt"]));
    let hidden = aws.rig.module(course, first).await.unwrap();
    assert!(matches!(hidden.barriers[..], [Barrier::Hidden]), "{:?}", hidden.barriers);
    let after = aws.rig.document(course, "second.txt").await;
    assert!(after.id == before.id && after.digest != before.digest);
    assert_eq!(aws.rig.module(course, paper).await, None);
    assert_eq!(aws.staged().await, [] as [&str; 0]);

    site.show(first);
    aws.module_updated(course, first).await;
    aws.rig.settle().await;
    assert_eq!(aws.agreed(course).await, set(["first.txt", "second.txt"]));

    site.delete(course);
    aws.happened("\\core\\event\\course_deleted", course, None).await;
    aws.rig.settle().await;
    assert_eq!(aws.agreed(course).await, set([]));
    assert_eq!(aws.rig.manifest(course).await.course, None);
}

#[tokio::test]
async fn a_storm_of_refusals_delays_and_uses_up_no_message() {
    let aws = Deployed::fresh().await;
    let site = &aws.rig.site;
    let course = site.add_course("Biology");
    for number in 0..4 {
        site.add(site.general(course), file(&number.to_string()));
    }
    // AWS has no other error for the eleventh call at a time; and five calls a second are taken of an account, of which the SDK
    // tries each four times.
    let concurrent = "The maximum number of concurrent requests to ingest documents was exceeded";
    aws.fail("bedrock", "IngestKnowledgeBaseDocuments", 12, Fault::Invalid(concurrent));
    aws.fail("bedrock", "IngestKnowledgeBaseDocuments", 4, Fault::Throttling);
    aws.course_restored(course).await;
    aws.rig.settle().await;
    assert_eq!(aws.agreed(course).await, set(["0.txt", "1.txt", "2.txt", "3.txt"]));
    assert_eq!(aws.asked("IngestKnowledgeBaseDocuments"), 12 + 4 + 4);
    assert_eq!(aws.queue.most_deliveries(), 1, "a new message each time");
    assert_eq!(aws.rig.queue.depth().await.unwrap().dead, 0);
    let waited = aws.queue.delays().iter().filter(|delay| delay.as_secs() >= 20).count();
    assert!(waited >= 13, "each refusal was waited out: {:?}", aws.queue.delays());
}

#[tokio::test]
async fn a_document_that_the_knowledge_base_cannot_read_is_told_of_and_put_again_at_night() {
    let aws = Deployed::fresh().await;
    let site = &aws.rig.site;
    let course = site.add_course("Biology");
    let locked = site.add(site.general(course), file("locked"));
    aws.fail("bedrock", "IngestKnowledgeBaseDocuments", 1, Fault::Documents("STARTING", ""));
    aws.fail("bedrock", "GetKnowledgeBaseDocuments", 1, Fault::Documents("IN_PROGRESS", ""));
    let reason = "The file is encrypted";
    aws.fail("bedrock", "GetKnowledgeBaseDocuments", 1, Fault::Documents("FAILED", reason));
    aws.module_updated(course, locked).await;
    assert_eq!(aws.rig.work_once().await, Some(false));
    assert_eq!(aws.rig.document(course, "locked.txt").await.state, DocumentState::Indexing);
    aws.rig.settle().await;
    let DocumentState::Failed(problem) = aws.rig.document(course, "locked.txt").await.state else {
        panic!("it failed")
    };
    assert_eq!((problem.code.as_str(), problem.message.as_str()), ("index_failed", reason));
    assert_eq!(
        aws.rig.manifest(course).await.answers_from(ids(locked), &aws.documents(course).await[0].id),
        None
    );
    aws.rig.night().await;
    assert_eq!(aws.agreed(course).await, set(["locked.txt"]));
}

#[tokio::test]
async fn documents_that_the_knowledge_base_refuses_hold_up_no_others() {
    let aws = Deployed::fresh().await;
    let site = &aws.rig.site;
    let course = site.add_course("Biology");
    let files = ["a.txt", "b.txt"].map(|name| File::new(name, format!("words of {name}")));
    site.add(site.general(course), Activity::folder("Files", files));
    // Both together, and then the first by itself.
    aws.fail("bedrock", "IngestKnowledgeBaseDocuments", 2, Fault::Invalid("Document content is malformed"));
    aws.course_restored(course).await;
    aws.rig.settle().await;
    assert_eq!(aws.rig.trouble(course, "a.txt").await, "failed index_refused");
    assert_eq!(aws.agreed(course).await, set(["b.txt"]));
}

/// What breaks half-way is done again by the same message, and what nobody told of is found at night.
#[tokio::test]
async fn manifest_and_knowledge_base_agree_after_a_night_whatever_failed_before() {
    let aws = Deployed::fresh().await;
    let site = &aws.rig.site;
    let course = site.add_course("Biology");
    let section = site.general(course);
    let [kept, lost, gone] = ["kept", "lost", "gone"].map(|name| site.add(section, file(name)));
    aws.fail("bedrock", "IngestKnowledgeBaseDocuments", 1, Fault::AnswerLost);
    // As often as the SDK tries: the run ends there, and the same message begins the job anew.
    aws.fail("dynamodb", "PutItem", 3, Fault::InternalServerError);
    aws.course_restored(course).await;
    aws.rig.settle().await;
    assert!(aws.queue.most_deliveries() > 1, "a run failed");
    assert_eq!(aws.agreed(course).await, set(["gone.txt", "kept.txt", "lost.txt"]));

    // The knowledge base loses a document and has one that nobody put; and an event is lost.
    let document = aws.rig.document(course, "lost.txt").await;
    aws.rig.index.remove(&[document.id]).await.unwrap();
    let never = DocumentId::new(&aws.rig.of(course), ids(kept), "file:/never.txt");
    let stray = ports::conformance::document_index::document(&aws.rig.of(course), "never.txt", &["stray"]);
    aws.rig.index.put(vec![ports::NewDocument { id: never, module: ids(kept), ..stray }]).await.unwrap();
    site.delete(gone);
    aws.rig.night().await;
    assert_eq!(aws.agreed(course).await, set(["kept.txt", "lost.txt"]));
    assert!(aws.rig.module(course, lost).await.unwrap().problem.is_none());
}

/// Neither where Moodle is read, nor in anything that is asked of AWS or kept there, but in the one secret.
#[tokio::test]
async fn the_token_of_a_site_is_nowhere_but_in_its_secret() {
    let aws = Deployed::fresh().await;
    let site = &aws.rig.site;
    let token = site.token();
    AWS.watch_for(&token);
    let course = site.add_course("Biology");
    site.add(site.general(course), file("a"));
    site.add(site.general(course), Activity::resource("b", File::new("b.pdf", PDF)));
    site.add(site.general(course), Activity::page("c", "<p>Words of c</p>"));
    aws.course_restored(course).await;
    aws.rig.settle().await;
    aws.rig.night().await;
    assert_eq!(aws.agreed(course).await.len(), 3);
    // The next token is one that Moodle does not know: what is kept of that is for teachers.
    let (manifest, _) = (aws.rig.manifest(course).await, site.renew_token());
    aws.course_restored(course).await;
    aws.rig.settle().await;
    let later = aws.rig.manifest(course).await;
    assert!(later.course.as_ref().unwrap().problem.is_some());
    assert_eq!(AWS.seen(&token), []);
    assert!(!format!("{manifest:?}{later:?}").contains(&token));
    assert_eq!(site.addresses_with_a_token(), [] as [&str; 0]);
}
