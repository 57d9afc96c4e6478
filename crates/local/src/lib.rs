//! The ports on one machine: SQLite and files in the process, and language models beside it.
#![deny(missing_docs)]

mod data_folder;
mod openai;
mod sqlite;

pub use data_folder::{DataFolder, DataFolderError, ServeLock};
pub use openai::{ApiKey, NotAKey, OpenAiModel, OpenAiSettings, OpenAiUrl, OpenAiUrlError};
pub use sqlite::{OpenError, SqliteStore};
