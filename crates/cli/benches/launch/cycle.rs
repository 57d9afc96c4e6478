//! Login, launch and session exchange over HTTP, against the real server on SQLite in a process of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::launching::{Lms, http};
use crate::measuring::{Times, peak_memory};
use crate::server::{Server, free_port, run, workplace};

const CYCLES: usize = 3000;
const CLIENTS: [usize; 3] = [1, 16, 64];

pub async fn measure() {
    let lms = Arc::new(Lms::start().await);
    println!(
        "\nLogin + launch + session over HTTP on SQLite, {CYCLES} cycles (the platform's RSA signature included):"
    );
    println!("  clients   cycles/s    p50 ms    p99 ms   peak memory of the server");
    for clients in CLIENTS {
        let folder = workplace();
        let server = Server::start(folder.path(), free_port(), &["--log", "error"]);
        let registration = lms.registration();
        let add: Vec<&str> =
            ["platform", "add"].into_iter().chain(registration.iter().map(String::as_str)).collect();
        assert!(run(folder.path(), &add).status.success());
        let began = Instant::now();
        let times = Times::of(cycles(&lms, &server.url, clients).await, began.elapsed());
        println!("  {clients:>7} {times}   {}", peak_memory(&server));
    }
}

async fn cycles(lms: &Arc<Lms>, tool: &str, clients: usize) -> Vec<Duration> {
    let count = Arc::new(AtomicUsize::new(0));
    let tasks: Vec<_> = (0..clients)
        .map(|_| {
            let (lms, tool, count) = (Arc::clone(lms), tool.to_owned(), Arc::clone(&count));
            tokio::spawn(async move {
                let (http, mut times) = (http(), Vec::new());
                while count.fetch_add(1, Ordering::Relaxed) < CYCLES {
                    let began = Instant::now();
                    let (posted, answer) = lms.launch(&http, &tool).await.unwrap();
                    posted.exchange(&http, &tool, &answer).await.unwrap();
                    times.push(began.elapsed());
                }
                times
            })
        })
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await.unwrap());
    }
    times
}
