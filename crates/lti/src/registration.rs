//! What the tool knows about one (issuer, client id) pair.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::algorithm::Algorithm;
use crate::names::{ClientId, DeploymentId, Issuer};

/// The key of a registration. One issuer may stand for many institutions (Canvas), so the pair is the key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PlatformId {
    /// The platform's issuer identifier.
    pub issuer: Issuer,
    /// The client id that the platform gave to the tool.
    pub client_id: ClientId,
}

/// The platform's endpoints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoints {
    /// Where the browser is sent to be authenticated (OpenID Connect authorization endpoint).
    pub authentication: Url,
    /// Where the tool gets access tokens (OAuth 2.0 token endpoint).
    pub token: Url,
    /// The platform's key set (RFC 7517).
    pub key_set: Url,
}

impl Endpoints {
    /// Moodle's endpoints under its `wwwroot`, which is its issuer; `None` when that is no http(s) URL.
    #[must_use]
    pub fn of_moodle(issuer: &Issuer) -> Option<Self> {
        web_origin(issuer.as_str())?;
        let root = issuer.as_str().trim_end_matches('/');
        let under = |path: &str| Url::parse(&format!("{root}{path}")).ok();
        Some(Self {
            authentication: under("/mod/lti/auth.php")?,
            token: under("/mod/lti/token.php")?,
            key_set: under("/mod/lti/certs.php")?,
        })
    }
}

/// Who told the tool where a platform's endpoints are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndpointSource {
    /// The operator typed them: they may lie inside the operator's own network.
    #[default]
    Operator,
    /// The platform said so itself: they are asked as strangers' addresses are.
    Platform,
}

/// Whether launches of a registration are accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Launches are accepted.
    #[default]
    Active,
    /// The operator has stopped launches and sessions for now.
    Suspended,
}

/// What happens when a known platform launches from a deployment that is not listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NewDeployments {
    /// The launch is refused, and the deployment is shown to the operator as pending.
    #[default]
    Refuse,
    /// The deployment is added to the registration. For an operator who trusts every administrator of the platform.
    Accept,
    /// The first deployment that launches is pinned: added while the registration lists none, as if the operator had
    /// listed it. Others are then refused and shown as pending.
    First,
}

/// One registration: what an operator told the tool about a platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// The pair that identifies it.
    #[serde(flatten)]
    pub id: PlatformId,
    /// The platform's endpoints.
    #[serde(flatten)]
    pub endpoints: Endpoints,
    /// Who named them.
    #[serde(default)]
    pub endpoints_from: EndpointSource,
    /// The deployments from which launches are accepted.
    pub deployments: BTreeSet<DeploymentId>,
    /// What happens to launches from others.
    pub new_deployments: NewDeployments,
    /// Signature algorithms that the platform may use besides RS256.
    pub extra_algorithms: BTreeSet<Algorithm>,
    /// Audiences that may stand in `aud` beside the client id.
    pub trusted_audiences: BTreeSet<String>,
    /// The `aud` of the tool's own assertions when it is not the token endpoint's URL.
    pub token_audience: Option<String>,
    /// The name (`kid`) of the tool's key that signs the assertions for this platform, where somebody pasted that key's PEM.
    /// `None`: whichever key signs now, which the platform finds in the tool's key set.
    pub own_key: Option<String>,
    /// Origins, besides those of the issuer and the authentication endpoint, that may show the tool in a frame.
    pub frame_origins: BTreeSet<String>,
    /// Whether launches are accepted at all.
    pub status: Status,
}

impl Registration {
    /// A registration with the secure defaults: listed deployments only, RS256 only, no further audience.
    #[must_use]
    pub fn new(
        id: PlatformId,
        endpoints: Endpoints,
        deployments: impl IntoIterator<Item = DeploymentId>,
    ) -> Self {
        Self {
            id,
            endpoints,
            endpoints_from: EndpointSource::Operator,
            deployments: deployments.into_iter().collect(),
            new_deployments: NewDeployments::Refuse,
            extra_algorithms: BTreeSet::new(),
            trusted_audiences: BTreeSet::new(),
            token_audience: None,
            own_key: None,
            frame_origins: BTreeSet::new(),
            status: Status::Active,
        }
    }

