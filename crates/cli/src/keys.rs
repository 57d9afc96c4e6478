//! `moodle-aws keys …`: the tool's own keys.

use std::fmt::Write as _;

use anyhow::{Context as _, bail};
use jiff::Timestamp;
use lti::key_ring::{KeyLife, KeyState, RotateError, Rotation};
use lti::registration::Registration;
use lti::time::UnixTime;
use ports::{Clock as _, SystemClock, ToolKeys};
use rotate_keys::{Begun, KeysError, Retirement};

use crate::args::{Keys, Pem, Retire, Target};
use crate::{say, store};

pub async fn run(command: Keys) -> anyhow::Result<()> {
    let now = SystemClock.now();
    let said = match command {
        Keys::Pem(pem) => self::pem(&pem, now).await?,
        Keys::List(target) => list(&target, now).await?,
        Keys::Rotate(target) => rotate(&target, now).await?,
        Keys::Retire(retire) => self::retire(&retire, now).await?,
    };
    say(said.trim_end());
    Ok(())
}

/// The first `serve`, or this, makes the key.
async fn pem(Pem { kid, target }: &Pem, now: UnixTime) -> anyhow::Result<String> {
    let ring = ToolKeys::new(store::operate(target).await?.secrets).ring(now).await?;
    let key = match kid {
        Some(kid) => ring.key(kid).with_context(|| no_key(kid))?,
        None => ring.signing_key(now),
    };
    key.public_pem().context("the key cannot be written as PEM")
}

async fn list(target: &Target, now: UnixTime) -> anyhow::Result<String> {
    let on = store::operate_existing(target).await?;
    let registrations = on.registrations.all().await?;
    let ring = ToolKeys::new(on.secrets).ring(now).await?;
    let mut text = String::new();
    for KeyLife { key, made, state } in ring.lives(now) {
        let kid = key.kid();
        let (state, what) = match state {
            KeyState::Next { signs } => {
                ("next", format!("published since {}, signs from {}", at(made)?, at(signs)?))
            }
            KeyState::Current { since } => ("signs", format!("since {}", at(since)?)),
            KeyState::Retired { until } => ("retired", format!("published until {}", at(until)?)),
            KeyState::Over { since } => ("over", format!("published until {}", at(since)?)),
        };
        writeln!(text, "{kid}\n  {state:<8} {what}")?;
        for pinned in registrations.iter().filter(|registration| registration.own_key.as_deref() == Some(kid))
        {
            writeln!(text, "  pinned   client {} at {}", pinned.id.client_id, pinned.id.issuer)?;
        }
    }
    let gone = |pinned: &&Registration| pinned.own_key.as_ref().is_some_and(|kid| ring.key(kid).is_none());
    for Registration { id, own_key, .. } in registrations.iter().filter(gone) {
        let kid = own_key.as_deref().unwrap_or_default();
        writeln!(text, "{kid}\n  GONE     but client {} at {} is pinned to it", id.client_id, id.issuer)?;
    }
    Ok(text)
}

async fn rotate(target: &Target, now: UnixTime) -> anyhow::Result<String> {
    let on = store::operate_existing(target).await?;
    let begun = rotate_keys::rotate(&ToolKeys::new(on.secrets), &*on.registrations, now).await;
    let Begun { rotation, pinned } = match begun {
        Err(KeysError::Rotate(RotateError::UnderWay { kid, signs })) => {
            bail!("a rotation is under way: the key {kid} signs from {} on. Nothing was changed", at(signs)?)
        }
        begun => begun?,
    };
    let Rotation { kid, signs, before, before_until } = rotation;
    let mut text = format!(
        "A new key is published: {kid}\n  \
           It signs from {} on, when every platform that reads the key set knows it.\n  \
           Until then {before} signs. That one is published until {}, and then deleted.\n",
        at(signs)?,
        at(before_until)?,
    );
    text += &by_hand(&pinned, &kid, target, "stays with its older key, whose PEM was pasted there.");
    Ok(text)
}

async fn retire(Retire { kid, target }: &Retire, now: UnixTime) -> anyhow::Result<String> {
    let on = store::operate_existing(target).await?;
    let retired = rotate_keys::retire(&ToolKeys::new(on.secrets), &*on.registrations, kid, now).await;
    let Retirement { signing, pinned } = match retired {
        Err(KeysError::Retire(lti::key_ring::RetireError::Unknown)) => bail!(no_key(kid)),
        retired => retired?,
    };
    let mut text = format!(
        "Took out the key {kid}. The tool uses and publishes it no more, within a minute everywhere.\n  \
           {signing} signs now. A platform that keeps the key set may refuse it until it reads the set again.\n"
    );
    text += &by_hand(&pinned, &signing, target, "has the PEM of that key. Nothing can be signed for it.");
    Ok(text)
}

/// What is to be done in platforms where the PEM of a key was pasted.
fn by_hand(pinned: &[Registration], kid: &str, target: &Target, what: &str) -> String {
    let on = match &target.stack.name {
        Some(name) => format!(" --stack {name}"),
        None => format!(" --data {}", target.data.folder.display()),
    };
    let each = pinned.iter().map(|Registration { id, .. }| {
        let (issuer, client_id) = (&id.issuer, &id.client_id);
        format!(
            "\nWarning: client {client_id} at {issuer} {what} To give it the new one:\n  \
               moodle-aws keys pem --kid={kid}{on}      (paste this in the platform, then)\n  \
               moodle-aws platform add --issuer {issuer} --client-id {client_id} --pin-key={kid}{on}\n"
        )
    });
    each.collect()
}

fn no_key(kid: &str) -> String {
    format!("the tool has no key {kid}; `moodle-aws keys list` shows what it has")
}

fn at(time: UnixTime) -> anyhow::Result<Timestamp> {
    Timestamp::from_second(time.0).context("a key has no usable time")
}
