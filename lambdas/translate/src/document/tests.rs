use html5gum::{Token, Tokenizer};
use ports::{MarkedText, Piece};
use proptest::prelude::*;

use super::*;

/// A segment as the tests write it: `a <1>b</1> <2/>`.
fn shown(text: &MarkedText) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Text(words) => words.clone(),
        Piece::Open(number) => format!("<{number}>"),
        Piece::Close(number) => format!("</{number}>"),
        Piece::Keep(number) => format!("<{number}/>"),
    };
    text.0.iter().map(piece).collect()
}

#[track_caller]
fn segments(html: &str, expected: &[&str]) {
    let document = Document::of(html, Format::Html);
    let found: Vec<_> = document.segments.iter().map(|segment| shown(&segment.text)).collect();
    assert_eq!(found, expected, "{html}");
}

/// The document with every segment translated by `translate`.
fn rewritten(document: &Document, translate: impl Fn(&MarkedText) -> MarkedText) -> String {
    let segment =
        |segment: &Segment| segment.before.clone() + &document.write_all(segment, &translate(&segment.text));
    document.segments.iter().map(segment).collect::<String>() + &document.after
}

fn unchanged(text: &str, format: Format) -> String {
    rewritten(&Document::of(text, format), Clone::clone)
}

/// The tags and comments of a fragment as they stand there, and its words with every run of white space as one space.
fn read(html: &str) -> (Vec<String>, String) {
    let (mut tags, mut words) = (Vec::new(), String::new());
    let mut emitter = html5gum::emitters::default::DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
        let span = match token {
            Token::StartTag(tag) => tag.span,
            Token::EndTag(tag) => tag.span,
            Token::Comment(comment) => comment.span,
            Token::Doctype(doctype) => doctype.span,
            Token::String(text) => {
                words.push_str(&String::from_utf8_lossy(&text));
                continue;
            }
            Token::Error(_) => continue,
        };
        tags.push(html[span.start..span.end].to_owned());
    }
    (tags, html::collapse(&words))
}

#[test]
fn blocks_part_sentences_and_marks_stand_among_words() {
    segments("<p>One <b>two</b> three.</p><p>Four</p>", &["One <0>two</0> three.", "Four"]);
    segments("<li>One<br>two<hr/>three</li>", &["One", "two", "three"]);
    segments("<td>a</td><td>b <img src=x alt='<p>'> c</td>", &["a", "b <0/> c"]);
    segments("loose words", &["loose words"]);
}

#[test]
fn what_is_around_the_words_is_no_part_of_them() {
    segments("<p> <b><i> All of it. </i></b>\n</p>", &["All of it."]);
    segments("<p>&nbsp;word&nbsp;</p>", &["word"]);
    segments("<b>1.</b> <i>2.</i> &mdash; &euro;", &[]);
}

#[test]
fn nested_marks_are_numbered_in_reading_order() {
    segments(
        "Go <a href='/x'>to <em>the <b>town</b></em></a> now",
        &["Go <0>to <1>the <2>town</2></1></0> now"],
    );
}

#[test]
fn code_formulas_and_what_is_marked_as_not_for_translation_are_kept() {
    segments("Use <code>let <b>x</b></code> here", &["Use <0/> here"]);
    segments("<pre>not me</pre><script>nor('<p>me</p>')</script><style>b{}</style>yes", &["yes"]);
    segments("A <span class='notranslate big'>b <span>c</span> d</span> e", &["A <0/> e"]);
    segments("<div translate=no><p>a</p></div><p>b</p>", &["b"]);
    segments(r"If \(a &lt; b\) or $$c$$ then", &["If <0/> or <1/> then"]);
    segments("<svg/> a <math><mi>x</mi></math> b", &["<0/> a <1/> b"]);
    segments("a <!-- note --> b", &["a <0/> b"]);
    segments("<textarea>a <b></textarea> c", &["c"]);
}

