//! `mise run bench:cold`: what the start of each function costs. The argument is a file with the [`Plan`], which `tools/cold.py`
//! writes.
//!
//! A run is a new process behind a new Runtime API. One run of each function goes before, not counted, so that all find the
//! program in the machine's memory. The program of the figures is the function; the Runtime API's own time, on the same machine,
//! is in them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use serde::Deserialize;
use test_runtime::{Event, Function, Outcome, RuntimeApi};
use tokio::time::timeout;

/// From the making of the process to its first question for an event: the median, in milliseconds.
const START: f64 = 15.0;
/// The most memory.
const MEMORY: u64 = 20 * MEGABYTE;
/// The most bytes of a zip.
const ZIP: u64 = 4 * MEGABYTE;
/// How AWS counts them.
const MEGABYTE: u64 = 1024 * 1024;
/// A process that has not come so far by then is broken.
const MAX_START: Duration = Duration::from_secs(10);

/// What is to be measured.
#[derive(Deserialize)]
struct Plan {
    runs: usize,
    functions: Vec<Measured>,
}

#[derive(Deserialize)]
struct Measured {
    name: String,
    bootstrap: PathBuf,
    zip_bytes: u64,
    environment: BTreeMap<String, String>,
    /// The file with the first event, if one is to be sent.
    event: Option<PathBuf>,
}

/// What one run took.
struct Run {
    start: Duration,
    memory_at_start: u64,
    first: Option<First>,
}

/// The first invocation.
struct First {
    took: Duration,
    memory: u64,
    answer: String,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let plan = std::env::args_os().nth(1).context("the argument is a plan, as tools/cold.py writes it")?;
    let plan: Plan = serde_json::from_slice(&std::fs::read(plan)?)?;
    ensure!(plan.runs > 0, "no runs are planned");
    println!("{:<18} {:>9}  {:<34} {:>7} {:>7} {:>7}", "", "", "", "min", "median", "max");
    for function in &plan.functions {
        measure(function).await.with_context(|| format!("{} is broken", function.name))?;
        let mut runs = Vec::new();
        for _ in 0..plan.runs {
            runs.push(measure(function).await.with_context(|| format!("{} is broken", function.name))?);
        }
        tell(function, &runs);
    }
    Ok(())
}

async fn measure(measured: &Measured) -> anyhow::Result<Run> {
    let api = RuntimeApi::start().await?;
    let function = Function::start(&measured.bootstrap, api.address(), &measured.environment)?;
    let Ok(polled) = timeout(MAX_START, api.polled(0)).await else {
        bail!("it asked for no event. It wrote:\n{}", function.end()?.join("\n"));
    };
    let start = polled?.duration_since(function.spawned());
    let memory_at_start = function.peak_memory()?;
    let Some(event) = &measured.event else { return Ok(Run { start, memory_at_start, first: None }) };
    let json = std::fs::read_to_string(event).with_context(|| event.display().to_string())?;
    let sent = std::time::Instant::now();
    let answer = api.send(Event { json, request_id: "first".into(), hang_up_after: None });
    let outcome = answer.whole().await?;
    let took = sent.elapsed();
    let memory = function.peak_memory()?;
    let Some(answer) = told(&outcome) else {
        let body = String::from_utf8_lossy(&outcome.body).into_owned();
        bail!("its answer was {body}. It wrote:\n{}", function.end()?.join("\n"));
    };
    Ok(Run { start, memory_at_start, first: Some(First { took, memory, answer }) })
}

/// What was answered: a status, an authorizer's effect, or that what was to be done is done. `None` if the function
/// failed.
fn told(outcome: &Outcome) -> Option<String> {
    if let Ok((metadata, _)) = outcome.streamed() {
        return Some(metadata.status_code.to_string());
    }
    let json = outcome.json().ok()?;
    let error = json["errorMessage"].as_str().filter(|message| *message == "Unauthorized");
    let effect = json["policyDocument"]["Statement"][0]["Effect"].as_str();
    let status = json["statusCode"].as_u64().map(|status| status.to_string());
    let of_all = json["batchItemFailures"].as_array().is_some_and(Vec::is_empty);
    let done = (json.is_null() || of_all).then_some("done");
    if outcome.error { error.map(str::to_owned) } else { status.or(effect.or(done).map(str::to_owned)) }
}

