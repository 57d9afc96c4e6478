use std::sync::LazyLock;

use serde_json::Value;

use super::*;
use crate::tool_key::key_set;

const START: UnixTime = UnixTime(1_795_298_722);
const HOUR: Duration = Duration::from_hours(1);
const SECOND: Duration = Duration::from_secs(1);
/// No assertion of the tool is valid for longer.
const ASSERTION_LIFE: Duration = Duration::from_mins(5);

/// Four keys, made once: that is what takes time.
fn pkcs8(index: usize) -> Vec<u8> {
    static KEYS: LazyLock<[Vec<u8>; 4]> = LazyLock::new(|| [(); 4].map(|()| ToolKey::generate().unwrap()));
    KEYS[index].clone()
}

fn kid(index: usize) -> String {
    ToolKey::from_pkcs8(&pkcs8(index)).unwrap().kid().to_owned()
}

fn ring() -> KeyRing {
    KeyRing::first(pkcs8(0), START).unwrap()
}

/// The key 0 signed from the start, the key 1 was made a year later.
fn rotated() -> (KeyRing, UnixTime) {
    let at = START + Duration::from_hours(365 * 24);
    let mut ring = ring();
    ring.rotate(pkcs8(1), at).unwrap();
    (ring, at)
}

fn published(ring: &KeyRing, now: UnixTime) -> Vec<String> {
    ring.published(now).map(|key| key.kid().to_owned()).collect()
}

/// As another process sees it that reads what was written.
fn read_again(ring: &KeyRing, now: UnixTime) -> KeyRing {
    KeyRing::from_bytes(&ring.to_bytes().unwrap(), now).unwrap()
}

/// Every quarter of an hour of the rotation, and what is around its steps.
fn moments(at: UnixTime) -> impl Iterator<Item = UnixTime> {
    let all = PUBLISH_WAIT + RETIRED_KEPT + 2 * HOUR;
    let regular = (0..all.as_secs()).step_by(900).map(move |after| at + Duration::from_secs(after));
    let steps = [PUBLISH_WAIT, PUBLISH_WAIT + RETIRED_KEPT].map(|step| at + step);
    regular.chain(steps.into_iter().flat_map(|step| [step - SECOND, step, step + SECOND]))
}

#[test]
fn the_first_key_signs_and_is_published_at_once() {
    assert_eq!(ring().signing_key(START).kid(), kid(0));
    assert_eq!(published(&ring(), START), [kid(0)]);
    // Another machine's clock may be behind.
    assert_eq!(ring().signing_key(START - HOUR).kid(), kid(0));
}

#[test]
fn a_key_set_that_is_fetched_at_any_moment_has_the_key_of_every_signature_while_it_is_cached() {
    let (ring, at) = rotated();
    for fetched in moments(at - KEY_SET_CACHE).chain(moments(at)) {
        let set = if fetched < at { published(&self::ring(), fetched) } else { published(&ring, fetched) };
        for used in
            (0..=KEY_SET_CACHE.as_secs()).step_by(3600).map(|after| fetched + Duration::from_secs(after))
        {
            let signer = if used < at { kid(0) } else { ring.signing_key(used).kid().to_owned() };
            assert!(
                set.contains(&signer),
                "fetched {} s, used {} s after the rotation",
                fetched.0 - at.0,
                used.0 - at.0
            );
        }
    }
}

#[test]
fn what_was_signed_can_be_verified_with_a_fresh_key_set_for_as_long_as_it_is_valid() {
    let (ring, at) = rotated();
    for signed in moments(at) {
        let signer = ring.signing_key(signed).kid().to_owned();
        assert!(published(&ring, signed + ASSERTION_LIFE).contains(&signer), "{} s", signed.0 - at.0);
    }
}

#[test]
fn a_process_that_missed_the_rotation_for_an_hour_signs_with_a_key_that_is_still_published() {
    let (ring, at) = rotated();
    let missed = self::ring();
    let now = at + PUBLISH_WAIT + HOUR;
    let stale = missed.signing_key(now).kid();
    assert_ne!(stale, ring.signing_key(now).kid());
    assert!(published(&ring, now + KEY_SET_CACHE - SECOND).iter().any(|kid| kid == stale));
}

#[test]
fn the_new_key_signs_when_its_time_has_come_without_a_write() {
    let (ring, at) = rotated();
    let signs = at + PUBLISH_WAIT;
    assert_eq!(ring.signing_key(signs - SECOND).kid(), kid(0));
    assert_eq!(published(&ring, signs - SECOND), [kid(0), kid(1)]);
    assert_eq!(ring.signing_key(signs).kid(), kid(1));
    assert_eq!(published(&ring, signs), [kid(1), kid(0)]);
}

