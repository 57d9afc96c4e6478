//! Edits, handlers and a worker in one history: what arrives late, twice or in disorder, and what dies on its way.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;
use std::time::Duration;

use event_delay::handle;
use lti::time::UnixTime;
use moodle::MoodleEvent;
use ports::{BUSY_PAUSE, Begun, Delivery, IndexJob, JobMessage, JobVersion, QueueDepth, SystemEntropy};

use crate::moodle_site::{Copy, Course, Edit, Moodle};
use crate::rig::Rig;

/// For how long a worker has a message, and its job.
const LEASE: Duration = Duration::from_mins(2);

/// How the handling of an event ends.
#[derive(Clone, Copy, Debug)]
pub enum Handled {
    Well,
    /// It dies before anything is written, and is tried again some time.
    DeadBeforeNote,
    DeadBeforeSend,
    /// It is done, and the event comes once more.
    Twice,
}

/// How the work on a message ends.
#[derive(Clone, Copy, Debug)]
pub enum Worked {
    Well,
    DeadBeforeWork,
    DeadBeforeFinish,
    DeadBeforeDone,
    /// It cannot be done, and the worker says so.
    Failed,
}

#[derive(Clone, Debug)]
pub enum Step {
    Edit(Edit),
    /// One of the events on their way arrives.
    Arrive {
        which: usize,
        ends: Handled,
    },
    /// A worker takes a message, if one is due; the edits happen while it works.
    Work {
        ends: Worked,
        takes: u64,
        meanwhile: Vec<Edit>,
    },
    /// One of several workers takes a message, if one is due, and looks at what Moodle shows.
    Take,
    /// One of those writes what it saw.
    Write {
        which: usize,
        ends: Worked,
    },
    Pass {
        seconds: u64,
    },
}

/// What a worker is doing.
struct Run {
    delivery: Delivery,
    /// What Moodle showed when it looked.
    shown: Course,
    until: UnixTime,
}

pub struct Simulation {
    pub rig: Rig,
    pub moodle: Moodle,
    pub copy: Copy,
    /// Events that have not arrived yet.
    on_their_way: Vec<MoodleEvent>,
    /// What workers are doing.
    in_work: Vec<Run>,
    /// What became of the messages, in the order of the work.
    pub worked: Vec<(IndexJob, Begun)>,
}

impl Simulation {
    pub fn new(rig: Rig) -> Self {
        let moodle = Moodle::new();
        Self {
            rig,
            moodle,
            copy: Copy::default(),
            on_their_way: Vec::new(),
            in_work: Vec::new(),
            worked: Vec::new(),
        }
    }

    /// How often a job ran.
    pub fn runs(&self) -> usize {
        self.worked.iter().filter(|(_, begun)| begun.is_run()).count()
    }

    pub fn edit(&mut self, edit: Edit) {
        self.on_their_way.extend(self.moodle.edit(edit));
    }

    /// The edit, and its events at once.
    pub async fn edit_and_arrive(&mut self, edit: Edit) {
        self.edit(edit);
        while !self.on_their_way.is_empty() {
            self.arrive(0, Handled::Well).await;
        }
    }

    pub async fn step(&mut self, step: &Step) {
        match step {
            Step::Edit(edit) => self.edit(*edit),
            Step::Arrive { which, ends } => self.arrive(*which, *ends).await,
            Step::Work { ends, takes, meanwhile } => self.work(*ends, *takes, meanwhile).await,
            Step::Take => {
                let taken = self.take().await;
                self.in_work.extend(taken);
            }
            Step::Write { which, ends } if !self.in_work.is_empty() => {
                let run = self.in_work.remove(which % self.in_work.len());
                self.write(run, *ends).await;
            }
            Step::Write { .. } => {}
            Step::Pass { seconds } => self.pass(*seconds),
        }
    }

    pub fn pass(&self, seconds: u64) {
        self.rig.clock.pass(Duration::from_secs(seconds));
    }

    async fn arrive(&mut self, which: usize, ends: Handled) {
        if self.on_their_way.is_empty() {
            return;
        }
        let which = which % self.on_their_way.len();
        let breaks = &self.rig.breaks;
        match ends {
            Handled::DeadBeforeNote => breaks.before_note.store(true, Ordering::SeqCst),
            Handled::DeadBeforeSend => breaks.before_send.store(true, Ordering::SeqCst),
            Handled::Well | Handled::Twice => {}
        }
        let handled = handle(&self.rig.app, &self.on_their_way[which]).await;
        // An event that makes no job meets no store.
        breaks.before_note.store(false, Ordering::SeqCst);
        breaks.before_send.store(false, Ordering::SeqCst);
        if handled.is_ok() && !matches!(ends, Handled::Twice) {
            self.on_their_way.remove(which);
        }
    }

