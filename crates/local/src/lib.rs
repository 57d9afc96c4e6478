//! The ports embedded in one machine, with no service beside the process: SQLite and files.
#![deny(missing_docs)]

mod data_folder;
mod sqlite;

pub use data_folder::{DataFolder, DataFolderError, ServeLock};
pub use sqlite::{OpenError, SqliteStore};
