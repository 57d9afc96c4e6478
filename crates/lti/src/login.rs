//! Third-party login initiation (1EdTech Security Framework §5.1.1.1) and the authentication request
//! that answers it (§5.1.1.2).

use url::Url;

use crate::browser::BrowserBinding;
use crate::entropy::Entropy;
use crate::names::{ClientId, DeploymentId, Issuer, NameError};
use crate::params::{self, ParamError, Params};
use crate::platform_storage::StorageFrame;
use crate::registration::{PlatformId, Registration, Status};
use crate::state::{LaunchState, StateKey};
use crate::time::UnixTime;

/// The longest `target_link_uri` that is taken.
const MAX_TARGET: usize = 2048;
/// The longest hint that is echoed.
const MAX_HINT: usize = 8 * 1024;

/// Where the tool lives: the one public origin, from configuration and never from a `Host` header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolUrl(Url);

/// Why a text cannot be the tool's public URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ToolUrlError {
    /// It is no URL at all.
    #[error("it is not a URL ({0})")]
    NotAUrl(#[from] url::ParseError),
    /// It has another scheme than http or https.
    #[error("its scheme is {0}, not http or https")]
    Scheme(String),
    /// It has something after the host and port.
    #[error("it has a path, a query, a fragment or a user name; give scheme, host and port only")]
    NotAnOrigin,
}

impl ToolUrl {
    /// Reads a public URL such as `https://tool.example` or `http://localhost:8787`.
    ///
    /// # Errors
    /// [`ToolUrlError`], which says what to change.
    pub fn parse(text: &str) -> Result<Self, ToolUrlError> {
        let url = Url::parse(text)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(ToolUrlError::Scheme(url.scheme().to_owned()));
        }
        let bare = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if bare { Ok(Self(url)) } else { Err(ToolUrlError::NotAnOrigin) }
    }

    /// The origin, `scheme://host[:port]` without a slash at its end.
    #[must_use]
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// The URL of a path under the origin; `path` begins with a slash.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }

    /// Whether a request with this `Host` came to this origin.
    #[must_use]
    pub fn is_reached_at(&self, host: &str) -> bool {
        Url::parse(&format!("{}://{host}", self.0.scheme())).is_ok_and(|url| url.origin() == self.0.origin())
    }

    /// Whether it is served over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Whether `target` lies on this origin.
    fn covers(&self, target: &str) -> bool {
        // A blob: URL has the origin of its inner URL, and is no address of the tool.
        !target.contains(char::is_control)
            && Url::parse(target)
                .is_ok_and(|url| url.scheme() == self.0.scheme() && url.origin() == self.0.origin())
    }
}

/// Why a login is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LoginError {
    /// A parameter is missing, repeated or not text. Check the tool's "Initiate login URL" in the platform.
    #[error(transparent)]
    Param(#[from] ParamError),
    /// An identifier is not usable.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A value is longer than any platform sends.
    #[error("the parameter {0} is too long")]
    TooLong(&'static str),
    /// `target_link_uri` points away from the tool. Set the tool URL in the platform.
    #[error("target_link_uri {target} is not under {tool}")]
    ForeignTarget {
        /// What the platform sent.
        target: String,
        /// The tool's origin.
        tool: String,
    },
    /// No registration has this issuer. Register the platform.
    #[error("no platform with issuer {0} is registered")]
    UnknownIssuer(Issuer),
    /// The issuer is known with other client ids. Register this client id as well.
    #[error("client id {client_id} is not registered for issuer {issuer}")]
    UnknownClient {
        /// The issuer.
        issuer: Issuer,
        /// The client id that the login named.
        client_id: ClientId,
    },
    /// The login names no client id and the issuer has several. Let the platform send `client_id`.
    #[error("issuer {0} has several client ids and the login names none")]
    ClientNeeded(Issuer),
    /// The operator has suspended the registration.
    #[error("the registration of client {} at {} is suspended", .0.client_id, .0.issuer)]
    Suspended(PlatformId),
}

/// A parsed login initiation. The hints are opaque and are echoed byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginInitiation {
    /// `iss`.
    pub issuer: Issuer,
    /// `client_id`, when the platform sends it.
    pub client_id: Option<ClientId>,
    /// `lti_deployment_id`, when the platform sends it.
    pub deployment_id: Option<DeploymentId>,
    /// `target_link_uri`: what the person wants to open.
    pub target_link_uri: String,
    /// `lti_storage_target`, when the platform offers to keep data for the tool. What names no frame counts as absent.
    pub storage: Option<StorageFrame>,
    login_hint: Vec<u8>,
    lti_message_hint: Option<Vec<u8>>,
}

