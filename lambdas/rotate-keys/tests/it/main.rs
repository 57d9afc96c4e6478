//! What the schedule, `serve` and the operator do to the keys, on a store in memory.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not count as tests")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use lti::key_ring::{PUBLISH_WAIT, RETIRED_KEPT, RetireError, RotateError};
use lti::registration::Registration;
use lti::time::UnixTime;
use ports::conformance::samples::{NOW, issuer, registration};
use ports::memory::MemoryStore;
use ports::{RegistrationAdmin as _, SecretBytes, SecretName, SecretStore, StoreError, ToolKeys};
use rotate_keys::{KeysError, PERIOD, keep_up, retire, rotate};

/// Secrets whose writes fail when they are told to, after or before they were made.
#[derive(Default)]
struct Secrets {
    store: MemoryStore,
    fail_before: AtomicBool,
    fail_after: AtomicBool,
}

fn failure(fails: &AtomicBool) -> Result<(), StoreError> {
    if fails.swap(false, Ordering::SeqCst) {
        Err(StoreError::Unavailable("the test says so".into()))
    } else {
        Ok(())
    }
}

#[async_trait::async_trait]
impl SecretStore for Secrets {
    async fn secret(&self, name: SecretName) -> Result<Option<SecretBytes>, StoreError> {
        self.store.secret(name).await
    }

    async fn keep_first(&self, name: SecretName, fresh: &SecretBytes) -> Result<SecretBytes, StoreError> {
        self.store.keep_first(name, fresh).await
    }

    async fn replace(
        &self,
        name: SecretName,
        expected: &SecretBytes,
        new: &SecretBytes,
    ) -> Result<bool, StoreError> {
        failure(&self.fail_before)?;
        let replaced = self.store.replace(name, expected, new).await;
        failure(&self.fail_after)?;
        replaced
    }
}

struct World {
    secrets: Arc<Secrets>,
    registrations: MemoryStore,
}

impl World {
    /// A tool whose first key was made now.
    async fn new() -> (Self, String) {
        let world = Self { secrets: Arc::default(), registrations: MemoryStore::default() };
        let first = world.signing(NOW).await;
        (world, first)
    }

    /// The keys as another process sees them, that has just started.
    fn keys(&self) -> ToolKeys {
        ToolKeys::new(Arc::clone(&self.secrets) as _)
    }

    async fn signing(&self, now: UnixTime) -> String {
        self.keys().ring(now).await.unwrap().signing_key(now).kid().to_owned()
    }

    async fn published(&self, now: UnixTime) -> Vec<String> {
        self.keys().ring(now).await.unwrap().published(now).map(|key| key.kid().to_owned()).collect()
    }

    async fn has(&self, kid: &str, now: UnixTime) -> bool {
        self.keys().ring(now).await.unwrap().key(kid).is_some()
    }

    /// The schedule's daily run; the key that it made, if it did.
    async fn day(&self, now: UnixTime) -> Result<Option<String>, KeysError> {
        let begun = keep_up(&self.keys(), &self.registrations, Some(PERIOD), now).await?;
        Ok(begun.map(|begun| begun.rotation.kid))
    }

    async fn pin(&self, kid: Option<&str>) -> Registration {
        let pinned = Registration { own_key: kid.map(str::to_owned), ..registration(&issuer(), "a", &["1"]) };
        self.registrations.save(&pinned).await.unwrap();
        pinned
    }
}

const DAY: Duration = Duration::from_hours(24);

#[tokio::test]
async fn the_schedule_rotates_every_ninety_days_and_each_key_signs_in_its_turn() {
    let (world, first) = World::new().await;
    let mut made = Vec::new();
    for day in 1..=200 {
        let now = NOW + day * DAY;
        made.extend(world.day(now).await.unwrap().map(|kid| (day, kid)));
    }
    let days: Vec<_> = made.iter().map(|(day, _)| *day).collect();
    assert_eq!(days, [90, 180]);
    let end = NOW + 200 * DAY;
    assert_eq!(world.published(end).await, [made[1].1.clone()]);
    assert!(!world.has(&first, end).await, "what is over is deleted");
}

#[tokio::test]
async fn without_a_period_nothing_is_rotated_and_what_is_over_is_deleted_all_the_same() {
    let (world, first) = World::new().await;
    let begun = rotate(&world.keys(), &world.registrations, NOW).await.unwrap();
    let over = begun.rotation.before_until;
    assert_eq!(over, NOW + PUBLISH_WAIT + RETIRED_KEPT);
    for now in [over, NOW + 10 * PERIOD] {
        assert_eq!(keep_up(&world.keys(), &world.registrations, None, now).await.unwrap(), None);
    }
    assert!(!world.has(&first, over).await);
    assert_eq!(world.signing(over).await, begun.rotation.kid);
}

