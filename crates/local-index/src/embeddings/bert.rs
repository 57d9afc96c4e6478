use std::path::Path;

use candle_core::{Device, Tensor};
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::files::{Files, ModelError, Pooling};
use super::{EmbeddingError, Embeddings};

/// A model of the architecture BERT for embeddings (all-MiniLM, bge, e5, gte …), on the processor. It takes about the size of
/// its file in memory. Passages are read on one thread and questions on another, whatever else asks: neither waits for the
/// other, and the rest of the machine is left to others.
pub struct BertEmbeddings {
    files: Files,
    passages: ThreadPool,
    questions: ThreadPool,
}

impl BertEmbeddings {
    /// Reads a model from a folder as `sentence-transformers` writes it: `config.json`, `tokenizer.json`,
    /// `model.safetensors`, and, if the model needs them, `sentence_bert_config.json`, `1_Pooling/config.json` and
    /// `config_sentence_transformers.json`. That takes a moment.
    ///
    /// # Errors
    /// [`ModelError`], with the file and what to do.
    pub fn open(folder: &Path) -> Result<Self, ModelError> {
        let files = Files::read(folder)?;
        let pool = |name: &'static str| {
            let pool = ThreadPoolBuilder::new().num_threads(1).thread_name(move |_| name.to_owned());
            pool.build().map_err(|error| ModelError::Unknown {
                path: folder.to_owned(),
                detail: format!("no thread can be started for it ({error})"),
            })
        };
        Ok(Self { files, passages: pool("embed-passages")?, questions: pool("embed-questions")? })
    }

    /// One text after the other: a passage is work enough for a thread, and beside others of different lengths most of the work
    /// would be padding.
    fn vector(&self, text: &str) -> Result<Vec<f32>, EmbeddingError> {
        let encoded = self.files.tokenizer.encode_fast(text, true).map_err(EmbeddingError)?;
        self.forward(encoded.get_ids()).map_err(|error| EmbeddingError(error.into()))
    }

    fn forward(&self, pieces: &[u32]) -> candle_core::Result<Vec<f32>> {
        let ids = Tensor::new(pieces, &Device::Cpu)?.unsqueeze(0)?;
        // One row a piece of a word, one column a dimension.
        let pieces = self.files.bert.forward(&ids, &ids.zeros_like()?, None)?.squeeze(0)?;
        let vector = match self.files.pooling {
            Pooling::Mean => pieces.mean(0)?,
            Pooling::First => pieces.get(0)?,
        };
        let length = vector.sqr()?.sum_all()?.sqrt()?;
        vector.broadcast_div(&length)?.to_vec1()
    }
}

impl Embeddings for BertEmbeddings {
    fn model(&self) -> &str {
        &self.files.name
    }

    fn of_passages(&self, passages: &[String]) -> Result<Vec<Vec<f32>>, EmbeddingError> {
        let prompt = &self.files.prompts.passage;
        let vector = |passage| self.vector(&format!("{prompt}{passage}"));
        self.passages.install(|| passages.iter().map(vector).collect())
    }

    fn of_question(&self, question: &str) -> Result<Vec<f32>, EmbeddingError> {
        let prompt = &self.files.prompts.query;
        self.questions.install(|| self.vector(&format!("{prompt}{question}")))
    }
}
