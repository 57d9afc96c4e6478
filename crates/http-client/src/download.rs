//! Answers that are written into files while they arrive.

use std::path::Path;

use aws_lc_rs::digest::{Context, SHA256};
use futures_util::StreamExt as _;
use http::{Request, Response};
use lti::http_client::HttpError;
use ports::{DownloadError, DownloadLimits, Downloaded, Downloads, HEAD};
use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;

use crate::{StreamLimits, WebClient};

#[async_trait::async_trait]
impl Downloads for WebClient {
    async fn download(
        &self,
        request: Request<Vec<u8>>,
        file: &Path,
        limits: DownloadLimits,
    ) -> Result<Response<Downloaded>, DownloadError> {
        let time = limits.time;
        tokio::time::timeout(time, self.write_into(request, file, limits))
            .await
            .unwrap_or(Err(HttpError::TimedOut(time).into()))
    }
}

impl WebClient {
    async fn write_into(
        &self,
        request: Request<Vec<u8>>,
        file: &Path,
        limits: DownloadLimits,
    ) -> Result<Response<Downloaded>, DownloadError> {
        let body_bytes = usize::try_from(limits.bytes).unwrap_or(usize::MAX);
        let answer = self.stream(request, StreamLimits { silence: limits.silence, body_bytes }).await?;
        let (parts, mut body) = answer.into_parts();
        let mut file = File::create(file).await.map_err(DownloadError::Disk)?;
        let (mut bytes, mut digest, mut head) = (0, Context::new(&SHA256), Vec::new());
        while let Some(chunk) = body.next().await {
            let chunk = chunk?;
            file.write_all(&chunk).await.map_err(DownloadError::Disk)?;
            bytes += chunk.len() as u64;
            digest.update(&chunk);
            head.extend_from_slice(&chunk[..chunk.len().min(HEAD - head.len())]);
        }
        // A write is over when it is flushed: here a full disk shows.
        file.flush().await.map_err(DownloadError::Disk)?;
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(digest.finish().as_ref());
        Ok(Response::from_parts(parts, Downloaded { bytes, sha256, head }))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::Router;
    use axum::body::Body;
    use axum::http::StatusCode;
    use axum::routing::{get, post};
    use futures_util::stream;

    use super::*;
    use crate::tests::server;

    const LIMITS: DownloadLimits =
        DownloadLimits { silence: Duration::from_secs(5), time: Duration::from_secs(30), bytes: 100_000 };

    async fn download(
        request: http::request::Builder,
        limits: DownloadLimits,
    ) -> (Result<Response<Downloaded>, DownloadError>, Vec<u8>) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "what was there before, and is longer").unwrap();
        let answer = WebClient::new().unwrap().download(request.body(vec![]).unwrap(), &file, limits).await;
        (answer, std::fs::read(file).unwrap_or_default())
    }

    #[tokio::test]
    async fn a_file_arrives_whole_with_its_digest_and_its_beginning() {
        let content: Vec<u8> = (0..100_000_u32).map(|number| (number % 251) as u8).collect();
        let sent = content.clone();
        let app = Router::new().route("/", post(async move || (StatusCode::ACCEPTED, [("x-a", "b")], sent)));
        let (answer, written) = download(Request::post(server(app).await), LIMITS).await;
        let (parts, downloaded) = answer.unwrap().into_parts();
        assert_eq!((parts.status.as_u16(), parts.headers["x-a"].as_bytes()), (202, &b"b"[..]));
        assert!(written == content);
        assert_eq!(downloaded.bytes, 100_000);
        assert!(downloaded.head == content[..HEAD]);
        assert_eq!(downloaded.sha256, aws_lc_rs::digest::digest(&SHA256, &content).as_ref());
    }

    #[tokio::test]
    async fn an_empty_answer_is_an_empty_file() {
        let app = Router::new().route("/", get(async || ()));
        let (answer, written) = download(Request::get(server(app).await), LIMITS).await;
        let downloaded = answer.unwrap().into_body();
        assert_eq!((downloaded.bytes, downloaded.head.len(), written.len()), (0, 0, 0));
    }

    #[tokio::test]
    async fn what_is_too_large_too_slow_or_cut_off_is_an_error() {
        let app = Router::new()
            .route("/large", get(async || vec![0_u8; 100_001]))
            .route(
                "/slow",
                get(async || Body::from_stream(stream::pending::<Result<Vec<u8>, std::io::Error>>())),
            )
            .route(
                "/cut",
                get(async || {
                    let chunks = [Ok(vec![1_u8; 10]), Err(std::io::Error::other("on purpose"))];
                    Body::from_stream(stream::iter(chunks))
                }),
            );
        let url = server(app).await;
        let get = |path: &str| Request::get(format!("{url}{path}"));
        let (large, _) = download(get("/large"), LIMITS).await;
        assert!(matches!(large, Err(DownloadError::Http(HttpError::TooLarge(100_000)))), "{large:?}");
        let short = DownloadLimits { time: Duration::from_millis(300), ..LIMITS };
        let (slow, _) = download(get("/slow"), short).await;
        assert!(matches!(slow, Err(DownloadError::Http(HttpError::TimedOut(_)))), "{slow:?}");
        let (cut, _) = download(get("/cut"), LIMITS).await;
        assert!(matches!(cut, Err(DownloadError::Http(HttpError::Connection(_)))), "{cut:?}");
    }

    #[tokio::test]
    async fn a_file_that_cannot_be_written_is_an_error_of_the_disk() {
        let app = Router::new().route("/", get(async || "text"));
        let request = Request::get(server(app).await).body(vec![]).unwrap();
        let nowhere = Path::new("/proc/no such folder/file");
        let answer = WebClient::new().unwrap().download(request, nowhere, LIMITS).await;
        assert!(matches!(answer, Err(DownloadError::Disk(_))), "{answer:?}");
    }
}
