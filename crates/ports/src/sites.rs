use moodle::{Site, SiteKeyId};

use crate::StoreError;

/// Reads which Moodle sites may call.
#[async_trait::async_trait]
pub trait SiteReader: Send + Sync {
    /// The site that a key belongs to; absent when nobody added the key, or it was revoked.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn site(&self, key_id: &SiteKeyId) -> Result<Option<Site>, StoreError>;
}

/// What an operator may do about sites.
#[async_trait::async_trait]
pub trait SiteAdmin: SiteReader {
    /// Adds a key of a site, in one conditional write; `false`, and nothing changes, when the key's id exists.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn add_site(&self, site: &Site) -> Result<bool, StoreError>;

    /// All keys of all sites, in the order of address, time and key id.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn sites(&self) -> Result<Vec<Site>, StoreError>;

    /// Removes a key, which is then refused at once; `false` when there was none.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn remove_site(&self, key_id: &SiteKeyId) -> Result<bool, StoreError>;
}