    /// Whether the platform may sign launches with `algorithm`.
    #[must_use]
    pub fn allows(&self, algorithm: Algorithm) -> bool {
        algorithm == Algorithm::Rs256 || self.extra_algorithms.contains(&algorithm)
    }

    /// Whether a deployment is listed, or is to be listed now that it launches.
    #[must_use]
    pub fn accepts(&self, deployment: &DeploymentId) -> bool {
        self.deployments.contains(deployment)
            || match self.new_deployments {
                NewDeployments::Refuse => false,
                NewDeployments::Accept => true,
                NewDeployments::First => self.deployments.is_empty(),
            }
    }

    /// What may ask `url`: `operator`, which reaches into the operator's own network, where the operator typed an address of
    /// that origin; or else `strangers`, which does not. What a platform says by itself, such as the addresses of services
    /// in its launches, leads nowhere that its operator did not name.
    #[must_use]
    pub fn choose<'a, T: ?Sized>(&self, url: &Url, operator: &'a T, strangers: &'a T) -> &'a T {
        let Endpoints { authentication, token, key_set } = &self.endpoints;
        let issuer = Url::parse(self.id.issuer.as_str()).ok();
        let mut typed = [authentication, token, key_set].into_iter().chain(&issuer);
        let by_operator = self.endpoints_from == EndpointSource::Operator;
        let is_typed = by_operator && typed.any(|typed| typed.origin() == url.origin());
        if is_typed { operator } else { strangers }
    }

    /// The origin of the authentication endpoint, `scheme://host[:port]`; `None` when that is no web address.
    #[must_use]
    pub fn authentication_origin(&self) -> Option<String> {
        web_origin(self.endpoints.authentication.as_str())
    }

    /// This registration after its platform registered the tool again: the deployments that it named now are listed as well.
    /// What the operator has set stays, a suspension too. `None` when the platform names other endpoints: whoever could
    /// change those could launch as its people.
    #[must_use]
    pub fn renewed_by(&self, anew: &Self) -> Option<Self> {
        if self.id != anew.id || self.endpoints != anew.endpoints {
            return None;
        }
        let mut renewed = self.clone();
        renewed.deployments.extend(anew.deployments.iter().cloned());
        Some(renewed)
    }

    /// The origins that may show the tool in a frame and that its forms may be sent to:
    /// for `frame-ancestors` and `form-action`.
    #[must_use]
    pub fn origins(&self) -> BTreeSet<String> {
        let own = [self.id.issuer.as_str(), self.endpoints.authentication.as_str()];
        let all = own.into_iter().chain(self.frame_origins.iter().map(String::as_str));
        all.filter_map(web_origin).collect()
    }
}

