//! Responses as answers to API Gateway.

use aws_lambda_events::apigw::ApiGatewayProxyResponse;
use aws_lambda_events::encodings::Body as AnswerBody;
use axum::body::Body;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use http_api::chain;
use http_body_util::BodyExt as _;
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
    let (status, headers, body) = match body.collect().await {
        Ok(body) => (parts.status, parts.headers, body.to_bytes().into()),
        Err(error) => {
            tracing::error!(error = chain(&error), "the answer broke off");
            (StatusCode::INTERNAL_SERVER_ERROR, HeaderMap::new(), Vec::new())
        }
    };
    let mut answer = ApiGatewayProxyResponse::default();
    answer.status_code = i64::from(status.as_u16());
    // By what it is, and not by its type: there are more types of texts than any list has, and an API Gateway without
    // `binaryMediaTypes` would send a text in base64 as just that.
    let body =
        String::from_utf8(body).map_or_else(|no| AnswerBody::Binary(no.into_bytes()), AnswerBody::Text);
    answer.is_base64_encoded = matches!(body, AnswerBody::Binary(_));
    answer.body = Some(body);
    // `headers` stays empty: API Gateway would send what stands in both twice.
    answer.multi_value_headers = headers;
    answer
}

#[cfg(test)]
mod tests {
    use axum::http::header::CONTENT_TYPE;

    use super::*;

    async fn answer(kind: &str, body: &'static [u8]) -> (bool, Option<AnswerBody>) {
        let response = Response::builder().header(CONTENT_TYPE, kind).body(Body::from(body)).unwrap();
        let answer = buffered(response).await;
        (answer.is_base64_encoded, answer.body)
    }

    #[tokio::test]
    async fn a_text_of_any_type_is_sent_as_it_is_and_bytes_in_base64() {
        for kind in ["application/x-amz-json-1.1", "application/json", "text/csv", "application/octet-stream"]
        {
            assert_eq!(
                answer(kind, "{\"ü\":1}".as_bytes()).await,
                (false, Some(AnswerBody::Text("{\"ü\":1}".into())))
            );
            assert_eq!(answer(kind, b"\0\x9f").await, (true, Some(AnswerBody::Binary(b"\0\x9f".into()))));
        }
        assert_eq!(answer("text/plain", b"").await, (false, Some(AnswerBody::Text(String::new()))));
    }
}
