//! The tokens of Moodle sites: one secret for all of them, since each secret costs money and sites come and go without a
//! deployment. It is JSON, by site.

use std::collections::BTreeMap;
use std::time::Duration;

use lti::time::UnixTime;
use moodle::{SiteUrl, WebServiceToken};
use ports::{SecretBytes, SiteTokenAdmin, SiteTokens, StoreError};
use serde::{Deserialize, Serialize};

use super::SecretsManager;
use super::version::Version;
use crate::AwsFailure;

/// Attempts to change the secret while others change it too.
const ATTEMPTS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(20);
/// The longest value of a secret, in bytes (AWS Secrets Manager User Guide, "Quotas").
const LARGEST: usize = 65_536;

type Kept = BTreeMap<SiteUrl, KeptToken>;

#[derive(Serialize, Deserialize)]
struct KeptToken {
    token: String,
    stored: UnixTime,
}

impl SecretsManager {
    async fn kept(&self) -> Result<(Option<Version>, Kept), StoreError> {
        let secret = self.stack.site_tokens();
        let Some(read) = self.current(&secret).await? else { return Ok((None, Kept::new())) };
        // What cannot be read is not shown: it may have a token in it.
        let kept = serde_json::from_slice(read.value.reveal()).map_err(|_| {
            AwsFailure::unreadable("GetSecretValue", &secret, "it does not hold tokens by site as JSON")
        })?;
        Ok((Some(read), kept))
    }

    /// Changes what is kept, while others may, too. What `change` returns is returned; `None` leaves all as it is.
    async fn change<T: Send>(
        &self,
        change: impl Fn(&mut Kept) -> Option<T> + Send + Sync,
    ) -> Result<Option<T>, StoreError> {
        let secret = self.stack.site_tokens();
        for attempt in 0..ATTEMPTS {
            tokio::time::sleep(PAUSE * attempt).await;
            let (read, mut kept) = self.kept().await?;
            let Some(changed) = change(&mut kept) else { return Ok(None) };
            let new = self.value(&kept)?;
            let written = match read {
                Some(read) => self.exchange(&secret, read, &new).await?,
                None => self.put_first(&secret, &new).await?,
            };
            if written {
                return Ok(Some(changed));
            }
        }
        let why = "others changed it again and again";
        Err(StoreError::Unavailable(Box::new(AwsFailure::because("PutSecretValue", &secret, why))))
    }

    fn value(&self, kept: &Kept) -> Result<SecretBytes, StoreError> {
        let refused = |why: &str| {
            let failure = AwsFailure::because("PutSecretValue", &self.stack.site_tokens(), why);
            StoreError::Misconfigured(Box::new(failure))
        };
        let value = serde_json::to_vec(kept).map_err(|_| refused("the tokens cannot be written as JSON"))?;
        if value.len() > LARGEST {
            return Err(refused("it has no room for another token: remove those of sites that are gone"));
        }
        Ok(SecretBytes::new(value))
    }
}

#[async_trait::async_trait]
impl SiteTokens for SecretsManager {
    async fn site_token(&self, site: &SiteUrl) -> Result<Option<WebServiceToken>, StoreError> {
        let (_, mut kept) = self.kept().await?;
        let Some(KeptToken { token, .. }) = kept.remove(site) else { return Ok(None) };
        let read = WebServiceToken::parse(&token);
        read.map(Some).ok_or_else(|| {
            let secret = self.stack.site_tokens();
            AwsFailure::unreadable("GetSecretValue", &secret, format!("what it has for {site} is no token"))
        })
    }

    async fn sites_with_tokens(&self) -> Result<Vec<(SiteUrl, UnixTime)>, StoreError> {
        let (_, kept) = self.kept().await?;
        Ok(kept.into_iter().map(|(site, KeptToken { stored, .. })| (site, stored)).collect())
    }
}

#[async_trait::async_trait]
impl SiteTokenAdmin for SecretsManager {
    async fn put_site_token(
        &self,
        site: &SiteUrl,
        token: &WebServiceToken,
        now: UnixTime,
    ) -> Result<(), StoreError> {
        let put = |kept: &mut Kept| {
            kept.insert(site.clone(), KeptToken { token: token.reveal().to_owned(), stored: now });
            Some(())
        };
        self.change(put).await.map(|_| ())
    }

    async fn remove_site_token(&self, site: &SiteUrl) -> Result<bool, StoreError> {
        self.change(|kept| kept.remove(site).map(|_| ())).await.map(|removed| removed.is_some())
    }
}
