//! What every [`PendingJobs`] does.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use lti::time::UnixTime;
use moodle::SiteUrl;

use super::samples::{NOW, unique};
use crate::{Begun, IndexJob, JobVersion, LONGEST_RUN, LONGEST_WAIT, PendingJobs, SystemEntropy};

/// A job of its own.
#[must_use]
pub fn job() -> IndexJob {
    IndexJob {
        site: SiteUrl::parse(&format!("https://{}.example", unique("moodle"))).unwrap(),
        course: 8.try_into().unwrap(),
        module: Some(97.try_into().unwrap()),
    }
}

/// A version that no other call gives.
#[must_use]
pub fn version() -> JobVersion {
    JobVersion::random(&SystemEntropy::default())
}

/// For how long a worker has a job.
pub const LEASE: Duration = Duration::from_mins(2);

fn after(seconds: u64) -> UnixTime {
    NOW + Duration::from_secs(seconds)
}

/// Of the messages about a job the latest runs, as often as it is delivered, until it is finished.
pub async fn the_latest_version_runs_until_it_is_finished<S: PendingJobs>(store: Arc<S>) {
    let (job, first, latest) = (job(), version(), version());
    store.note(&job, &first, NOW).await.unwrap();
    store.note(&job, &latest, after(10)).await.unwrap();
    assert_eq!(store.begin(&job, &first, after(20), LEASE).await.unwrap(), Begun::Superseded);
    for _ in 0..3 {
        assert_eq!(store.begin(&job, &latest, after(30), LEASE).await.unwrap(), Begun::Run);
        store.release(&job, &latest).await.unwrap();
    }
    store.finish(&job, &latest).await.unwrap();
    for version in [first, latest, version()] {
        assert_eq!(store.begin(&job, &version, after(9999), LEASE).await.unwrap(), Begun::Superseded);
    }
}

/// The first event is told to all that are noted after it, until the job is finished.
pub async fn every_note_tells_when_the_first_was_made<S: PendingJobs>(store: Arc<S>) {
    let job = job();
    assert_eq!(store.note(&job, &version(), NOW).await.unwrap(), NOW);
    assert_eq!(store.note(&job, &version(), after(10)).await.unwrap(), NOW);
    let latest = version();
    assert_eq!(store.note(&job, &latest, after(4000)).await.unwrap(), NOW);
    store.finish(&job, &latest).await.unwrap();
    assert_eq!(store.note(&job, &version(), after(4001)).await.unwrap(), after(4001));
}

/// What happens while the job is done is not forgotten with it.
pub async fn an_event_during_the_job_outlives_its_end<S: PendingJobs>(store: Arc<S>) {
    let (job, running, latest) = (job(), version(), version());
    store.note(&job, &running, NOW).await.unwrap();
    assert_eq!(store.begin(&job, &running, after(20), LEASE).await.unwrap(), Begun::Run);
    store.note(&job, &latest, after(21)).await.unwrap();
    store.finish(&job, &running).await.unwrap();
    assert_eq!(store.begin(&job, &latest, after(41), LEASE).await.unwrap(), Begun::Run);
}

/// A message that is not the latest runs when the job has waited long enough, and the time counts anew.
pub async fn edits_without_end_do_not_hold_a_job_up_for_ever<S: PendingJobs>(store: Arc<S>) {
    let (job, versions) = (job(), [version(), version(), version()]);
    for version in &versions {
        store.note(&job, version, NOW).await.unwrap();
    }
    let [old, older, latest] = &versions;
    assert_eq!(store.begin(&job, old, after(299), LEASE).await.unwrap(), Begun::Superseded);
    assert_eq!(store.begin(&job, old, after(300), LEASE).await.unwrap(), Begun::Run);
    assert_eq!(store.begin(&job, older, after(300), LEASE).await.unwrap(), Begun::Superseded);
    assert_eq!(store.note(&job, latest, after(301)).await.unwrap(), after(300));
    // A job that was not the latest leaves the note as it is.
    store.finish(&job, old).await.unwrap();
    assert_eq!(store.begin(&job, older, after(599), LEASE).await.unwrap(), Begun::Superseded);
    assert_eq!(store.begin(&job, older, after(600), LEASE).await.unwrap(), Begun::Run);
    store.finish(&job, older).await.unwrap();
    assert_eq!(store.begin(&job, latest, after(601), LEASE).await.unwrap(), Begun::Run);
}

