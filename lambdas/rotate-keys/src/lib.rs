//! Rotation of the tool's own keys: what the schedule on AWS, the background of `serve` and the operator's command do.
//!
//! How a key lives is the ring's affair ([`lti::key_ring`]). Here, a step is one change of the ring in the store; whoever
//! signs or publishes finds it there ([`ports::ToolKeys`]).

use std::collections::BTreeSet;
use std::time::Duration;

use lti::key_ring::{RetireError, RotateError, Rotation};
use lti::registration::Registration;
use lti::time::UnixTime;
use ports::{RegistrationReader, StoreError, ToolKeys, ToolKeysError};

/// How old the newest key becomes before the schedule makes another.
pub const PERIOD: Duration = Duration::from_hours(90 * 24);

/// A rotation that has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// What happens when.
    pub rotation: Rotation,
    /// The registrations that stay with the key that they are pinned to, for their platforms have its PEM.
    pub pinned: Vec<Registration>,
}

/// A key that was taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retirement {
    /// The key that signs now.
    pub signing: String,
    /// The registrations that are pinned to the key that is gone. Nothing can be signed for them.
    pub pinned: Vec<Registration>,
}

/// Why the keys stay as they are.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeysError {
    /// The keys cannot be read or written.
    #[error(transparent)]
    Keys(#[from] ToolKeysError),
    /// The registrations cannot be read, so that nobody knows which keys they are pinned to.
    #[error("the registrations cannot be read")]
    Registrations(#[source] StoreError),
    /// No rotation can be begun.
    #[error(transparent)]
    Rotate(#[from] RotateError),
    /// The key cannot be taken out.
    #[error(transparent)]
    Retire(#[from] RetireError),
}

/// Begins a rotation.
///
/// # Errors
/// [`KeysError`], among them [`RotateError::UnderWay`].
pub async fn rotate(
    keys: &ToolKeys,
    registrations: &dyn RegistrationReader,
    now: UnixTime,
) -> Result<Begun, KeysError> {
    let pinned = pinned(registrations).await?;
    let fresh = ToolKeys::generate()?;
    let rotation = keys.change(now, |ring| Ok::<_, KeysError>(ring.rotate(fresh.clone(), now)?)).await?;
    Ok(Begun { rotation, pinned })
}

/// Does what the time demands: deletes keys that are over, and begins a rotation when the newest key is as old as `period`;
/// without a period it begins none. Gives the rotation that it began. Logs it, and which registrations need a hand.
///
/// # Errors
/// [`KeysError`]; the next call tries again.
pub async fn keep_up(
    keys: &ToolKeys,
    registrations: &dyn RegistrationReader,
    period: Option<Duration>,
    now: UnixTime,
) -> Result<Option<Begun>, KeysError> {
    let pinned = pinned(registrations).await?;
    let kids: BTreeSet<String> = pinned.iter().filter_map(|pinned| pinned.own_key.clone()).collect();
    let rotation = keys.change(now, |ring| {
        ring.delete_over(&kids, now);
        let due = period.is_some_and(|period| ring.is_due(period, now));
        let begun = due.then(|| Ok(ring.rotate(ToolKeys::generate()?, now)?)).transpose();
        match begun {
            Err(KeysError::Rotate(RotateError::UnderWay { .. })) => Ok(None),
            begun => begun,
        }
    });
    let begun = rotation.await?.map(|rotation| Begun { rotation, pinned });
    if let Some(begun) = &begun {
        log(begun);
    }
    Ok(begun)
}

fn log(Begun { rotation, pinned }: &Begun) {
    let Rotation { kid, signs, .. } = rotation;
    tracing::info!(key.kid = kid, key.signs = signs.0, "a new key of the tool is published, and signs later");
    for Registration { id, own_key, .. } in pinned {
        tracing::warn!(
            issuer = id.issuer.as_str(),
            client_id = id.client_id.as_str(),
            key.kid = own_key,
            "a registration stays with its older key until the new one's PEM is pasted in its platform"
        );
    }
}

/// Takes a key out at once, because others may have it. A fresh one takes over if no other can sign.
///
/// # Errors
/// [`KeysError`], among them [`RetireError::Unknown`].
pub async fn retire(
    keys: &ToolKeys,
    registrations: &dyn RegistrationReader,
    kid: &str,
    now: UnixTime,
) -> Result<Retirement, KeysError> {
    let mut pinned = pinned(registrations).await?;
    pinned.retain(|pinned| pinned.own_key.as_deref() == Some(kid));
    let signing = keys.change(now, |ring| {
        match ring.retire(kid, None, now) {
            Err(RetireError::OnlyKey) => ring.retire(kid, Some(ToolKeys::generate()?), now)?,
            done => done?,
        }
        Ok::<_, KeysError>(ring.signing_key(now).kid().to_owned())
    });
    Ok(Retirement { signing: signing.await?, pinned })
}

/// The registrations that are pinned to a key.
async fn pinned(registrations: &dyn RegistrationReader) -> Result<Vec<Registration>, KeysError> {
    let mut all = registrations.all().await.map_err(KeysError::Registrations)?;
    all.retain(|registration| registration.own_key.is_some());
    Ok(all)
}
