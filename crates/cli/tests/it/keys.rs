//! What an operator does with the tool's own keys.

use std::path::Path;
use std::process::Output;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::launching::http;
use crate::server::{Server, free_port, refusal, run, workplace};

const MOODLE: [&str; 4] = ["--issuer", "https://moodle.example", "--client-id", "abc"];

fn said(folder: &Path, arguments: &[&str]) -> String {
    let Output { status, stdout, stderr } = run(folder, arguments);
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).unwrap()
}

/// The keys that are listed, in their order.
fn kids(folder: &Path) -> Vec<String> {
    let listed = said(folder, &["keys", "list"]);
    listed.lines().filter(|line| !line.starts_with(' ')).map(str::to_owned).collect()
}

fn pin(folder: &Path, option: &str) -> String {
    said(folder, &[&["platform", "add"], &MOODLE[..], &["--deployment-id", "1", option]].concat())
}

fn database(folder: &Path) -> Connection {
    Connection::open(folder.join(".data/moodle-aws.sqlite3")).unwrap()
}

/// The keys as they are stored.
fn ring(database: &Connection) -> Value {
    let query = "SELECT value FROM secrets WHERE name = 'tool-key'";
    let stored: Vec<u8> = database.query_row(query, [], |row| row.get(0)).unwrap();
    serde_json::from_slice(&stored).unwrap()
}

#[test]
fn a_rotation_says_what_happens_when_and_a_second_one_that_it_is_under_way() {
    let folder = workplace();
    let refused = refusal(folder.path(), &["keys", "list"]);
    assert!(refused.contains("there is no data folder"), "{refused}");
    let old_pem = said(folder.path(), &["keys", "pem"]);
    let [old] = &kids(folder.path())[..] else { panic!() };
    let rotated = said(folder.path(), &["keys", "rotate"]);
    let listed = said(folder.path(), &["keys", "list"]);
    let [first, new] = &kids(folder.path())[..] else { panic!("{listed}") };
    assert_eq!(first, old, "the one that signs comes first");
    assert!(rotated.contains(&format!("A new key is published: {new}\n")), "{rotated}");
    assert!(rotated.contains(&format!("Until then {old} signs.")), "{rotated}");
    assert!(listed.contains(&format!("{old}\n  signs    since 2")), "{listed}");
    assert!(listed.contains(&format!("{new}\n  next     published since 2")), "{listed}");
    let refused = refusal(folder.path(), &["keys", "rotate"]);
    assert!(refused.contains(&format!("a rotation is under way: the key {new} signs from 2")), "{refused}");
    assert_eq!(kids(folder.path()).len(), 2);
    assert_eq!(said(folder.path(), &["keys", "pem"]), old_pem, "the one that signs is the default");
    let new_pem = said(folder.path(), &["keys", "pem", &format!("--kid={new}")]);
    assert!(new_pem.starts_with("-----BEGIN PUBLIC KEY-----") && new_pem != old_pem, "{new_pem}");
    let refused = refusal(folder.path(), &["keys", "pem", "--kid", "nobody"]);
    assert!(refused.contains("the tool has no key nobody"), "{refused}");
}

#[test]
fn a_leaked_key_is_out_at_once_and_a_fresh_one_signs() {
    let folder = workplace();
    said(folder.path(), &["keys", "pem"]);
    let leaked = kids(folder.path()).remove(0);
    let retire = format!("--kid={leaked}");
    let done = said(folder.path(), &["keys", "retire", &retire]);
    let [fresh] = &kids(folder.path())[..] else { panic!() };
    assert_ne!(*fresh, leaked);
    assert!(done.contains(&format!("Took out the key {leaked}.")), "{done}");
    assert!(done.contains(&format!("{fresh} signs now.")), "{done}");
    let refused = refusal(folder.path(), &["keys", "retire", &retire]);
    assert!(refused.contains(&format!("the tool has no key {leaked}")), "{refused}");
}

