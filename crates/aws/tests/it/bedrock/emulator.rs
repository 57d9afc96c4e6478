//! The whole way: SDK, front, emulator, and an engine behind it.

use aws::{BedrockModel, BedrockSettings};
use futures_util::StreamExt as _;
use ports::{LanguageModel as _, Output, Prompt, Stop};
use test_aws::{Options, ministack};
use test_engine::{TestEngine, translate};

use super::rig::{PATIENT, config};

#[tokio::test]
async fn the_emulator_answers_as_bedrock_does_with_the_words_of_an_engine() {
    let engine = TestEngine::start().await;
    let url = engine.url();
    // The emulator puts that behind the address by itself.
    let url = url.strip_suffix("/v1").unwrap();
    let mut options = Options::new(ministack().unwrap());
    options.environment.push(("MINISTACK_BEDROCK_PROXY_URL".into(), url.into()));
    let aws = options.start().unwrap();
    let settings = BedrockSettings { model: "echo".into(), guardrail: None, silence: PATIENT };
    let model = BedrockModel::new(&config(&aws.url()), settings);
    let user = "<s1>Ça va, 日本 🎓?</s1>".to_owned();
    let prompt = Prompt { system: "Translate.".into(), user: user.clone(), max_output_tokens: 100 };
    let outputs: Vec<_> = model.generate(prompt).await.unwrap().map(Result::unwrap).collect().await;
    let text: String = outputs
        .iter()
        .map(|output| if let Output::Text(text) = output { text.as_str() } else { "" })
        .collect();
    assert_eq!(text, translate(&user));
    let Some(Output::End { stop: Stop::Finished, usage }) = outputs.last() else { panic!("{outputs:?}") };
    assert!(usage.input_tokens > 0 && usage.output_tokens > 0, "{usage:?}");
    let asked = aws.operations();
    assert_eq!((asked[0].service.as_str(), asked[0].name.as_str()), ("bedrock", "ConverseStream"));
}
