use std::fmt::Write as _;
use std::io::Cursor;

use documents::{Format, Limits, Unreadable, extract};

use crate::support::ooxml::{begin_deck, shape, slide};
use crate::support::text;

#[test]
fn a_billion_laughs_are_none() {
    let mut doctype = r#"<!DOCTYPE p:sld [<!ENTITY a "ha">"#.to_owned();
    for (name, other) in "bcdefghij".chars().zip("abcdefghi".chars()) {
        let others = format!("&{other};").repeat(10);
        write!(doctype, r#"<!ENTITY {name} "{others}">"#).unwrap();
    }
    let part = format!("{doctype}]>{}", slide(&shape(&["before &j; after"])));
    let deck = begin_deck(1).part("ppt/slides/slide1.xml", part);
    assert_eq!(text(Format::Pptx, deck.bytes()), "before after");
}

#[test]
fn an_entity_of_a_file_or_an_address_is_left_out() {
    let doctype = r#"<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/hostname"><!ENTITY % web SYSTEM "http://127.0.0.1/x"> %web;]>"#;
    let part = doctype.to_owned() + &slide(&shape(&["a&file;b &#228;&#x1F600;&#0;&lt;"]));
    let deck = begin_deck(1).part("ppt/slides/slide1.xml", part);
    assert_eq!(text(Format::Pptx, deck.bytes()), "ab ä😀<");
}

#[test]
fn elements_that_nest_without_end_are_refused() {
    let part = "<a>".repeat(100_000);
    let deck = begin_deck(1).part("ppt/slides/slide1.xml", part).bytes();
    let refused = extract(Format::Pptx, Cursor::new(deck), &Limits::default()).unwrap_err();
    assert!(matches!(refused, Unreadable::Broken { detail } if detail.contains("nest too deep")));
}

#[test]
fn elements_whose_names_are_books_are_refused() {
    let part = format!("<{}>", "x".repeat(30_000)).repeat(3);
    let deck = begin_deck(1).part("ppt/slides/slide1.xml", part).bytes();
    let refused = extract(Format::Pptx, Cursor::new(deck), &Limits::default()).unwrap_err();
    assert!(matches!(refused, Unreadable::Broken { detail } if detail.contains("nest too deep")));
}

#[test]
fn a_tag_or_a_text_without_end_is_never_held() {
    let limits = Limits { token_bytes: 10_000, ..Limits::default() };
    let long = "x".repeat(300_000);
    for part in [
        slide(&shape(&[&long])),
        slide(&format!(r#"<p:sp name="{long}"/>"#)),
        slide(&format!("<!--{long}-->")),
        slide(&format!("<![CDATA[{long}]]>")),
        format!("<?x {long}?><p/>"),
        format!("<!DOCTYPE {long}><p/>"),
        slide(&format!("&{long};")),
    ] {
        let deck = begin_deck(2)
            .part("ppt/slides/slide1.xml", slide(&shape(&["first"])))
            .part("ppt/slides/slide2.xml", part)
            .bytes();
        let extracted = extract(Format::Pptx, Cursor::new(deck), &limits).unwrap();
        assert!(extracted.truncated);
        assert_eq!(extracted.sections[0].text, "first");
    }
}
