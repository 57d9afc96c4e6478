//! `moodle-aws platform …`: what operators register.

use std::fmt::Write as _;

use anyhow::{Context as _, bail};
use lti::names::DeploymentId;
use lti::registration::{Endpoints, NewDeployments, PlatformId, Registration, Status};
use ports::{RegistrationAdmin, RegistrationReader as _};

use crate::args::{Add, Data, Named, Platform, Remove};
use crate::store;

pub async fn run(command: Platform) -> anyhow::Result<()> {
    let said = match command {
        Platform::Add(add) => self::add(*add).await?,
        Platform::List(data) => list(&data).await?,
        Platform::Remove(remove) => self::remove(remove).await?,
        Platform::Suspend(named) => set_status(named, Status::Suspended).await?,
        Platform::Resume(named) => set_status(named, Status::Active).await?,
    };
    println!("{}", said.trim_end());
    Ok(())
}

async fn add(add: Add) -> anyhow::Result<String> {
    let (_, store) = store::open(&add.named.data)?;
    let id = PlatformId { issuer: add.named.issuer, client_id: add.named.client_id };
    let endpoints = endpoints(&id, [add.auth_url, add.token_url, add.jwks_url])?;
    let mut registration = Registration::new(id, endpoints, add.deployments);
    registration.token_audience = add.audience;
    registration.trusted_audiences = add.trusted_audiences.into_iter().collect();
    registration.extra_algorithms = add.algorithms.into_iter().collect();
    registration.frame_origins = add.frame_origins.into_iter().collect();
    if add.accept_new_deployments {
        registration.new_deployments = NewDeployments::Accept;
    }
    let known = store.find(&registration.id).await?;
    if let Some(known) = &known {
        registration.status = known.status;
    }
    store.save(&registration).await?;
    let saved = store.find(&registration.id).await?.context("the registration was removed meanwhile")?;
    let done = if known.is_some() { "Changed" } else { "Registered" };
    Ok(format!("{done}:\n{}", describe(&saved)))
}

/// The endpoints given, and Moodle's for those that are not.
fn endpoints(id: &PlatformId, given: [Option<url::Url>; 3]) -> anyhow::Result<Endpoints> {
    if let [Some(authentication), Some(token), Some(key_set)] = given {
        return Ok(Endpoints { authentication, token, key_set });
    }
    let moodle = Endpoints::of_moodle(&id.issuer).with_context(|| {
        format!(
            "--issuer {} is not a URL, so the endpoints cannot be derived from it; \
             give --auth-url, --token-url and --jwks-url",
            id.issuer
        )
    })?;
    let [authentication, token, key_set] = given;
    Ok(Endpoints {
        authentication: authentication.unwrap_or(moodle.authentication),
        token: token.unwrap_or(moodle.token),
        key_set: key_set.unwrap_or(moodle.key_set),
    })
}

async fn list(data: &Data) -> anyhow::Result<String> {
    let (_, store) = store::open(data)?;
    let registrations = store.all().await?;
    if registrations.is_empty() {
        return Ok("No platform is registered. Register one with `moodle-aws platform add`.".into());
    }
    let mut text = String::new();
    for registration in registrations {
        text += &describe(&registration);
        for pending in RegistrationAdmin::pending(&*store, &registration.id).await? {
            let seen = jiff::Timestamp::from_second(pending.last_seen.0)?;
            writeln!(text, "  pending       {} (launched at {seen})", pending.deployment_id)?;
        }
        text.push('\n');
    }
    Ok(text)
}

fn describe(registration: &Registration) -> String {
    let Registration { id, endpoints, .. } = registration;
    let joined = |items: Vec<&str>| if items.is_empty() { "(none)".into() } else { items.join(", ") };
    let mut lines = vec![
        ("client id", id.client_id.to_string()),
        ("deployments", joined(registration.deployments.iter().map(DeploymentId::as_str).collect())),
        ("auth url", endpoints.authentication.to_string()),
        ("token url", endpoints.token.to_string()),
        ("jwks url", endpoints.key_set.to_string()),
    ];
    if registration.new_deployments == NewDeployments::Accept {
        lines.push(("new", "unlisted deployments are accepted".into()));
    }
    if registration.status == Status::Suspended {
        lines.push(("status", "SUSPENDED: no launch is accepted".into()));
    }
    let optional = [
        ("audience", registration.token_audience.iter().map(String::as_str).collect::<Vec<_>>()),
        ("trusted aud", registration.trusted_audiences.iter().map(String::as_str).collect()),
        ("algorithms", registration.extra_algorithms.iter().map(|a| a.name()).collect()),
        ("framed by", registration.frame_origins.iter().map(String::as_str).collect()),
    ];
    lines.extend(optional.into_iter().filter(|(_, items)| !items.is_empty()).map(|(k, v)| (k, v.join(", "))));
    lines.iter().fold(format!("{}\n", id.issuer), |text, (key, value)| format!("{text}  {key:<13} {value}\n"))
}

async fn remove(remove: Remove) -> anyhow::Result<String> {
    let (_, store) = store::open(&remove.named.data)?;
    let id = PlatformId { issuer: remove.named.issuer, client_id: remove.named.client_id };
    if let Some(deployment) = remove.deployment_id {
        if !store.remove_deployment(&id, &deployment).await? {
            bail!("deployment {deployment} of client {} at {} is not registered", id.client_id, id.issuer);
        }
        return Ok(format!("Removed deployment {deployment} of client {} at {}.", id.client_id, id.issuer));
    }
    if !store.remove(&id).await? {
        bail!(not_registered(&id));
    }
    Ok(format!("Removed client {} at {}; its sessions have ended.", id.client_id, id.issuer))
}

async fn set_status(named: Named, status: Status) -> anyhow::Result<String> {
    let (_, store) = store::open(&named.data)?;
    let id = PlatformId { issuer: named.issuer, client_id: named.client_id };
    if !store.set_status(&id, status).await? {
        bail!(not_registered(&id));
    }
    let done = if status == Status::Suspended { "Suspended" } else { "Resumed" };
    Ok(format!("{done} client {} at {}.", id.client_id, id.issuer))
}

fn not_registered(id: &PlatformId) -> String {
    format!(
        "client {} at {} is not registered; `moodle-aws platform list` shows what is",
        id.client_id, id.issuer
    )
}
