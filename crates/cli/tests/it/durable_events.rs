//! An event that was acknowledged is there, and acted upon, however the server ends.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ports::conformance::event_sink::detail;
use reqwest::Client;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::launching::http;
use crate::sender::Sender;
use crate::server::{Server, free_port, run, workplace};

const KILLS: usize = 20;
const SENDING: usize = 6;
/// Events that are acknowledged between one start and the next end.
const LEAST_IN_A_LIFE: usize = 20;
const SITE: &str = "https://moodle.example";

/// What the server said was taken.
#[derive(Default)]
struct Acknowledged {
    ids: Mutex<Vec<String>>,
    count: AtomicUsize,
    over: AtomicBool,
}

#[tokio::test(flavor = "multi_thread")]
async fn events_that_were_acknowledged_before_kill_9_are_there_once_and_acted_upon() {
    let folder = workplace();
    let port = free_port();
    let server = Server::start(folder.path(), port, &[]);
    let add = run(folder.path(), &["site", "add", "--url", SITE, "--public-url", &server.url]);
    let sender = Sender::of(&String::from_utf8(add.stdout).unwrap());
    drop(server);

    let done = Arc::new(Acknowledged::default());
    let clients: Vec<_> = (0..SENDING)
        .map(|client| {
            let (sender, done) = (sender.clone(), Arc::clone(&done));
            tokio::spawn(async move { send_on_and_on(client, &sender, &done).await })
        })
        .collect();
    for kill in 0..KILLS {
        let server = Server::start(folder.path(), port, &[]);
        // However slow the machine is, each life ends while clients send.
        let enough = done.count.load(Ordering::Relaxed) + LEAST_IN_A_LIFE + kill * 37 % 40;
        while done.count.load(Ordering::Relaxed) < enough {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        server.kill();
    }
    done.over.store(true, Ordering::Relaxed);
    for client in clients {
        client.await.unwrap();
    }
    everything_is_there(folder.path(), port, &done).await;
}

/// Sends one event after the other, each until it is acknowledged, as the plugin does.
async fn send_on_and_on(client: usize, sender: &Sender, done: &Acknowledged) {
    let http = http();
    for number in 0.. {
        let mut fresh = detail(SITE);
        fresh["courseid"] = json!(client + 2);
        fresh["cmid"] = json!(number + 1);
        if !send_until_taken(sender, &http, &fresh, done).await {
            return;
        }
    }
}

async fn send_until_taken(sender: &Sender, http: &Client, detail: &Value, done: &Acknowledged) -> bool {
    while !done.over.load(Ordering::Relaxed) {
        match sender.send(http, std::slice::from_ref(detail)).await {
            Ok(ids) => {
                done.ids.lock().unwrap().extend(ids);
                done.count.fetch_add(1, Ordering::Relaxed);
                return true;
            }
            // The server is down; the next is on its way.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
    false
}

async fn everything_is_there(folder: &Path, port: u16, done: &Acknowledged) {
    let _server = Server::start(folder, port, &[]);
    let acknowledged = std::mem::take(&mut *done.ids.lock().unwrap());
    println!("{} events", acknowledged.len());
    let db = Connection::open(folder.join(".data/moodle-aws.sqlite3")).unwrap();
    let number = |sql: &str| -> i64 { db.query_row(sql, [], |row| row.get(0)).unwrap() };
    for _ in 0..600 {
        if number("SELECT count(*) FROM events WHERE due IS NOT NULL") == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(number("SELECT count(*) FROM events WHERE due IS NOT NULL OR failure IS NOT NULL"), 0);
    let column = |sql: &str| -> Vec<String> {
        let mut select = db.prepare(sql).unwrap();
        let rows = select.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let kept = column("SELECT eventid FROM events");
    let once: HashSet<_> = kept.iter().collect();
    assert_eq!(once.len(), kept.len(), "an event is there twice");
    for id in &acknowledged {
        assert!(once.contains(id), "the event {id} is gone");
    }
    // Each is of a module of its own, so each has made a job that waits, or more after a kill. Those that fell due meanwhile were
    // worked on: the site cannot be read without a token, and that is told of the course.
    let jobs: HashSet<_> =
        column("SELECT json_extract(message, '$.event_id') FROM index_queue").into_iter().collect();
    let told: HashSet<_> = column("SELECT CAST(course AS TEXT) FROM indexed_courses").into_iter().collect();
    let courses: HashMap<_, _> = column("SELECT eventid || ' ' || course FROM events")
        .iter()
        .filter_map(|row| row.split_once(' '))
        .map(|(id, course)| (id.to_owned(), course.to_owned()))
        .collect();
    for id in &acknowledged {
        assert!(jobs.contains(id) || told.contains(&courses[id]), "nothing became of the event {id}");
    }
}