#[test]
fn a_tag_without_its_partner_stays_where_it_is() {
    segments("<b>one <p>two</b> three", &["one", "two", "three"]);
    segments("one </i> two <i> three", &["one", "two", "three"]);
    segments("<b>one <i>two</b> three</i>", &["one", "two", "three"]);
    assert_eq!(unchanged("<b>one <i>two</b> three</i>", Format::Html), "<b>one <i>two</b> three</i>");
}

#[test]
fn what_some_readers_take_for_raw_text_and_others_for_markup_is_kept() {
    for name in ["noembed", "noframes", "noscript", "xmp", "iframe"] {
        let kept = format!("<{name}><p title=\"a & b\">Some &amp; <b>words</b></p></{name}>");
        let html = format!("<p>One</p>{kept}<p>Two</p>");
        segments(&html, &["One", "Two"]);
        assert_eq!(unchanged(&html, Format::Html), html);
    }
    let html = "<p>One</p><plaintext><b>Two &amp;</b>";
    segments(html, &["One"]);
    assert_eq!(unchanged(html, Format::Html), html);
}

#[test]
fn an_unclosed_kept_element_is_kept_to_the_end() {
    segments("a <code>b c <p>d", &["a <0/>"]);
    assert_eq!(unchanged("a <code>b c <p>d", Format::Html), "a <code>b c <p>d");
}

#[test]
fn words_are_read_and_written_as_people_see_them() {
    let document =
        Document::of("&eacute;t&eacute; d&eacute;j&agrave; vu &amp; <b>x</b> &lt;&nbsp;y", Format::Html);
    assert_eq!(shown(&document.segments[0].text), "été déjà vu & <0>x</0> <\u{a0}y");
    assert_eq!(rewritten(&document, Clone::clone), "été déjà vu &amp; <b>x</b> &lt;&nbsp;y");
}

#[test]
fn an_answer_with_markup_in_its_words_stays_words() {
    let document = Document::of("<p>hello</p>", Format::Html);
    let hostile = |_: &MarkedText| MarkedText::plain("<script>alert(1)</script>&amp;");
    assert_eq!(rewritten(&document, hostile), "<p>&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;</p>");
}

#[test]
fn a_formula_is_written_as_it_was() {
    let html = r"<p>If \(a &lt;b&gt; c > d &amp d &nbsp;&alpha;\) then</p>";
    assert_eq!(unchanged(html, Format::Html), html);
}

#[test]
fn lines_of_plain_text_are_segments() {
    let document = Document::of("  One.\r\n\r\nTwo <b>\n\t3 4\n", Format::Text);
    assert_eq!(document.segments.iter().map(|s| shown(&s.text)).collect::<Vec<_>>(), ["One.", "Two <b>"]);
    assert_eq!(rewritten(&document, Clone::clone), "  One.\r\n\r\nTwo <b>\n\t3 4\n");
}

#[test]
fn long_texts_become_segments_and_chunks_of_bounded_length() {
    let text = "A sentence of some length, again and again. ".repeat(200);
    for source in [text.clone(), format!("<p>{text}<b>{text}</b>{text}</p>")] {
        let document = Document::of(&source, Format::Html);
        let inside_a_pair = |segment: &&Segment| segment.text.0.iter().any(|p| matches!(p, Piece::Open(_)));
        let free = document.segments.iter().filter(|segment| !inside_a_pair(segment));
        assert!(free.clone().count() >= 4);
        assert!(free.clone().all(|segment| segment.characters <= CHUNK));
        let chunks = document.chunks();
        assert_eq!(chunks.concat_len(), document.segments.len());
        assert_eq!(rewritten(&document, Clone::clone), source);
    }
    let lines = Document::of(&"short line\n".repeat(900), Format::Text);
    assert_eq!(lines.chunks().len(), 5);
}

trait ConcatLen {
    fn concat_len(&self) -> usize;
}

