use std::io;

use thiserror::Error;

use crate::Unreadable;

/// Why reading ended before the file did. It travels through the readers of libraries inside an [`io::Error`].
#[derive(Clone, Debug, Error)]
pub(crate) enum Stop {
    /// A limit on amounts is reached; what was read so far counts.
    #[error("a limit is reached")]
    Full,
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
}

impl Stop {
    /// The file is damaged: `what` says where and how.
    pub(crate) fn broken(what: &(impl ToString + ?Sized)) -> Self {
        Self::Unreadable(Unreadable::Broken { detail: what.to_string() })
    }

    /// What an [`io::Error`] means: a stop of ours that it carries, damage that a decoder met, or a file that cannot be read.
    pub(crate) fn io(error: io::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(stop) => stop,
            Err(error) => Self::io_ref(&error),
        }
    }

    /// As [`Stop::io`], of an error that others hold too.
    pub(crate) fn io_ref(error: &io::Error) -> Self {
        if let Some(stop) = error.get_ref().and_then(|inner| inner.downcast_ref::<Self>()) {
            return stop.clone();
        }
        match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
                Self::broken(error)
            }
            _ => Self::Unreadable(Unreadable::Io { detail: error.to_string() }),
        }
    }
}

impl From<Stop> for io::Error {
    fn from(stop: Stop) -> Self {
        Self::other(stop)
    }
}
