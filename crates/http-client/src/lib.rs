//! The product's one HTTP client. Whatever leaves the product leaves through here, so the caps stand in one place.
#![deny(missing_docs)]

mod download;
mod public;
mod stream;

use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use lti::http_client::{HttpClient, HttpError, Limits};
use reqwest::redirect::{Attempt, Policy};

pub use stream::{BodyStream, StreamLimits};

/// Redirects that are followed at most, all on the request's own origin.
const MAX_REDIRECTS: usize = 3;
/// Time to connect, within the time of the whole exchange.
const CONNECT_TIME: Duration = Duration::from_secs(5);

/// A client over HTTP/1.1 and TLS with the system's trusted certificates. It presents itself as `moodle-aws/<version>`.
#[derive(Clone, Debug)]
pub struct WebClient {
    /// Asks for what is there, and follows redirects.
    reading: reqwest::Client,
    /// Sends everything else, and follows none: a form or a score that is redirected would arrive as a question.
    writing: reqwest::Client,
    /// It asks public https addresses only.
    public_only: bool,
}

impl WebClient {
    /// A client for addresses that the operator typed, which may lie in the operator's own network.
    ///
    /// # Errors
    /// When the system's TLS configuration cannot be used.
    pub fn new() -> Result<Self, reqwest::Error> {
        Self::built_by(builder, false)
    }

    /// A client for addresses that came from outside: https only, and connected to public addresses only, whatever a name
    /// resolves to. So nobody can make the product ask what stands in its own network, or its cloud's metadata.
    ///
    /// # Errors
    /// When the system's TLS configuration cannot be used.
    pub fn for_strangers() -> Result<Self, reqwest::Error> {
        Self::resolving_by(public::Public::new(public::system))
    }

    /// The addresses that `resolver` gives are those that are connected to: nothing is resolved again after the check.
    fn resolving_by(resolver: impl reqwest::dns::Resolve + 'static) -> Result<Self, reqwest::Error> {
        let resolver = Arc::new(resolver);
        Self::built_by(|| builder().dns_resolver(Arc::clone(&resolver)), true)
    }

    fn built_by(
        builder: impl Fn() -> reqwest::ClientBuilder,
        public_only: bool,
    ) -> Result<Self, reqwest::Error> {
        let reading = builder().redirect(Policy::custom(same_origin)).build()?;
        Ok(Self { reading, writing: builder().redirect(Policy::custom(nowhere)).build()?, public_only })
    }

    /// Sends the request and reads the head of the answer.
    async fn execute(&self, request: Request<Vec<u8>>) -> Result<reqwest::Response, HttpError> {
        let request = reqwest::Request::try_from(request).map_err(explain)?;
        if self.public_only {
            // Redirects stay on this origin, so it needs to be looked at once.
            public::check(request.url())?;
        }
        let client = if request.method().is_safe() { &self.reading } else { &self.writing };
        client.execute(request).await.map_err(explain)
    }
}

fn builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .user_agent(concat!("moodle-aws/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIME)
        // Redirect and address checks hold for the host that is connected to, so no proxy stands between.
        .no_proxy()
}

/// The error behind [`HttpError::ForeignRedirect`].
#[derive(Debug)]
struct Redirected;

impl std::fmt::Display for Redirected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a redirection that is not followed")
    }
}

impl std::error::Error for Redirected {}

fn same_origin(attempt: Attempt<'_>) -> reqwest::redirect::Action {
    let home = attempt.previous().first().map(reqwest::Url::origin);
    if home != Some(attempt.url().origin()) {
        return attempt.error(Redirected);
    }
    if attempt.previous().len() > MAX_REDIRECTS {
        return attempt.stop();
    }
    attempt.follow()
}

fn nowhere(attempt: Attempt<'_>) -> reqwest::redirect::Action {
    attempt.error(Redirected)
}

fn explain(error: reqwest::Error) -> HttpError {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(cause) = source {
        if cause.is::<Redirected>() {
            return HttpError::ForeignRedirect;
        }
        if cause.is::<public::NoPublicAddress>() {
            return HttpError::NotPublic;
        }
        source = cause.source();
    }
    // The URL may hold a token in its query; it is not repeated in messages.
    HttpError::Connection(Box::new(error.without_url()))
}

