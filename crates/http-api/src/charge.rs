//! Who uses how much of what costs something.

use std::time::Duration;

use axum::http::StatusCode;
use lti::time::UnixTime;
use ports::{Quotas, StoreError, Take};

use crate::digest::hex;
use crate::{Launched, Refusal, Remedy, SiteCaller, chain};

/// Failures of which a person gets back in an hour what they took: what makes an engine fail is not free for ever.
const FAILURES: u64 = 30;
const HOUR: Duration = Duration::from_hours(1);

/// Whose allowances a call takes from. The store learns neither the person nor the site.
pub struct Caller {
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

/// An amount of something that is allowed in a window of time, which begins at a whole multiple of its length.
#[derive(Clone, Copy, Debug)]
pub struct Amount {
    /// What is counted, for the store: `requests`.
    pub what: &'static str,
    /// The same for people: `requests for this hour`.
    pub words: &'static str,
    /// The window.
    pub window: Duration,
    /// How much of it.
    pub amount: u64,
    /// How much one person has. People whom the platform does not name have so much in each session.
    pub user: u64,
    /// How much all people of a platform or site have together.
    pub site: u64,
}

/// What one call takes from the allowances of a person and of a site.
pub struct Charge {
    service: &'static str,
    hint: &'static str,
    caller: Caller,
    now: UnixTime,
}

impl Charge {
    /// A call of a service, whose name tells its allowances from those of others. The hint is for those who have used
    /// theirs up: what is left to do, in a sentence of its own.
    #[must_use]
    pub fn new(service: &'static str, hint: &'static str, caller: Caller, now: UnixTime) -> Self {
        Self { service, hint, caller, now }
    }

    /// The person, by a name that does not tell who they are.
    #[must_use]
    pub fn person(&self) -> &str {
        &self.caller.user
    }

    /// Takes all amounts, or none.
    ///
    /// # Errors
    /// `quota_exceeded`, `site_quota_exceeded` or `store_unavailable`.
    pub async fn take(&self, quotas: &dyn Quotas, amounts: &[Amount]) -> Result<(), Refusal> {
        let takes = self.takes(amounts);
        match quotas.take(&takes, self.now).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(exceeded)) => Err(self.exceeded(takes.get(exceeded), amounts)),
            Err(error) => Err(Refusal::unavailable(&error)),
        }
    }

    /// Gives back what was taken for nothing.
    pub async fn give_back(&self, quotas: &dyn Quotas, amounts: &[Amount]) {
        let failure = self.one(&self.caller.user, "failures", HOUR, 1, FAILURES);
        let given = match quotas.take(&[failure], self.now).await {
            Ok(Ok(())) => quotas.give_back(&self.takes(amounts)).await,
            Ok(Err(_)) => Ok(()),
            Err(error) => Err(error),
        };
        if let Err(error) = given {
            tracing::warn!(error = %chain(&error), "a failed call stays charged");
        }
    }

    /// Takes one of something that costs nobody else anything, of which the person has so many in a window of time; whether
    /// there was one left.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing was taken.
    pub async fn take_own(
        &self,
        quotas: &dyn Quotas,
        what: &str,
        window: Duration,
        most: u64,
    ) -> Result<bool, StoreError> {
        let take = self.one(&self.caller.user, what, window, 1, most);
        Ok(quotas.take(&[take], self.now).await?.is_ok())
    }

    fn takes(&self, amounts: &[Amount]) -> Vec<Take> {
        let taken = || amounts.iter().filter(|amount| amount.amount > 0);
        let one = |whose: &str, of: &Amount, limit| self.one(whose, of.what, of.window, of.amount, limit);
        let user = taken().map(|amount| one(&self.caller.user, amount, amount.user));
        user.chain(taken().map(|amount| one(&self.caller.site, amount, amount.site))).collect()
    }

    fn one(&self, whose: &str, what: &str, window: Duration, amount: u64, limit: u64) -> Take {
        let length = i64::try_from(window.as_secs()).unwrap_or(i64::MAX);
        let number = self.now.0.div_euclid(length);
        let until = UnixTime((number + 1).saturating_mul(length));
        Take { allowance: format!("{}:{whose}:{what}:{number}", self.service), amount, limit, until }
    }

    fn exceeded(&self, take: Option<&Take>, amounts: &[Amount]) -> Refusal {
        let wait = take.map_or(HOUR, |take| take.until.since(self.now));
        let part = |number| take.and_then(|take| take.allowance.split(':').nth(number));
        // Who meets the site's end has to speak with an administrator, not to wait for their own hour.
        let (code, whose) = if part(1) == Some(&self.caller.site) {
            ("site_quota_exceeded", "Your site has")
        } else {
            ("quota_exceeded", "You have")
        };
        let words = amounts.iter().find(|amount| part(2) == Some(amount.what)).map(|amount| amount.words);
        let message = format!("{whose} used up the {}. {}", words.unwrap_or("allowance"), self.hint);
        Refusal::new(StatusCode::TOO_MANY_REQUESTS, code, Remedy::Wait, message).retry_after(wait)
    }
}
