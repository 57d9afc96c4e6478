//! What was acknowledged stays, however the server ends.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::{Client, StatusCode};

use crate::launching::{Lms, Posted, http};
use crate::server::{Server, command, free_port, run, workplace};

const KILLS: u32 = 20;
const LAUNCHING: usize = 6;
const REGISTERING: usize = 2;
const ACKNOWLEDGED: usize = 1000;

/// What the server, or the command, said was done.
#[derive(Default)]
struct Acknowledged {
    launches: Mutex<Vec<Posted>>,
    bearers: Mutex<Vec<String>>,
    registrations: Mutex<Vec<String>>,
    count: AtomicUsize,
    over: AtomicBool,
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_before_kill_9_is_there_and_no_claimed_state_revives() {
    let folder = workplace();
    let port = free_port();
    let lms = Arc::new(Lms::start().await);
    drop(Server::start(folder.path(), port, &[]));
    let registration = lms.registration();
    let add: Vec<&str> =
        ["platform", "add"].into_iter().chain(registration.iter().map(String::as_str)).collect();
    assert!(run(folder.path(), &add).status.success());

    let done = Arc::new(Acknowledged::default());
    let tool = format!("http://localhost:{port}");
    let mut clients = Vec::new();
    for _ in 0..LAUNCHING {
        let (lms, done, tool) = (Arc::clone(&lms), Arc::clone(&done), tool.clone());
        clients.push(tokio::spawn(async move { launch_on_and_on(&lms, &tool, &done).await }));
    }
    for client in 0..REGISTERING {
        let (done, folder) = (Arc::clone(&done), folder.path().to_owned());
        clients.push(tokio::task::spawn_blocking(move || register_on_and_on(client, &folder, &done)));
    }
    for kill in 0..KILLS {
        let server = Server::start(folder.path(), port, &[]);
        // The last life is as long as it takes to have enough acknowledged.
        let enough = |done: &Acknowledged| done.count.load(Ordering::Relaxed) >= ACKNOWLEDGED;
        tokio::time::sleep(Duration::from_millis(100 + u64::from(kill * 37 % 150))).await;
        if kill == KILLS - 1 {
            // Most kills must have come while clients wrote, or they prove nothing.
            assert!(
                done.count.load(Ordering::Relaxed) >= ACKNOWLEDGED / 5,
                "acknowledged before the last life"
            );
        }
        while kill == KILLS - 1 && !enough(&done) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        server.kill();
    }
    done.over.store(true, Ordering::Relaxed);
    for client in clients {
        client.await.unwrap();
    }
    everything_is_there(folder.path(), port, &tool, &done).await;
}

async fn launch_on_and_on(lms: &Lms, tool: &str, done: &Acknowledged) {
    let http = http();
    while !done.over.load(Ordering::Relaxed) {
        if launch_once(lms, &http, tool, done).await.is_err() {
            // The server is down; the next is on its way.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

async fn launch_once(lms: &Lms, http: &Client, tool: &str, done: &Acknowledged) -> reqwest::Result<()> {
    let (posted, answer) = lms.launch(http, tool).await?;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    done.launches.lock().unwrap().push(posted.clone());
    done.count.fetch_add(1, Ordering::Relaxed);
    let bearer = posted.exchange(http, tool, &answer).await?;
    done.bearers.lock().unwrap().push(bearer);
    Ok(())
}

fn register_on_and_on(client: usize, folder: &Path, done: &Acknowledged) {
    for number in 0.. {
        if done.over.load(Ordering::Relaxed) {
            return;
        }
        let issuer = format!("https://lms-{client}-{number}.example");
        let arguments = ["platform", "add", "--issuer", &issuer, "--client-id", "c", "--deployment-id", "1"];
        if command(folder, &arguments).output().unwrap().status.success() {
            done.registrations.lock().unwrap().push(issuer);
            done.count.fetch_add(1, Ordering::Relaxed);
        }
    }
}

async fn everything_is_there(folder: &Path, port: u16, tool: &str, done: &Acknowledged) {
    let _server = Server::start(folder, port, &[]);
    let http = http();
    let launches = std::mem::take(&mut *done.launches.lock().unwrap());
    let registrations = std::mem::take(&mut *done.registrations.lock().unwrap());
    let bearers = std::mem::take(&mut *done.bearers.lock().unwrap());
    println!(
        "{} launches, {} sessions, {} registrations",
        launches.len(),
        bearers.len(),
        registrations.len()
    );
    assert!(launches.len() + registrations.len() >= ACKNOWLEDGED);
    assert!(!bearers.is_empty() && !registrations.is_empty());
    for posted in launches {
        let answer = posted.post(&http, tool).await.unwrap();
        assert_eq!(answer.status(), StatusCode::CONFLICT, "a claimed state came back to life");
        assert!(answer.text().await.unwrap().contains("state_used"));
    }
    for bearer in bearers {
        let me = http.get(format!("{tool}/api/me")).bearer_auth(bearer).send().await.unwrap();
        assert_eq!(me.status(), StatusCode::OK, "a session is gone");
    }
    let listed = String::from_utf8(run(folder, &["platform", "list"]).stdout).unwrap();
    for issuer in registrations {
        assert!(listed.lines().any(|line| line == issuer), "{issuer} is gone");
    }
}
