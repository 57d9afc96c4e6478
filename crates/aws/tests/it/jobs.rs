//! What AWS does on bad days to jobs that wait, and to their messages.

use std::time::Duration;

use aws::{FailureQueue, SqsQueue};
use ports::conformance::job_queue::message;
use ports::conformance::pending_jobs::{LEASE, job, version};
use ports::conformance::samples::NOW;
use ports::{Begun, JobQueue as _, JobSource as _, LONGEST_WAIT, PendingJobs as _, StoreError};
use test_aws::Fault;

use crate::deployed::Deployed;
use crate::faults::{PASSING, describe, fail};

const MINUTE: Duration = Duration::from_mins(1);

#[tokio::test]
async fn an_event_is_noted_whatever_passes_or_happens_to_the_answer() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    for fault in PASSING.into_iter().chain([Fault::AnswerLost]) {
        let (job, version) = (job(), version());
        fail(&deployed, "UpdateItem", 1, fault);
        assert_eq!(store.note(&job, &version, NOW).await.unwrap(), NOW, "{fault:?}");
        assert_eq!(store.begin(&job, &version, NOW + MINUTE, LEASE).await.unwrap(), Begun::Run, "{fault:?}");
    }
}

#[tokio::test]
async fn an_event_that_cannot_be_noted_leaves_what_was_noted() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    let (job, earlier) = (job(), version());
    store.note(&job, &earlier, NOW).await.unwrap();
    fail(&deployed, "UpdateItem", 3, Fault::InternalServerError);
    assert!(store.note(&job, &version(), NOW).await.unwrap_err().is_retryable());
    assert_eq!(store.begin(&job, &earlier, NOW, LEASE).await.unwrap(), Begun::Run);
}

#[tokio::test]
async fn who_made_a_job_run_that_had_waited_too_long_still_runs_it_when_the_answer_was_lost() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    let (job, [old, older]) = (job(), [version(), version()]);
    store.note(&job, &old, NOW).await.unwrap();
    store.note(&job, &version(), NOW).await.unwrap();
    fail(&deployed, "UpdateItem", 1, Fault::AnswerLost);
    assert_eq!(store.begin(&job, &old, NOW + LONGEST_WAIT, LEASE).await.unwrap(), Begun::Run);
    assert_eq!(store.begin(&job, &older, NOW + LONGEST_WAIT, LEASE).await.unwrap(), Begun::Superseded);
}

#[tokio::test]
async fn nobody_takes_a_store_that_does_not_answer_for_a_job_that_is_done() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    let (job, version) = (job(), version());
    store.note(&job, &version, NOW).await.unwrap();
    fail(&deployed, "GetItem", 3, Fault::InternalServerError);
    assert!(store.begin(&job, &version, NOW, LEASE).await.unwrap_err().is_retryable());
    fail(&deployed, "DeleteItem", 3, Fault::InternalServerError);
    assert!(store.finish(&job, &version).await.unwrap_err().is_retryable());
    fail(&deployed, "UpdateItem", 1, Fault::AnswerLost);
    assert_eq!(store.begin(&job, &version, NOW, LEASE).await.unwrap(), Begun::Run);
    assert_eq!(store.begin(&job, &version, NOW, LEASE).await.unwrap(), Begun::Busy);
    fail(&deployed, "UpdateItem", 1, Fault::AnswerLost);
    store.release(&job, &version).await.unwrap();
    assert_eq!(store.begin(&job, &version, NOW, LEASE).await.unwrap(), Begun::Run);
    fail(&deployed, "DeleteItem", 1, Fault::AnswerLost);
    store.finish(&job, &version).await.unwrap();
    assert_eq!(store.begin(&job, &version, NOW, LEASE).await.unwrap(), Begun::Superseded);
}

