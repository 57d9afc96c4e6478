//! The ports in memory. For tests and benchmarks: everything is gone with the process.

mod events;
mod index;
mod invites;
mod job_queue;
mod manifest;
mod pending_jobs;
mod quotas;
mod readings;
mod scripted_model;
mod sites;
mod translations;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use lti::launch::OneTimeClaim;
use lti::names::{DeploymentId, Issuer};
use lti::registration::{PlatformId, Registration, Status};
use lti::session::{PendingSession, Session};
use lti::time::UnixTime;
use lti::token::TokenDigest;
use moodle::site_info::TokenDecision;
use moodle::{ModuleId, MoodleEvent, Site, SiteKeyId, SiteUrl, WebServiceToken};

use crate::{
    ActivityId, CacheKey, CachedTranslation, Completion, DeploymentLog, MAX_PENDING_DEPLOYMENTS,
    ManifestCourse, ManifestModule, OneTime, OpenQuestion, PendingDeployment, Reading, ReadingId,
    RegistrationAdmin, RegistrationReader, SecretBytes, SecretName, SecretStore, SessionReader,
    SessionWriter, SiteCourse, StoreError,
};

pub use index::MemoryIndex;
pub use job_queue::MemoryQueue;
pub use scripted_model::{ScriptedModel, Step};

/// All store ports in memory.
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<Tables>);

#[derive(Debug, Default)]
struct Tables {
    claims: HashMap<String, UnixTime>,
    registrations: BTreeMap<PlatformId, Registration>,
    pending_deployments: HashMap<PlatformId, Vec<PendingDeployment>>,
    codes: HashMap<TokenDigest, PendingSession>,
    sessions: HashMap<TokenDigest, Session>,
    secrets: HashMap<SecretName, SecretBytes>,
    quotas: HashMap<String, quotas::Taken>,
    translations: HashMap<CacheKey, (CachedTranslation, UnixTime)>,
    sites: BTreeMap<SiteKeyId, Site>,
    moodle_tokens: HashMap<TokenDigest, (TokenDecision, UnixTime)>,
    readings: HashMap<ReadingId, Reading>,
    completions: HashMap<(ActivityId, String), Completion>,
    invites: HashMap<TokenDigest, invites::Kept>,
    events: Vec<MoodleEvent>,
    pending_jobs: HashMap<TokenDigest, crate::NotedJob>,
    indexed_courses: BTreeMap<SiteCourse, ManifestCourse>,
    indexed_modules: BTreeMap<(SiteCourse, ModuleId), ManifestModule>,
    site_tokens: BTreeMap<SiteUrl, (WebServiceToken, UnixTime)>,
    open_questions: HashMap<(SiteCourse, String), OpenQuestion>,
}

impl Tables {
    /// Writes a registration; deployments that are listed already stay so.
    fn save(&mut self, mut saved: Registration) {
        if let Some(existing) = self.registrations.get(&saved.id) {
            saved.deployments.extend(existing.deployments.iter().cloned());
        }
        if let Some(pending) = self.pending_deployments.get_mut(&saved.id) {
            pending.retain(|seen| !saved.deployments.contains(&seen.deployment_id));
        }
        self.registrations.insert(saved.id.clone(), saved);
    }
}

impl MemoryStore {
    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait::async_trait]
impl OneTime for MemoryStore {
    async fn claim_once(&self, claim: &OneTimeClaim, now: UnixTime) -> Result<bool, StoreError> {
        let mut tables = self.tables();
        if tables.claims.get(&claim.id).is_some_and(|until| *until > now) {
            return Ok(false);
        }
        tables.claims.insert(claim.id.clone(), claim.until);
        Ok(true)
    }
}

#[async_trait::async_trait]
impl RegistrationReader for MemoryStore {
    async fn of_issuer(&self, issuer: &Issuer) -> Result<Vec<Registration>, StoreError> {
        let tables = self.tables();
        Ok(tables.registrations.values().filter(|r| r.id.issuer == *issuer).cloned().collect())
    }

    async fn find(&self, id: &PlatformId) -> Result<Option<Registration>, StoreError> {
        Ok(self.tables().registrations.get(id).cloned())
    }

    async fn all(&self) -> Result<Vec<Registration>, StoreError> {
        Ok(self.tables().registrations.values().cloned().collect())
    }
}

#[async_trait::async_trait]
impl DeploymentLog for MemoryStore {
    async fn add_deployment(&self, id: &PlatformId, deployment: &DeploymentId) -> Result<bool, StoreError> {
        let mut tables = self.tables();
        let Some(registration) = tables.registrations.get_mut(id) else { return Ok(false) };
        if !registration.accepts(deployment) {
            return Ok(false);
        }
        registration.deployments.insert(deployment.clone());
        if let Some(pending) = tables.pending_deployments.get_mut(id) {
            pending.retain(|seen| seen.deployment_id != *deployment);
        }
        Ok(true)
    }

    async fn note_pending(&self, id: &PlatformId, seen: &PendingDeployment) -> Result<(), StoreError> {
        let mut tables = self.tables();
        let listed = tables.registrations.get(id).map(|r| r.deployments.contains(&seen.deployment_id));
        if listed == Some(false) {
            let pending = tables.pending_deployments.entry(id.clone()).or_default();
            pending.retain(|other| other.deployment_id != seen.deployment_id);
            pending.push(seen.clone());
            pending.sort_by_key(|seen| std::cmp::Reverse(seen.last_seen));
            pending.truncate(usize::from(MAX_PENDING_DEPLOYMENTS));
        }
        Ok(())
    }
}

