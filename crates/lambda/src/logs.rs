//! One JSON line an event, on standard output, where Lambda's log agent reads it.

use std::fmt;

use serde::ser::{SerializeMap as _, Serializer as _};
use tracing::{Event, Level, Subscriber};
use tracing_serde::SerdeMapVisitor;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime as _, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::invocation::Current;

/// It tells a second time what a panic hook has told, and an authorizer's 401 as an error.
const REPEATS: &str = "lambda_runtime::layers::panic";

/// Starts the log of the process, panics included.
pub(crate) fn start(level: Level, current: Current) {
    let lines = tracing_subscriber::fmt::layer().event_format(JsonLines { current });
    let which = Targets::new().with_default(level).with_target(REPEATS, LevelFilter::OFF);
    // A second start in one process, as a test may do it, keeps the first log.
    if tracing_subscriber::registry().with(which).with(lines).try_init().is_ok() {
        std::panic::set_hook(Box::new(|panic| {
            let location = panic.location().map(ToString::to_string).unwrap_or_default();
            let reason = panic.payload_as_str().unwrap_or("(no text)");
            tracing::error!(panic.location = location, "panicked: {reason}");
        }));
    }
}

/// The format: `timestamp`, `level`, `target`, what the event says, and the ids of the invocation that runs. They are known to
/// the log itself, so that tasks of their own, streamed bodies and panics have them too, with no span around them.
struct JsonLines {
    current: Current,
}

impl<S, N> FormatEvent<S, N> for JsonLines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut time = String::new();
        SystemTime.format_time(&mut Writer::new(&mut time))?;
        let line = self.line(&time, event).map_err(|_| fmt::Error)?;
        writeln!(writer, "{}", String::from_utf8_lossy(&line))
    }
}

impl JsonLines {
    fn line(&self, time: &str, event: &Event<'_>) -> serde_json::Result<Vec<u8>> {
        let mut line = Vec::with_capacity(512);
        let mut serializer = serde_json::Serializer::new(&mut line);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("timestamp", time)?;
        map.serialize_entry("level", event.metadata().level().as_str())?;
        map.serialize_entry("target", event.metadata().target())?;
        let mut fields = SerdeMapVisitor::new(map);
        event.record(&mut fields);
        let mut map = fields.take_serializer()?;
        if let Some(ids) = self.current.ids() {
            map.serialize_entry("requestId", &ids.request)?;
            if let Some(trace) = &ids.trace {
                map.serialize_entry("xrayTraceId", trace)?;
            }
        }
        map.end()?;
        Ok(line)
    }
}
