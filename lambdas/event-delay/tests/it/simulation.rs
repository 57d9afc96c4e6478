//! Edits, handlers and a worker in one history: what arrives late, twice or in disorder, and what dies on its way.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::time::Duration;

use event_delay::handle;
use moodle::MoodleEvent;
use ports::{Begun, Delivery, IndexJob, QueueDepth};

use crate::moodle_site::{Copy, Course, Edit, Moodle};
use crate::rig::Rig;

/// For how long a worker has a message.
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
    /// It is done, and the message is delivered once more.
    Again,
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
    Pass {
        seconds: u64,
    },
}

pub struct Simulation {
    pub rig: Rig,
    pub moodle: Moodle,
    pub copy: Copy,
    /// Events that have not arrived yet.
    on_their_way: Vec<MoodleEvent>,
    /// What became of the messages, in the order of the work.
    pub worked: Vec<(IndexJob, Begun)>,
}

impl Simulation {
    pub fn new(rig: Rig) -> Self {
        let moodle = Moodle::new();
        Self { rig, moodle, copy: Copy::default(), on_their_way: Vec::new(), worked: Vec::new() }
    }

    /// How often a job ran.
    pub fn runs(&self) -> usize {
        self.worked.iter().filter(|(_, begun)| *begun == Begun::Run).count()
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
        let due = self.rig.source.receive(1, LEASE).await.unwrap();
        let Some(delivery) = due.into_iter().next() else { return };
        if matches!(ends, Worked::DeadBeforeWork) {
            return;
        }
        self.work_on(&delivery, ends, takes, meanwhile).await;
        if matches!(ends, Worked::Again) {
            self.work_on(&delivery, Worked::Well, 0, &[]).await;
        }
    }

    async fn work_on(&mut self, delivery: &Delivery, ends: Worked, takes: u64, meanwhile: &[Edit]) {
        let message = &delivery.message;
        let begun = self.rig.pending.begin(&message.job, &message.version, self.rig.now()).await.unwrap();
        self.worked.push((message.job.clone(), begun));
        if begun == Begun::Run {
            let shown: Course = self.moodle.shown(&message.job);
            self.pass(takes / 2);
            for edit in meanwhile {
                self.edit(*edit);
            }
            self.pass(takes - takes / 2);
            self.copy.take_over(&message.job, &shown);
            if matches!(ends, Worked::DeadBeforeFinish) {
                return;
            }
            self.rig.pending.finish(&message.job, &message.version).await.unwrap();
        }
        if matches!(ends, Worked::DeadBeforeDone) {
            return;
        }
        self.rig.source.done(&delivery.receipt).await.unwrap();
    }

    /// All that is on its way arrives, and all that is due or will be is worked on.
    pub async fn settle(&mut self) {
        while !self.on_their_way.is_empty() {
            self.arrive(0, Handled::Well).await;
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
