//! The tool over HTTP, as platforms, browsers, the front end and attackers meet it.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not count as tests")]

use std::collections::BTreeMap;
use std::path::Path;

mod harness;

mod access;
mod audience;
mod binding;
mod cross_site;
mod deployment;
mod frames;
mod headers;
mod issuer;
mod key_lookup;
mod key_set_answers;
mod login;
mod logs;
mod markup;
mod message;
mod own_keys;
mod register;
mod register_answers;
mod replay;
mod session;
mod signature;
mod sizes;
mod storage;
mod target;
mod times;

/// The numbers of the list of attacks that the tool answers so far.
fn expected() -> impl Iterator<Item = u32> {
    (1..=36).chain(39..=42)
}

/// A test says which attack it is by the doc comment `/// Attack 7: …`.
#[test]
fn every_attack_has_exactly_one_test() {
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
    assert!(tests.keys().copied().eq(expected()), "{tests:#?}");
}
