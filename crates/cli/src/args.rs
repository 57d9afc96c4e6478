//! The command line.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::{RangedU64ValueParser, TypedValueParser};
use clap::{Parser, Subcommand};
use local::Installation;
use lti::algorithm::Algorithm;
use lti::login::ToolUrl;
use lti::names::{ClientId, DeploymentId, Issuer};
use lti::token::TokenDigest;
use moodle::{CourseId, Endpoint, SiteKeyId, SiteUrl};
use tracing_subscriber::EnvFilter;
use translate::{Allowances, Limits};
use url::Url;

use crate::events::When;

/// Connects Moodle, and every other LTI 1.3 platform, to AWS. Runs whole on one machine, too.
#[derive(Parser)]
#[command(version, propagate_version = true)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
    /// What to log: error, warn, info, debug, or a filter such as `warn,http_api=info`.
    #[arg(long, global = true, env = "MOODLE_AWS_LOG", default_value = "warn,aws_config=error", value_parser = log_filter)]
    pub log: String,
}

#[derive(Subcommand)]
pub enum Command {
    /// Runs the tool on this machine.
    Serve(Serve),
    /// Registers learning platforms (Moodle and others).
    #[command(subcommand)]
    Platform(Platform),
    /// Connects Moodle sites whose plugins call this service, such as the AI translator.
    #[command(subcommand)]
    Site(SiteCommand),
    /// Shows, counts and repeats the events that Moodle sites sent.
    #[command(subcommand)]
    Events(Events),
    /// Shows what is indexed of the courses of Moodle sites, and has it looked at anew.
    #[command(subcommand)]
    Index(Index),
    /// Shows and rotates the tool's own keys.
    #[command(subcommand)]
    Keys(Keys),
    /// Says in plain words what is configured, reachable and missing.
    Doctor(Doctor),
    /// Prints the description of the HTTP API (`OpenAPI`, JSON).
    #[command(hide = true)]
    Openapi,
    /// Extracts the text of one file, for `serve`, which runs it for every file.
    #[command(hide = true)]
    Extract {
        /// The file.
        file: PathBuf,
        /// Its format, as JSON.
        format: String,
    },
}

#[derive(clap::Args)]
pub struct Serve {
    #[command(flatten)]
    pub place: Place,
    /// Also run a demo LMS, registered with the tool, to launch from.
    #[arg(long)]
    pub demo: bool,
    /// Where the demo LMS listens: on this machine only, for it signs in anybody as anybody.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8788", requires = "demo", value_parser = loopback)]
    pub demo_addr: SocketAddr,
    #[command(flatten)]
    pub moodle: Moodle,
    #[command(flatten)]
    pub engine: Engine,
    #[command(flatten)]
    pub allowances: TranslationLimits,
    #[command(flatten)]
    pub assistant: Assistant,
    #[command(flatten)]
    pub questions: QuestionLimits,
    /// Rotate the tool's own keys when the newest one is this many days old; 0 leaves it to `keys rotate`.
    #[arg(long, value_name = "N", default_value_t = 90)]
    pub rotate_keys_days: u32,
}

#[derive(clap::Args)]
pub struct Doctor {
    #[command(flatten)]
    pub place: Place,
    #[command(flatten)]
    pub stack: Stack,
    #[command(flatten)]
    pub moodle: Moodle,
    #[command(flatten)]
    pub engine: Engine,
    #[command(flatten)]
    pub assistant: Assistant,
}

/// The Moodle whose web-service tokens are taken. Sites with a connection code need none.
#[derive(clap::Args)]
pub struct Moodle {
    /// Take web-service tokens of this Moodle, and ask it whose they are: its wwwroot, exactly as config.php has it.
    #[arg(long, value_name = "URL", value_parser = SiteUrl::parse)]
    pub moodle_url: Option<SiteUrl>,
}

