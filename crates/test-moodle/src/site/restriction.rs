use serde_json::{Value, json};

use crate::ModuleId;

/// A condition that students have to meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Restriction {
    /// They belong to a group, by its id.
    Group(u64),
    /// The time has come, in seconds since 1970.
    From(i64),
    /// They have completed another activity.
    Completed(ModuleId),
    /// Any tree of conditions, as Moodle keeps it: JSON that may be empty, or wrong.
    Tree(String),
}

impl Restriction {
    /// The tree of conditions that Moodle keeps.
    pub(crate) fn tree(&self) -> String {
        let condition = match self {
            Self::Group(id) => json!({ "type": "group", "id": id }),
            Self::From(time) => json!({ "type": "date", "d": ">=", "t": time }),
            Self::Completed(module) => json!({ "type": "completion", "cm": module.get(), "e": 1 }),
            Self::Tree(tree) => return tree.clone(),
        };
        json!({ "op": "&", "c": [condition], "showc": [true] }).to_string()
    }
}

/// Whether a tree keeps anybody out. Only one that is plainly empty keeps out nobody.
pub(crate) fn restricts(tree: Option<&str>) -> bool {
    let Some(tree) = tree.filter(|tree| !tree.is_empty()) else { return false };
    let Ok(root) = serde_json::from_str::<Value>(tree) else { return true };
    if root["c"].as_array().is_none_or(|conditions| !conditions.is_empty()) {
        return true;
    }
    match root["op"].as_str() {
        Some("&" | "!|") => !root["showc"].is_array(),
        Some("|" | "!&") => !root["show"].is_boolean(),
        _ => true,
    }
}

/// Whether those whom a tree keeps out are told why.
pub(crate) fn is_explained(tree: Option<&str>) -> bool {
    let root: Value = tree.and_then(|tree| serde_json::from_str(tree).ok()).unwrap_or_default();
    root["showc"].as_array().is_some_and(|shown| shown.contains(&json!(true)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_empty_tree_lets_everybody_in() {
        assert!(!restricts(None));
        assert!(!restricts(Some("")));
        assert!(!restricts(Some(r#"{"op":"&","c":[],"showc":[]}"#)));
        assert!(!restricts(Some(r#"{"op":"|","c":[],"show":true}"#)));
        for tree in ["{}", "null", "nonsense", r#"{"op":"&","c":[]}"#, r#"{"op":"?","c":[],"showc":[]}"#] {
            assert!(restricts(Some(tree)), "{tree}");
        }
        for restriction in
            [Restriction::Group(1), Restriction::From(2_208_988_800), Restriction::Completed(ModuleId(7))]
        {
            assert!(restricts(Some(&restriction.tree())));
        }
    }
}
