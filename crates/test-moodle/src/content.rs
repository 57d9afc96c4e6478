//! What files are made of.

use std::fmt::Write as _;
use std::io::{self, Read as _};
use std::ops::Range;
use std::path::PathBuf;

use aws_lc_rs::digest::{Context, Digest, SHA1_FOR_LEGACY_USE_ONLY};
use bytes::{Bytes, BytesMut};
use futures_util::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};

/// How much is sent at a time.
const CHUNK: usize = 64 * 1024;

/// What a file is made of. Large ones need not be in memory.
#[derive(Clone, Debug)]
pub struct Content {
    source: Source,
    length: u64,
    hash: String,
}

#[derive(Clone, Debug)]
enum Source {
    /// Over and over, as far as the length goes.
    Block(Bytes),
    Disk(PathBuf),
}

impl Content {
    /// A text over and over, until there are so many bytes. However many, memory holds 64 KiB of them.
    #[must_use]
    pub fn repeated(text: &str, length: u64) -> Self {
        let block = Bytes::from(text.repeat(CHUNK.div_ceil(text.len().max(1))));
        let length = if block.is_empty() { 0 } else { length };
        Self::of_block(block, length)
    }

    /// What is in a file of this machine. It is read whenever it is asked for, and must not change.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn on_disk(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let mut file = std::fs::File::open(&path)?;
        let (mut digest, mut buffer, mut length) = (digest(), vec![0; CHUNK], 0);
        loop {
            let read = file.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            digest.update(&buffer[..read]);
            length += read as u64;
        }
        Ok(Self { source: Source::Disk(path), length, hash: hex(&digest.finish()) })
    }

    /// How many bytes there are.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The SHA-1 of the bytes in hexadecimal digits: what Moodle keeps files under.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    fn of_block(block: Bytes, length: u64) -> Self {
        let mut digest = digest();
        let mut offset = 0;
        while offset < length {
            let chunk = chunk(&block, offset..length);
            digest.update(&chunk);
            offset += chunk.len() as u64;
        }
        Self { source: Source::Block(block), length, hash: hex(&digest.finish()) }
    }

    /// The bytes of a range, which lies within the length.
    pub(crate) fn stream(&self, range: Range<u64>) -> BoxStream<'static, io::Result<Bytes>> {
        match self.source.clone() {
            Source::Block(block) => stream::iter(chunks(block, range)).map(Ok).boxed(),
            Source::Disk(path) => stream::once(opened(path, range)).try_flatten().boxed(),
        }
    }
}

impl<T: Into<Bytes>> From<T> for Content {
    fn from(bytes: T) -> Self {
        let block = bytes.into();
        let length = block.len() as u64;
        Self::of_block(block, length)
    }
}

fn chunks(block: Bytes, mut range: Range<u64>) -> impl Iterator<Item = Bytes> {
    std::iter::from_fn(move || {
        let next = (!range.is_empty()).then(|| chunk(&block, range.clone()))?;
        range.start += next.len() as u64;
        Some(next)
    })
}

/// The beginning of a range that is not empty.
fn chunk(block: &Bytes, range: Range<u64>) -> Bytes {
    let start = usize::try_from(range.start % block.len() as u64).unwrap_or_default();
    let rest = usize::try_from(range.end - range.start).unwrap_or(CHUNK);
    block.slice(start..block.len().min(start.saturating_add(rest.min(CHUNK))))
}

async fn opened(
    path: PathBuf,
    range: Range<u64>,
) -> io::Result<impl futures_util::Stream<Item = io::Result<Bytes>>> {
    let mut file = tokio::fs::File::open(path).await?;
    file.seek(io::SeekFrom::Start(range.start)).await?;
    let file = file.take(range.end - range.start);
    Ok(stream::try_unfold(file, |mut file| async move {
        let mut buffer = BytesMut::with_capacity(CHUNK);
        let read = file.read_buf(&mut buffer).await?;
        Ok((read > 0).then(|| (buffer.freeze(), file)))
    }))
}

fn digest() -> Context {
    Context::new(&SHA1_FOR_LEGACY_USE_ONLY)
}

fn hex(digest: &Digest) -> String {
    digest.as_ref().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(content: &Content, range: Range<u64>) -> Vec<u8> {
        content.stream(range).try_collect::<Vec<_>>().await.unwrap().concat()
    }

    #[tokio::test]
    async fn a_repeated_text_is_as_long_as_was_asked_and_in_pieces() {
        let content = Content::repeated("0123456789", 1_000_003);
        let all = read(&content, 0..content.length()).await;
        assert_eq!(all.len(), 1_000_003);
        assert!(all.chunks(10).all(|ten| ten.iter().zip(b"0123456789").all(|(found, digit)| found == digit)));
        assert_eq!(content.hash(), Content::from(all.clone()).hash());
        assert_eq!(read(&content, 70_001..900_000).await, all[70_001..900_000]);
        assert_eq!(Content::repeated("", 5).length(), 0);
    }

    #[tokio::test]
    async fn a_file_on_disk_is_read_in_pieces() {
        let bytes = "0123456789".repeat(20_000);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("large.txt");
        std::fs::write(&path, &bytes).unwrap();
        let content = Content::on_disk(&path).unwrap();
        assert_eq!(content.hash(), Content::from(bytes.clone()).hash());
        assert_eq!(read(&content, 0..200_000).await, bytes.as_bytes());
        assert_eq!(read(&content, 65_530..130_003).await, bytes.as_bytes()[65_530..130_003]);
    }

    #[test]
    fn the_hash_is_the_one_that_moodle_recorded() {
        assert_eq!(Content::from("read me\n").hash(), "0cda850895d10bdf8d8add37bcedde48e2d0ecc8");
    }
}
