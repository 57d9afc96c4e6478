//! Whatever happens to edits, events, handlers and workers, the copy becomes what Moodle shows; and all stores agree on the way.

use ports::{Begun, IndexJob};
use proptest::prelude::*;
use tokio::runtime::Runtime;

use crate::moodle_site::Edit;
use crate::rig::Rig;
use crate::simulation::{Handled, Simulation, Step, Worked};

fn edit() -> impl Strategy<Value = Edit> {
    let (course, module) = (2..=3_u64, 1..=3_u64);
    prop_oneof![
        4 => (course.clone(), module.clone()).prop_map(|(course, module)| Edit::Save { course, module }),
        2 => (course.clone(), module.clone()).prop_map(|(course, module)| Edit::ChangeInside { course, module }),
        2 => (course.clone(), module).prop_map(|(course, module)| Edit::Delete { course, module }),
        1 => course.clone().prop_map(|course| Edit::Import { course }),
        1 => course.clone().prop_map(|course| Edit::DeleteCourse { course }),
        1 => course.clone().prop_map(|course| Edit::RequestIndex { course }),
        1 => course.prop_map(|course| Edit::View { course }),
    ]
}

fn handled() -> impl Strategy<Value = Handled> {
    prop_oneof![
        5 => Just(Handled::Well),
        1 => Just(Handled::DeadBeforeNote),
        2 => Just(Handled::DeadBeforeSend),
        2 => Just(Handled::Twice),
    ]
}

fn worked() -> impl Strategy<Value = Worked> {
    prop_oneof![
        12 => Just(Worked::Well),
        1 => Just(Worked::DeadBeforeWork),
        1 => Just(Worked::DeadBeforeFinish),
        1 => Just(Worked::DeadBeforeDone),
        1 => Just(Worked::Failed),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let work = (worked(), 0..90_u64, prop::collection::vec(edit(), 0..3));
    prop_oneof![
        4 => edit().prop_map(Step::Edit),
        5 => (any::<usize>(), handled()).prop_map(|(which, ends)| Step::Arrive { which, ends }),
        4 => work.prop_map(|(ends, takes, meanwhile)| Step::Work { ends, takes, meanwhile }),
        4 => Just(Step::Take),
        3 => (any::<usize>(), worked()).prop_map(|(which, ends)| Step::Write { which, ends }),
        3 => prop_oneof![1 => 0..5_u64, 3 => 5..30_u64, 1 => 30..400_u64].prop_map(|seconds| Step::Pass { seconds }),
    ]
}

/// Lives a history to its end; what became of the messages, without what makes the site unique.
async fn live(rig: Rig, history: &[Step]) -> Result<Vec<(u64, Option<u64>, bool)>, TestCaseError> {
    let mut simulation = Simulation::new(rig);
    for step in history {
        simulation.step(step).await;
    }
    simulation.settle().await;
    let name = simulation.rig.name;
    prop_assert!(simulation.is_converged(), "{name}: {:?}", simulation.copy);
    let outcome = |(job, begun): &(IndexJob, Begun)| {
        (job.course.get(), job.module.map(moodle::ModuleId::get), begun.is_run())
    };
    Ok(simulation.worked.iter().map(outcome).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_copy_becomes_what_moodle_shows_in_memory(history in prop::collection::vec(step(), 0..120)) {
        Runtime::new().unwrap().block_on(live(Rig::in_memory(), &history))?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn all_stores_tell_the_same_of_every_message(history in prop::collection::vec(step(), 20..100)) {
        let runtime = Runtime::new().unwrap();
        let expected = runtime.block_on(live(Rig::in_memory(), &history))?;
        for rig in [Rig::on_sqlite(), Rig::on_dynamo()] {
            let name = rig.name;
            let told = runtime.block_on(live(rig, &history))?;
            prop_assert_eq!(&told, &expected, "{}", name);
        }
    }
}