fn tell(function: &Measured, runs: &[Run]) {
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    let start: Vec<f64> = runs.iter().map(|run| milliseconds(run.start)).collect();
    let memory: Vec<f64> = runs.iter().map(|run| megabytes(run.memory_at_start)).collect();
    let verdict = |met: bool, goal: String| format!("{} {goal}", if met { "meets" } else { "MISSES" });
    let start_goal = verdict(median(&start) <= START, format!("{START} ms at the median"));
    row(&function.name, "ms", "start to first question", &start, &start_goal);
    row("", "MiB", "peak memory at that time", &memory, "");
    let firsts: Vec<_> = runs.iter().filter_map(|run| run.first.as_ref()).collect();
    let most =
        firsts.iter().map(|first| first.memory).chain(runs.iter().map(|run| run.memory_at_start)).max();
    let memory_goal = verdict(most.is_some_and(|most| most <= MEMORY), format!("{} MiB", MEMORY / MEGABYTE));
    if let Some(first) = firsts.first() {
        let took: Vec<f64> = firsts.iter().map(|first| milliseconds(first.took)).collect();
        row("", "ms", &format!("first invocation ({})", first.answer), &took, "");
        let memory: Vec<f64> = firsts.iter().map(|first| megabytes(first.memory)).collect();
        row("", "MiB", "peak memory after it", &memory, &memory_goal);
    } else {
        row("", "", "(no event was sent)", &[], &memory_goal);
    }
    let zip_goal = verdict(function.zip_bytes <= ZIP, format!("{} MiB", ZIP / MEGABYTE));
    row("", "MiB", "zip", &[megabytes(function.zip_bytes)], &zip_goal);
}

/// Prints a line: the least, the median and the most of several figures, or a single one.
fn row(name: &str, unit: &str, what: &str, figures: &[f64], goal: &str) {
    let figures = match figures {
        [] => String::new(),
        [one] => format!("{:>7} {one:>7.2}", ""),
        several => {
            let least = several.iter().copied().fold(f64::INFINITY, f64::min);
            let most = several.iter().copied().fold(0.0, f64::max);
            format!("{least:>7.2} {:>7.2} {most:>7.2}", median(several))
        }
    };
    println!("{name:<18} {unit:>9}  {what:<34} {figures:<23}  {goal}");
}

fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[middle] } else { f64::midpoint(sorted[middle - 1], sorted[middle]) }
}

#[expect(clippy::cast_precision_loss, reason = "sizes of programs are exact in 52 bits")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / MEGABYTE as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(error: bool, body: &str) -> Outcome {
        let (headers, trailers) = Default::default();
        Outcome { error, headers, trailers, body: body.into(), begun: std::time::Instant::now() }
    }

    #[test]
    fn what_was_answered_is_told_and_a_failure_is_none() {
        let effect = r#"{"policyDocument":{"Statement":[{"Effect":"Deny"}]}}"#;
        for (error, body, answer) in [
            (false, r#"{"statusCode":401}"#, Some("401")),
            (false, effect, Some("Deny")),
            (true, r#"{"errorMessage":"Unauthorized"}"#, Some("Unauthorized")),
            (false, "null", Some("done")),
            (false, r#"{"batchItemFailures":[]}"#, Some("done")),
            (false, r#"{"batchItemFailures":[{"itemIdentifier":"a"}]}"#, None),
            (true, "null", None),
            (true, r#"{"errorMessage":"the table is gone"}"#, None),
            (false, "{}", None),
            (false, "", None),
        ] {
            assert_eq!(told(&outcome(error, body)).as_deref(), answer, "{body}");
        }
    }

    #[test]
    fn the_median_stands_in_the_middle() {
        for (figures, middle) in [(&[3.0, 1.0, 2.0][..], 2.0), (&[4.0, 1.0, 2.0, 9.0], 3.0), (&[5.0], 5.0)] {
            assert!((median(figures) - middle).abs() < 1e-9);
        }
    }
}
