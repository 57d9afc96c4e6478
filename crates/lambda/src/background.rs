//! Work that nobody waits for, behind the Runtime API: that of a schedule, or that of an event.

use std::rc::Rc;

use http_api::chain;
use lambda_runtime::{Diagnostic, LambdaEvent, Runtime, service_fn};
use serde_json::value::RawValue;

use crate::Error;
use crate::invocation::Around;

/// How the failure of work is told: in the log, and to Lambda.
#[derive(Clone, Copy)]
pub(crate) struct Failing {
    pub error_type: &'static str,
    pub message: &'static str,
}

/// Of what a schedule starts.
pub(crate) const SCHEDULED: Failing =
    Failing { error_type: "ScheduledWorkFailed", message: "the scheduled work failed" };
/// Of what an event asks for.
pub(crate) const EVENT: Failing =
    Failing { error_type: "EventNotHandled", message: "the event could not be handled" };

pub(crate) async fn run(
    work: impl AsyncFn(&str) -> Result<(), Error> + 'static,
    failing: Failing,
    around: Around,
) -> Result<(), Error> {
    let work = Rc::new(work);
    let service = service_fn(move |event: LambdaEvent<Box<RawValue>>| {
        let work = Rc::clone(&work);
        async move { work(event.payload.get()).await.map_err(|error| failed(failing, &*error)) }
    });
    Runtime::new(service).layer(around).run().await
}

fn failed(failing: Failing, error: &(dyn std::error::Error + 'static)) -> Diagnostic {
    let error = chain(error);
    tracing::error!(error, "{}", failing.message);
    Diagnostic { error_type: failing.error_type.into(), error_message: error }
}
