//! `moodle-aws platform …`: what operators register.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use lti::names::DeploymentId;
use lti::registration::{EndpointSource, Endpoints, NewDeployments, PlatformId, Registration, Status};
use ports::{Clock as _, RegistrationAdmin, SecretStore, SystemClock, ToolKeys};

mod invites;

use crate::args::{Add, Named, Platform, Remove, Target};
use crate::{say, store};

pub async fn run(command: Platform) -> anyhow::Result<()> {
    let said = match command {
        Platform::Add(add) => self::add(*add).await?,
        Platform::Invite(invite) => invites::make(invite).await?,
        Platform::Invites(target) => invites::list(&target).await?,
        Platform::Uninvite(uninvite) => invites::revoke(uninvite).await?,
        Platform::List(target) => list(&target).await?,
        Platform::Remove(remove) => self::remove(remove).await?,
        Platform::Suspend(named) => set_status(named, Status::Suspended).await?,
        Platform::Resume(named) => set_status(named, Status::Active).await?,
    };
    say(said.trim_end());
    Ok(())
}

async fn add(add: Add) -> anyhow::Result<String> {
    let on = store::operate(&add.named.target).await?;
    let own_key = own_key(on.secrets, &add).await?;
    let store = on.registrations;
    let id = PlatformId { issuer: add.named.issuer.clone(), client_id: add.named.client_id.clone() };
    let known = store.find(&id).await?;
    let done = if known.is_some() { "Changed" } else { "Registered" };
    let registration = match known {
        Some(known) => known,
        None => Registration::new(id, endpoints(&add)?, []),
    };
    let registration = Registration { own_key: own_key.or(registration.own_key.clone()), ..registration };
    let registration = changed(registration, add);
    if registration.deployments.is_empty() && registration.new_deployments == NewDeployments::Refuse {
        bail!(
            "name the deployment with --deployment-id (Moodle: Deployment ID in the tool's configuration details), \
             or accept the first that launches with --pin-first-deployment"
        );
    }
    store.save(&registration).await?;
    let saved = store.find(&registration.id).await?.context("the registration was removed meanwhile")?;
    Ok(format!("{done}:\n{}", describe(&saved)))
}

/// The registration with what was given; what was not given stays.
fn changed(mut registration: Registration, add: Add) -> Registration {
    fn replace<T: Ord>(set: &mut BTreeSet<T>, given: Vec<T>) {
        if !given.is_empty() {
            *set = given.into_iter().collect();
        }
    }
    if add.auth_url.is_some() || add.token_url.is_some() || add.jwks_url.is_some() {
        registration.endpoints_from = EndpointSource::Operator;
    }
    let endpoints = &mut registration.endpoints;
    let given = [add.auth_url, add.token_url, add.jwks_url];
    for (url, given) in
        [&mut endpoints.authentication, &mut endpoints.token, &mut endpoints.key_set].into_iter().zip(given)
    {
        *url = given.unwrap_or_else(|| url.clone());
    }
    registration.deployments.extend(add.deployments);
    registration.token_audience = add.audience.or(registration.token_audience);
    if add.signing.unpin_key {
        registration.own_key = None;
    }
    replace(&mut registration.trusted_audiences, add.trusted_audiences);
    replace(&mut registration.extra_algorithms, add.algorithms);
    replace(&mut registration.frame_origins, add.frame_origins);
    if add.accept_new_deployments {
        registration.new_deployments = NewDeployments::Accept;
    }
    if add.pin_first_deployment {
        registration.new_deployments = NewDeployments::First;
    }
    if add.refuse_new_deployments {
        registration.new_deployments = NewDeployments::Refuse;
    }
    registration
}

/// The key that the registration is to be pinned to, if one was named: the tool must have it.
async fn own_key(secrets: Arc<dyn SecretStore>, add: &Add) -> anyhow::Result<Option<String>> {
    let Some(named) = &add.signing.pin_key else { return Ok(None) };
    let now = SystemClock.now();
    let ring = ToolKeys::new(secrets).ring(now).await?;
    let key = match named.as_str() {
        "" => Some(ring.signing_key(now)),
        kid => ring.key(kid),
    };
    let key = key
        .with_context(|| format!("the tool has no key {named}; `moodle-aws keys list` shows what it has"))?;
    Ok(Some(key.kid().to_owned()))
}

