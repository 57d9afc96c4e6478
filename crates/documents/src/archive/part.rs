use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read, Seek};

use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive, ZipReader, ZipVerifier};

use super::{Entry, Shared, zip_error};
use crate::stop::Stop;
use crate::{Limits, Unreadable};

/// Only beyond this does the ratio say anything: a sheet of zeros is small, and shrinks well.
const RATIO_FROM: u64 = 16 << 20;

/// A part of an archive as a stream of its inflated bytes, which end in an error where a limit does or the data are
/// damaged.
pub(crate) struct Part<'a, R: Read + Seek>(BufReader<Counted<'a, R>>);

struct Counted<'a, R: Read + Seek> {
    data: Data<'a, R>,
    compressed: u64,
    inflated: u64,
    /// Of all parts of the archive.
    inflated_in_all: &'a Cell<u64>,
    limits: &'a Limits,
}

/// An entry's bytes as they are in the file.
type Raw<'a, R> = ZipReader<&'a Shared<R>>;

enum Data<'a, R: Read + Seek> {
    Stored(ZipVerifier<Raw<'a, R>>),
    Deflated(Box<ZipVerifier<DeflateDecoder<BufReader<Raw<'a, R>>>>>),
}

impl<'a, R: Read + Seek> Part<'a, R> {
    pub(super) fn open(
        zip: &'a ZipArchive<Shared<R>>,
        entry: &Entry,
        inflated_in_all: &'a Cell<u64>,
        limits: &'a Limits,
    ) -> Result<Self, Stop> {
        let found = zip.get_entry(entry.wayfinder).map_err(zip_error)?;
        let data = match entry.method {
            CompressionMethod::STORE => Data::Stored(found.verifying_reader(found.reader())),
            CompressionMethod::DEFLATE => {
                let inflater = DeflateDecoder::new(BufReader::new(found.reader()));
                Data::Deflated(Box::new(found.verifying_reader(inflater)))
            }
            other => {
                return Err(Stop::broken(&format!(
                    "compressed by a method that no document uses: {other:?}"
                )));
            }
        };
        let compressed = entry.wayfinder.compressed_size_hint();
        Ok(Self(BufReader::new(Counted { data, compressed, inflated: 0, inflated_in_all, limits })))
    }
}

impl<R: Read + Seek> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.data {
            Data::Stored(reader) => reader.read(buffer)?,
            Data::Deflated(reader) => reader.read(buffer)?,
        };
        self.inflated += read as u64;
        self.inflated_in_all.set(self.inflated_in_all.get() + read as u64);
        if self.inflated > RATIO_FROM && self.inflated / self.limits.ratio > self.compressed {
            return Err(Stop::from(Unreadable::Bomb).into());
        }
        if self.inflated_in_all.get() > self.limits.inflated_bytes {
            return Err(Stop::Full.into());
        }
        Ok(read)
    }
}

impl<R: Read + Seek> Read for Part<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl<R: Read + Seek> BufRead for Part<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.0.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.0.consume(amount);
    }
}
