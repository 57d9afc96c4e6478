//! Systems Manager parameters: what operators set and read in the console.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_ssm::Client;
use aws_sdk_ssm::operation::get_parameter::GetParameterError;
use aws_types::SdkConfig;
use lti::names::{ClientId, DeploymentId, Issuer};
use lti::registration::{Endpoints, NewDeployments, PlatformId, Registration};
use ports::{DeploymentLog, PendingDeployment, RegistrationAdmin, RegistrationReader, StoreError};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::{AwsFailure, KnowledgeBaseNames, StackName};

/// What the parameter holds until an operator sets it: Systems Manager keeps no empty text.
const UNSET: &str = "not-set";
/// How long a value is believed.
const KEPT: Duration = Duration::from_mins(1);
/// How long a parameter that could not be read is left in peace.
const PAUSE: Duration = Duration::from_secs(5);
/// What the redirect URI has behind the public URL.
const LAUNCH_PATH: &str = "/lti/launch";

/// The parameters of one stack.
#[derive(Clone, Debug)]
pub struct Parameters {
    client: Client,
    stack: StackName,
}

impl Parameters {
    /// The parameters of `stack`. Nothing is sent yet.
    #[must_use]
    pub fn new(sdk: &SdkConfig, stack: StackName) -> Self {
        Self { client: Client::new(sdk), stack }
    }

    /// The client id that an operator wrote into the stack's parameter; absent until then.
    ///
    /// # Errors
    /// [`StoreError`]: when AWS does not answer, or the parameter holds no client id.
    pub async fn client_id(&self) -> Result<Option<ClientId>, StoreError> {
        let name = self.stack.client_id_parameter();
        let value = self.value(&name).await?;
        let value = value.as_deref().map(str::trim).filter(|value| *value != UNSET);
        value
            .map(|value| {
                ClientId::new(value).map_err(|why| AwsFailure::unreadable("GetParameter", &name, why))
            })
            .transpose()
    }

    /// The tool's public URL, as the stack says it; absent when no such stack is there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn public_url(&self) -> Result<Option<String>, StoreError> {
        let name = self.stack.redirect_uri_parameter();
        let Some(value) = self.value(&name).await? else { return Ok(None) };
        let url = value.strip_suffix(LAUNCH_PATH).ok_or_else(|| {
            AwsFailure::unreadable("GetParameter", &name, format!("it does not end in {LAUNCH_PATH}"))
        })?;
        Ok(Some(url.to_owned()))
    }

    /// Where the documents of the course assistant are, as the stack says it; absent where it has no assistant.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn knowledge_base(&self) -> Result<Option<KnowledgeBaseNames>, StoreError> {
        let name = self.stack.knowledge_base_parameter();
        let Some(value) = self.value(&name).await? else { return Ok(None) };
        let [knowledge_base, data_source, staging_bucket] = value.split('/').collect::<Vec<_>>()[..] else {
            let why = "it is no KNOWLEDGE-BASE/DATA-SOURCE/BUCKET";
            return Err(AwsFailure::unreadable("GetParameter", &name, why));
        };
        Ok(Some(KnowledgeBaseNames {
            knowledge_base: knowledge_base.to_owned(),
            data_source: data_source.to_owned(),
            staging_bucket: staging_bucket.to_owned(),
        }))
    }

    async fn value(&self, name: &str) -> Result<Option<String>, StoreError> {
        match self.client.get_parameter().name(name).send().await {
            Ok(found) => Ok(found.parameter.and_then(|parameter| parameter.value)),
            Err(error) => {
                let absent = error.as_service_error().is_some_and(GetParameterError::is_parameter_not_found);
                if absent {
                    Ok(None)
                } else {
                    Err(AwsFailure::new("GetParameter", name, error).into_store_error())
                }
            }
        }
    }
}

/// Registrations, and beside them the one that stands in the parameter: the configured Moodle with the client id that an
/// operator wrote there. Its first launch makes it a stored one with that launch's deployment, and pins that.
pub struct RegistrationParameter<S> {
    stored: Arc<S>,
    parameters: Parameters,
    moodle: Issuer,
    endpoints: Endpoints,
    seen: Mutex<Option<Seen>>,
}

/// What is known of the parameter.
struct Seen {
    client_id: Result<Option<ClientId>, Unread>,
    /// When it is to be read again.
    until: Instant,
}

/// It could not be read yet.
#[derive(Clone)]
struct Unread;

