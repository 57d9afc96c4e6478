//! The platform's OpenID configuration (LTI Dynamic Registration 1.0 §3.5): strict where trust hangs on it, lenient elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use url::Url;

use crate::algorithm::Algorithm;
use crate::names::{Issuer, NameError};
use crate::registration::Endpoints;

/// The longest URL that is taken.
const MAX_URL: usize = 2048;
const PLATFORM: &str = "https://purl.imsglobal.org/spec/lti-platform-configuration";

/// Products that are registered in a way of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
    /// Moodle.
    Moodle,
    /// Canvas.
    Canvas,
    /// Every other one, by the specification's letter.
    Other,
}

/// A platform's configuration that passed every check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformConfiguration {
    /// The issuer that it speaks for.
    pub issuer: Issuer,
    /// Where launches and tokens come from.
    pub endpoints: Endpoints,
    /// Where tools are registered.
    pub registration_endpoint: Url,
    /// What it is, as it says itself: nothing is trusted because of it.
    pub product: Product,
    /// The signature algorithms that it names and a launch may use.
    pub algorithms: BTreeSet<Algorithm>,
    /// The scopes that it offers; empty when it does not say.
    pub scopes: BTreeSet<String>,
    /// The message types that it sends, each with the placements that it names; empty when it does not say.
    pub messages: BTreeMap<String, BTreeSet<String>>,
    /// The audience of the tool's assertions, where it is not the token endpoint (`authorization_server`).
    pub token_audience: Option<String>,
}

/// Why a configuration is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigurationError {
    /// It is no JSON object. Check the address: it must be the platform's, and reachable without signing in.
    #[error("what stands at {0} is no OpenID configuration")]
    NotAConfiguration(Url),
    /// A value that is needed is missing or no text.
    #[error("the platform's configuration has no {0}")]
    Missing(&'static str),
    /// The issuer is no identifier.
    #[error(transparent)]
    Issuer(#[from] NameError),
    /// A value is no plain http or https URL.
    #[error("{field} in the platform's configuration is not a plain URL")]
    NotAUrl {
        /// The member.
        field: &'static str,
    },
    /// The configuration speaks for an issuer that lies elsewhere. The platform's own base URL may be set wrongly.
    #[error("the configuration at {at} speaks for the issuer {issuer}, which lies elsewhere")]
    ForeignIssuer {
        /// Where the configuration is.
        at: String,
        /// Whom it speaks for.
        issuer: Issuer,
    },
    /// An endpoint lies elsewhere than its issuer.
    #[error("{field} in the platform's configuration lies at {at}, not at its issuer {issuer}")]
    ForeignEndpoint {
        /// The member.
        field: &'static str,
        /// The origin where it lies.
        at: String,
        /// The issuer.
        issuer: Issuer,
    },
}

/// An issuer that stands for many institutions, so that neither its configuration nor its endpoints lie on its own origin.
struct Shared {
    issuer: &'static str,
    /// Where people and tools sign in.
    endpoints: &'static str,
    /// The institutions' own addresses are below this name. A configuration, and a registration endpoint, may be there.
    institutions: &'static str,
}

/// Canvas, as Instructure runs it: its documentation names the issuers and the addresses ("Configuring Canvas in the Tool"), and
/// its source puts the registration endpoint on the institution's own address (`SecurityController`, `openid_configuration`).
const SHARED: [Shared; 3] = [
    Shared {
        issuer: "https://canvas.instructure.com",
        endpoints: "sso.canvaslms.com",
        institutions: ".instructure.com",
    },
    Shared {
        issuer: "https://canvas.beta.instructure.com",
        endpoints: "sso.beta.canvaslms.com",
        institutions: ".beta.instructure.com",
    },
    Shared {
        issuer: "https://canvas.test.instructure.com",
        endpoints: "sso.test.canvaslms.com",
        institutions: ".test.instructure.com",
    },
];

impl PlatformConfiguration {
    /// Reads the configuration that was found at `at`, and checks that it speaks for the issuer of that very origin, with
    /// endpoints there and nowhere else (LTI Dynamic Registration 1.0 §3.5.1); the few issuers that are shared by many
    /// institutions have a list of their own.
    ///
    /// # Errors
    /// [`ConfigurationError`].
    pub fn parse(body: &[u8], at: &Url) -> Result<Self, ConfigurationError> {
        let configuration: Value = serde_json::from_slice(body).unwrap_or_default();
        if !configuration.is_object() {
            return Err(ConfigurationError::NotAConfiguration(without_query(at)));
        }
        let text = |field: &'static str| {
            let text = configuration[field].as_str().filter(|text| !text.is_empty());
            text.ok_or(ConfigurationError::Missing(field))
        };
        let issuer = Issuer::new(text("issuer")?)?;
        let home = Home::of(&issuer)?;
        if !home.may_configure(at) {
            let at = at.origin().ascii_serialization();
            return Err(ConfigurationError::ForeignIssuer { at, issuer });
        }
        let endpoint = |field: &'static str, allowed: fn(&Home, &Url) -> bool| {
            let url = plain_url(field, text(field)?)?;
            if allowed(&home, &url) {
                return Ok(url);
            }
            let at = url.origin().ascii_serialization();
            Err(ConfigurationError::ForeignEndpoint { field, at, issuer: issuer.clone() })
        };
        let endpoints = Endpoints {
            authentication: endpoint("authorization_endpoint", Home::may_serve)?,
            token: endpoint("token_endpoint", Home::may_serve)?,
            key_set: endpoint("jwks_uri", Home::may_serve)?,
        };
        let registration_endpoint = endpoint("registration_endpoint", Home::may_configure)?;
        let platform = &configuration[PLATFORM];
        let product = product(platform["product_family_code"].as_str().unwrap_or_default());
        // Canvas names a bare host there, and wants the token endpoint's URL.
        let named = configuration["authorization_server"].as_str().filter(|_| product != Product::Canvas);
        Ok(Self {
            endpoints,
            registration_endpoint,
            product,
            algorithms: texts(&configuration["id_token_signing_alg_values_supported"])
                .filter_map(Algorithm::from_name)
                .collect(),
            scopes: texts(&configuration["scopes_supported"]).map(str::to_owned).collect(),
            messages: messages(&platform["messages_supported"]),
            token_audience: named.filter(|text| is_audience(text)).map(str::to_owned),
            issuer,
        })
    }
}

