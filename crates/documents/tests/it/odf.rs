use documents::{Format, Place, Unreadable};

use crate::support::zip::Zip;
use crate::support::{chapter, read, sections, sheet, text};

fn file(kind: &str, content: &str) -> Zip {
    Zip::new()
        .stored("mimetype", format!("application/vnd.oasis.opendocument.{kind}"))
        .part("content.xml", format!("<office:document-content>{content}</office:document-content>"))
}

#[test]
fn a_text_has_chapters_tables_notes_and_boxes() {
    let content = "<text:p>Preface</text:p><text:h>Cells</text:h>\
        <text:p>They<text:s text:c=\"3\"/>live<text:note><text:note-citation>1</text:note-citation><text:note-body>\
        <text:p>Mostly</text:p></text:note-body></text:note>, as<text:tab/>we do.<text:line-break/>Really.\
        <draw:frame><draw:text-box><text:p>Boxed</text:p></draw:text-box></draw:frame></text:p>\
        <table:table><table:table-row><table:table-cell><text:p>A</text:p><text:p>a</text:p></table:table-cell>\
        <table:table-cell><text:p>B</text:p></table:table-cell></table:table-row></table:table>";
    assert_eq!(
        sections(Format::Odt, file("text", content).bytes()),
        [
            (Place::Whole, "Preface".to_owned()),
            (chapter("Cells"), "Cells\nThey live, as we do.\nMostly\nReally.\nBoxed\nA a | B".to_owned()),
        ]
    );
}

#[test]
fn comments_deleted_text_and_indexes_are_left_out() {
    let content = "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>\
        <text:table-of-content><text:p>Cells 1</text:p></text:table-of-content>\
        <text:p>Kept<office:annotation><text:p>comment</text:p></office:annotation><draw:frame><svg:title>picture</svg:title></draw:frame></text:p>";
    assert_eq!(text(Format::Odt, file("text", content).bytes()), "Kept");
}

#[test]
fn a_presentation_has_slides_with_notes() {
    let page = |words: &str, notes: &str| {
        format!(
            "<draw:page><draw:g><draw:frame><draw:text-box><text:p>{words}</text:p></draw:text-box></draw:frame></draw:g>\
            <draw:frame presentation:class=\"footer\"><draw:text-box><text:p>Faculty</text:p></draw:text-box></draw:frame>\
            <presentation:notes><draw:frame><draw:text-box><text:p>{notes}</text:p></draw:text-box></draw:frame>\
            </presentation:notes></draw:page>"
        )
    };
    let content = page("One", "Say it") + &page("", "") + &page("Three", "");
    assert_eq!(
        sections(Format::Odp, file("presentation", &content).bytes()),
        [(Place::Slide(1), "One\nNotes: Say it".to_owned()), (Place::Slide(3), "Three".to_owned())]
    );
}

#[test]
fn a_spreadsheet_has_sheets() {
    let content = r#"<table:table table:name="Grades"><table:table-row><table:table-cell office:value="0.5"><text:p>50%</text:p></table:table-cell>
        <table:table-cell table:number-columns-repeated="16000"/></table:table-row></table:table>
        <table:table table:name="Empty"/>"#;
    assert_eq!(
        sections(Format::Ods, file("spreadsheet", content).bytes()),
        [(sheet("Grades"), "50%".to_owned())]
    );
}

#[test]
fn a_document_with_a_password_is_refused() {
    let manifest = "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let encrypted =
        Zip::new().part("META-INF/manifest.xml", manifest).part("content.xml", [0x9e, 0x12, 0, 0xff]);
    assert_eq!(read(Format::Odt, encrypted.bytes()), Err(Unreadable::Encrypted));
}
