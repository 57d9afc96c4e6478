//! `moodle-aws doctor`: what is configured, reachable and missing, in plain words.

mod assistant;
mod engines;
mod events;
mod stack;

use std::path::Path;
use std::sync::Arc;

use anyhow::bail;
use http::{Method, Request};
use http_client::WebClient;
use local::SqliteStore;
use lti::jwk::KeySet;
use lti::key_ring::KeyRing;
use lti::key_sets::LIMITS;
use lti::login::ToolUrl;
use lti::registration::{Endpoints, PlatformId, Registration, Status};
use moodle::WebServiceError;
use moodle::{Site, SiteUrl, WebServiceToken};
use ports::{
    Clock as _, HttpClient as _, MoodleCallError, RegistrationAdmin, SecretName, SecretStore, SiteAdmin,
    SystemClock,
};
use serde_json::Value;
use url::Url;

use crate::args::{Data, Doctor};
use crate::serve::site;
use crate::store::{self, Operated};
use crate::{moodle_call, say};

/// Prints what is found, and counts what must be fixed and what must be known.
struct Examination {
    http: WebClient,
    /// Asks what a platform named itself, as the tool does.
    strangers: WebClient,
    tool: ToolUrl,
    problems: usize,
    notes: usize,
}

pub async fn doctor(Doctor { place: args, stack, moodle, engine, assistant }: Doctor) -> anyhow::Result<()> {
    let tool = site::public_url(&args.site, args.addr)?;
    let strangers = store::strangers(args.allow_private_platforms)?;
    let mut examination = Examination { http: WebClient::new()?, strangers, tool, problems: 0, notes: 0 };
    let on = if let Some(name) = &stack.name {
        say("Stack");
        examination.stack(name).await
    } else {
        say("Front end");
        examination.front_end(&args.site.frontend);
        say("Public URL");
        examination.public_url().await;
        say("Translation");
        examination.translation(&engine).await;
        say("Course assistant");
        examination.assistant(&engine, &assistant).await;
        say("Data");
        let store = examination.data(&args.data);
        if let Some(store) = &store {
            examination.events(store).await;
        }
        store.map(Operated::from)
    };
    if let Some(on) = on {
        let ring = examination.keys(&*on.secrets).await;
        say("Platforms");
        examination.platforms(&*on.registrations, ring.as_ref()).await;
        say("Moodle sites that call");
        examination.sites(&*on.sites).await;
        say("Moodle sites that are indexed");
        examination.index(&on, stack.name.as_deref()).await;
    }
    if let Some(url) = &moodle.moodle_url {
        say("Moodle for web-service tokens");
        examination.moodle(url).await;
    }
    say(&format!("\n{}", site::addresses(&examination.tool)));
    match (examination.problems, examination.notes) {
        (0, 0) => say("\nEverything is in order."),
        (0, _) => say("\nNothing is broken. The notes above say what is still to do."),
        (1, _) => bail!("one thing to fix, marked FIX above"),
        (n, _) => bail!("{n} things to fix, marked FIX above"),
    }
    Ok(())
}

fn good(text: &str) {
    say(&format!("  ok    {text}"));
}

impl Examination {
    fn note(&mut self, text: &str) {
        self.notes += 1;
        say(&format!("  note  {text}"));
    }

    fn bad(&mut self, text: &str) {
        self.problems += 1;
        say(&format!("  FIX   {text}"));
    }

    fn front_end(&mut self, build: &Path) {
        match site::front_page(build) {
            Ok(_) => good(&format!("the build is in {}", build.display())),
            Err(error) => self.bad(&error.to_string()),
        }
    }

    async fn public_url(&mut self) {
        if let Some(warning) = site::insecure(&self.tool) {
            self.bad(&warning);
        }
        let origin = self.tool.origin();
        match self.get(&self.tool.at("/healthz")).await {
            Ok(_) => good(&format!("the tool answers at {origin}")),
            Err(reason) => self.note(&format!(
                "nothing answers at {origin} ({reason}): start `moodle-aws serve`, or give its address with --public-url"
            )),
        }
    }

