//! A running tool with its readings, the platforms that it knows, and the people who launch it there.

mod answer;
mod browser;
mod listener;
mod lms;
mod session;
mod tool;

pub use answer::Answer;
pub use browser::send_as_browser;
pub use listener::Listener;
pub use lms::Lms;
pub use session::Session;
pub use tool::Tool;

use serde_json::Value;
use test_platform::{Config, SigningKey};

/// The course in which the tests play, unless they say otherwise.
pub const COURSE: &str = "fisica";

/// A tool and two platforms that are alike in everything but their origin: client id, deployment, courses and people have
/// the same ids at both.
pub struct World {
    pub lms: Lms,
    pub other: Lms,
    pub tool: Tool,
}

impl World {
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// With another configuration of the first platform.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let tool = Tool::start().await;
        let lms = Lms::start(&tool, SigningKey::rsa(), change).await;
        let other = Lms::start(&tool, SigningKey::other_rsa(), |_| {}).await;
        Self { lms, other, tool }
    }

    /// A teacher chooses content for the course.
    pub async fn author(&self) -> Session {
        self.lms.open("person=teacher&message=deep-linking").await
    }

    /// A text that is placed in the course, and its activity.
    pub async fn placed(&self, graded: bool) -> Activity {
        self.placed_in(COURSE, graded).await
    }

    pub async fn placed_in(&self, course: &str, graded: bool) -> Activity {
        let query = format!("person=teacher&message=deep-linking&course={course}");
        let author = self.lms.open(&query).await;
        let reading = author.write("Ondas", "<p>Una onda transporta energía.</p>").await;
        self.lms.place_in(course, &author, &reading, graded).await
    }

    /// Somebody opens an activity of the first platform.
    pub async fn open(&self, person: &str, activity: &Activity) -> Session {
        self.lms.open(&activity.query(person)).await
    }

    /// The member with this id, as the teacher of the activity sees them.
    pub async fn member(&self, activity: &Activity, user_id: &str) -> Value {
        let teacher = self.open("teacher", activity).await;
        teacher.member(user_id).await.unwrap_or_else(|| panic!("no {user_id} in the course"))
    }
}

/// A placed text.
#[derive(Clone, Debug)]
pub struct Activity {
    pub id: String,
    pub course: String,
    pub reading: String,
}

impl Activity {
    /// What the platform is asked for when this person opens it.
    pub fn query(&self, person: &str) -> String {
        format!("person={person}&course={}&activity={}", self.course, self.id)
    }
}
