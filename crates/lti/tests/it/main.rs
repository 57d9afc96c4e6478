//! The crate from outside, as its users meet it.

mod arbitrary_input;
