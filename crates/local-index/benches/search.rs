//! `mise run bench`: what it costs to put documents into the index and to ask it, in a course of 1,000 files.
//!
//! The text is made of words that follow each other as in a language (few are frequent, most are rare), the model is the real
//! one. Its vectors of 20,000 passages would take the better part of an hour, so the large course gets made-up ones and the
//! time that the model takes is told beside it; a question is read by the model in both. Figures of one run are compared with
//! figures of the same run only; machines differ.
#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use documents::{Place, Section};
use local_index::{BertEmbeddings, EmbeddingError, Embeddings, LocalIndex};
use moodle::SiteUrl;
use ports::{
    DocumentId, DocumentIndex as _, MOST_AT_ONCE, NewContent, NewDocument, PassageSearch as _, SiteCourse,
};

const FILES: usize = 1000;
const SLIDES: usize = 20;
const WORDS_A_SLIDE: usize = 100;
const QUESTIONS: usize = 400;
const ASKERS: [usize; 2] = [1, 4];
/// As many words as a large course uses.
const VOCABULARY: u64 = 30_000;

/// Numbers that look random and are the same in each run (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A word: the product of two numbers is small much more often than large.
    fn word(&mut self) -> String {
        let (a, b) = (self.next() % VOCABULARY, self.next() % VOCABULARY);
        let (mut rest, mut word) = (a * b / VOCABULARY + 1, String::new());
        while rest > 0 {
            let syllables = ["ka", "ro", "ti", "men", "su", "lor", "ve", "na", "pi", "dor"];
            word.push_str(syllables[usize::try_from(rest % 10).unwrap_or_default()]);
            rest /= 8;
        }
        word
    }

    fn text(&mut self, words: usize) -> String {
        let words: Vec<_> = (0..words)
            .map(|number| if number % 12 == 11 { self.word() + "." } else { self.word() })
            .collect();
        words.join(" ")
    }
}

/// Made-up vectors for passages, and those of the real model for questions.
struct MadeUp(Arc<BertEmbeddings>);

impl Embeddings for MadeUp {
    fn model(&self) -> &'static str {
        "made up"
    }

    fn of_passages(&self, passages: &[String]) -> Result<Vec<Vec<f32>>, EmbeddingError> {
        let dimensions = self.0.of_question("?")?.len();
        let vector = |passage: &String| {
            let seed = passage.bytes().fold(0, |seed: u64, byte| seed.wrapping_mul(31) + u64::from(byte));
            let mut numbers = Numbers(seed);
            #[expect(clippy::cast_precision_loss, reason = "a made-up vector may lie anywhere")]
            let values: Vec<f32> =
                (0..dimensions).map(|_| numbers.next() as f32 / u64::MAX as f32 - 0.5).collect();
            let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
            values.into_iter().map(|value| value / length).collect()
        };
        Ok(passages.iter().map(vector).collect())
    }

    fn of_question(&self, question: &str) -> Result<Vec<f32>, EmbeddingError> {
        self.0.of_question(question)
    }
}

fn course() -> SiteCourse {
    SiteCourse { site: SiteUrl::parse("https://moodle.example").unwrap(), course: 7.try_into().unwrap() }
}

fn document(numbers: &mut Numbers, name: &str) -> NewDocument {
    let slides = (1..=SLIDES).map(|slide| Section {
        place: Place::Slide(slide.try_into().unwrap()),
        text: numbers.text(WORDS_A_SLIDE),
    });
    let module = 97.try_into().unwrap();
    NewDocument {
        id: DocumentId::new(&course(), module, name),
        course: course(),
        module,
        name: name.into(),
        content: NewContent::Text(slides.collect()),
    }
}

/// A line of what the kernel says about this process, in MiB.
fn memory(name: &str) -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let kib: Option<u64> = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    kib.map_or_else(|| "(not known on this system)".into(), |kib| format!("{} MiB", kib / 1024))
}

fn told(what: &str) {
    println!("  {what:<44} in memory {:>9}, at the peak {:>9}", memory("VmRSS"), memory("VmHWM"));
}

fn per_second(count: usize, took: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap()) / took.as_secs_f64()
}

/// Where `tools/embeddings.py` puts the model.
#[expect(
    clippy::disallowed_methods,
    reason = "the benchmark finds the model where the developer's tools put it"
)]
fn model_folder() -> PathBuf {
    let cache = std::env::var_os("MOODLE_AWS_CACHE").map(PathBuf::from);
    let home = || std::env::home_dir().unwrap().join(".cache/moodle-aws");
    cache.unwrap_or_else(home).join("embeddings")
}

