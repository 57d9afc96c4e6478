use documents::{Format, Place};

use crate::support::ooxml::{paragraph, relationships, text as document};
use crate::support::{chapter, sections, text};

#[test]
fn headings_begin_chapters_whatever_the_language_of_their_styles() {
    let body = paragraph("Preface")
        + r#"<w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr><w:r><w:t>Zellen</w:t></w:r></w:p>"#
        + &paragraph("Sie leben.")
        + r#"<w:p><w:pPr><w:pStyle w:val="Mine"/></w:pPr><w:r><w:t>Based on it</w:t></w:r></w:p>"#
        + r#"<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>By its level</w:t></w:r></w:p>"#;
    let styles = r#"<w:styles><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
        <w:style w:styleId="Mine"><w:name w:val="Mine"/><w:basedOn w:val="berschrift1"/></w:style></w:styles>"#;
    let file = document(&body)
        .part("word/_rels/document.xml.rels", relationships(&[("s", "styles", "styles.xml")]))
        .part("word/styles.xml", styles);
    assert_eq!(
        sections(Format::Docx, file.bytes()),
        [
            (Place::Whole, "Preface".to_owned()),
            (chapter("Zellen"), "Zellen\nSie leben.".to_owned()),
            (chapter("Based on it"), "Based on it".to_owned()),
            (chapter("By its level"), "By its level".to_owned()),
        ]
    );
}

#[test]
fn styles_based_on_each_other_in_a_circle_end() {
    let body = r#"<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>"#;
    let styles = r#"<w:styles><w:style w:styleId="a"><w:basedOn w:val="b"/></w:style>
        <w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>"#;
    let file = document(body)
        .part("word/_rels/document.xml.rels", relationships(&[("s", "styles", "styles.xml")]))
        .part("word/styles.xml", styles);
    assert_eq!(sections(Format::Docx, file.bytes()), [(Place::Whole, "x".to_owned())]);
}

#[test]
fn a_table_is_read_row_by_row() {
    let cell = |words: &str| format!("<w:tc>{}</w:tc>", paragraph(words));
    let inner =
        format!("<w:tc>{}<w:tbl><w:tr>{}{}</w:tr></w:tbl></w:tc>", paragraph("C"), cell("d"), cell("e"));
    let body =
        format!("<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{inner}</w:tr></w:tbl>", cell("A"), cell("B"), cell(""));
    assert_eq!(text(Format::Docx, document(&body).bytes()), "A | B\nC d | e");
}

#[test]
fn deleted_text_and_fields_are_left_out_and_inserted_text_is_read() {
    let body = "<w:p><w:r><w:t>It is </w:t></w:r><w:del><w:r><w:t>not </w:t><w:delText>never </w:delText></w:r></w:del>\
        <w:ins><w:r><w:t>true</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText></w:r>\
        <w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom></w:p>";
    assert_eq!(text(Format::Docx, document(body).bytes()), "It is true");
}

#[test]
fn a_text_box_is_read_once_and_after_its_paragraph() {
    let content = format!("<w:txbxContent>{}</w:txbxContent>", paragraph("In the box"));
    let body = format!(
        "<w:p><w:r><w:t>Before</w:t></w:r><w:r><mc:AlternateContent><mc:Choice>{content}</mc:Choice>\
        <mc:Fallback>{content}</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t> and after</w:t></w:r></w:p>"
    );
    assert_eq!(text(Format::Docx, document(&body).bytes()), "Before and after\nIn the box");
}

#[test]
fn notes_stand_after_the_paragraph_that_refers_to_them() {
    let body = r#"<w:p><w:r><w:t>Claim</w:t><w:footnoteReference w:id="2"/><w:t>.</w:t><w:endnoteReference w:id="5"/></w:r></w:p>"#
        .to_owned()
        + &paragraph("Next");
    let note =
        |kind: &str, id: u8, words: &str| format!(r#"<w:{kind} w:id="{id}">{}</w:{kind}>"#, paragraph(words));
    let line =
        r#"<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>----</w:t></w:r></w:p></w:footnote>"#;
    let file = document(&body)
        .part(
            "word/_rels/document.xml.rels",
            relationships(&[("f", "footnotes", "footnotes.xml"), ("e", "endnotes", "endnotes.xml")]),
        )
        .part(
            "word/footnotes.xml",
            format!("<w:footnotes>{line}{}</w:footnotes>", note("footnote", 2, "Proof")),
        )
        .part("word/endnotes.xml", format!("<w:endnotes>{}</w:endnotes>", note("endnote", 5, "Source")));
    assert_eq!(text(Format::Docx, file.bytes()), "Claim.\nProof\nSource\nNext");
}

#[test]
fn tabs_breaks_and_hyphens_are_characters_and_tab_stops_are_not() {
    let body = "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t>\
        <w:noBreakHyphen/><w:t>d</w:t></w:r></w:p>";
    assert_eq!(text(Format::Docx, document(body).bytes()), "a b\nc-d");
}
