//! How an index is opened, and made anew where it cannot be used.

use std::fs;
use std::path::{Path, PathBuf};

use tantivy::schema::Schema;
use tantivy::{Index, IndexReader, TantivyError};

/// Why the folder of an index cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The folder cannot be made, read or emptied.
    #[error("the index in {path} cannot be used: {source}. Change the folder's owner or permissions")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Nor can a new index be made in it.
    #[error(
        "no index can be made in {path} ({detail}): see that there is room on the disk and that nobody else works in the folder"
    )]
    Index {
        /// The folder.
        path: PathBuf,
        /// What is wrong.
        detail: String,
    },
}

/// Opens the index in a folder, or makes an empty one there: where there is none, where it is damaged, and where another version
/// made it. What it held is put again when Moodle is compared with the index, which finds its documents absent.
pub(crate) fn open(folder: &Path, schema: &Schema) -> Result<(Index, IndexReader), OpenError> {
    let unusable = |source| OpenError::Folder { path: folder.to_owned(), source };
    create_private(folder).map_err(unusable)?;
    if fs::read_dir(folder).map_err(unusable)?.next().is_some() {
        match reopen(folder, schema) {
            Ok(opened) => return Ok(opened),
            Err(reason) => {
                tracing::warn!(
                    index.folder = %folder.display(),
                    error = %reason,
                    "the index of course files cannot be used and is made anew, empty: its files are put again when the courses are compared with it",
                );
                fs::remove_dir_all(folder).map_err(unusable)?;
                create_private(folder).map_err(unusable)?;
            }
        }
    }
    let made = Index::create_in_dir(folder, schema.clone()).and_then(|index| {
        let reader = index.reader()?;
        Ok((index, reader))
    });
    made.map_err(|error| OpenError::Index { path: folder.to_owned(), detail: error.to_string() })
}

/// Every file is read once and compared with its checksum, about a second a gigabyte: where bytes are wrong, tantivy would
/// panic when it comes across them.
fn reopen(folder: &Path, schema: &Schema) -> Result<(Index, IndexReader), String> {
    let said = |error: TantivyError| error.to_string();
    let index = Index::open_in_dir(folder).map_err(said)?;
    if index.schema() != *schema {
        return Err("another version of the product made it".to_owned());
    }
    let damaged = index.validate_checksum().map_err(said)?;
    if let Some(file) = damaged.iter().next() {
        return Err(format!("{} is damaged", file.display()));
    }
    let reader = index.reader().map_err(said)?;
    Ok((index, reader))
}

#[cfg(unix)]
fn create_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
fn create_private(path: &Path) -> std::io::Result<()> {
    fs::create_dir_all(path)
}
