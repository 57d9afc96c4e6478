//! `moodle-aws openapi`: the description of all calls that the front end makes, and Moodle's plugins.
//!
//! `POST /v1/events` is not in it: it is EventBridge's `PutEvents`, which AWS's SDKs describe and speak; one address for
//! operations that a header chooses, and a signature over the whole call, are nothing that `OpenAPI` can say.

use anyhow::Context as _;

use crate::say;

pub fn print() -> anyhow::Result<()> {
    say(&description()?);
    Ok(())
}

fn description() -> anyhow::Result<String> {
    let mut all = lti_tool::openapi();
    all.merge(translate::openapi());
    all.merge(readings::openapi());
    all.merge(course_assistant::openapi());
    all.to_pretty_json().context("the description cannot be written as JSON")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_committed_description_is_the_one_of_the_code() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        let fresh = super::description().unwrap() + "\n" == committed;
        assert!(fresh, "run `cargo run -p moodle-aws -- openapi > docs/openapi.json`");
    }
}
