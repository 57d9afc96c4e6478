use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::rc::Rc;

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
    /// Bytes that have been read of the file.
    compressed: Rc<Cell<u64>>,
    inflated: u64,
    /// Of all parts of the archive.
    inflated_in_all: &'a Cell<u64>,
    limits: &'a Limits,
}

/// An entry's bytes as they are in the file, counted.
struct Raw<'a, R> {
    bytes: ZipReader<&'a Shared<R>>,
    read: Rc<Cell<u64>>,
}

impl<R: Read + Seek> Read for Raw<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        self.read.set(self.read.get() + read as u64);
        Ok(read)
    }
}

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
        let compressed = Rc::new(Cell::new(0));
        let raw = Raw { bytes: found.reader(), read: Rc::clone(&compressed) };
        let data = match entry.method {
            CompressionMethod::STORE => Data::Stored(found.verifying_reader(raw)),
            CompressionMethod::DEFLATE => {
                let inflater = DeflateDecoder::new(BufReader::new(raw));
                Data::Deflated(Box::new(found.verifying_reader(inflater)))
            }
            other => {
                return Err(Stop::broken(&format!(
                    "compressed by a method that no document uses: {other:?}"
                )));
            }
        };
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
        if self.inflated > RATIO_FROM && self.inflated / self.limits.ratio > self.compressed.get() {
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
