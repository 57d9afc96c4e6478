use std::collections::HashSet;
use std::io::Write as _;

use documents::Format;
use ports::conformance::document_index::document;
use ports::conformance::manifest::course;
use ports::{DocumentIndex as _, IndexState, MOST_AT_ONCE, NewContent, NewDocument};
use serde_json::{Value, json};
use test_aws::{Fault, On};

use super::rig::{DOCUMENTS, Emulated, detail, saying, scripted, some, told};
use crate::emulator::AWS;

#[tokio::test]
async fn documents_are_put_replaced_listed_and_removed() {
    let aws = Emulated::fresh().await;
    let (_, documents) = some(&["a", "b", "c"]);
    let ids: Vec<_> = documents.iter().map(|document| document.id.clone()).collect();
    let indexed = vec![IndexState::Indexed; 3];
    for _ in 0..2 {
        assert_eq!(aws.index.put(documents.clone()).await.unwrap(), indexed);
    }
    assert_eq!(aws.index.states(&ids).await.unwrap(), indexed);
    let (listed, next) = aws.index.list(None).await.unwrap();
    let known: HashSet<_> = ids.iter().cloned().collect();
    assert_eq!((listed.into_iter().collect::<HashSet<_>>(), next), (known, None));
    for _ in 0..2 {
        aws.index.remove(&ids[..1]).await.unwrap();
    }
    let states = aws.index.states(&ids).await.unwrap();
    assert_eq!(states, [IndexState::Absent, IndexState::Indexed, IndexState::Indexed]);
    assert_eq!(aws.staged().await, [] as [&str; 0]);
}

#[tokio::test]
async fn nothing_is_asked_of_aws_for_no_documents() {
    let aws = Emulated::fresh().await;
    assert_eq!(aws.index.put(vec![]).await.unwrap(), []);
    assert_eq!(aws.index.states(&[]).await.unwrap(), []);
    aws.index.remove(&[]).await.unwrap();
    assert!(AWS.operations().iter().all(|asked| asked.account != aws.account || asked.service == "s3"));
}

#[tokio::test]
async fn a_text_goes_with_its_places_and_what_is_known_of_it() {
    let (course, mut documents) = some(&["biology.pptx"]);
    let id = documents[0].id.clone();
    documents[0] = document(&course, "biology.pptx", &["Plants make sugar.", "Cells divide."]);
    let (script, index) = scripted([told([detail(&id, "STARTING", "")])]).await;
    assert_eq!(index.put(documents).await.unwrap(), [IndexState::Pending]);
    let attribute =
        |key: &str, value: &str| json!({ "key": key, "value": { "type": "STRING", "stringValue": value } });
    let expected = json!([{
        "content": {
            "dataSourceType": "CUSTOM",
            "custom": {
                "customDocumentIdentifier": { "id": id.as_str() },
                "sourceType": "IN_LINE",
                "inlineContent": {
                    "type": "TEXT",
                    "textContent": { "data": "⟦slide 1⟧\nPlants make sugar.\n⟦slide 2⟧\nCells divide." },
                },
            },
        },
        "metadata": {
            "type": "IN_LINE_ATTRIBUTE",
            "inlineAttributes": [
                attribute("course", &format!("{} {}", course.site, course.course)),
                attribute("document", id.as_str()),
                attribute("text", "marked"),
                attribute("name", "biology.pptx"),
            ],
        },
    }]);
    let asked = script.asked();
    assert_eq!((asked.len(), asked[0].0.as_str()), (1, format!("PUT {DOCUMENTS}").as_str()));
    assert_eq!(asked[0].1["documents"], expected);
}

#[tokio::test]
async fn a_file_is_staged_with_what_is_known_of_it_and_removed_with_its_document() {
    let aws = Emulated::fresh().await;
    let course = course();
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"%PDF-1.7 and so on").unwrap();
    let content = NewContent::File { path: file.path().into(), format: Format::Pdf };
    let document = NewDocument { content, ..document(&course, "a.pdf", &[]) };
    let id = document.id.clone();
    assert_eq!(aws.index.put(vec![document]).await.unwrap(), [IndexState::Indexed]);
    let key = |extension: &str| format!("documents/{id}.{extension}");
    assert_eq!(aws.staged().await, [key("metadata.json"), key("pdf")]);
    assert_eq!(aws.object(&key("pdf")).await, ("application/pdf".to_owned(), b"%PDF-1.7 and so on".to_vec()));
    let (_, known) = aws.object(&key("metadata.json")).await;
    let expected = json!({ "metadataAttributes": {
        "course": format!("{} {}", course.site, course.course),
        "document": id.as_str(),
        "text": "of-file",
        "name": "a.pdf",
    }});
    assert_eq!(serde_json::from_slice::<Value>(&known).unwrap(), expected);
    aws.index.remove(&[id]).await.unwrap();
    assert_eq!(aws.staged().await, [] as [&str; 0]);
}