/// Where an issuer's configuration and endpoints may lie.
struct Home {
    origin: Url,
    shared: Option<&'static Shared>,
}

impl Home {
    fn of(issuer: &Issuer) -> Result<Self, ConfigurationError> {
        let origin = plain_url("issuer", issuer.as_str())?;
        Ok(Self { origin, shared: SHARED.iter().find(|shared| shared.issuer == issuer.as_str()) })
    }

    /// Whether the issuer's endpoints for launches may lie there.
    fn may_serve(&self, url: &Url) -> bool {
        self.origin.origin() == url.origin()
            || self.shared_host(url).is_some_and(|(shared, host)| host == shared.endpoints)
    }

    /// Whether its configuration, and its endpoint for registrations, may lie there.
    fn may_configure(&self, url: &Url) -> bool {
        self.may_serve(url)
            || self.shared_host(url).is_some_and(|(shared, host)| host.ends_with(shared.institutions))
    }

    /// The host of a URL, if the issuer is a shared one and the URL is what its addresses are.
    fn shared_host<'u>(&self, url: &'u Url) -> Option<(&'static Shared, &'u str)> {
        let plain = url.scheme() == "https" && url.port().is_none();
        self.shared.filter(|_| plain).zip(url.host_str())
    }
}

fn plain_url(field: &'static str, text: &str) -> Result<Url, ConfigurationError> {
    let url = Some(text).filter(|text| text.len() <= MAX_URL).and_then(|text| Url::parse(text).ok());
    url.filter(is_plain).ok_or(ConfigurationError::NotAUrl { field })
}

/// Whether a URL leads to a web server, with nothing in it that a reader may mistake for its host.
pub(super) fn is_plain(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none()
        && url.fragment().is_none()
}

/// The query may hold a token.
fn without_query(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_query(None);
    url
}

