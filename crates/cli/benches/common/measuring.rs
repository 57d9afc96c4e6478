//! What the benchmarks have in common: how times are told, and memory.

use std::fmt;
use std::time::Duration;

use crate::server::Server;

/// How long each of many things took, sorted, and all of them together.
pub struct Times {
    each: Vec<Duration>,
    all: Duration,
}

impl Times {
    pub fn of(mut each: Vec<Duration>, all: Duration) -> Self {
        each.sort();
        Self { each, all }
    }

    /// Things in a second.
    pub fn rate(&self) -> f64 {
        f64::from(u32::try_from(self.each.len()).unwrap()) / self.all.as_secs_f64()
    }

    fn milliseconds(&self, share: usize) -> f64 {
        self.each[(self.each.len() - 1) * share / 100].as_secs_f64() * 1000.0
    }
}

/// Things in a second, the median and the 99th percentile in milliseconds.
impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>10.0} {:>9.2} {:>9.2}", self.rate(), self.milliseconds(50), self.milliseconds(99))
    }
}

/// The most memory that the server has held, as Linux counts it.
pub fn peak_memory(server: &Server) -> String {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.child.id())).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.map_or_else(|| "(not known on this system)".into(), |peak| peak.trim().to_owned())
}
