//! What every [`RegistrationAdmin`], its reader and its [`DeploymentLog`] do.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use lti::algorithm::Algorithm;
use lti::registration::{NewDeployments, Status};

use super::samples::{NOW, deployment, issuer, registration};
use crate::{DeploymentLog, MAX_PENDING_DEPLOYMENTS, PendingDeployment, RegistrationAdmin};

/// Every field comes back as it was saved.
pub async fn a_saved_registration_is_found_as_it_was<S: RegistrationAdmin>(store: Arc<S>) {
    let mut saved = registration(&issuer(), "a", &["1", "zwei ü"]);
    saved.new_deployments = NewDeployments::Accept;
    saved.extra_algorithms.insert(Algorithm::Es256);
    saved.trusted_audiences.insert("https://other.example".into());
    saved.token_audience = Some("https://lms.example/token".into());
    saved.own_key = Some("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs".into());
    saved.frame_origins.insert("https://school.example".into());
    saved.status = Status::Suspended;
    store.save(&saved).await.unwrap();
    assert_eq!(store.find(&saved.id).await.unwrap(), Some(saved.clone()));
    assert!(store.all().await.unwrap().contains(&saved));
}

/// What was never saved is absent, not an error.
pub async fn an_unknown_registration_is_absent<S: RegistrationAdmin>(store: Arc<S>) {
    let unknown = registration(&issuer(), "a", &[]);
    assert_eq!(store.find(&unknown.id).await.unwrap(), None);
    assert_eq!(store.of_issuer(&unknown.id.issuer).await.unwrap(), []);
    assert!(!store.remove(&unknown.id).await.unwrap());
    assert!(!store.remove_deployment(&unknown.id, &deployment("1")).await.unwrap());
    assert!(!store.set_status(&unknown.id, Status::Suspended).await.unwrap());
    assert_eq!(store.pending(&unknown.id).await.unwrap(), []);
}

/// One issuer may have several client ids, and issuers are compared to the letter.
pub async fn client_ids_of_one_issuer_are_kept_apart<S: RegistrationAdmin>(store: Arc<S>) {
    let issuer = issuer();
    let (a, b) = (registration(&issuer, "a", &["1"]), registration(&issuer, "b", &["2"]));
    store.save(&b).await.unwrap();
    store.save(&a).await.unwrap();
    assert_eq!(store.of_issuer(&issuer).await.unwrap(), [a.clone(), b.clone()]);
    let slash = format!("{issuer}/").parse().unwrap();
    assert_eq!(store.of_issuer(&slash).await.unwrap(), []);
    assert!(store.remove(&a.id).await.unwrap());
    assert_eq!(store.of_issuer(&issuer).await.unwrap(), [b]);
}

/// Saving again changes the settings and adds deployments; none is lost.
pub async fn saving_again_changes_settings_and_adds_deployments<S: RegistrationAdmin>(store: Arc<S>) {
    let issuer = issuer();
    let mut first = registration(&issuer, "a", &["1"]);
    first.token_audience = Some("old".into());
    store.save(&first).await.unwrap();
    store.save(&registration(&issuer, "a", &["2"])).await.unwrap();
    let found = store.find(&first.id).await.unwrap().unwrap();
    assert_eq!(found, registration(&issuer, "a", &["1", "2"]));
}

/// A registration that was removed and saved again has no memory.
pub async fn a_removed_registration_leaves_nothing_behind<S: RegistrationAdmin + DeploymentLog>(
    store: Arc<S>,
) {
    let saved = registration(&issuer(), "a", &["1"]);
    store.save(&saved).await.unwrap();
    note(&store, &saved, "9", 0).await;
    assert!(store.remove(&saved.id).await.unwrap());
    assert!(!store.remove(&saved.id).await.unwrap());
    store.save(&registration(&saved.id.issuer, "a", &[])).await.unwrap();
    assert!(store.find(&saved.id).await.unwrap().unwrap().deployments.is_empty());
    assert_eq!(store.pending(&saved.id).await.unwrap(), []);
}

