use std::cell::Cell;
use std::io::{self, BufReader, Read, Seek};
use std::rc::Rc;

use rawzip::{CompressionMethod, ZipArchive, ZipReader, ZipVerifier};

use super::inflater::{Idle, Inflater};
use super::{Entry, Shared, zip_error};
use crate::stop::Stop;
use crate::{Limits, Unreadable};

/// Only beyond this does the ratio say anything: a sheet of zeros is small, and shrinks well.
const RATIO_FROM: u64 = 16 << 20;
/// Compressed bytes that are read at once.
const BUFFER: usize = 8 << 10;

/// A part of an archive as a stream of its inflated bytes, which end in an error where a limit does or the data are
/// damaged.
pub(crate) struct Part<'a, R: Read + Seek> {
    data: Data<'a, R>,
    /// Bytes that have been read of the file.
    compressed: Rc<Cell<u64>>,
    inflated: u64,
    /// Bytes that the archive's directory says it has.
    said_bytes: u64,
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
    Deflated(Box<ZipVerifier<Inflater<'a, BufReader<Raw<'a, R>>>>>),
}

impl<'a, R: Read + Seek> Part<'a, R> {
    pub(super) fn open(
        zip: &'a ZipArchive<Shared<R>>,
        entry: &Entry,
        idle: &'a Idle,
        inflated_in_all: &'a Cell<u64>,
        limits: &'a Limits,
    ) -> Result<Self, Stop> {
        let found = zip.get_entry(entry.wayfinder).map_err(zip_error)?;
        let compressed = Rc::new(Cell::new(0));
        let raw = Raw { bytes: found.reader(), read: Rc::clone(&compressed) };
        let data = match entry.method {
            CompressionMethod::STORE => Data::Stored(found.verifying_reader(raw)),
            CompressionMethod::DEFLATE => {
                let compressed = entry.wayfinder.compressed_size_hint();
                let buffer = usize::try_from(compressed).map_or(BUFFER, |bytes| bytes.clamp(1, BUFFER));
                let raw = BufReader::with_capacity(buffer, raw);
                Data::Deflated(Box::new(found.verifying_reader(Inflater::new(raw, idle))))
            }
            other => {
                return Err(Stop::broken(&format!(
                    "compressed by a method that no document uses: {other:?}"
                )));
            }
        };
        let said_bytes = entry.wayfinder.uncompressed_size_hint();
        Ok(Self { data, compressed, inflated: 0, said_bytes, inflated_in_all, limits })
    }

    /// Bytes that it will have, if the archive tells the truth.
    pub(super) fn said_bytes(&self) -> u64 {
        self.said_bytes
    }
}

impl<R: Read + Seek> Read for Part<'_, R> {
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
