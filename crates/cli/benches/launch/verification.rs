//! A full launch verification beside a bare token verification, on one thread.

use std::hint::black_box;
use std::time::Instant;

use http::{Request, Response};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use lti::browser::{BrowserAttempt, Proof};
use lti::jws::UnverifiedToken;
use lti::key_sets::KeySets;
use lti::names::{ClientId, DeploymentId, Issuer};
use lti::registration::{Endpoints, PlatformId, Registration};
use lti::state::{LaunchState, StateKey};
use lti::time::UnixTime;
use ports::memory::MemoryStore;
use ports::{HttpClient, HttpError, Limits, OneTime as _, SystemEntropy};
use serde::Deserialize;
use test_platform::{LaunchClaims, SigningKey, jwks};

const LAUNCHES: usize = 2000;
const ROUNDS: usize = 9;
const NOW: UnixTime = UnixTime(1_795_298_722);
const ISSUER: &str = "https://lms.example";
const TARGET: &str = "https://tool.example/app";

/// Gives the key set once; afterwards it is cached.
struct KeySetHost(Vec<u8>);

#[async_trait::async_trait]
impl HttpClient for KeySetHost {
    async fn send(&self, _: Request<Vec<u8>>, _: Limits) -> Result<Response<Vec<u8>>, HttpError> {
        Ok(Response::new(self.0.clone()))
    }
}

/// What the platform posts, and the cookie that comes with it.
struct Posted {
    id_token: String,
    state: String,
    cookie: String,
}

struct Tool {
    registration: Registration,
    state_key: StateKey,
    key_sets: KeySets,
    host: KeySetHost,
}

/// Reads what any relying party reads of a token.
#[derive(Deserialize)]
struct Subject {
    sub: String,
}

pub async fn measure() {
    let key = SigningKey::rsa();
    let tool = Tool::new(&key);
    let posted: Vec<Posted> = (0..LAUNCHES).map(|_| tool.posted(&key)).collect();
    let bare_key = DecodingKey::from_jwk(&serde_json::from_value(key.jwk()).unwrap()).unwrap();
    let (mut bare, mut full) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let began = Instant::now();
        for posted in &posted {
            verify_bare(posted, &bare_key);
        }
        bare.push(rate(began));
        let store = MemoryStore::default();
        let began = Instant::now();
        for posted in &posted {
            tool.launch(posted, &store).await;
        }
        full.push(rate(began));
    }
    let (bare, full) = (median(bare), median(full));
    println!(
        "\nLaunch verification, RS256 with 2048 bits, one thread, median of {ROUNDS} rounds of {LAUNCHES}:"
    );
    println!("  bare jsonwebtoken + aws-lc       {bare:>8.0} /s");
    println!(
        "  full launch, memory store        {full:>8.0} /s   (state, browser, cached key, every check, claim)"
    );
    println!("  ratio                            {:>8.2}     (goal: 0.65 or more)", full / bare);
}

fn rate(began: Instant) -> f64 {
    f64::from(u32::try_from(LAUNCHES).unwrap()) / began.elapsed().as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn verify_bare(posted: &Posted, key: &DecodingKey) {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&["client"]);
    validation.set_issuer(&[ISSUER]);
    // The tokens are of the past, so that a run does not depend on the clock.
    validation.validate_exp = false;
    let token = jsonwebtoken::decode::<Subject>(&posted.id_token, key, &validation).unwrap();
    black_box(token.claims.sub);
}

impl Tool {
    fn new(key: &SigningKey) -> Self {
        let id =
            PlatformId { issuer: Issuer::new(ISSUER).unwrap(), client_id: ClientId::new("client").unwrap() };
        let endpoints = Endpoints::of_moodle(&id.issuer).unwrap();
        Self {
            registration: Registration::new(id, endpoints, [DeploymentId::new("1").unwrap()]),
            state_key: StateKey::new(&[7; StateKey::LENGTH]),
            key_sets: KeySets::default(),
            host: KeySetHost(jwks(&[key]).to_string().into_bytes()),
        }
    }

    fn posted(&self, key: &SigningKey) -> Posted {
        let entropy = SystemEntropy::default();
        let attempt = BrowserAttempt::random(&entropy);
        let id = self.registration.id.clone();
        let (state, nonce) = LaunchState::begin(id, TARGET.into(), None, attempt.binding(), NOW, &entropy);
        let claims = LaunchClaims::student().issuer(ISSUER).client_id("client").deployment_id("1");
        let claims = claims.target_link_uri(TARGET).nonce(nonce.reveal()).issued_at(NOW.0);
        Posted {
            id_token: claims.sign(key),
            state: self.state_key.seal(&state),
            cookie: attempt.key.reveal().to_owned(),
        }
    }

    /// What the tool does with a launch, from the form to the won claim.
    async fn launch(&self, posted: &Posted, store: &MemoryStore) {
        let state = self.state_key.open(&posted.state, NOW).unwrap();
        let state = state.in_browser(Proof::Cookie(Some(&posted.cookie))).unwrap();
        let token = UnverifiedToken::parse(&posted.id_token).unwrap();
        let url = &self.registration.endpoints.key_set;
        let keys = self.key_sets.with_key(url, token.kid(), NOW, &self.host).await.unwrap();
        let launch = lti::launch::verify(&token, &keys, &self.registration, &state, NOW).unwrap();
        let won = store.claim_once(launch.claim(), NOW).await.unwrap();
        black_box(launch.claimed(won).unwrap());
    }
}
