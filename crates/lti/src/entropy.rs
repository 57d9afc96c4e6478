//! Randomness as an argument.

/// A source of cryptographically secure random bytes.
pub trait Entropy: Send + Sync {
    /// Fills `out` with random bytes.
    ///
    /// # Panics
    /// When the operating system cannot give any: nothing safe can be done without them.
    fn fill(&self, out: &mut [u8]);
}
