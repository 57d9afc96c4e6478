//! An answer on its way, which faults may still change.

use std::io;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream::{self, BoxStream, Stream, StreamExt as _};

use crate::Content;
use crate::faults::Fault;
use crate::log::Visit;

pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    body: BoxStream<'static, io::Result<Bytes>>,
    /// How many bytes the body has.
    length: u64,
    /// `Content-Length` says how long it is. What PHP makes as it goes comes in chunks without one.
    measured: bool,
}

impl Reply {
    /// What PHP prints.
    pub(super) fn printed(status: StatusCode, content_type: &'static str, text: impl Into<Bytes>) -> Self {
        let text = text.into();
        let length = text.len() as u64;
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(content_type))]);
        let pieces = (length > 0).then_some(Ok(text));
        Self { status, headers, body: stream::iter(pieces).boxed(), length, measured: false }
    }

    /// The bytes of a file, or of a range of it.
    pub(super) fn of(status: StatusCode, content: &Content, range: std::ops::Range<u64>) -> Self {
        let length = range.end - range.start;
        let body = content.stream(range);
        Self { status, headers: HeaderMap::new(), body, length, measured: true }
    }

    /// With further headers, in their order.
    pub(super) fn with(mut self, headers: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        for (name, value) in headers {
            // Names of files in them are UTF-8, as Moodle sends them.
            if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
                self.headers.append(HeaderName::from_static(name), value);
            }
        }
        self
    }

    /// Without its body, as the answer to `HEAD`.
    pub(super) fn head(mut self) -> Self {
        self.body = stream::empty().boxed();
        self
    }

    /// With what a fault does to it.
    pub(super) fn spoilt(mut self, fault: &Fault) -> Self {
        let half = self.length / 2;
        match fault {
            Fault::Stall => self.body = first(self.body, half).chain(stream::pending()).boxed(),
            Fault::Broken => {
                let lost = stream::once(async { Err(io::Error::other("closed on purpose")) });
                self.body = first(self.body, half).chain(moment()).chain(lost).boxed();
            }
            Fault::Cut => {
                self.body = first(self.body, half);
                self.length = half;
            }
            Fault::Drip { bytes, pause } => self.body = dripping(self.body, *bytes, *pause),
            Fault::ContentType(Some(other)) => {
                self.headers.remove(CONTENT_TYPE);
                return self.with([("content-type", other.clone())]);
            }
            Fault::ContentType(None) => {
                self.headers.remove(CONTENT_TYPE);
            }
            Fault::ContentLength(other) => {
                self.body = self.body.chain(moment()).boxed();
                self.length = *other;
                self.measured = true;
            }
            _ => {}
        }
        self
    }

    pub(super) fn response(mut self, visit: Visit) -> Response {
        // An answer that the client has the file already has no length.
        if self.measured && self.status != StatusCode::NOT_MODIFIED {
            self.headers.insert(CONTENT_LENGTH, HeaderValue::from(self.length));
        }
        let counted = self.body.inspect(move |piece| {
            if let Ok(bytes) = piece {
                visit.sent(bytes.len());
            }
        });
        let mut response = Response::new(Body::from_stream(counted));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

/// Nothing: time for what was sent before to leave.
fn moment() -> impl Stream<Item = io::Result<Bytes>> + Send {
    stream::once(tokio::task::yield_now()).filter_map(|()| std::future::ready(None))
}

/// The first bytes of a body.
fn first(body: BoxStream<'static, io::Result<Bytes>>, bytes: u64) -> BoxStream<'static, io::Result<Bytes>> {
    let begun = body.scan(bytes, |left, piece| {
        let piece = piece.map(|mut piece| {
            piece.truncate(usize::try_from(*left).unwrap_or(usize::MAX));
            *left -= piece.len() as u64;
            piece
        });
        let is_over = piece.as_ref().is_ok_and(Bytes::is_empty);
        std::future::ready((!is_over).then_some(piece))
    });
    begun.boxed()
}

/// A body a few bytes at a time.
fn dripping(
    body: BoxStream<'static, io::Result<Bytes>>,
    bytes: usize,
    pause: Duration,
) -> BoxStream<'static, io::Result<Bytes>> {
    let drops = body.flat_map(move |piece| {
        let drops: Vec<_> = match piece {
            Ok(piece) => {
                let ends = (0..piece.len()).step_by(bytes.max(1));
                ends.map(|start| Ok(piece.slice(start..piece.len().min(start + bytes.max(1))))).collect()
            }
            Err(error) => vec![Err(error)],
        };
        stream::iter(drops)
    });
    let paused = drops.then(move |drop| async move {
        tokio::time::sleep(pause).await;
        drop
    });
    paused.boxed()
}