/// One deployment can go and the others stay.
pub async fn a_deployment_can_be_removed_alone<S: RegistrationAdmin>(store: Arc<S>) {
    let saved = registration(&issuer(), "a", &["1", "2"]);
    store.save(&saved).await.unwrap();
    assert!(store.remove_deployment(&saved.id, &deployment("1")).await.unwrap());
    assert!(!store.remove_deployment(&saved.id, &deployment("1")).await.unwrap());
    let found = store.find(&saved.id).await.unwrap().unwrap();
    assert_eq!(found, registration(&saved.id.issuer, "a", &["2"]));
}

/// Suspending and resuming touches nothing else.
pub async fn suspending_changes_the_status_only<S: RegistrationAdmin>(store: Arc<S>) {
    let mut saved = registration(&issuer(), "a", &["1"]);
    store.save(&saved).await.unwrap();
    assert!(store.set_status(&saved.id, Status::Suspended).await.unwrap());
    saved.status = Status::Suspended;
    assert_eq!(store.find(&saved.id).await.unwrap(), Some(saved));
}

/// A launch may add a deployment to a registration that accepts new ones, and to nothing else.
pub async fn a_launch_adds_a_deployment_where_the_operator_accepts_new_ones<
    S: RegistrationAdmin + DeploymentLog,
>(
    store: Arc<S>,
) {
    let mut saved = registration(&issuer(), "a", &["1"]);
    store.save(&saved).await.unwrap();
    assert!(!store.add_deployment(&saved.id, &deployment("2")).await.unwrap());
    assert!(store.add_deployment(&saved.id, &deployment("1")).await.unwrap(), "it is listed already");
    assert_eq!(store.find(&saved.id).await.unwrap(), Some(saved.clone()), "new ones are not accepted");
    store.remove(&saved.id).await.unwrap();
    saved.new_deployments = NewDeployments::Accept;
    assert!(!store.add_deployment(&saved.id, &deployment("2")).await.unwrap());
    assert_eq!(store.find(&saved.id).await.unwrap(), None);
    store.save(&saved).await.unwrap();
    note(&store, &saved, "2", 0).await;
    assert!(store.add_deployment(&saved.id, &deployment("2")).await.unwrap());
    assert!(store.add_deployment(&saved.id, &deployment("2")).await.unwrap());
    saved.deployments.insert(deployment("2"));
    assert_eq!(store.find(&saved.id).await.unwrap().as_ref(), Some(&saved));
    assert_eq!(store.pending(&saved.id).await.unwrap(), []);
}

/// The first deployment is pinned: others are refused while it is listed.
pub async fn the_first_deployment_is_pinned_and_others_are_not_listed<
    S: RegistrationAdmin + DeploymentLog,
>(
    store: Arc<S>,
) {
    let mut saved = registration(&issuer(), "a", &[]);
    saved.new_deployments = NewDeployments::First;
    store.save(&saved).await.unwrap();
    assert_eq!(store.find(&saved.id).await.unwrap(), Some(saved.clone()));
    note(&store, &saved, "1", 0).await;
    assert!(store.add_deployment(&saved.id, &deployment("1")).await.unwrap());
    assert_eq!(store.pending(&saved.id).await.unwrap(), []);
    assert!(!store.add_deployment(&saved.id, &deployment("2")).await.unwrap());
    assert!(store.add_deployment(&saved.id, &deployment("1")).await.unwrap(), "it stays accepted");
    let pinned: Vec<_> = store.find(&saved.id).await.unwrap().unwrap().deployments.into_iter().collect();
    assert_eq!(pinned, [deployment("1")]);

    assert!(store.remove_deployment(&saved.id, &deployment("1")).await.unwrap());
    assert!(store.add_deployment(&saved.id, &deployment("2")).await.unwrap(), "the registration has none");
}

