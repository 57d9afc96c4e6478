//! What must not be translated inside plain words: formulas, Moodle's own codes, placeholders, addresses.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// The patterns, in the order in which they win where two begin at one place.
const PATTERNS: [&str; 14] = [
    // TeX, as Moodle's filters find it: \( … \), \[ … \], $$ … $$, [tex] … [/tex].
    r"(?s)\\\(.+?\\\)",
    r"(?s)\\\[.+?\\\]",
    r"(?s)\$\$.+?\$\$",
    r"(?s)\[tex\].+?\[/tex\]",
    // The multi-language filter: {mlang en} … {mlang}.
    r"\{mlang[^{}]*\}",
    // Questions: {1:SHORTANSWER:=…}, [[1]].
    r"\{\d*:[A-Z_]+:[^{}]*\}",
    r"\[\[[^\[\]\n]{1,80}\]\]",
    // Placeholders: {{name}}, {$a->name}, {name}, %1$s, %s.
    r"\{\{[^{}\n]{1,80}\}\}",
    r"\{\$a(?:->\w+)?\}|\{[^\s{}]{1,60}\}",
    r"%(?:\d+\$)?[sdif](?-u:\b)",
    // Addresses.
    r"@@PLUGINFILE@@[^\s<>]*",
    r"(?:https?|ftp)://[^\s<>]*[^\s<>.,;:!?)\]}'’»]",
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    // What has no place in a text: an engine might lose it.
    r"[\p{Cc}\p{Co}&&[^\t\n\r]]+",
];

static PROTECTED: LazyLock<Regex> = LazyLock::new(|| {
    let any = PATTERNS.map(|pattern| format!("(?:{pattern})")).join("|");
    Regex::new(&any).unwrap_or_else(|error| unreachable!("the patterns are constant: {error}"))
});

/// Where in `text` such things stand, in order.
pub(super) fn find(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    PROTECTED.find_iter(text).map(|found| found.range())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn protects(text: &str, expected: &[&str]) {
        assert_eq!(find(text).map(|range| &text[range]).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn formulas_are_found() {
        protects(
            r"If \(a<b\) and \[c\] then $$d \frac{1}{2}$$.",
            &[r"\(a<b\)", r"\[c\]", r"$$d \frac{1}{2}$$"],
        );
        protects("costs $5 or $6", &[]);
        protects("[tex]x^2[/tex]!", &["[tex]x^2[/tex]"]);
    }

    #[test]
    fn codes_of_moodle_are_found() {
        protects(
            "{mlang en}Hello{mlang}{mlang other}Hi{mlang}",
            &["{mlang en}", "{mlang}", "{mlang other}", "{mlang}"],
        );
        protects(
            "Paris is {1:SHORTANSWER:=the capital} of [[1]].",
            &["{1:SHORTANSWER:=the capital}", "[[1]]"],
        );
    }

    #[test]
    fn placeholders_and_addresses_are_found() {
        protects(
            "Dear {$a->name}, {{x y}} {0} %s %1$s 5% done",
            &["{$a->name}", "{{x y}}", "{0}", "%s", "%1$s"],
        );
        protects("See (https://a.example/b?c=d).", &["https://a.example/b?c=d"]);
        protects("Write to me@a.example.", &["me@a.example"]);
        protects("@@PLUGINFILE@@/a%20b.png here", &["@@PLUGINFILE@@/a%20b.png"]);
    }

    #[test]
    fn control_characters_are_found_and_white_space_is_not() {
        protects("a\u{0}b\u{b}\u{1b}c\td\r\ne", &["\u{0}", "\u{b}\u{1b}"]);
    }
}
