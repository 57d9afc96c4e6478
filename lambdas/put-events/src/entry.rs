//! The entries of a call, and which of them are events of the site that sent them.

use moodle::{MoodleEvent, SiteUrl, event};
use ports::EventRefusal;
use serde::Deserialize;

use crate::refuse::sentence;

/// Readers of JSON stop somewhere, and what is kept is for all of them. Moodle's own events have a few levels.
const DEEPEST: usize = 100;

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
        let source = given("Source", self.source.as_deref())?;
        if source != event::SOURCE {
            let message =
                format!("the Source is not {}; this service takes events of Moodle only", event::SOURCE);
            return Err(refusal("NotAuthorizedForSourceException", &message));
        }
        let detail_type = given("DetailType", self.detail_type.as_deref())?;
        let detail = given("Detail", self.detail.as_deref())?;
        if deepest(detail) > DEEPEST {
            let message = format!("the Detail nests deeper than {DEEPEST} levels");
            return Err(refusal("MalformedDetail", &message));
        }
        let event = MoodleEvent::parse(detail).map_err(|error| {
            refusal("MalformedDetail", &format!("the Detail is no event of Moodle: {error}"))
        })?;
        if event.name.detail_type() != detail_type {
            let message = "the DetailType is not the eventname in the Detail, or its first 128 characters";
            return Err(refusal("InvalidArgument", message));
        }
        if event.site != *site {
            let message = format!(
                "the event's wwwroot is {}, and the key that signed belongs to {site}: make a connection code for this site with \
                 `moodle-aws site add`",
                event.site
            );
            return Err(refusal("NotAuthorizedForSourceException", &message));
        }
        Ok(event)
    }
}

fn given<'a>(name: &str, text: Option<&'a str>) -> Result<&'a str, EventRefusal> {
    let given = text.filter(|text| !text.is_empty());
    given.ok_or_else(|| refusal("InvalidArgument", &format!("{name} is missing or empty")))
}

/// How deep the brackets of a JSON text nest.
fn deepest(json: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut in_text, mut escaped) = (false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_text,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

fn refusal(code: &str, message: &str) -> EventRefusal {
    EventRefusal { code: code.to_owned(), message: sentence(message) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_texts_nest_nothing() {
        for (json, depth) in [
            ("1", 0),
            ("{}", 1),
            (r#"[[],[[]],{"a":[]}]"#, 3),
            (r#"{"a":"[[[[\"[[","b":[1]}"#, 2),
            (r#"["\\",[]]"#, 2),
            ("]]]][", 1),
        ] {
            assert_eq!(deepest(json), depth, "{json}");
        }
    }
}