fn product(family: &str) -> Product {
    match family {
        "moodle" => Product::Moodle,
        "canvas" => Product::Canvas,
        _ => Product::Other,
    }
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// Message types are objects with a `type`; some platforms write the type alone.
fn messages(value: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let read = |message: &Value| {
        let name = message["type"].as_str().or(message.as_str())?;
        Some((name.to_owned(), texts(&message["placements"]).map(str::to_owned).collect()))
    };
    value.as_array().into_iter().flatten().filter_map(read).collect()
}

fn is_audience(text: &str) -> bool {
    !text.is_empty() && text.len() <= MAX_URL && !text.contains(char::is_control)
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::json;

    use super::*;

    const AT: &str = "https://moodle.localtest:8443/mod/lti/openid-configuration.php";

    pub(crate) fn recorded() -> Value {
        let body = include_bytes!("../../tests/fixtures/moodle-5.1/openid-configuration.json");
        serde_json::from_slice(body).unwrap()
    }

    fn parse(configuration: &Value, at: &str) -> Result<PlatformConfiguration, ConfigurationError> {
        PlatformConfiguration::parse(configuration.to_string().as_bytes(), &Url::parse(at).unwrap())
    }

    fn with(field: &str, value: Value) -> Result<PlatformConfiguration, ConfigurationError> {
        let mut configuration = recorded();
        configuration[field] = value;
        parse(&configuration, AT)
    }

    #[test]
    fn the_configuration_of_a_real_moodle_is_read_whole() {
        let moodle = parse(&recorded(), AT).unwrap();
        assert_eq!(moodle.issuer.as_str(), "https://moodle.localtest:8443");
        assert_eq!(Some(moodle.endpoints), Endpoints::of_moodle(&moodle.issuer));
        assert!(moodle.registration_endpoint.as_str().ends_with("/mod/lti/openid-registration.php"));
        assert_eq!((moodle.product, moodle.token_audience), (Product::Moodle, None));
        assert_eq!(moodle.algorithms.into_iter().collect::<Vec<_>>(), [Algorithm::Rs256]);
        assert_eq!(moodle.scopes.len(), 8);
        let names: Vec<_> = moodle.messages.keys().map(String::as_str).collect();
        assert_eq!(names, ["LtiDeepLinkingRequest", "LtiResourceLinkRequest"]);
        assert!(moodle.messages["LtiDeepLinkingRequest"].contains("ContentArea"));
    }

    #[test]
    fn an_issuer_of_another_origin_than_the_configurations_is_refused() {
        for issuer in [
            "https://moodle.localtest",
            "http://moodle.localtest:8443",
            "https://moodle.localtest.evil.example:8443",
            "https://evil.example",
            "https://canvas.instructure.com",
        ] {
            let refused = with("issuer", json!(issuer)).unwrap_err();
            assert!(matches!(refused, ConfigurationError::ForeignIssuer { .. }), "{issuer}: {refused}");
        }
        for issuer in ["moodle", "urn:x", "https://moodle.localtest:8443@evil.example", "https://a/#b"] {
            assert_eq!(
                with("issuer", json!(issuer)),
                Err(ConfigurationError::NotAUrl { field: "issuer" }),
                "{issuer}"
            );
        }
    }

    #[test]
    fn each_endpoint_must_lie_at_the_issuer() {
        for field in ["authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint"] {
            for elsewhere in
                ["https://evil.example/x", "http://moodle.localtest:8443/x", "https://moodle.localtest/x"]
            {
                let refused = with(field, json!(elsewhere)).unwrap_err();
                assert!(
                    matches!(refused, ConfigurationError::ForeignEndpoint { field: named, .. } if named == field),
                    "{field}"
                );
            }
            for unusable in [json!(null), json!(""), json!(["https://moodle.localtest:8443"])] {
                assert_eq!(with(field, unusable), Err(ConfigurationError::Missing(field)));
            }
            let long = format!("https://moodle.localtest:8443/{}", "x".repeat(MAX_URL));
            for odd in
                ["/mod/lti/auth.php", "javascript:alert(1)", "https://u:p@moodle.localtest:8443/x", &long]
            {
                assert_eq!(with(field, json!(odd)), Err(ConfigurationError::NotAUrl { field }), "{odd}");
            }
        }
    }

    #[test]
    fn what_is_no_json_object_is_no_configuration_and_the_query_is_not_repeated() {
        let at = Url::parse("https://lms.example/c?registration_token=secret").unwrap();
        let deep = "[".repeat(100_000);
        for body in ["", "null", "[]", "\"x\"", "<!doctype html>", &deep] {
            let refused = PlatformConfiguration::parse(body.as_bytes(), &at).unwrap_err();
            assert_eq!(
                refused.to_string(),
                "what stands at https://lms.example/c is no OpenID configuration"
            );
        }
    }

    #[test]
    fn what_trust_does_not_hang_on_may_be_missing_or_odd() {
        let mut bare = recorded();
        bare.as_object_mut()
            .unwrap()
            .retain(|name, _| name == "issuer" || name.ends_with("_endpoint") || name == "jwks_uri");
        let read = parse(&bare, AT).unwrap();
        assert_eq!((read.product, read.scopes.len(), read.messages.len()), (Product::Other, 0, 0));
        let odd = json!({ "product_family_code": 1, "messages_supported": ["LtiResourceLinkRequest", 1, { "type": 2 }] });
        let read = with(PLATFORM, odd).unwrap();
        assert_eq!(read.messages.into_keys().collect::<Vec<_>>(), ["LtiResourceLinkRequest"]);
        let read =
            with("id_token_signing_alg_values_supported", json!(["none", "HS256", "ES256", 1])).unwrap();
        assert_eq!(read.algorithms.into_iter().collect::<Vec<_>>(), [Algorithm::Es256]);
        assert_eq!(with("scopes_supported", json!("openid")).unwrap().scopes.len(), 0);
        assert_eq!(
            with("authorization_server", json!("https://a")).unwrap().token_audience,
            Some("https://a".into())
        );
    }

    /// As Canvas's documentation and source describe it; no recording of a Canvas can be had under a licence.
    pub(crate) fn canvas() -> Value {
        json!({
            "issuer": "https://canvas.instructure.com",
            "authorization_endpoint": "https://sso.canvaslms.com/api/lti/authorize_redirect",
            "registration_endpoint": "https://school.instructure.com/api/lti/registrations",
            "jwks_uri": "https://sso.canvaslms.com/api/lti/security/jwks",
            "token_endpoint": "https://sso.canvaslms.com/login/oauth2/token",
            "authorization_server": "sso.canvaslms.com",
            PLATFORM: {
                "product_family_code": "canvas",
                "messages_supported": [
                    { "type": "LtiResourceLinkRequest", "placements": ["account_navigation", "course_navigation"] },
                    { "type": "LtiDeepLinkingRequest", "placements": ["assignment_selection", "editor_button", "link_selection"] },
                ],
            },
        })
    }

    #[test]
    fn canvas_has_its_endpoints_at_addresses_of_its_own_and_nobody_else_may_name_those() {
        for at in [
            "https://canvas.instructure.com/api/lti/security/openid-configuration",
            "https://school.instructure.com/api/lti/security/openid-configuration?registration_token=x",
            "https://sso.canvaslms.com/api/lti/security/openid-configuration",
        ] {
            let read = parse(&canvas(), at).unwrap();
            assert_eq!((read.product, read.token_audience), (Product::Canvas, None));
        }
        for at in [
            "https://evil.example/c",
            "https://evilinstructure.com/c",
            "http://school.instructure.com/c",
            "https://school.instructure.com:8443/c",
            "https://canvas.instructure.com.evil.example/c",
        ] {
            assert!(matches!(parse(&canvas(), at), Err(ConfigurationError::ForeignIssuer { .. })), "{at}");
        }
        let at = "https://canvas.instructure.com/c";
        for (field, elsewhere) in [
            ("token_endpoint", "https://school.instructure.com/token"),
            ("jwks_uri", "https://sso.beta.canvaslms.com/jwks"),
            ("registration_endpoint", "https://canvas.school.example/api/lti/registrations"),
        ] {
            let mut moved = canvas();
            moved[field] = json!(elsewhere);
            assert!(matches!(parse(&moved, at), Err(ConfigurationError::ForeignEndpoint { .. })), "{field}");
        }
        let mut other = canvas();
        other["issuer"] = json!("https://lms.example");
        assert!(matches!(
            parse(&other, "https://lms.example/c"),
            Err(ConfigurationError::ForeignEndpoint { field: "authorization_endpoint", .. })
        ));
    }
}
