use documents::{Format, Place};

use crate::support::ooxml::{begin_deck, deck, relationships, shape, slide};
use crate::support::{read, sections, text};

#[test]
fn slides_come_in_the_order_of_the_presentation() {
    let deck = deck(&[])
        .part("ppt/presentation.xml", r#"<p:x><p:sldId id="9" r:id="b"/><p:sldId id="8" r:id="a"/></p:x>"#)
        .part(
            "ppt/_rels/presentation.xml.rels",
            relationships(&[("a", "slide", "slides/slide1.xml"), ("b", "slide", "/ppt/slides/slide2.xml")]),
        )
        .part("ppt/slides/slide1.xml", slide(&shape(&["last"])))
        .part("ppt/slides/slide2.xml", slide(&shape(&["first"])));
    assert_eq!(
        sections(Format::Pptx, deck.bytes()),
        [(Place::Slide(1), "first".to_owned()), (Place::Slide(2), "last".to_owned())]
    );
}

#[test]
fn a_slide_without_text_keeps_its_number() {
    let deck = deck(&["", &shape(&["second"])]);
    assert_eq!(sections(Format::Pptx, deck.bytes()), [(Place::Slide(2), "second".to_owned())]);
}

#[test]
fn a_hidden_slide_is_read() {
    let hidden = r#"<p:sld show="0"><a:p><a:t>Hidden</a:t></a:p></p:sld>"#;
    let deck = begin_deck(1).part("ppt/slides/slide1.xml", hidden);
    assert_eq!(text(Format::Pptx, deck.bytes()), "Hidden");
}

#[test]
fn grouped_shapes_tables_and_line_breaks_are_read() {
    let table = "<a:tbl><a:tr><a:tc><a:p><a:t>A</a:t></a:p><a:p><a:t>B</a:t></a:p></a:tc>\
        <a:tc><a:p><a:t>C</a:t><a:br/><a:t>D</a:t></a:p></a:tc></a:tr><a:tr><a:tc/><a:tc><a:p><a:t>E</a:t></a:p></a:tc></a:tr></a:tbl>";
    let group = format!("<p:grpSp><p:grpSp>{}</p:grpSp></p:grpSp>", shape(&["Deep &amp; deeper"]));
    let deck = deck(&[&format!("{group}{table}<p:sp><a:p><a:t>one</a:t><a:br/><a:t>two</a:t></a:p></p:sp>")]);
    assert_eq!(text(Format::Pptx, deck.bytes()), "Deep & deeper\nA B | C D\nE\none\ntwo");
}

#[test]
fn notes_are_marked_and_stand_after_their_slide() {
    let notes = r#"<p:notes><p:sp><p:nvPr><p:ph type="sldNum"/></p:nvPr><a:p><a:t>7</a:t></a:p></p:sp>
        <p:sp><p:nvPr><p:ph type="body"/></p:nvPr><a:p><a:t>Say hello</a:t></a:p></p:sp></p:notes>"#;
    let deck = deck(&[&shape(&["Hello"])])
        .part(
            "ppt/slides/_rels/slide1.xml.rels",
            relationships(&[("n", "notesSlide", "../notesSlides/n.xml")]),
        )
        .part("ppt/notesSlides/n.xml", notes);
    assert_eq!(text(Format::Pptx, deck.bytes()), "Hello\nNotes: Say hello");
}

#[test]
fn what_repeats_on_every_slide_is_left_out() {
    let footer = r#"<p:sp><p:nvPr><p:ph type="ftr"/></p:nvPr><a:p><a:t>Faculty</a:t></a:p></p:sp>"#;
    let deck = deck(&[&(footer.to_owned() + &shape(&["Words"]))]);
    assert_eq!(text(Format::Pptx, deck.bytes()), "Words");
}

#[test]
fn the_alternative_for_older_programs_is_not_read_as_well() {
    let alternatives = format!(
        "<mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>",
        shape(&["new"]),
        shape(&["old"])
    );
    assert_eq!(text(Format::Pptx, deck(&[&alternatives]).bytes()), "new");
}

#[test]
fn diagrams_and_charts_are_read() {
    let chart = "<c:chart><c:title><a:p><a:t>Rain</a:t></a:p></c:title><c:ser><c:cat><c:strCache><c:pt><c:v>May</c:v></c:pt>\
        <c:pt><c:v>June</c:v></c:pt></c:strCache></c:cat><c:val><c:numCache><c:v>3</c:v></c:numCache></c:val></c:ser></c:chart>";
    let deck = deck(&[""])
        .part(
            "ppt/slides/_rels/slide1.xml.rels",
            relationships(&[("d", "diagramData", "../diagrams/d.xml"), ("c", "chart", "../charts/c.xml")]),
        )
        .part("ppt/diagrams/d.xml", "<dgm:pt><dgm:t><a:p><a:t>Boss</a:t></a:p></dgm:t></dgm:pt>")
        .part("ppt/charts/c.xml", chart);
    assert_eq!(text(Format::Pptx, deck.bytes()), "Boss\nRain\nMay | June");
}

#[test]
fn the_title_is_that_of_the_properties() {
    let deck =
        deck(&[&shape(&["x"])]).part("docProps/core.xml", "<c><dc:title>Cells &amp; more</dc:title></c>");
    assert_eq!(read(Format::Pptx, deck.bytes()).unwrap().title.as_deref(), Some("Cells & more"));
}
