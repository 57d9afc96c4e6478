use std::io::Cursor;

use documents::{Extracted, Format, Limits, Unreadable, extract};

use crate::support::ooxml::{deck, paragraph, shape, text as document, workbook};
use crate::support::pdf::pdf;

fn read(format: Format, bytes: impl AsRef<[u8]>, limits: &Limits) -> Result<Extracted, Unreadable> {
    extract(format, Cursor::new(bytes), limits)
}

#[test]
fn text_beyond_the_limit_is_cut_off_between_characters_and_said_to_be() {
    let limits = Limits { text_bytes: 9, ..Limits::default() };
    let page = "BT /F1 12 Tf 50 700 Td (abcdefghijkl) Tj ET";
    for (format, bytes) in [
        (Format::Text, "ääääää".as_bytes().to_vec()),
        (Format::Html, "<p>ääääää".as_bytes().to_vec()),
        (Format::Markdown, "# ääääää".as_bytes().to_vec()),
        (Format::Rtf, br"{\rtf1 \'e4\'e4\'e4\'e4\'e4\'e4}".to_vec()),
        (Format::Docx, document(&paragraph("ääääää")).bytes()),
        (Format::Pptx, deck(&[&shape(&["ääää", "ää"])]).bytes()),
        (Format::Xlsx, workbook("<row><c t='inlineStr'><is><t>ääääää</t></is></c></row>").bytes()),
        (Format::Pdf, pdf(&[page, page])),
    ] {
        let extracted = read(format, bytes, &limits).unwrap();
        assert!(extracted.truncated, "{format:?}");
        let bytes: usize = extracted.sections.iter().map(|section| section.text.len()).sum();
        assert!((8..=9).contains(&bytes), "{format:?}: {bytes}");
    }
}

#[test]
fn sections_beyond_the_limit_are_cut_off() {
    let limits = Limits { sections: 2, ..Limits::default() };
    let slides = [shape(&["a"]), shape(&["b"]), shape(&["c"])];
    let extracted = read(Format::Pptx, deck(&[&slides[0], &slides[1], &slides[2]]).bytes(), &limits).unwrap();
    assert_eq!(extracted.sections.len(), 2);
    assert!(extracted.truncated);
}

#[test]
fn an_archive_with_too_many_entries_is_refused() {
    let limits = Limits { entries: 4, ..Limits::default() };
    assert_eq!(read(Format::Pptx, deck(&[""]).bytes(), &limits), Err(Unreadable::TooLarge));
}

#[test]
fn groups_that_nest_too_deep_are_refused() {
    let rtf = r"{\rtf1 ".to_owned() + &"{".repeat(1000);
    let refused = read(Format::Rtf, rtf, &Limits::default()).unwrap_err();
    assert_eq!(refused.code(), "broken");
}

#[test]
fn a_pdf_that_is_too_large_to_be_held_is_refused() {
    let limits = Limits { whole_bytes: 100, ..Limits::default() };
    assert_eq!(read(Format::Pdf, pdf(&["BT /F1 12 Tf (x) Tj ET"]), &limits), Err(Unreadable::TooLarge));
}

#[test]
fn markup_beyond_the_limit_is_cut_off() {
    let limits = Limits { markup_bytes: 64, ..Limits::default() };
    let html = "<p>first</p>".to_owned() + &"<!-- -->".repeat(20) + "last";
    let extracted = read(Format::Html, html, &limits).unwrap();
    assert_eq!((extracted.sections[0].text.as_str(), extracted.truncated), ("first", true));
    let rtf = r"{\rtf1 first".to_owned() + &r"\b0".repeat(20) + "last}";
    let extracted = read(Format::Rtf, rtf, &limits).unwrap();
    assert_eq!((extracted.sections[0].text.as_str(), extracted.truncated), ("first", true));
}
