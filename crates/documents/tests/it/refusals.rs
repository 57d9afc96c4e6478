use documents::{Extracted, Format, Kind, LegacyFormat, Place, Section, Unreadable};
use serde_json::json;

use crate::support::ooxml::{deck, shape};
use crate::support::zip::Zip;
use crate::support::{read, recognised};

#[test]
fn a_file_of_0_bytes_is_empty() {
    assert_eq!(recognised("a.pdf", "application/pdf", b""), Err(Unreadable::Empty));
    assert_eq!(read(Format::Pdf, b""), Err(Unreadable::Empty));
    assert_eq!(read(Format::Pptx, b""), Err(Unreadable::Empty));
}

#[test]
fn a_document_in_an_archive_with_a_password_is_refused() {
    let mut bytes = deck(&[&shape(&["x"])]).bytes();
    // The first of the general purpose flags (APPNOTE §4.4.4), in each header.
    for at in 0..bytes.len() - 10 {
        match &bytes[at..at + 4] {
            b"PK\x03\x04" => bytes[at + 6] |= 1,
            b"PK\x01\x02" => bytes[at + 8] |= 1,
            _ => {}
        }
    }
    assert_eq!(read(Format::Pptx, &bytes), Err(Unreadable::Encrypted));
    assert_eq!(recognised("a.pptx", "", &bytes), Ok(Format::Pptx));
}

#[test]
fn a_document_of_pictures_has_no_text() {
    assert_eq!(read(Format::Pptx, deck(&["<p:pic/>"]).bytes()), Err(Unreadable::NoText));
    assert_eq!(read(Format::Text, b" \n\n"), Err(Unreadable::NoText));
}

#[test]
fn every_refusal_has_a_code_and_says_what_to_do() {
    for (refusal, code, advice) in [
        (Unreadable::Empty, "empty", "upload it again"),
        (Unreadable::Encrypted, "encrypted", "save it without one"),
        (Unreadable::Broken { detail: "x".into() }, "broken", "save it anew"),
        (Unreadable::Legacy { format: LegacyFormat::Ppt }, "legacy", "(.pptx)"),
        (Unreadable::NotText { kind: Kind::Video }, "not_text", "a video"),
        (Unreadable::TooLarge, "too_large", "split it"),
        (Unreadable::Bomb, "bomb", "upload another one"),
        (Unreadable::NoText, "no_text", "OCR"),
        (Unreadable::Io { detail: "disk full".into() }, "io", "disk full"),
    ] {
        assert_eq!(refusal.code(), code);
        assert!(refusal.to_string().contains(advice), "{refusal}");
        let json = serde_json::to_value(&refusal).unwrap();
        assert_eq!(json["code"], code);
        assert_eq!(serde_json::from_value::<Unreadable>(json).unwrap(), refusal);
    }
}

#[test]
fn what_is_read_crosses_a_process_boundary_as_json() {
    let section = |place, text: &str| Section { place, text: text.into() };
    let extracted = Extracted {
        title: None,
        sections: vec![
            section(Place::Whole, "a"),
            section(Place::Slide(2), "b"),
            section(Place::Chapter("C".into()), "c"),
        ],
        truncated: true,
    };
    let json = json!({"title": null, "truncated": true, "sections": [
        {"place": "whole", "text": "a"}, {"place": {"slide": 2}, "text": "b"}, {"place": {"chapter": "C"}, "text": "c"}]});
    assert_eq!(serde_json::to_value(&extracted).unwrap(), json);
    assert_eq!(serde_json::from_value::<Extracted>(json).unwrap(), extracted);
}

#[test]
fn a_name_that_leads_out_of_the_archive_is_only_a_name() {
    let file = deck(&[&shape(&["x"])])
        .part("../../../../tmp/documents-was-here", "x")
        .part("/etc/passwd", "x")
        .part("C:\\windows\\system.ini", "x")
        .part("ppt/slides/_rels/slide1.xml.rels", r#"<Relationships><Relationship Id="a" Type="x/notesSlide" Target="../../../../../etc/passwd"/></Relationships>"#);
    let extracted = read(Format::Pptx, file.bytes());
    // The entry of that name is in the archive, and no XML.
    assert_eq!(extracted.unwrap().sections[0].text, "x");
    assert!(!std::path::Path::new("/tmp/documents-was-here").exists());
}

#[test]
fn of_two_parts_with_one_name_the_last_counts() {
    let zip = Zip::new()
        .part("content.xml", "<a><text:p>first</text:p></a>")
        .part("content.xml", "<a><text:p>last</text:p></a>");
    assert_eq!(read(Format::Odt, zip.bytes()).unwrap().sections[0].text, "last");
}
