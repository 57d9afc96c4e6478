//! What every [`InviteAdmin`] and [`InviteBearer`] does.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use lti::dynamic_registration::Invite;
use lti::registration::{NewDeployments, Registration, Status};
use lti::time::UnixTime;
use lti::token::TokenDigest;

use super::samples::{NOW, deployment, issuer, registration, unique};
use crate::{
    InviteAdmin, InviteBearer, InviteLease, InviteRecord, InviteRefusal, Redeemed, RegistrationAdmin,
};

const MINUTE: Duration = Duration::from_mins(1);
const DAY: Duration = Duration::from_hours(24);

fn invite() -> Invite {
    Invite {
        id: TokenDigest::of(&unique("invite")),
        created: NOW,
        expires: NOW + DAY,
        note: None,
        issuer: None,
        new_deployments: NewDeployments::First,
    }
}

async fn added<S: InviteAdmin>(store: &S) -> Invite {
    let invite = invite();
    store.add_invite(&invite).await.unwrap();
    invite
}

fn lease(invite: &Invite, from: UnixTime) -> InviteLease {
    InviteLease { invite: invite.id, holder: TokenDigest::of(&unique("holder")), until: from + MINUTE }
}

async fn taken<S: InviteBearer>(store: &S, invite: &Invite) -> InviteLease {
    let lease = lease(invite, NOW);
    assert_eq!(store.take_invite(&lease, NOW).await.unwrap().as_ref(), Ok(invite));
    lease
}

async fn record<S: InviteAdmin>(store: &S, invite: &Invite) -> Option<InviteRecord> {
    store.invites().await.unwrap().into_iter().find(|record| record.invite.id == invite.id)
}

fn platform() -> Registration {
    registration(&issuer(), "a", &["1"])
}

/// Every field comes back as it was made.
pub async fn an_added_invite_is_listed_and_opened_as_it_was<S: InviteAdmin + InviteBearer>(store: Arc<S>) {
    let full = Invite {
        note: Some("for Física \"I\"\n".into()),
        issuer: Some(issuer()),
        new_deployments: NewDeployments::Accept,
        ..invite()
    };
    store.add_invite(&full).await.unwrap();
    assert_eq!(record(&*store, &full).await, Some(InviteRecord { invite: full.clone(), used: None }));
    assert_eq!(store.open_invite(&full.id, NOW).await.unwrap(), Ok(full));
}

/// What nobody made is unknown, not an error.
pub async fn an_invite_that_nobody_made_is_unknown<S: InviteAdmin + InviteBearer + RegistrationAdmin>(
    store: Arc<S>,
) {
    let (unknown, platform) = (invite(), platform());
    let lease = lease(&unknown, NOW);
    assert_eq!(store.open_invite(&unknown.id, NOW).await.unwrap(), Err(InviteRefusal::Unknown));
    assert_eq!(store.take_invite(&lease, NOW).await.unwrap(), Err(InviteRefusal::Unknown));
    assert_eq!(store.redeem_invite(&lease, &platform, NOW).await.unwrap(), Redeemed::LeaseLost);
    store.release_invite(&lease).await.unwrap();
    assert!(!store.remove_invite(&unknown.id).await.unwrap());
    assert_eq!(record(&*store, &unknown).await, None, "nothing was made by asking");
    assert_eq!(store.find(&platform.id).await.unwrap(), None);
}

/// An invite is void to the second, although nothing swept it; whoever shows it learns why.
pub async fn an_invite_whose_time_is_over_and_was_not_swept_has_expired<S: InviteAdmin + InviteBearer>(
    store: Arc<S>,
) {
    let invite = added(&*store).await;
    let last = NOW + DAY - Duration::from_secs(1);
    assert!(store.open_invite(&invite.id, last).await.unwrap().is_ok());
    let over = NOW + DAY;
    assert_eq!(store.open_invite(&invite.id, over).await.unwrap(), Err(InviteRefusal::Expired));
    assert_eq!(store.take_invite(&lease(&invite, over), over).await.unwrap(), Err(InviteRefusal::Expired));
    assert!(record(&*store, &invite).await.is_some(), "it is remembered");
}

