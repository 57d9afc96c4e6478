//! The programs behind it.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use futures_util::StreamExt;
use ports::{EngineError, MarkedText, TranslationEngine};
use tempfile::TempDir;

use super::super::Apertium;
use super::super::discover::Installation;
use super::super::pool::Patience;
use super::{PATIENCE, installation, plain, reports, work};

/// The processes whose command line or environment has this text: those of one test, whose folder has it in its name.
fn processes(of: &Path) -> BTreeSet<i32> {
    let of = of.to_str().unwrap().as_bytes();
    let has = |id: &i32| {
        ["cmdline", "environ"].iter().any(|file| {
            fs::read(format!("/proc/{id}/{file}"))
                .is_ok_and(|text| text.windows(of.len()).any(|part| part == of))
        })
    };
    let ids =
        fs::read_dir("/proc").unwrap().filter_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok());
    ids.filter(has).collect()
}

async fn wait_until(condition: impl Fn() -> bool) {
    while !condition() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// An installation whose processes are told from others by their `PATH`.
fn marked_installation() -> (TempDir, Installation) {
    let folder = tempfile::tempdir().unwrap();
    let mut installation = installation();
    installation.search_path.push(":");
    installation.search_path.push(folder.path());
    (folder, installation)
}

async fn discover(installation: &Installation, patience: Patience) -> Apertium {
    Apertium::discover_with(installation, patience).await.unwrap().unwrap()
}

/// A mode of one program of ours.
fn with_program(script: &str) -> (TempDir, Installation) {
    let (folder, installation) = marked_installation();
    let program = folder.path().join("program");
    fs::write(&program, format!("#!/bin/bash\n{script}\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    fs::create_dir(folder.path().join("modes")).unwrap();
    fs::write(folder.path().join("modes/eng-spa.mode"), program.to_str().unwrap()).unwrap();
    let data_folder = folder.path().to_owned();
    (folder, Installation { data_folder, ..installation })
}

fn house() -> ports::Work {
    work("en", "es", vec![MarkedText::plain("The house.")])
}

#[tokio::test]
async fn without_the_program_or_a_pair_there_is_no_apertium() {
    let empty = tempfile::tempdir().unwrap();
    let without_program = Installation { search_path: empty.path().into(), ..installation() };
    assert!(Apertium::discover(&without_program).await.unwrap().is_none());
    let without_pairs = Installation { data_folder: empty.path().into(), ..installation() };
    assert!(Apertium::discover(&without_pairs).await.unwrap().is_none());
}

#[tokio::test]
async fn the_edition_changes_with_a_pair_and_the_model_does_not() {
    let (folder, installation) = with_program("cat");
    let mode = folder.path().join("modes/eng-spa.mode");
    let before = discover(&installation, PATIENCE).await;
    let again = discover(&installation, PATIENCE).await;
    assert_eq!(before.edition, again.edition);
    let later = fs::metadata(&mode).unwrap().modified().unwrap() + Duration::from_secs(1);
    fs::File::options().append(true).open(&mode).unwrap().set_modified(later).unwrap();
    let after = discover(&installation, PATIENCE).await;
    assert_ne!(after.edition, before.edition);
    assert_eq!(after.model, before.model);
}

#[tokio::test]
async fn no_process_is_left_when_it_is_dropped() {
    let (folder, installation) = marked_installation();
    let apertium = discover(&installation, PATIENCE).await;
    plain(&apertium, ("en", "fr"), "The house.").await;
    assert!(processes(folder.path()).len() > 10);
    drop(apertium);
    wait_until(|| processes(folder.path()).is_empty()).await;
}

#[tokio::test]
async fn an_idle_pipeline_is_ended_and_started_again() {
    let (folder, installation) = marked_installation();
    let apertium = discover(&installation, Patience { idle: Duration::from_millis(50), ..PATIENCE }).await;
    for _ in 0..2 {
        assert_eq!(plain(&apertium, ("en", "es"), "The house.").await, "La casa.");
        wait_until(|| processes(folder.path()).is_empty()).await;
    }
}

#[tokio::test]
async fn of_more_pipelines_than_there_may_be_the_longest_idle_one_is_ended() {
    let (folder, installation) = marked_installation();
    let apertium = discover(&installation, Patience { pipelines: 2, ..PATIENCE }).await;
    let shells = || {
        let is_shell =
            |id: &i32| fs::read_to_string(format!("/proc/{id}/comm")).is_ok_and(|name| name == "bash\n");
        let groups = processes(folder.path()).into_iter().filter(is_shell).map(|id| {
            let pid = rustix::process::Pid::from_raw(id);
            rustix::process::getpgid(pid).map_or(0, |group| group.as_raw_nonzero().get())
        });
        groups.collect::<BTreeSet<_>>()
    };
    plain(&apertium, ("en", "es"), "The house.").await;
    let first = shells();
    plain(&apertium, ("es", "pt"), "La casa.").await;
    let second: BTreeSet<_> = shells().difference(&first).copied().collect();
    plain(&apertium, ("ur", "hi"), "کتاب").await;
    wait_until(|| shells().is_disjoint(&first)).await;
    assert!(shells().is_superset(&second));
    assert_eq!(plain(&apertium, ("en", "es"), "The house.").await, "La casa.");
    wait_until(|| shells().is_disjoint(&second) && shells().len() == 2).await;
}

#[tokio::test]
async fn a_pipeline_that_was_killed_is_started_again() {
    let (folder, installation) = marked_installation();
    let apertium = discover(&installation, PATIENCE).await;
    plain(&apertium, ("en", "es"), "The house.").await;
    let is_program =
        |id: &i32| fs::read_to_string(format!("/proc/{id}/comm")).is_ok_and(|name| name != "bash\n");
    let programs = || processes(folder.path()).into_iter().filter(is_program).collect::<Vec<_>>();
    let count = programs().len();
    // Each in turn: a pipeline without its middle answers something empty, one without its end nothing.
    for nth in 0..count {
        let victim = programs()[nth];
        rustix::process::kill_process(
            rustix::process::Pid::from_raw(victim).unwrap(),
            rustix::process::Signal::KILL,
        )
        .unwrap();
        assert_eq!(plain(&apertium, ("en", "es"), "The house.").await, "La casa.", "without the {nth}th");
        wait_until(|| programs().len() == count).await;
    }
}

#[tokio::test]
async fn a_pipeline_that_dies_again_fails() {
    let (folder, installation) = with_program("echo started >> \"${0%/*}/log\"; read -n 1; exit 1");
    let apertium = discover(&installation, PATIENCE).await;
    let error = reports(&apertium, house()).await.unwrap_err();
    assert!(matches!(error, EngineError::Failed(_)), "{error:?}");
    // Twice for the sentence, twice for its words alone.
    assert_eq!(fs::read_to_string(folder.path().join("log")).unwrap().lines().count(), 4);
}

#[tokio::test]
async fn a_pipeline_that_hangs_is_killed_with_all_its_programs() {
    let (folder, installation) = with_program("sleep 1000 & echo $! > \"${0%/*}/id\"; wait");
    let limit = Duration::from_millis(300);
    let apertium = discover(&installation, Patience { sentence: limit, ..PATIENCE }).await;
    let error = reports(&apertium, house()).await.unwrap_err();
    assert!(matches!(error, EngineError::TimedOut(time) if time == limit), "{error:?}");
    assert!(folder.path().join("id").exists(), "the program had begun");
    wait_until(|| processes(folder.path()).is_empty()).await;
}

#[tokio::test]
async fn a_hanging_sentence_does_not_count_against_those_who_wait() {
    let (_folder, installation) = with_program("sleep 1000");
    let limit = Duration::from_millis(100);
    let apertium = discover(&installation, Patience { sentence: limit, ..PATIENCE }).await;
    let calls = (0..5).map(|_| reports(&apertium, house()));
    for result in futures_util::future::join_all(calls).await {
        assert!(matches!(result, Err(EngineError::TimedOut(_))), "{result:?}");
    }
}

#[tokio::test]
async fn words_without_a_translation_stay() {
    let (_folder, installation) =
        with_program(r#"while read -r -d '' text; do printf '.[%s\0' "${text##*[}"; done"#);
    let apertium = discover(&installation, PATIENCE).await;
    assert_eq!(plain(&apertium, ("en", "es"), "The house. It is red.").await, "The house. It is red.");
}

#[tokio::test]
async fn quotation_marks_that_a_rule_drops_are_kept() {
    let (_folder, installation) =
        with_program(r#"while read -r -d '' text; do printf '%s\0' "${text//\"/}"; done"#);
    let apertium = discover(&installation, PATIENCE).await;
    assert_eq!(plain(&apertium, ("en", "es"), "The \"red\" house.").await, "The \"red\" house.");
}

#[tokio::test]
async fn an_answer_to_another_sentence_is_not_taken() {
    let (folder, installation) =
        with_program("echo started >> \"${0%/*}/log\"; while read -r -d ''; do printf 'casa.[e1]\\0'; done");
    let apertium = discover(&installation, PATIENCE).await;
    for _ in 0..2 {
        assert_eq!(plain(&apertium, ("en", "es"), "House.").await, "casa.");
    }
    assert_eq!(fs::read_to_string(folder.path().join("log")).unwrap().lines().count(), 2);
}

#[tokio::test]
async fn a_stream_that_is_dropped_while_it_waits_is_never_sent() {
    let (folder, installation) = with_program(
        "while read -r -d '' text; do echo asked >> \"${0%/*}/log\"; sleep 0.1; printf '%s\\0' \"$text\"; done",
    );
    let apertium = discover(&installation, PATIENCE).await;
    let first = apertium.translate(house()).await.unwrap();
    drop(apertium.translate(house()).await.unwrap());
    assert_eq!(first.count().await, 2);
    assert_eq!(plain(&apertium, ("en", "es"), "House.").await, "House.");
    assert_eq!(fs::read_to_string(folder.path().join("log")).unwrap().lines().count(), 2);
}

#[tokio::test]
async fn a_mode_that_was_uninstalled_is_unreachable() {
    let (folder, installation) = with_program("cat");
    let apertium = discover(&installation, PATIENCE).await;
    fs::remove_dir_all(folder.path().join("modes")).unwrap();
    let error = reports(&apertium, house()).await.unwrap_err();
    assert!(matches!(error, EngineError::Unreachable(_)), "{error:?}");
}

#[tokio::test]
async fn programs_get_nothing_of_our_environment() {
    let (folder, installation) = with_program("env > \"${0%/*}/env\"; cat");
    let apertium = discover(&installation, PATIENCE).await;
    reports(&apertium, house()).await.unwrap();
    let environment = fs::read_to_string(folder.path().join("env")).unwrap();
    let names: BTreeSet<_> = environment.lines().filter_map(|line| line.split('=').next()).collect();
    assert_eq!(names, BTreeSet::from(["LC_ALL", "PATH", "PWD", "SHLVL", "_"]));
}
