use documents::{Format, Place};

use crate::support::{chapter, read, sections, text};

#[test]
fn blocks_break_lines_and_elements_among_words_do_not() {
    let html = "<p>One <b>b</b>old<i>ly</i>\n set   line<p>Two<br>Three<div>Four<ul><li>a<li>b</ul></div>";
    assert_eq!(text(Format::Html, html), "One boldly set line\nTwo\nThree\nFour\na\nb");
}

#[test]
fn scripts_styles_and_templates_are_left_out_and_entities_are_characters() {
    let html = "<style>p{}</style><script>if (a</b) '<p>no</p>'</script><template><p>no<template></template>no</p></template>\
        <!-- no --><svg/><svg><text>no</text></svg>caf&eacute; &lt;b&gt; &#x41;&unknown;";
    assert_eq!(text(Format::Html, html), "café <b> A&unknown;");
}

#[test]
fn headings_begin_chapters() {
    let html = "Preface<h1>The <em>cell</em><br>today</h1><p>lives</p><h3>Unclosed<p>text";
    assert_eq!(
        sections(Format::Html, html),
        [
            (Place::Whole, "Preface".to_owned()),
            (chapter("The cell today"), "The cell today\nlives".to_owned()),
            (chapter("Unclosed"), "Unclosed\ntext".to_owned()),
        ]
    );
}

#[test]
fn tables_are_rows_and_preformatted_text_keeps_its_lines() {
    let html = "<table><tr><th>A<th>B<tr><td><p>1</p><p>one</p><td>2</table><pre>fn main() {\n    run();\n}</pre>after";
    assert_eq!(text(Format::Html, html), "A | B\n1 one | 2\nfn main() {\n    run();\n}\nafter");
}

#[test]
fn the_title_is_no_text_and_the_charset_is_the_declared_one() {
    let html = b"<html><head><meta charset=windows-1252><title>Stra\xdfe &amp; Weg</title></head><body>gr\xfcn</body>";
    let extracted = read(Format::Html, html).unwrap();
    assert_eq!(extracted.title.as_deref(), Some("Straße & Weg"));
    assert_eq!(extracted.sections[0].text, "grün");
}