#[test]
fn the_old_key_is_gone_in_the_end_and_deleted_by_the_next_write() {
    let (mut ring, at) = rotated();
    let over = at + PUBLISH_WAIT + RETIRED_KEPT;
    assert_eq!(published(&ring, over - SECOND), [kid(1), kid(0)]);
    assert_eq!(published(&ring, over), [kid(1)]);
    assert!(ring.key(&kid(0)).is_some());
    ring.delete_over(&BTreeSet::new(), over - SECOND);
    assert!(ring.key(&kid(0)).is_some());
    ring.delete_over(&BTreeSet::new(), over);
    assert!(ring.key(&kid(0)).is_none());
    assert_eq!(ring.signing_key(over).kid(), kid(1));
}

#[test]
fn a_write_changes_nothing_about_which_key_signs_and_which_are_published() {
    let (ring, at) = rotated();
    for written in moments(at) {
        let mut other = read_again(&ring, written);
        other.delete_over(&BTreeSet::new(), written);
        let other = read_again(&other, written);
        // Every sixth hour from then on.
        for now in (0..60).step_by(6).map(|after| written + after * HOUR) {
            assert_eq!(other.signing_key(now).kid(), ring.signing_key(now).kid());
            assert_eq!(published(&other, now), published(&ring, now));
        }
    }
}

#[test]
fn a_second_rotation_while_one_is_under_way_is_refused_and_changes_nothing() {
    let (mut ring, at) = rotated();
    let before = ring.to_bytes().unwrap();
    let signs = at + PUBLISH_WAIT;
    let refused = ring.rotate(pkcs8(2), signs - SECOND).unwrap_err();
    assert_eq!(refused, RotateError::UnderWay { kid: kid(1), signs });
    assert_eq!(ring.to_bytes().unwrap(), before);
    let rotation = Rotation {
        kid: kid(2),
        signs: signs + PUBLISH_WAIT,
        before: kid(1),
        before_until: signs + PUBLISH_WAIT + RETIRED_KEPT,
    };
    assert_eq!(ring.rotate(pkcs8(2), signs), Ok(rotation));
    assert_eq!(published(&ring, signs), [kid(1), kid(2), kid(0)]);
}

#[test]
fn a_rotation_is_due_when_the_newest_key_has_its_age() {
    let period = Duration::from_hours(90 * 24);
    assert!(!ring().is_due(period, START + period - SECOND));
    assert!(ring().is_due(period, START + period));
    let (ring, at) = rotated();
    assert!(!ring.is_due(period, at + period - SECOND), "the age of the next key counts");
    assert!(ring.is_due(period, at + period));
}

#[test]
fn a_leaked_key_that_signs_is_out_at_once_and_the_next_one_takes_over_without_its_wait() {
    let (mut ring, at) = rotated();
    ring.retire(&kid(0), None, at + HOUR).unwrap();
    assert_eq!(ring.signing_key(at + HOUR).kid(), kid(1));
    assert_eq!(published(&ring, at + HOUR), [kid(1)]);
    let state = ring.lives(at + HOUR)[0].state;
    assert_eq!(state, KeyState::Current { since: at + HOUR }, "its own time is not awaited");
    // A machine whose clock is behind has no older key to fall back to, either.
    assert_eq!(ring.signing_key(at).kid(), kid(1));
}

#[test]
fn a_leaked_key_that_does_not_sign_is_out_at_once_and_nothing_else_changes() {
    let (mut waiting, at) = rotated();
    waiting.retire(&kid(1), None, at + HOUR).unwrap();
    assert_eq!(published(&waiting, at + HOUR), [kid(0)]);
    assert_eq!(waiting.signing_key(at + PUBLISH_WAIT).kid(), kid(0), "it does not take over");
    let (mut over, at) = rotated();
    over.retire(&kid(0), None, at + PUBLISH_WAIT).unwrap();
    assert_eq!(published(&over, at + PUBLISH_WAIT), [kid(1)]);
    assert_eq!(over.retire(&kid(3), None, at), Err(RetireError::Unknown));
}

#[test]
fn the_only_key_that_can_sign_is_not_taken_out_unless_a_fresh_one_takes_over() {
    let (mut ring, at) = rotated();
    let now = at + PUBLISH_WAIT;
    assert_eq!(ring.retire(&kid(1), None, now), Err(RetireError::OnlyKey), "the retired key signs no more");
    assert_eq!(ring.retire(&kid(1), Some(b"junk".to_vec()), now), Err(RetireError::BadKey(BadToolKey)));
    assert_eq!(published(&ring, now), [kid(1), kid(0)]);
    ring.retire(&kid(1), Some(pkcs8(2)), now).unwrap();
    assert_eq!(ring.signing_key(now).kid(), kid(2));
    assert_eq!(published(&ring, now), [kid(2), kid(0)]);
}

