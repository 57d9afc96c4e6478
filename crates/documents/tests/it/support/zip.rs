use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::write::DeflateEncoder;
use rawzip::path::EntryPath;
use rawzip::{CompressionMethod, ZipArchiveWriter};

/// An archive that is made part by part.
pub(crate) struct Zip(ZipArchiveWriter<Vec<u8>>);

impl Zip {
    pub(crate) fn new() -> Self {
        Self(ZipArchiveWriter::new(Vec::new()))
    }

    /// Adds a part.
    pub(crate) fn part(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        self.streamed(name, content.as_ref())
    }

    /// Adds a part that need never be in memory as a whole.
    pub(crate) fn streamed(mut self, name: &str, mut content: impl Read) -> Self {
        let name = EntryPath::verbatim(name.as_bytes());
        let (mut entry, config) =
            self.0.new_file(name).compression_method(CompressionMethod::DEFLATE).start().unwrap();
        let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::default()));
        io::copy(&mut content, &mut writer).unwrap();
        let (encoder, descriptor) = writer.finish().unwrap();
        encoder.finish().unwrap();
        entry.finish(descriptor).unwrap();
        self
    }

    /// Adds a part without compression.
    pub(crate) fn stored(mut self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let (mut entry, config) = self.0.new_file(name).start().unwrap();
        let mut writer = config.wrap(&mut entry);
        writer.write_all(content.as_ref()).unwrap();
        let (_, descriptor) = writer.finish().unwrap();
        entry.finish(descriptor).unwrap();
        self
    }

    pub(crate) fn bytes(self) -> Vec<u8> {
        self.0.finish().unwrap()
    }
}
