use std::fmt::Write as _;

use documents::{Format, Place};

use crate::support::{chapter, sections, text};

#[test]
fn marks_are_no_text_and_code_keeps_its_lines() {
    let markdown = "A *b* [link](http://x) `code` ![picture](p.png)\nsame line  \nnext\n\n```rust\nfn x() {\n    1\n}\n```\nafter";
    assert_eq!(
        text(Format::Markdown, markdown),
        "A b link code picture same line\nnext\nfn x() {\n    1\n}\nafter"
    );
}

#[test]
fn headings_begin_chapters() {
    let markdown = "---\ntitle: x\n---\nPreface\n# One `1`\ntext\n\nTwo\n---\n";
    assert_eq!(
        sections(Format::Markdown, markdown),
        [
            (Place::Whole, "Preface".to_owned()),
            (chapter("One 1"), "One 1\ntext".to_owned()),
            (chapter("Two"), "Two".to_owned()),
        ]
    );
}

#[test]
fn lists_tables_and_html_are_read() {
    let markdown = "- a\n  - b\n- [x] c\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n<div>\n<b>in</b> HTML<script>no</script>\n</div>\n";
    assert_eq!(text(Format::Markdown, markdown), "a\nb\nc\nA | B\n1 | 2\nin HTML");
}

#[test]
fn a_long_text_is_read_piece_by_piece_without_a_seam() {
    let mut markdown = String::new();
    let mut expected = Vec::new();
    for number in 0..20_000 {
        write!(markdown, "paragraph *{number}*\n\n").unwrap();
        expected.push(format!("paragraph {number}"));
    }
    assert_eq!(text(Format::Markdown, markdown), expected.join("\n"));
}
