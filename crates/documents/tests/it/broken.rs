use documents::{Format, Unreadable};

use crate::support::ooxml::{begin_deck, deck, shape};
use crate::support::read;
use crate::support::zip::Zip;

fn detail(format: Format, bytes: impl AsRef<[u8]>) -> String {
    match read(format, bytes) {
        Err(Unreadable::Broken { detail }) => detail,
        other => panic!("it is not broken: {other:?}"),
    }
}

#[test]
fn a_deck_that_was_cut_off_is_broken() {
    let whole = deck(&[&shape(&["x"])]).bytes();
    for length in [1, 30, whole.len() / 2, whole.len() - 30] {
        detail(Format::Pptx, &whole[..length]);
    }
}

#[test]
fn a_deck_whose_bytes_were_changed_is_broken() {
    let mut bytes = deck(&[&shape(&[&"some words ".repeat(1000)])]).bytes();
    let slide = bytes.windows(17).rposition(|window| window == b"slides/slide1.xml").unwrap();
    let local = bytes.windows(17).position(|window| window == b"slides/slide1.xml").unwrap();
    assert!(local < slide);
    bytes[local + 40] ^= 0x55;
    detail(Format::Pptx, bytes);
}

#[test]
fn a_missing_part_is_named() {
    assert!(detail(Format::Pptx, begin_deck(1).bytes()).contains("ppt/slides/slide1.xml is missing"));
    assert!(detail(Format::Odt, Zip::new().part("a", "").bytes()).contains("content.xml is missing"));
    assert!(
        detail(Format::Epub, Zip::new().part("a", "").bytes()).contains("META-INF/container.xml is missing")
    );
}

#[test]
fn xml_that_is_not_well_formed_is_named() {
    for slide in ["<p:sld><a:p></p:sld>", "<p:sld><a:t>no end", "<p:sld", "<p:sld>\u{0}</a>"] {
        let file = begin_deck(1).part("ppt/slides/slide1.xml", slide);
        assert!(detail(Format::Pptx, file.bytes()).contains("ppt/slides/slide1.xml"), "{slide}");
    }
    let file = begin_deck(1).part("ppt/slides/slide1.xml", b"<p:sld><a:t>\xff\xfe</a:t></p:sld>");
    assert!(detail(Format::Pptx, file.bytes()).contains("ppt/slides/slide1.xml"));
}