#[tokio::test]
async fn a_text_that_is_too_long_for_a_call_is_staged() {
    let aws = Emulated::fresh().await;
    let course = course();
    let long = "ß and so on. ".repeat(100_000);
    let documents = vec![saying(&course, "long", &long), saying(&course, "short", "short")];
    let id = documents[0].id.clone();
    assert_eq!(aws.index.put(documents).await.unwrap(), [IndexState::Indexed, IndexState::Indexed]);
    let key = format!("documents/{id}.txt");
    assert_eq!(aws.staged().await, [format!("documents/{id}.metadata.json"), key.clone()]);
    assert_eq!(aws.object(&key).await, ("text/plain; charset=utf-8".to_owned(), long.into_bytes()));
}

#[tokio::test]
async fn a_file_that_is_not_given_to_knowledge_bases_or_not_there_is_the_callers_mistake() {
    let aws = Emulated::fresh().await;
    let (_, documents) = some(&["a"]);
    for format in [Format::Pptx, Format::Pdf] {
        let content = NewContent::File { path: "/nowhere/a".into(), format };
        let error = aws.index.put(vec![NewDocument { content, ..documents[0].clone() }]).await.unwrap_err();
        assert!(matches!(error, ports::IndexError::Unusable(_)), "{error:?}");
    }
    assert!(aws.index.reads(Format::Pdf) && !aws.index.reads(Format::Pptx));
}

#[tokio::test]
async fn a_document_without_text_is_not_put() {
    let aws = Emulated::fresh().await;
    let course = course();
    let documents = vec![saying(&course, "blank", " \n"), saying(&course, "full", "full")];
    let states = aws.index.put(documents).await.unwrap();
    assert!(matches!(&states[0], IndexState::Failed(problem) if problem.code == "empty"), "{states:?}");
    assert_eq!(states[1], IndexState::Indexed);
    assert_eq!(aws.index.list(None).await.unwrap().0.len(), 1);
}

/// Ten documents are what AWS takes at a time, and all text of a call together is bounded.
#[tokio::test]
async fn calls_are_of_a_size_that_aws_takes() {
    let aws = Emulated::fresh().await;
    let course = course();
    let names: Vec<_> = (0..MOST_AT_ONCE).map(|number| number.to_string()).collect();
    let short = names.iter().map(|name| saying(&course, name, "short")).collect();
    aws.index.put(short).await.unwrap();
    assert_eq!(aws.asked("IngestKnowledgeBaseDocuments"), 1);
    let long = "word ".repeat(200_000);
    let long: Vec<_> = names[..9].iter().map(|name| saying(&course, name, &long)).collect();
    let ids: Vec<_> = long.iter().map(|document| document.id.clone()).collect();
    assert_eq!(aws.index.put(long).await.unwrap(), vec![IndexState::Indexed; 9]);
    assert_eq!(aws.asked("IngestKnowledgeBaseDocuments"), 4);
    aws.index.states(&ids).await.unwrap();
    assert_eq!(aws.asked("GetKnowledgeBaseDocuments"), 1);
    let many: Vec<_> =
        (0..=MOST_AT_ONCE).map(|number| saying(&course, &format!("m{number}"), "short")).collect();
    let ids: Vec<_> = many.iter().map(|document| document.id.clone()).collect();
    let indexed = vec![IndexState::Indexed; MOST_AT_ONCE + 1];
    assert_eq!(aws.index.put(many).await.unwrap(), indexed);
    assert_eq!(aws.asked("IngestKnowledgeBaseDocuments"), 6);
    assert_eq!(aws.index.states(&ids).await.unwrap(), indexed);
    assert_eq!(aws.asked("GetKnowledgeBaseDocuments"), 3);
    aws.index.remove(&ids).await.unwrap();
    assert_eq!(aws.asked("DeleteKnowledgeBaseDocuments"), 2);
}

