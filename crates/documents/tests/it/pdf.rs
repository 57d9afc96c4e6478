use documents::{Format, Place, Unreadable};

use crate::support::pdf::pdf;
use crate::support::{read, sections, text};

#[test]
fn pages_have_numbers_and_lines_are_told_by_their_places() {
    let first = "BT /F1 12 Tf 50 700 Td (First line) Tj 0 -14 Td (second) Tj 60 0 Td (line) Tj ET";
    let third = "BT /F1 12 Tf 50 700 Td [(W) 80 (ord) -400 (gap)] TJ ET";
    assert_eq!(
        sections(Format::Pdf, pdf(&[first, "", third])),
        [(Place::Page(1), "First line\nsecond line".to_owned()), (Place::Page(3), "Word gap".to_owned()),]
    );
}

#[test]
fn a_ligature_is_its_letters_and_a_divided_word_is_one() {
    let content = r"BT /F1 12 Tf 50 700 Td (o\001ce exam-) Tj 0 -14 Td (ple, not A-) Tj 0 -14 Td (B) Tj ET";
    assert_eq!(text(Format::Pdf, pdf(&[content])), "office example, not A-\nB");
}

#[test]
fn letters_that_are_drawn_twice_to_look_bold_are_read_once() {
    let content = "BT /F1 12 Tf 2 Tr 50 700 Td (Outlined) Tj ET BT /F1 12 Tf 0 Tr 50 600 Td (Bold) Tj ET \
        BT /F1 12 Tf 50.3 600 Td (Bold) Tj ET";
    assert_eq!(text(Format::Pdf, pdf(&[content])), "Outlined\nBold");
}

#[test]
fn a_scan_has_no_text() {
    let picture = "q 100 0 0 100 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x40 EI Q";
    assert_eq!(read(Format::Pdf, pdf(&[picture])), Err(Unreadable::NoText));
    assert_eq!(read(Format::Pdf, pdf(&["BT /F2 12 Tf (A) Tj ET"])), Err(Unreadable::NoText));
}

#[test]
fn a_pdf_without_its_table_of_objects_is_mended() {
    let whole = pdf(&["BT /F1 12 Tf 50 700 Td (Hello) Tj ET"]);
    let end = whole.windows(4).position(|window| window == b"xref").unwrap();
    assert_eq!(text(Format::Pdf, &whole[..end]), "Hello");
}

#[test]
fn what_is_no_pdf_is_broken() {
    assert!(matches!(read(Format::Pdf, b"%PDF-1.7\nnothing more"), Err(Unreadable::Broken { .. })));
}
