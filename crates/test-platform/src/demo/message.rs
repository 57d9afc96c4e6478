//! What a launch is for, and whether the page around it keeps something for the tool.

use crate::claims::name;

/// The kind of message that a launch ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Message {
    /// Somebody opens an activity.
    ResourceLink,
    /// A teacher adds content to the course.
    DeepLinking,
    /// A teacher looks at what a student handed in.
    SubmissionReview,
    /// Somebody asks what the tool keeps about a person.
    DataPrivacy,
}

impl Message {
    pub(crate) const ALL: [Self; 4] =
        [Self::ResourceLink, Self::DeepLinking, Self::SubmissionReview, Self::DataPrivacy];

    /// The value of the `message` parameter.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::ResourceLink => "resource-link",
            Self::DeepLinking => "deep-linking",
            Self::SubmissionReview => "submission-review",
            Self::DataPrivacy => "data-privacy",
        }
    }

    /// The message type of the launch.
    pub(crate) fn message_type(self) -> &'static str {
        match self {
            Self::ResourceLink => name::RESOURCE_LINK_REQUEST,
            Self::DeepLinking => name::DEEP_LINKING_REQUEST,
            Self::SubmissionReview => name::SUBMISSION_REVIEW_REQUEST,
            Self::DataPrivacy => name::DATA_PRIVACY_REQUEST,
        }
    }
}

/// Which window keeps things for a tool that has no cookies (Platform Storage 1.0).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Storage {
    /// The page around the tool.
    Parent,
    /// A frame of its own beside the tool's.
    Frame,
}

impl Storage {
    pub(crate) const ALL: [Self; 2] = [Self::Parent, Self::Frame];

    /// The name of the frame.
    pub(crate) const FRAME: &str = "lti_storage";

    /// The value of the `storage` parameter.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Parent => "parent",
            Self::Frame => "frame",
        }
    }

    /// The value of `lti_storage_target` in the login.
    pub(crate) fn target(self) -> &'static str {
        match self {
            Self::Parent => "_parent",
            Self::Frame => Self::FRAME,
        }
    }
}