#[test]
fn a_pinned_registration_is_listed_and_named_with_what_to_do_by_whatever_changes_its_key() {
    let folder = workplace();
    said(folder.path(), &["keys", "pem"]);
    let old = kids(folder.path()).remove(0);
    let added = pin(folder.path(), "--pin-key");
    assert!(added.contains(&format!("signed with   {old}\n")), "{added}");
    let listed = said(folder.path(), &["keys", "list"]);
    assert!(listed.contains("  pinned   client abc at https://moodle.example\n"), "{listed}");

    let rotated = said(folder.path(), &["keys", "rotate"]);
    let new = kids(folder.path()).remove(1);
    let warning = "Warning: client abc at https://moodle.example stays with its older key";
    assert!(rotated.contains(warning), "{rotated}");
    let command =
        format!("platform add --issuer https://moodle.example --client-id abc --pin-key={new} --data .data");
    assert!(rotated.contains(&command), "{rotated}");
    let kept = said(folder.path(), &[&["platform", "add"], &MOODLE[..], &["--deployment-id", "2"]].concat());
    assert!(kept.contains(&format!("signed with   {old}\n")), "what is not given stays: {kept}");

    let retired = said(folder.path(), &["keys", "retire", &format!("--kid={old}")]);
    assert!(
        retired.contains("Warning: client abc at https://moodle.example has the PEM of that key."),
        "{retired}"
    );
    let listed = said(folder.path(), &["keys", "list"]);
    assert!(listed.contains(&format!("{old}\n  GONE     but client abc at")), "{listed}");
    let doctor = run(folder.path(), &["doctor"]);
    let told = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert!(told.contains(&format!("is pinned to the tool's key {old}, which was taken out")), "{told}");
    assert!(told.contains(&format!("the tool has its keys; {new} signs")), "{told}");
    assert!(pin(folder.path(), &format!("--pin-key={new}")).contains(&format!("signed with   {new}\n")));
    assert!(!pin(folder.path(), "--unpin-key").contains("signed with"));
    let unknown = [&["platform", "add"], &MOODLE[..], &["--pin-key", &old]].concat();
    let refused = refusal(folder.path(), &unknown);
    assert!(refused.contains(&format!("the tool has no key {old}")), "{refused}");
}

/// As if the keys had been rotated 91 days ago: the key that signs is that old, and its predecessor is over.
fn age(folder: &Path) -> String {
    said(folder, &["keys", "pem"]);
    said(folder, &["keys", "rotate"]);
    let signing = kids(folder).remove(1);
    let database = database(folder);
    let mut ring = ring(&database);
    let [mut over, mut current] = [ring["current"].take(), ring["next"].take()];
    let then = current["made"].as_i64().unwrap() - 91 * 24 * 3600;
    over["until"] = (then + 1).into();
    current["made"] = then.into();
    current["signs"] = then.into();
    let aged = json!({ "version": 1, "current": current, "retired": [over] }).to_string();
    let write = "UPDATE secrets SET value = ?1 WHERE name = 'tool-key'";
    assert_eq!(database.execute(write, [aged.into_bytes()]).unwrap(), 1);
    assert_eq!(kids(folder).len(), 2);
    signing
}

/// Waits until the server has looked after the keys: then the one that was over is deleted.
fn looked_after(folder: &Path) -> Value {
    let (began, database) = (Instant::now(), database(folder));
    loop {
        let ring = ring(&database);
        if ring["retired"] == json!([]) {
            return ring;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "serve does not look after the keys: {began:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_rotates_keys_that_are_ninety_days_old_and_publishes_both() {
    let folder = workplace();
    let old = age(folder.path());
    let server = Server::start(folder.path(), free_port(), &[]);
    looked_after(folder.path());
    drop(server);
    let server = Server::start(folder.path(), free_port(), &[]);
    let set = http().get(format!("{}/lti/jwks", server.url)).send().await.unwrap();
    let set: Value = set.json().await.unwrap();
    let published: Vec<_> = set["keys"].as_array().unwrap().iter().map(|key| &key["kid"]).collect();
    assert_eq!(published.len(), 2);
    assert_eq!(published, kids(folder.path()).iter().collect::<Vec<_>>());
    assert_eq!(published[0], &old);
}

#[test]
fn serve_rotates_no_keys_that_are_younger_than_it_is_told_or_when_it_is_told_not_to() {
    for days in ["0", "92"] {
        let folder = workplace();
        age(folder.path());
        let _server = Server::start(folder.path(), free_port(), &["--rotate-keys-days", days]);
        assert_eq!(looked_after(folder.path()).get("next"), None, "{days}");
    }
}
