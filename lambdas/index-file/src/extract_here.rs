use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use documents::{Extracted, Format, Limits, Unreadable, extract};
use ports::{ExtractError, TextExtractor};

/// Extracts text in this process: where a process does nothing else, and what it dies of costs its own job only.
#[derive(Clone, Copy, Debug, Default)]
pub struct ExtractHere;

#[async_trait::async_trait]
impl TextExtractor for ExtractHere {
    async fn extract(&self, file: &Path, format: Format) -> Result<Extracted, ExtractError> {
        let file = file.to_owned();
        let work = tokio::task::spawn_blocking(move || {
            let file = File::open(file).map_err(|error| ExtractError::Failed(error.into()))?;
            Ok(extract(format, BufReader::new(file), &Limits::default())?)
        });
        match work.await {
            // What a parser panics of is in the file, and would be again.
            Err(error) if error.is_panic() => {
                Err(Unreadable::Broken { detail: "what reads it stopped working on it".to_owned() }.into())
            }
            done => done.map_err(|error| ExtractError::Failed(error.into()))?,
        }
    }
}