impl LoginInitiation {
    /// Reads the parameters of a login (GET or POST).
    ///
    /// # Errors
    /// [`LoginError`] when a required one is missing or one is unusable.
    pub fn parse(params: &Params) -> Result<Self, LoginError> {
        let bounded = |name: &'static str, max: usize| -> Result<Option<Vec<u8>>, LoginError> {
            match params.bytes(name)? {
                Some(value) if value.len() > max => Err(LoginError::TooLong(name)),
                value => Ok(value.map(<[u8]>::to_vec)),
            }
        };
        let issuer = Issuer::new(params.required("iss")?)?;
        let login_hint = bounded("login_hint", MAX_HINT)?.ok_or(ParamError::Missing("login_hint"))?;
        let target_link_uri = params.required("target_link_uri")?.to_owned();
        if target_link_uri.len() > MAX_TARGET {
            return Err(LoginError::TooLong("target_link_uri"));
        }
        Ok(Self {
            issuer,
            client_id: params.text("client_id")?.map(ClientId::new).transpose()?,
            deployment_id: params.text("lti_deployment_id")?.map(DeploymentId::new).transpose()?,
            target_link_uri,
            storage: params.text("lti_storage_target")?.and_then(StorageFrame::parse),
            login_hint,
            lti_message_hint: bounded("lti_message_hint", MAX_HINT)?,
        })
    }

    /// The same login as a query string: what a page needs to start it again.
    #[must_use]
    pub fn to_query(&self) -> String {
        let mut query = String::new();
        params::append(&mut query, "iss", self.issuer.as_str().as_bytes());
        params::append(&mut query, "target_link_uri", self.target_link_uri.as_bytes());
        params::append(&mut query, "login_hint", &self.login_hint);
        if let Some(hint) = &self.lti_message_hint {
            params::append(&mut query, "lti_message_hint", hint);
        }
        if let Some(client_id) = &self.client_id {
            params::append(&mut query, "client_id", client_id.as_str().as_bytes());
        }
        if let Some(deployment_id) = &self.deployment_id {
            params::append(&mut query, "lti_deployment_id", deployment_id.as_str().as_bytes());
        }
        if let Some(frame) = &self.storage {
            params::append(&mut query, "lti_storage_target", frame.as_str().as_bytes());
        }
        query
    }

    /// Chooses the registration that the login means among those of its issuer.
    ///
    /// # Errors
    /// [`LoginError`] when none or no single one fits, or when it is suspended.
    pub fn choose(&self, of_issuer: Vec<Registration>) -> Result<Registration, LoginError> {
        if of_issuer.is_empty() {
            return Err(LoginError::UnknownIssuer(self.issuer.clone()));
        }
        let chosen = match &self.client_id {
            Some(client_id) => {
                of_issuer.into_iter().find(|r| r.id.client_id == *client_id).ok_or_else(|| {
                    LoginError::UnknownClient { issuer: self.issuer.clone(), client_id: client_id.clone() }
                })?
            }
            None => <[Registration; 1]>::try_from(of_issuer)
                .map(|[only]| only)
                .map_err(|_| LoginError::ClientNeeded(self.issuer.clone()))?,
        };
        match chosen.status {
            Status::Active => Ok(chosen),
            Status::Suspended => Err(LoginError::Suspended(chosen.id)),
        }
    }

    /// Checks that the login wants to open something of this tool.
    ///
    /// # Errors
    /// [`LoginError::ForeignTarget`].
    pub fn check_target(&self, tool: &ToolUrl) -> Result<(), LoginError> {
        if tool.covers(&self.target_link_uri) {
            return Ok(());
        }
        Err(LoginError::ForeignTarget { target: self.target_link_uri.clone(), tool: tool.origin() })
    }
}