/// What translates. Without these options: the installed pairs of Apertium.
#[derive(clap::Args)]
#[command(next_help_heading = "Translation")]
pub struct Engine {
    /// Translate with this model of Amazon Bedrock: a model's or inference profile's id, or the ARN of either.
    #[arg(
        long,
        value_name = "ID",
        env = "MOODLE_AWS_BEDROCK_MODEL",
        conflicts_with_all = ["url", "model", "key"]
    )]
    pub bedrock_model: Option<String>,
    /// A guardrail of Amazon Bedrock for it, as `ID:VERSION`.
    #[arg(long, value_name = "ID:VERSION", env = "MOODLE_AWS_BEDROCK_GUARDRAIL", requires = "bedrock_model")]
    pub bedrock_guardrail: Option<String>,
    /// Translate with a language model behind an OpenAI-compatible API (vLLM, Ollama, llama.cpp), such as
    /// `http://127.0.0.1:11434/v1`.
    #[arg(
        long = "translate-url",
        value_name = "URL",
        env = "MOODLE_AWS_TRANSLATE_URL",
        hide_env_values = true
    )]
    pub url: Option<Unread>,
    /// The model's name there.
    #[arg(long = "translate-model", value_name = "NAME", env = "MOODLE_AWS_TRANSLATE_MODEL")]
    pub model: Option<Unread>,
    /// The API's key. The environment is the better place for it: others can read a command line.
    #[arg(
        long = "translate-key",
        value_name = "KEY",
        env = "MOODLE_AWS_TRANSLATE_KEY",
        hide_env_values = true
    )]
    pub key: Option<Unread>,
    /// Where the data of Apertium's language pairs is.
    #[arg(long = "apertium-data", value_name = "DIR", default_value = Installation::DATA_FOLDER)]
    pub apertium_data: PathBuf,
    /// Where its programs are looked for.
    #[arg(long = "apertium-path", hide = true, env = "PATH", hide_env_values = true, default_value = "")]
    pub apertium_path: OsString,
}

/// A text that may be secret, or hold a secret. It is not read before the command line is: what cannot be read would be
/// repeated in the message, on a screen or in a log.
#[derive(Clone)]
pub struct Unread(String);

