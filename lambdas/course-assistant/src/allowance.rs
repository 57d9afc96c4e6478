//! Who asks how much.

use std::time::Duration;

use http_api::{Amount, Charge, Launched};
use ports::{Quotas, StoreError};

use crate::limits::Allowances;

const HINT: &str = "Ask again later.";
/// So many open questions of one person are kept in a day.
const OPEN_QUESTIONS: u64 = 20;
const DAY: Duration = Duration::from_hours(24);

/// What the questions of this call are taken from.
pub(crate) fn charge(launched: &Launched) -> Charge {
    Charge::new("assistant", HINT, launched.into(), launched.now)
}

/// One question.
pub(crate) fn one_question(Allowances { user, site }: Allowances) -> [Amount; 2] {
    [
        Amount {
            what: "questions-of-hour",
            words: "questions for this hour",
            window: Duration::from_hours(1),
            amount: 1,
            user: user.questions_per_hour,
            site: site.questions_per_hour,
        },
        Amount {
            what: "questions-of-day",
            words: "questions for this day",
            window: DAY,
            amount: 1,
            user: user.questions_per_day,
            site: site.questions_per_day,
        },
    ]
}

/// Whether one more open question of this person is kept today.
pub(crate) async fn open_question(charge: &Charge, quotas: &dyn Quotas) -> Result<bool, StoreError> {
    charge.take_own(quotas, "open-questions-of-day", DAY, OPEN_QUESTIONS).await
}
