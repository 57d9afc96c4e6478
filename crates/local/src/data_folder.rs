//! The one folder in which everything is kept.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// A folder that can be written to, readable by its owner only.
#[derive(Clone, Debug)]
pub struct DataFolder(PathBuf);

/// Why a data folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataFolderError {
    /// It cannot be made or written to.
    #[error(
        "the data folder {path} cannot be used: {source}. Choose another with --data DIR, or change its owner or permissions"
    )]
    Unusable {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another `serve` works in it.
    #[error(
        "another `moodle-aws serve` is running on the data folder {0}. Stop it, or choose another folder with --data DIR"
    )]
    InUse(PathBuf),
}

/// Held by the one `serve` of a data folder; the system releases it when the process ends, however it ends.
#[derive(Debug)]
#[must_use = "the lock ends when this is dropped"]
pub struct ServeLock(#[expect(dead_code, reason = "held for its lock")] File);

impl DataFolder {
    /// Makes the folder where it is missing, and checks that files can be made in it.
    ///
    /// # Errors
    /// [`DataFolderError::Unusable`].
    pub fn open(path: &Path) -> Result<Self, DataFolderError> {
        let unusable = |source| DataFolderError::Unusable { path: path.to_owned(), source };
        create_private(path).map_err(unusable)?;
        let folder = Self(path.to_owned());
        folder.lock_file().map_err(unusable)?;
        Ok(folder)
    }

    /// Where the database stands.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.0.join("moodle-aws.sqlite3")
    }

    /// Where the index of course files stands.
    #[must_use]
    pub fn index(&self) -> PathBuf {
        self.0.join("index")
    }

    /// A folder for files that are being worked on, made empty: for the one `serve` of the folder.
    ///
    /// # Errors
    /// [`DataFolderError::Unusable`].
    pub fn scratch(&self) -> Result<PathBuf, DataFolderError> {
        let path = self.0.join("scratch");
        let unusable = |source| DataFolderError::Unusable { path: path.clone(), source };
        match fs::remove_dir_all(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(unusable(error)),
            _ => {}
        }
        create_private(&path).map_err(unusable)?;
        Ok(path)
    }

    /// Makes this process the one `serve` of the folder.
    ///
    /// # Errors
    /// [`DataFolderError::InUse`] when another is.
    pub fn lock_for_serving(&self) -> Result<ServeLock, DataFolderError> {
        let unusable = |source| DataFolderError::Unusable { path: self.0.clone(), source };
        let file = self.lock_file().map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(ServeLock(file)),
            Err(TryLockError::WouldBlock) => Err(DataFolderError::InUse(self.0.clone())),
            Err(TryLockError::Error(source)) => Err(unusable(source)),
        }
    }

    fn lock_file(&self) -> io::Result<File> {
        let path = self.0.join("serve.lock");
        fs::OpenOptions::new().create(true).truncate(false).write(true).open(path)
    }
}

#[cfg(unix)]
fn create_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
fn create_private(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_lock_on_one_folder_is_refused_until_the_first_is_gone() {
        let place = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(&place.path().join("a/b")).unwrap();
        let first = folder.lock_for_serving().unwrap();
        assert!(matches!(folder.lock_for_serving(), Err(DataFolderError::InUse(_))));
        drop(first);
        assert!(folder.lock_for_serving().is_ok());
    }

    #[test]
    fn a_folder_that_is_a_file_is_refused_by_name() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let error = DataFolder::open(file.path()).unwrap_err().to_string();
        assert!(error.contains(file.path().to_str().unwrap()) && error.contains("--data"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_new_folder_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("data");
        DataFolder::open(&path).unwrap();
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