/// Of many first deployments at once exactly one is pinned, and its launches alone are told that it is.
pub async fn of_twenty_first_deployments_at_once_one_is_pinned<S: RegistrationAdmin + DeploymentLog>(
    store: Arc<S>,
) {
    for _ in 0..5 {
        let mut saved = registration(&issuer(), "a", &[]);
        saved.new_deployments = NewDeployments::First;
        store.save(&saved).await.unwrap();
        let launches = (0..20).map(|i| {
            let (store, id) = (&store, &saved.id);
            async move {
                let deployment = deployment(&format!("d{i}"));
                store.add_deployment(id, &deployment).await.unwrap().then_some(deployment)
            }
        });
        let told: Vec<_> = join_all(launches).await.into_iter().flatten().collect();
        let listed = store.find(&saved.id).await.unwrap().unwrap().deployments;
        assert_eq!((told.len(), listed.into_iter().collect::<Vec<_>>()), (1, told));
    }
}

/// Unlisted deployments are remembered, the latest first, until they are listed.
pub async fn unlisted_deployments_are_pending_until_they_are_listed<S: RegistrationAdmin + DeploymentLog>(
    store: Arc<S>,
) {
    let saved = registration(&issuer(), "a", &["1"]);
    note(&store, &saved, "2", 0).await;
    assert_eq!(store.pending(&saved.id).await.unwrap(), [], "nobody knows this registration");
    store.save(&saved).await.unwrap();
    note(&store, &saved, "1", 0).await;
    assert_eq!(store.pending(&saved.id).await.unwrap(), [], "a listed deployment is not pending");
    note(&store, &saved, "2", 1).await;
    note(&store, &saved, "3", 2).await;
    note(&store, &saved, "2", 3).await;
    let pending: Vec<_> =
        store.pending(&saved.id).await.unwrap().into_iter().map(|p| p.deployment_id).collect();
    assert_eq!(pending, [deployment("2"), deployment("3")]);
    store.save(&registration(&saved.id.issuer, "a", &["2"])).await.unwrap();
    assert_eq!(store.pending(&saved.id).await.unwrap().len(), 1);
}

/// A platform that makes up deployments fills no store.
pub async fn pending_deployments_are_bounded<S: RegistrationAdmin + DeploymentLog>(store: Arc<S>) {
    let saved = registration(&issuer(), "a", &[]);
    store.save(&saved).await.unwrap();
    for i in 0..=MAX_PENDING_DEPLOYMENTS {
        note(&store, &saved, &format!("d{i}"), u64::from(i)).await;
    }
    let pending = store.pending(&saved.id).await.unwrap();
    assert_eq!(pending.len(), usize::from(MAX_PENDING_DEPLOYMENTS));
    assert_eq!(pending[0].deployment_id, deployment(&format!("d{MAX_PENDING_DEPLOYMENTS}")));
    assert!(pending.iter().all(|seen| seen.deployment_id != deployment("d0")));
}

async fn note<S: DeploymentLog>(
    store: &Arc<S>,
    registration: &lti::registration::Registration,
    text: &str,
    after: u64,
) {
    let last_seen = NOW + Duration::from_secs(after);
    let seen = PendingDeployment { deployment_id: deployment(text), last_seen };
    store.note_pending(&registration.id, &seen).await.unwrap();
}

/// Runs the suite for [`crate::RegistrationAdmin`] and [`crate::DeploymentLog`].
#[macro_export]
macro_rules! registrations_conformance {
    ($fresh:ident) => {
        $crate::conformance_tests!(
            registrations,
            $fresh,
            [
                a_saved_registration_is_found_as_it_was,
                an_unknown_registration_is_absent,
                client_ids_of_one_issuer_are_kept_apart,
                saving_again_changes_settings_and_adds_deployments,
                a_removed_registration_leaves_nothing_behind,
                a_deployment_can_be_removed_alone,
                suspending_changes_the_status_only,
                a_launch_adds_a_deployment_where_the_operator_accepts_new_ones,
                the_first_deployment_is_pinned_and_others_are_not_listed,
                of_twenty_first_deployments_at_once_one_is_pinned,
                unlisted_deployments_are_pending_until_they_are_listed,
                pending_deployments_are_bounded,
            ]
        );
    };
}