    fn data(&mut self, data: &Data) -> Option<Arc<SqliteStore>> {
        if !data.folder.exists() {
            self.note(&format!(
                "there is no data folder {}; the first `serve` makes it",
                data.folder.display()
            ));
            return None;
        }
        let (folder, store) = match store::open(data) {
            Ok(opened) => opened,
            Err(error) => {
                self.bad(&format!("{error:#}"));
                return None;
            }
        };
        match store.check_integrity() {
            Ok(()) => good(&format!("the database {} is intact", folder.database().display())),
            Err(error) => self.bad(&error.to_string()),
        }
        Some(store)
    }

    /// The tool's own keys, if they are there and good.
    async fn keys(&mut self, secrets: &dyn SecretStore) -> Option<KeyRing> {
        let now = SystemClock.now();
        let kept = match secrets.secret(SecretName::ToolKey).await {
            Ok(kept) => kept,
            Err(error) => {
                self.bad(&format!("the keys cannot be read: {}", http_api::chain(&error)));
                return None;
            }
        };
        match kept.map(|kept| KeyRing::from_bytes(kept.reveal(), now)) {
            Some(Ok(ring)) => {
                good(&format!("the tool has its keys; {} signs", ring.signing_key(now).kid()));
                return Some(ring);
            }
            Some(Err(error)) => self.bad(&format!(
                "the tool's keys cannot be used ({error}). Restore the secret {} from a backup",
                SecretName::ToolKey.as_str()
            )),
            None => self.note("the tool has no keys yet; it makes them when it starts for the first time"),
        }
        None
    }

    async fn platforms(&mut self, store: &dyn RegistrationAdmin, ring: Option<&KeyRing>) {
        match store.all().await {
            Ok(registrations) if registrations.is_empty() => {
                self.note(
                    "none is registered, so nobody can launch: register one with `moodle-aws platform add`",
                );
            }
            Ok(registrations) => {
                for registration in registrations {
                    self.platform(store, &registration).await;
                    self.pin(&registration, ring);
                }
            }
            Err(error) => self.bad(&format!("the registrations cannot be read: {}", http_api::chain(&error))),
        }
    }

    async fn platform(&mut self, store: &dyn RegistrationAdmin, registration: &Registration) {
        let name = format!("{} (client {})", registration.id.issuer, registration.id.client_id);
        if registration.status == Status::Suspended {
            self.note(&format!("{name} is suspended: `moodle-aws platform resume` lets it launch again"));
            return;
        }
        self.key_set(&name, registration).await;
        self.issuer(&name, registration).await;
        match store.pending(&registration.id).await {
            Ok(pending) if pending.is_empty() => {}
            Ok(pending) => self.note(&format!(
                "{name}: {} deployment(s) wait to be accepted; `moodle-aws platform list` shows them",
                pending.len()
            )),
            Err(error) => {
                let cause = http_api::chain(&error);
                self.bad(&format!("{name}: the pending deployments cannot be read: {cause}"));
            }
        }
    }

    /// A registration that is pinned to a key which was taken out can be signed for with none.
    fn pin(&mut self, registration: &Registration, ring: Option<&KeyRing>) {
        let (Some(kid), Some(ring)) = (&registration.own_key, ring) else { return };
        if ring.key(kid).is_none() {
            let PlatformId { issuer, client_id } = &registration.id;
            self.bad(&format!(
                "{issuer} (client {client_id}) is pinned to the tool's key {kid}, which was taken out. Paste the PEM of \
                 another (`moodle-aws keys pem`) in the platform, and give `moodle-aws platform add` --pin-key"
            ));
        }
    }

