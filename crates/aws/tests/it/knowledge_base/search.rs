use aws::KnowledgeBaseSearch;
use documents::Place;
use ports::conformance::document_index::document;
use ports::conformance::manifest::{course, id};
use ports::{DocumentId, DocumentIndex as _, IndexError, Passage, PassageSearch as _, SiteCourse};
use serde_json::{Value, json};

use super::rig::Emulated;
use crate::emulator::sdk_of;
use crate::script::Script;

async fn scripted(answers: impl IntoIterator<Item = (u16, Value)>) -> (Script, KnowledgeBaseSearch) {
    let (script, sdk) = Script::start(answers).await;
    (script, KnowledgeBaseSearch::new(&sdk, "KNOWLEDGE0".into()))
}

/// A piece as AWS gives it.
fn piece(course: &SiteCourse, id: &DocumentId, written: &str, text: &str, score: f64) -> Value {
    json!({
        "content": { "text": text, "type": "TEXT" },
        "location": { "type": "CUSTOM", "customDocumentLocation": { "id": id.as_str() } },
        "metadata": {
            "x-amz-bedrock-kb-chunk-id": "1%3A0%3AyQ0X",
            "x-amz-bedrock-kb-data-source-id": "DATASOURCE",
            "course": format!("{} {}", course.site, course.course),
            "document": id.as_str(),
            "name": "biology.pptx",
            "text": written,
        },
        "score": score,
    })
}

fn found(pieces: impl IntoIterator<Item = Value>) -> (u16, Value) {
    (200, json!({ "retrievalResults": Vec::from_iter(pieces) }))
}

#[tokio::test]
async fn every_question_asks_for_pieces_of_its_course_only() {
    let course = course();
    let (script, search) = scripted([found([]), found([]), found([])]).await;
    for (question, limit) in [("What do plants make?", 5), ("course:* OR \"", 500), ("x", 1)] {
        assert_eq!(search.search(&course, question, limit).await.unwrap(), []);
    }
    for ((operation, body), most) in script.asked().into_iter().zip([5, 100, 1]) {
        assert_eq!(operation, "POST /knowledgebases/KNOWLEDGE0/retrieve");
        let filter = json!({ "equals": {
            "key": "course",
            "value": format!("{} {}", course.site, course.course),
        }});
        let expected = json!({ "vectorSearchConfiguration": { "numberOfResults": most, "filter": filter } });
        assert_eq!(body["retrievalConfiguration"], expected);
    }
}

#[tokio::test]
async fn a_piece_tells_its_document_and_its_place_and_has_no_markers() {
    let course = course();
    let document = document(&course, "biology.pptx", &[]);
    let text = "the end. ⟦slide 2⟧ The mitochondria are the powerhouse of the cell. ⟦sli";
    let pieces = [piece(&course, &document.id, "marked", text, 0.62), {
        let mut of_pdf = piece(&course, &document.id, "of-file", "See ⟦slide 9⟧.", 0.4);
        of_pdf["metadata"]["x-amz-bedrock-kb-document-page-number"] = json!(3.0);
        of_pdf
    }];
    let (_, search) = scripted([found(pieces)]).await;
    let passage = |text: &str, place, score| Passage {
        fits: true,
        document: document.id.clone(),
        module: document.module,
        text: text.into(),
        place,
        score,
    };
    let expected = [
        passage("the end. \nThe mitochondria are the powerhouse of the cell.", Some(Place::Slide(2)), 0.62),
        passage("See ⟦slide 9⟧.", Some(Place::Page(3)), 0.4),
    ];
    assert_eq!(search.search(&course, "powerhouse", 5).await.unwrap(), expected);
}

/// The filter keeps courses apart; should it ever not, nothing gets through.
#[tokio::test]
async fn a_piece_that_is_not_of_the_course_is_dropped_though_aws_gives_it() {
    let mine = course();
    let mut pieces = Vec::new();
    for other in [SiteCourse { course: id(88), ..mine.clone() }, course()] {
        pieces.push(piece(&other, &document(&other, "a", &[]).id, "marked", "secret", 0.9));
    }
    let id = document(&mine, "a", &[]).id;
    let mut foreign = piece(&mine, &id, "marked", "put by hand", 0.9);
    foreign["metadata"]["document"] = json!("by-hand");
    let mut bare = piece(&mine, &id, "marked", "nothing known", 0.9);
    bare["metadata"] = json!({});
    pieces.extend([
        foreign,
        bare,
        piece(&mine, &id, "marked", "mine", 1.7),
        piece(&mine, &id, "marked", "⟦slide 1⟧", 0.1),
    ]);
    let (_, search) = scripted([found(pieces)]).await;
    let found = search.search(&mine, "x", 5).await.unwrap();
    assert_eq!(found.iter().map(|passage| passage.text.as_str()).collect::<Vec<_>>(), ["mine"]);
    assert!((found[0].score - 1.0).abs() < f32::EPSILON);
}

#[tokio::test]
async fn a_question_of_nothing_is_not_asked_and_a_long_one_is_cut() {
    let (script, search) = scripted([found([])]).await;
    assert_eq!(search.search(&course(), " \n", 5).await.unwrap(), []);
    assert_eq!(search.search(&course(), "x", 0).await.unwrap(), []);
    assert_eq!(search.search(&course(), &"ß".repeat(4000), 5).await.unwrap(), []);
    let asked = script.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].1["retrievalQuery"]["text"], "ß".repeat(1000));
}

#[tokio::test]
async fn what_does_not_pass_leaves_the_index_busy_and_what_a_setting_mends_is_told() {
    for (status, code, busy) in [
        (429, "ThrottlingException", true),
        (424, "DependencyFailedException", true),
        (500, "InternalServerException", true),
        (502, "BadGatewayException", true),
        (403, "AccessDeniedException", false),
        (404, "ResourceNotFoundException", false),
        (400, "ValidationException", false),
    ] {
        let answer = (status, json!({ "__type": code, "message": "secret text" }));
        let (_, search) = scripted(vec![answer; 3]).await;
        let error = search.search(&course(), "x", 5).await.unwrap_err();
        assert_eq!(matches!(error, IndexError::Busy(_)), busy, "{code}: {error:?}");
        assert_eq!(matches!(error, IndexError::Unusable(_)), !busy, "{code}: {error:?}");
        assert!(!format!("{error:?}").contains("secret text"));
    }
}

/// The emulated AWS looks for words, and knows no meaning; what it is asked is what AWS is asked.
#[tokio::test]
async fn what_was_put_is_found_in_its_course_until_it_is_removed() {
    let aws = Emulated::fresh().await;
    let (here, there) = (course(), course());
    let documents = [(&here, "One", "Plants make sugar."), (&there, "Two", "Plants make oxygen.")]
        .map(|(course, name, text)| document(course, name, &[text]));
    aws.index.put(documents.to_vec()).await.unwrap();
    let search = KnowledgeBaseSearch::new(&sdk_of(&aws.account), "KNOWLEDGE0".into());
    let found = search.search(&here, "What do plants make?", 5).await.unwrap();
    let [passage] = &found[..] else { panic!("{found:?}") };
    assert_eq!((passage.text.as_str(), &passage.document), ("Plants make sugar.", &documents[0].id));
    assert_eq!(passage.place, Some(Place::Slide(1)));
    aws.index.remove(&[documents[0].id.clone()]).await.unwrap();
    assert_eq!(search.search(&here, "What do plants make?", 5).await.unwrap(), []);
}
