//! The readings over HTTP: a real platform launches the real tool, and its front end calls.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not count as tests")]

use std::collections::BTreeMap;
use std::path::Path;

mod harness;

mod access;
mod content;
mod course_copy;
mod cross_site;
mod deep_link;
mod done;
mod drills;
mod opening;
mod privacy;
mod progress;
mod reading;
mod sending;
mod services;
mod submission;

/// The numbers of the list of attacks that touch the readings.
const EXPECTED: [u32; 4] = [37, 38, 41, 42];

/// A test says which attack it is by the doc comment `/// Attack 7: …`.
#[test]
fn every_attack_on_the_readings_has_exactly_one_test() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let mut tests: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        for doc in source.split("\n/// Attack ").skip(1) {
            let number: String = doc.chars().take_while(char::is_ascii_digit).collect();
            let (before, after) = doc.split_once("async fn ").expect("a test follows");
            assert!(before.contains("\n#[tokio::test"), "attack {number} is a test: {before}");
            let name = after.split('(').next().unwrap_or_default().to_owned();
            tests.entry(number.parse().unwrap()).or_default().push(name);
        }
    }
    for (number, names) in &tests {
        assert_eq!(names.len(), 1, "attack {number}: {names:?}");
    }
    assert!(tests.keys().eq(&EXPECTED), "{tests:#?}");
}
