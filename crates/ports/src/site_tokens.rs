use lti::time::UnixTime;
use moodle::{SiteUrl, WebServiceToken};

use crate::StoreError;

/// Reads the tokens with which the index reads Moodle sites.
#[async_trait::async_trait]
pub trait SiteTokens: Send + Sync {
    /// The token of a site, if an operator stored one.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn site_token(&self, site: &SiteUrl) -> Result<Option<WebServiceToken>, StoreError>;

    /// The sites that have a token, in order, and when each was stored.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn sites_with_tokens(&self) -> Result<Vec<(SiteUrl, UnixTime)>, StoreError>;
}

/// What an operator may do about the tokens of sites.
#[async_trait::async_trait]
pub trait SiteTokenAdmin: SiteTokens {
    /// Stores the token of a site in the place of the one that there is.
    ///
    /// # Errors
    /// [`StoreError`]; then nobody knows whether it was stored.
    async fn put_site_token(
        &self,
        site: &SiteUrl,
        token: &WebServiceToken,
        now: UnixTime,
    ) -> Result<(), StoreError>;

    /// Deletes the token of a site; `false` when there was none.
    ///
    /// # Errors
    /// [`StoreError`]; then nobody knows whether it was deleted.
    async fn remove_site_token(&self, site: &SiteUrl) -> Result<bool, StoreError>;
}
