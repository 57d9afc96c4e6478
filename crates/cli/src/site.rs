//! `moodle-aws site …`: the Moodle sites whose plugins call.

mod disconnect;
pub mod token;

use std::fmt::Write as _;

use anyhow::{Context as _, bail};
use moodle::connection_code::ConnectionCode;
use moodle::{Endpoint, Site, SiteKeyId, SiteUrl};
use ports::{Clock as _, Entropy as _, SiteKeys, SystemClock, SystemEntropy};

use crate::args::{AddSite, Revoke, SiteCommand, Target};
use crate::{say, store};

pub async fn run(command: SiteCommand) -> anyhow::Result<()> {
    let said = match command {
        SiteCommand::Add(add) => self::add(add).await?,
        SiteCommand::List(target) => list(&target).await?,
        SiteCommand::Revoke(revoke) => self::revoke(revoke).await?,
        SiteCommand::Token(args) => token::token(args).await?,
    };
    say(said.trim_end());
    Ok(())
}

async fn add(AddSite { url, public_url, target }: AddSite) -> anyhow::Result<String> {
    let on = store::operate(&target).await?;
    let public_url = match (public_url, &on.public_url) {
        (Some(given), _) => given,
        (None, Some(of_stack)) => Endpoint::parse(of_stack).context("the stack's public URL")?,
        (None, None) => Endpoint::parse("http://localhost:8787")?,
    };
    let entropy = SystemEntropy::default();
    let key = SiteKeys::make(&*on.secrets, &entropy).await?;
    let mut random = [0; 16];
    entropy.fill(&mut random);
    let site = Site { key_id: SiteKeyId::from_random(&random), url, added: SystemClock.now().0 };
    if !on.sites.add_site(&site).await? {
        bail!("the random key id {} exists already; run the command again", site.key_id);
    }
    let secret = key.secret_of(&site.key_id, &site.url);
    let warning = unreachable_from(&site.url, &public_url);
    let Site { key_id, url, .. } = site;
    let code = ConnectionCode { endpoint: public_url, site: url, key_id, secret };
    Ok(format!("{}{warning}", describe(&code)))
}

fn describe(code: &ConnectionCode) -> String {
    format!(
        "Made a key for {site}. Its connection code, which is shown only now:\n\n{text}\n\n\
         Paste it in Moodle, in the settings of each plugin that is to use this service, as its connection code:\n\n  \
         Site administration > Plugins > Blocks > AI translator       calls {endpoint}/v1/translate\n  \
         Site administration > Plugins > Local plugins > Events to AWS  sends events to {endpoint}/v1/events\n\n\
         Whoever has it can translate on behalf of everybody in that site, and send events in its name, so send it on a\n\
         safe way.\n\n\
         To take it back:  moodle-aws site revoke --key-id={key_id}\n",
        site = code.site,
        text = code.reveal(),
        endpoint = code.endpoint,
        key_id = code.key_id,
    )
}

/// What is wrong with a code that leads a site elsewhere to this machine.
fn unreachable_from(site: &SiteUrl, endpoint: &Endpoint) -> String {
    // Plain http is taken for this machine only.
    let this_machine = |url: &str| url.starts_with("http://");
    if this_machine(endpoint.as_str()) && !this_machine(site.as_str()) {
        return format!(
            "\nWarning: {endpoint} leads to this machine only. If Moodle runs on another, revoke this key and give the\n\
             address under which Moodle reaches the service with --public-url.\n"
        );
    }
    String::new()
}

async fn list(target: &Target) -> anyhow::Result<String> {
    let sites = store::operate_existing(target).await?.sites.sites().await?;
    if sites.is_empty() {
        return Ok("No Moodle site may call. Connect one with `moodle-aws site add --url <wwwroot>`.".into());
    }
    let mut text = String::new();
    for key in sites.chunk_by(|a, b| a.url == b.url) {
        for (index, Site { key_id, url, added }) in key.iter().enumerate() {
            if index == 0 {
                writeln!(text, "{url}")?;
            }
            let added = jiff::Timestamp::from_second(*added).context("a key has no usable time")?;
            writeln!(text, "  key {key_id}  added at {added}")?;
        }
    }
    Ok(text)
}

async fn revoke(Revoke { key_id, target }: Revoke) -> anyhow::Result<String> {
    if !store::operate_existing(&target).await?.sites.remove_site(&key_id).await? {
        bail!("there is no key {key_id}; `moodle-aws site list` shows what there is");
    }
    Ok(format!("Revoked key {key_id}. Calls that are signed with it are refused from now on."))
}
