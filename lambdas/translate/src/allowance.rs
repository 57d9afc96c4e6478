//! Who translates how much.

use std::time::Duration;

use http_api::{Amount, Caller, Refusal};
use lti::time::UnixTime;
use ports::Quotas;

use crate::limits::Allowances;

const HINT: &str = "Texts that were translated before still count as requests only.";

/// What one call takes: a request, and characters.
pub(crate) struct Charge {
    charge: http_api::Charge,
    allowances: Allowances,
}

impl Charge {
    pub fn new(caller: Caller, allowances: Allowances, now: UnixTime) -> Self {
        Self { charge: http_api::Charge::new("translate", HINT, caller, now), allowances }
    }

    /// The person, by a name that does not tell who they are.
    pub fn person(&self) -> &str {
        self.charge.person()
    }

    /// Takes so many requests and characters, or refuses the call.
    pub async fn take(&self, quotas: &dyn Quotas, requests: u64, characters: u64) -> Result<(), Refusal> {
        self.charge.take(quotas, &self.amounts(requests, characters)).await
    }

    /// Gives back what was taken for nothing.
    pub async fn give_back(&self, quotas: &dyn Quotas, requests: u64, characters: u64) {
        self.charge.give_back(quotas, &self.amounts(requests, characters)).await;
    }

    fn amounts(&self, requests: u64, characters: u64) -> [Amount; 2] {
        let Allowances { user, site } = self.allowances;
        [
            Amount {
                what: "requests",
                words: "requests for this hour",
                window: Duration::from_hours(1),
                amount: requests,
                user: user.requests_per_hour,
                site: site.requests_per_hour,
            },
            Amount {
                what: "characters",
                words: "characters for this day",
                window: Duration::from_hours(24),
                amount: characters,
                user: user.characters_per_day,
                site: site.characters_per_day,
            },
        ]
    }
}