#[tokio::main]
async fn main() {
    println!("\nThe index of course files, documents of {SLIDES} passages of {WORDS_A_SLIDE} words:");
    told("at the start");
    let began = Instant::now();
    let model = BertEmbeddings::open(&model_folder());
    let model = Arc::new(model.expect("run python3 tools/setup.py embeddings"));
    told(&format!("the model is read in {:.2} s", began.elapsed().as_secs_f64()));
    let mut numbers = Numbers(1);

    let passages: Vec<_> = (0..40).map(|_| numbers.text(WORDS_A_SLIDE)).collect();
    let began = Instant::now();
    model.of_passages(&passages).unwrap();
    told(&format!("it reads {:.1} passages a second", per_second(passages.len(), began.elapsed())));
    let began = Instant::now();
    for _ in 0..40 {
        model.of_question(&numbers.text(10)).unwrap();
    }
    told(&format!("and {:.0} questions of 10 words a second", per_second(40, began.elapsed())));

    let folder = tempfile::tempdir().unwrap();
    let index = LocalIndex::open(folder.path(), Some(model.clone())).unwrap();
    let began = Instant::now();
    for name in ["a", "b", "c"] {
        index.put(vec![document(&mut numbers, name)]).await.unwrap();
    }
    told(&format!("a document is put in {:.2} s with the model", began.elapsed().as_secs_f64() / 3.0));
    drop(index);

    large("words only", None, &mut numbers).await;
    large("words and vectors", Some(Arc::new(MadeUp(model))), &mut numbers).await;
}

/// A course of 1,000 files: what it costs to put them, on disk, and to ask.
async fn large(what: &str, embeddings: Option<Arc<dyn Embeddings>>, numbers: &mut Numbers) {
    let folder = tempfile::tempdir().unwrap();
    let index = LocalIndex::open(folder.path(), embeddings).unwrap();
    let began = Instant::now();
    for first in (0..FILES).step_by(MOST_AT_ONCE) {
        let names = first..first + MOST_AT_ONCE;
        index.put(names.map(|name| document(numbers, &name.to_string())).collect()).await.unwrap();
    }
    println!("\n{FILES} files with {what}, {MOST_AT_ONCE} at a time:");
    told(&format!("{:.0} documents a second", per_second(FILES, began.elapsed())));
    println!("  {} MiB on disk", size(folder.path()) >> 20);
    let began = Instant::now();
    index.search(&course(), &numbers.text(10), 8).await.unwrap();
    told(&format!("the first question took {:.0} ms", began.elapsed().as_secs_f64() * 1000.0));
    for askers in ASKERS {
        let questions: Arc<Vec<_>> = Arc::new((0..QUESTIONS).map(|_| numbers.text(10)).collect());
        let (rate, median, slowest) = ask(&index, questions, askers).await;
        told(&format!("{askers} askers: {rate:.0} questions/s, p50 {median:.1} ms, p99 {slowest:.1} ms"));
    }
}

async fn ask(index: &LocalIndex, questions: Arc<Vec<String>>, askers: usize) -> (f64, f64, f64) {
    let (next, began) = (Arc::new(AtomicUsize::new(0)), Instant::now());
    let all = (0..askers).map(|_| {
        let (index, questions, next) = (index.clone(), Arc::clone(&questions), Arc::clone(&next));
        tokio::spawn(async move {
            let mut each = Vec::new();
            while let Some(question) = questions.get(next.fetch_add(1, Ordering::Relaxed)) {
                let began = Instant::now();
                index.search(&course(), question, 8).await.unwrap();
                each.push(began.elapsed());
            }
            each
        })
    });
    let mut each = Vec::new();
    for asker in all.collect::<Vec<_>>() {
        each.extend(asker.await.unwrap());
    }
    let rate = per_second(each.len(), began.elapsed());
    each.sort();
    let milliseconds = |share: usize| each[(each.len() - 1) * share / 100].as_secs_f64() * 1000.0;
    (rate, milliseconds(50), milliseconds(99))
}

fn size(folder: &Path) -> u64 {
    let files = std::fs::read_dir(folder).unwrap();
    files.map(|file| file.unwrap().metadata().unwrap().len()).sum()
}
