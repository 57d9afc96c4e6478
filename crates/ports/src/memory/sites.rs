use lti::time::UnixTime;
use lti::token::TokenDigest;
use moodle::site_info::TokenDecision;
use moodle::{Site, SiteKeyId};

use super::MemoryStore;
use crate::{MoodleTokens, SiteAdmin, SiteReader, StoreError};

#[async_trait::async_trait]
impl SiteReader for MemoryStore {
    async fn site(&self, key_id: &SiteKeyId) -> Result<Option<Site>, StoreError> {
        Ok(self.tables().sites.get(key_id).cloned())
    }
}

#[async_trait::async_trait]
impl SiteAdmin for MemoryStore {
    async fn add_site(&self, site: &Site) -> Result<bool, StoreError> {
        let mut tables = self.tables();
        let free = !tables.sites.contains_key(&site.key_id);
        if free {
            tables.sites.insert(site.key_id.clone(), site.clone());
        }
        Ok(free)
    }

    async fn sites(&self) -> Result<Vec<Site>, StoreError> {
        // The map is in the order of key ids, and the sort is stable.
        let mut sites: Vec<_> = self.tables().sites.values().cloned().collect();
        sites.sort_by(|a, b| (&a.url, a.added).cmp(&(&b.url, b.added)));
        Ok(sites)
    }

    async fn remove_site(&self, key_id: &SiteKeyId) -> Result<bool, StoreError> {
        Ok(self.tables().sites.remove(key_id).is_some())
    }
}

#[async_trait::async_trait]
impl MoodleTokens for MemoryStore {
    async fn decision(
        &self,
        token: &TokenDigest,
        now: UnixTime,
    ) -> Result<Option<TokenDecision>, StoreError> {
        let tables = self.tables();
        let kept = tables.moodle_tokens.get(token).filter(|(_, until)| *until > now);
        Ok(kept.map(|(decision, _)| decision.clone()))
    }

    async fn keep_decision(
        &self,
        token: &TokenDigest,
        decision: &TokenDecision,
        until: UnixTime,
    ) -> Result<(), StoreError> {
        self.tables().moodle_tokens.insert(*token, (decision.clone(), until));
        Ok(())
    }
}
