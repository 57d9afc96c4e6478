//! `moodle-aws doctor`: what is configured, reachable and missing, in plain words.

use std::time::Duration;

use anyhow::bail;
use http::Request;
use lti::jwk::KeySet;
use lti::registration::{Registration, Status};
use ports::{HttpClient, Limits, RegistrationReader as _, SecretName, SecretStore as _};

use crate::args::Doctor;
use crate::serve::site;
use crate::store;

const LIMITS: Limits = Limits { time: Duration::from_secs(5), body_bytes: 256 * 1024 };

/// Counts what must be fixed; everything is printed as it is found.
#[derive(Default)]
struct Findings {
    problems: usize,
}

impl Findings {
    fn bad(&mut self, text: &str) {
        self.problems += 1;
        println!("  FIX   {text}");
    }
}

fn good(text: &str) {
    println!("  ok    {text}");
}

fn note(text: &str) {
    println!("  note  {text}");
}

pub async fn doctor(args: Doctor) -> anyhow::Result<()> {
    let mut findings = Findings::default();
    println!("Front end");
    match site::front_page(&args.site.frontend) {
        Ok(_) => good(&format!("the build is in {}", args.site.frontend.display())),
        Err(error) => findings.bad(&error.to_string()),
    }
    println!("Public URL");
    public_url(&args, &mut findings).await?;
    println!("Data");
    data(&args, &mut findings).await;
    match findings.problems {
        0 => {
            println!("\nEverything is in order.");
            Ok(())
        }
        1 => bail!("one thing to fix, marked FIX above"),
        n => bail!("{n} things to fix, marked FIX above"),
    }
}

async fn public_url(args: &Doctor, findings: &mut Findings) -> anyhow::Result<()> {
    let tool = site::public_url(&args.site, args.addr)?;
    if let Some(warning) = site::insecure(&tool) {
        findings.bad(&warning);
    }
    let http = http_client::WebClient::new()?;
    match get(&http, &tool.at("/healthz")).await {
        Ok(_) => good(&format!("the tool answers at {}", tool.origin())),
        Err(reason) => note(&format!(
            "nothing answers at {} ({reason}); start `moodle-aws serve`, or give its address with --public-url",
            tool.origin()
        )),
    }
    Ok(())
}

async fn data(args: &Doctor, findings: &mut Findings) {
    let (folder, store) = match store::open(&args.data) {
        Ok(opened) => opened,
        Err(error) => return findings.bad(&format!("{error:#}")),
    };
    match store.check_integrity() {
        Ok(()) => good(&format!("the database {} is intact", folder.database().display())),
        Err(error) => findings.bad(&error.to_string()),
    }
    match store.secret(SecretName::ToolKey).await {
        Ok(Some(_)) => good("the tool has its keys"),
        Ok(None) => note("the tool has no keys yet; the first `serve` makes them"),
        Err(error) => findings.bad(&format!("the keys cannot be read: {error}")),
    }
    println!("Platforms");
    match store.all().await {
        Ok(registrations) if registrations.is_empty() => {
            note("none is registered; register one with `moodle-aws platform add`");
        }
        Ok(registrations) => {
            for registration in registrations {
                platform(&registration, findings).await;
            }
        }
        Err(error) => findings.bad(&format!("the registrations cannot be read: {error}")),
    }
}

async fn platform(registration: &Registration, findings: &mut Findings) {
    let name = format!("{} (client {})", registration.id.issuer, registration.id.client_id);
    if registration.status == Status::Suspended {
        return note(&format!("{name} is suspended"));
    }
    let url = registration.endpoints.key_set.as_str();
    let keys = match http_client::WebClient::new() {
        Ok(http) => get(&http, url).await,
        Err(error) => Err(error.to_string()),
    };
    let keys = keys.and_then(|body| KeySet::parse(&body).map_err(|error| error.to_string()));
    match keys {
        Ok(keys) if keys.is_empty() => {
            findings
                .bad(&format!("{name}: the key set at {url} has no usable key (RSA of 2048 bits or more)"));
        }
        Ok(keys) => good(&format!("{name}: {} key(s) at {url}", keys.len())),
        Err(reason) => findings.bad(&format!(
            "{name}: no key set at {url} ({reason}). Start the platform, or correct --jwks-url"
        )),
    }
}

/// The body of a successful answer, or the reason why there is none.
async fn get(http: &dyn HttpClient, url: &str) -> Result<Vec<u8>, String> {
    let request = Request::get(url).body(Vec::new()).map_err(|error| error.to_string())?;
    let answer = http.send(request, LIMITS).await.map_err(|error| error.to_string())?;
    if answer.status().is_success() {
        return Ok(answer.into_body());
    }
    Err(format!("status {}", answer.status()))
}
