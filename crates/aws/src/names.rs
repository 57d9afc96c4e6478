//! What the resources of a stack are called. `infra/names.json` says the same to the infrastructure.

use std::fmt;
use std::str::FromStr;

use ports::SecretName;

/// The stack whose names have no prefix where operators have known them for long.
const DEFAULT: &str = "moodle-plugins";
const EVENT_BUS: &str = "moodle-events";
/// As in the infrastructure: names of functions and roles leave little room for what stands behind it.
const MAX_LENGTH: usize = 40;

/// The name of a deployed stack, from which the names of all its resources follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackName(String);

/// The text cannot be the name of a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "it is not the name of a stack: letters, digits and hyphens, a letter first, {MAX_LENGTH} characters at most"
)]
pub struct NotAStackName;

/// A table of the stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// What may happen once.
    Claims,
    /// What operators registered.
    Registrations,
    /// Session codes and bearers.
    Sessions,
    /// What was taken from allowances.
    Quotas,
    /// Finished translations.
    Translations,
    /// Moodle sites that may call.
    Sites,
    /// Whose Moodle web-service tokens are.
    MoodleTokens,
    /// Invites to register a platform.
    Invites,
    /// Texts that teachers placed in their courses.
    Readings,
    /// Who has read what, and the grades that go to the platforms.
    Completions,
    /// Jobs of the index that wait.
    PendingJobs,
    /// What the index holds of each course.
    Manifest,
    /// Questions that nothing in their course answered.
    OpenQuestions,
}

impl Table {
    /// All tables.
    pub const ALL: [Self; 13] = [
        Self::Claims,
        Self::Registrations,
        Self::Sessions,
        Self::Quotas,
        Self::Translations,
        Self::Sites,
        Self::MoodleTokens,
        Self::Invites,
        Self::Readings,
        Self::Completions,
        Self::PendingJobs,
        Self::Manifest,
        Self::OpenQuestions,
    ];

    /// The table's name within its stack.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Claims => "claims",
            Self::Registrations => "registrations",
            Self::Sessions => "sessions",
            Self::Quotas => "quotas",
            Self::Translations => "translations",
            Self::Sites => "sites",
            Self::MoodleTokens => "moodle-tokens",
            Self::Invites => "invites",
            Self::Readings => "readings",
            Self::Completions => "completions",
            Self::PendingJobs => "pending-jobs",
            Self::Manifest => "manifest",
            Self::OpenQuestions => "open-questions",
        }
    }

    /// The attributes of its key, the partition key first.
    #[must_use]
    pub fn key(self) -> &'static [&'static str] {
        match self {
            Self::Claims | Self::Invites | Self::Readings => &["id"],
            Self::Registrations => &["issuer", "client_id"],
            Self::Sessions | Self::MoodleTokens => &["token"],
            Self::Quotas => &["allowance"],
            Self::Translations => &["key"],
            Self::Sites => &["key_id"],
            Self::Completions => &["activity", "person"],
            Self::PendingJobs => &["job"],
            Self::Manifest => &["course", "entry"],
            Self::OpenQuestions => &["course", "question"],
        }
    }
}

impl StackName {
    /// A table's name in the account.
    #[must_use]
    pub fn table(&self, table: Table) -> String {
        format!("{self}-{}", table.as_str())
    }

    /// A secret's name in the account.
    #[must_use]
    pub fn secret(&self, name: SecretName) -> String {
        format!("{self}/{}", name.as_str())
    }

    /// The name of the secret with the tokens of Moodle sites.
    #[must_use]
    pub fn site_tokens(&self) -> String {
        format!("{self}/moodle-tokens")
    }

    /// The queue of the index.
    #[must_use]
    pub fn index_queue(&self) -> String {
        format!("{self}-index")
    }

    /// The queue of what the index failed at again and again.
    #[must_use]
    pub fn index_dead_letters(&self) -> String {
        format!("{self}-index-dead")
    }

    /// The parameter into which an operator writes the client id that Moodle gave to the tool.
    #[must_use]
    pub fn client_id_parameter(&self) -> String {
        self.parameter("/lti/client-id")
    }

    /// The parameter in which the stack says where launches are posted to: the public URL and `/lti/launch`.
    #[must_use]
    pub fn redirect_uri_parameter(&self) -> String {
        self.parameter("/lti/redirect-uri")
    }

    /// The parameter in which a stack with the course assistant says where its documents are.
    #[must_use]
    pub fn knowledge_base_parameter(&self) -> String {
        self.parameter("/assistant/knowledge-base")
    }

    /// The bus that Moodle's events are put onto.
    #[must_use]
    pub fn event_bus(&self) -> String {
        if self.0 == DEFAULT { EVENT_BUS.to_owned() } else { format!("{self}-{EVENT_BUS}") }
    }

    /// The log group of what was put onto the bus.
    #[must_use]
    pub fn event_log(&self) -> String {
        format!("/aws/events/{}", self.event_bus())
    }

    /// The archive of what was put onto the bus.
    #[must_use]
    pub fn event_archive(&self) -> String {
        format!("{self}-events")
    }

    /// The rule that starts the function which makes jobs of events.
    #[must_use]
    pub fn event_delay_rule(&self) -> String {
        format!("{self}-event-delay")
    }