impl From<String> for Unread {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl Unread {
    /// The text. An empty one is none: that is how container files leave a variable out.
    pub fn text(&self) -> Option<&str> {
        Some(self.0.trim()).filter(|text| !text.is_empty())
    }
}

/// What answers questions about courses. Without a language model: the passages of the course's files themselves.
#[derive(clap::Args)]
#[command(next_help_heading = "Course assistant")]
pub struct Assistant {
    /// Answer with this language model, at the place of the one that translates.
    /// [default: the one that translates, if it is a language model]
    #[arg(long = "assistant-model", value_name = "NAME", env = "MOODLE_AWS_ASSISTANT_MODEL")]
    pub language_model: Option<String>,
    /// The folder of a model that finds passages by what they mean: `model.safetensors`, `tokenizer.json` and `config.json` of
    /// a sentence transformer. Without it they are found by their words alone. `mise run dev` installs one.
    #[arg(long, value_name = "DIR", env = "MOODLE_AWS_EMBEDDINGS")]
    pub embeddings: Option<PathBuf>,
}

/// How much is asked by whom.
#[derive(clap::Args)]
#[command(next_help_heading = "Limits of the course assistant")]
pub struct QuestionLimits {
    /// Questions of one person in an hour.
    #[arg(long, value_name = "N", default_value_t = course_assistant::Allowances::default().user.questions_per_hour)]
    pub user_questions_per_hour: u64,
    /// Questions of one person in a day.
    #[arg(long, value_name = "N", default_value_t = course_assistant::Allowances::default().user.questions_per_day)]
    pub user_questions_per_day: u64,
    /// Questions of all people of one platform in an hour.
    #[arg(long, value_name = "N", default_value_t = course_assistant::Allowances::default().site.questions_per_hour)]
    pub site_questions_per_hour: u64,
    /// Questions of all people of one platform in a day.
    #[arg(long, value_name = "N", default_value_t = course_assistant::Allowances::default().site.questions_per_day)]
    pub site_questions_per_day: u64,
}

/// How much is translated for whom.
#[derive(clap::Args)]
#[command(next_help_heading = "Limits of translation")]
pub struct TranslationLimits {
    /// Calls of one person in an hour.
    #[arg(long, value_name = "N", default_value_t = Allowances::default().user.requests_per_hour)]
    pub user_requests_per_hour: u64,
    /// Characters of one person in a day.
    #[arg(long, value_name = "N", default_value_t = Allowances::default().user.characters_per_day)]
    pub user_characters_per_day: u64,
    /// Calls of all people of one platform in an hour.
    #[arg(long, value_name = "N", default_value_t = Allowances::default().site.requests_per_hour)]
    pub site_requests_per_hour: u64,
    /// Characters of all people of one platform in a day.
    #[arg(long, value_name = "N", default_value_t = Allowances::default().site.characters_per_day)]
    pub site_characters_per_day: u64,
    /// Characters in one text.
    #[arg(long, value_name = "N", default_value_t = Limits::default().characters_per_text, value_parser = at_most(Limits::MOST_CHARACTERS))]
    pub characters_per_text: usize,
    /// Characters in one call.
    #[arg(long, value_name = "N", default_value_t = Limits::default().characters_per_call, value_parser = at_most(Limits::MOST_CHARACTERS))]
    pub characters_per_call: usize,
    /// Texts in one call.
    #[arg(long, value_name = "N", default_value_t = Limits::default().texts, value_parser = at_most(Limits::MOST_TEXTS))]
    pub texts_per_call: usize,
    /// Pieces of work that the engine is given at the same time.
    #[arg(long, value_name = "N", default_value_t = NonZeroUsize::new(Limits::default().parallel).unwrap_or(NonZeroUsize::MIN))]
    pub parallel_translations: NonZeroUsize,
}

/// Where the tool runs, what it works on, and how it looks from outside.
#[derive(clap::Args)]
pub struct Place {
    /// Where `serve` listens.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8787")]
    pub addr: SocketAddr,
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub site: Site,
    /// Also let platforms in a private network, or without https, register themselves by an invite. They make the tool ask
    /// addresses in its own network, so do this only where you know everybody who gets an invite.
    #[arg(long)]
    pub allow_private_platforms: bool,
}

/// Where everything is kept.
#[derive(clap::Args)]
pub struct Data {
    /// The folder in which everything is kept.
    #[arg(long = "data", value_name = "DIR", default_value = ".data")]
    pub folder: PathBuf,
}

/// A stack instead of a data folder.
#[derive(clap::Args)]
pub struct Stack {
    /// Act on this stack, which was deployed to AWS, instead of a data folder. Account and region are those of the usual
    /// AWS settings (`AWS_PROFILE`, `AWS_REGION`).
    #[arg(long = "stack", value_name = "NAME", conflicts_with = "folder")]
    pub name: Option<String>,
}

/// What an operator's command works on.
#[derive(clap::Args)]
pub struct Target {
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub stack: Stack,
}

/// How the tool looks from outside.
#[derive(clap::Args)]
pub struct Site {
    /// The address under which browsers and platforms reach the tool, such as `https://tool.example`.
    /// [default: `http://localhost` with the port of --addr]
    #[arg(long, value_name = "URL", value_parser = ToolUrl::parse)]
    pub public_url: Option<ToolUrl>,
    /// The front end's build.
    #[arg(long, value_name = "DIR", default_value = "frontend/dist")]
    pub frontend: PathBuf,
}

#[derive(Subcommand)]
pub enum Platform {
    /// Registers a platform, or changes a registered one: what is not given stays, deployments are added.
    Add(Box<Add>),
    /// Makes an invite, and prints the address with which a platform registers itself, once.
    Invite(MakeInvite),
    /// Lists the invites, and what they have registered.
    Invites(Target),
    /// Revokes an invite. What it has registered stays.
    Uninvite(Uninvite),
    /// Lists the registered platforms, and deployments that wait to be accepted.
    List(Target),
    /// Removes a platform, or one deployment of it.
    Remove(Remove),
    /// Refuses launches and sessions of a platform until it is resumed.
    Suspend(Named),
    /// Accepts launches of a suspended platform again.
    Resume(Named),
}

#[derive(clap::Args)]
pub struct MakeInvite {
    /// What it is for, to be found again in the list.
    #[arg(long, value_name = "TEXT", value_parser = note)]
    pub note: Option<String>,
    /// After how many days it is void.
    #[arg(long, value_name = "DAYS", default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=365))]
    pub expires: u16,
    /// Let it register this platform only (Moodle: its wwwroot).
    #[arg(long, value_name = "URL")]
    pub issuer: Option<Issuer>,
    /// Accept every deployment of the platform, not only the one that it names, or else the first that launches.
    #[arg(long)]
    pub accept_new_deployments: bool,
    /// The address under which browsers and platforms reach the tool, as `serve` has it.
    /// [default: the stack's, else `http://localhost:8787`]
    #[arg(long, value_name = "URL", value_parser = ToolUrl::parse)]
    pub public_url: Option<ToolUrl>,
    #[command(flatten)]
    pub target: Target,
}

#[derive(clap::Args)]
pub struct Uninvite {
    /// The invite, as `platform invites` shows it.
    #[arg(long, value_name = "ID", value_parser = invite_id, allow_hyphen_values = true)]
    pub id: TokenDigest,
    #[command(flatten)]
    pub target: Target,
}

#[derive(Subcommand)]
pub enum SiteCommand {
    /// Makes a key for a Moodle site and prints its connection code, once. A site may have several keys.
    Add(AddSite),
    /// Lists the sites and their keys.
    List(Target),
    /// Revokes a key: calls that are signed with it are refused at once.
    Revoke(Revoke),
    /// Stores the token with which the index reads a site. It is read from the standard input.
    Token(SiteToken),
}

#[derive(clap::Args)]
pub struct SiteToken {
    /// The site's address: Moodle's wwwroot, exactly as config.php has it.
    #[arg(long, value_name = "URL", value_parser = SiteUrl::parse)]
    pub url: SiteUrl,
    /// Delete the token that is stored instead. Nothing is answered from the site's courses any more.
    #[arg(long)]
    pub remove: bool,
    /// Also delete what is indexed of the site: its documents, what is known of its courses, and their open questions. On one
    /// machine, while no `serve` runs.
    #[arg(long, requires = "remove")]
    pub forget: bool,
    #[command(flatten)]
    pub target: Target,
}

#[derive(clap::Args)]
pub struct AddSite {
    /// The site's address: Moodle's wwwroot, exactly as config.php has it.
    #[arg(long, value_name = "URL", value_parser = SiteUrl::parse)]
    pub url: SiteUrl,
    /// The address under which the site reaches this service, as `serve` has it.
    /// [default: the stack's, else `http://localhost:8787`]
    #[arg(long, value_name = "URL", value_parser = endpoint)]
    pub public_url: Option<Endpoint>,
    #[command(flatten)]
    pub target: Target,
}

#[derive(clap::Args)]
pub struct Revoke {
    /// The key, as `site list` shows it.
    #[arg(long, value_name = "ID", value_parser = SiteKeyId::parse, allow_hyphen_values = true)]
    pub key_id: SiteKeyId,
    #[command(flatten)]
    pub target: Target,
}

#[derive(Subcommand)]
pub enum Index {
    /// Tells what is indexed of each course, what is under way, and what went wrong.
    Status(IndexStatus),
    /// Has one course looked through, and everything that the index knows of it.
    Resync(Resync),
    /// Has all courses looked through, as it happens every night: what differs from Moodle is looked at.
    Reconcile(OneSite),
}

#[derive(clap::Args)]
pub struct OneSite {
    /// The site, by its wwwroot. [default: all that have a token]
    #[arg(long, value_name = "URL", value_parser = SiteUrl::parse)]
    pub url: Option<SiteUrl>,
    #[command(flatten)]
    pub target: Target,
}

#[derive(clap::Args)]
pub struct IndexStatus {
    /// Only this course, with each of its files.
    #[arg(long, value_name = "ID", value_parser = course)]
    pub course: Option<CourseId>,
    #[command(flatten)]
    pub site: OneSite,
}

#[derive(clap::Args)]
pub struct Resync {
    /// The course, by its id in Moodle.
    #[arg(value_name = "COURSE", value_parser = course)]
    pub course: CourseId,
    #[command(flatten)]
    pub site: OneSite,
}

#[derive(Subcommand)]
pub enum Events {
    /// Shows events, the oldest first.
    Tail(Tail),
    /// Has events acted upon once more, as if they came now. Nothing is done twice that was done: jobs look at what Moodle
    /// shows.
    Replay(Replay),
    /// Tells how many events there are, of which kinds, and what waits.
    Stats(Stats),
}

#[derive(clap::Args)]
pub struct Tail {
    /// Go on with those that come, until it is interrupted.
    #[arg(long)]
    pub follow: bool,
    /// Show those that happened then or later: a time such as `2026-11-29T10:00:00Z`, a day, or how long ago (`90m`, `7d`).
    #[arg(long, value_name = "WHEN", default_value = "1h", value_parser = When::parse)]
    pub since: When,
    #[command(flatten)]
    pub which: Which,
    /// Print each as it was sent, as one line of JSON.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub target: Target,
}

#[derive(clap::Args)]
pub struct Replay {
    /// Those that happened then or later: a time such as `2026-11-29T10:00:00Z`, a day, or how long ago (`90m`, `7d`).
    #[arg(long, value_name = "WHEN", value_parser = When::parse)]
    pub since: When,
    /// Those that happened before.
    #[arg(long, value_name = "WHEN", default_value = "0s", value_parser = When::parse, hide_default_value = true)]
    pub until: When,
    #[command(flatten)]
    pub which: Which,
    /// Do it. Without this, only how many events are meant is told.
    #[arg(long, conflicts_with = "dry_run")]
    pub yes: bool,
    /// Only tell how many events are meant.
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub target: Target,
}

#[derive(clap::Args)]
pub struct Stats {
    /// Count the kinds of those that happened then or later: a time, a day, or how long ago (`90m`, `7d`).
    #[arg(long, value_name = "WHEN", default_value = "1d", value_parser = When::parse)]
    pub since: When,
    #[command(flatten)]
    pub target: Target,
}

/// Which events are meant.
#[derive(clap::Args)]
pub struct Which {
    /// Only those of this site: Moodle's wwwroot, exactly as config.php has it.
    #[arg(long, value_name = "URL", value_parser = SiteUrl::parse)]
    pub site: Option<SiteUrl>,
    /// Only those in this course: its id in Moodle.
    #[arg(long, value_name = "ID", value_parser = course)]
    pub course: Option<CourseId>,
    /// Only those of this class, by its whole name or its end, such as `course_module_created`.
    #[arg(id = "event_name", long = "name", value_name = "NAME")]
    pub name: Option<String>,
}

#[derive(Subcommand)]
pub enum Keys {
    /// Prints a public key as PEM, for platforms where it is pasted by hand. A key set URL is better
    /// where there is a choice.
    Pem(Pem),
    /// Lists the keys: which one signs, which ones are published, and what happens to them when.
    List(Target),
    /// Begins a rotation: a new key is published now, signs when every platform knows it, and replaces the old one.
    Rotate(Target),
    /// Takes a key out at once, because others may have it. For everything else, rotate.
    Retire(Retire),
}

#[derive(clap::Args)]
pub struct Pem {
    /// The key, as `keys list` shows it. [default: the one that signs]
    #[arg(long, value_name = "KID", allow_hyphen_values = true)]
    pub kid: Option<String>,
    #[command(flatten)]
    pub target: Target,
}

#[derive(clap::Args)]
pub struct Retire {
    /// The key, as `keys list` shows it.
    #[arg(long, value_name = "KID", allow_hyphen_values = true)]
    pub kid: String,
    #[command(flatten)]
    pub target: Target,
}

/// Names one registration.
#[derive(clap::Args)]
pub struct Named {
    /// The platform's issuer, exactly as it writes it (Moodle: Platform ID, its wwwroot).
    #[arg(long, value_name = "URL")]
    pub issuer: Issuer,
    /// The client id that the platform gave to the tool.
    #[arg(long, value_name = "ID")]
    pub client_id: ClientId,
    #[command(flatten)]
    pub target: Target,
}

#[derive(clap::Args)]
pub struct Add {
    #[command(flatten)]
    pub named: Named,
    /// A deployment to accept; may be given more than once. A new registration needs one, or one of the
    /// two options below.
    #[arg(long = "deployment-id", value_name = "ID")]
    pub deployments: Vec<DeploymentId>,
    /// The authentication request URL. [default: Moodle's under the issuer]
    #[arg(long, value_name = "URL", value_parser = web_url)]
    pub auth_url: Option<Url>,
    /// The access token URL. [default: Moodle's under the issuer]
    #[arg(long, value_name = "URL", value_parser = web_url)]
    pub token_url: Option<Url>,
    /// The public key set URL. [default: Moodle's under the issuer]
    #[arg(long, value_name = "URL", value_parser = web_url)]
    pub jwks_url: Option<Url>,
    /// The audience of the tool's own assertions, when it is not the access token URL.
    #[arg(long, value_name = "TEXT")]
    pub audience: Option<String>,
    #[command(flatten)]
    pub signing: Signing,
    /// Accept every deployment of this platform, known or not.
    #[arg(long, conflicts_with_all = ["refuse_new_deployments", "pin_first_deployment"])]
    pub accept_new_deployments: bool,
    /// Accept the first deployment that launches, and then it alone, as if it were given here.
    #[arg(long, conflicts_with = "refuse_new_deployments")]
    pub pin_first_deployment: bool,
    /// Accept the listed deployments only, as it is by default.
    #[arg(long)]
    pub refuse_new_deployments: bool,
    /// A further audience that the platform's tokens may name; may be given more than once. Replaces the earlier ones.
    #[arg(long = "trusted-audience", value_name = "TEXT")]
    pub trusted_audiences: Vec<String>,
    /// A signature algorithm besides RS256 that the platform may use; may be given more than once. Replaces the earlier ones.
    #[arg(long = "algorithm", value_name = "NAME")]
    pub algorithms: Vec<Algorithm>,
    /// A further origin whose pages may show the tool in a frame; may be given more than once. Replaces the earlier ones.
    #[arg(long = "frame-origin", value_name = "URL", value_parser = origin)]
    pub frame_origins: Vec<String>,
}

/// Which of the tool's keys signs for a platform.
#[derive(clap::Args)]
pub struct Signing {
    /// The tool's PEM is pasted in this platform: sign for it with that key, whatever is rotated. Without KID, the key
    /// that signs now.
    #[arg(
        long,
        value_name = "KID",
        num_args = 0..=1,
        default_missing_value = "",
        allow_hyphen_values = true,
        conflicts_with = "unpin_key"
    )]
    pub pin_key: Option<String>,
    /// The platform reads the tool's key set: sign for it with whichever key signs, as it is by default.
    #[arg(long)]
    pub unpin_key: bool,
}

