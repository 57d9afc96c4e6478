//! `/services/…`: Names and Role Provisioning Services 2.0 and Assignment and Grade Services 2.0, as Moodle answers.

mod call;
mod line_items;
mod memberships;
mod moodle_json;
mod results;
mod scores;

use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use self::call::{Call, Refusal};
use super::Platform;
use crate::claims::name;
use crate::demo::DemoCourse;
use crate::school::Registration;

const MEMBERSHIPS: &str = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json";
const LINE_ITEMS: &str = "application/vnd.ims.lis.v2.lineitemcontainer+json";
const LINE_ITEM: &str = "application/vnd.ims.lis.v2.lineitem+json";
const SCORE: &str = "application/vnd.ims.lis.v1.score+json";
const RESULTS: &str = "application/vnd.ims.lis.v2.resultcontainer+json";

/// What a path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Resource<'a> {
    Memberships { course: &'a str, type_id: &'a str },
    LineItems { course: &'a str },
    LineItem { course: &'a str, item: &'a str },
    Scores { course: &'a str, item: &'a str },
    Results { course: &'a str, item: &'a str },
}

impl<'a> Resource<'a> {
    fn parse(path: &'a str) -> Option<Self> {
        let segments: Vec<&str> = path.split('/').collect();
        match segments[..] {
            ["CourseSection", course, "bindings", type_id, "memberships"] => {
                Some(Self::Memberships { course, type_id })
            }
            [course, "lineitems"] => Some(Self::LineItems { course }),
            [course, "lineitems", item, "lineitem"] => Some(Self::LineItem { course, item }),
            [course, "lineitems", item, "lineitem", "scores"] => Some(Self::Scores { course, item }),
            [course, "lineitems", item, "lineitem", "results"] => Some(Self::Results { course, item }),
            _ => None,
        }
    }

    /// What may be done with it.
    fn methods(self) -> &'static [Method] {
        match self {
            Self::Memberships { .. } | Self::Results { .. } => &[Method::GET],
            Self::LineItems { .. } => &[Method::GET, Method::POST],
            Self::LineItem { .. } => &[Method::GET, Method::PUT, Method::DELETE],
            Self::Scores { .. } => &[Method::POST],
        }
    }

    /// Media types that may be asked for or sent.
    fn formats(self) -> &'static [&'static str] {
        match self {
            Self::Memberships { .. } => &[MEMBERSHIPS],
            Self::LineItems { .. } => &[LINE_ITEMS, LINE_ITEM],
            Self::LineItem { .. } => &[LINE_ITEM],
            Self::Scores { .. } => &[SCORE],
            Self::Results { .. } => &[RESULTS],
        }
    }

    /// The scopes of which one has to be granted.
    fn scopes(self, method: &Method) -> &'static [&'static str] {
        match self {
            Self::Memberships { .. } => &[name::SCOPE_MEMBERSHIP],
            Self::LineItems { .. } | Self::LineItem { .. } if method == Method::GET => {
                &[name::SCOPE_LINE_ITEM, name::SCOPE_LINE_ITEM_READONLY]
            }
            Self::LineItems { .. } | Self::LineItem { .. } => &[name::SCOPE_LINE_ITEM],
            Self::Scores { .. } => &[name::SCOPE_SCORE],
            Self::Results { .. } => &[name::SCOPE_RESULT_READONLY],
        }
    }

    fn course(self) -> &'a str {
        match self {
            Self::Memberships { course, .. }
            | Self::LineItems { course }
            | Self::LineItem { course, .. }
            | Self::Scores { course, .. }
            | Self::Results { course, .. } => course,
        }
    }

    /// Moodle's number of the tool: in the path or in the query.
    fn type_id(self, call: &'a Call) -> Option<&'a str> {
        match self {
            Self::Memberships { type_id, .. } => Some(type_id),
            _ => call.parameter("type_id"),
        }
    }
}

pub(super) async fn service(State(platform): State<Platform>, request: Request) -> Response {
    platform.count(|counts| counts.service_requests += 1);
    let call = match Call::read(request).await {
        Ok(call) => call,
        Err(status) => return status.into_response(),
    };
    if let Some(seconds) = platform.faults().retry_after {
        let headers = [(header::RETRY_AFTER, seconds.to_string())];
        return (StatusCode::TOO_MANY_REQUESTS, headers).into_response();
    }
    match answer(&platform, &call) {
        Ok(response) => response,
        Err(refusal) => call.refuse(&refusal),
    }
}

/// Moodle's order: is there such a resource in such a format, may the tool, is there such a course.
fn answer(platform: &Platform, call: &Call) -> Result<Response, Refusal> {
    let resource = Resource::parse(call.path()).filter(|resource| call.fits(*resource));
    let resource = resource.ok_or_else(|| call.no_handler())?;
    let registration = authorize(platform, call, resource)?;
    let course = DemoCourse::numbered(resource.course());
    let course = course.ok_or_else(|| Refusal::not_found("Course", resource.course()))?;
    match resource {
        Resource::Memberships { .. } => memberships::list(platform, call, course, &registration),
        Resource::LineItems { .. } if call.method() == Method::GET => {
            Ok(line_items::list(platform, call, course, &registration))
        }
        Resource::LineItems { .. } => line_items::create(platform, call, course, &registration),
        Resource::LineItem { item, .. } => line_items::one(platform, call, course, item, &registration),
        Resource::Scores { item, .. } => scores::post(platform, call, course, item, &registration),
        Resource::Results { item, .. } => results::list(platform, call, course, item, &registration),
    }
}

/// The tool behind the access token, when it may do this with its own deployment.
fn authorize(platform: &Platform, call: &Call, resource: Resource<'_>) -> Result<Registration, Refusal> {
    let unauthorized = || Refusal::new(StatusCode::UNAUTHORIZED, "Unauthorized");
    let token = call.bearer().ok_or_else(unauthorized)?;
    let wanted = resource.scopes(call.method());
    let uses_allowed = platform.faults().token_uses;
    let client_id = {
        let mut tokens = platform.tokens();
        let granted = tokens.get_mut(platform.now(), token).ok_or_else(unauthorized)?;
        granted.uses += 1;
        let worn_out = uses_allowed.is_some_and(|allowed| granted.uses > allowed);
        let may = granted.scopes.iter().any(|scope| wanted.contains(&scope.as_str()));
        if worn_out || !may {
            return Err(unauthorized());
        }
        granted.client_id.clone()
    };
    let school = platform.school();
    let registration = school.registration(Some(&client_id)).ok_or_else(unauthorized)?;
    if resource.type_id(call) != Some(&registration.deployment_id) {
        return Err(unauthorized());
    }
    Ok(registration.clone())
}
