use super::*;

const FINISH: &str = r#"data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#;

fn delta(text: &str) -> String {
    format!("data: {}\n\n", serde_json::json!({ "choices": [{ "index": 0, "delta": { "content": text } }] }))
}

/// An answer that says `é 🎓`, finished and done.
fn finished() -> String {
    delta("é ") + &delta("🎓") + FINISH + "\n\ndata: [DONE]\n\n"
}

/// What is read from a body that comes in chunks of `size` bytes.
async fn read_in(body: &str, size: usize) -> (String, Result<(Stop, Usage), EngineError>) {
    let chunks: Vec<_> = body.as_bytes().chunks(size).map(Bytes::copy_from_slice).map(Ok).collect();
    collect_outputs(stream::iter(chunks).boxed()).await
}

async fn read(body: &str) -> (String, Result<(Stop, Usage), EngineError>) {
    read_in(body, body.len().max(1)).await
}

async fn collect_outputs(body: BodyStream) -> (String, Result<(Stop, Usage), EngineError>) {
    let mut outputs = outputs(body, Discretion::new(None, "the text of the user"));
    let mut said = String::new();
    loop {
        match outputs.next().await.unwrap() {
            Ok(Output::Text(text)) => said += &text,
            Ok(Output::End { stop, usage }) => return (said, Ok((stop, usage))),
            Err(error) => return (said, Err(error)),
        }
    }
}

