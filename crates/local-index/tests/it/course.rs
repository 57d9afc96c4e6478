//! How well the index finds the files of a real course: that of `tests/course`, whose files are made and read here.
//!
//! `questions.json` there was written before any search had answered it, and nothing is tuned on it. What the search weighs and
//! where it stops is chosen on `development.json` beside this file. Each test prints its figures (`-- --nocapture`).

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use documents::{Limits, extract, recognise};
use local_index::LocalIndex;
use ports::{
    DocumentId, DocumentIndex as _, MOST_AT_ONCE, NewContent, NewDocument, Passage, PassageSearch as _,
};
use serde::Deserialize;
use tempfile::TempDir;

use crate::{model, support};

#[derive(Deserialize)]
struct Questions {
    answerable: Vec<Answerable>,
    unanswerable: Vec<Unanswerable>,
}

#[derive(Deserialize)]
struct Answerable {
    question: String,
    file: String,
    /// Whether it has a word of the sentence that answers it, or of those around it.
    #[serde(default)]
    shares_noun: bool,
}

#[derive(Deserialize)]
struct Unanswerable {
    question: String,
}

fn questions(path: &str) -> Questions {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The course's files as documents, made and read once.
fn documents() -> &'static [NewDocument] {
    static DOCUMENTS: OnceLock<Vec<NewDocument>> = OnceLock::new();
    DOCUMENTS.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/course/make.py");
        let made = Command::new("python3").arg(program).arg(folder.path()).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let files = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path());
        files.map(|file| document(&file)).collect()
    })
}

fn document(path: &Path) -> NewDocument {
    let name = path.file_name().unwrap().to_str().unwrap();
    let format = recognise(name, "", File::open(path).unwrap()).unwrap();
    let extracted = extract(format, File::open(path).unwrap(), &Limits::default()).unwrap();
    NewDocument {
        content: NewContent::Text(extracted.sections),
        ..support::document(&support::course(7), name, "")
    }
}

struct Course {
    index: LocalIndex,
    names: BTreeMap<DocumentId, &'static str>,
    _folder: TempDir,
}

/// How many questions were answered with what.
#[derive(Default)]
struct Figures {
    answerable: usize,
    /// The right file comes first.
    right: usize,
    /// The right file comes first, of the questions that share no word with their answer.
    right_without_a_word: usize,
    /// The right file is among the first five passages.
    among_five: usize,
    /// Nothing was found.
    unanswered: usize,
    unanswerable: usize,
    /// Nothing was found, which is right.
    refused: usize,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "of {} answerable questions {} find their file first ({} of those without a word of the answer), {} among five, {} \
             nothing; of {} unanswerable ones {} find nothing",
            self.answerable,
            self.right,
            self.right_without_a_word,
            self.among_five,
            self.unanswered,
            self.unanswerable,
            self.refused
        )
    }
}

impl Course {
    async fn with(index: impl FnOnce(&Path) -> LocalIndex) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let index = index(folder.path());
        for some in documents().chunks(MOST_AT_ONCE) {
            index.put(some.to_vec()).await.unwrap();
        }
        let names = documents().iter().map(|document| (document.id.clone(), &*document.name)).collect();
        Self { index, names, _folder: folder }
    }

    async fn ask(&self, question: &str) -> Vec<Passage> {
        let mut found = self.index.search(&support::course(7), question, 5).await.unwrap();
        found.retain(|passage| passage.fits);
        found
    }

    async fn figures(&self, questions: &Questions) -> Figures {
        let mut figures = Figures {
            answerable: questions.answerable.len(),
            unanswerable: questions.unanswerable.len(),
            ..Figures::default()
        };
        for Answerable { question, file, shares_noun } in &questions.answerable {
            let found = self.ask(question).await;
            let right = |passage: &Passage| self.names[&passage.document] == file;
            let first = found.first().is_some_and(right);
            figures.right += usize::from(first);
            figures.right_without_a_word += usize::from(first && !shares_noun);
            figures.among_five += usize::from(found.iter().any(right));
            figures.unanswered += usize::from(found.is_empty());
            self.print(first, &found, question, file);
        }
        for Unanswerable { question } in &questions.unanswerable {
            let found = self.ask(question).await;
            figures.refused += usize::from(found.is_empty());
            self.print(found.is_empty(), &found, question, "nothing");
        }
        println!("{figures}");
        figures
    }

    fn print(&self, right: bool, found: &[Passage], question: &str, expected: &str) {
        let best = found.first().map_or((0.0, "nothing"), |best| (best.score, self.names[&best.document]));
        let mark = if right { "+" } else { "-" };
        println!("{mark} {:.3} {question}\n        {expected} <- {}", best.0, best.1);
    }
}

/// Less than an assistant needs by itself: what is among five is put before a language model, which says whether it answers.
#[tokio::test(flavor = "multi_thread")]
async fn with_a_model_most_questions_find_their_file() {
    let course = Course::with(|folder| support::open_with(folder, &model::installed())).await;
    let figures = course.figures(&questions("tests/it/development.json")).await;
    assert!(figures.unanswered <= 1 && figures.refused >= 7, "{figures}");
    let figures = course.figures(&questions("../../tests/course/questions.json")).await;
    assert!(figures.right >= 16 && figures.right_without_a_word >= 6, "{figures}");
    assert!(figures.among_five >= 20 && figures.unanswered <= 1, "{figures}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_model_few_do_that_share_no_word_with_the_answer() {
    let course = Course::with(support::open).await;
    let figures = course.figures(&questions("tests/it/development.json")).await;
    assert!(figures.unanswered <= 1 && figures.refused >= 13, "{figures}");
    let figures = course.figures(&questions("../../tests/course/questions.json")).await;
    assert!(figures.right >= 9, "{figures}");
}
