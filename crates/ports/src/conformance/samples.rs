//! Values for the suites. Names are unique, so that suites may share one store.

use std::sync::atomic::{AtomicU64, Ordering};

use lti::browser::BrowserAttempt;
use lti::launch::{Context, Launch, MessageType, Platform, ResourceLink, User};
use lti::names::{ClientId, DeploymentId, Issuer};
use lti::platform_storage::{PlatformStorage, StorageFrame};
use lti::registration::{Endpoints, PlatformId, Registration};
use lti::roles::CourseRole;
use lti::session::{PendingSession, Session};
use lti::time::UnixTime;

use crate::SystemEntropy;

/// The time at which the suites take place.
pub const NOW: UnixTime = UnixTime(1_795_298_722);

/// A text that no other call gives.
#[must_use]
pub fn unique(label: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("{label}-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// An issuer of its own.
#[must_use]
pub fn issuer() -> Issuer {
    Issuer::new(format!("https://{}.example", unique("lms"))).unwrap()
}

/// A registration with the deployments named.
#[must_use]
pub fn registration(issuer: &Issuer, client_id: &str, deployments: &[&str]) -> Registration {
    let id = PlatformId { issuer: issuer.clone(), client_id: ClientId::new(client_id).unwrap() };
    let deployments = deployments.iter().map(|text| deployment(text));
    Registration::new(id, Endpoints::of_moodle(issuer).unwrap(), deployments)
}

/// A deployment id.
#[must_use]
pub fn deployment(text: &str) -> DeploymentId {
    DeploymentId::new(text).unwrap()
}

/// A session that began at [`NOW`], of a person whose name is not ASCII.
#[must_use]
pub fn session() -> Session {
    let launch = Launch {
        platform_id: PlatformId { issuer: issuer(), client_id: ClientId::new("client").unwrap() },
        deployment_id: deployment("1"),
        message_type: MessageType::ResourceLink,
        user: User {
            id: Some("4".into()),
            name: Some("João 日本 العربية 🎓".into()),
            given_name: None,
            family_name: None,
            email: None,
        },
        roles: vec!["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner".into()],
        role: CourseRole::Learner,
        context: Some(Context { id: "3".into(), label: None, title: Some("Física \"I\"\n".into()) }),
        resource_link: Some(ResourceLink { id: "9".into(), title: None }),
        locale: Some("pt-BR".into()),
        return_url: None,
        platform: Platform::default(),
        line_items: None,
        memberships: None,
        deep_linking: None,
        for_user: None,
        custom: [("a".to_owned(), "$Unknown".to_owned())].into(),
        launched_at: NOW,
    };
    Session { launch, expires: NOW + lti::session::SESSION_LIFETIME }
}

/// A session that waits for its code, and the attempt that may exchange it.
#[must_use]
pub fn pending_session() -> (PendingSession, BrowserAttempt) {
    let attempt = BrowserAttempt::random(&SystemEntropy::default());
    (PendingSession::of(session(), attempt.binding()), attempt)
}

/// The same where a page of the platform keeps the attempt's key.
#[must_use]
pub fn stored_pending_session() -> (PendingSession, BrowserAttempt) {
    let attempt = BrowserAttempt::random(&SystemEntropy::default());
    let frame = StorageFrame::parse("_parent").unwrap();
    let storage = PlatformStorage { frame, origin: "https://lms.example".into() };
    (PendingSession::of(session(), attempt.storage_binding(storage)), attempt)
}
