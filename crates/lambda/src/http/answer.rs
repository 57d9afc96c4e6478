//! Responses as answers to API Gateway.

use aws_lambda_events::apigw::ApiGatewayProxyResponse;
use aws_lambda_events::encodings::Body as AnswerBody;
use axum::body::Body;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use http_api::chain;
use http_body_util::{BodyExt as _, Full};
use lambda_http::IntoResponse as _;
use lambda_runtime::{MetadataPrelude, StreamResponse};
use tokio::sync::oneshot;

use super::streamed::Streamed;

/// The answer as it is made, until its invocation is over.
pub(crate) fn streamed(
    response: Response<Body>,
    over: Option<oneshot::Receiver<()>>,
) -> StreamResponse<Streamed> {
    let (parts, body) = response.into_parts();
    let mut headers = parts.headers;
    let cookies = headers.get_all(SET_COOKIE).iter();
    let cookies = cookies.map(|cookie| String::from_utf8_lossy(cookie.as_bytes()).into_owned()).collect();
    headers.remove(SET_COOKIE);
    StreamResponse {
        metadata_prelude: MetadataPrelude { status_code: parts.status, headers: joined(&headers), cookies },
        stream: Streamed::new(body, over),
    }
}

/// The headers with one value each, as a stream's metadata wants them. Values of all but cookies may be joined (RFC 9110 §5.3).
fn joined(headers: &HeaderMap) -> HeaderMap {
    let join = |name| {
        let values: Vec<_> = headers.get_all(name).iter().map(HeaderValue::as_bytes).collect();
        HeaderValue::from_bytes(&values.join(&b", "[..])).ok()
    };
    headers.keys().filter_map(|name| Some((name.clone(), join(name)?))).collect()
}

/// The answer in one piece. Bodies that are no text are in base64, which API Gateway undoes where `binaryMediaTypes` has `*/*`.
pub(crate) async fn buffered(response: Response<Body>) -> ApiGatewayProxyResponse {
    let (parts, body) = response.into_parts();
    let response = match body.collect().await {
        Ok(body) => Response::from_parts(parts, Full::new(body.to_bytes())),
        Err(error) => {
            tracing::error!(error = chain(&error), "the answer broke off");
            let mut response = Response::default();
            *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            response
        }
    };
    let (parts, body) = response.into_response().await.into_parts();
    let mut answer = ApiGatewayProxyResponse::default();
    answer.status_code = i64::from(parts.status.as_u16());
    answer.is_base64_encoded = matches!(body, AnswerBody::Binary(_));
    answer.body = Some(body);
    // `headers` stays empty: API Gateway would send what stands in both twice.
    answer.multi_value_headers = parts.headers;
    answer
}
