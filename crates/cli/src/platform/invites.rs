//! `moodle-aws platform invite`, `invites` and `uninvite`: how platforms register themselves.

use std::fmt::Write as _;
use std::time::Duration;

use anyhow::{Context as _, bail};
use lti::dynamic_registration::{Invite, InviteToken};
use lti::login::ToolUrl;
use lti::registration::NewDeployments;
use lti::time::UnixTime;
use ports::{Clock as _, InviteRecord, SystemClock, SystemEntropy};

use crate::args::{MakeInvite, Target, Uninvite};
use crate::store;

pub async fn make(args: MakeInvite) -> anyhow::Result<String> {
    let on = store::operate(&args.target).await?;
    let tool = match (args.public_url, &on.public_url) {
        (Some(given), _) => given,
        (None, Some(own)) => ToolUrl::parse(own).context("the stack's public URL")?,
        (None, None) => ToolUrl::parse("http://localhost:8787")?,
    };
    let token = InviteToken::random(&SystemEntropy::default());
    let now = SystemClock.now();
    let new_deployments =
        if args.accept_new_deployments { NewDeployments::Accept } else { NewDeployments::First };
    let invite = Invite {
        id: token.digest(),
        created: now,
        expires: now + Duration::from_hours(24) * u32::from(args.expires),
        note: args.note,
        issuer: args.issuer,
        new_deployments,
    };
    on.invites.add_invite(&invite).await?;
    describe(&invite, &token, &tool)
}

fn describe(invite: &Invite, token: &InviteToken, tool: &ToolUrl) -> anyhow::Result<String> {
    let whom = match &invite.issuer {
        Some(issuer) => issuer.to_string(),
        None => "one platform, whichever uses it first".into(),
    };
    let insecure = if tool.is_https() {
        ""
    } else {
        "\nWarning: that address is not https. Where the tool has another, give it with --public-url.\n"
    };
    Ok(format!(
        "Made an invite for {whom}, good until {until}. Its address, which is shown only now:\n\n{address}\n\n\
         In Moodle: Site administration > Plugins > Activity modules > External tool > Manage tools: paste it into\n\
         \"Tool URL\", press \"Add LTI Advantage\", confirm, and activate the tool on its card.\n\
         Whoever has the address can register a platform, so send it on a safe way.\n{insecure}\n\
         To take it back:  moodle-aws platform uninvite --id={id}\n",
        until = moment(invite.expires)?,
        address = tool.at(&format!("/lti/register?invite={}", token.reveal())),
        id = invite.id,
    ))
}

fn moment(time: UnixTime) -> anyhow::Result<jiff::Timestamp> {
    jiff::Timestamp::from_second(time.0).context("an invite has no usable time")
}

pub async fn list(target: &Target) -> anyhow::Result<String> {
    let invites = store::operate_existing(target).await?.invites.invites().await?;
    if invites.is_empty() {
        return Ok("There are no invites. Make one with `moodle-aws platform invite`.".into());
    }
    let now = SystemClock.now();
    let mut text = String::new();
    for record in invites {
        let InviteRecord { invite, used } = &record;
        writeln!(text, "{}", invite.note.as_deref().unwrap_or("(no note)"))?;
        writeln!(text, "  id            {}", invite.id)?;
        writeln!(text, "  made at       {}", moment(invite.created)?)?;
        if let Some(issuer) = &invite.issuer {
            writeln!(text, "  only for      {issuer}")?;
        }
        match used {
            Some((id, at)) => {
                writeln!(
                    text,
                    "  used at       {} for client {} of {}",
                    moment(*at)?,
                    id.client_id,
                    id.issuer
                )?;
            }
            None if invite.is_over(now) => writeln!(text, "  expired at    {}", moment(invite.expires)?)?,
            None => writeln!(text, "  good until    {}", moment(invite.expires)?)?,
        }
        text.push('\n');
    }
    Ok(text)
}

pub async fn revoke(Uninvite { id, target }: Uninvite) -> anyhow::Result<String> {
    if !store::operate_existing(&target).await?.invites.remove_invite(&id).await? {
        bail!("there is no invite {id}; `moodle-aws platform invites` shows what there is");
    }
    Ok(format!("Revoked invite {id}. What it has registered stays; `moodle-aws platform list` shows it."))
}
