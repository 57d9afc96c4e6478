//! What every [`SessionReader`] and [`SessionWriter`] do.

use std::sync::Arc;
use std::time::Duration;

use lti::browser::Proof;
use lti::session::{Bearer, CODE_LIFETIME, SESSION_LIFETIME, SessionCode};

use super::samples::{NOW, pending_session, session, stored_pending_session};
use crate::{SessionReader, SessionWriter, SystemEntropy};

const SECOND: Duration = Duration::from_secs(1);

/// Every field comes back as it was put.
pub async fn a_session_comes_back_as_it_was<S: SessionReader + SessionWriter>(store: Arc<S>) {
    let (bearer, session) = (Bearer::random(&SystemEntropy::default()).digest(), session());
    store.put_session(&bearer, &session).await.unwrap();
    assert_eq!(store.session(&bearer, NOW).await.unwrap(), Some(session));
}

/// Another bearer opens nothing.
pub async fn an_unknown_bearer_opens_nothing<S: SessionReader + SessionWriter>(store: Arc<S>) {
    let entropy = SystemEntropy::default();
    store.put_session(&Bearer::random(&entropy).digest(), &session()).await.unwrap();
    let unknown = Bearer::random(&entropy).digest();
    assert_eq!(store.session(&unknown, NOW).await.unwrap(), None);
}

/// A session ends to the second, although nothing swept it.
pub async fn a_session_that_ended_and_was_not_swept_counts_as_gone<S: SessionReader + SessionWriter>(
    store: Arc<S>,
) {
    let bearer = Bearer::random(&SystemEntropy::default()).digest();
    store.put_session(&bearer, &session()).await.unwrap();
    let end = NOW + SESSION_LIFETIME;
    assert!(store.session(&bearer, end - SECOND).await.unwrap().is_some());
    assert!(store.session(&bearer, end).await.unwrap().is_none());
}

/// A pending session waits for its code, for its browser, and no longer than a code lives.
pub async fn a_pending_session_waits_for_its_code_and_then_counts_as_gone<S: SessionWriter>(store: Arc<S>) {
    let code = SessionCode::random(&SystemEntropy::default()).digest();
    let (pending, attempt) = pending_session();
    store.put_pending(&code, &pending).await.unwrap();
    let end = NOW + CODE_LIFETIME;
    assert!(store.pending(&code, end).await.unwrap().is_none());
    let found = store.pending(&code, end - SECOND).await.unwrap().unwrap();
    assert_eq!(found, pending);
    assert!(found.in_browser(Proof::Cookie(Some(attempt.key.reveal()))).is_ok());
}

/// A pending session remembers that a page of the platform keeps its key, and where.
pub async fn a_pending_session_remembers_who_keeps_its_key<S: SessionWriter>(store: Arc<S>) {
    let code = SessionCode::random(&SystemEntropy::default()).digest();
    let (pending, attempt) = stored_pending_session();
    store.put_pending(&code, &pending).await.unwrap();
    let found = store.pending(&code, NOW).await.unwrap().unwrap();
    assert_eq!(found, pending);
    assert!(found.in_browser(Proof::Storage(Some(attempt.key.reveal()))).is_ok());
}

/// A code is not a bearer, and a bearer is not a code.
pub async fn codes_and_bearers_are_kept_apart<S: SessionReader + SessionWriter>(store: Arc<S>) {
    let entropy = SystemEntropy::default();
    let (code, bearer) = (SessionCode::random(&entropy).digest(), Bearer::random(&entropy).digest());
    store.put_pending(&code, &pending_session().0).await.unwrap();
    store.put_session(&bearer, &session()).await.unwrap();
    assert_eq!(store.session(&code, NOW).await.unwrap(), None);
    assert_eq!(store.pending(&bearer, NOW).await.unwrap(), None);
}

/// Runs the suite for [`crate::SessionReader`] and [`crate::SessionWriter`].
#[macro_export]
macro_rules! sessions_conformance {
    ($fresh:ident) => {
        $crate::conformance_tests!(
            sessions,
            $fresh,
            [
                a_session_comes_back_as_it_was,
                an_unknown_bearer_opens_nothing,
                a_session_that_ended_and_was_not_swept_counts_as_gone,
                a_pending_session_waits_for_its_code_and_then_counts_as_gone,
                a_pending_session_remembers_who_keeps_its_key,
                codes_and_bearers_are_kept_apart,
            ]
        );
    };
}
