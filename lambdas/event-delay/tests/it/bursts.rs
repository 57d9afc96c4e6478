//! How many jobs edits make, and how soon.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use event_delay::{App, handle};
use ports::{
    Begun, Clock as _, JobSource as _, LONGEST_WAIT, PendingJobs as _, QueueDepth, SystemClock, SystemEntropy,
};
use proptest::prelude::*;
use tokio::runtime::Runtime;

use crate::moodle_site::{Edit, Moodle};
use crate::rig::Rig;
use crate::simulation::{Simulation, Step, Worked};
use crate::stack;

const EDIT: Edit = Edit::Save { course: 8, module: 97 };

fn rigs() -> [Rig; 3] {
    [Rig::in_memory(), Rig::on_sqlite(), Rig::on_dynamo()]
}

/// Lets time pass second by second, with a worker who takes what is due at once.
async fn pass(simulation: &mut Simulation, seconds: u64) {
    for _ in 0..seconds {
        simulation.pass(1);
        while simulation.rig.source.depth().await.unwrap().waiting > 0 {
            simulation.work(Worked::Well, 0, &[]).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_of_fifty_edits_makes_one_job() {
    for rig in rigs() {
        let mut simulation = Simulation::new(rig);
        for _ in 0..50 {
            simulation.edit_and_arrive(EDIT).await;
            pass(&mut simulation, 1).await;
        }
        assert_eq!(simulation.runs(), 0, "{}", simulation.rig.name);
        pass(&mut simulation, 30).await;
        assert_eq!((simulation.runs(), simulation.worked.len()), (1, 50), "{}", simulation.rig.name);
        assert!(simulation.is_converged());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_without_end_make_a_job_five_minutes_after_the_first_and_one_every_five_minutes() {
    for rig in rigs() {
        let mut simulation = Simulation::new(rig);
        let mut ran = Vec::new();
        for minute in 1..=21 {
            let runs = simulation.runs();
            for _ in 0..6 {
                simulation.edit_and_arrive(EDIT).await;
                pass(&mut simulation, 10).await;
            }
            match simulation.runs() - runs {
                0 => {}
                // The latest message falls due at the same second as the one that has waited too long.
                1 | 2 => ran.push(minute),
                more => panic!("{}: {more} jobs at once", simulation.rig.name),
            }
        }
        assert_eq!(ran, [5, 10, 15, 20], "{}", simulation.rig.name);
        pass(&mut simulation, 30).await;
        assert!(simulation.is_converged());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_looked_at_moodle_first_does_not_write_last() {
    for rig in rigs() {
        let mut simulation = Simulation::new(rig);
        simulation.edit_and_arrive(EDIT).await;
        simulation.pass(20);
        simulation.step(&Step::Take).await;
        simulation.edit_and_arrive(EDIT).await;
        simulation.pass(20);
        simulation.work(Worked::Well, 0, &[]).await;
        simulation.step(&Step::Write { which: 0, ends: Worked::Well }).await;
        let begun: Vec<_> = simulation.worked.iter().map(|(_, begun)| *begun).collect();
        assert_eq!(begun, [Begun::Run, Begun::Busy], "{}", simulation.rig.name);
        simulation.settle().await;
        assert!(simulation.is_converged(), "{}", simulation.rig.name);
        assert_eq!(simulation.runs(), 2, "{}", simulation.rig.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_of_different_activities_make_a_job_each() {
    let mut simulation = Simulation::new(Rig::in_memory());
    for module in 1..=20 {
        simulation.edit_and_arrive(Edit::Save { course: 8, module }).await;
    }
    pass(&mut simulation, 30).await;
    assert_eq!(simulation.runs(), 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_makes_no_job_writes_nothing() {
    let rig = Rig::in_memory();
    let event = Moodle::new().edit(Edit::View { course: 8 }).remove(0);
    assert_eq!(handle(&rig.app, &event).await.unwrap(), None);
    assert_eq!(rig.source.depth().await.unwrap(), QueueDepth::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_that_could_not_send_is_told_so_and_its_next_attempt_makes_the_job() {
    let mut simulation = Simulation::new(Rig::in_memory());
    let event = simulation.moodle.edit(EDIT).remove(0);
    simulation.rig.breaks.before_send.store(true, Ordering::SeqCst);
    let error = handle(&simulation.rig.app, &event).await.unwrap_err();
    assert_eq!(error.to_string(), "the job could not be sent");
    let waiting = handle(&simulation.rig.app, &event).await.unwrap().unwrap();
    assert_eq!(waiting.job, simulation.moodle.job(8, Some(97)));
    assert_eq!(waiting.due, simulation.rig.now() + Duration::from_secs(20));
    pass(&mut simulation, 30).await;
    assert_eq!(simulation.runs(), 1);
}

/// The queue of AWS has its own time, so this takes some seconds.
#[tokio::test(flavor = "multi_thread")]
async fn a_burst_makes_one_job_on_aws() {
    let (pending, queue) = (stack::store(), stack::queue());
    let app = App {
        pending: pending.clone(),
        queue: queue.clone(),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy::default()),
    };
    let mut moodle = Moodle::new();
    for _ in 0..30 {
        let event = moodle.edit(Edit::RequestIndex { course: 8 }).remove(0);
        handle(&app, &event).await.unwrap().unwrap();
    }
    let mut begun = Vec::new();
    while begun.len() < 30 {
        for delivery in queue.receive(10, Duration::from_mins(1)).await.unwrap() {
            let message = delivery.message;
            assert_eq!(message.job, moodle.job(8, None));
            let now = SystemClock.now();
            let this =
                pending.begin(&message.job, &message.version, now, Duration::from_mins(1)).await.unwrap();
            if this == Begun::Run {
                pending.finish(&message.job, &message.version).await.unwrap();
            }
            begun.push(this);
            queue.done(&delivery.receipt).await.unwrap();
        }
    }
    assert_eq!(begun.iter().filter(|this| **this == Begun::Run).count(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn every_edit_is_looked_at_within_five_minutes(gaps in prop::collection::vec(0..60_u64, 1..120)) {
        Runtime::new().unwrap().block_on(async {
            let mut simulation = Simulation::new(Rig::in_memory());
            // The edits that no job has looked at yet.
            let mut unseen: Vec<_> = Vec::new();
            for gap in gaps.into_iter().chain([400]) {
                simulation.edit_and_arrive(EDIT).await;
                unseen.push(simulation.rig.now());
                for _ in 0..gap {
                    let runs = simulation.runs();
                    pass(&mut simulation, 1).await;
                    if simulation.runs() > runs {
                        unseen.clear();
                    }
                    let now = simulation.rig.now();
                    prop_assert!(unseen.first().is_none_or(|first| now.since(*first) < LONGEST_WAIT));
                }
            }
            prop_assert!(unseen.is_empty() && simulation.is_converged());
            Ok(())
        })?;
    }
}