    pub async fn work(&mut self, ends: Worked, takes: u64, meanwhile: &[Edit]) {
        let Some(run) = self.take().await else { return };
        self.pass(takes / 2);
        for edit in meanwhile {
            self.edit(*edit);
        }
        self.pass(takes - takes / 2);
        self.write(run, ends).await;
    }

    /// The first half of the work: what is to be done, and what Moodle shows of it.
    async fn take(&mut self) -> Option<Run> {
        let due = self.rig.source.receive(1, LEASE).await.unwrap();
        let delivery = due.into_iter().next()?;
        let (message, now) = (&delivery.message, self.rig.now());
        let begun = self.rig.pending.begin(&message.job, &message.version, now, LEASE).await.unwrap();
        self.worked.push((message.job.clone(), begun));
        match begun {
            Begun::Run | Begun::RunAfterDeath => {
                let shown = self.moodle.shown(&message.job);
                return Some(Run { delivery, shown, until: now + LEASE });
            }
            Begun::Busy => self.rig.app.queue.send(message, BUSY_PAUSE).await.unwrap(),
            Begun::Superseded => {}
        }
        self.rig.source.done(&delivery.receipt).await.unwrap();
        None
    }

    /// The second half. Who is too late writes nothing.
    async fn write(&mut self, run: Run, ends: Worked) {
        let Run { delivery, shown, until } = run;
        if self.rig.now() >= until || matches!(ends, Worked::DeadBeforeWork) {
            return;
        }
        let JobMessage { job, version, .. } = &delivery.message;
        if matches!(ends, Worked::Failed) {
            self.rig.pending.release(job, version).await.unwrap();
            self.rig.source.postpone(&delivery.receipt, BUSY_PAUSE).await.unwrap();
            return;
        }
        match job.module {
            Some(module) => self.copy.take_over(job.course, module, &shown),
            None => self.fan_out(&delivery.message, &shown).await,
        }
        if matches!(ends, Worked::DeadBeforeFinish) {
            return;
        }
        self.rig.pending.finish(job, version).await.unwrap();
        if matches!(ends, Worked::DeadBeforeDone) {
            return;
        }
        self.rig.source.done(&delivery.receipt).await.unwrap();
    }

    /// Makes jobs of all modules of a course, those that are gone included.
    async fn fan_out(&mut self, message: &JobMessage, shown: &Course) {
        let copied = self.copy.modules(message.job.course);
        for module in shown.keys().copied().chain(copied).collect::<BTreeSet<_>>() {
            let job = IndexJob { module: Some(module.try_into().unwrap()), ..message.job.clone() };
            let version = JobVersion::random(&SystemEntropy::default());
            self.rig.pending.note(&job, &version, self.rig.now()).await.unwrap();
            let message = JobMessage { job, version, ..message.clone() };
            self.rig.app.queue.send(&message, Duration::ZERO).await.unwrap();
        }
    }

    /// All that is on its way arrives, and all that is due or will be is worked on.
    pub async fn settle(&mut self) {
        while !self.on_their_way.is_empty() {
            self.arrive(0, Handled::Well).await;
        }
        while !self.in_work.is_empty() {
            let run = self.in_work.remove(0);
            self.write(run, Worked::Well).await;
        }
        for _ in 0..200 {
            if self.rig.source.depth().await.unwrap() == QueueDepth::default() {
                return;
            }
            self.pass(10);
            for _ in 0..20 {
                self.work(Worked::Well, 0, &[]).await;
            }
        }
        let depth = self.rig.source.depth().await.unwrap();
        panic!("{}: messages are left: {depth:?}", self.rig.name);
    }

    /// How many messages are left of a history, and whether the copy is what Moodle shows.
    pub fn is_converged(&self) -> bool {
        self.copy.everything() == shown(&self.moodle.everything())
    }
}

fn shown(courses: &BTreeMap<u64, Course>) -> BTreeMap<u64, Course> {
    courses.clone().into_iter().filter(|(_, course)| !course.is_empty()).collect()
}
