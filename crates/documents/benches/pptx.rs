//! `mise run bench`: reads all text of the decks in a folder, again and again; prints how long once takes, in seconds, first on
//! one core, then on all; then how many bytes of text there are, and how many cores. `tools/decks.py` makes the decks, and
//! compares.
#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![expect(clippy::print_stdout, reason = "it is what this program does")]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use documents::{Format, Limits, extract};

const ROUNDS: usize = 10;

fn main() {
    // cargo adds an argument of its own.
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let folder = folder.expect("name a folder of decks, or run tools/decks.py");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let cores = thread::available_parallelism().unwrap().get();
    let (one, bytes) = quickest(&paths, 1);
    let (all, _) = quickest(&paths, cores);
    println!("{} {} {bytes} {cores}", one.as_secs_f64(), all.as_secs_f64());
}

/// How long the quickest of the rounds took, and how many bytes of text there are.
fn quickest(paths: &[PathBuf], threads: usize) -> (Duration, usize) {
    // The first round warms up.
    let mut bytes = read_all(paths, threads);
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let began = Instant::now();
        bytes = read_all(paths, threads);
        best = best.min(began.elapsed());
    }
    (best, bytes)
}

fn read_all(paths: &[PathBuf], threads: usize) -> usize {
    let next = AtomicUsize::new(0);
    let read_some = || {
        let mine = std::iter::from_fn(|| paths.get(next.fetch_add(1, Ordering::Relaxed)));
        mine.map(|path| read(path)).sum::<usize>()
    };
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(read_some)).collect();
        read_some() + others.into_iter().map(|other| other.join().unwrap()).sum::<usize>()
    })
}

fn read(path: &Path) -> usize {
    let extracted = extract(Format::Pptx, File::open(path).unwrap(), &Limits::default()).unwrap();
    assert!(!extracted.truncated);
    extracted.sections.iter().map(|section| section.text.len()).sum()
}
