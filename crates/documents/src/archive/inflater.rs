use std::cell::RefCell;
use std::io::{self, BufRead, Read};

use flate2::{Decompress, FlushDecompress, Status};

/// States of decompression that no part needs now: to make one takes as long as to inflate a small part.
pub(super) type Idle = RefCell<Vec<Decompress>>;

/// Inflates what it reads, as `flate2`'s own reader does, with an idle state.
pub(super) struct Inflater<'a, R> {
    deflated: R,
    /// `None` once it is dropped.
    state: Option<Decompress>,
    idle: &'a Idle,
}

impl<'a, R> Inflater<'a, R> {
    pub(super) fn new(deflated: R, idle: &'a Idle) -> Self {
        let state = idle.borrow_mut().pop().unwrap_or_else(|| Decompress::new(false));
        Self { deflated, state: Some(state), idle }
    }
}

impl<R: BufRead> Read for Inflater<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(state) = &mut self.state else { return Ok(0) };
        loop {
            let deflated = self.deflated.fill_buf()?;
            let is_last = deflated.is_empty();
            let flush = if is_last { FlushDecompress::Finish } else { FlushDecompress::None };
            let (before, inflated_before) = (state.total_in(), state.total_out());
            let status = state.decompress(deflated, buffer, flush);
            self.deflated.consume(bytes(state.total_in() - before));
            let status = status.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
            let inflated = bytes(state.total_out() - inflated_before);
            if inflated > 0 || status == Status::StreamEnd || buffer.is_empty() {
                return Ok(inflated);
            }
            if is_last {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }
}

impl<R> Drop for Inflater<'_, R> {
    fn drop(&mut self) {
        if let Some(mut state) = self.state.take() {
            state.reset(false);
            self.idle.borrow_mut().push(state);
        }
    }
}

/// Of what is in memory.
fn bytes(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
