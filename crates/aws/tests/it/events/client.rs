//! The SDK itself as the client of the product's own endpoint, which takes its signatures as AWS does.

use std::sync::Arc;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_eventbridge::Client;
use aws_sdk_eventbridge::error::ProvideErrorMetadata as _;
use aws_sdk_eventbridge::primitives::DateTime;
use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http_api::Surroundings;
use moodle::{Endpoint, MoodleEvent, Site, SiteKeyId, SiteUrl};
use ports::conformance::event_sink::event;
use ports::memory::MemoryStore;
use ports::{SiteAdmin as _, SiteKeys, SystemClock, SystemEntropy};
use put_events::{App, Ports};
use tokio::net::TcpListener;

use crate::emulator::sdk_of;

const SITE: &str = "https://moodle.example";

/// The endpoint on this machine, and a key of the site.
struct Service {
    url: String,
    key_id: SiteKeyId,
    secret: String,
    store: Arc<MemoryStore>,
}

impl Service {
    async fn start() -> Self {
        let store = Arc::new(MemoryStore::default());
        let key = SiteKeys::make(&*store, &SystemEntropy::default()).await.unwrap();
        let (key_id, url) = (SiteKeyId::from_random(&[1; 16]), SiteUrl::parse(SITE).unwrap());
        let secret = URL_SAFE_NO_PAD.encode(key.secret_of(&key_id, &url).reveal());
        store.add_site(&Site { key_id: key_id.clone(), url, added: 0 }).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let ports = Ports {
            sites: store.clone(),
            keys: Arc::new(SiteKeys::new(store.clone())),
            sink: store.clone(),
            clock: Arc::new(SystemClock),
        };
        let app = App::new(&Endpoint::parse(&url).unwrap(), ports);
        let surroundings = Surroundings {
            entropy: Arc::new(SystemEntropy::default()),
            https: false,
            tell: |refusal, asked, _| refusal.json(asked),
        };
        let router = http_api::around(put_events::router(Arc::new(app)), surroundings);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, key_id, secret, store }
    }

    fn client(&self, secret: &str) -> Client {
        let credentials = Credentials::new(self.key_id.as_str(), secret, None, None, "test");
        let sdk = sdk_of("000000000001")
            .to_builder()
            .endpoint_url(format!("{}/v1/events", self.url))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .build();
        Client::new(&sdk)
    }
}

fn entry(event: &MoodleEvent) -> PutEventsRequestEntry {
    PutEventsRequestEntry::builder()
        .event_bus_name("moodle-events")
        .source("moodle.events")
        .detail_type(event.name.as_str())
        .time(DateTime::from_millis(event.time * 1000 + 500))
        .detail(event.detail())
        .build()
}

#[tokio::test]
async fn events_that_the_sdk_sends_are_taken_and_those_that_are_none_are_told_to_it() {
    let service = Service::start().await;
    let events: Vec<_> = (0..3).map(|_| event(SITE)).collect();
    let foreign = entry(&event("https://school.example"));
    let call = service.client(&service.secret).put_events();
    let call = call
        .entries(entry(&events[0]))
        .entries(foreign)
        .entries(entry(&events[1]))
        .entries(entry(&events[2]));
    let answer = call.send().await.unwrap();
    assert_eq!(answer.failed_entry_count(), 1);
    let ids: Vec<_> = answer.entries().iter().map(|entry| entry.event_id().map(str::to_owned)).collect();
    let [first, second, third] = [0, 1, 2].map(|at: usize| Some(events[at].id.to_string()));
    assert_eq!(ids, [first, None, second, third]);
    assert_eq!(answer.entries()[1].error_code(), Some("NotAuthorizedForSourceException"));
    assert!(answer.entries()[1].error_message().unwrap().contains("https://school.example"));
    assert_eq!(service.store.taken_events(), events);
}

#[tokio::test]
async fn refusals_are_errors_of_the_sdk_with_their_code_and_message() {
    let service = Service::start().await;
    let wrong = service.client("another secret").put_events().entries(entry(&event(SITE))).send().await;
    let wrong = wrong.unwrap_err();
    assert_eq!(wrong.code(), Some("InvalidSignatureException"));
    assert!(wrong.message().unwrap().contains("connection code"), "{:?}", wrong.message());
    let many = service.client(&service.secret).put_events();
    let many = (0..11).fold(many, |call, _| call.entries(entry(&event(SITE)))).send().await.unwrap_err();
    assert_eq!(many.code(), Some("ValidationException"));
    assert!(service.store.remove_site(&service.key_id).await.unwrap());
    let revoked = service.client(&service.secret).put_events().entries(entry(&event(SITE))).send().await;
    assert_eq!(revoked.unwrap_err().code(), Some("UnrecognizedClientException"));
    assert_eq!(service.store.taken_events(), []);
}