#[tokio::test]
async fn the_key_of_an_earlier_version_gets_its_ninety_days_from_the_first_run_on() {
    let world = World { secrets: Arc::default(), registrations: MemoryStore::default() };
    let der = SecretBytes::new(ToolKeys::generate().unwrap());
    world.secrets.keep_first(SecretName::ToolKey, &der).await.unwrap();
    assert_eq!(world.day(NOW).await.unwrap(), None);
    assert_eq!(world.day(NOW + PERIOD - DAY).await.unwrap(), None);
    assert!(world.day(NOW + PERIOD).await.unwrap().is_some());
}

#[tokio::test]
async fn a_second_rotation_by_hand_is_told_of_the_first_and_the_schedule_leaves_it_alone() {
    let (world, _) = World::new().await;
    let begun = rotate(&world.keys(), &world.registrations, NOW).await.unwrap().rotation;
    let refused = rotate(&world.keys(), &world.registrations, NOW + DAY).await.unwrap_err();
    let KeysError::Rotate(RotateError::UnderWay { kid, signs }) = refused else { panic!("{refused:?}") };
    assert_eq!((kid, signs), (begun.kid, NOW + PUBLISH_WAIT));
    // Were the period as short as that, the schedule would meet a rotation under way every day.
    let begun = keep_up(&world.keys(), &world.registrations, Some(Duration::ZERO), NOW + DAY).await.unwrap();
    assert_eq!(begun, None);
}

#[tokio::test]
async fn a_step_that_crashes_leaves_a_good_ring_and_the_next_run_makes_it() {
    let due = NOW + PERIOD;
    for crashes_after in [false, true] {
        let (world, first) = World::new().await;
        let fails = if crashes_after { &world.secrets.fail_after } else { &world.secrets.fail_before };
        fails.store(true, Ordering::SeqCst);
        world.day(due).await.unwrap_err();
        assert_eq!(world.signing(due).await, first);
        assert_eq!(world.published(due).await.len(), if crashes_after { 2 } else { 1 });
        let made = world.day(due + DAY).await.unwrap();
        assert_eq!(made.is_none(), crashes_after, "a rotation that was begun is not begun again");
        let published = world.published(due + DAY).await;
        assert_eq!(published[0], first);
        assert_eq!(published.len(), 2);
        assert_eq!(world.signing(due + DAY + PUBLISH_WAIT).await, published[1]);
    }
}

#[tokio::test]
async fn registrations_that_cannot_be_read_stop_every_step_for_a_pinned_key_could_be_deleted() {
    struct Unreadable;
    #[async_trait::async_trait]
    impl ports::RegistrationReader for Unreadable {
        async fn of_issuer(&self, _: &lti::names::Issuer) -> Result<Vec<Registration>, StoreError> {
            self.all().await
        }
        async fn find(&self, _: &lti::registration::PlatformId) -> Result<Option<Registration>, StoreError> {
            Ok(None)
        }
        async fn all(&self) -> Result<Vec<Registration>, StoreError> {
            Err(StoreError::Unavailable("the test says so".into()))
        }
    }
    let (world, _) = World::new().await;
    let before = world.secrets.secret(SecretName::ToolKey).await.unwrap();
    let refused = keep_up(&world.keys(), &Unreadable, Some(PERIOD), NOW + PERIOD).await.unwrap_err();
    assert!(matches!(refused, KeysError::Registrations(_)), "{refused:?}");
    assert_eq!(world.secrets.secret(SecretName::ToolKey).await.unwrap(), before);
}

#[tokio::test]
async fn a_pinned_key_is_kept_until_no_registration_is_pinned_to_it() {
    let (world, first) = World::new().await;
    let pinned = world.pin(Some(&first)).await;
    world.pin(None).await;
    let begun = rotate(&world.keys(), &world.registrations, NOW).await.unwrap();
    assert_eq!(begun.pinned, std::slice::from_ref(&pinned), "it is named, and it alone");
    let over = begun.rotation.before_until;
    world.day(over).await.unwrap();
    let ring = world.keys().ring(over).await.unwrap();
    assert_eq!(ring.signing_key_for(Some(&first), over).unwrap().kid(), first);
    assert_eq!(world.published(over).await, std::slice::from_ref(&begun.rotation.kid));
    let moved = Registration { own_key: Some(begun.rotation.kid), ..pinned };
    world.registrations.save(&moved).await.unwrap();
    world.day(over + DAY).await.unwrap();
    assert!(!world.has(&first, over + DAY).await);
}

#[tokio::test]
async fn a_leaked_key_is_out_at_once_and_a_fresh_one_signs() {
    let (world, first) = World::new().await;
    let pinned = world.pin(Some(&first)).await;
    let done = retire(&world.keys(), &world.registrations, &first, NOW).await.unwrap();
    assert_eq!(done.pinned, [pinned]);
    assert_ne!(done.signing, first);
    assert_eq!(world.published(NOW).await, std::slice::from_ref(&done.signing));
    let unknown = retire(&world.keys(), &world.registrations, &first, NOW).await.unwrap_err();
    assert!(matches!(unknown, KeysError::Retire(RetireError::Unknown)), "{unknown:?}");
    assert_eq!(world.published(NOW).await, [done.signing]);
}