/// Whoever has taken an invite keeps others out until it is released or the lease is void.
pub async fn a_taken_invite_is_busy_until_it_is_released_or_the_lease_is_void<
    S: InviteAdmin + InviteBearer,
>(
    store: Arc<S>,
) {
    let invite = added(&*store).await;
    let first = taken(&*store, &invite).await;
    assert_eq!(store.open_invite(&invite.id, NOW).await.unwrap(), Err(InviteRefusal::Busy));
    assert_eq!(store.take_invite(&lease(&invite, NOW), NOW).await.unwrap(), Err(InviteRefusal::Busy));
    store.release_invite(&first).await.unwrap();
    let second = taken(&*store, &invite).await;
    store.release_invite(&first).await.unwrap();
    assert_eq!(
        store.open_invite(&invite.id, NOW).await.unwrap(),
        Err(InviteRefusal::Busy),
        "it is another's"
    );
    let later = second.until;
    assert_eq!(store.open_invite(&invite.id, later).await.unwrap(), Ok(invite.clone()));
    assert!(store.take_invite(&lease(&invite, later), later).await.unwrap().is_ok());
}

/// Of many that take an invite at once, one gets it.
pub async fn of_twenty_that_take_an_invite_at_once_one_gets_it<S: InviteAdmin + InviteBearer + 'static>(
    store: Arc<S>,
) {
    for _ in 0..5 {
        let invite = added(&*store).await;
        let all = (0..20).map(|_| {
            let (store, lease) = (Arc::clone(&store), lease(&invite, NOW));
            tokio::spawn(async move { store.take_invite(&lease, NOW).await.unwrap() })
        });
        let all: Vec<_> = join_all(all).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(all.iter().filter(|taken| taken.is_ok()).count(), 1);
        assert_eq!(all.iter().filter(|taken| **taken == Err(InviteRefusal::Busy)).count(), 19);
    }
}

/// A redeemed invite has saved its registration and is used up.
pub async fn redeeming_saves_the_registration_and_uses_the_invite_up<
    S: InviteAdmin + InviteBearer + RegistrationAdmin,
>(
    store: Arc<S>,
) {
    let (invite, platform) = (added(&*store).await, platform());
    let lease = taken(&*store, &invite).await;
    let now = NOW + Duration::from_secs(5);
    assert_eq!(store.redeem_invite(&lease, &platform, now).await.unwrap(), Redeemed::Saved);
    assert_eq!(store.find(&platform.id).await.unwrap(), Some(platform.clone()));
    let used = Some((platform.id.clone(), now));
    assert_eq!(record(&*store, &invite).await, Some(InviteRecord { invite: invite.clone(), used }));
    assert_eq!(store.open_invite(&invite.id, now).await.unwrap(), Err(InviteRefusal::Used));
    let other = registration(&issuer(), "b", &[]);
    assert_eq!(store.redeem_invite(&lease, &other, now).await.unwrap(), Redeemed::LeaseLost);
    store.release_invite(&lease).await.unwrap();
    let again = self::lease(&invite, now);
    assert_eq!(store.take_invite(&again, now).await.unwrap(), Err(InviteRefusal::Used));
    assert_eq!(store.find(&other.id).await.unwrap(), None);
}

