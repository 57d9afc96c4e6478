use documents::{Format, Place};

use crate::support::{chapter, read, sections, text};

#[test]
fn bytes_are_letters_of_the_code_page_or_of_their_font() {
    let rtf = r"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset238 B;}{\f2\fcharset128 C;}}\'cf\'f0{\f1 \'b9\'f3}{\f2 \'93\'fa}}";
    assert_eq!(text(Format::Rtf, rtf), "Прąó日");
}

#[test]
fn a_unicode_character_stands_instead_of_its_substitutes() {
    assert_eq!(
        text(Format::Rtf, r"{\rtf1 \u8364?5 \uc2\u1078 xyz \uc0\u-10179\u-8704 !{\uc1\u233\'e9}}"),
        "€5 жz 😀!é"
    );
}

#[test]
fn what_is_no_text_is_left_out() {
    let rtf = r"{\rtf1{\stylesheet{\s0 Normal;}}{\*\generator X;}{\header Page}{\pict 89504e47}{\field{\*\fldinst PAGE}{\fldrslt 7}}\
{\v hidden}{\deleted gone}{\object{\objdata 00}{\result shown}}{\bin4 }}}}kept}";
    assert_eq!(text(Format::Rtf, rtf), "7\nshownkept");
}

#[test]
fn tables_headings_and_notes_have_their_places() {
    let rtf = r"{\rtf1{\info{\title My \'e9tude}}{\stylesheet{\s1 heading 1;}}Preface\par\pard\s1 First\par\pard text{\footnote note} goes on\par
\trowd\pard\intbl A\par a\cell B\cell\row\pard\outlinelevel1 Second\par\pard end}";
    assert_eq!(
        sections(Format::Rtf, rtf),
        [
            (Place::Whole, "Preface".to_owned()),
            (chapter("First"), "First\ntext goes on\nnote\nA a | B".to_owned()),
            (chapter("Second"), "Second\nend".to_owned()),
        ]
    );
    assert_eq!(read(Format::Rtf, rtf).unwrap().title.as_deref(), Some("My étude"));
}

#[test]
fn escaped_characters_and_named_ones_are_text() {
    assert_eq!(text(Format::Rtf, r"{\rtf1 \{a\}\\\~b\_c\emdash\ldblquote d\rdblquote}"), "{a}\\ b-c—“d”");
}