/// The platform URL to which the browser goes next: the authentication request with a fresh state and nonce.
#[must_use]
pub fn begin(
    login: &LoginInitiation,
    registration: &Registration,
    browser: BrowserBinding,
    redirect_uri: &str,
    key: &StateKey,
    now: UnixTime,
    entropy: &dyn Entropy,
) -> String {
    let (state, nonce) = LaunchState::begin(
        registration.id.clone(),
        login.target_link_uri.clone(),
        login.deployment_id.clone(),
        browser,
        now,
        entropy,
    );
    let mut query = registration.endpoints.authentication.query().unwrap_or_default().to_owned();
    for (name, value) in [
        ("scope", b"openid".as_slice()),
        ("response_type", b"id_token"),
        ("response_mode", b"form_post"),
        ("prompt", b"none"),
        ("client_id", registration.id.client_id.as_str().as_bytes()),
        ("redirect_uri", redirect_uri.as_bytes()),
        ("login_hint", &login.login_hint),
        ("state", key.seal(&state).as_bytes()),
        ("nonce", nonce.reveal().as_bytes()),
    ] {
        params::append(&mut query, name, value);
    }
    if let Some(hint) = &login.lti_message_hint {
        params::append(&mut query, "lti_message_hint", hint);
    }
    let mut url = registration.endpoints.authentication.clone();
    url.set_query(Some(&query));
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::browser::BrowserAttempt;
    use crate::registration::Endpoints;
    use crate::token::tests::Counting;

    const LOGIN: &str = "iss=https://lms.example&login_hint=4&target_link_uri=https://tool.example/app";

    fn parse(query: &str) -> Result<LoginInitiation, LoginError> {
        LoginInitiation::parse(&Params::parse(query.as_bytes())?)
    }

    fn registration(client_id: &str) -> Registration {
        let id = PlatformId {
            issuer: Issuer::new("https://lms.example").unwrap(),
            client_id: ClientId::new(client_id).unwrap(),
        };
        let endpoints = Endpoints::of_moodle(&id.issuer).unwrap();
        Registration::new(id, endpoints, [])
    }

    #[test]
    fn a_login_needs_issuer_hint_and_target() {
        assert!(parse(LOGIN).is_ok());
        for name in ["iss", "login_hint", "target_link_uri"] {
            let query: Vec<_> = LOGIN.split('&').filter(|pair| !pair.starts_with(name)).collect();
            assert_eq!(
                parse(&query.join("&")).unwrap_err().to_string(),
                format!("the parameter {name} is missing")
            );
        }
        assert!(parse(&format!("{LOGIN}&iss=https://evil.example")).is_err());
    }

    #[test]
    fn a_login_survives_the_way_through_its_query() {
        let login = parse(&format!(
            "{LOGIN}&lti_message_hint=%7B%22a%22%3A%0A%FF%00%7D&client_id=c&lti_deployment_id=3\
             &lti_storage_target=storage_frame"
        ))
        .unwrap();
        assert_eq!(parse(&login.to_query()), Ok(login));
    }

    #[test]
    fn the_hints_are_echoed_byte_for_byte() {
        let login =
            parse(&format!("{LOGIN}&lti_message_hint=%7B%22launchid%22%3A%22%0A%FF%00%2B+%22%7D")).unwrap();
        let entropy = Counting::default();
        let url = begin(
            &login,
            &registration("c"),
            BrowserAttempt::random(&entropy).binding(),
            "https://tool.example/lti/launch",
            &StateKey::new(&[1; 32]),
            UnixTime(0),
            &entropy,
        );
        let sent = Params::parse(Url::parse(&url).unwrap().query().unwrap().as_bytes()).unwrap();
        assert_eq!(sent.bytes("lti_message_hint"), Ok(Some(&b"{\"launchid\":\"\n\xff\0+ \"}"[..])));
        assert_eq!(sent.text("login_hint"), Ok(Some("4")));
        assert_eq!(sent.text("redirect_uri"), Ok(Some("https://tool.example/lti/launch")));
    }

    #[test]
    fn without_a_client_id_the_only_registration_of_the_issuer_is_meant() {
        let login = parse(LOGIN).unwrap();
        assert_eq!(login.choose(vec![registration("a")]).unwrap().id.client_id.as_str(), "a");
        assert!(matches!(login.choose(vec![]), Err(LoginError::UnknownIssuer(_))));
        assert!(matches!(
            login.choose(vec![registration("a"), registration("b")]),
            Err(LoginError::ClientNeeded(_))
        ));
        let login = parse(&format!("{LOGIN}&client_id=b")).unwrap();
        let both = vec![registration("a"), registration("b")];
        assert_eq!(login.choose(both).unwrap().id.client_id.as_str(), "b");
        assert!(matches!(login.choose(vec![registration("a")]), Err(LoginError::UnknownClient { .. })));
    }

    #[test]
    fn a_suspended_registration_logs_nobody_in() {
        let mut suspended = registration("a");
        suspended.status = Status::Suspended;
        assert!(matches!(parse(LOGIN).unwrap().choose(vec![suspended]), Err(LoginError::Suspended(_))));
    }

    #[test]
    fn a_target_off_the_tool_is_refused_however_it_is_dressed() {
        let tool = ToolUrl::parse("https://tool.example").unwrap();
        for target in [
            "https://evil.example/app",
            "https://tool.example.evil.example/",
            "https://tool.example@evil.example/",
            "https://tool.example:8443/app",
            "http://tool.example/app",
            "//tool.example/app",
            "/app",
            "javascript:alert(1)",
            "blob:https://tool.example/x",
            "data:text/html,x",
        ] {
            let login = parse(&LOGIN.replace("https://tool.example/app", target)).unwrap();
            assert!(matches!(login.check_target(&tool), Err(LoginError::ForeignTarget { .. })), "{target}");
        }
        let login = parse(&LOGIN.replace("/app", "/app/reading/7%3Fx=1")).unwrap();
        assert_eq!(login.check_target(&tool), Ok(()));
    }

    #[test]
    fn a_public_url_is_an_origin() {
        assert_eq!(
            ToolUrl::parse("https://tool.example:8443/").unwrap().at("/lti/launch"),
            "https://tool.example:8443/lti/launch"
        );
        let tool = ToolUrl::parse("https://tool.example").unwrap();
        assert!(tool.is_reached_at("tool.example") && tool.is_reached_at("TOOL.example:443"));
        for host in ["www.tool.example", "tool.example:8443", "127.0.0.1", "", "tool.example@evil.example"] {
            assert!(!tool.is_reached_at(host), "{host}");
        }
        for (text, message) in [
            ("tool.example", "it is not a URL"),
            ("ftp://tool.example", "its scheme is ftp"),
            ("https://tool.example/path", "it has a path"),
            ("https://u@tool.example", "it has a path"),
        ] {
            let error = ToolUrl::parse(text).unwrap_err().to_string();
            assert!(error.starts_with(message), "{text}: {error}");
        }
    }
}
