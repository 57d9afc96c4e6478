use documents::{Format, Place, Unreadable};

use crate::support::zip::Zip;
use crate::support::{chapter, read, sections};

fn book(encryption: Option<&str>) -> Vec<u8> {
    let package = r#"<package><metadata><dc:title>Fables &amp; more</dc:title></metadata><manifest>
        <item id="one" href="text/z%20last.xhtml#top" media-type="application/xhtml+xml"/>
        <item id="two" href="text/a.xhtml" media-type="application/xhtml+xml"/>
        <item id="toc" href="toc.xhtml" media-type="application/xhtml+xml" properties="nav"/>
        <item id="picture" href="p.png" media-type="image/png"/></manifest>
        <spine><itemref idref="toc"/><itemref idref="one"/><itemref idref="two"/><itemref idref="picture"/></spine></package>"#;
    let mut zip = Zip::new()
        .stored("mimetype", "application/epub+zip")
        .part("META-INF/container.xml", r#"<container><rootfile full-path="OPS/book.opf"/></container>"#)
        .part("OPS/book.opf", package)
        .part("OPS/toc.xhtml", "<p>Contents</p>")
        .part(
            "OPS/text/z last.xhtml",
            "<html><head><title/><script src='x'/></head><h1>The fox</h1><p>Grapes&nbsp;&eacute;</p></html>",
        )
        .part("OPS/text/a.xhtml", "<p>No heading</p>")
        .part("OPS/p.png", "no text");
    if let Some(part) = encryption {
        let xml = format!(
            r#"<encryption><EncryptedData><CipherReference URI="{part}"/></EncryptedData></encryption>"#
        );
        zip = zip.part("META-INF/encryption.xml", xml);
    }
    zip.bytes()
}

#[test]
fn chapters_come_in_the_order_of_the_spine() {
    let expected =
        [(chapter("The fox"), "The fox\nGrapes é".to_owned()), (Place::Whole, "No heading".to_owned())];
    assert_eq!(sections(Format::Epub, book(None)), expected);
    assert_eq!(read(Format::Epub, book(None)).unwrap().title.as_deref(), Some("Fables & more"));
}

#[test]
fn a_book_that_is_bound_to_a_reader_is_refused_and_one_with_veiled_fonts_is_not() {
    assert_eq!(read(Format::Epub, book(Some("OPS/text/a.xhtml"))), Err(Unreadable::Encrypted));
    assert!(read(Format::Epub, book(Some("OPS/font.otf"))).is_ok());
}
