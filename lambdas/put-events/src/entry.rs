//! The entries of a call, and which of them are events of the site that sent them.

use moodle::{MoodleEvent, SiteUrl, event};
use ports::EventRefusal;
use serde::Deserialize;

use crate::refuse::sentence;

/// One entry, as EventBridge takes it. There is one bus, so its name says nothing; the event's own time is in its detail.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Entry {
    source: Option<String>,
    detail_type: Option<String>,
    detail: Option<String>,
}

impl Entry {
    /// What the entry counts, as EventBridge counts it: its texts in UTF-8, and 14 for a time.
    /// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html>
    pub fn size(&self) -> usize {
        let texts = [&self.source, &self.detail_type, &self.detail];
        14 + texts.iter().filter_map(|text| text.as_ref()).map(String::len).sum::<usize>()
    }

    /// The event that it holds.
    pub fn read(&self, site: &SiteUrl) -> Result<MoodleEvent, EventRefusal> {
        let missing = |name: &str| refusal("InvalidArgument", format!("{name} is missing or empty"));
        let given = |text: &'_ Option<String>, name: &str| {
            text.clone().filter(|text| !text.is_empty()).ok_or_else(|| missing(name))
        };
        let source = given(&self.source, "Source")?;
        if source != event::SOURCE {
            let message =
                format!("the Source is not {}; this service takes events of Moodle only", event::SOURCE);
            return Err(refusal("NotAuthorizedForSourceException", message));
        }
        let detail_type = given(&self.detail_type, "DetailType")?;
        let detail = given(&self.detail, "Detail")?;
        let event = MoodleEvent::parse(&detail).map_err(|error| {
            refusal("MalformedDetail", format!("the Detail is no event of Moodle: {error}"))
        })?;
        if event.name.as_str() != detail_type {
            let message = "the DetailType is not the eventname in the Detail";
            return Err(refusal("InvalidArgument", message.to_owned()));
        }
        if event.site != *site {
            let message = format!(
                "the event's wwwroot is {}, and the key that signed belongs to {site}: make a connection code for this site with \
                 `moodle-aws site add`",
                event.site
            );
            return Err(refusal("NotAuthorizedForSourceException", message));
        }
        Ok(event)
    }
}

fn refusal(code: &str, message: String) -> EventRefusal {
    EventRefusal { code: code.to_owned(), message: sentence(&message) }
}