#[async_trait::async_trait]
impl RegistrationAdmin for MemoryStore {
    async fn save(&self, registration: &Registration) -> Result<(), StoreError> {
        self.tables().save(registration.clone());
        Ok(())
    }

    async fn remove(&self, id: &PlatformId) -> Result<bool, StoreError> {
        let mut tables = self.tables();
        tables.pending_deployments.remove(id);
        Ok(tables.registrations.remove(id).is_some())
    }

    async fn remove_deployment(
        &self,
        id: &PlatformId,
        deployment: &DeploymentId,
    ) -> Result<bool, StoreError> {
        let mut tables = self.tables();
        Ok(tables.registrations.get_mut(id).is_some_and(|r| r.deployments.remove(deployment)))
    }

    async fn set_status(&self, id: &PlatformId, status: Status) -> Result<bool, StoreError> {
        let mut tables = self.tables();
        Ok(tables.registrations.get_mut(id).map(|r| r.status = status).is_some())
    }

    async fn pending(&self, id: &PlatformId) -> Result<Vec<PendingDeployment>, StoreError> {
        Ok(self.tables().pending_deployments.get(id).cloned().unwrap_or_default())
    }
}

#[async_trait::async_trait]
impl SessionReader for MemoryStore {
    async fn session(&self, bearer: &TokenDigest, now: UnixTime) -> Result<Option<Session>, StoreError> {
        Ok(self.tables().sessions.get(bearer).filter(|session| now < session.expires).cloned())
    }
}

#[async_trait::async_trait]
impl SessionWriter for MemoryStore {
    async fn put_pending(&self, code: &TokenDigest, pending: &PendingSession) -> Result<(), StoreError> {
        self.tables().codes.insert(*code, pending.clone());
        Ok(())
    }

    async fn pending(&self, code: &TokenDigest, now: UnixTime) -> Result<Option<PendingSession>, StoreError> {
        Ok(self.tables().codes.get(code).filter(|pending| now < pending.code_expires).cloned())
    }

    async fn put_session(&self, bearer: &TokenDigest, session: &Session) -> Result<(), StoreError> {
        self.tables().sessions.insert(*bearer, session.clone());
        Ok(())
    }
}

#[async_trait::async_trait]
impl SecretStore for MemoryStore {
    async fn secret(&self, name: SecretName) -> Result<Option<SecretBytes>, StoreError> {
        Ok(self.tables().secrets.get(&name).cloned())
    }

    async fn keep_first(&self, name: SecretName, fresh: &SecretBytes) -> Result<SecretBytes, StoreError> {
        Ok(self.tables().secrets.entry(name).or_insert_with(|| fresh.clone()).clone())
    }

    async fn replace(
        &self,
        name: SecretName,
        expected: &SecretBytes,
        new: &SecretBytes,
    ) -> Result<bool, StoreError> {
        let mut tables = self.tables();
        let Some(kept) = tables.secrets.get_mut(&name).filter(|kept| *kept == expected) else {
            return Ok(false);
        };
        *kept = new.clone();
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{MemoryIndex, MemoryStore};

    async fn fresh() -> ((), Arc<MemoryStore>) {
        ((), Arc::default())
    }

    async fn fresh_index() -> ((), Arc<MemoryIndex>) {
        ((), Arc::default())
    }

    crate::one_time_conformance!(fresh);
    crate::registrations_conformance!(fresh);
    crate::sessions_conformance!(fresh);
    crate::secrets_conformance!(fresh);
    crate::quotas_conformance!(fresh);
    crate::translation_cache_conformance!(fresh);
    crate::sites_conformance!(fresh);
    crate::moodle_tokens_conformance!(fresh);
    crate::readings_conformance!(fresh);
    crate::completions_conformance!(fresh);
    crate::invites_conformance!(fresh);
    crate::event_sink_conformance!(fresh);
    crate::event_history_conformance!(fresh);
    crate::pending_jobs_conformance!(fresh);
    crate::manifest_conformance!(fresh);
    crate::site_tokens_conformance!(fresh);
    crate::open_questions_conformance!(fresh);

    #[tokio::test]
    async fn of_too_many_open_questions_the_longest_not_asked_go() {
        use crate::OpenQuestions as _;

        let (store, course) = (MemoryStore::default(), crate::conformance::manifest::course());
        for number in 0..u64::from(crate::OPEN_QUESTIONS_OF_COURSE) + 5 {
            let now = crate::conformance::samples::NOW + std::time::Duration::from_secs(number);
            store.note_open(&course, &format!("q{number}"), now).await.unwrap();
        }
        let kept =
            |number: u64| store.tables().open_questions.contains_key(&(course.clone(), format!("q{number}")));
        assert_eq!([0, 4, 5, 1004].map(kept), [false, false, true, true]);
        assert_eq!(store.tables().open_questions.len(), usize::from(crate::OPEN_QUESTIONS_OF_COURSE));
    }
    crate::document_index_conformance!(fresh_index);
}
