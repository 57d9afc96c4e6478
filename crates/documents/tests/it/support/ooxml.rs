use std::fmt::Write as _;

use super::zip::Zip;

const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A part that says what another refers to: `(id, kind, target)`.
pub(crate) fn relationships(all: &[(&str, &str, &str)]) -> String {
    let mut xml = "<Relationships>".to_owned();
    for (id, kind, target) in all {
        write!(xml, r#"<Relationship Id="{id}" Type="{RELATIONSHIPS}/{kind}" Target="{target}"/>"#).unwrap();
    }
    xml + "</Relationships>"
}

/// A deck with these slides, each the inside of a shape tree.
pub(crate) fn deck(slides: &[&str]) -> Zip {
    let mut zip = begin_deck(slides.len());
    for (index, shapes) in slides.iter().enumerate() {
        zip = zip.part(&format!("ppt/slides/slide{}.xml", index + 1), slide(shapes));
    }
    zip
}

/// The deck's parts but for its slides.
pub(crate) fn begin_deck(slides: usize) -> Zip {
    let mut list = String::new();
    let mut parts = "<Relationships>".to_owned();
    for number in 1..=slides {
        write!(list, r#"<p:sldId id="{}" r:id="rId{number}"/>"#, 255 + number).unwrap();
        write!(
            parts,
            r#"<Relationship Id="rId{number}" Type="{RELATIONSHIPS}/slide" Target="slides/slide{number}.xml"/>"#
        )
        .unwrap();
    }
    Zip::new()
        .part("[Content_Types].xml", "<Types/>")
        .part("_rels/.rels", relationships(&[("a", "officeDocument", "ppt/presentation.xml")]))
        .part(
            "ppt/presentation.xml",
            format!("<p:presentation><p:sldIdLst>{list}</p:sldIdLst></p:presentation>"),
        )
        .part("ppt/_rels/presentation.xml.rels", parts + "</Relationships>")
}

pub(crate) fn slide(shapes: &str) -> String {
    format!("<p:sld><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>")
}

/// A shape with paragraphs.
pub(crate) fn shape(paragraphs: &[&str]) -> String {
    let mut xml = "<p:sp><p:nvSpPr/><p:txBody>".to_owned();
    for words in paragraphs {
        write!(xml, "<a:p><a:r><a:t>{words}</a:t></a:r></a:p>").unwrap();
    }
    xml + "</p:txBody></p:sp>"
}

/// A text with this body.
pub(crate) fn text(body: &str) -> Zip {
    Zip::new()
        .part("[Content_Types].xml", "<Types/>")
        .part("_rels/.rels", relationships(&[("a", "officeDocument", "word/document.xml")]))
        .part("word/document.xml", format!("<w:document><w:body>{body}</w:body></w:document>"))
}

/// A paragraph of a text.
pub(crate) fn paragraph(words: &str) -> String {
    format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")
}

/// A workbook with one sheet, called `Sheet`, of these rows.
pub(crate) fn workbook(rows: &str) -> Zip {
    Zip::new()
        .part("[Content_Types].xml", "<Types/>")
        .part("_rels/.rels", relationships(&[("a", "officeDocument", "xl/workbook.xml")]))
        .part(
            "xl/workbook.xml",
            r#"<workbook><sheets><sheet name="Sheet" sheetId="1" r:id="s"/></sheets></workbook>"#,
        )
        .part(
            "xl/_rels/workbook.xml.rels",
            relationships(&[
                ("s", "worksheet", "worksheets/sheet1.xml"),
                ("t", "sharedStrings", "sharedStrings.xml"),
                ("u", "styles", "styles.xml"),
            ]),
        )
        .part("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"))
}
