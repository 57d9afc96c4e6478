//! Files of real programs; `tests/files/README.md` says which.

use std::fs;
use std::path::{Path, PathBuf};

use documents::{Extracted, Format, LegacyFormat, Place, Unreadable};

use crate::support::{chapter, read, recognised, sheet};

fn file(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap()
}

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files")
}

/// The text with its places, of a file that nobody said anything about.
fn read_file(name: &str, format: Format) -> Extracted {
    let bytes = file(name);
    assert_eq!(recognised("", "application/octet-stream", &bytes), Ok(format), "{name}");
    read(format, bytes).unwrap()
}

fn expect(name: &str, format: Format, title: Option<&str>, sections: &[(Place, &str)]) {
    let extracted = read_file(name, format);
    assert_eq!(extracted.title.as_deref(), title, "{name}");
    let found: Vec<_> = extracted.sections.iter().map(|s| (s.place.clone(), s.text.as_str())).collect();
    assert_eq!(found, sections, "{name}");
}

#[test]
fn a_presentation_is_the_same_whichever_program_saved_it() {
    let chart = (Place::Slide(1), "Weather in Uppsala\nTemperature\nWinter | Summer");
    let others = [
        (Place::Slide(2), "The cell\nRibosomes make proteins\nNotes: Remind them of the exam & the café"),
        (Place::Slide(3), "Organelles\nOrganelle | Task\nMitochondrion | Energy\nIn a group"),
    ];
    let all = [chart, others[0].clone(), others[1].clone()];
    expect("python-pptx.pptx", Format::Pptx, Some("Cell biology"), &all);
    expect("libreoffice.pptx", Format::Pptx, Some("Cell biology"), &all);
    // Charts are documents of their own there.
    expect("libreoffice.odp", Format::Odp, Some("Cell biology"), &others);
}

#[test]
fn a_text_is_the_same_whichever_program_saved_it() {
    let all = [
        (Place::Whole, "Before any heading."),
        (
            chapter("Antiquity"),
            "Antiquity\nEuclid wrote the Elements in thirteen books.\nName | Century\nEuclid | third BC",
        ),
        (chapter("Modern times"), "Modern times\nNoether proved her theorem in 1915"),
    ];
    for (name, format) in [
        ("python-docx.docx", Format::Docx),
        ("libreoffice.docx", Format::Docx),
        ("libreoffice.odt", Format::Odt),
        ("libreoffice.rtf", Format::Rtf),
    ] {
        expect(name, format, Some("A short history"), &all);
    }
}

#[test]
fn a_workbook_is_the_same_whichever_program_saved_it() {
    let all = [
        (sheet("Grades"), "Student | Points | Share | Date\nAda | 0.3 | 75% | 2025-01-01"),
        (sheet("Über uns"), "Only one cell & no more"),
    ];
    for (name, format) in [
        ("openpyxl.xlsx", Format::Xlsx),
        ("libreoffice.xlsx", Format::Xlsx),
        ("libreoffice.ods", Format::Ods),
    ] {
        expect(name, format, None, &all);
    }
}

#[test]
fn a_book_is_read() {
    let all = [
        (chapter("The fox"), "The fox\nA fox ate grapes once."),
        (chapter("The crow"), "The crow\nA crow had some cheese."),
    ];
    expect("ebooklib.epub", Format::Epub, Some("Two stories"), &all);
}

#[test]
fn a_pdf_is_read_also_if_only_changing_it_needs_a_password() {
    for name in ["libreoffice.pdf", "owner-password-only.pdf"] {
        let extracted = read_file(name, Format::Pdf);
        assert_eq!(extracted.title.as_deref(), Some("A short history"));
        assert_eq!(extracted.sections.len(), 1);
        assert_eq!(extracted.sections[0].place, Place::Page(1));
        let lines: Vec<&str> = extracted.sections[0].text.lines().collect();
        assert_eq!(
            lines[1..5],
            [
                "Before any heading.",
                "Antiquity",
                "Euclid wrote the Elements in thirteen books.",
                "Name Century"
            ]
        );
    }
}

#[test]
fn files_with_a_password_are_refused() {
    assert_eq!(recognised("a.pptx", "", file("password.pptx")), Err(Unreadable::Encrypted));
    assert_eq!(read(Format::Pdf, file("password.pdf")), Err(Unreadable::Encrypted));
}

#[test]
fn files_of_old_office_are_refused() {
    for (name, format) in [("libreoffice.doc", LegacyFormat::Doc), ("libreoffice.xls", LegacyFormat::Xls)] {
        assert_eq!(recognised(name, "", file(name)), Err(Unreadable::Legacy { format }));
    }
}
