//! Black-box tests.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not count as tests")]

mod arbitrary_input;
mod bombs;
mod broken;
mod docx;
mod epub;
mod fuzzed;
mod html;
mod limits;
mod markdown;
mod odf;
mod pdf;
mod plain_text;
mod pptx;
mod real_files;
mod recognition;
mod refusals;
mod rtf;
mod support;
mod xlsx;
mod xml_attacks;
