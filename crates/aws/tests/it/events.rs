//! The bus, the log of what was put onto it, and its archive.

mod archive;
mod bus;
mod client;
mod log;