/// Who looked at Moodle first must not write last.
pub async fn nobody_runs_a_job_that_another_runs<S: PendingJobs>(store: Arc<S>) {
    let (job, running, latest) = (job(), version(), version());
    store.note(&job, &running, NOW).await.unwrap();
    assert_eq!(store.begin(&job, &running, after(20), LEASE).await.unwrap(), Begun::Run);
    store.note(&job, &latest, after(22)).await.unwrap();
    for version in [&latest, &running] {
        assert_eq!(store.begin(&job, version, after(42), LEASE).await.unwrap(), Begun::Busy);
    }
    for stranger in [&latest, &version()] {
        store.release(&job, stranger).await.unwrap();
        assert_eq!(store.begin(&job, &latest, after(43), LEASE).await.unwrap(), Begun::Busy);
    }
    store.finish(&job, &running).await.unwrap();
    assert_eq!(store.begin(&job, &latest, after(44), LEASE).await.unwrap(), Begun::Run);
}

/// A worker that dies holds its job up until its lease is over, and what it began is begun again.
pub async fn a_run_that_is_not_ended_is_over_with_its_lease<S: PendingJobs>(store: Arc<S>) {
    let (job, version) = (job(), version());
    store.note(&job, &version, NOW).await.unwrap();
    assert_eq!(store.begin(&job, &version, after(20), LEASE).await.unwrap(), Begun::Run);
    assert_eq!(store.begin(&job, &version, after(139), LEASE).await.unwrap(), Begun::Busy);
    assert_eq!(store.begin(&job, &version, after(140), LEASE).await.unwrap(), Begun::RunAfterDeath);
    let far = after(140) + LONGEST_RUN;
    assert_eq!(store.begin(&job, &version, far, Duration::MAX).await.unwrap(), Begun::RunAfterDeath);
    let longest = far + LONGEST_RUN;
    assert_eq!(
        store.begin(&job, &version, longest - Duration::from_secs(1), LEASE).await.unwrap(),
        Begun::Busy
    );
    assert_eq!(store.begin(&job, &version, longest, LEASE).await.unwrap(), Begun::RunAfterDeath);
    // One that said that it failed did not die; and the message of a later event finds one that did.
    store.release(&job, &version).await.unwrap();
    assert_eq!(store.begin(&job, &version, longest, LEASE).await.unwrap(), Begun::Run);
    let latest = super::pending_jobs::version();
    store.note(&job, &latest, longest).await.unwrap();
    assert_eq!(store.begin(&job, &latest, longest + LEASE, LEASE).await.unwrap(), Begun::RunAfterDeath);
}

/// A message that was to be worked on still is when its worker failed, also one that is not the latest.
pub async fn a_run_that_failed_is_begun_again_by_its_message<S: PendingJobs>(store: Arc<S>) {
    let (job, old, latest) = (job(), version(), version());
    store.note(&job, &old, NOW).await.unwrap();
    store.note(&job, &latest, after(1)).await.unwrap();
    for seconds in [300, 330, 360] {
        assert_eq!(store.begin(&job, &old, after(seconds), LEASE).await.unwrap(), Begun::Run);
        store.release(&job, &old).await.unwrap();
    }
    assert_eq!(store.begin(&job, &latest, after(370), LEASE).await.unwrap(), Begun::Run);
    store.release(&job, &latest).await.unwrap();
    assert_eq!(store.begin(&job, &old, after(380), LEASE).await.unwrap(), Begun::Superseded);
    assert_eq!(store.begin(&job, &latest, after(380), LEASE).await.unwrap(), Begun::Run);
    store.finish(&job, &latest).await.unwrap();
    assert_eq!(store.begin(&job, &latest, after(390), LEASE).await.unwrap(), Begun::Superseded);
}

/// One message that is delivered twenty times at once runs once.
pub async fn of_twenty_deliveries_at_once_one_runs<S: PendingJobs + 'static>(store: Arc<S>) {
    let (job, version) = (job(), version());
    store.note(&job, &version, NOW).await.unwrap();
    let all = (0..20).map(|_| {
        let (store, job, version) = (Arc::clone(&store), job.clone(), version.clone());
        tokio::spawn(async move { store.begin(&job, &version, after(20), LEASE).await.unwrap() })
    });
    let begun: Vec<_> = join_all(all).await.into_iter().map(Result::unwrap).collect();
    let count = |what| begun.iter().filter(|begun| **begun == what).count();
    assert_eq!((count(Begun::Run), count(Begun::Busy)), (1, 19));
}

