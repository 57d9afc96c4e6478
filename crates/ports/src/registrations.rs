use lti::names::{DeploymentId, Issuer};
use lti::registration::{PlatformId, Registration, Status};
use lti::time::UnixTime;

use crate::StoreError;

/// How many unlisted deployments of one registration are remembered; the longest unseen goes first.
pub const MAX_PENDING_DEPLOYMENTS: u16 = 50;

/// Reads what operators registered.
#[async_trait::async_trait]
pub trait RegistrationReader: Send + Sync {
    /// The registrations of an issuer, in the order of their client ids.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn of_issuer(&self, issuer: &Issuer) -> Result<Vec<Registration>, StoreError>;

    /// One registration.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn find(&self, id: &PlatformId) -> Result<Option<Registration>, StoreError>;

    /// All registrations, in the order of issuer and client id.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn all(&self) -> Result<Vec<Registration>, StoreError>;
}

/// A deployment that launched, signed by its platform, and is not listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingDeployment {
    /// The deployment.
    pub deployment_id: DeploymentId,
    /// When it last tried to launch.
    pub last_seen: UnixTime,
}

/// What a launch may write about deployments.
#[async_trait::async_trait]
pub trait DeploymentLog: Send + Sync {
    /// Lists a deployment if the registration accepts it ([`Registration::accepts`]), in one step: of several first
    /// deployments at once, a registration that pins the first lists one. Says whether the deployment is listed
    /// afterwards; it is not when the registration is gone or does not accept it.
    ///
    /// # Errors
    /// [`StoreError`]; then nobody knows, and the caller must refuse.
    async fn add_deployment(&self, id: &PlatformId, deployment: &DeploymentId) -> Result<bool, StoreError>;

    /// Remembers an unlisted deployment for the operator. Nothing happens when the registration is gone
    /// or lists it; at most [`MAX_PENDING_DEPLOYMENTS`] are kept.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn note_pending(&self, id: &PlatformId, seen: &PendingDeployment) -> Result<(), StoreError>;
}

/// What an operator may do.
#[async_trait::async_trait]
pub trait RegistrationAdmin: RegistrationReader {
    /// Creates the registration, or changes the settings of the existing one and ADDS the given
    /// deployments to its own. Deployments that were pending and are now listed are pending no more.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn save(&self, registration: &Registration) -> Result<(), StoreError>;

    /// Removes a registration with its deployments; `false` when there was none.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn remove(&self, id: &PlatformId) -> Result<bool, StoreError>;

    /// Removes one deployment of a registration; `false` when there was none.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn remove_deployment(&self, id: &PlatformId, deployment: &DeploymentId)
    -> Result<bool, StoreError>;

    /// Suspends or resumes a registration; `false` when there is none.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn set_status(&self, id: &PlatformId, status: Status) -> Result<bool, StoreError>;

    /// The deployments that tried to launch and are not listed, the latest first.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn pending(&self, id: &PlatformId) -> Result<Vec<PendingDeployment>, StoreError>;
}
