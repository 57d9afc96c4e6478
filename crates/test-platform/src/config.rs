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
        }
    }
}