/// Of twenty messages that fall due at once, when the job has waited long enough, one runs.
pub async fn of_twenty_that_have_waited_long_enough_one_runs<S: PendingJobs + 'static>(store: Arc<S>) {
    let job = job();
    let versions: Vec<_> = (0..20).map(|_| version()).collect();
    for version in &versions {
        store.note(&job, version, NOW).await.unwrap();
    }
    store.note(&job, &version(), NOW).await.unwrap();
    let now = NOW + LONGEST_WAIT;
    let all = versions.into_iter().map(|version| {
        let (store, job) = (Arc::clone(&store), job.clone());
        tokio::spawn(async move { store.begin(&job, &version, now, LEASE).await.unwrap() })
    });
    let begun: Vec<_> = join_all(all).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(begun.iter().filter(|begun| **begun == Begun::Run).count(), 1);
}

/// Of twenty events that are noted at once one is the latest, and all are told of the same first.
pub async fn of_twenty_notes_at_once_one_is_the_latest<S: PendingJobs + 'static>(store: Arc<S>) {
    let job = job();
    let versions: Vec<_> = (0..20).map(|_| version()).collect();
    let noting = versions.iter().zip(0..).map(|(version, seconds)| {
        let (store, job, version) = (Arc::clone(&store), job.clone(), version.clone());
        tokio::spawn(async move { store.note(&job, &version, after(seconds)).await.unwrap() })
    });
    let firsts: HashSet<_> = join_all(noting).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(firsts.len(), 1, "{firsts:?}");
    let mut running = 0;
    for version in &versions {
        running += usize::from(store.begin(&job, version, after(30), LEASE).await.unwrap().is_run());
    }
    assert_eq!(running, 1);
}

/// A clock that ran ahead when the first event was noted does not hold the job up until its time.
pub async fn a_clock_that_was_set_back_holds_no_job_up<S: PendingJobs>(store: Arc<S>) {
    let (job, old, latest) = (job(), version(), version());
    store.note(&job, &old, after(86_400)).await.unwrap();
    store.note(&job, &latest, NOW).await.unwrap();
    assert_eq!(store.begin(&job, &old, after(20), LEASE).await.unwrap(), Begun::Run);
    store.finish(&job, &old).await.unwrap();
    assert_eq!(store.begin(&job, &old, after(21), LEASE).await.unwrap(), Begun::Superseded);
    assert_eq!(store.begin(&job, &latest, after(21), LEASE).await.unwrap(), Begun::Run);
}

/// Sites, courses and modules do not disturb each other.
pub async fn jobs_are_kept_apart<S: PendingJobs>(store: Arc<S>) {
    let module = job();
    let jobs = [
        module.clone(),
        IndexJob { module: None, ..module.clone() },
        IndexJob { module: Some(98.try_into().unwrap()), ..module.clone() },
        IndexJob { course: 9.try_into().unwrap(), ..module.clone() },
        IndexJob { site: SiteUrl::parse(&format!("{}/x", module.site)).unwrap(), ..module },
    ];
    let versions = [(); 5].map(|()| version());
    for ((job, version), seconds) in jobs.iter().zip(&versions).zip(0..) {
        assert_eq!(store.note(job, version, after(seconds)).await.unwrap(), after(seconds));
    }
    for (job, version) in jobs.iter().zip(&versions) {
        assert_eq!(store.begin(job, version, after(20), LEASE).await.unwrap(), Begun::Run);
        store.finish(job, version).await.unwrap();
        assert_eq!(store.begin(job, version, after(20), LEASE).await.unwrap(), Begun::Superseded);
    }
}

/// Runs the suite for [`crate::PendingJobs`].
#[macro_export]
macro_rules! pending_jobs_conformance {
    ($fresh:ident) => {
        $crate::conformance_tests!(
            pending_jobs,
            $fresh,
            [
                the_latest_version_runs_until_it_is_finished,
                every_note_tells_when_the_first_was_made,
                an_event_during_the_job_outlives_its_end,
                edits_without_end_do_not_hold_a_job_up_for_ever,
                nobody_runs_a_job_that_another_runs,
                a_run_that_is_not_ended_is_over_with_its_lease,
                a_run_that_failed_is_begun_again_by_its_message,
                of_twenty_deliveries_at_once_one_runs,
                of_twenty_that_have_waited_long_enough_one_runs,
                of_twenty_notes_at_once_one_is_the_latest,
                a_clock_that_was_set_back_holds_no_job_up,
                jobs_are_kept_apart,
            ]
        );
    };
}
