mod answers;
mod emulator;
mod refusals;
mod rig;

use std::sync::Arc;

use aws::BedrockModel;
use futures_util::StreamExt as _;
use ports::{EngineError, LanguageModel as _, Output, Prompt, Stop, Usage};

use rig::Loopback;

async fn fresh() -> ((), Arc<Loopback>) {
    ((), Arc::default())
}

ports::language_model_conformance!(fresh);

fn prompt() -> Prompt {
    Prompt { system: "s".into(), user: "a long user's text".into(), max_output_tokens: 9 }
}

/// The text, and how it ended.
async fn said(model: &BedrockModel) -> (String, Result<(Stop, Usage), EngineError>) {
    let mut stream = match model.generate(prompt()).await {
        Ok(stream) => stream,
        Err(error) => return (String::new(), Err(error)),
    };
    let mut text = String::new();
    loop {
        match stream.next().await.unwrap() {
            Ok(Output::Text(more)) => text += &more,
            Ok(Output::End { stop, usage }) => return (text, Ok((stop, usage))),
            Err(error) => return (text, Err(error)),
        }
    }
}
