//! An AWS for tests: the emulator behind a front that records what is asked, and fails on request.
