//! Who translates how much.

use std::time::Duration;

use axum::http::StatusCode;
use http_api::{Launched, Refusal, Remedy, SiteCaller};
use lti::time::UnixTime;
use ports::{Quotas, Take};

use crate::digest::hex;
use crate::limits::{Allowance, Allowances};

/// Failures of which a person gets back in an hour what they took: texts that make an engine fail are not free for ever.
const FAILURES: u64 = 30;
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

/// Whose allowances a call takes from. The store learns neither the person nor the site.
pub(crate) struct Caller {
    user: String,
    site: String,
}

impl From<&SiteCaller> for Caller {
    /// The person on whose behalf a Moodle site calls, and the site.
    fn from(caller: &SiteCaller) -> Self {
        let site = ["moodle-site", caller.site.as_str()];
        Self { user: hex(site.into_iter().chain(["user", &caller.user_id])), site: hex(site) }
    }
}

impl From<&Launched> for Caller {
    /// The person and the platform of a launch.
    fn from(launched: &Launched) -> Self {
        let launch = &launched.session.launch;
        let platform = [launch.platform_id.issuer.as_str(), launch.platform_id.client_id.as_str()];
        let session = launched.bearer.to_string();
        let user = match &launch.user.id {
            Some(id) => hex(platform.into_iter().chain(["user", id])),
            None => hex(platform.into_iter().chain(["session", &session])),
        };
        Self { user, site: hex(platform) }
    }
}

/// What one call takes: a request, and characters.
pub(crate) struct Charge {
    caller: Caller,
    allowances: Allowances,
    now: UnixTime,
}

impl Charge {
    pub fn new(caller: Caller, allowances: Allowances, now: UnixTime) -> Self {
        Self { caller, allowances, now }
    }

    /// The person, by a name that does not tell who they are.
    pub fn person(&self) -> &str {
        &self.caller.user
    }

    /// Takes so many requests and characters, or refuses the call.
    pub async fn take(&self, quotas: &dyn Quotas, requests: u64, characters: u64) -> Result<(), Refusal> {
        let takes = self.takes(requests, characters);
        match quotas.take(&takes, self.now).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(exceeded)) => Err(self.exceeded(takes.get(exceeded))),
            Err(error) => Err(Refusal::unavailable(&error)),
        }
    }

    /// Gives back what was taken for nothing.
    pub async fn give_back(&self, quotas: &dyn Quotas, requests: u64, characters: u64) {
        let failure = self.one(&self.caller.user, "failures", HOUR, 1, FAILURES);
        let given = match quotas.take(&[failure], self.now).await {
            Ok(Ok(())) => quotas.give_back(&self.takes(requests, characters)).await,
            Ok(Err(_)) => Ok(()),
            Err(error) => Err(error),
        };
        if let Err(error) = given {
            tracing::warn!(error = %http_api::chain(&error), "a failed call stays charged");
        }
    }

    fn takes(&self, requests: u64, characters: u64) -> Vec<Take> {
        let Self { caller, allowances, .. } = self;
        let of = |whose: &str, allowance: Allowance| {
            [
                self.one(whose, "requests", HOUR, requests, allowance.requests_per_hour),
                self.one(whose, "characters", DAY, characters, allowance.characters_per_day),
            ]
        };
        let all = of(&caller.user, allowances.user).into_iter().chain(of(&caller.site, allowances.site));
        all.filter(|take| take.amount > 0).collect()
    }

    fn one(&self, whose: &str, what: &str, window: Duration, amount: u64, limit: u64) -> Take {
        let length = i64::try_from(window.as_secs()).unwrap_or(i64::MAX);
        let number = self.now.0.div_euclid(length);
        let until = UnixTime((number + 1).saturating_mul(length));
        Take { allowance: format!("translate:{whose}:{what}:{number}"), amount, limit, until }
    }

    fn exceeded(&self, take: Option<&Take>) -> Refusal {
        let wait = take.map_or(HOUR, |take| take.until.since(self.now));
        let site = take.is_some_and(|take| take.allowance.contains(&self.caller.site));
        // Who meets the site's end has to speak with an administrator, not to wait for their own hour.
        let (code, whose) =
            if site { ("site_quota_exceeded", "Your site has") } else { ("quota_exceeded", "You have") };
        let what = match take.map(|take| take.allowance.contains(":requests:")) {
            Some(false) => "characters for this day",
            _ => "requests for this hour",
        };
        let message = format!(
            "{whose} used up the {what}. Texts that were translated before still count as requests only."
        );
        Refusal::new(StatusCode::TOO_MANY_REQUESTS, code, Remedy::Wait, message).retry_after(wait)
    }
}
