use std::time::Duration;

use futures_util::StreamExt as _;
use http_client::WebClient;
use local::{OpenAiModel, OpenAiSettings};
use ports::{EngineError, LanguageModel as _, Output, Prompt, Stop, Usage};
use test_engine::{Behaviour, TestEngine, translate};

const MESSAGE: &str = "<s1>Hello <x1>wide</x1> world, été 日本語 العربية 🎓</s1>\n<s2>Fish &amp; chips</s2>";
const PATIENCE: Duration = Duration::from_secs(30);

fn model(engine: &TestEngine, name: &str) -> OpenAiModel {
    let silence = if name == "silent" { Duration::from_millis(300) } else { PATIENCE };
    let settings =
        OpenAiSettings { url: engine.url().parse().unwrap(), key: None, model: name.into(), silence };
    OpenAiModel::new(WebClient::new().unwrap(), settings)
}

fn prompt(user: &str) -> Prompt {
    Prompt { system: "Translate.".into(), user: user.into(), max_output_tokens: 4096 }
}

/// The text, and how it ended.
async fn ask(engine: &TestEngine, name: &str) -> (String, Result<(Stop, Usage), EngineError>) {
    let mut outputs = match model(engine, name).generate(prompt(MESSAGE)).await {
        Ok(outputs) => outputs,
        Err(error) => return (String::new(), Err(error)),
    };
    let mut said = String::new();
    loop {
        match outputs.next().await.unwrap() {
            Ok(Output::Text(text)) => said += &text,
            Ok(Output::End { stop, usage }) => return (said, Ok((stop, usage))),
            Err(error) => return (said, Err(error)),
        }
    }
}

#[tokio::test]
async fn a_good_answer_comes_whole_streamed_or_not() {
    let engine = TestEngine::start().await;
    for name in ["echo", "whole-json"] {
        let (said, end) = ask(&engine, name).await;
        let (stop, usage) = end.unwrap();
        assert_eq!((said, stop), (translate(MESSAGE), Stop::Finished));
        assert!(usage.input_tokens > 0 && usage.output_tokens > 10);
    }
}

#[tokio::test]
async fn every_way_to_fail_is_told_apart() {
    use EngineError::{Failed, Misconfigured, NotReady, Throttled, TimedOut};
    let engine = TestEngine::start().await;
    let second = Some(Duration::from_secs(1));
    let error = async |name| ask(&engine, name).await.1.unwrap_err();
    for name in ["once-429", "always-429"] {
        assert!(matches!(error(name).await, Throttled { retry_after } if retry_after == second));
    }
    for name in ["500", "once-500", "malformed", "killed"] {
        assert!(matches!(error(name).await, Failed(_)), "{name}");
    }
    for name in ["401", "404", "unknown"] {
        assert!(matches!(error(name).await, Misconfigured(_)), "{name}");
    }
    assert!(matches!(error("503").await, NotReady(_)));
    assert!(matches!(error("silent").await, TimedOut(_)));
    for name in ["once-429", "once-500"] {
        assert!(ask(&engine, name).await.1.is_ok(), "{name}");
    }
}

#[tokio::test]
async fn answers_that_are_cut_or_refused_say_so() {
    let engine = TestEngine::start().await;
    let (said, end) = ask(&engine, "cut").await;
    assert!(!said.is_empty() && translate(MESSAGE).starts_with(&said));
    assert_eq!(end.unwrap().0, Stop::TokenLimit);
    assert_eq!(ask(&engine, "refuses").await.1.unwrap().0, Stop::Filtered);
}

#[tokio::test]
async fn dropping_an_answer_stops_the_engine() {
    let engine = TestEngine::start().await;
    let long = "word ".repeat(10_000);
    let mut outputs = model(&engine, "slow").generate(prompt(&long)).await.unwrap();
    assert!(matches!(outputs.next().await, Some(Ok(Output::Text(_)))));
    drop(outputs);
    let stats = tokio::time::timeout(PATIENCE, engine.until(|stats| stats.cancelled == 1)).await.unwrap();
    assert_eq!((stats.finished, stats.in_flight), (0, 0));
}

#[tokio::test]
async fn the_models_of_an_engine_are_listed() {
    let engine = TestEngine::start().await;
    let models = model(&engine, "echo").served_models().await.unwrap();
    assert_eq!(models, Behaviour::ALL.iter().map(|behaviour| behaviour.name()).collect::<Vec<_>>());
}
