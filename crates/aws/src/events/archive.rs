//! The archive of what was put onto the bus, from which EventBridge puts it there again.

use aws_sdk_eventbridge::Client;
use aws_sdk_eventbridge::operation::describe_archive::{DescribeArchiveError, DescribeArchiveOutput};
use aws_sdk_eventbridge::primitives::DateTime;
use aws_sdk_eventbridge::types::{ReplayDestination, ReplayState as State};
use aws_types::SdkConfig;
use lti::time::UnixTime;
use ports::StoreError;

use crate::{AwsFailure, StackName};

/// The archive of one stack.
#[derive(Clone, Debug)]
pub struct EventArchive {
    client: Client,
    name: String,
    rule: String,
}

/// What the archive holds. EventBridge counts with some minutes' delay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    /// Its ARN.
    pub arn: String,
    /// The ARN of the bus.
    pub bus: String,
    /// Events.
    pub count: u64,
    /// Their bytes.
    pub bytes: u64,
    /// After how many days events leave it; never, when there are none.
    pub days: Option<u32>,
}

/// How far a replay is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replay {
    /// Whether it goes on.
    pub state: ReplayState,
    /// The time of the event that was replayed last.
    pub last: Option<UnixTime>,
}

/// Whether a replay goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplayState {
    /// It has not ended yet.
    Running,
    /// All was replayed.
    Completed,
    /// Somebody stopped it.
    Cancelled,
    /// It failed, for this reason.
    Failed(String),
}

impl EventArchive {
    /// The archive of `stack`. Nothing is sent yet.
    #[must_use]
    pub fn new(sdk: &SdkConfig, stack: &StackName) -> Self {
        Self { client: Client::new(sdk), name: stack.event_archive(), rule: stack.event_delay_rule() }
    }

    /// What it holds; absent where the stack was deployed without an archive.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn describe(&self) -> Result<Option<Archive>, StoreError> {
        match self.client.describe_archive().archive_name(&self.name).send().await {
            Ok(found) => Ok(Some(self.read(found)?)),
            Err(error) => match error.as_service_error() {
                Some(DescribeArchiveError::ResourceNotFoundException(_)) => Ok(None),
                _ => Err(AwsFailure::new("DescribeArchive", &self.name, error).into_store_error()),
            },
        }
    }

    fn read(&self, found: DescribeArchiveOutput) -> Result<Archive, StoreError> {
        let (Some(arn), Some(bus)) = (found.archive_arn, found.event_source_arn) else {
            return Err(AwsFailure::unreadable("DescribeArchive", &self.name, "it tells no ARN"));
        };
        let number = |number: i64| number.max(0).unsigned_abs();
        let days = found.retention_days.and_then(|days| u32::try_from(days).ok()).filter(|days| *days > 0);
        Ok(Archive { arn, bus, count: number(found.event_count), bytes: number(found.size_bytes), days })
    }

    /// Has EventBridge put what happened within a time onto the bus once more, for the rule that makes jobs and no other: the
    /// log has the events already. `name` must be new.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn start(
        &self,
        archive: &Archive,
        name: &str,
        since: UnixTime,
        until: UnixTime,
    ) -> Result<(), StoreError> {
        let rule = format!("{}/{}", archive.bus.replacen(":event-bus/", ":rule/", 1), self.rule);
        let destination = ReplayDestination::builder().arn(&archive.bus).filter_arns(rule).build();
        let destination =
            destination.map_err(|why| AwsFailure::unreadable("StartReplay", &self.name, why))?;
        let started = self
            .client
            .start_replay()
            .replay_name(name)
            .event_source_arn(&archive.arn)
            .event_start_time(DateTime::from_secs(since.0))
            .event_end_time(DateTime::from_secs(until.0))
            .destination(destination)
            .send()
            .await;
        started
            .map(|_| ())
            .map_err(|error| AwsFailure::new("StartReplay", &self.name, error).into_store_error())
    }

    /// How far a replay is.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn progress(&self, name: &str) -> Result<Replay, StoreError> {
        let found = self.client.describe_replay().replay_name(name).send().await;
        let found =
            found.map_err(|error| AwsFailure::new("DescribeReplay", name, error).into_store_error())?;
        let last = found.event_last_replayed_time.map(|time| UnixTime(time.secs()));
        let state = match found.state {
            Some(State::Completed) => ReplayState::Completed,
            Some(State::Cancelled) => ReplayState::Cancelled,
            Some(State::Failed) => {
                ReplayState::Failed(found.state_reason.unwrap_or_else(|| "no reason is told".to_owned()))
            }
            _ => ReplayState::Running,
        };
        Ok(Replay { state, last })
    }
}
