//! The demo LMS beside the tool: an LTI platform on another site, as a real LMS is, with what Moodle's web services tell of
//! its courses.

mod course;

use std::net::SocketAddr;

use anyhow::Context as _;
use axum::Router;
use index_file::Requests;
use local::SqliteStore;
use lti::login::ToolUrl;
use lti::names::{ClientId, DeploymentId, Issuer};
use lti::registration::{Endpoints, PlatformId, Registration};
use moodle::SiteUrl;
use ports::{
    Clock as _, Entropy as _, RegistrationAdmin as _, RegistrationReader as _, SiteTokenAdmin as _,
    SystemClock, SystemEntropy,
};
use test_moodle::Site;
use test_platform::{Config, Platform, SigningKey};
use url::{Host, Url};

pub struct Demo {
    home: String,
    platform: Platform,
    site: Site,
}

impl Demo {
    /// Registers the demo LMS that will listen on `addr`.
    pub async fn register(store: &SqliteStore, tool: &ToolUrl, addr: &SocketAddr) -> anyhow::Result<Self> {
        let home = format!("http://{addr}");
        let config = Config {
            issuer: home.clone(),
            tool_login_url: tool.at("/lti/login"),
            tool_launch_url: tool.at("/lti/launch"),
            target_link_uri: tool.at("/app"),
            tool_key_set_url: tool.at("/lti/jwks"),
            tool_register_url: tool.at("/lti/register"),
            ..Config::default()
        };
        let endpoints = Endpoints {
            authentication: Url::parse(&format!("{home}/auth"))?,
            token: Url::parse(&format!("{home}/token"))?,
            key_set: Url::parse(&format!("{home}/jwks"))?,
        };
        let client_id = ClientId::new(config.client_id.as_str())?;
        let id = PlatformId { issuer: Issuer::new(home.as_str())?, client_id };
        let deployment = DeploymentId::new(config.deployment_id.as_str())?;
        store.save(&Registration::new(id, endpoints, [deployment])).await?;
        let key = SigningKey::generate_rsa("demo").context("the demo LMS has no key")?;
        let entropy = SystemEntropy::default();
        let platform = Platform::new(config, key, || SystemClock.now().0, move |bytes| entropy.fill(bytes))?;
        let site = course::site(&home);
        Ok(Self { home, platform, site })
    }

    /// Has the index read the demo's courses.
    pub async fn connect(&self, store: &SqliteStore, requests: &Requests) -> anyhow::Result<()> {
        course::connect(&self.site, store, requests).await
    }

    /// Where the demo LMS is.
    pub fn home(&self) -> &str {
        &self.home
    }

    /// The demo LMS itself.
    pub fn router(&self) -> Router {
        self.platform.router().merge(self.site.router())
    }
}

/// Removes the demo LMSes of earlier runs: whoever listens on their ports now is not to be trusted.
pub async fn forget(store: &SqliteStore) -> anyhow::Result<()> {
    let demo_client = Config::default().client_id;
    for old in store.all().await? {
        let on_this_machine = Url::parse(old.id.issuer.as_str()).is_ok_and(|url| match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            _ => false,
        });
        if on_this_machine && old.id.client_id.as_str() == demo_client {
            if let Ok(site) = SiteUrl::parse(old.id.issuer.as_str()) {
                store.remove_site_token(&site).await?;
            }
            store.remove(&old.id).await?;
        }
    }
    Ok(())
}