/// A lease that is void, or was never given, saves nothing; nor does one whose invite was revoked meanwhile.
pub async fn without_a_lease_nothing_is_saved<S: InviteAdmin + InviteBearer + RegistrationAdmin>(
    store: Arc<S>,
) {
    let (invite, platform) = (added(&*store).await, platform());
    let held = taken(&*store, &invite).await;
    let others = lease(&invite, NOW);
    assert_eq!(store.redeem_invite(&others, &platform, NOW).await.unwrap(), Redeemed::LeaseLost);
    assert_eq!(store.redeem_invite(&held, &platform, held.until).await.unwrap(), Redeemed::LeaseLost);
    store.release_invite(&held).await.unwrap();
    assert_eq!(store.redeem_invite(&held, &platform, NOW).await.unwrap(), Redeemed::LeaseLost);
    let revoked = taken(&*store, &invite).await;
    assert!(store.remove_invite(&invite.id).await.unwrap());
    assert_eq!(store.redeem_invite(&revoked, &platform, NOW).await.unwrap(), Redeemed::LeaseLost);
    assert_eq!(store.open_invite(&invite.id, NOW).await.unwrap(), Err(InviteRefusal::Unknown));
    assert_eq!(store.find(&platform.id).await.unwrap(), None);
    assert_eq!(record(&*store, &invite).await, None);
}

/// Registering again adds to what is registered, and touches nothing that the operator has set.
pub async fn registering_again_renews_and_keeps_what_the_operator_set<
    S: InviteAdmin + InviteBearer + RegistrationAdmin,
>(
    store: Arc<S>,
) {
    let mut known = platform();
    known.status = Status::Suspended;
    known.trusted_audiences.insert("https://other.example".into());
    store.save(&known).await.unwrap();
    let invite = added(&*store).await;
    let anew = registration(&known.id.issuer, "a", &["2"]);
    let lease = taken(&*store, &invite).await;
    assert_eq!(store.redeem_invite(&lease, &anew, NOW).await.unwrap(), Redeemed::Saved);
    known.deployments.insert(deployment("2"));
    assert_eq!(store.find(&known.id).await.unwrap(), Some(known));
}

/// A registration is not taken over, and the invite stays good for its own platform.
pub async fn a_registration_with_other_endpoints_is_left_alone_and_so_is_the_invite<
    S: InviteAdmin + InviteBearer + RegistrationAdmin,
>(
    store: Arc<S>,
) {
    let known = platform();
    store.save(&known).await.unwrap();
    let invite = added(&*store).await;
    let mut other = registration(&known.id.issuer, "a", &["2"]);
    other.endpoints.key_set.set_path("/elsewhere");
    let lease = taken(&*store, &invite).await;
    assert_eq!(store.redeem_invite(&lease, &other, NOW).await.unwrap(), Redeemed::OtherEndpoints);
    assert_eq!(store.find(&known.id).await.unwrap(), Some(known));
    assert_eq!(record(&*store, &invite).await.unwrap().used, None);
    store.release_invite(&lease).await.unwrap();
    assert!(store.open_invite(&invite.id, NOW).await.unwrap().is_ok());
}

/// The list stands in the order in which invites were made.
pub async fn invites_are_listed_by_time<S: InviteAdmin>(store: Arc<S>) {
    let made: Vec<_> = [5, 10, 100].map(|after| Invite { created: UnixTime(after), ..invite() }).into();
    for index in [1, 2, 0] {
        store.add_invite(&made[index]).await.unwrap();
    }
    let listed = store.invites().await.unwrap().into_iter().map(|record| record.invite);
    assert_eq!(listed.filter(|invite| made.contains(invite)).collect::<Vec<_>>(), made);
}

/// Runs the suite for [`crate::InviteAdmin`] and [`crate::InviteBearer`].
#[macro_export]
macro_rules! invites_conformance {
    ($fresh:ident) => {
        $crate::conformance_tests!(
            invites,
            $fresh,
            [
                an_added_invite_is_listed_and_opened_as_it_was,
                an_invite_that_nobody_made_is_unknown,
                an_invite_whose_time_is_over_and_was_not_swept_has_expired,
                a_taken_invite_is_busy_until_it_is_released_or_the_lease_is_void,
                of_twenty_that_take_an_invite_at_once_one_gets_it,
                redeeming_saves_the_registration_and_uses_the_invite_up,
                without_a_lease_nothing_is_saved,
                registering_again_renews_and_keeps_what_the_operator_set,
                a_registration_with_other_endpoints_is_left_alone_and_so_is_the_invite,
                invites_are_listed_by_time,
            ]
        );
    };
}
