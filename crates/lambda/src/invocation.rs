//! The one invocation that the process works on: its ids for the log, and its end.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use lambda_runtime::{Error, LambdaInvocation};
use metrics_cloudwatch_embedded::Collector;
use tokio::sync::oneshot;
use tower::{Layer, Service};

/// The invocation that runs, if one does. Shared by the log, which names it in every line, and by streamed answers, which
/// end with it.
#[derive(Clone, Default)]
pub(crate) struct Current(Arc<Mutex<Option<Running>>>);

struct Running {
    ids: Ids,
    /// Resolves when the invocation is over. Its streamed answer takes it.
    over: Option<oneshot::Receiver<()>>,
}

/// What names an invocation.
#[derive(Clone)]
pub(crate) struct Ids {
    /// Of Lambda.
    pub request: String,
    /// Of X-Ray: the trace's root.
    pub trace: Option<String>,
}

impl Current {
    pub fn ids(&self) -> Option<Ids> {
        self.lock().as_ref().map(|running| running.ids.clone())
    }

    /// Resolves when the invocation is over.
    pub fn over(&self) -> Option<oneshot::Receiver<()>> {
        self.lock().as_mut().and_then(|running| running.over.take())
    }

    fn begin(&self, context: &lambda_runtime::Context) -> oneshot::Sender<()> {
        let (sender, over) = oneshot::channel();
        let trace = context.xray_trace_id.as_deref().map(|header| root(header).to_owned());
        let ids = Ids { request: context.request_id.clone(), trace };
        *self.lock() = Some(Running { ids, over: Some(over) });
        sender
    }

    fn end(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> MutexGuard<'_, Option<Running>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The root in a tracing header such as `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`.
fn root(header: &str) -> &str {
    header.split(';').find_map(|field| field.trim().strip_prefix("Root=")).unwrap_or(header)
}

/// Stands around the runtime's service, which ends when the answer has been sent to its last byte.
#[derive(Clone)]
pub(crate) struct Around {
    pub current: Current,
    pub metrics: Option<&'static Collector>,
}

impl<S> Layer<S> for Around {
    type Service = Surrounded<S>;

    fn layer(&self, inner: S) -> Surrounded<S> {
        Surrounded { around: self.clone(), inner }
    }
}

pub(crate) struct Surrounded<S> {
    around: Around,
    inner: S,
}

impl<S> Service<LambdaInvocation> for Surrounded<S>
where
    S: Service<LambdaInvocation, Response = (), Error = Error>,
    S::Future: 'static,
{
    type Response = ();
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<(), Error>>>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, invocation: LambdaInvocation) -> Self::Future {
        let around = self.around.clone();
        let running = around.current.begin(&invocation.context);
        let answering = self.inner.call(invocation);
        Box::pin(async move {
            let outcome = answering.await;
            if let Some(metrics) = around.metrics
                && let Err(error) = metrics.flush(std::io::stdout().lock())
            {
                tracing::error!(%error, "the metrics of this invocation are lost");
            }
            // An answer that is still being streamed has lost its reader.
            drop(running);
            around.current.end();
            outcome
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_of_a_tracing_header_names_the_trace() {
        let header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
        assert_eq!(root(header), "1-5759e988-bd862e3fe1be46a994272793");
        assert_eq!(root("Self=1;Root=2"), "2");
        assert_eq!(root("something else"), "something else");
    }
}
