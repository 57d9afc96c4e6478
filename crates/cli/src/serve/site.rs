//! How the tool looks from outside: its public URL and the front end's page.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::Context as _;
use lti::login::ToolUrl;
use lti_tool::FrontPage;
use url::{Host, Url};

use crate::args::Site;

/// The configured public URL, or localhost with the port that is listened on.
pub fn public_url(site: &Site, listening: SocketAddr) -> anyhow::Result<ToolUrl> {
    match &site.public_url {
        Some(url) => Ok(url.clone()),
        None => Ok(ToolUrl::parse(&format!("http://localhost:{}", listening.port()))?),
    }
}

/// The page that the front end's build made.
pub fn front_page(build: &Path) -> anyhow::Result<FrontPage> {
    let index = build.join("index.html");
    let html = std::fs::read_to_string(&index).with_context(|| {
        format!(
            "the front end's build is missing: cannot read {}. Run `mise run build:frontend`, \
             or name the build's folder with --frontend DIR",
            index.display()
        )
    })?;
    Ok(FrontPage::new(html))
}

/// What an administrator enters in the platform.
pub fn addresses(tool: &ToolUrl) -> String {
    let line = |name: &str, path: &str| format!("    {name:<20} {}", tool.at(path));
    [
        "  In Moodle, add an LTI 1.3 tool with these addresses:".to_owned(),
        line("Tool URL", "/app"),
        line("Public keyset", "/lti/jwks"),
        line("Initiate login URL", "/lti/login"),
        line("Redirection URI(s)", "/lti/launch"),
    ]
    .join("\n")
}

/// What is wrong with a public URL that browsers do not trust with a secure cookie.
pub fn insecure(tool: &ToolUrl) -> Option<String> {
    let url = Url::parse(&tool.origin()).ok()?;
    let this_machine = match url.host()? {
        Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    (!tool.is_https() && !this_machine).then(|| {
        format!(
            "{} is not https, so browsers keep no cookie of it, no launch can work, and no Moodle site may \
             call /v1/translate or send events. \
             Put the tool behind TLS and give its https address with --public-url.",
            tool.origin()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_warned_about_except_on_this_machine() {
        for (url, warned) in [
            ("https://tool.example", false),
            ("http://localhost:8787", false),
            ("http://127.0.0.1:8787", false),
            ("http://[::1]:8787", false),
            ("http://tool.example", true),
            ("http://10.0.0.1", true),
            ("http://localhost.example", true),
        ] {
            assert_eq!(insecure(&ToolUrl::parse(url).unwrap()).is_some(), warned, "{url}");
        }
    }
}