    async fn key_set(&mut self, name: &str, registration: &Registration) {
        let url = registration.endpoints.key_set.as_str();
        if url.starts_with(&self.tool.at("/")) {
            self.bad(&format!(
                "{name}: {url} is the tool's own key set. Give the platform's with --jwks-url"
            ));
            return;
        }
        let keys = self.get_of(registration, url).await;
        match keys.and_then(|body| KeySet::parse(&body).map_err(|error| error.to_string())) {
            Ok(keys) if keys.is_empty() => self
                .bad(&format!("{name}: the key set at {url} has no usable key (RSA of 2048 bits or more)")),
            Ok(keys) => good(&format!("{name}: {} key(s) at {url}", keys.len())),
            Err(reason) => self.bad(&format!(
                "{name}: no key set at {url} ({reason}). Start the platform, or correct --jwks-url"
            )),
        }
    }

    /// Moodle says publicly which issuer it signs as; a slash too much makes every launch fail.
    async fn issuer(&mut self, name: &str, registration: &Registration) {
        let issuer = &registration.id.issuer;
        let moodle = Endpoints::of_moodle(issuer).is_some_and(|moodle| moodle == registration.endpoints);
        if !moodle {
            return;
        }
        let url = format!("{}/mod/lti/openid-configuration.php", issuer.as_str().trim_end_matches('/'));
        let Ok(body) = self.get_of(registration, &url).await else { return };
        let configuration: Value = serde_json::from_slice(&body).unwrap_or_default();
        match configuration["issuer"].as_str() {
            Some(own) if own != issuer.as_str() => self.bad(&format!(
                "{name}: this Moodle signs as {own}. Remove this registration and register it with --issuer {own}"
            )),
            _ => {}
        }
    }

    async fn sites(&mut self, sites: &dyn SiteAdmin) {
        match sites.sites().await {
            Ok(sites) if sites.is_empty() => {
                good("none is connected; `moodle-aws site add` connects one");
            }
            Ok(sites) => {
                for Site { key_id, url, .. } in sites {
                    good(&format!("{url} (key {key_id})"));
                }
            }
            Err(error) => self.bad(&format!("the sites cannot be read: {}", http_api::chain(&error))),
        }
    }

    /// Asks with a token that nobody has: a Moodle that is set up says that it does not know it.
    async fn moodle(&mut self, url: &SiteUrl) {
        let Some(nobody) = WebServiceToken::parse(&"0".repeat(32)) else { return };
        match moodle_call::owner(url, &nobody).await {
            Err(MoodleCallError::Answer(WebServiceError::UnknownToken)) => {
                good(&format!("{url} answers, and its web services are on"));
            }
            Err(MoodleCallError::Unreachable(error)) => {
                let cause = http_api::chain(&error);
                self.bad(&format!("{url} does not answer ({cause}). Start it, or correct --moodle-url"));
            }
            Err(error) => self.bad(&format!("{url}: {error}")),
            Ok(_) => self.bad(&format!("{url} believes a token that nobody has")),
        }
    }

    /// What a platform answers, or the reason why there is nothing.
    async fn get_of(&self, registration: &Registration, url: &str) -> Result<Vec<u8>, String> {
        let parsed = Url::parse(url).map_err(|error| error.to_string())?;
        ask(registration.choose(&parsed, &self.http, &self.strangers), Method::GET, url).await
    }

    /// The body of a successful answer, or the reason why there is none.
    async fn get(&self, url: &str) -> Result<Vec<u8>, String> {
        ask(&self.http, Method::GET, url).await
    }

    /// Whether something is there, whatever its size; otherwise the reason why not.
    async fn head(&self, url: &str) -> Result<(), String> {
        ask(&self.http, Method::HEAD, url).await.map(|_| ())
    }
}

async fn ask(http: &WebClient, method: Method, url: &str) -> Result<Vec<u8>, String> {
    let request = Request::builder().method(method).uri(url).body(Vec::new());
    let request = request.map_err(|error| error.to_string())?;
    let answer = http.send(request, LIMITS).await.map_err(|error| error.to_string())?;
    if answer.status().is_success() {
        return Ok(answer.into_body());
    }
    Err(format!("status {}", answer.status()))
}
