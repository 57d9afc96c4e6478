//! The index on knowledge bases of Bedrock: on the emulator, as far as it goes, which finds nothing; and on answers as AWS's
//! documentation shows them.

mod documents;
mod refusals;
mod rig;
mod search;
