//! Whether an answer has the members of the recorded ones, with values of the same types.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// What has been seen at a place of recorded answers.
#[derive(Debug, Default)]
pub struct Shape {
    types: BTreeSet<&'static str>,
    objects: usize,
    /// With how many of the objects had each.
    members: BTreeMap<String, (usize, Shape)>,
    items: Option<Box<Shape>>,
}

impl Shape {
    pub fn of<'a>(values: impl IntoIterator<Item = &'a Value>) -> Self {
        let mut shape = Self::default();
        values.into_iter().for_each(|value| shape.see(value));
        shape
    }

    fn see(&mut self, value: &Value) {
        self.types.insert(type_of(value));
        match value {
            Value::Array(items) => {
                let seen = self.items.get_or_insert_default();
                for item in items {
                    seen.see(item);
                }
            }
            Value::Object(members) => {
                self.objects += 1;
                for (name, member) in members {
                    let (count, seen) = self.members.entry(name.clone()).or_default();
                    *count += 1;
                    seen.see(member);
                }
            }
            _ => {}
        }
    }

    /// In what a value differs: another type, a member that none had, or none that all had.
    pub fn differences(&self, value: &Value) -> Vec<String> {
        let mut found = Vec::new();
        self.compare(value, "", &mut found);
        found
    }

    fn compare(&self, value: &Value, at: &str, found: &mut Vec<String>) {
        if !self.types.contains(type_of(value)) {
            found.push(format!("{at} is a {}, not one of {:?}", type_of(value), self.types));
        }
        match (value, &self.items) {
            (Value::Array(items), Some(seen)) if !seen.types.is_empty() => {
                for item in items {
                    seen.compare(item, &format!("{at}[]"), found);
                }
            }
            (Value::Object(members), _) => {
                for (name, (count, seen)) in &self.members {
                    match members.get(name) {
                        Some(member) => seen.compare(member, &format!("{at}.{name}"), found),
                        None if *count == self.objects => found.push(format!("{at}.{name} is missing")),
                        None => {}
                    }
                }
                let new = members.keys().filter(|name| !self.members.contains_key(*name));
                found.extend(new.map(|name| format!("{at}.{name} was never recorded")));
            }
            _ => {}
        }
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[test]
fn every_kind_of_difference_is_found() {
    use serde_json::json;

    let seen = Shape::of(&[json!({ "a": 1, "b": [{ "c": null }] }), json!({ "a": "1", "b": [], "d": true })]);
    assert!(seen.differences(&json!({ "a": 2, "b": [{ "c": null }], "d": false })).is_empty());
    assert_eq!(
        seen.differences(&json!({ "a": true, "b": [{ "c": 1 }, {}], "e": 1 })),
        [
            ".a is a boolean, not one of {\"number\", \"string\"}",
            ".b[].c is a number, not one of {\"null\"}",
            ".b[].c is missing",
            ".e was never recorded",
        ]
    );
}