#[tokio::test]
async fn every_status_of_aws_means_something() {
    let (_, documents) = some(&["a"]);
    let id = &documents[0].id;
    for (status, expected) in [
        ("INDEXED", IndexState::Indexed),
        ("PARTIALLY_INDEXED", IndexState::Indexed),
        ("PENDING", IndexState::Pending),
        ("STARTING", IndexState::Pending),
        ("IN_PROGRESS", IndexState::Pending),
        ("DELETING", IndexState::Pending),
        ("DELETE_IN_PROGRESS", IndexState::Pending),
        ("OF_NEXT_YEAR", IndexState::Pending),
        ("NOT_FOUND", IndexState::Absent),
    ] {
        let (_, index) = scripted([told([detail(id, status, "")])]).await;
        assert_eq!(index.states(std::slice::from_ref(id)).await.unwrap(), [expected], "{status}");
    }
    for (status, code, message) in [
        ("FAILED", "index_failed", "the words of AWS"),
        ("IGNORED", "index_ignored", "the words of AWS"),
        ("METADATA_UPDATE_FAILED", "index_failed", "the words of AWS"),
        ("METADATA_PARTIALLY_INDEXED", "index_failed", "the words of AWS"),
    ] {
        let (_, index) = scripted([told([detail(id, status, message)])]).await;
        let states = index.states(std::slice::from_ref(id)).await.unwrap();
        let IndexState::Failed(problem) = &states[0] else { panic!("{status}: {states:?}") };
        assert_eq!((problem.code.as_str(), problem.message.as_str()), (code, message), "{status}");
    }
}

#[tokio::test]
async fn a_document_that_cannot_be_read_is_told_with_the_reason() {
    let aws = Emulated::fresh().await;
    let (_, documents) = some(&["a", "b"]);
    let fault = Fault::Documents("FAILED", "The file is encrypted");
    AWS.fail(On::next("bedrock", "IngestKnowledgeBaseDocuments").of(&aws.account), fault);
    let states = aws.index.put(documents).await.unwrap();
    for state in states {
        assert!(
            matches!(&state, IndexState::Failed(why) if why.message == "The file is encrypted"),
            "{state:?}"
        );
    }
}

#[tokio::test]
async fn answers_are_matched_by_name_and_may_leave_something_out() {
    let (_, documents) = some(&["a", "b", "c"]);
    let ids: Vec<_> = documents.iter().map(|document| document.id.clone()).collect();
    let partial = || told([detail(&ids[2], "FAILED", "too large"), detail(&ids[0], "INDEXED", "")]);
    let failed = |state: &IndexState| matches!(state, IndexState::Failed(why) if why.message == "too large");
    let (_, index) = scripted([partial(), partial()]).await;
    let put = index.put(documents).await.unwrap();
    assert_eq!(put[..2], [IndexState::Indexed, IndexState::Pending]);
    assert!(failed(&put[2]), "{put:?}");
    let states = index.states(&ids).await.unwrap();
    assert_eq!(states[..2], [IndexState::Indexed, IndexState::Absent]);
    assert!(failed(&states[2]), "{states:?}");
}

#[tokio::test]
async fn pages_of_the_list_follow_each_other_and_have_what_is_held_and_ours() {
    let (_, documents) = some(&["a", "b", "c"]);
    let ids: Vec<_> = documents.iter().map(|document| document.id.clone()).collect();
    let mut foreign = detail(&ids[0], "INDEXED", "");
    foreign["identifier"]["custom"]["id"] = json!("put-by-hand");
    let first = json!({
        "documentDetails": [detail(&ids[0], "FAILED", "x"), detail(&ids[1], "DELETING", ""), foreign],
        "nextToken": "further",
    });
    let second = json!({ "documentDetails": [detail(&ids[2], "INDEXED", "")] });
    let (script, index) = scripted([(200, first), (200, second)]).await;
    let (page, next) = index.list(None).await.unwrap();
    assert_eq!((page.as_slice(), next.as_deref()), (&ids[..1], Some("further")));
    assert_eq!(index.list(next).await.unwrap(), (vec![ids[2].clone()], None));
    let asked = script.asked();
    assert_eq!(asked[0], (format!("POST {DOCUMENTS}"), json!({ "maxResults": 100 })));
    assert_eq!(asked[1].1, json!({ "maxResults": 100, "nextToken": "further" }));
}
