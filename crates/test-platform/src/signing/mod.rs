//! Keys that sign, and tokens put together by hand, right or wrong on purpose.

mod algorithm;
mod committed;
mod key;
pub mod token;
mod verified;
mod weak_rsa;

pub use algorithm::Algorithm;
pub use key::{KeyError, SigningKey, jwks};
pub(crate) use verified::signed_rs256;
