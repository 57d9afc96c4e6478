//! How an index is opened, and made anew where it cannot be used.

use std::path::{Path, PathBuf};
use std::{fs, io};

use tantivy::directory::error::OpenReadError;
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
    /// The index in it cannot be opened, and nor can a new one be made, as the system is.
    #[error(
        "no index can be opened in {path} ({detail}): see that there is room on the disk and that nobody else works in the folder"
    )]
    Index {
        /// The folder.
        path: PathBuf,
        /// What is wrong.
        detail: String,
    },
}

/// An index that is open.
pub(crate) struct Opened {
    pub index: Index,
    pub reader: IndexReader,
    /// It was made just now, and is empty.
    pub is_new: bool,
}

/// Why an index that is there cannot be opened.
enum Reopen {
    /// It would not help to make another.
    Unreadable(String),
    /// It holds nothing that can be used.
    Useless(String),
}

/// Opens the index in a folder, or makes an empty one there: where there is none, where it is damaged, and where another version
/// made it. What it held is put again when Moodle is compared with the index, which finds its documents absent.
pub(crate) fn open(folder: &Path, schema: &Schema) -> Result<Opened, OpenError> {
    let unusable = |source| OpenError::Folder { path: folder.to_owned(), source };
    create_private(folder).map_err(unusable)?;
    if fs::read_dir(folder).map_err(unusable)?.next().is_some() {
        match reopen(folder, schema) {
            Ok((index, reader)) => return Ok(Opened { index, reader, is_new: false }),
            Err(Reopen::Unreadable(detail)) => {
                return Err(OpenError::Index { path: folder.to_owned(), detail });
            }
            Err(Reopen::Useless(reason)) => {
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
        Ok(Opened { index, reader, is_new: true })
    });
    made.map_err(|error| OpenError::Index { path: folder.to_owned(), detail: error.to_string() })
}

/// Every file is read once and compared with its checksum, about a second a gigabyte: where bytes are wrong, tantivy would
/// panic when it comes across them.
fn reopen(folder: &Path, schema: &Schema) -> Result<(Index, IndexReader), Reopen> {
    let why = |error: TantivyError| {
        let said = error.to_string();
        if is_of_the_machine(&error) { Reopen::Unreadable(said) } else { Reopen::Useless(said) }
    };
    let index = Index::open_in_dir(folder).map_err(why)?;
    if index.schema() != *schema {
        return Err(Reopen::Useless("another version of the product made it".to_owned()));
    }
    let damaged = index.validate_checksum().map_err(why)?;
    if let Some(file) = damaged.iter().next() {
        return Err(Reopen::Useless(format!("{} is damaged", file.display())));
    }
    let reader = index.reader().map_err(why)?;
    Ok((index, reader))
}

/// Whether the system refused something: memory, files, permissions. A file that is not there is a matter of the index.
fn is_of_the_machine(error: &TantivyError) -> bool {
    let error = match error {
        TantivyError::LockFailure(..) => return true,
        TantivyError::IoError(error)
        | TantivyError::OpenReadError(OpenReadError::IoError { io_error: error, .. }) => error,
        _ => return false,
    };
    error.raw_os_error().is_some() && error.kind() != io::ErrorKind::NotFound
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn what_the_system_refuses_is_no_reason_to_make_an_index_anew() {
        let system = |number| TantivyError::IoError(Arc::new(io::Error::from_raw_os_error(number)));
        // EMFILE and EACCES, and then ENOENT.
        assert!(is_of_the_machine(&system(24)) && is_of_the_machine(&system(13)));
        assert!(!is_of_the_machine(&system(2)));
        let cut_off = io::Error::new(io::ErrorKind::UnexpectedEof, "cut off");
        assert!(!is_of_the_machine(&TantivyError::IoError(Arc::new(cut_off))));
    }
}
