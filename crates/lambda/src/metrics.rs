//! Metrics in `CloudWatch`'s embedded format: JSON lines on standard output, which it reads from the log.

use http_api::metrics::describe;
use metrics_cloudwatch_embedded::{Builder, Collector};

use crate::Error;

/// Where `CloudWatch` keeps the metrics of every stack.
const NAMESPACE: &str = "moodle-aws";

/// Begins to collect what is counted through the `metrics` crate, under the dimension `Stack`.
pub(crate) fn start(stack: &str) -> Result<&'static Collector, Error> {
    let collector =
        Builder::new().cloudwatch_namespace(NAMESPACE).with_dimension("Stack", stack.to_owned()).init()?;
    describe();
    Ok(collector)
}