/// The origin of an http(s) URL whose host is a plain name or an address: nothing that means something
/// else in a content security policy, such as `*`, `;` or `,`.
fn web_origin(url: &str) -> Option<String> {
    let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let plain = match url.host()? {
        Host::Domain(name) => {
            name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
        }
        Host::Ipv4(_) | Host::Ipv6(_) => true,
    };
    plain.then(|| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moodle(issuer: &str) -> Registration {
        let id = PlatformId { issuer: Issuer::new(issuer).unwrap(), client_id: ClientId::new("c").unwrap() };
        let endpoints = Endpoints::of_moodle(&id.issuer).unwrap();
        Registration::new(id, endpoints, [])
    }

    #[test]
    fn moodle_endpoints_stand_under_its_wwwroot_even_in_a_folder() {
        let registration = moodle("http://campus.example/moodle");
        assert_eq!(
            registration.endpoints.authentication.as_str(),
            "http://campus.example/moodle/mod/lti/auth.php"
        );
        assert_eq!(registration.endpoints.key_set.as_str(), "http://campus.example/moodle/mod/lti/certs.php");
    }

    #[test]
    fn a_new_registration_allows_rs256_only() {
        let registration = moodle("https://lms.example");
        let allowed: Vec<_> = Algorithm::ALL.into_iter().filter(|a| registration.allows(*a)).collect();
        assert_eq!(allowed, [Algorithm::Rs256]);
    }

    #[test]
    fn a_registration_that_was_stored_before_keys_could_be_pinned_is_pinned_to_none() {
        let registration = moodle("https://lms.example");
        let mut stored = serde_json::to_value(&registration).unwrap();
        assert!(stored.as_object_mut().unwrap().remove("own_key").is_some());
        assert_eq!(serde_json::from_value::<Registration>(stored).unwrap(), registration);
    }

    #[test]
    fn frames_are_allowed_for_the_issuer_the_login_host_and_what_the_operator_added() {
        let mut registration = moodle("https://canvas.example/x");
        registration.endpoints.authentication = Url::parse("https://sso.example:8443/auth").unwrap();
        registration.frame_origins.insert("https://school.example".into());
        let origins: Vec<_> = registration.origins().into_iter().collect();
        assert_eq!(origins, ["https://canvas.example", "https://school.example", "https://sso.example:8443"]);
    }

    #[test]
    fn registering_again_adds_deployments_and_changes_nothing_else() {
        let mut known = moodle("https://lms.example");
        known.deployments.insert(DeploymentId::new("1").unwrap());
        known.status = Status::Suspended;
        known.token_audience = Some("a".into());
        let mut anew = moodle("https://lms.example");
        anew.deployments.insert(DeploymentId::new("2").unwrap());
        anew.new_deployments = NewDeployments::Accept;
        anew.endpoints_from = EndpointSource::Platform;
        let mut expected = known.clone();
        expected.deployments.insert(DeploymentId::new("2").unwrap());
        assert_eq!(known.renewed_by(&anew), Some(expected));
        anew.endpoints.key_set = Url::parse("https://lms.example/other").unwrap();
        assert_eq!(known.renewed_by(&anew), None);
        assert_eq!(known.renewed_by(&moodle("https://lms.example/")), None);
    }

    #[test]
    fn a_registration_that_says_nothing_of_the_source_of_its_endpoints_has_them_from_the_operator() {
        let mut stored = serde_json::to_value(moodle("https://lms.example")).unwrap();
        stored.as_object_mut().unwrap().remove("endpoints_from");
        let read: Registration = serde_json::from_value(stored).unwrap();
        assert_eq!(read.endpoints_from, EndpointSource::Operator);
    }

    #[test]
    fn the_operators_network_is_open_to_addresses_on_origins_that_the_operator_typed() {
        let mut registration = moodle("http://10.0.0.1/moodle");
        registration.endpoints.token = Url::parse("http://10.0.0.2/token").unwrap();
        for (url, chosen) in [
            ("http://10.0.0.1/moodle/mod/lti/services.php/2", "operator"),
            ("http://10.0.0.2/other", "operator"),
            ("http://10.0.0.1:9001/runtime", "strangers"),
            ("https://10.0.0.1/moodle", "strangers"),
            ("http://169.254.169.254/", "strangers"),
        ] {
            let url = Url::parse(url).unwrap();
            assert_eq!(registration.choose(&url, "operator", "strangers"), chosen, "{url}");
            let learned = Registration { endpoints_from: EndpointSource::Platform, ..registration.clone() };
            assert_eq!(learned.choose(&url, "operator", "strangers"), "strangers", "{url}");
        }
    }

    #[test]
    fn what_means_something_else_in_a_policy_is_no_origin() {
        for issuer in
            ["https://*", "https://a,b", "https://a;sandbox", "ftp://x", "urn:x", "https://", "data:x"]
        {
            assert_eq!(web_origin(issuer), None, "{issuer}");
            assert_eq!(Endpoints::of_moodle(&Issuer::new(issuer).unwrap()), None, "{issuer}");
        }
        for (url, origin) in [
            ("https://lms.example/x", "https://lms.example"),
            ("http://10.0.0.1:8080", "http://10.0.0.1:8080"),
            ("http://[::1]:1/x", "http://[::1]:1"),
            ("https://münchen.example", "https://xn--mnchen-3ya.example"),
        ] {
            assert_eq!(web_origin(url).as_deref(), Some(origin));
        }
    }

    #[test]
    fn a_registration_survives_a_round_trip_through_json() {
        let registration = moodle("https://lms.example");
        let json = serde_json::to_string(&registration).unwrap();
        assert_eq!(serde_json::from_str::<Registration>(&json).unwrap(), registration);
    }
}
