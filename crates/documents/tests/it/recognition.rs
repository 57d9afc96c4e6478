use documents::{Format, Kind, LegacyFormat, Unreadable};

use crate::support::ooxml::{deck, paragraph, shape, text, workbook};
use crate::support::pdf::pdf;
use crate::support::recognised;
use crate::support::zip::Zip;

#[test]
fn content_counts_more_than_extension_and_mime_type() {
    let files = [
        (Format::Pptx, deck(&[&shape(&["x"])]).bytes()),
        (Format::Docx, text(&paragraph("x")).bytes()),
        (Format::Xlsx, workbook("").bytes()),
        (Format::Pdf, pdf(&[""])),
        (Format::Rtf, br"{\rtf1 x}".to_vec()),
        (Format::Html, b" <!DOCTYPE html><p>x".to_vec()),
        (
            Format::Epub,
            Zip::new().stored("mimetype", "application/epub+zip").part("META-INF/container.xml", "").bytes(),
        ),
        (
            Format::Odp,
            Zip::new().stored("mimetype", "application/vnd.oasis.opendocument.presentation").bytes(),
        ),
    ];
    for (format, bytes) in files {
        for (name, mime) in
            [("", ""), ("x.png", "image/png"), ("x.docx", "application/pdf"), ("x.txt", "text/plain")]
        {
            assert_eq!(recognised(name, mime, &bytes), Ok(format), "{name} {mime}");
        }
    }
}

#[test]
fn plain_texts_are_told_apart_by_extension_then_by_mime_type() {
    for (name, mime, format) in [
        ("a.md", "text/plain", Format::Markdown),
        ("a.CSV", "", Format::Csv),
        ("a.json", "", Format::Json),
        ("a.htm", "", Format::Html),
        ("a", "text/markdown; charset=utf-8", Format::Markdown),
        ("a.py", "text/x-python", Format::Text),
        ("a.pdf", "application/pdf", Format::Text),
    ] {
        assert_eq!(recognised(name, mime, "Größe: 1\n"), Ok(format), "{name} {mime}");
    }
    assert_eq!(recognised("a.txt", "", b"\xff\xfea\0b\0"), Ok(Format::Text));
}

#[test]
fn the_beginning_of_an_archive_tells_what_it_is() {
    let whole = deck(&[&shape(&["x"])]).bytes();
    assert_eq!(recognised("x", "", &whole[..whole.len() - 100]), Ok(Format::Pptx));
    let whole = Zip::new()
        .stored("mimetype", "application/vnd.oasis.opendocument.text")
        .part("content.xml", "x".repeat(1000))
        .bytes();
    assert_eq!(recognised("x", "", &whole[..120]), Ok(Format::Odt));
}

#[test]
fn files_without_text_are_refused_by_what_they_are() {
    for (name, bytes, kind) in [
        ("a.pptx", &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], Kind::Image),
        ("a.txt", b"\xff\xd8\xff\xe0\0\x10JFIF", Kind::Image),
        ("a", b"<?xml version='1.0'?><svg></svg>", Kind::Image),
        ("a", b"ID3\x04\0\0\0\0\0\0", Kind::Audio),
        ("a", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", Kind::Video),
        ("a", b"7z\xbc\xaf\x27\x1c\0\x04", Kind::Archive),
        ("a", &[&b"\x7fELF\x02\x01\x01"[..], &[0; 57]].concat(), Kind::Program),
        ("a", b"MZ\x90\0\x03\0\0\0\x04\0", Kind::Program),
        ("a", b"\x01\x02\x03\x04", Kind::Unknown),
    ] {
        assert_eq!(recognised(name, "", bytes), Err(Unreadable::NotText { kind }), "{bytes:?}");
    }
    let archive = Zip::new().part("a.txt", "x").bytes();
    assert_eq!(recognised("a.pptx", "", archive), Err(Unreadable::NotText { kind: Kind::Archive }));
}

#[test]
fn a_document_with_nonsense_in_it_is_broken() {
    let refused = recognised("a.pptx", "", b"\x01\x02\x03\x04").unwrap_err();
    assert_eq!(refused.code(), "broken");
}

#[test]
fn old_formats_of_office_are_told_apart() {
    for (stream, format) in [
        ("PowerPoint Document", LegacyFormat::Ppt),
        ("WordDocument", LegacyFormat::Doc),
        ("Workbook", LegacyFormat::Xls),
        ("__properties_version1.0", LegacyFormat::Other),
    ] {
        let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
        file.create_stream(stream).unwrap();
        file.flush().unwrap();
        let bytes = file.into_inner().into_inner();
        assert_eq!(recognised("a.docx", "", &bytes), Err(Unreadable::Legacy { format }));
        assert!(matches!(recognised("", "", &bytes[..64]), Err(Unreadable::Legacy { .. })));
    }
}
