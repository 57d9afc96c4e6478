//! The numbers by which an answer names the passages that it is from.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// Numbers in brackets, and the space before them: `[1]`, `[1, 3]`, `[2-4]`, `[passage 1]`, `【1】`.
static GROUP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)
        (?<space>\s*) [\[【] \^? \s*
        (?<numbers> (?:passages?|sources?)? \s* [0-9٠-٩۰-۹０-９]+
            (?: \s* [,;–—-]? \s* (?:passages?|sources?)? \s* [0-9٠-٩۰-۹０-９]+ )* )
        \s* [\]】]",
    )
});
/// A number, or what makes two of them a range.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern("[0-9٠-٩۰-۹０-９]+|[–—-]"));
/// Code, in which brackets are brackets.
static CODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?s)```.*?```|`[^`\n]*`"));

#[expect(clippy::expect_used, reason = "each is written here, and tried by the tests")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern")
}

/// A text whose citations name passages that there are, each as `[1]`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Cited {
    pub text: String,
    /// The passages that are named, in the order of their numbers.
    pub numbers: BTreeSet<usize>,
}

/// Reads the citations of a text that may name so many passages. What names others is taken out.
pub(crate) fn read(text: &str, passages: usize) -> Cited {
    let mut cited = Cited { text: String::with_capacity(text.len()), numbers: BTreeSet::new() };
    let mut after = 0;
    for Range { start, end } in CODE.find_iter(text).map(|code| code.range()) {
        cited.prose(&text[after..start], passages);
        cited.text.push_str(&text[start..end]);
        after = end;
    }
    cited.prose(&text[after..], passages);
    cited
}

impl Cited {
    fn prose(&mut self, text: &str, passages: usize) {
        let prose = GROUP.replace_all(text, |group: &Captures<'_>| {
            let mut written = String::new();
            for number in numbers(&group["numbers"], passages) {
                if written.is_empty() {
                    written.push_str(&group["space"]);
                }
                // Writing to a string cannot fail.
                let _ = write!(written, "[{number}]");
                self.numbers.insert(number);
            }
            written
        });
        self.text.push_str(&prose);
    }
}

/// The numbers of a group from 1 to `most`, those of ranges included, each once.
fn numbers(group: &str, most: usize) -> Vec<usize> {
    let (mut found, mut before, mut range) = (Vec::new(), None, false);
    for part in NUMBER.find_iter(group) {
        let Some(number) = number(part.as_str()) else {
            range = true;
            continue;
        };
        let first = match before {
            Some(before) if range => number.min(before),
            _ => number,
        };
        for number in first..=number.min(most) {
            if number > 0 && !found.contains(&number) {
                found.push(number);
            }
        }
        (before, range) = (Some(number), false);
    }
    found
}

/// The value of decimal digits, as they are written with Latin, Arabic and East Asian letters; none of a dash.
fn number(text: &str) -> Option<usize> {
    let digit = |c: char| {
        let zero =
            ['0', '٠', '۰', '０'].into_iter().find(|zero| (*zero..).take(10).any(|digit| digit == c))?;
        usize::try_from(u32::from(c) - u32::from(zero)).ok()
    };
    text.chars().try_fold(0_usize, |sum, c| Some(sum.saturating_mul(10).saturating_add(digit(c)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(text: &str, expected: &str, numbers: &[usize]) {
        let cited = read(text, 4);
        assert_eq!(
            (cited.text.as_str(), cited.numbers.into_iter().collect::<Vec<_>>()),
            (expected, numbers.into())
        );
    }

    #[test]
    fn citations_are_written_one_way_however_a_model_writes_them() {
        reads("A fact [1].", "A fact [1].", &[1]);
        reads("A fact[3][1].", "A fact[3][1].", &[1, 3]);
        reads("A fact [1, 3; 4].", "A fact [1][3][4].", &[1, 3, 4]);
        reads("A fact [2-4], [1 – 2].", "A fact [2][3][4], [1][2].", &[1, 2, 3, 4]);
        reads("A fact [passage 1, Passage 2] [passage3].", "A fact [1][2] [3].", &[1, 2, 3]);
        reads("A fact 【2】 [^1].", "A fact [2] [1].", &[1, 2]);
        reads("حقيقة [٢]. ［1］ [４]", "حقيقة [2]. ［1］ [4]", &[2, 4]);
        reads("[1]", "[1]", &[1]);
    }

    #[test]
    fn what_names_no_passage_is_taken_out() {
        reads("A fact [5].", "A fact.", &[]);
        reads("A fact [0] and [999] more [1, 7].", "A fact and more [1].", &[1]);
        reads("A fact [99999999999999999999999].", "A fact.", &[]);
        reads("A fact [3-99999999999].", "A fact [3][4].", &[3, 4]);
        reads("A fact [4-2].", "A fact [4][2].", &[2, 4]);
        assert_eq!(read("Before [1] and [2].", 0).text, "Before and.");
    }

    #[test]
    fn other_brackets_and_code_stay() {
        for text in
            ["[a]", "[]", "[1", "1]", "(1)", "a[i]", "[1.5]", "[x1]", "`a[9]` and ```\nb[7]\n```", "\\[x\\]"]
        {
            reads(text, text, &[]);
        }
        reads("`a[9]` [2] `b", "`a[9]` [2] `b", &[2]);
    }
}
