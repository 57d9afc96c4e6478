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
/// platform may sign with what it says that it signs with; and where it registers tools, it shows them, which in Canvas is the
/// institution's own address.
#[must_use]
pub fn registration(
    platform: &PlatformConfiguration,
    answer: &RegistrationAnswer,
    new_deployments: NewDeployments,
) -> Registration {
    let id = PlatformId { issuer: platform.issuer.clone(), client_id: answer.client_id.clone() };
    let plain = Registration::new(id, platform.endpoints.clone(), answer.deployment_id.clone());
    let known = plain.origins();
    let shown_at = platform.registration_endpoint.origin().ascii_serialization();
    Registration {
        new_deployments,
        frame_origins: Some(shown_at).filter(|origin| !known.contains(origin)).into_iter().collect(),
        extra_algorithms: platform
            .algorithms
            .iter()
            .copied()
            .filter(|algorithm| *algorithm != Algorithm::Rs256)
            .collect(),
        token_audience: platform.token_audience.clone(),
        endpoints_from: EndpointSource::Platform,
        ..plain
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::configuration::tests::{canvas, recorded};
    use super::*;

    fn kept(configuration: &serde_json::Value, at: &str) -> Registration {
        let at = Url::parse(at).unwrap();
        let platform = PlatformConfiguration::parse(configuration.to_string().as_bytes(), &at).unwrap();
        let answer = RegistrationAnswer::parse(br#"{"client_id":"c"}"#).unwrap();
        registration(&platform, &answer, NewDeployments::First)
    }

    #[test]
    fn a_platform_that_registers_itself_gets_the_secure_defaults_and_what_it_said() {
        let mut configuration = recorded();
        configuration["id_token_signing_alg_values_supported"] =
            serde_json::json!(["RS256", "ES256", "none"]);
        configuration["authorization_server"] = "https://moodle.localtest:8443/as".into();
        let kept = kept(&configuration, "https://moodle.localtest:8443/c");
        assert_eq!(kept.id.issuer.as_str(), "https://moodle.localtest:8443");
        assert_eq!(kept.extra_algorithms.into_iter().collect::<Vec<_>>(), [Algorithm::Es256]);
        assert_eq!(kept.token_audience.as_deref(), Some("https://moodle.localtest:8443/as"));
        assert_eq!(
            (kept.endpoints_from, kept.new_deployments),
            (EndpointSource::Platform, NewDeployments::First)
        );
        assert!(
            kept.deployments.is_empty() && kept.frame_origins.is_empty() && kept.trusted_audiences.is_empty()
        );
    }

    #[test]
    fn canvas_may_show_the_tool_at_the_institutions_own_address() {
        let kept = kept(&canvas(), "https://school.instructure.com/c");
        let origins: Vec<_> = kept.origins().into_iter().collect();
        let expected =
            ["https://canvas.instructure.com", "https://school.instructure.com", "https://sso.canvaslms.com"];
        assert_eq!(origins, expected);
    }
}
