//! The log and the metrics: one JSON line each.

use serde_json::{Value, json};

use crate::harness::{Running, get, lines};

#[tokio::test]
async fn every_line_of_an_invocation_names_it() {
    let running = Running::streaming().await;
    running.send("request-1", get("/logs")).whole().await.unwrap();
    running.send("request-2", get("/logs")).whole().await.unwrap();
    let log = running.log();
    for message in ["in a task", "in the body", "answered"] {
        let ids: Vec<_> = lines(&log, message).iter().map(|line| line["requestId"].clone()).collect();
        assert_eq!(ids, ["request-1", "request-2"], "{message}");
    }
    let line = lines(&log, "in a task")[0];
    assert_eq!(line["xrayTraceId"], "1-5759e988-bd862e3fe1be46a994272793");
    assert_eq!((&line["some.field"], &line["level"]), (&json!(7), &json!("INFO")));
    assert_eq!(line["target"], "small");
    let timestamp = line["timestamp"].as_str().unwrap();
    assert!(timestamp.len() == 27 && timestamp.ends_with('Z'), "{timestamp}");
}

#[tokio::test]
async fn a_panic_in_several_lines_is_one_line() {
    let running = Running::buffering().await;
    running.get("/panics").await;
    let log = running.log();
    let panics = lines(&log, "panicked: ");
    assert_eq!(panics.len(), 1, "{log:?}");
    assert_eq!(panics[0]["message"], "panicked: a reason\nin two lines");
    assert_eq!(panics[0]["requestId"], "request-1");
    assert!(panics[0]["panic.location"].as_str().unwrap().contains("small.rs:"));
}

#[tokio::test]
async fn a_function_that_cannot_start_says_which_variable_it_wants() {
    let log = Running::start(&[("STACK_NAME", "")]).await.failed();
    assert_eq!(log.len(), 1);
    let error = log[0]["error"].as_str().unwrap();
    assert!(error.contains("STACK_NAME=moodle-plugins"), "{error}");
    let log = Running::start(&[("RESPONSE_MODE", "fast")]).await.failed();
    let error = log[0]["error"].as_str().unwrap();
    assert!(error.contains("neither `stream` nor `buffered`"), "{error}");
}

/// The metrics of the log: namespace, dimensions, and the value of each metric.
fn metrics(log: &[Value]) -> Vec<(String, Value)> {
    let documents = log.iter().filter(|line| !line["_aws"].is_null());
    documents
        .flat_map(|document| {
            let directive = &document["_aws"]["CloudWatchMetrics"][0];
            assert_eq!(directive["Namespace"], "moodle-aws");
            assert_eq!(document["Stack"], "test-stack");
            let dimensions = directive["Dimensions"][0].as_array().unwrap().iter();
            let labels: Vec<_> =
                dimensions.map(|name| document[name.as_str().unwrap()].as_str().unwrap()).collect();
            let labels = labels.join(",");
            let metrics = directive["Metrics"].as_array().unwrap().iter();
            metrics.map(move |metric| {
                assert_eq!(metric["Unit"], "Count");
                let name = metric["Name"].as_str().unwrap();
                (format!("{name} {labels}"), document[name].clone())
            })
        })
        .collect()
}

#[tokio::test]
async fn what_was_counted_is_written_at_the_end_of_each_invocation() {
    let running = Running::buffering().await;
    running.get("/cookies").await;
    running.get("/panics").await;
    running.api.polled(2).await.unwrap();
    let counted = |class: &str| (format!("Requests test-stack,{class}"), json!(1));
    assert_eq!(metrics(&running.log()), [counted("2xx"), counted("5xx")]);
}

#[tokio::test]
async fn verdicts_are_counted() {
    let running = Running::start(&[("AUTHORIZER", "true")]).await;
    running.answer(crate::harness::fixture("authorizer-request.json")).await;
    running.api.polled(1).await.unwrap();
    assert_eq!(metrics(&running.log()), [("Authorizations test-stack,unauthorized".into(), json!(1))]);
}