impl<S: RegistrationAdmin + DeploymentLog> RegistrationParameter<S> {
    /// The registrations in `stored`, and that of the Moodle at `moodle`; `None` when that is no http(s) URL.
    #[must_use]
    pub fn new(stored: Arc<S>, parameters: Parameters, moodle: Issuer) -> Option<Self> {
        let endpoints = Endpoints::of_moodle(&moodle)?;
        Some(Self { stored, parameters, moodle, endpoints, seen: Mutex::new(None) })
    }

    /// What the parameter holds or, while it cannot be read, what it held.
    async fn client_id(&self) -> Result<Option<ClientId>, StoreError> {
        let mut seen = self.seen.lock().await;
        if let Some(seen) = seen.as_ref().filter(|seen| Instant::now() < seen.until) {
            return seen.client_id.clone().map_err(|Unread| {
                let why = "it could not be read a moment ago";
                let name = self.parameters.stack.client_id_parameter();
                AwsFailure::because("GetParameter", &name, why).into_store_error()
            });
        }
        let (client_id, kept, answer) = match self.parameters.client_id().await {
            Ok(client_id) => (Ok(client_id.clone()), KEPT, Ok(client_id)),
            Err(error) => {
                let cause = error.source().map(tracing::field::display);
                tracing::error!(error = cause, "the parameter with the client id cannot be read");
                let before = seen.take().map_or(Err(Unread), |seen| seen.client_id);
                (before.clone(), PAUSE, before.map_err(|Unread| error))
            }
        };
        *seen = Some(Seen { client_id, until: Instant::now() + kept });
        answer
    }

    async fn named(&self) -> Result<Option<Registration>, StoreError> {
        Ok(self.client_id().await?.map(|client_id| {
            let id = PlatformId { issuer: self.moodle.clone(), client_id };
            let mut registration = Registration::new(id, self.endpoints.clone(), []);
            registration.new_deployments = NewDeployments::First;
            registration
        }))
    }

    /// Whether `id` is that of the parameter.
    async fn names(&self, id: &PlatformId) -> Result<Option<Registration>, StoreError> {
        if id.issuer != self.moodle {
            return Ok(None);
        }
        Ok(self.named().await?.filter(|named| named.id == *id))
    }

    /// The stored ones and, where it is not among them, that of the parameter. Stored ones need no parameter, so they
    /// are there when it cannot be read.
    async fn with_named(&self, mut stored: Vec<Registration>) -> Result<Vec<Registration>, StoreError> {
        let named = match self.named().await {
            Err(error) if stored.is_empty() => return Err(error),
            named => named.ok().flatten(),
        };
        stored.extend(named.filter(|named| stored.iter().all(|other| other.id != named.id)));
        stored.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(stored)
    }

    /// Stores the parameter's registration, unless there is one of that name already.
    async fn adopt(&self, id: &PlatformId) -> Result<(), StoreError> {
        if self.stored.find(id).await?.is_none()
            && let Some(named) = self.names(id).await?
        {
            self.stored.save(&named).await?;
        }
        Ok(())
    }
}

#[async_trait::async_trait]
impl<S: RegistrationAdmin + DeploymentLog> RegistrationReader for RegistrationParameter<S> {
    async fn of_issuer(&self, issuer: &Issuer) -> Result<Vec<Registration>, StoreError> {
        let stored = self.stored.of_issuer(issuer).await?;
        if *issuer == self.moodle { self.with_named(stored).await } else { Ok(stored) }
    }

    async fn find(&self, id: &PlatformId) -> Result<Option<Registration>, StoreError> {
        match self.stored.find(id).await? {
            Some(stored) => Ok(Some(stored)),
            None => self.names(id).await,
        }
    }

    async fn all(&self) -> Result<Vec<Registration>, StoreError> {
        self.with_named(self.stored.all().await?).await
    }
}

#[async_trait::async_trait]
impl<S: RegistrationAdmin + DeploymentLog> DeploymentLog for RegistrationParameter<S> {
    async fn add_deployment(&self, id: &PlatformId, deployment: &DeploymentId) -> Result<bool, StoreError> {
        self.adopt(id).await?;
        self.stored.add_deployment(id, deployment).await
    }

    async fn note_pending(&self, id: &PlatformId, seen: &PendingDeployment) -> Result<(), StoreError> {
        self.stored.note_pending(id, seen).await
    }
}