#[derive(clap::Args)]
pub struct Remove {
    #[command(flatten)]
    pub named: Named,
    /// Remove this deployment only.
    #[arg(long, value_name = "ID")]
    pub deployment_id: Option<DeploymentId>,
}

fn course(text: &str) -> Result<CourseId, String> {
    let id: u64 = text.parse().map_err(|_| "it is not the number of a course".to_owned())?;
    CourseId::try_from(id).map_err(|error| error.to_string())
}

fn at_most(most: usize) -> impl TypedValueParser<Value = usize> {
    let most = u64::try_from(most).unwrap_or(u64::MAX);
    RangedU64ValueParser::<usize>::new().range(1..=most)
}

fn log_filter(text: &str) -> Result<String, String> {
    EnvFilter::try_new(text).map(|_| text.to_owned()).map_err(|error| error.to_string())
}

fn loopback(text: &str) -> Result<SocketAddr, String> {
    let addr: SocketAddr =
        text.parse().map_err(|_| "it is not an address such as 127.0.0.1:8788".to_owned())?;
    if addr.ip().is_loopback() {
        return Ok(addr);
    }
    Err("the demo LMS signs in anybody as anybody, so it listens on 127.0.0.1 or [::1] only".into())
}

fn web_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("it is not a URL ({error})"))?;
    if matches!(url.scheme(), "http" | "https") && url.has_host() {
        return Ok(url);
    }
    Err("it is not an http or https URL".into())
}

fn note(text: &str) -> Result<String, String> {
    if text.chars().count() > 200 || text.contains(char::is_control) {
        return Err("a note is one line of at most 200 characters".into());
    }
    Ok(text.to_owned())
}

fn invite_id(text: &str) -> Result<TokenDigest, String> {
    TokenDigest::try_from(text.to_owned())
        .map_err(|_| "it is not the id of an invite: 43 characters, as `platform invites` shows it".into())
}

fn endpoint(text: &str) -> Result<Endpoint, String> {
    Endpoint::parse(&origin(text)?).map_err(|error| error.to_string())
}

fn origin(text: &str) -> Result<String, String> {
    let url = ToolUrl::parse(text).map_err(|error| error.to_string())?;
    Ok(url.origin())
}
