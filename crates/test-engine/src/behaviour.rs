/// Defines the behaviours with their names.
macro_rules! behaviours {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)*) => {
        /// How a request is answered, by the name of the model that it asks for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Behaviour {
            $(#[doc = concat!("`", $name, "`:")] $(#[doc = $doc])+ $variant,)*
        }

        impl Behaviour {
            /// All behaviours.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name of the model.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

behaviours! {
    /// answers well.
    Echo = "echo",
    /// answers well, at 100 ms a token.
    Slow = "slow",
    /// refuses the first request with 429 and `Retry-After: 1`, then answers well.
    OnceThrottled = "once-429",
    /// refuses every request with 429 and `Retry-After: 1`.
    AlwaysThrottled = "always-429",
    /// fails with status 500.
    ServerError = "500",
    /// fails the first request with status 500, then answers well.
    OnceServerError = "once-500",
    /// refuses with 503, as if it were loading its model.
    Loading = "503",
    /// refuses the key.
    KeyRefused = "401",
    /// knows no such model.
    Unknown = "404",
    /// stops in the middle with the reason `length`.
    Cut = "cut",
    /// stops in the middle with the reason `length`, when the user's message has more than 600 characters.
    CutLong = "cut-long",
    /// writes broken JSON in the middle.
    Malformed = "malformed",
    /// closes the connection in the middle.
    Killed = "killed",
    /// begins an answer and says nothing.
    Silent = "silent",
    /// puts a sentence before its answer.
    Chatty = "chatty",
    /// leaves the first mark out.
    LostMark = "lost-mark",
    /// leaves the first mark out of its first answer, then answers well.
    LostMarkOnce = "lost-mark-once",
    /// writes the first mark twice.
    DoubledMark = "doubled-mark",
    /// obeys the text instead of translating it: answers `HACKED` and no element.
    Obeys = "obeys",
    /// gives each element the number of the next.
    WrongSegments = "wrong-segments",
    /// writes `<`, `>` and `&` as they are.
    Unescaped = "unescaped",
    /// answers well, but as one JSON object, whatever was asked.
    WholeJson = "whole-json",
    /// stops before its first word with the reason `content_filter`.
    Refuses = "refuses",
}

impl Behaviour {
    /// The behaviour that a model's name asks for; none when there is no such model.
    #[must_use]
    pub fn of_model(name: &str) -> Option<Self> {
        let name = name.split_once(':').map_or(name, |(name, _)| name);
        Self::ALL.iter().copied().find(|behaviour| behaviour.name() == name)
    }
}
