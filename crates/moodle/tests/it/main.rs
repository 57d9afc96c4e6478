//! Black-box tests.

mod arbitrary_input;
