//! Who is in the course and who has read the text: members of the platform × completions × results of the gradebook.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::future::join;
use http_api::chain;
use lti::launch::Launch;
use lti::roles::CourseRole;
use lti::services::{Member, MemberQuery, MemberStatus, Outcome, ServiceError};
use ports::{ActivityId, Completion, Grade, GradeFailure, StoreError};

use crate::App;
use crate::opened::{line_item, went_elsewhere};

/// Members that a platform is asked to put on one page.
const PAGE: u32 = 500;
/// How long a teacher waits for the platform: below the 29 s that API Gateway gives.
const PATIENCE: Duration = Duration::from_secs(20);

/// The members whom the platform told, and what it did not tell.
pub(crate) struct Roster {
    pub rows: Vec<Row>,
    /// Whether the rows are those of the platform, or else of those only who have read the text.
    pub from_platform: bool,
    /// Why something is missing.
    pub notice: Option<Notice>,
}

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    /// The platform did not tell who is in the course.
    Members,
    /// The platform did not tell the grades in its gradebook.
    Results,
}

/// One person.
pub(crate) struct Row {
    pub user_id: String,
    pub name: Option<String>,
    pub email: Option<String>,
    pub status: Status,
    pub completion: Option<Completion>,
    pub result: Option<Outcome>,
}

/// Whether the person takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Active,
    Inactive,
    /// Has read the text, and is no member any more; or nobody knows.
    Gone,
}

/// What the platform told of the course; a part that it does not offer is no error.
struct Told {
    members: Option<Result<Vec<Member>, ServiceError>>,
    results: Option<Result<Vec<Outcome>, ServiceError>>,
}

impl Roster {
    pub async fn of(app: &App, launch: &Launch, activity: &ActivityId) -> Result<Self, StoreError> {
        let completions = app.ports.completions.completions_in(activity);
        let (completions, told) = join(completions, ask(app, launch)).await;
        let completions = completions?.into_iter().map(|completion| as_of(completion, launch));
        let (mut completions, told) = (by_user(completions), told?);

        let mut notice = None;
        let results = told.results.unwrap_or(Ok(vec![])).unwrap_or_else(|error| {
            tracing::warn!(error = chain(&error), "the platform does not tell the grades");
            notice = Some(Notice::Results);
            vec![]
        });
        let mut results: HashMap<String, Outcome> =
            results.into_iter().map(|result| (result.user_id.clone(), result)).collect();
        let members = told.members.and_then(|members| match members {
            Ok(members) => Some(members),
            Err(error) => {
                tracing::warn!(error = chain(&error), "the platform does not tell who is in the course");
                notice = Some(Notice::Members);
                None
            }
        });

        let from_platform = members.is_some();
        let mut rows: Vec<Row> =
            members.unwrap_or_default().into_iter().filter(is_listed).map(Row::of).collect();
        for row in &mut rows {
            row.completion = completions.remove(&row.user_id);
            row.result = results.remove(&row.user_id);
        }
        let status = if from_platform { Status::Gone } else { Status::Active };
        rows.extend(completions.into_values().map(|completion| Row {
            result: results.remove(&completion.user),
            user_id: completion.user.clone(),
            name: completion.name.clone(),
            email: None,
            status,
            completion: Some(completion),
        }));
        Ok(Self { rows, from_platform, notice })
    }
}

/// Asks the platform for members and results, side by side.
async fn ask(app: &App, launch: &Launch) -> Result<Told, StoreError> {
    let asked = app.with_services((&launch.platform_id, &launch.deployment_id), async |client| {
        // The role is checked here too: a platform may ignore the filter.
        let query = MemberQuery { role: Some("Learner".into()), resource_link_id: None, limit: Some(PAGE) };
        let members = async {
            match &launch.memberships {
                Some(service) => Some(in_time(client.members(service, &query)).await),
                None => None,
            }
        };
        let results = async {
            match (&launch.line_items, line_item(launch)) {
                (Some(service), Some(line_item)) => {
                    Some(in_time(client.line_items(service).results(line_item, None)).await)
                }
                _ => None,
            }
        };
        let (members, results) = join(members, results).await;
        Told {
            members,
            results: results.filter(|results| !matches!(results, Err(ServiceError::NotGranted(_)))),
        }
    });
    Ok(asked.await?.unwrap_or(Told { members: None, results: None }))
}

async fn in_time<T>(work: impl Future<Output = Result<T, ServiceError>>) -> Result<T, ServiceError> {
    tokio::time::timeout(PATIENCE, work).await.unwrap_or(Err(ServiceError::PagingTooSlow))
}

/// Learners, and nobody who has left.
fn is_listed(member: &Member) -> bool {
    member.role == CourseRole::Learner && member.status != MemberStatus::Deleted
}

/// A grade that went into another column than the activity has now is not in its gradebook.
fn as_of(completion: Completion, launch: &Launch) -> Completion {
    match &completion.grade {
        Grade::Sent { at, .. } if went_elsewhere(&completion.grade, launch) => {
            let grade = Grade::Failed { reason: GradeFailure::LineItemGone, at: *at };
            Completion { grade, ..completion }
        }
        _ => completion,
    }
}

fn by_user(completions: impl Iterator<Item = Completion>) -> HashMap<String, Completion> {
    completions.map(|completion| (completion.user.clone(), completion)).collect()
}

/// The whole name, or its parts in a row, as far as the platform releases them.
pub(crate) fn full_name<const N: usize>(
    whole: Option<String>,
    parts: [&Option<String>; N],
) -> Option<String> {
    let joined = || {
        let parts: Vec<_> = parts.into_iter().flatten().map(String::as_str).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    whole.or_else(joined)
}

impl Row {
    /// Of somebody of whom nothing is known.
    pub(crate) fn unseen(user_id: String, status: Status) -> Self {
        Self { user_id, name: None, email: None, status, completion: None, result: None }
    }

    fn of(member: Member) -> Self {
        let name = full_name(member.name, [&member.given_name, &member.middle_name, &member.family_name]);
        let status = if member.status == MemberStatus::Active { Status::Active } else { Status::Inactive };
        Self { user_id: member.user_id, name, email: member.email, status, completion: None, result: None }
    }
}
