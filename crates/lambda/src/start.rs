use std::process::ExitCode;

use axum::Router;
use http_api::chain;
use metrics_cloudwatch_embedded::Collector;
use tracing::Level;

use crate::invocation::{Around, Current};
use crate::{Error, Message, ResponseMode, Verdict, authorizer, background, http, logs, messages, metrics};

/// A function of Lambda that has started its log.
pub struct Lambda {
    current: Current,
    metrics: Option<&'static Collector>,
}

/// Runs a function: starts its log down to `level`, and gives the rest to `function`, on one thread. What it fails with is one
/// line in the log.
///
/// # Panics
/// Outside Lambda: the runtime wants its variables (`AWS_LAMBDA_RUNTIME_API`, `AWS_LAMBDA_FUNCTION_NAME`, …).
pub fn run(level: Level, function: impl AsyncFnOnce(Lambda) -> Result<(), Error>) -> ExitCode {
    let current = Current::default();
    logs::start(level, current.clone());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(function(Lambda { current, metrics: None })),
        Err(error) => Err(error.into()),
    };
    if let Err(error) = outcome {
        tracing::error!(error = chain(&*error), "the function cannot go on");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

impl Lambda {
    /// Counts what the product counts ([`http_api::metrics`]), for this stack: namespace `moodle-aws`, dimension `Stack`. What was
    /// counted is written when an invocation is over.
    ///
    /// # Errors
    /// The process counts already.
    pub fn with_metrics(self, stack: &str) -> Result<Self, Error> {
        Ok(Self { metrics: Some(metrics::start(stack)?), ..self })
    }

    /// Answers API Gateway's proxy events with the router, until Lambda ends the process.
    ///
    /// The router sees requests as `serve` would give them to it: the path without the stage (as long as
    /// `AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH` is set), every value of a header and of a query's parameter, and bodies in bytes.
    /// [`http_api::SiteCaller`] is among a request's extensions if API Gateway's authorizer named one in `userid` and `site`.
    ///
    /// Other events, such as those of a warmer, are answered with an empty success, and a warning that names their top-level
    /// keys.
    ///
    /// # Errors
    /// The Runtime API does not answer.
    pub async fn serve(self, router: Router, mode: ResponseMode) -> Result<(), Error> {
        http::serve(router, mode, self.around()).await
    }

    /// Answers API Gateway's REQUEST authorizer events with the verdict on the `Authorization` header, until Lambda ends the
    /// process.
    ///
    /// The policy names the method of the event and nothing else, so results must not be cached for other methods. More than
    /// one `Authorization` header is [`Verdict::Unauthorized`] without asking. Events that are none of an authorizer are denied,
    /// with a warning that names their top-level keys.
    ///
    /// API Gateway takes answers up to 8 KB. An Allow that would be larger becomes a Deny with the code `caller_too_large`; a
    /// Deny that would be larger loses its message to one that says so. Both are errors in the log.
    ///
    /// # Errors
    /// The Runtime API does not answer.
    pub async fn authorize(
        self,
        handler: impl AsyncFn(Option<&str>) -> Verdict + 'static,
    ) -> Result<(), Error> {
        authorizer::authorize(handler, self.around()).await
    }

    /// Does the work of a schedule, once for each event, until Lambda ends the process. What it fails with is one line in the
    /// log, and the invocation's error, which Lambda counts; it ends with the invocation, not with the process.
    ///
    /// The event is not read: whoever may invoke the function may have the work done.
    ///
    /// # Errors
    /// The Runtime API does not answer.
    pub async fn on_schedule(self, work: impl AsyncFn() -> Result<(), Error> + 'static) -> Result<(), Error> {
        background::run(async move |_| work().await, background::SCHEDULED, self.around()).await
    }

    /// Gives each event to `handle`, as the JSON that it is, until Lambda ends the process. What that fails with is one line in
    /// the log, and the invocation's error, which Lambda counts; it hands the event over again as often as it is told to, and
    /// then keeps it where the function's failures are kept.
    ///
    /// # Errors
    /// The Runtime API does not answer.
    pub async fn on_event(
        self,
        handle: impl AsyncFn(&str) -> Result<(), Error> + 'static,
    ) -> Result<(), Error> {
        background::run(handle, background::EVENT, self.around()).await
    }

    /// Gives each message of a queue's batches to `handle`, one after the other, until Lambda ends the process. What that fails
    /// with is one line in the log, and that message is named to Lambda as failed: the event source mapping must have
    /// `ReportBatchItemFailures`. The queue delivers it again when its visibility timeout is over.
    ///
    /// # Errors
    /// The Runtime API does not answer.
    pub async fn on_messages(
        self,
        handle: impl AsyncFn(Message) -> Result<(), Error> + 'static,
    ) -> Result<(), Error> {
        messages::run(handle, self.around()).await
    }

    fn around(self) -> Around {
        Around { current: self.current, metrics: self.metrics }
    }
}