#[tokio::test]
async fn a_message_is_sent_whatever_passes_and_one_that_cannot_be_sent_is_told() {
    let deployed = Deployed::fresh().await;
    let queue = deployed.queue();
    for fault in [Fault::Throttling, Fault::InternalServerError, Fault::BrokenConnection] {
        let sent = message(job());
        fail(&deployed, "SendMessage", 2, fault);
        queue.send(&sent, Duration::ZERO).await.unwrap();
        let received = queue.receive(10, MINUTE).await.unwrap();
        let received: Vec<_> = received.into_iter().map(|one| one.message).collect();
        assert_eq!(received, [sent], "{fault:?}");
    }
    fail(&deployed, "SendMessage", 3, Fault::InternalServerError);
    let error = queue.send(&message(job()), Duration::ZERO).await.unwrap_err();
    assert!(error.is_retryable(), "{error:?}");
    assert!(describe(&error).contains("SendMessage on moodle-plugins-index"), "{error:?}");
}

#[tokio::test]
async fn a_queue_that_is_not_there_is_a_matter_of_settings() {
    let mut deployed = Deployed::fresh().await;
    deployed.stack = "elsewhere".parse().unwrap();
    for queue in
        [deployed.queue(), SqsQueue::at(&deployed.sdk, "http://127.0.0.1:1/1/elsewhere-index".into())]
    {
        let error = queue.send(&message(job()), Duration::ZERO).await.unwrap_err();
        assert!(matches!(error, StoreError::Misconfigured(_)), "{error:?}");
        assert!(describe(&error).contains("elsewhere-index"), "{error:?}");
    }
}

#[tokio::test]
async fn a_queue_is_found_by_its_name_or_its_url_and_its_name_is_asked_for_once() {
    let deployed = Deployed::fresh().await;
    let client = aws_sdk_sqs::Client::new(&deployed.sdk);
    let asked = client.get_queue_url().queue_name(deployed.stack.index_queue()).send().await.unwrap();
    let by_url = SqsQueue::at(&deployed.sdk, asked.queue_url.unwrap());
    let by_name = deployed.queue();
    let sent = message(job());
    by_name.send(&sent, Duration::ZERO).await.unwrap();
    assert_eq!(by_url.receive(1, MINUTE).await.unwrap()[0].message, sent);
    assert_eq!(by_url.depth().await.unwrap(), by_name.depth().await.unwrap());
    fail(&deployed, "GetQueueUrl", 3, Fault::InternalServerError);
    by_name.send(&sent, Duration::ZERO).await.unwrap();
}

#[tokio::test]
async fn a_message_that_cannot_be_read_holds_up_no_other() {
    let deployed = Deployed::fresh().await;
    let (queue, sent) = (deployed.queue(), message(job()));
    let client = aws_sdk_sqs::Client::new(&deployed.sdk);
    let asked = client.get_queue_url().queue_name(deployed.stack.index_queue()).send().await.unwrap();
    let url = asked.queue_url.unwrap();
    client.send_message().queue_url(&url).message_body(r#"{"later":1}"#).send().await.unwrap();
    queue.send(&sent, Duration::ZERO).await.unwrap();
    let received = queue.receive(10, MINUTE).await.unwrap();
    assert_eq!(received.into_iter().map(|one| one.message).collect::<Vec<_>>(), [sent]);
    assert_eq!(queue.depth().await.unwrap().delivered, 2);
}

#[tokio::test]
async fn what_failed_is_kept_for_people_to_the_letter() {
    let deployed = Deployed::fresh().await;
    let client = aws_sdk_sqs::Client::new(&deployed.sdk);
    let made = client.create_queue().queue_name("failures").send().await.unwrap();
    let url = made.queue_url.unwrap();
    let text = r#"{"é日🎓":"\u0001 <&>"}"#;
    FailureQueue::at(&deployed.sdk, url.clone()).put(text).await.unwrap();
    let received = client.receive_message().queue_url(url).send().await.unwrap();
    assert_eq!(received.messages.unwrap()[0].body.as_deref(), Some(text));
}
