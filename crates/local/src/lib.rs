//! The ports embedded in one machine, with no service beside the process: SQLite, files and Apertium.
#![deny(missing_docs)]

mod apertium;
mod data_folder;
mod sqlite;

pub use apertium::{Apertium, DiscoveryError, Installation};
pub use data_folder::{DataFolder, DataFolderError, ServeLock};
pub use sqlite::{OpenError, SqliteStore};
