//! Registration by the platform's own service (1EdTech LTI Dynamic Registration 1.0), opened by one-time invites.
//!
//! 1. An operator makes an [`Invite`], whose [`InviteToken`] is part of the address that a platform's administrator pastes.
//! 2. The platform opens that address and adds where its configuration is and a [`RegistrationToken`] for one use.
//! 3. [`fetch_configuration`] reads the configuration and checks that it speaks for its own issuer only.
//! 4. [`register`] sends the [`request`] and reads the answer; [`registration`] is what the tool keeps of both.
//!
//! Who may ask, how often, and that an invite makes one registration, is for the caller and its store. The HTTP client
//! must be one for strangers: these addresses come from outside.

mod answer;
mod configuration;
mod exchange;
mod invite;
mod request;

pub use answer::{AnswerError, RegistrationAnswer};
pub use configuration::{ConfigurationError, PlatformConfiguration, Product};
pub use exchange::{FetchError, LIMITS, RegistrationError, RegistrationToken, fetch_configuration, register};
pub use invite::{Invite, InviteToken};
pub use request::{ToolDescription, request};

use crate::algorithm::Algorithm;
use crate::registration::{EndpointSource, NewDeployments, PlatformId, Registration};

/// What the tool keeps when `platform` has answered: the deployment that was named, and `new_deployments` for others. The
/// platform may sign with what it says that it signs with.
#[must_use]
pub fn registration(
    platform: &PlatformConfiguration,
    answer: &RegistrationAnswer,
    new_deployments: NewDeployments,
) -> Registration {
    let id = PlatformId { issuer: platform.issuer.clone(), client_id: answer.client_id.clone() };
    Registration {
        new_deployments,
        extra_algorithms: platform
            .algorithms
            .iter()
            .copied()
            .filter(|algorithm| *algorithm != Algorithm::Rs256)
            .collect(),
        token_audience: platform.token_audience.clone(),
        endpoints_from: EndpointSource::Platform,
        ..Registration::new(id, platform.endpoints.clone(), answer.deployment_id.clone())
    }
}
