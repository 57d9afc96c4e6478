//! Courses, the activities in them, and where the tool is shown.

/// A course: the `context` of a launch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// Id in the platform.
    pub id: String,
    /// Short name.
    pub label: String,
    /// Full name.
    pub title: String,
    /// Id in the student information system.
    pub sourced_id: String,
}

/// An activity that opens the tool: the `resource_link` of a launch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Id in the platform.
    pub id: String,
    /// Id of the line item that belongs to the activity; `None` when it is not graded.
    pub line_item_id: Option<String>,
    /// Name.
    pub title: String,
    /// Description, empty when the teacher gave none.
    pub description: String,
}

/// Where the platform shows the tool (LTI Core 1.3, section 5.4.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentTarget {
    /// In a frame of the course page.
    Iframe,
    /// In a window of its own.
    Window,
}

impl DocumentTarget {
    /// The claim's value.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Iframe => "iframe",
            Self::Window => "window",
        }
    }

    /// Moodle's number for it, which its return URL carries.
    pub(super) fn launch_container(self) -> u8 {
        match self {
            Self::Iframe => 3,
            Self::Window => 4,
        }
    }
}

impl Default for Course {
    /// The course of the recorded launches.
    fn default() -> Self {
        Self {
            id: "3".to_owned(),
            label: "lti301".to_owned(),
            title: "LTI 301".to_owned(),
            sourced_id: "SIS-LTI-301".to_owned(),
        }
    }
}

impl Default for Activity {
    /// The activity of the recorded launches.
    fn default() -> Self {
        Self {
            id: "3".to_owned(),
            line_item_id: Some("9".to_owned()),
            title: "Chat with the tutor".to_owned(),
            description: String::new(),
        }
    }
}
