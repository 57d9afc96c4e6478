use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Body, HttpBody as _};
use bytes::Bytes;
use futures_util::Stream;
use http_api::chain;
use tokio::sync::oneshot;

/// The body of a streamed answer. It ends with its invocation at the latest, and the work behind it with it, so that nothing of
/// it goes on during the next.
///
/// A body that fails just ends, with an error in the log: what the runtime would send of an error becomes part of the body, in
/// front of the reader's eyes. What must arrive whole says itself that it is at its end.
pub(crate) struct Streamed {
    /// `None` at its end.
    body: Option<Body>,
    over: Option<oneshot::Receiver<()>>,
}

impl Streamed {
    pub fn new(body: Body, over: Option<oneshot::Receiver<()>>) -> Self {
        Self { body: Some(body), over }
    }

    /// The next piece, or `None` at the end, whatever brings it.
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        if let Some(over) = &mut self.over
            && Pin::new(over).poll(context).is_ready()
        {
            tracing::info!("the reader of a streamed answer is gone");
            return Poll::Ready(None);
        }
        loop {
            // The panic's own line is in the log already.
            let polled = catch_unwind(AssertUnwindSafe(|| Pin::new(&mut *body).poll_frame(context)));
            let Ok(frame) = polled else { return Poll::Ready(None) };
            match ready!(frame) {
                Some(Ok(frame)) => {
                    if let Ok(piece) = frame.into_data() {
                        return Poll::Ready(Some(piece));
                    }
                }
                Some(Err(error)) => {
                    tracing::error!(error = chain(&error), "a streamed answer broke off");
                    return Poll::Ready(None);
                }
                None => return Poll::Ready(None),
            }
        }
    }
}

impl Stream for Streamed {
    type Item = Result<Bytes, crate::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let piece = ready!(self.poll_piece(context));
        if piece.is_none() {
            self.body = None;
        }
        Poll::Ready(piece.map(Ok))
    }
}
