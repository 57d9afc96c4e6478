//! Answers that are read while they are written.

use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use http::{Request, Response};
use lti::http_client::HttpError;

use crate::{WebClient, explain};

/// What a streamed answer may cost. It may take as long as it likes, while it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamLimits {
    /// How long the server may be silent: from the request to the head of the answer, and between two chunks.
    pub silence: Duration,
    /// Size of the body in bytes.
    pub body_bytes: usize,
}

/// A body in the chunks in which it arrives. It ends with the body, or with its first error; dropping it closes
/// the connection.
pub type BodyStream = BoxStream<'static, Result<Bytes, HttpError>>;

impl WebClient {
    /// Sends `request` and reads the head of the answer. Every status is an answer, not an error. Redirects are
    /// followed as they are for a whole answer.
    ///
    /// # Errors
    /// [`HttpError`], here when there is no answer, and in the body when it breaks off or exceeds a limit.
    pub async fn stream(
        &self,
        request: Request<Vec<u8>>,
        limits: StreamLimits,
    ) -> Result<Response<BodyStream>, HttpError> {
        let mut answer = patient(limits, self.execute(request)).await?;
        let (status, headers) = (answer.status(), std::mem::take(answer.headers_mut()));
        let mut response = Response::new(body(answer, limits));
        (*response.status_mut(), *response.headers_mut()) = (status, headers);
        Ok(response)
    }
}

fn body(answer: reqwest::Response, limits: StreamLimits) -> BodyStream {
    let chunks = stream::try_unfold((answer, limits.body_bytes), move |(mut answer, left)| async move {
        let chunk = patient(limits, async { answer.chunk().await.map_err(explain) }).await?;
        let Some(chunk) = chunk else { return Ok(None) };
        let left = left.checked_sub(chunk.len()).ok_or(HttpError::TooLarge(limits.body_bytes))?;
        Ok(Some((chunk, (answer, left))))
    });
    chunks.boxed()
}

async fn patient<T>(
    limits: StreamLimits,
    step: impl Future<Output = Result<T, HttpError>>,
) -> Result<T, HttpError> {
    tokio::time::timeout(limits.silence, step).await.unwrap_or(Err(HttpError::TimedOut(limits.silence)))
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use axum::Router;
    use axum::body::Body;
    use axum::http::StatusCode;
    use axum::routing::get;
    use futures_util::Stream;
    use tokio::sync::oneshot;

    use super::*;
    use crate::tests::server;

    const LIMITS: StreamLimits = StreamLimits { silence: Duration::from_secs(30), body_bytes: 10 };

    async fn open(url: &str, limits: StreamLimits) -> Result<Response<BodyStream>, HttpError> {
        WebClient::new().unwrap().stream(Request::get(url).body(vec![]).unwrap(), limits).await
    }

    type Said = Result<&'static str, std::io::Error>;

    fn said(chunks: &'static [&'static str]) -> impl Stream<Item = Said> {
        stream::iter(chunks).map(|chunk| Ok(*chunk))
    }

    /// A server that answers its first request with this body.
    async fn saying(body: impl Stream<Item = Said> + Send + 'static) -> String {
        let body = Arc::new(Mutex::new(Some(Body::from_stream(body))));
        let answer = move || async move { (StatusCode::ACCEPTED, body.lock().unwrap().take().unwrap()) };
        server(Router::new().route("/", get(answer))).await
    }

    #[tokio::test]
    async fn an_answer_is_read_while_the_server_still_writes() {
        let url = saying(said(&["one"]).chain(stream::pending())).await;
        let mut answer = open(&url, LIMITS).await.unwrap();
        assert_eq!(answer.status(), 202);
        assert_eq!(answer.body_mut().next().await.unwrap().unwrap(), "one");
    }

    #[tokio::test]
    async fn a_body_over_the_limit_ends_in_an_error() {
        let fits = open(&saying(said(&["12345", "67890"])).await, LIMITS).await.unwrap();
        assert!(fits.into_body().all(|chunk| async move { chunk.is_ok() }).await);
        let over = open(&saying(said(&["12345", "67890", "1"])).await, LIMITS).await.unwrap();
        let last = over.into_body().collect::<Vec<_>>().await.pop().unwrap();
        assert!(matches!(last, Err(HttpError::TooLarge(10))), "{last:?}");
    }

    #[tokio::test]
    async fn a_server_that_falls_silent_is_given_up_before_its_answer_and_in_the_middle_of_it() {
        let impatient = StreamLimits { silence: Duration::from_millis(200), ..LIMITS };
        let mute = server(Router::new().route("/", get(std::future::pending::<()>))).await;
        assert!(matches!(open(&mute, impatient).await, Err(HttpError::TimedOut(_))));
        let url = saying(said(&["one"]).chain(stream::pending())).await;
        let chunks: Vec<_> = open(&url, impatient).await.unwrap().into_body().collect().await;
        assert!(matches!(&chunks[..], [Ok(_), Err(HttpError::TimedOut(_))]), "{chunks:?}");
    }

    #[tokio::test]
    async fn an_answer_that_breaks_off_ends_in_an_error() {
        let (sender, go_on) = oneshot::channel::<()>();
        let broken = stream::once(go_on).map(|_| Err(std::io::Error::other("on purpose")));
        let mut body = open(&saying(said(&["one"]).chain(broken)).await, LIMITS).await.unwrap().into_body();
        assert_eq!(body.next().await.unwrap().unwrap(), "one");
        sender.send(()).unwrap();
        assert!(matches!(body.next().await, Some(Err(HttpError::Connection(_)))));
        assert!(body.next().await.is_none());
    }

    #[tokio::test]
    async fn dropping_the_body_closes_the_connection() {
        // The server drops the sender together with the body.
        let (sender, closed) = oneshot::channel::<()>();
        let body = said(&["one"]).chain(stream::pending()).map(move |chunk| (chunk, &sender).0);
        let mut answer = open(&saying(body).await, LIMITS).await.unwrap();
        answer.body_mut().next().await.unwrap().unwrap();
        drop(answer);
        assert!(closed.await.is_err(), "the sender was dropped");
    }

    #[tokio::test]
    async fn a_redirect_to_another_origin_is_not_followed() {
        let away = || async { (StatusCode::FOUND, [("location", "http://127.0.0.1:9/")]) };
        let url = server(Router::new().route("/", get(away))).await;
        assert!(matches!(open(&url, LIMITS).await, Err(HttpError::ForeignRedirect)));
    }
}
