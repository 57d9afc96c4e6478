//! A tool as the platform knows it.

use crate::claims::name;
use crate::config::{Config, Services};

/// What the platform and one tool have agreed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Registration {
    pub(crate) name: String,
    pub(crate) client_id: String,
    pub(crate) deployment_id: String,
    pub(crate) login_url: String,
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) target_link_uri: String,
    /// Where deep linking, submission review and data privacy requests are meant to end, by message type.
    pub(crate) targets: Vec<(String, String)>,
    pub(crate) key_set_url: String,
    pub(crate) logo_uri: Option<String>,
    pub(crate) domain: String,
    pub(crate) description: String,
    /// What the token endpoint may grant.
    pub(crate) scopes: Vec<&'static str>,
    pub(crate) releases: Releases,
    /// Custom parameters of all its launches.
    pub(crate) custom: Vec<(String, String)>,
    /// Whether an administrator has activated it: only then does it open.
    pub(crate) active: bool,
}

/// Which personal data the tool gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Releases {
    pub(crate) names: bool,
    pub(crate) email: bool,
}

impl Registration {
    /// The tool of the configuration.
    pub(crate) fn configured(config: &Config) -> Self {
        Self {
            name: "Demo tool".to_owned(),
            client_id: config.client_id.clone(),
            deployment_id: config.deployment_id.clone(),
            login_url: config.tool_login_url.clone(),
            redirect_uris: vec![config.tool_launch_url.clone()],
            target_link_uri: config.target_link_uri.clone(),
            targets: Vec::new(),
            key_set_url: config.tool_key_set_url.clone(),
            logo_uri: None,
            domain: String::new(),
            description: String::new(),
            scopes: offered_scopes(config.services),
            releases: Releases { names: config.release_names, email: config.release_names },
            custom: Vec::new(),
            active: true,
        }
    }

    /// The platform's configuration as if this were its one tool.
    pub(crate) fn config(&self, platform: &Config) -> Config {
        let grants = |scope: &str| self.scopes.iter().any(|one| one.starts_with(scope));
        Config {
            client_id: self.client_id.clone(),
            deployment_id: self.deployment_id.clone(),
            target_link_uri: self.target_link_uri.clone(),
            services: Services {
                grades: platform.services.grades && grants("https://purl.imsglobal.org/spec/lti-ags/"),
                memberships: platform.services.memberships && grants(name::SCOPE_MEMBERSHIP),
            },
            release_names: self.releases.names,
            ..platform.clone()
        }
    }

    /// Where a message of this type is meant to end.
    pub(crate) fn target(&self, message_type: &str) -> &str {
        let own = self.targets.iter().find(|(wanted, _)| wanted == message_type);
        own.map_or(&self.target_link_uri, |(_, target)| target)
    }
}

/// The scopes of these services, in Moodle's order.
pub(crate) fn offered_scopes(services: Services) -> Vec<&'static str> {
    let grades = [
        name::SCOPE_SCORE,
        name::SCOPE_RESULT_READONLY,
        name::SCOPE_LINE_ITEM_READONLY,
        name::SCOPE_LINE_ITEM,
    ];
    let mut scopes = Vec::new();
    if services.grades {
        scopes.extend(grades);
    }
    if services.memberships {
        scopes.push(name::SCOPE_MEMBERSHIP);
    }
    scopes
}
