use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use http_api::{Asked, ErrorBody, Events, Launched, Refusal, stream_events, wants_events};

use super::answer::{AskDeltaEvent, AskResponse, Source, SourcesEvent};
use super::request::AskRequest;
use crate::App;
use crate::asking::Asking;

/// Answers a question about the course of the session, from its files. With `Accept: text/event-stream` the answer comes as it
/// is made: events `sources` (`SourcesEvent`) when something was found, `delta` (`AskDeltaEvent`) and, last, `answer`
/// (`Answer`) or `error` (`ErrorBody`).
#[utoipa::path(
    post,
    path = "/api/ask",
    security(("bearer" = [])),
    request_body = AskRequest,
    responses(
        (status = 200, description = "What came of the question.", content(
            (AskResponse = "application/json"),
            (String = "text/event-stream"),
        )),
        (status = 400, description = "`question_empty`, or a field of the request is wrong; the message names it.", body = ErrorBody),
        (status = 401, description = "There is no session, or it has ended.", body = ErrorBody),
        (status = 403, description = "`course_hidden`: students cannot enter the course. `registration_inactive`: the platform is suspended or removed.", body = ErrorBody),
        (status = 404, description = "`no_course`: the session comes from no course of a Moodle site.", body = ErrorBody),
        (status = 409, description = "`not_indexed_yet`: there is nothing to answer from. `index_outdated`: the course could not be looked through lately.", body = ErrorBody),
        (status = 413, description = "`question_too_long`, `history_too_long`, `request_too_large`.", body = ErrorBody),
        (status = 415, description = "The request is not JSON.", body = ErrorBody),
        (status = 422, description = "`engine_refused`: the model's content filter stopped the answer.", body = ErrorBody),
        (status = 429, description = "`quota_exceeded`: the person's allowance is used up. `site_quota_exceeded`: that of all people of the platform. `engine_busy`. All with Retry-After.", body = ErrorBody),
        (status = 502, description = "`search_failed`, `engine_failed`, `engine_unreachable`, `engine_misconfigured`, `answer_cut`, `answer_unusable`.", body = ErrorBody),
        (status = 503, description = "`search_failed`, `engine_not_ready`, `store_unavailable`. `access_unknown`: Moodle does not say who may see what.", body = ErrorBody),
        (status = 504, description = "`engine_timeout`: the answer took too long.", body = ErrorBody),
    )
)]
pub(crate) async fn ask(
    State(app): State<Arc<App>>,
    asked: Asked,
    launched: Launched,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let streamed = wants_events(&headers);
    let time = if streamed { app.limits.streamed_deadline } else { app.limits.deadline };
    let begun = match AskRequest::read(&headers, body) {
        Ok(request) => Asking::begin(&app, &launched, request, asked.arrived, time).await,
        Err(refusal) => Err(refusal),
    };
    match begun {
        Ok(asking) if streamed => stream_events(|events| stream(asking, asked, events)),
        Ok(asking) => {
            whole(asking).await.map_or_else(|refusal| refusal.json(&asked), IntoResponse::into_response)
        }
        Err(refusal) => refusal.json(&asked),
    }
}

/// The answer in one piece.
async fn whole(asking: Asking) -> Result<Json<AskResponse>, Refusal> {
    let sources = Source::all(asking.sources());
    let answer = asking.run(|_| {}).await?;
    Ok(Json(AskResponse { answer, sources }))
}

async fn stream(asking: Asking, asked: Asked, events: Events) {
    let sources = Source::all(asking.sources());
    if !sources.is_empty() {
        events.send("sources", &SourcesEvent { sources });
    }
    match asking.run(|text| events.send("delta", &AskDeltaEvent { text })).await {
        Ok(answer) => events.send("answer", &answer),
        Err(refusal) => {
            refusal.log(&asked);
            events.send("error", &refusal.body(&asked));
        }
    }
}
