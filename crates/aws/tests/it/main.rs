//! The adapters on an emulated AWS, by the real SDK.

mod conformance;
mod deployed;
mod emulator;