#[test]
fn a_pinned_registration_is_signed_for_with_its_key_for_as_long_as_it_is_pinned() {
    let (mut ring, at) = rotated();
    let over = at + PUBLISH_WAIT + RETIRED_KEPT;
    let pin = kid(0);
    ring.delete_over(&[pin.clone()].into(), over);
    assert_eq!(ring.signing_key_for(Some(&pin), over).unwrap().kid(), pin);
    assert_eq!(ring.signing_key_for(None, over).unwrap().kid(), kid(1));
    assert_eq!(published(&ring, over), [kid(1)], "whoever is pinned has the PEM");
    ring.delete_over(&BTreeSet::new(), over);
    assert_eq!(ring.signing_key_for(Some(&pin), over).unwrap_err(), PinnedKeyGone(pin));
}

#[test]
fn the_states_tell_the_life_of_every_key() {
    let (ring, at) = rotated();
    let states =
        |now| ring.lives(now).iter().map(|life| (life.key.kid().to_owned(), life.state)).collect::<Vec<_>>();
    let signs = at + PUBLISH_WAIT;
    let until = signs + RETIRED_KEPT;
    let next = KeyState::Next { signs };
    assert_eq!(states(at), [(kid(0), KeyState::Current { since: START }), (kid(1), next)]);
    let (current, retired) = (KeyState::Current { since: signs }, KeyState::Retired { until });
    assert_eq!(states(signs), [(kid(1), current), (kid(0), retired)]);
    assert_eq!(states(until), [(kid(1), current), (kid(0), KeyState::Over { since: until })]);
}

#[test]
fn a_ring_comes_back_as_it_was_written() {
    let (mut ring, at) = rotated();
    let now = at + PUBLISH_WAIT;
    ring.rotate(pkcs8(2), now).unwrap();
    let bytes = ring.to_bytes().unwrap();
    let read = KeyRing::from_bytes(&bytes, START).unwrap();
    assert_eq!(read.to_bytes().unwrap(), bytes);
    assert_eq!(format!("{:?}", read.lives(now)), format!("{:?}", ring.lives(now)));
    let json: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!((&json["version"], &json["retired"][0]["until"]), (&1.into(), &(now + RETIRED_KEPT).0.into()));
}

#[test]
fn a_single_key_of_an_earlier_version_is_a_ring_whose_age_counts_from_now() {
    let read = KeyRing::from_bytes(&pkcs8(3), START).unwrap();
    assert_eq!(read.signing_key(START).kid(), kid(3));
    assert!(!read.is_due(SECOND, START));
    assert_eq!(read_again(&read, START + HOUR).lives(START)[0].made, START);
}

#[test]
fn what_is_no_ring_is_refused_and_a_newer_form_is_told_as_such() {
    let (ring, _) = rotated();
    let written = String::from_utf8(ring.to_bytes().unwrap()).unwrap();
    for bytes in ["", "{}", "[]", r#"{"version":1}"#, r#"{"version":"1"}"#, &written[..written.len() - 1]] {
        assert_eq!(
            KeyRing::from_bytes(bytes.as_bytes(), START).unwrap_err(),
            BadKeyRing::Unreadable,
            "{bytes}"
        );
    }
    let newer = written.replace(r#""version":1"#, r#""version":2"#);
    assert_eq!(KeyRing::from_bytes(newer.as_bytes(), START).unwrap_err(), BadKeyRing::Newer(2));
    let broken = written.replace(r#""pkcs8":"M"#, r#""pkcs8":"N"#);
    assert_ne!(broken, written);
    assert_eq!(KeyRing::from_bytes(broken.as_bytes(), START).unwrap_err(), BadKeyRing::BadKey(BadToolKey));
}

#[test]
fn neither_debug_nor_the_key_set_nor_an_error_tells_a_private_key() {
    let (ring, at) = rotated();
    let secret = URL_SAFE_NO_PAD.encode(pkcs8(0));
    let secret = &secret[secret.len() - 40..];
    let damaged = [&ring.to_bytes().unwrap()[..], b"x"].concat();
    let told = [
        format!("{ring:?} {:?}", ring.lives(at)),
        key_set(ring.published(at)).to_string(),
        format!("{0} {0:?}", KeyRing::from_bytes(&damaged, at).unwrap_err()),
    ];
    assert!(String::from_utf8(ring.to_bytes().unwrap()).unwrap().contains(secret));
    assert!(told.iter().all(|text| !text.contains(secret)), "{told:?}");
    assert!(told[0].contains(&kid(0)) && !told[1].contains("\"d\""), "{told:?}");
}