    /// The queues of what went wrong, with what it was: failed functions, and events that no function could be started for.
    #[must_use]
    pub fn failure_queues(&self) -> [(&'static str, String); 2] {
        [
            ("failures of functions", format!("{self}-failures")),
            ("events that could not be delivered", format!("{self}-event-delay-undelivered")),
        ]
    }

    fn parameter(&self, name: &str) -> String {
        if self.0 == DEFAULT { name.to_owned() } else { format!("/{self}{name}") }
    }
}

impl Default for StackName {
    fn default() -> Self {
        Self(DEFAULT.to_owned())
    }
}

impl FromStr for StackName {
    type Err = NotAStackName;

    fn from_str(text: &str) -> Result<Self, NotAStackName> {
        let begins = text.starts_with(|first: char| first.is_ascii_alphabetic());
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if begins && plain && text.len() <= MAX_LENGTH {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAStackName)
        }
    }
}

impl fmt::Display for StackName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    fn infra() -> Value {
        serde_json::from_str(include_str!("../../../infra/names.json")).unwrap()
    }

    #[test]
    fn tables_and_their_keys_are_those_of_the_infrastructure() {
        let infra = infra();
        let theirs = infra["tables"].as_object().unwrap();
        assert_eq!(theirs.len(), Table::ALL.len());
        for table in Table::ALL {
            let their = &theirs[table.as_str()];
            let key: Vec<_> =
                ["partitionKey", "sortKey"].iter().filter_map(|part| their[part].as_str()).collect();
            assert_eq!(key, table.key(), "{table:?}");
        }
    }

    #[test]
    fn secrets_are_those_of_the_infrastructure() {
        let infra = infra();
        let theirs: Vec<_> = infra["secrets"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert_eq!(theirs, SecretName::ALL.map(SecretName::as_str));
        let tokens = infra["siteTokens"].as_str().unwrap();
        assert_eq!(StackName::default().site_tokens(), format!("moodle-plugins/{tokens}"));
    }

    #[test]
    fn the_bus_its_log_and_its_archive_are_those_of_the_infrastructure() {
        let (infra, known) = (infra(), StackName::default());
        let other: StackName = "uni-test".parse().unwrap();
        let text = |name: &str| infra[name].as_str().unwrap().to_owned();
        assert_eq!(
            (known.event_bus(), moodle::event::SOURCE),
            (text("eventBus"), text("eventSource").as_str())
        );
        assert_eq!(other.event_bus(), format!("uni-test-{}", text("eventBus")));
        assert_eq!(other.event_log(), format!("{}{}", text("eventLog"), other.event_bus()));
        assert_eq!(other.event_archive(), format!("uni-test-{}", text("eventArchive")));
    }

    #[test]
    fn the_queue_is_that_of_the_infrastructure() {
        let (infra, stack) = (infra(), StackName::default());
        assert_eq!(stack.index_queue(), format!("{stack}-{}", infra["queues"]["index"].as_str().unwrap()));
        assert_eq!(stack.index_dead_letters(), format!("{}-dead", stack.index_queue()));
    }

    #[test]
    fn the_default_stack_keeps_the_known_names_and_every_other_one_prefixes_them() {
        let infra = infra();
        let (known, other) = (StackName::default(), "uni-test".parse::<StackName>().unwrap());
        assert_eq!(infra["defaultStack"], known.to_string());
        assert_eq!(infra["parameters"]["clientId"], known.client_id_parameter());
        assert_eq!(infra["parameters"]["redirectUri"], known.redirect_uri_parameter());
        assert_eq!(infra["parameters"]["knowledgeBase"], known.knowledge_base_parameter());
        assert_eq!(other.client_id_parameter(), "/uni-test/lti/client-id");
        assert_eq!(other.table(Table::MoodleTokens), "uni-test-moodle-tokens");
        assert_eq!(other.secret(SecretName::StateKey), "uni-test/state-key");
    }

    #[test]
    fn each_function_reads_the_variables_that_the_infrastructure_gives_it() {
        for (function, main) in [
            ("lti-tool", include_str!("../../../lambdas/lti-tool/src/main.rs")),
            ("translate", include_str!("../../../lambdas/translate/src/main.rs")),
            ("moodle-authorizer", include_str!("../../../lambdas/moodle-authorizer/src/main.rs")),
            ("rotate-keys", include_str!("../../../lambdas/rotate-keys/src/main.rs")),
            ("readings", include_str!("../../../lambdas/readings/src/main.rs")),
            ("send-scores", include_str!("../../../lambdas/readings/src/bin/send-scores.rs")),
            ("put-events", include_str!("../../../lambdas/put-events/src/main.rs")),
            ("event-delay", include_str!("../../../lambdas/event-delay/src/main.rs")),
            ("index-file", include_str!("../../../lambdas/index-file/src/on_aws.rs")),
            ("reconcile-index", include_str!("../../../lambdas/index-file/src/on_aws.rs")),
            ("course-assistant", include_str!("../../../lambdas/course-assistant/src/main.rs")),
        ] {
            // The texts of a main between quotes that are written as variables are. An id of AWS has no underscore.
            let is_variable = |text: &&str| {
                text.contains('_') && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
            };
            let read: BTreeSet<_> = main.split('"').filter(is_variable).collect();
            let infra = infra();
            let given: BTreeSet<_> =
                infra["environment"][function].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            assert_eq!(read, given, "{function}");
        }
    }

    #[test]
    fn what_cloudformation_would_refuse_is_no_stack_name() {
        for text in ["", "1a", "a b", "a_b", "a/b", "ä", &"a".repeat(41)] {
            assert_eq!(text.parse::<StackName>(), Err(NotAStackName), "{text}");
        }
    }
}
