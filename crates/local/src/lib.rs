//! The ports on one machine: SQLite, files and Apertium, and language models beside it.
#![deny(missing_docs)]

mod apertium;
mod data_folder;
mod extraction;
mod openai;
mod sqlite;

pub use apertium::{Apertium, DiscoveryError, Installation};
pub use data_folder::{DataFolder, DataFolderError, ServeLock};
pub use extraction::{ExtractorProcess, extract_here};
pub use openai::{ApiKey, NotAKey, OpenAiModel, OpenAiSettings, OpenAiUrl, OpenAiUrlError};
pub use sqlite::{
    DueEvent, EventName, EventOverview, OpenError, SqliteEvents, SqliteQueue, SqliteStore, StuckEvent,
};
