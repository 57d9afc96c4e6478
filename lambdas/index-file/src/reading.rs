//! Reads one document: downloads it, says what it is, and extracts its text where the index does not.

use std::path::Path;
use std::time::Duration;

use documents::{Extracted, Format, Section, Unreadable, recognise};
use http::Response;
use moodle::content::{ContentFile, file_in};
use ports::{DownloadLimits, Downloaded, ManifestDocument, Problem};
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt as _;

use crate::content::{digest, written};
use crate::failure::{FileFailure, not_downloaded, not_extracted, not_given};
use crate::site::Site;
use crate::wanted::Source;
use crate::{App, JobError};

/// How long Moodle may be silent in a download.
const SILENCE: Duration = Duration::from_secs(30);

/// What was read.
pub(crate) struct Content {
    /// Its SHA-256, as it is written in the manifest.
    pub digest: String,
    /// Its size.
    pub bytes: Option<u64>,
    /// What it says; nothing when the index has just that already.
    pub is: Option<Is>,
}

/// What a document says.
pub(crate) enum Is {
    Text(Vec<Section>),
    File(NamedTempFile, Format),
}

type Read = Result<Result<Content, FileFailure>, JobError>;

pub(crate) struct Reader<'a> {
    pub app: &'a App,
    pub site: &'a Site<'a>,
}

impl Reader<'_> {
    /// Reads a document. What is wrong with it, or with Moodle, is the inner error; with this machine, the outer.
    pub async fn read(&self, document: &ManifestDocument, source: Source) -> Read {
        match source {
            Source::Html(html) => self.html(document, &html).await,
            Source::File(file) => self.file(document, &file).await,
            Source::Missing(failure) => Ok(Err(failure)),
        }
    }

    async fn html(&self, document: &ManifestDocument, html: &str) -> Read {
        let digest = digest(html.as_bytes());
        if document.digest.as_ref() == Some(&digest) {
            return Ok(Ok(Content { digest, bytes: None, is: None }));
        }
        let scratch = self.scratch()?;
        let written = async {
            let mut file = tokio::fs::File::create(scratch.path()).await?;
            file.write_all(b"<!DOCTYPE html><meta charset=\"utf-8\">").await?;
            file.write_all(html.as_bytes()).await?;
            file.flush().await
        };
        written.await.map_err(machine)?;
        Ok(self.text(scratch.path(), Format::Html).await?.map(|sections| Content {
            digest,
            bytes: None,
            is: Some(Is::Text(sections)),
        }))
    }

    async fn file(&self, document: &ManifestDocument, file: &ContentFile) -> Read {
        if file.bytes > self.app.limits.file_bytes {
            return Ok(Err(too_large()));
        }
        let Ok(request) = file.request(self.site.url, &self.site.token) else {
            let message =
                "the file does not lie in Moodle itself but in a repository elsewhere: upload a copy of it";
            return Ok(Err(FileFailure::skipped("elsewhere", message)));
        };
        let scratch = self.scratch()?;
        let limits = DownloadLimits {
            silence: SILENCE,
            time: self.app.limits.download,
            bytes: self.app.limits.file_bytes,
        };
        let answer = match self.app.ports.downloads.download(request, scratch.path(), limits).await {
            Ok(answer) => answer,
            Err(error) => return not_downloaded(error).map(Err),
        };
        let (head, Downloaded { bytes, sha256, head: start }) = Response::into_parts(answer);
        if let Err(error) = file_in(head.status, &head.headers, &start) {
            return Ok(Err(not_given(error)));
        }
        // Of pages Moodle does not tell the size.
        if file.bytes > 0 && bytes != file.bytes {
            let message = format!("{bytes} of {} bytes of the file arrived", file.bytes);
            return Ok(Err(FileFailure::Failed(Problem::new("moodle_failed", &message))));
        }
        let digest = written(&sha256);
        if document.digest.as_ref() == Some(&digest) {
            return Ok(Ok(Content { digest, bytes: Some(bytes), is: None }));
        }
        let format = match recognised(scratch.path(), file).await? {
            Ok(format) => format,
            Err(reason) => return not_extracted(reason.into()).map(Err),
        };
        let is = if self.app.ports.index.reads(format) {
            Is::File(scratch, format)
        } else {
            match self.text(scratch.path(), format).await? {
                Ok(sections) => Is::Text(sections),
                Err(failure) => return Ok(Err(failure)),
            }
        };
        Ok(Ok(Content { digest, bytes: Some(bytes), is: Some(is) }))
    }

    async fn text(&self, file: &Path, format: Format) -> Result<Result<Vec<Section>, FileFailure>, JobError> {
        match self.app.ports.extractor.extract(file, format).await {
            Ok(Extracted { sections, .. }) if sections.is_empty() => {
                not_extracted(Unreadable::NoText.into()).map(Err)
            }
            Ok(Extracted { sections, .. }) => Ok(Ok(sections)),
            Err(error) => not_extracted(error).map(Err),
        }
    }

    /// A file that is gone when it is dropped.
    fn scratch(&self) -> Result<NamedTempFile, JobError> {
        NamedTempFile::with_prefix_in("document-", &self.app.scratch).map_err(machine)
    }
}

/// What a downloaded file is, whatever Moodle says that it is.
async fn recognised(scratch: &Path, file: &ContentFile) -> Result<Result<Format, Unreadable>, JobError> {
    let (path, name, mime) = (scratch.to_owned(), file.name.clone(), file.mime.clone().unwrap_or_default());
    // It reads here and there in the file.
    let work = tokio::task::spawn_blocking(move || Ok(recognise(&name, &mime, std::fs::File::open(path)?)));
    work.await.map_err(|error| JobError::Machine(error.into()))?.map_err(machine)
}

fn machine(error: std::io::Error) -> JobError {
    JobError::Machine(error.into())
}

fn too_large() -> FileFailure {
    FileFailure::skipped("too_large", "the file is larger than 50 MB: split it into several files")
}