fn failure(result: Result<(Stop, Usage), EngineError>) -> String {
    match result {
        Err(EngineError::Failed(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_answer_is_the_same_wherever_the_network_splits_it() {
    let bodies = [
        finished(),
        finished().replace('\n', "\r\n"),
        finished().replace('\n', "\r"),
        format!("\u{feff}{}", finished()),
    ];
    for body in &bodies {
        for size in 1..=body.len() {
            let (said, end) = read_in(body, size).await;
            assert_eq!((said.as_str(), end.unwrap().0), ("é 🎓", Stop::Finished), "chunks of {size} bytes");
        }
    }
}

#[tokio::test]
async fn comments_other_fields_and_data_on_several_lines_are_read_as_the_standard_says() {
    let body = format!(
        ": ping\n\nevent: message\nid: 7\nretry: 1\ndata: {{\"choices\":\ndata:[{{\"delta\":{{\"content\":\"a\"}}}}]}}\n\ndata\n\n:\n{FINISH}\n\n"
    );
    let (said, end) = read(&body).await;
    assert_eq!((said.as_str(), end.unwrap().0), ("a", Stop::Finished));
}

#[tokio::test]
async fn every_reason_to_end_is_told() {
    for (reason, stop) in
        [("stop", Stop::Finished), ("length", Stop::TokenLimit), ("content_filter", Stop::Filtered)]
    {
        let body = delta("a") + &FINISH.replace("stop", reason) + "\n\n";
        assert_eq!(read(&body).await.1.unwrap().0, stop);
    }
    let why = failure(read(&(FINISH.replace("stop", "tool_calls") + "\n\n")).await.1);
    assert!(why.contains("tool_calls"), "{why}");
}

#[tokio::test]
async fn the_last_words_may_come_together_with_the_reason() {
    let body =
        r#"data: {"choices":[{"delta":{"content":"all"},"finish_reason":"length"}]}"#.to_owned() + "\n\n";
    let (said, end) = read(&body).await;
    assert_eq!((said.as_str(), end.unwrap().0), ("all", Stop::TokenLimit));
}

#[tokio::test]
async fn the_cost_may_come_in_an_event_of_its_own_or_with_the_others() {
    let usage = Usage { input_tokens: 7, output_tokens: 8 };
    let counts =
        r#""usage":{"prompt_tokens":7,"completion_tokens":8,"total_tokens":15,"prompt_tokens_details":null}"#;
    let apart = format!("{FINISH}\n\ndata: {{\"choices\":[],{counts}}}\n\ndata: [DONE]\n\n");
    let null = format!("{FINISH}\n\ndata: {{\"choices\":null,{counts}}}\n\ndata: [DONE]\n\n");
    let within = FINISH.replace("data: {", &format!("data: {{{counts},")) + "\n\n";
    for body in [apart, null, within] {
        assert_eq!(read(&body).await.1.unwrap(), (Stop::Finished, usage), "{body}");
    }
    let unknown = FINISH.replace("data: {", "data: {\"usage\":null,") + "\n\n";
    assert_eq!(read(&unknown).await.1.unwrap(), (Stop::Finished, Usage::default()));
}

#[tokio::test]
async fn reasoning_other_choices_and_unknown_fields_are_no_part_of_the_answer() {
    let body = [
        r#"{"id":1,"object":"x","choices":[{"index":0,"delta":{"role":"assistant","content":null,"reasoning_content":"hm"}}]}"#,
        r#"{"choices":[{"index":1,"delta":{"content":"other"},"finish_reason":"length"},{"index":0,"delta":{"content":"a"}}]}"#,
        r#"{"choices":[{"index":0,"delta":{"content":"b","tool_calls":[]},"logprobs":null,"finish_reason":""}]}"#,
        r#"{"choices":[{"index":0,"delta":null,"finish_reason":"stop"}],"timings":{}}"#,
    ];
    let body = body.map(|event| format!("data: {event}\n\n")).concat();
    let (said, end) = read(&body).await;
    assert_eq!((said.as_str(), end.unwrap().0), ("ab", Stop::Finished));
}

#[tokio::test]
async fn an_answer_that_ends_without_a_reason_is_a_failure() {
    for end in ["", "data: [DONE]\n\n", "data: {\"choices\":[]}\n\n", FINISH] {
        let (said, result) = read(&(delta("half") + end)).await;
        assert_eq!(said, "half");
        assert!(failure(result).contains("broke off"), "{end}");
    }
}

#[tokio::test]
async fn what_is_no_event_of_a_chat_is_a_failure_that_repeats_nothing() {
    for data in ["{\"choices\":[{\"delta\":", "words", "[]", "{\"choices\":[{\"delta\":\"secret\"}]}"] {
        let why = failure(read(&format!("{}data: {data}\n\n{FINISH}\n\n", delta("a"))).await.1);
        assert!(!why.contains("secret") && !why.contains("words"), "{why}");
    }
    let not_utf8 = [Ok(Bytes::from_static(b"data: \xff\n\n"))];
    assert!(failure(collect_outputs(stream::iter(not_utf8).boxed()).await.1).contains("UTF-8"));
}

#[tokio::test]
async fn an_error_in_the_middle_of_an_answer_is_told() {
    for (error, told) in [
        (r#"{"error":{"message":"out of\nmemory","code":500}}"#, "it reports: out of memory"),
        (r#"{"error":"out of memory"}"#, "it reports: out of memory"),
        (r#"{"error":{"message":"cannot read 'the text of the user'"}}"#, "repeats the request"),
    ] {
        let (said, result) = read(&format!("{}data: {error}\n\n", delta("half"))).await;
        assert_eq!(said, "half");
        let why = failure(result);
        assert!(why.contains(told), "{why}");
    }
}

#[tokio::test]
async fn an_event_without_end_is_given_up() {
    let chunks = stream::repeat_with(|| Ok(Bytes::from(vec![b'a'; 8192])));
    let endless = stream::iter([Ok(Bytes::from_static(b"data: "))]).chain(chunks);
    assert!(failure(collect_outputs(endless.boxed()).await.1).contains("larger"));
    let many: Vec<_> = (0..100).map(|_| Ok(Bytes::from(delta(&"a".repeat(8192))))).collect();
    let fine = stream::iter(many).chain(stream::iter([Ok(Bytes::from(finished()))]));
    assert!(collect_outputs(fine.boxed()).await.1.is_ok(), "many events are fine");
}

#[tokio::test]
async fn what_happens_after_the_end_does_not_undo_the_answer() {
    let end = Bytes::from(delta("a") + FINISH + "\n\n");
    let broken = || Err(HttpError::Connection("on purpose".into()));
    let (said, result) = collect_outputs(stream::iter([Ok(end), broken()]).boxed()).await;
    assert_eq!((said.as_str(), result.unwrap().0), ("a", Stop::Finished));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_silent_after_the_end_is_not_waited_for() {
    let end = Bytes::from(delta("a") + FINISH + "\n\n");
    let silent = stream::iter([Ok(end)]).chain(stream::pending());
    assert!(collect_outputs(silent.boxed()).await.1.is_ok());
}

#[tokio::test]
async fn after_done_nothing_is_waited_for() {
    let done = stream::iter([Ok(Bytes::from(finished()))]).chain(stream::pending());
    assert!(collect_outputs(done.boxed()).await.1.is_ok());
}
