use lti::time::UnixTime;

use super::MemoryStore;
use crate::{CacheKey, CachedTranslation, StoreError, TranslationCache};

#[async_trait::async_trait]
impl TranslationCache for MemoryStore {
    async fn translations(
        &self,
        keys: &[CacheKey],
        now: UnixTime,
    ) -> Result<Vec<Option<CachedTranslation>>, StoreError> {
        let tables = self.tables();
        let kept = |key| tables.translations.get(key).filter(|(_, until)| *until > now);
        Ok(keys.iter().map(|key| kept(key).map(|(translation, _)| translation.clone())).collect())
    }

    async fn keep_translation(
        &self,
        key: &CacheKey,
        translation: &CachedTranslation,
        until: UnixTime,
    ) -> Result<(), StoreError> {
        self.tables().translations.insert(*key, (translation.clone(), until));
        Ok(())
    }
}
