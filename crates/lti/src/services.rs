//! The services of LTI Advantage, called on the tool's own behalf: members of a course (NRPS 2.0), line items, scores
//! and results (AGS 2.0), and the access tokens that open them (1EdTech Security Framework 1.0 §4, RFC 7523).
//!
//! A launch says where its services are: [`crate::launch::Launch::memberships`] and
//! [`crate::launch::Launch::line_items`]. A [`ServiceClient`] calls them. It gets a token with the least scope that a
//! call needs, shares it with all calls of a process through [`AccessTokens`], gets another one when the platform
//! refuses it, and sends it to the origins that the signed launch named, and nowhere else.
//!
//! Nothing here sleeps or tries again by itself, a refused token aside. An error says whether that could help
//! ([`ServiceError::is_retryable`]) and when ([`ServiceError::retry_after`]).

use std::collections::BTreeSet;
use std::time::Duration;

use http::{Method, Request, Response, StatusCode, header};
use url::Url;

use crate::claims::{LineItemService, MembershipService};
use crate::entropy::Entropy;
use crate::http_client::{HttpClient, HttpError, Limits};
use crate::launch::Launch;
use crate::registration::{Registration, Status};
use crate::time::UnixTime;
use crate::tool_key::ToolKey;

mod access_token;
mod answer;
mod error;
mod line_items;
mod members;
mod paging;
mod results;
mod scope;
mod scores;

pub use access_token::{AccessToken, AccessTokenError, AccessTokens, FAILURE_PAUSE, TOKEN_LIMITS};
pub use error::ServiceError;
pub use line_items::{LineItem, LineItemFilter, LineItems, NewLineItem};
pub use members::{Member, MemberQuery, MemberStatus};
pub use paging::{MAX_ITEMS, MAX_LIST_BYTES, MAX_PAGES, MAX_PAGING_TIME};
pub use results::Outcome;
pub use scope::Scope;
pub use scores::{ActivityProgress, GradingProgress, Points, Score};

/// What one call of a service may cost. A page of a platform that does not page holds the whole course.
pub const SERVICE_LIMITS: Limits = Limits { time: Duration::from_secs(20), body_bytes: 8 * 1024 * 1024 };

/// Everything that calls of one platform's services need, borrowed.
#[derive(Clone, Copy)]
pub struct ServiceClient<'a> {
    /// The platform.
    pub registration: &'a Registration,
    /// The key that signs now.
    pub key: &'a ToolKey,
    /// Where the platform finds the tool's key set: named in an error when it does not.
    pub key_set_url: &'a str,
    /// The tokens of this process: one for all platforms.
    pub tokens: &'a AccessTokens,
    /// The world.
    pub http: &'a dyn HttpClient,
    /// Randomness for the assertions' ids.
    pub entropy: &'a dyn Entropy,
    /// The present. Asked again at each step, since many pages take their time.
    pub clock: &'a (dyn Fn() -> UnixTime + Send + Sync),
}

impl std::fmt::Debug for ServiceClient<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServiceClient").field("platform", &self.registration.id).finish_non_exhaustive()
    }
}

impl<'a> ServiceClient<'a> {
    /// The members of the course of `launch` (NRPS 2.0), each once, in the platform's order.
    ///
    /// # Errors
    /// [`ServiceError`]; [`ServiceError::NotOffered`] when the platform does not offer them to this tool.
    pub async fn members_of(
        &self,
        launch: &Launch,
        query: &MemberQuery,
    ) -> Result<Vec<Member>, ServiceError> {
        self.check(launch)?;
        let service = launch.memberships.as_ref().ok_or(ServiceError::NotOffered("names and roles"))?;
        self.members(service, query).await
    }

    /// The same by what a launch granted, kept by the caller together with the registration that it came from.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn members(
        &self,
        service: &MembershipService,
        query: &MemberQuery,
    ) -> Result<Vec<Member>, ServiceError> {
        members::all(self, service, query).await
    }

    /// The line items of the course of `launch` (AGS 2.0), with their scores and results.
    ///
    /// # Errors
    /// [`ServiceError::NotOffered`] when the platform does not offer them to this tool,
    /// [`ServiceError::OtherRegistration`].
    pub fn line_items_of(&self, launch: &'a Launch) -> Result<LineItems<'a>, ServiceError> {
        self.check(launch)?;
        let service = launch.line_items.as_ref().ok_or(ServiceError::NotOffered("assignments and grades"))?;
        Ok(self.line_items(service))
    }

    /// The same by what a launch granted, kept by the caller together with the registration that it came from.
    #[must_use]
    pub fn line_items(&self, service: &'a LineItemService) -> LineItems<'a> {
        LineItems::new(*self, service)
    }

    /// A token for these scopes: for a service that is not here, or to see whether the platform gives one. The services
    /// above get theirs by themselves.
    ///
    /// # Errors
    /// [`AccessTokenError`].
    pub async fn access_token(&self, scopes: &BTreeSet<Scope>) -> Result<AccessToken, AccessTokenError> {
        self.tokens.get(self, scopes).await
    }

    /// A token of one platform must not go to the addresses that another one signed.
    fn check(&self, launch: &Launch) -> Result<(), ServiceError> {
        if launch.platform_id == self.registration.id { Ok(()) } else { Err(ServiceError::OtherRegistration) }
    }

    /// Sends a call with a token, with another one when that is refused, and tells errors from answers.
    async fn call(&self, call: &Call<'_>) -> Result<Response<Vec<u8>>, ServiceError> {
        if self.registration.status == Status::Suspended {
            return Err(ServiceError::Suspended);
        }
        let scopes = BTreeSet::from([call.scope]);
        let token = self.tokens.get(self, &scopes).await?;
        let answer = self.send(call, &token).await?;
        if answer.status() != StatusCode::UNAUTHORIZED {
            return answer::success(answer, (self.clock)());
        }
        self.tokens.forget(&self.registration.id, &scopes, &token).await;
        let token = self.tokens.get(self, &scopes).await?;
        answer::success(self.send(call, &token).await?, (self.clock)())
    }

    async fn send(&self, call: &Call<'_>, token: &AccessToken) -> Result<Response<Vec<u8>>, ServiceError> {
        let mut request = Request::builder()
            .method(call.method.clone())
            .uri(call.url.as_str())
            .header(header::AUTHORIZATION, token.header());
        if let Some(accept) = call.accept {
            request = request.header(header::ACCEPT, accept);
        }
        if let Some((content_type, _)) = &call.body {
            request = request.header(header::CONTENT_TYPE, *content_type);
        }
        let body = call.body.as_ref().map(|(_, body)| body.clone()).unwrap_or_default();
        let request = request.body(body).map_err(|e| HttpError::Connection(e.into()))?;
        Ok(self.http.send(request, SERVICE_LIMITS).await?)
    }
}

/// One call of a service.
struct Call<'c> {
    scope: Scope,
    method: Method,
    url: &'c Url,
    accept: Option<&'static str>,
    /// The content type and what is sent.
    body: Option<(&'static str, Vec<u8>)>,
}

impl<'c> Call<'c> {
    fn get(scope: Scope, url: &'c Url, accept: &'static str) -> Self {
        Self { scope, method: Method::GET, url, accept: Some(accept), body: None }
    }
}

/// The address of a service, as a launch or a platform's answer wrote it.
fn service_url(text: &str) -> Result<Url, ServiceError> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.ok_or_else(|| ServiceError::BadUrl(text.chars().take(200).collect()))
}

#[cfg(test)]
mod tests;
