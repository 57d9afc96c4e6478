//! What an index survives.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use documents::Format;
use ports::{DocumentIndex as _, IndexError, IndexState, NewContent, PassageSearch as _};
use tantivy::schema::{STRING, Schema};

use crate::support::{course, document, listed, open};

/// The largest file in a folder.
fn largest(folder: &Path) -> std::path::PathBuf {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files.max_by_key(|file| fs::metadata(file).unwrap().len()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_put_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let a = document(&course(7), "a.txt", "The walrus has tusks.");
    open(folder.path()).put(vec![a.clone()]).await.unwrap();
    let index = open(folder.path());
    assert!(!index.is_new());
    let found = index.search(&course(7), "walrus", 5).await.unwrap();
    assert_eq!(found.iter().map(|passage| &passage.document).collect::<Vec<_>>(), [&a.id]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_with_a_damaged_file_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let a = document(&course(7), "a.txt", &"The walrus has tusks. ".repeat(500));
    let ids = [a.id.clone()];
    open(folder.path()).put(vec![a.clone()]).await.unwrap();
    let file = largest(folder.path());
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    fs::write(&file, bytes).unwrap();

    let index = open(folder.path());
    assert!(index.is_new());
    assert_eq!(index.states(&ids).await.unwrap(), [IndexState::Absent]);
    assert_eq!(index.put(vec![a]).await.unwrap(), [IndexState::Indexed]);
    assert!(!index.search(&course(7), "walrus", 5).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_whose_list_of_files_is_cut_off_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path()).put(vec![document(&course(7), "a.txt", "The walrus has tusks.")]).await.unwrap();
    let list = folder.path().join("meta.json");
    let text = fs::read_to_string(&list).unwrap();
    fs::write(&list, &text[..text.len() / 2]).unwrap();
    assert_eq!(listed(&open(folder.path())).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_of_another_version_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let mut other = Schema::builder();
    other.add_text_field("sentence", STRING);
    tantivy::Index::create_in_dir(folder.path(), other.build()).unwrap();
    let index = open(folder.path());
    index.put(vec![document(&course(7), "a.txt", "The walrus has tusks.")]).await.unwrap();
    assert!(!index.search(&course(7), "walrus", 5).await.unwrap().is_empty());
}

#[test]
fn a_folder_that_is_a_file_is_refused_by_name() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = local_index::LocalIndex::open(file.path(), None).err().unwrap().to_string();
    assert!(error.contains(file.path().to_str().unwrap()), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_without_text_is_known_and_never_found() {
    let folder = tempfile::tempdir().unwrap();
    let index = open(folder.path());
    let empty = document(&course(7), "walrus.txt", "\n");
    let ids = [empty.id.clone()];
    assert_eq!(index.put(vec![empty]).await.unwrap(), [IndexState::Indexed]);
    assert_eq!(index.states(&ids).await.unwrap(), [IndexState::Indexed]);
    assert_eq!(index.search(&course(7), "walrus", 5).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_whose_text_was_not_taken_out_fails() {
    let folder = tempfile::tempdir().unwrap();
    let index = open(folder.path());
    let mut file = document(&course(7), "a.pdf", "");
    let ids = [file.id.clone()];
    file.content = NewContent::File { path: "a.pdf".into(), format: Format::Pdf };
    assert!(!index.reads(Format::Pdf));
    assert!(matches!(&index.put(vec![file]).await.unwrap()[..], [IndexState::Failed(_)]));
    assert_eq!(index.states(&ids).await.unwrap(), [IndexState::Absent]);
}

/// Runs one of the tests below that are ignored in a process of its own, which works in the folder.
fn child(folder: &Path, test: &str, before: &str) -> Command {
    let mut command = Command::new("sh");
    let program = std::env::current_exe().unwrap();
    let run = format!("{before} exec \"$0\" --ignored --exact broken::{test}");
    command.args(["-c", &run]).arg(program).current_dir(folder);
    command
}

/// The place that a child works in, if it is one.
fn childs_place() -> Option<&'static Path> {
    let place = Path::new("index-of-a-child");
    place.exists().then_some(place)
}

fn place(folder: &Path) -> std::path::PathBuf {
    let place = folder.join("index-of-a-child");
    fs::create_dir(&place).unwrap();
    place
}

/// Puts documents two by two; after each call it notes that it is over.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "it is run by the test that kills it"]
async fn child_that_puts_documents_until_it_is_killed() {
    let Some(place) = childs_place() else { return };
    let index = open(place);
    for number in 0..10_000 {
        let pair =
            ["a", "b"].map(|half| document(&course(7), &format!("{number}{half}"), "The walrus has tusks."));
        index.put(pair.into()).await.unwrap();
        fs::write("over", number.to_string()).unwrap();
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_process_leaves_whole_changes_and_all_that_were_over() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(folder.path());
    for round in 1..=3 {
        let _ = fs::remove_file(folder.path().join("over"));
        let mut child = child(folder.path(), "child_that_puts_documents_until_it_is_killed", "")
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let over = || fs::read_to_string(folder.path().join("over")).ok()?.parse::<usize>().ok();
        while over().is_none_or(|number| number < 10 * round) {
            assert!(child.try_wait().unwrap().is_none(), "the child ended by itself");
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let over = over().unwrap_or(10 * round);
        let index = open(&place);
        let there = listed(&index).await.len();
        assert!(there % 2 == 0 && there >= 2 * (over + 1), "{there} documents, {over} pairs were over");
        let last = document(&course(7), &format!("{over}b"), "");
        assert_eq!(index.states(&[last.id]).await.unwrap(), [IndexState::Indexed]);
    }
}

/// Puts larger and larger documents until there is no more room, then makes sure that nothing is broken.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "it is run by the test that leaves it no room"]
async fn child_that_fills_the_disk() {
    let Some(place) = childs_place() else { return };
    let index = open(place);
    index.put(vec![document(&course(7), "first.txt", "The walrus has tusks.")]).await.unwrap();
    let mut failure = None;
    for size in (10..24).map(|power| 1_usize << power) {
        // Words that are all different: nothing makes them smaller.
        let words = (0..size).map(|number| format!("w{:x} ", number * 0x9e37_79b9));
        let text = words.collect::<Vec<_>>().concat();
        failure = index.put(vec![document(&course(7), "large.txt", &text)]).await.err();
        if failure.is_some() {
            break;
        }
    }
    assert!(matches!(failure, Some(IndexError::Unusable(_))), "{failure:?}");
    assert!(!index.search(&course(7), "walrus", 5).await.unwrap().is_empty());
    index.put(vec![document(&course(7), "second.txt", "The narwhal has a tusk.")]).await.unwrap();
    assert!(!index.search(&course(7), "narwhal", 5).await.unwrap().is_empty());
    fs::write("over", "").unwrap();
}

/// Files may not become larger than half a megabyte, and the signal that says so is ignored: writing fails, as on a full disk.
#[cfg(unix)]
#[test]
fn a_full_disk_fails_one_change_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    place(folder.path());
    let before = "trap '' XFSZ; ulimit -f 1024;";
    let ended = child(folder.path(), "child_that_fills_the_disk", before).output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stdout));
    assert!(folder.path().join("over").exists(), "the child did nothing");
}