/// The endpoints of a new registration: Moodle's under the issuer, unless all are given.
fn endpoints(add: &Add) -> anyhow::Result<Endpoints> {
    if let (Some(authentication), Some(token), Some(key_set)) = (&add.auth_url, &add.token_url, &add.jwks_url)
    {
        let [authentication, token, key_set] = [authentication, token, key_set].map(Clone::clone);
        return Ok(Endpoints { authentication, token, key_set });
    }
    let issuer = &add.named.issuer;
    Endpoints::of_moodle(issuer).with_context(|| {
        format!(
            "--issuer {issuer} is not an http or https URL, so the endpoints cannot be derived from it; \
             give --auth-url, --token-url and --jwks-url"
        )
    })
}

async fn list(target: &Target) -> anyhow::Result<String> {
    let store = store::operate_existing(target).await?.registrations;
    let registrations = store.all().await?;
    if registrations.is_empty() {
        return Ok(
            "No platform is registered. Register one with `moodle-aws platform add`, or let it register \
             itself with `moodle-aws platform invite`."
                .into(),
        );
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
    match registration.new_deployments {
        NewDeployments::Refuse => {}
        NewDeployments::Accept => lines.push(("new", "unlisted deployments are accepted".into())),
        NewDeployments::First if registration.deployments.is_empty() => {
            lines.push(("new", "the first deployment that launches is accepted, and then it alone".into()));
        }
        NewDeployments::First => {
            lines.push(("new", "refused, because the first deployment is pinned".into()));
        }
    }
    if registration.endpoints_from == EndpointSource::Platform {
        lines.push(("source", "the platform named these addresses itself; they must be public".into()));
    }
    if registration.status == Status::Suspended {
        lines.push(("status", "SUSPENDED: no launch is accepted".into()));
    }
    let optional = [
        ("signed with", registration.own_key.iter().map(String::as_str).collect::<Vec<_>>()),
        ("audience", registration.token_audience.iter().map(String::as_str).collect()),
        ("trusted aud", registration.trusted_audiences.iter().map(String::as_str).collect()),
        ("algorithms", registration.extra_algorithms.iter().map(|a| a.name()).collect()),
        ("framed by", registration.frame_origins.iter().map(String::as_str).collect()),
    ];
    lines.extend(optional.into_iter().filter(|(_, items)| !items.is_empty()).map(|(k, v)| (k, v.join(", "))));
    lines.iter().fold(format!("{}\n", id.issuer), |text, (key, value)| format!("{text}  {key:<13} {value}\n"))
}

async fn remove(remove: Remove) -> anyhow::Result<String> {
    let store = store::operate_existing(&remove.named.target).await?.registrations;
    let id = PlatformId { issuer: remove.named.issuer, client_id: remove.named.client_id };
    if let Some(deployment) = remove.deployment_id {
        if !store.remove_deployment(&id, &deployment).await? {
            bail!("deployment {deployment} of client {} at {} is not registered", id.client_id, id.issuer);
        }
        let mut said =
            format!("Removed deployment {deployment} of client {} at {}.", id.client_id, id.issuer);
        if store.find(&id).await?.is_some_and(|registration| registration.accepts(&deployment)) {
            said += " Its next launch adds it again: `moodle-aws platform add … --refuse-new-deployments` stops that.";
        }
        return Ok(said);
    }
    if !store.remove(&id).await? {
        bail!(not_registered(&id));
    }
    Ok(format!(
        "Removed client {} at {}. Its launches and sessions are refused while it is not registered.",
        id.client_id, id.issuer
    ))
}

async fn set_status(named: Named, status: Status) -> anyhow::Result<String> {
    let store = store::operate_existing(&named.target).await?.registrations;
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
