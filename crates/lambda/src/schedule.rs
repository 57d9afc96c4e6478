//! Scheduled work behind the Runtime API.

use std::rc::Rc;

use http_api::chain;
use lambda_runtime::{Diagnostic, LambdaEvent, Runtime, service_fn};
use serde::de::IgnoredAny;

use crate::Error;
use crate::invocation::Around;

pub(crate) async fn on_schedule(
    work: impl AsyncFn() -> Result<(), Error> + 'static,
    around: Around,
) -> Result<(), Error> {
    let work = Rc::new(work);
    let service = service_fn(move |_: LambdaEvent<IgnoredAny>| {
        let work = Rc::clone(&work);
        async move { work().await.map_err(|error| failed(&*error)) }
    });
    Runtime::new(service).layer(around).run().await
}

fn failed(error: &(dyn std::error::Error + 'static)) -> Diagnostic {
    let error = chain(error);
    tracing::error!(error, "the scheduled work failed");
    Diagnostic { error_type: "ScheduledWorkFailed".into(), error_message: error }
}
