//! What a question may be.

use axum::http::StatusCode;
use http_api::{Refusal, Remedy};

use crate::api::AskRequest;
use crate::limits::Limits;

/// The question has words and a length that is taken, and so has what was said before.
pub(crate) fn question(request: &AskRequest, limits: &Limits) -> Result<(), Refusal> {
    let refused = |status, code, message: String| Err(Refusal::new(status, code, Remedy::OpenAgain, message));
    let too_long = |code, message| refused(StatusCode::PAYLOAD_TOO_LARGE, code, message);
    if request.question.trim().is_empty() {
        let message = "The field `question` is empty. Write a question.";
        return refused(StatusCode::BAD_REQUEST, "question_empty", message.into());
    }
    let characters = request.question.chars().count();
    if characters > limits.question_characters {
        let most = limits.question_characters;
        let message = format!("The question has {characters} characters; send at most {most}.");
        return too_long("question_too_long", message);
    }
    if request.history.len() > limits.turns {
        let message = format!(
            "The field `history` holds {} turns; send the last {}.",
            request.history.len(),
            limits.turns
        );
        return too_long("history_too_long", message);
    }
    for (index, turn) in request.history.iter().enumerate() {
        for (field, text, most) in [
            ("question", &turn.question, limits.question_characters),
            ("answer", &turn.answer, limits.answer_characters),
        ] {
            let characters = text.chars().count();
            if characters > most {
                let message =
                    format!("history[{index}].{field} has {characters} characters; send at most {most}.");
                return too_long("history_too_long", message);
            }
        }
    }
    Ok(())
}
