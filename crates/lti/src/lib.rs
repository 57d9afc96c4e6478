//! LTI 1.3 and LTI Advantage for tools: login, launch verification, key sets, sessions, deep linking, and the services
//! for members, line items, scores and results.
//!
//! The crate speaks the protocol and does no I/O of its own: the HTTP client
//! ([`http_client::HttpClient`]), the time ([`time::UnixTime`]) and the randomness
//! ([`entropy::Entropy`]) are arguments. It knows no web framework and no database.
//!
//! # The way of a launch
//!
//! The types lead through a launch in the one order that is safe, and each step can only be
//! built from the step before it:
//!
//! 1. [`login::LoginInitiation`] is parsed from the platform's login request and resolved against a
//!    [`registration::Registration`]; [`login::begin`] answers with the platform's authentication
//!    URL, which carries a [`state::LaunchState`] under a MAC. Nothing is stored.
//! 2. [`state::StateKey::open`] gives the state back, and [`state::LaunchState::in_browser`] binds it
//!    to the browser that started the login, which proves itself by a cookie or, where none sticks, by a key in
//!    [`platform_storage`].
//! 3. [`jws::UnverifiedToken`] is parsed from `id_token`; [`key_sets::KeySets`] finds the platform's key.
//! 4. [`launch::verify`] makes every check and returns an [`launch::UnclaimedLaunch`].
//! 5. The caller claims its one-time id in ONE conditional write, and only a won claim turns it
//!    into a [`launch::VerifiedLaunch`].
//! 6. [`session::Session`] is what the tool keeps; a [`session::SessionCode`] (60 s, once) is
//!    exchanged for a [`session::Bearer`] in the same browser.
//!
//! With a launch in hand, [`services::ServiceClient`] calls the services that it grants, and
//! [`deep_linking::DeepLinkingResponse`] answers a launch that asks for content. How a platform registers itself is in
//! [`dynamic_registration`].
//!
//! # An example
//!
//! Login and launch, in a tool that brings its own web framework, store and adapters. `examples/minimal_tool.rs` is a
//! whole tool of this kind.
//!
//! ```
//! use lti::browser::{BrowserAttempt, Proof};
//! use lti::entropy::Entropy;
//! use lti::http_client::HttpClient;
//! use lti::jws::UnverifiedToken;
//! use lti::key_sets::KeySets;
//! use lti::launch::{self, Launch, VerifiedLaunch};
//! use lti::login::{self, LoginInitiation, ToolUrl};
//! use lti::params::Params;
//! use lti::registration::Registration;
//! use lti::services::{AccessTokens, Points, Score, ServiceClient, ServiceError};
//! use lti::state::StateKey;
//! use lti::time::UnixTime;
//! use lti::tool_key::ToolKey;
//!
//! type Failure = Box<dyn std::error::Error>;
//!
//! struct Tool {
//!     url: ToolUrl,
//!     registration: Registration,
//!     state_key: StateKey,
//!     key: ToolKey,
//!     key_sets: KeySets,
//!     tokens: AccessTokens,
//!     http: Box<dyn HttpClient>,
//!     entropy: Box<dyn Entropy>,
//!     now: fn() -> UnixTime,
//! }
//!
//! impl Tool {
//!     /// A login: gives the cookie's name and value, and the address where the browser goes next.
//!     fn log_in(&self, form: &[u8]) -> Result<(String, String, String), Failure> {
//!         let login = LoginInitiation::parse(&Params::parse(form)?)?;
//!         login.check_target(&self.url)?;
//!         let registration = login.choose(vec![self.registration.clone()])?;
//!         let attempt = BrowserAttempt::random(&*self.entropy);
//!         let next = login::begin(
//!             &login,
//!             &registration,
//!             attempt.binding(),
//!             &self.url.at("/lti/launch"),
//!             &self.state_key,
//!             (self.now)(),
//!             &*self.entropy,
//!         );
//!         Ok((attempt.id.cookie_name(), attempt.key.reveal().to_owned(), next))
//!     }
//!
//!     /// A launch: `cookie` finds a cookie by its name, `claim` is the one conditional write.
//!     async fn launch(
//!         &self,
//!         form: &[u8],
//!         cookie: impl Fn(&str) -> Option<String>,
//!         claim: impl Fn(&str, UnixTime) -> bool,
//!     ) -> Result<VerifiedLaunch, Failure> {
//!         let form = Params::parse(form)?;
//!         let state = self.state_key.open(form.required("state")?, (self.now)())?;
//!         let value = cookie(&state.browser().attempt.cookie_name());
//!         let state = state.in_browser(Proof::Cookie(value.as_deref()))?;
//!         let token = UnverifiedToken::parse(form.required("id_token")?)?;
//!         let url = &self.registration.endpoints.key_set;
//!         let keys = self.key_sets.with_key(url, token.kid(), (self.now)(), &*self.http).await?;
//!         let launch = launch::verify(&token, &keys, &self.registration, &state, (self.now)())?;
//!         let won = claim(&launch.claim().id, launch.claim().until);
//!         Ok(launch.claimed(won)?)
//!     }
//!
//!     /// Full marks for the person who launched, in the activity's own column.
//!     async fn grade(&self, launch: &Launch) -> Result<(), ServiceError> {
//!         let client = ServiceClient {
//!             registration: &self.registration,
//!             key: &self.key,
//!             key_set_url: &self.url.at("/lti/jwks.json"),
//!             tokens: &self.tokens,
//!             http: &*self.http,
//!             entropy: &*self.entropy,
//!             clock: &self.now,
//!         };
//!         let columns = client.line_items_of(launch)?;
//!         let (Some(column), Some(user)) = (columns.own(), &launch.user.id) else { return Ok(()) };
//!         let score = Score::graded(user, Points { given: 1.0, maximum: 1.0 }, (self.now)());
//!         columns.post_score(column, &score).await
//!     }
//! }
//! ```
//!
//! # What is implemented
//!
//! | specification | what | where |
//! |---|---|---|
//! | [LTI Core 1.3](https://www.imsglobal.org/spec/lti/v1p3/) | `LtiResourceLinkRequest`, also anonymous; roles, context, custom parameters, locale, return URL | [`launch`], [`roles`] |
//! | [1EdTech Security Framework 1.0](https://www.imsglobal.org/spec/security/v1p0/), OpenID Connect Core 1.0 | third-party login by GET and POST; RS256, RS384, RS512, PS256, ES256, ES384; `azp`, several audiences; key sets with rotation | [`login`], [`state`], [`jws`], [`key_sets`] |
//! | … service access (RFC 6749 §4.4, RFC 7523) | client credentials with a signed assertion, another audience on request, a cache of tokens | [`services::AccessTokens`] |
//! | [Deep Linking 2.0](https://www.imsglobal.org/spec/lti-dl/v2p0/) | `LtiDeepLinkingRequest`, settings, `LtiDeepLinkingResponse`; types `ltiResourceLink` (line item, custom, `available`, `submission`, `iframe`, `window`), `link`, `file`, `html`, `image`; `accept_types`, `accept_multiple`, `accept_lineitem`, `data`, `msg`, `log`, `errormsg`, `errorlog` | [`deep_linking`] |
//! | [Names and Role Provisioning 2.0](https://www.imsglobal.org/spec/lti-nrps/v2p0/) | members with pages, `role`, `rlid`, `limit` | [`services::ServiceClient::members`] |
//! | [Assignment and Grade Services 2.0](https://www.imsglobal.org/spec/lti-ags/v2p0/) | line items: list with pages and filters, find or create, create, read, change, delete; scores; results, of all or of one person | [`services::LineItems`] |
//! | LTI Submission Review 1.0 | `LtiSubmissionReviewRequest` with `for_user`; `submissionReview` of a line item | [`launch::ForUser`], [`deep_linking::SubmissionReview`] |
//! | LTI Data Privacy Launch 1.0 | `LtiDataPrivacyLaunchRequest` with `for_user` | [`launch::ForUser`] |
//! | [Dynamic Registration 1.0](https://www.imsglobal.org/spec/lti-dr/v1p0) | registration by a one-time invite | [`dynamic_registration`] |
//! | Platform Storage 0.1 | the binding of a login where no cookie sticks | [`platform_storage`] |
//! | RFC 7517, RFC 7638 | the tool's own key set, as JWKs and as PEM, with rotation | [`tool_key`], [`key_ring`] |
//!
//! Not implemented: differences of members since a time (NRPS 2.0, `rel=differences`), the messages that NRPS sends per member, and LTI 1.1.
#![deny(missing_docs)]

pub mod algorithm;
pub mod browser;
pub mod claims;
pub mod deep_linking;
pub mod dynamic_registration;
pub mod entropy;
pub mod http_client;
pub mod jwk;
pub mod jws;
pub mod key_ring;
pub mod key_sets;
pub mod launch;
pub mod locale;
pub mod login;
pub mod names;
pub mod params;
pub mod platform_storage;
pub mod registration;
pub mod roles;
pub mod services;
pub mod session;
pub mod state;
pub mod time;
pub mod token;
pub mod tool_key;
