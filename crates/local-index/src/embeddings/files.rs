//! The files of a model, as `sentence-transformers` writes them.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{SHA256, digest};
use candle_core::{DType, Device};
use candle_nn::VarBuilder;
use candle_transformers::models::bert::{BertModel, Config};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokenizers::{Tokenizer, TruncationParams};

/// Why a folder cannot be used as a model.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// A file is missing or cannot be read.
    #[error(
        "{path} cannot be read: {source}. A model is a folder with config.json, tokenizer.json and model.safetensors; `python3 tools/setup.py embeddings` installs one and prints where"
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file is not what it should be.
    #[error(
        "{path} is not of a model that can be used here, which are those of the architecture BERT for embeddings: {detail}"
    )]
    Unknown {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
}

/// What makes one vector of those of all words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pooling {
    /// Their mean.
    Mean,
    /// The first, which stands for all.
    First,
}

/// A model, read from its files.
pub(super) struct Files {
    pub(super) name: String,
    pub(super) bert: BertModel,
    pub(super) tokenizer: Tokenizer,
    pub(super) pooling: Pooling,
    pub(super) prompts: Prompts,
}

/// What some models are told before a text, to know what it is.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Prompts {
    pub(super) query: String,
    #[serde(alias = "document")]
    pub(super) passage: String,
}

/// `config.json`, beside what candle takes of it.
#[derive(Deserialize)]
struct Architecture {
    model_type: String,
}

/// `sentence_bert_config.json`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Lengths {
    max_seq_length: Option<usize>,
}

/// `1_Pooling/config.json`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct PoolingConfig {
    pooling_mode_cls_token: bool,
}

/// `config_sentence_transformers.json`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Trained {
    prompts: Prompts,
}

impl Files {
    pub(super) fn read(folder: &Path) -> Result<Self, ModelError> {
        let config = folder.join("config.json");
        let architecture: Architecture = required(&config)?;
        if architecture.model_type != "bert" {
            let detail = format!("its architecture is {}", architecture.model_type);
            return Err(ModelError::Unknown { path: config, detail });
        }
        let config: Config = required(&config)?;
        let lengths: Lengths = optional(&folder.join("sentence_bert_config.json"))?;
        let most = lengths.max_seq_length.unwrap_or(usize::MAX).min(config.max_position_embeddings);
        let pooling: PoolingConfig = optional(&folder.join("1_Pooling/config.json"))?;
        let trained: Trained = optional(&folder.join("config_sentence_transformers.json"))?;
        let (name, bert) = weights(&folder.join("model.safetensors"), &config)?;
        Ok(Self {
            name,
            bert,
            tokenizer: tokenizer(&folder.join("tokenizer.json"), most)?,
            pooling: if pooling.pooling_mode_cls_token { Pooling::First } else { Pooling::Mean },
            prompts: trained.prompts,
        })
    }
}

/// The weights, and the name of the model, which is the beginning of their SHA-256.
fn weights(path: &Path, config: &Config) -> Result<(String, BertModel), ModelError> {
    let bytes = read(path)?;
    let hash = digest(&SHA256, &bytes);
    let mut name = String::new();
    for byte in &hash.as_ref()[..8] {
        // Writing into a string does not fail.
        let _ = write!(name, "{byte:02x}");
    }
    let tensors = VarBuilder::from_buffered_safetensors(bytes, DType::F32, &Device::Cpu);
    let bert = tensors.and_then(|tensors| BertModel::load(tensors, config));
    Ok((name, bert.map_err(|error| unknown(path, &error))?))
}

/// One text is read at a time, so nothing is padded.
fn tokenizer(path: &Path, most: usize) -> Result<Tokenizer, ModelError> {
    let mut tokenizer = Tokenizer::from_bytes(read(path)?).map_err(|error| unknown(path, &error))?;
    let truncation = TruncationParams { max_length: most, ..TruncationParams::default() };
    tokenizer.with_padding(None).with_truncation(Some(truncation)).map_err(|error| unknown(path, &error))?;
    Ok(tokenizer)
}

fn required<T: DeserializeOwned>(path: &Path) -> Result<T, ModelError> {
    serde_json::from_slice(&read(path)?).map_err(|error| unknown(path, &error))
}

fn optional<T: DeserializeOwned + Default>(path: &Path) -> Result<T, ModelError> {
    if path.exists() { required(path) } else { Ok(T::default()) }
}

fn read(path: &Path) -> Result<Vec<u8>, ModelError> {
    fs::read(path).map_err(|source| ModelError::Unreadable { path: path.to_owned(), source })
}

fn unknown(path: &Path, error: &impl ToString) -> ModelError {
    ModelError::Unknown { path: path.to_owned(), detail: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_a_model_is_refused_with_what_to_install() {
        let folder = tempfile::tempdir().unwrap();
        let error = Files::read(folder.path()).err().unwrap().to_string();
        assert!(error.contains("config.json") && error.contains("tools/setup.py embeddings"), "{error}");
    }

    #[test]
    fn a_model_of_another_architecture_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("config.json"), r#"{"model_type": "mpnet"}"#).unwrap();
        let error = Files::read(folder.path()).err().unwrap().to_string();
        assert!(error.contains("mpnet") && error.contains("BERT"), "{error}");
    }
}
