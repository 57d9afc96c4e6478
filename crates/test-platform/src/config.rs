//! What platform and tool have agreed on: one registration.

/// A platform's registration of the tool. The defaults are those of the demo: platform and tool on
/// two sites of one machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The issuer, which is also the platform's public URL, without a slash at its end.
    pub issuer: String,
    /// The tool's client id.
    pub client_id: String,
    /// The tool's deployment.
    pub deployment_id: String,
    /// Where the tool takes a login initiation.
    pub tool_login_url: String,
    /// The tool's one registered redirect URI, where it takes the launch.
    pub tool_launch_url: String,
    /// Where the launch is meant to end.
    pub target_link_uri: String,
    /// Where the tool publishes its keys (RFC 7517): they verify what the tool signs.
    pub tool_key_set_url: String,
    /// Where the tool takes a dynamic registration: what the page that starts one suggests.
    pub tool_register_url: String,
    /// Which services launches announce and the token endpoint grants.
    pub services: Services,
    /// Whether launches and the list of members say names and e-mail addresses.
    pub release_names: bool,
    /// How long an access token lives, in seconds.
    pub token_lifetime: i64,
    /// Whether `/control` exists, by which tests make the services fail. Nobody is asked who they are there.
    pub control: bool,
}

/// The services of LTI Advantage that a platform offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Services {
    /// Assignment and Grade Services 2.0.
    pub grades: bool,
    /// Names and Role Provisioning Services 2.0.
    pub memberships: bool,
}

impl Default for Services {
    /// Both.
    fn default() -> Self {
        Self { grades: true, memberships: true }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            issuer: "http://127.0.0.1:8788".to_owned(),
            client_id: "demo-client".to_owned(),
            deployment_id: "1".to_owned(),
            tool_login_url: "http://localhost:8787/lti/login".to_owned(),
            tool_launch_url: "http://localhost:8787/lti/launch".to_owned(),
            target_link_uri: "http://localhost:8787/app".to_owned(),
            tool_key_set_url: "http://localhost:8787/lti/jwks".to_owned(),
            tool_register_url: "http://localhost:8787/lti/register".to_owned(),
            services: Services::default(),
            release_names: true,
            token_lifetime: 3600,
            control: false,
        }
    }
}
