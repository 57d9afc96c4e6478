//! Ways in which the platform misbehaves when asked to.

/// Something the platform does wrong on request, to show that the tool notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misbehaviour {
    /// The token expired an hour ago.
    Expired,
    /// The token was issued an hour from now.
    FromTheFuture,
    /// The token is meant for another tool.
    WrongAudience,
    /// Token and state are sent a second time.
    Replay,
    /// Another key signed, under the right key id.
    BadSignature,
    /// The token is not signed at all.
    AlgNone,
    /// The key id is not in the key set.
    UnknownKeyId,
    /// The deployment is not one of the registration.
    UnknownDeployment,
    /// The nonce is not the one asked for.
    WrongNonce,
    /// The state comes back changed.
    TamperedState,
    /// The message says it is LTI 1.1.
    OldVersion,
    /// The message type is not one the tool supports.
    UnknownMessageType,
    /// The activity is missing from the launch.
    NoResourceLink,
    /// The platform answers with an error instead of a token.
    PlatformError,
    /// The same, with HTML in the text of the error.
    HostileError,
    /// A good launch with HTML and JavaScript in every text.
    HostileText,
}

impl Misbehaviour {
    /// All of them, in the order in which the page offers them.
    pub const ALL: [Self; 16] = [
        Self::Expired,
        Self::FromTheFuture,
        Self::WrongAudience,
        Self::Replay,
        Self::BadSignature,
        Self::AlgNone,
        Self::UnknownKeyId,
        Self::UnknownDeployment,
        Self::WrongNonce,
        Self::TamperedState,
        Self::OldVersion,
        Self::UnknownMessageType,
        Self::NoResourceLink,
        Self::PlatformError,
        Self::HostileError,
        Self::HostileText,
    ];

    /// The value of the `misbehave` parameter.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::FromTheFuture => "future",
            Self::WrongAudience => "audience",
            Self::Replay => "replay",
            Self::BadSignature => "signature",
            Self::AlgNone => "alg-none",
            Self::UnknownKeyId => "unknown-kid",
            Self::UnknownDeployment => "deployment",
            Self::WrongNonce => "nonce",
            Self::TamperedState => "state",
            Self::OldVersion => "version",
            Self::UnknownMessageType => "message-type",
            Self::NoResourceLink => "no-resource-link",
            Self::PlatformError => "platform-error",
            Self::HostileError => "hostile-error",
            Self::HostileText => "hostile-text",
        }
    }

    /// What the platform does, as a heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Expired => "Expired token",
            Self::FromTheFuture => "Token from the future",
            Self::WrongAudience => "Wrong audience",
            Self::Replay => "Replay",
            Self::BadSignature => "Bad signature",
            Self::AlgNone => "No signature (alg=none)",
            Self::UnknownKeyId => "Unknown key id",
            Self::UnknownDeployment => "Unknown deployment",
            Self::WrongNonce => "Changed nonce",
            Self::TamperedState => "Tampered state",
            Self::OldVersion => "LTI 1.1 version",
            Self::UnknownMessageType => "Unknown message type",
            Self::NoResourceLink => "Missing resource link",
            Self::PlatformError => "Platform error",
            Self::HostileError => "Platform error with HTML",
            Self::HostileText => "HTML and JavaScript in every text",
        }
    }

    /// What the tool should answer, in one line.
    #[must_use]
    pub fn expected(self) -> &'static str {
        match self {
            Self::Expired => "Refused: the token’s life ended an hour ago.",
            Self::FromTheFuture => {
                "Refused: the token says it was issued an hour from now, so a clock is wrong."
            }
            Self::WrongAudience => "Refused: the token was made for another tool.",
            Self::Replay => "The first delivery opens the activity; sending it again is refused.",
            Self::BadSignature => "Refused: the signature is by another key than the one it names.",
            Self::AlgNone => "Refused: a token without a signature is never taken.",
            Self::UnknownKeyId => "Refused: the key set has no such key, even when it is fetched again.",
            Self::UnknownDeployment => "Refused: an administrator has to accept this deployment first.",
            Self::WrongNonce => "Refused: the nonce is not the one of this login.",
            Self::TamperedState => "Refused: the state is not one that the tool gave out.",
            Self::OldVersion => "Refused: the tool speaks LTI 1.3 only.",
            Self::UnknownMessageType => "Refused: the message type is named on the page.",
            Self::NoResourceLink => "Refused: a resource link launch has to name its activity.",
            Self::PlatformError => "The platform’s access_denied is reported as such, and nothing opens.",
            Self::HostileError => "The platform’s error is shown as plain text; no script runs.",
            Self::HostileText => "Opens. Every tag is shown as plain text; no script runs.",
        }
    }
}
