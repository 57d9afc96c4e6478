//! One question: checked, charged, looked for, and answered.

use std::sync::Arc;
use std::time::Duration;

use http_api::metrics::count_question;
use http_api::{Charge, Launched, Refusal, chain};
use lti::time::UnixTime;
use ports::{SiteCourse, StoreError, question_key};
use tokio::time::{Instant, timeout_at};

use crate::api::{Answer, AnswerKind, AskRequest};
use crate::generation::{Generated, Generation};
use crate::retrieval::{Found, Shown, Source, find};
use crate::{App, allowance, checks, course, overview, prompt, refuse};

/// A question that was checked and charged, and what was found for it.
pub(crate) struct Asking {
    app: Arc<App>,
    course: SiteCourse,
    /// Whether the person teaches the course, and so tries the assistant out.
    teaches: bool,
    request: AskRequest,
    sources: Vec<Source>,
    charge: Charge,
    now: UnixTime,
    time: Duration,
    deadline: Instant,
}

impl Asking {
    /// Checks and charges a question, and looks for passages; no model is asked yet.
    pub async fn begin(
        app: &Arc<App>,
        launched: &Launched,
        request: AskRequest,
        arrived: Instant,
        time: Duration,
    ) -> Result<Self, Refusal> {
        checks::question(&request, &app.limits)?;
        let launch = &launched.session.launch;
        let (course, teaches) = (course::required(launch)?, course::teaches(launch));
        let charge = allowance::charge(launched);
        charge.take(&*app.ports.quotas, &allowance::one_question(app.allowances)).await?;
        let deadline = arrived + time;
        let found = timeout_at(deadline, find(app, &course, &request)).await;
        let found = found.unwrap_or_else(|_| Err(refuse::slow_search()));
        let mut asking = Self {
            app: Arc::clone(app),
            course,
            teaches,
            request,
            sources: Vec::new(),
            charge,
            now: launched.now,
            time,
            deadline,
        };
        match found.and_then(|found| asking.admitted(found)) {
            Ok(sources) => asking.sources = sources,
            Err(refusal) => {
                asking.give_back().await;
                return Err(refusal);
            }
        }
        Ok(asking)
    }

    /// What was found, if the course answers this person.
    fn admitted(&self, found: Found) -> Result<Vec<Source>, Refusal> {
        let Found { manifest, shown } = found;
        if !overview::is_visible(&manifest) && !self.teaches {
            return Err(refuse::hidden());
        }
        if manifest.answering() == 0 {
            return Err(if overview::is_outdated(&manifest) {
                refuse::outdated()
            } else {
                refuse::not_indexed()
            });
        }
        let shown = shown.map_err(|error| refuse::access_unknown(&self.course, &error));
        let Shown { visible, sources, dropped } = shown?;
        if !visible && !self.teaches {
            return Err(refuse::hidden());
        }
        if dropped > 0 {
            tracing::info!(
                site = self.course.site.as_str(),
                course = self.course.course.get(),
                passages.dropped = dropped,
                "the index holds what may not be shown"
            );
        }
        Ok(sources)
    }

    /// The places that an answer may name, by number from 1.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Answers. `show` is told what can be shown while the answer is written.
    pub async fn run(self, show: impl FnMut(String) + Send) -> Result<Answer, Refusal> {
        let answer = match &self.app.model {
            _ if self.sources.is_empty() => Answer::unknown(None),
            None => Answer { kind: AnswerKind::Extracts, ..Answer::unknown(None) },
            Some(model) => {
                let prompt = prompt::write(&self.request.question, &self.request.history, &self.sources);
                let generation = Generation {
                    model: &**model,
                    prompt,
                    turns: self.app.turns.of(self.charge.person()),
                    passages: self.sources.len(),
                    longest: self.app.limits.answer_characters,
                };
                let name = Some(model.model().to_owned());
                match generation.run(self.deadline, self.time, show).await {
                    Ok(Generated::Answer { text, cited }) => {
                        Answer { kind: AnswerKind::Generated, text, cited, model: name }
                    }
                    Ok(Generated::Unknown) => Answer::unknown(name),
                    Err(error) => {
                        self.give_back().await;
                        return Err(refuse::engine(&error));
                    }
                }
            }
        };
        self.note(&answer).await;
        Ok(answer)
    }

    /// Counts what came of the question, and keeps one that nothing answers for the teachers. Theirs are not kept: they try
    /// the assistant out.
    async fn note(&self, answer: &Answer) {
        let outcome = answer.kind.name();
        count_question(outcome);
        tracing::info!(
            site = self.course.site.as_str(),
            course = self.course.course.get(),
            outcome,
            sources = self.sources.len(),
            "a question was answered"
        );
        let question = &self.request.question;
        if answer.kind != AnswerKind::Unknown || self.teaches || question_key(question).is_empty() {
            return;
        }
        if let Err(error) = self.keep(question).await {
            tracing::warn!(error = %chain(&error), "an open question was not kept");
        }
    }

    /// Keeps a question for the teachers; so many of one person in a day, lest theirs are all that there is.
    async fn keep(&self, question: &str) -> Result<(), StoreError> {
        if allowance::open_question(&self.charge, &*self.app.ports.quotas).await? {
            self.app.ports.questions.note_open(&self.course, question, self.now).await?;
        }
        Ok(())
    }

    async fn give_back(&self) {
        let amounts = allowance::one_question(self.app.allowances);
        self.charge.give_back(&*self.app.ports.quotas, &amounts).await;
    }
}
