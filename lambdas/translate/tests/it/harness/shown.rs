use std::collections::BTreeMap;

use http_api::testing::Event;
use serde_json::Value;

/// What a person sees of one text.
#[derive(Debug, Default, PartialEq)]
pub struct Shown {
    /// The deltas since the last reset.
    pub text: String,
    pub deltas: usize,
    pub resets: usize,
    /// The finished translation.
    pub translation: Option<Value>,
}

/// What a person sees in the end, by text, and the last event.
#[track_caller]
pub fn fold(events: &[Event]) -> (BTreeMap<u64, Shown>, Event) {
    let mut all: BTreeMap<u64, Shown> = BTreeMap::new();
    let (last, others) = events.split_last().expect("a stream has a last event");
    assert!(matches!(last.0.as_str(), "end" | "error"), "{last:?}");
    for (name, data) in others {
        if name.is_empty() {
            continue;
        }
        let shown = all.entry(data["index"].as_u64().unwrap()).or_default();
        assert_eq!(shown.translation, None, "nothing comes after a text's translation: {name} {data}");
        match name.as_str() {
            "delta" => {
                let more = data["text"].as_str().unwrap();
                assert!(!more.is_empty(), "an empty delta");
                shown.text += more;
                shown.deltas += 1;
            }
            "reset" => {
                shown.text.clear();
                shown.resets += 1;
            }
            "translation" => shown.translation = Some(data.clone()),
            other => panic!("the event {other} in the middle"),
        }
    }
    (all, last.clone())
}
