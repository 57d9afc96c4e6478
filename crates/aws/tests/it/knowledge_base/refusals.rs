//! What knowledge bases refuse: some of it passes, some of it a setting mends, and some of it is about one document.

use documents::Format;
use futures_util::future::join_all;
use ports::{DocumentIndex as _, IndexError, IndexState, NewContent, NewDocument};
use serde_json::{Value, json};
use test_aws::{Fault, On};

use super::rig::{Emulated, detail, scripted, some, told};
use crate::emulator::{AWS, sdk_of};

const INGEST: &str = "IngestKnowledgeBaseDocuments";

fn refusal(status: u16, code: &str, message: &str) -> (u16, Value) {
    (status, json!({ "__type": code, "message": message }))
}

#[tokio::test]
async fn what_passes_is_asked_again() {
    let aws = Emulated::fresh().await;
    let (_, documents) = some(&["a"]);
    for fault in [Fault::Throttling, Fault::InternalServerError, Fault::BrokenConnection, Fault::AnswerLost] {
        AWS.fail(On::next("bedrock", INGEST).of(&aws.account), fault);
        assert_eq!(aws.index.put(documents.clone()).await.unwrap(), [IndexState::Indexed], "{fault:?}");
    }
}

#[tokio::test]
async fn what_does_not_pass_leaves_the_index_busy() {
    let stays = [
        (429, "ThrottlingException"),
        (500, "InternalServerException"),
        (503, "ServiceUnavailable"),
        (402, "ServiceQuotaExceededException"),
        (409, "ConflictException"),
    ];
    join_all(stays.map(async |(status, code)| {
        let (_, documents) = some(&["a"]);
        let ids = [documents[0].id.clone()];
        let (_, index) = scripted(vec![refusal(status, code, "Rate exceeded"); 30]).await;
        let (put, states) = (index.put(documents), index.states(&ids));
        let (put, states, removed, listed) = tokio::join!(put, states, index.remove(&ids), index.list(None));
        for error in [put.unwrap_err(), states.unwrap_err(), removed.unwrap_err(), listed.unwrap_err()] {
            assert!(matches!(error, IndexError::Busy(_)), "{code}: {error:?}");
        }
    }))
    .await;
}

/// The eleventh call at a time that puts or removes documents in an account.
#[tokio::test]
async fn too_many_calls_at_a_time_leave_the_index_busy_though_aws_calls_them_invalid() {
    let aws = Emulated::fresh().await;
    let (_, documents) = some(&["a", "b"]);
    let ids = [documents[0].id.clone()];
    let words = "The number of concurrent IngestKnowledgeBaseDocuments and DeleteKnowledgeBaseDocuments requests exceeds the limit of 10";
    for operation in [INGEST, "DeleteKnowledgeBaseDocuments"] {
        AWS.fail(On::next("bedrock", operation).of(&aws.account), Fault::Invalid(words));
    }
    let error = aws.index.put(documents.clone()).await.unwrap_err();
    assert!(matches!(error, IndexError::Busy(_)), "{error:?}");
    assert_eq!(aws.asked(INGEST), 1, "nothing is tried one by one");
    let error = aws.index.remove(&ids).await.unwrap_err();
    assert!(matches!(error, IndexError::Busy(_)), "{error:?}");
    assert_eq!(aws.index.put(documents).await.unwrap(), [IndexState::Indexed, IndexState::Indexed]);
}

#[tokio::test]
async fn of_documents_that_are_refused_together_the_one_that_is_to_blame_fails() {
    let (_, documents) = some(&["a", "bad", "c"]);
    let ids: Vec<_> = documents.iter().map(|document| document.id.clone()).collect();
    let invalid = || refusal(400, "ValidationException", "The document is malformed");
    let (script, index) = scripted([
        invalid(),
        told([detail(&ids[0], "STARTING", "")]),
        invalid(),
        told([detail(&ids[2], "INDEXED", "")]),
    ])
    .await;
    let states = index.put(documents).await.unwrap();
    assert_eq!(states[0], IndexState::Pending);
    assert!(
        matches!(&states[1], IndexState::Failed(why) if why.code == "index_refused" && why.message == "The document is malformed"),
        "{states:?}"
    );
    assert_eq!(states[2], IndexState::Indexed);
    let sizes: Vec<_> =
        script.asked().iter().map(|(_, body)| body["documents"].as_array().unwrap().len()).collect();
    assert_eq!(sizes, [3, 1, 1, 1]);
}

#[tokio::test]
async fn a_document_alone_is_refused_at_once() {
    let (_, documents) = some(&["bad"]);
    let (script, index) = scripted([refusal(400, "ValidationException", "Too long")]).await;
    let states = index.put(documents).await.unwrap();
    assert!(matches!(&states[0], IndexState::Failed(why) if why.message == "Too long"), "{states:?}");
    assert_eq!(script.asked().len(), 1);
}

#[tokio::test]
async fn a_load_in_the_midst_of_single_documents_leaves_the_index_busy() {
    let (_, documents) = some(&["a", "b"]);
    let invalid = |words| refusal(400, "ValidationException", words);
    let (script, index) = scripted([invalid("malformed"), invalid("Another request is in progress")]).await;
    let error = index.put(documents).await.unwrap_err();
    assert!(matches!(error, IndexError::Busy(_)), "{error:?}");
    assert_eq!(script.asked().len(), 2, "the other one is not tried any more");
}

#[tokio::test]
async fn what_a_setting_mends_is_told_with_its_name() {
    for (status, code, message) in [
        (403, "AccessDeniedException", "not authorized: secret text"),
        (404, "ResourceNotFoundException", "secret text"),
        (
            400,
            "ValidationException",
            "Value 'x' at 'knowledgeBaseId' failed to satisfy constraint: secret text",
        ),
    ] {
        let (_, documents) = some(&["a", "b"]);
        let (script, index) = scripted([refusal(status, code, message)]).await;
        let error = index.put(documents).await.unwrap_err();
        assert!(matches!(error, IndexError::Unusable(_)), "{code}: {error:?}");
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(cause.contains(&format!("{INGEST} on KNOWLEDGE0 failed with {code}")), "{cause}");
        assert!(!format!("{error:?}").contains("secret text"));
        assert_eq!(script.asked().len(), 1);
    }
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_a_matter_of_settings() {
    let (_, documents) = some(&["a"]);
    let file = tempfile::NamedTempFile::new().unwrap();
    let content = NewContent::File { path: file.path().into(), format: Format::Pdf };
    let index = super::rig::at(&sdk_of(&AWS.new_account()), "nowhere-to-be-found");
    let error = index.put(vec![NewDocument { content, ..documents[0].clone() }]).await.unwrap_err();
    assert!(matches!(error, IndexError::Unusable(_)), "{error:?}");
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("PutObject on nowhere-to-be-found failed with NoSuchBucket"), "{cause}");
}

/// Nothing that is still being read is taken away.
#[tokio::test]
async fn what_was_staged_stays_when_its_document_could_not_be_removed() {
    let aws = Emulated::fresh().await;
    let course = ports::conformance::manifest::course();
    let document = super::rig::saying(&course, "long", &"word ".repeat(250_000));
    let ids = [document.id.clone()];
    aws.index.put(vec![document]).await.unwrap();
    AWS.fail(On::next("bedrock", "DeleteKnowledgeBaseDocuments").of(&aws.account), Fault::ExpiredToken);
    aws.index.remove(&ids).await.unwrap_err();
    assert_eq!(aws.staged().await.len(), 2);
    aws.index.remove(&ids).await.unwrap();
    assert_eq!(aws.staged().await.len(), 0);
}
