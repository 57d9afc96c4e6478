//! Asks the one configured Moodle whose a web-service token is: each token at most once at a time, a few at a time, and
//! not at all for a while after it did not answer.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::Response;
use http_api::{chain, to_its_end};
use lti::token::TokenDigest;
use moodle::site_info::{self, TokenDecision};
use moodle::{SiteUrl, WebServiceToken};
use ports::{Clock, HttpClient, HttpError, Limits, MoodleCallError, MoodleTokens, call_moodle};
use tokio::sync::{OnceCell, Semaphore};
use tokio::time::{Instant, timeout_at};

use crate::decision::{Denial, TIME};

/// Of the time for a decision, how long a call waits for its turn: it still leaves Moodle time to answer.
const TURN_TIME: Duration = Duration::from_secs(2);
/// Of the time for a decision, when Moodle must have answered.
const MOODLE_TIME: Duration = Duration::from_millis(4200);
/// How long it is believed that a token is good.
const KEPT_GOOD: Duration = Duration::from_mins(1);
/// How long it is believed that a token is not.
const KEPT_BAD: Duration = Duration::from_secs(10);
/// How long a Moodle that did not answer is left in peace.
const PAUSE: Duration = Duration::from_secs(10);
/// Questions at the same time: a site should not notice them.
const TURNS: usize = 8;
/// The longest answer: an administrator's service may have every function of Moodle and its plugins.
const LONGEST_ANSWER: usize = 1024 * 1024;

type Answer = Result<TokenDecision, Denial>;

pub(crate) struct Moodle {
    site: SiteUrl,
    http: Arc<dyn HttpClient>,
    tokens: Arc<dyn MoodleTokens>,
    clock: Arc<dyn Clock>,
    /// The tokens that are being asked about.
    flights: Mutex<HashMap<TokenDigest, Arc<OnceCell<Answer>>>>,
    turns: Semaphore,
    /// While Moodle does not answer: when somebody may try again.
    silent_until: Mutex<Option<Instant>>,
}

impl Moodle {
    pub fn new(
        site: SiteUrl,
        http: Arc<dyn HttpClient>,
        tokens: Arc<dyn MoodleTokens>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            site,
            http,
            tokens,
            clock,
            flights: Mutex::default(),
            turns: Semaphore::new(TURNS),
            silent_until: Mutex::default(),
        }
    }

    /// What Moodle says about a token, or why nobody knows. Whoever asks at the same time shares one question.
    pub async fn whose(self: Arc<Self>, token: WebServiceToken) -> Answer {
        let digest = TokenDigest::of(token.reveal());
        let flight = Arc::clone(self.flights().entry(digest).or_default());
        // Others may wait for the answer, so it does not end with the call that asked first.
        to_its_end(async move {
            let answer = flight.get_or_init(|| self.find_out(&token, &digest)).await.clone();
            // What was found is kept by now: whoever comes later finds it there.
            let mut flights = self.flights();
            if flights.get(&digest).is_some_and(|current| Arc::ptr_eq(current, &flight)) {
                flights.remove(&digest);
            }
            answer
        })
        .await
    }

    fn flights(&self) -> std::sync::MutexGuard<'_, HashMap<TokenDigest, Arc<OnceCell<Answer>>>> {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn find_out(&self, token: &WebServiceToken, digest: &TokenDigest) -> Answer {
        let begun = Instant::now();
        let in_time = timeout_at(begun + TIME, self.look_up_or_ask(token, digest, begun)).await;
        in_time.unwrap_or_else(|_| Err(self.busy()))
    }

    async fn look_up_or_ask(&self, token: &WebServiceToken, digest: &TokenDigest, begun: Instant) -> Answer {
        let now = self.clock.now();
        let kept = self.tokens.decision(digest, now).await.map_err(|error| Denial::store(&error))?;
        if let Some(decision) = kept {
            return Ok(decision);
        }
        let turn = timeout_at(begun + TURN_TIME, self.turns.acquire()).await;
        let Ok(Ok(_turn)) = turn else { return Err(self.busy()) };
        let decision = self.ask(token, begun + MOODLE_TIME).await?;
        let kept = match decision {
            TokenDecision::Owned(_) => KEPT_GOOD,
            TokenDecision::Refused(_) => KEPT_BAD,
        };
        // A decision that is not kept would be asked for again by every call.
        let keeping = self.tokens.keep_decision(digest, &decision, self.clock.now() + kept);
        keeping.await.map_err(|error| Denial::store(&error))?;
        Ok(decision)
    }

    async fn ask(&self, token: &WebServiceToken, deadline: Instant) -> Answer {
        if !self.may_try() {
            return Err(self.silent("it did not answer a moment ago, and is left in peace for a while"));
        }
        let limits = Limits { time: deadline.duration_since(Instant::now()), body_bytes: LONGEST_ANSWER };
        let read = |answer: &Response<Vec<u8>>| site_info::read(&self.site, answer);
        let call = call_moodle(&*self.http, limits, site_info::request(&self.site, token), read);
        // The client's own limit of time may be late: the deadline is ours.
        let answer = timeout_at(deadline, call).await;
        let decision = match answer.unwrap_or_else(|_| Err(HttpError::TimedOut(MOODLE_TIME).into())) {
            Ok(owner) => TokenDecision::Owned(owner),
            Err(MoodleCallError::Answer(error)) => TokenDecision::Refused(error),
            Err(MoodleCallError::Address(error)) => {
                tracing::error!(site = %self.site, error = %chain(&error), "Moodle cannot be asked");
                return Err(self.silent("its address cannot be written into a request"));
            }
            Err(MoodleCallError::Unreachable(error)) => {
                *self.silent_until() = Some(Instant::now() + PAUSE);
                tracing::error!(site = %self.site, error = %chain(&error), "Moodle does not answer");
                // What is behind the error names machines and addresses, which is for the operator's eyes.
                return Err(self.silent(&error.to_string()));
            }
        };
        *self.silent_until() = None;
        if let TokenDecision::Refused(error) = &decision {
            tracing::warn!(site = %self.site, code = error.code(), "Moodle names nobody for a token");
        }
        Ok(decision)
    }

    /// Whether Moodle may be asked. After a pause one call tries, and the others wait for what it finds.
    fn may_try(&self) -> bool {
        let mut silent_until = self.silent_until();
        match *silent_until {
            Some(until) if Instant::now() < until => false,
            Some(_) => {
                *silent_until = Some(Instant::now() + TIME + PAUSE);
                true
            }
            None => true,
        }
    }

    fn silent_until(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.silent_until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn silent(&self, cause: &str) -> Denial {
        let message = format!(
            "The Moodle site {} cannot be asked whose web-service token this is: {cause}. Try again; if it persists, \
             the operator runs `moodle-aws doctor`.",
            self.site
        );
        Denial::new("moodle_unreachable", message)
    }

    fn busy(&self) -> Denial {
        tracing::error!(site = %self.site, "a web-service token could not be checked in time");
        let message = format!(
            "The web-service token could not be checked with the Moodle site {} in time. Try again in a moment.",
            self.site
        );
        Denial::new("moodle_busy", message)
    }
}
