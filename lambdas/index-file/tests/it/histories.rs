//! Edits, failures and deaths in any order: in the end, the index holds what everybody may see, and nothing else.

use std::time::Duration;

use proptest::prelude::*;
use test_moodle::{At, Fault};

use crate::agreement::{Course, Edit};
use crate::rig::Rig;

#[derive(Clone, Debug)]
enum Step {
    Edit(Edit),
    /// An edit whose event is lost.
    Unheard(Edit),
    Work,
    Die,
    Fail(At, Fault, u32),
    Busy(u32),
    Slow(u32),
    Pass(u64),
}

fn edits() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => (0..2_usize).prop_map(|section| Edit::Add { section }),
        2 => (0..8_usize).prop_map(Edit::Replace),
        1 => (0..8_usize).prop_map(Edit::Spoil),
        2 => (0..8_usize).prop_map(Edit::Hide),
        2 => (0..8_usize).prop_map(Edit::Restrict),
        1 => (0..8_usize).prop_map(Edit::Delete),
        1 => (0..8_usize, 0..2_usize).prop_map(|(which, section)| Edit::Move { which, section }),
        1 => (0..2_usize).prop_map(Edit::HideSection),
        1 => (0..2_usize).prop_map(Edit::RestrictSection),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let faults = prop_oneof![
        Just(Fault::ServerError),
        Just(Fault::LoginPage),
        Just(Fault::Maintenance),
        Just(Fault::WebServicesOff),
        Just(Fault::AccessRefused),
        Just(Fault::Broken),
    ];
    let places = prop_oneof![Just(At::Everything), Just(At::Files), Just(At::Functions)];
    let step = prop_oneof![
        8 => edits().prop_map(Step::Edit),
        1 => edits().prop_map(Step::Unheard),
        6 => Just(Step::Work),
        1 => Just(Step::Die),
        2 => (places, faults, 1..7_u32).prop_map(|(at, fault, times)| Step::Fail(at, fault, times)),
        1 => (1..4_u32).prop_map(Step::Busy),
        1 => (0..3_u32).prop_map(Step::Slow),
        3 => (1..400_u64).prop_map(Step::Pass),
    ];
    proptest::collection::vec(step, 1..40)
}

async fn history(steps: Vec<Step>) {
    let rig = Rig::new().await;
    let mut course = Course::new(&rig.site);
    for step in steps {
        match step {
            Step::Edit(edit) => match course.edit(&edit) {
                Some(module) => rig.changed(course.id, module).await,
                None => rig.course_changed(course.id).await,
            },
            Step::Unheard(edit) => drop(course.edit(&edit)),
            Step::Work => drop(rig.work_once().await),
            Step::Die => drop(tokio::time::timeout(Duration::from_millis(3), rig.work_once()).await),
            Step::Fail(at, fault, times) => rig.site.fail_times(times, at, fault),
            Step::Busy(times) => rig.index.be_busy(times),
            Step::Slow(looks) => rig.index.be_slow(looks),
            Step::Pass(seconds) => rig.clock.pass(Duration::from_secs(seconds)),
        }
    }
    rig.site.heal();
    rig.clock.pass(ports::LONGEST_RUN);
    rig.night().await;
    let shown = course.shown();
    assert_eq!(rig.answers(course.id).await, shown);
    let held: Vec<_> = rig.index.texts().into_values().collect();
    assert_eq!(held.len(), shown.len(), "the index holds more than it should: {held:?}");
    for name in course.spoilt() {
        assert_eq!(rig.trouble(course.id, name).await, "skipped broken");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_history_and_a_night_the_index_holds_what_everybody_may_see(steps in steps()) {
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(history(steps));
    }
}