#[async_trait::async_trait]
impl HttpClient for WebClient {
    async fn send(&self, request: Request<Vec<u8>>, limits: Limits) -> Result<Response<Vec<u8>>, HttpError> {
        let exchange = async {
            let mut answer = self.execute(request).await?;
            let mut body = Vec::new();
            while let Some(chunk) = answer.chunk().await.map_err(explain)? {
                if body.len() + chunk.len() > limits.body_bytes {
                    return Err(HttpError::TooLarge(limits.body_bytes));
                }
                body.extend_from_slice(&chunk);
            }
            let mut response = Response::new(body);
            *response.status_mut() = answer.status();
            *response.headers_mut() = std::mem::take(answer.headers_mut());
            Ok(response)
        };
        tokio::time::timeout(limits.time, exchange).await.unwrap_or(Err(HttpError::TimedOut(limits.time)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::http::{HeaderMap, StatusCode, header::LOCATION};
    use axum::routing::{get, post};

    const LIMITS: Limits = Limits { time: Duration::from_secs(2), body_bytes: 1000 };

    pub(super) async fn server(router: Router) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://{address}")
    }

    async fn fetch(url: &str) -> Result<Response<Vec<u8>>, HttpError> {
        WebClient::new().unwrap().send(Request::get(url).body(vec![]).unwrap(), LIMITS).await
    }

    fn redirect(to: String) -> (StatusCode, [(http::HeaderName, String); 1]) {
        (StatusCode::FOUND, [(LOCATION, to)])
    }

    #[tokio::test]
    async fn an_answer_comes_whole_with_status_and_headers_and_the_product_says_who_it_is() {
        let app = Router::new().route(
            "/",
            get(|headers: HeaderMap| async move {
                let agent = headers["user-agent"].to_str().unwrap().to_owned();
                (StatusCode::IM_A_TEAPOT, [("x-a", "b")], agent)
            }),
        );
        let answer = fetch(&server(app).await).await.unwrap();
        assert_eq!(answer.status(), 418);
        assert_eq!(answer.headers()["x-a"], "b");
        assert!(answer.body().starts_with(b"moodle-aws/"));
    }

    #[tokio::test]
    async fn a_body_over_the_limit_is_refused() {
        let app = Router::new()
            .route("/fits", get(|| async { "x".repeat(1000) }))
            .route("/over", get(|| async { "x".repeat(1001) }));
        let url = server(app).await;
        assert_eq!(fetch(&format!("{url}/fits")).await.unwrap().body().len(), 1000);
        assert!(matches!(fetch(&format!("{url}/over")).await, Err(HttpError::TooLarge(1000))));
    }

    #[tokio::test]
    async fn a_server_that_hangs_is_given_up() {
        let app = Router::new().route("/", get(std::future::pending::<()>));
        assert!(matches!(fetch(&server(app).await).await, Err(HttpError::TimedOut(_))));
    }

    #[tokio::test]
    async fn redirects_are_followed_on_the_same_origin_only() {
        let elsewhere = server(Router::new().route("/", get(|| async { "secret" }))).await;
        let app = Router::new()
            .route("/near", get(|| async { redirect("/here".into()) }))
            .route("/here", get(|| async { "here" }))
            .route("/away", get(|| async move { redirect(elsewhere) }))
            .route("/round", get(|| async { redirect("/round".into()) }));
        let url = server(app).await;
        assert_eq!(fetch(&format!("{url}/near")).await.unwrap().body(), b"here");
        assert!(matches!(fetch(&format!("{url}/away")).await, Err(HttpError::ForeignRedirect)));
        assert_eq!(fetch(&format!("{url}/round")).await.unwrap().status(), 302);
    }

    #[tokio::test]
    async fn what_is_sent_is_never_redirected() {
        let app = Router::new()
            .route("/", post(|| async { redirect("/maintenance".into()) }))
            .route("/maintenance", get(|| async { "Back soon" }));
        let url = server(app).await;
        let answer = WebClient::new().unwrap().send(Request::post(url).body(vec![1]).unwrap(), LIMITS).await;
        assert!(matches!(answer, Err(HttpError::ForeignRedirect)));
    }

    #[tokio::test]
    async fn an_address_where_nothing_listens_is_no_connection() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/?token=secret", listener.local_addr().unwrap());
        drop(listener);
        let error = fetch(&url).await.unwrap_err();
        assert!(matches!(error, HttpError::Connection(_)));
        assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    }
}
