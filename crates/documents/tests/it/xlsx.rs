use documents::Format;

use crate::support::ooxml::workbook;
use crate::support::{sections, sheet, text};

#[test]
fn rows_have_their_cells_side_by_side() {
    let rows = r#"<row><c t="inlineStr"><is><t>Name</t></is></c><c t="s"><v>1</v></c></row>
        <row><c><v>1</v></c><c/><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c t="str"><v>sum</v></c></row><row/>"#;
    let strings =
        "<sst><si><t>zero</t></si><si><r><t>Po</t></r><r><t>ints</t></r><rPh><t>ポ</t></rPh></si></sst>";
    let file = workbook(rows).part("xl/sharedStrings.xml", strings);
    assert_eq!(
        sections(Format::Xlsx, file.bytes()),
        [(sheet("Sheet"), "Name | Points\n1 | TRUE | #N/A | sum".to_owned())]
    );
}

#[test]
fn numbers_are_shown_as_their_style_says() {
    let cells: String = [(0, "0.1"), (1, "45658"), (2, "0.125"), (3, "45658.75"), (4, "0.30000000000000004")]
        .map(|(style, value)| format!(r#"<c s="{style}"><v>{value}</v></c>"#))
        .concat();
    let styles = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0.0%"/><numFmt numFmtId="165" formatCode="d.m.yy hh:mm"/></numFmts>
        <cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>
        <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf/></cellXfs></styleSheet>"#;
    let file = workbook(&format!("<row>{cells}</row>")).part("xl/styles.xml", styles);
    assert_eq!(text(Format::Xlsx, file.bytes()), "0.1 | 2025-01-01 | 12.5% | 2025-01-01 18:00 | 0.3");
}

#[test]
fn a_shared_string_that_is_not_there_is_left_out() {
    let file = workbook(r#"<row><c t="s"><v>7</v></c><c t="s"><v>-1</v></c><c><v>1</v></c></row>"#);
    assert_eq!(text(Format::Xlsx, file.bytes()), "1");
}

#[test]
fn of_the_name_of_a_sheet_the_beginning_is_taken() {
    let sheets =
        format!(r#"<workbook><sheets><sheet name="{}" r:id="s"/></sheets></workbook>"#, "n".repeat(100_000));
    let file = workbook("<row><c><v>1</v></c></row>").part("xl/workbook.xml", sheets);
    let name = "n".repeat(200) + "…";
    assert_eq!(sections(Format::Xlsx, file.bytes()), [(sheet(&name), "1".to_owned())]);
}
