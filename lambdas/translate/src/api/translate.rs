use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use http_api::{Asked, Caller, ErrorBody, Launched, Refusal, wants_events};
use lti::time::UnixTime;

use super::answer::{TranslateResponse, Translation};
use super::request::TranslateRequest;
use super::stream;
use crate::App;
use crate::call::{Call, Event};

/// Translates texts. With `Accept: text/event-stream` the translations come as they are made: events `delta`
/// (`DeltaEvent`), `reset` (`ResetEvent`), `translation` (`TranslationEvent`) and, last, `end` (`EndEvent`) or `error`
/// (`ErrorBody`).
#[utoipa::path(
    post,
    path = "/api/translate",
    security(("bearer" = [])),
    request_body = TranslateRequest,
    responses(
        (status = 200, description = "All texts are translated.", content(
            (TranslateResponse = "application/json"),
            (String = "text/event-stream"),
        )),
        (status = 400, description = "A field of the request is wrong; the message names it. `language_unknown`: the source was not recognised, name it. `pair_unsupported`: the engine has no way between the languages.", body = ErrorBody),
        (status = 401, description = "There is no session, or it has ended.", body = ErrorBody),
        (status = 403, description = "The platform is suspended or removed.", body = ErrorBody),
        (status = 413, description = "`text_too_long`, `too_many_texts`, `call_too_long`, `request_too_large`.", body = ErrorBody),
        (status = 415, description = "The request is not JSON.", body = ErrorBody),
        (status = 422, description = "`engine_refused`: the engine's content filter stopped the translation.", body = ErrorBody),
        (status = 429, description = "`quota_exceeded`: the person's allowance is used up. `site_quota_exceeded`: that of all people of the site or platform. `engine_busy`. All with Retry-After.", body = ErrorBody),
        (status = 502, description = "`engine_failed`, `engine_unreachable`, `engine_misconfigured`, `answer_cut`, `answer_unusable`.", body = ErrorBody),
        (status = 503, description = "`no_engine`, `engine_not_ready`, `store_unavailable`.", body = ErrorBody),
        (status = 504, description = "`engine_timeout`: the engine took too long.", body = ErrorBody),
    )
)]
pub(crate) async fn translate(
    State(app): State<Arc<App>>,
    asked: Asked,
    launched: Launched,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let Launched { now, .. } = launched;
    answer(&app, asked, (&launched).into(), now, &headers, body).await
}

/// What a call is answered, whoever makes it.
pub(super) async fn answer(
    app: &Arc<App>,
    asked: Asked,
    caller: Caller,
    now: UnixTime,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let streamed = wants_events(headers);
    let time = if streamed { app.limits.streamed_deadline } else { app.limits.deadline };
    let begun = match TranslateRequest::read(headers, body) {
        Ok(request) => Call::begin(app, caller, now, request, asked.arrived, time).await,
        Err(refusal) => Err(refusal),
    };
    match begun {
        Ok(call) if streamed => stream::answer(call, asked),
        Ok(call) => {
            whole(call).await.map_or_else(|refusal| refusal.json(&asked), IntoResponse::into_response)
        }
        Err(refusal) => refusal.json(&asked),
    }
}

/// The answer in one piece.
async fn whole(call: Call) -> Result<Json<TranslateResponse>, Refusal> {
    let model = call.model().to_owned();
    let mut translations = BTreeMap::new();
    let usage = call
        .run(|event| {
            if let Event::Done(index, translation, cached) = event {
                translations.insert(index, Translation::new(translation, cached));
            }
        })
        .await?;
    Ok(Json(TranslateResponse {
        translations: translations.into_values().collect(),
        model,
        usage: usage.into(),
    }))
}
