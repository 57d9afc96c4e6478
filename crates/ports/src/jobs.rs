//! Jobs for the index, and the messages that carry them.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lti::time::UnixTime;
use lti::token::TokenDigest;
use moodle::event::{EventId, EventName};
use moodle::{CourseId, ModuleId, SiteUrl};
use serde::{Deserialize, Serialize};

use crate::readings::key_of;
use crate::{Entropy, SiteCourse};

/// What is to be made equal to what Moodle shows: one activity or resource, or a whole course. It says nothing about what
/// happened there, so doing it twice, late, or in another order than things happened makes no difference, as long as nobody does
/// it twice at a time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct IndexJob {
    /// The site.
    pub site: SiteUrl,
    /// The course.
    pub course: CourseId,
    /// The activity or resource; all of the course where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module: Option<ModuleId>,
}

impl IndexJob {
    /// The job of a course, or of one activity or resource in it.
    #[must_use]
    pub fn of(course: &SiteCourse, module: Option<ModuleId>) -> Self {
        Self { site: course.site.clone(), course: course.course, module }
    }

    /// The course that the job is about, or that the activity is in.
    #[must_use]
    pub fn site_course(&self) -> SiteCourse {
        SiteCourse { site: self.site.clone(), course: self.course }
    }

    /// A key of one length for stores, whatever the site's address looks like.
    #[must_use]
    pub fn key(&self) -> TokenDigest {
        let module = self.module.map(|id| id.to_string()).unwrap_or_default();
        key_of(&["index-job", self.site.as_str(), &self.course.to_string(), &module])
    }
}

/// Tells the messages about one job apart: 128 random bits as 22 base64url characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct JobVersion(String);

/// The text has not the shape of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is not the version of a job: 22 characters of base64url")]
pub struct NotAVersion;

impl JobVersion {
    /// A fresh one.
    #[must_use]
    pub fn random(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 16];
        entropy.fill(&mut bytes);
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The version as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for JobVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for JobVersion {
    type Error = NotAVersion;
    fn try_from(text: String) -> Result<Self, NotAVersion> {
        let fits = URL_SAFE_NO_PAD.decode(&text).is_ok_and(|bytes| bytes.len() == 16);
        if fits { Ok(Self(text)) } else { Err(NotAVersion) }
    }
}

impl From<JobVersion> for String {
    fn from(version: JobVersion) -> String {
        version.0
    }
}

/// A message of the queue, as JSON. Whoever works on it asks [`crate::PendingJobs`] first whether it is still to be done.
/// Members that are not known are left alone, so that a later version may add some.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobMessage {
    /// What is to be done.
    #[serde(flatten)]
    pub job: IndexJob,
    /// Which message about the job this is.
    pub version: JobVersion,
    /// When the first of the events that the job stands for was noted.
    pub since: UnixTime,
    /// The event for which the message was sent. For people who look for the reason; what is done does not depend on it.
    pub event: EventName,
    /// That event's id.
    pub event_id: EventId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemEntropy;

    fn job(site: &str, course: u64, module: Option<u64>) -> IndexJob {
        IndexJob {
            site: SiteUrl::parse(site).unwrap(),
            course: course.try_into().unwrap(),
            module: module.map(|id| id.try_into().unwrap()),
        }
    }

    const MESSAGE: &str = r#"{"site":"https://m.example","course":8,"module":97,"version":"AAAAAAAAAAAAAAAAAAAAAA","since":1795298722,"event":"\\core\\event\\course_module_created","event_id":"0b0f7e9c-8f0a-4c1e-9d3b-1234567890ab"}"#;

    /// Messages wait in queues for days: a release must read those of the release before it.
    #[test]
    fn the_form_of_a_message_never_changes() {
        let message: JobMessage = serde_json::from_str(MESSAGE).unwrap();
        assert_eq!(message.job, job("https://m.example", 8, Some(97)));
        assert_eq!(message.since, UnixTime(1_795_298_722));
        assert_eq!(serde_json::to_string(&message).unwrap(), MESSAGE);
        let course = MESSAGE.replace(r#""module":97,"#, "");
        let message: JobMessage = serde_json::from_str(&course).unwrap();
        assert_eq!(message.job, job("https://m.example", 8, None));
        assert_eq!(serde_json::to_string(&message).unwrap(), course);
    }

    #[test]
    fn a_message_may_have_members_that_nobody_knows_but_none_that_is_wrong() {
        let more = MESSAGE.replacen('{', r#"{"later":{"a":[1e3]},"#, 1);
        let read = |text: &str| serde_json::from_str::<JobMessage>(text);
        assert_eq!(read(&more).unwrap(), read(MESSAGE).unwrap());
        for (from, to) in [
            (r#""course":8"#, r#""course":0"#),
            (r#""course":8"#, r#""course":"8""#),
            (r#""course":8"#, r#""course":18446744073709551616"#),
            (r#""course":8,"#, ""),
            (r#""module":97"#, r#""module":-1"#),
            ("https://m.example", "http://m.example"),
            ("AAAAAAAAAAAAAAAAAAAAAA", "AAAA"),
            (r#""since":1795298722"#, r#""since":"now""#),
        ] {
            assert!(read(&MESSAGE.replace(from, to)).is_err(), "{to}");
        }
        assert!(read("").is_err());
        assert!(read("[]").is_err());
    }

    #[test]
    fn every_job_has_a_key_of_its_own() {
        let jobs = [
            job("https://m.example", 1, None),
            job("https://m.example", 1, Some(1)),
            job("https://m.example", 11, None),
            job("https://m.example", 1, Some(11)),
            job("https://m.example", 11, Some(1)),
            job("https://m.example/1", 1, Some(1)),
        ];
        let keys: std::collections::HashSet<_> = jobs.iter().map(IndexJob::key).collect();
        assert_eq!(keys.len(), jobs.len());
        assert_eq!(jobs[1].key(), job("https://m.example", 1, Some(1)).key());
    }

    #[test]
    fn versions_differ_and_are_read_back() {
        let [one, other] = [(); 2].map(|()| JobVersion::random(&SystemEntropy::default()));
        assert_ne!(one, other);
        assert_eq!(JobVersion::try_from(one.to_string()), Ok(one));
        for wrong in ["", "AAAA", &"A".repeat(23), &"é".repeat(11)] {
            assert_eq!(JobVersion::try_from(wrong.to_owned()), Err(NotAVersion), "{wrong}");
        }
    }
}
