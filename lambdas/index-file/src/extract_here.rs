use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use documents::{Extracted, Format, Limits, extract};
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
        // A panic of a parser is an error of this file's job.
        work.await.map_err(|error| ExtractError::Failed(error.into()))?
    }
}