impl ConcatLen for Vec<std::ops::Range<usize>> {
    fn concat_len(&self) -> usize {
        self.iter().map(ExactSizeIterator::len).sum()
    }
}

#[test]
fn deep_and_broken_markup_is_read_in_bounded_time() {
    for piece in [
        "<b>",
        "</b>",
        "<b>x",
        "<b>x</b>",
        "<i><b>",
        "<!--",
        "<",
        "&",
        "<a href=\"",
        "{{",
        "\\(",
        "<code>",
        "$$",
    ] {
        let text: String = piece.chars().cycle().take(10_000).collect();
        assert_eq!(read(&unchanged(&text, Format::Html)), read(&text), "{piece}");
        assert_eq!(unchanged(&text, Format::Text), text, "{piece}");
    }
    let nested = format!("{}x{}", "<b>".repeat(1400), "</b>".repeat(1400));
    assert_eq!(unchanged(&nested, Format::Html), nested);
    // Ends that close nothing, below many beginnings that nothing closes: to look for each anew took minutes.
    let alone = "<b>".repeat(22_000) + &"</i>".repeat(8_400);
    assert_eq!(unchanged(&alone, Format::Html), alone);
    let nested = format!("y {}x{} z", "<b>".repeat(1400), "</b>".repeat(1400));
    assert_eq!(unchanged(&nested, Format::Html), nested);
}

fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<b>"),
        Just("</b>"),
        Just("<i class='a>b'>"),
        Just("</i>"),
        Just("<p>"),
        Just("</p>"),
        Just("<br/>"),
        Just("<code>"),
        Just("</code>"),
        Just("<!-- c -->"),
        Just("<script>"),
        Just("</script>"),
        Just("<a href=\"?a&b\">"),
        Just("</a>"),
        Just("&amp;"),
        Just("&lt;b&gt;"),
        Just("&eacute;"),
        Just("&nbsp;"),
        Just("&"),
        Just("<"),
        Just(">"),
        Just("\\("),
        Just("\\)"),
        Just("$$"),
        Just("{mlang en}"),
        Just("{mlang}"),
        Just("日本語"),
        Just("العربية"),
        Just("👩‍👩‍👧"),
        Just("\n  "),
        Just(" "),
        Just("Word. "),
        Just("été"),
        Just("<span translate=no>"),
        Just("</span>"),
        Just("<svg/>"),
        Just("<"),
        Just("</"),
        Just("<!"),
        Just("<textarea>"),
        Just("</textarea>"),
        Just("\u{0}"),
        Just("]]>"),
        Just("<![CDATA["),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn markup_stays_byte_for_byte_and_words_as_they_are_read(html in soup()) {
        let written = unchanged(&html, Format::Html);
        prop_assert_eq!(read(&written), read(&html), "{}", written);
    }

    #[test]
    fn plain_text_stays_as_it_is(text in r"[\PC\n\t\x00 .{}$\\()]{0,300}") {
        prop_assert_eq!(unchanged(&text, Format::Text), text);
    }

    #[test]
    fn segments_have_words_and_no_space_around_and_balanced_marks(html in soup()) {
        for segment in Document::of(&html, Format::Html).segments {
            let words = segment.text.words();
            prop_assert!(words.contains(char::is_alphabetic));
            for end in [segment.text.0.first(), segment.text.0.last()] {
                if let Some(Piece::Text(words)) = end {
                    prop_assert!(!words.is_empty());
                }
            }
            prop_assert!(!shown(&segment.text).starts_with(char::is_whitespace));
            prop_assert!(!shown(&segment.text).ends_with(char::is_whitespace));
            let mut open = Vec::new();
            for piece in &segment.text.0 {
                match piece {
                    Piece::Open(number) => open.push(*number),
                    Piece::Close(number) => prop_assert_eq!(open.pop(), Some(*number)),
                    _ => {}
                }
            }
            prop_assert!(open.is_empty());
        }
    }
}
