//! Whether a translation of a fragment of HTML kept its markup. It shares no code with the service, reads the tree with
//! the parser of a browser engine, and serves the tests of every engine.

use std::collections::BTreeMap;

use html5ever::tendril::TendrilSink as _;
use html5ever::{LocalName, ParseOpts, QualName, ns, parse_fragment};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use serde::Deserialize;

/// A fragment of the committed set.
#[derive(Debug, Deserialize)]
pub struct Fragment {
    pub name: String,
    pub html: String,
    /// What must come unchanged, markup and words, as often as it stands there.
    pub unchanged: Vec<String>,
}

/// The committed set.
pub fn fragments() -> Vec<Fragment> {
    serde_json::from_str(include_str!("../fixtures/fragments.json")).unwrap()
}

/// Texts as the Moodle plugin makes them of a page: every element among words is a numbered `span`, and what is not to be
/// translated an empty one.
pub const PLUGIN_UNITS: [&str; 14] = [
    r#"<span id="1">Read</span> the <span id="2">first chapter</span> of the book."#,
    r#"The <span id="1">very <span id="2">big</span> house</span> is here."#,
    r#"<span id="1">One</span><span id="2">two</span><span id="3" translate="no"></span><span id="4" translate="no"></span> three."#,
    r#"<span id="1" translate="no"></span>Open the door<span id="2" translate="no"></span>"#,
    r#"<span id="1" translate="no"></span> <span id="2" translate="no"></span>"#,
    r#" Hello <span id="1"> big </span> <span id="2"> world </span> "#,
    r#"See <span id="1">the <span id="2" translate="no"></span> picture</span>."#,
    r#"Hello <span id="1"></span> world, <span id="2"><span id="3" translate="no"></span></span>"#,
    r#"Drink H<span id="1">2</span>O, wa<span id="2">ter</span>."#,
    r#"<span id="1"><span id="2">Hello world</span></span>"#,
    r#"Is 1 &lt; 2 &amp; &lt;span id="1"&gt; a tag?"#,
    r#"<span id="1">One</span> <span id="2">two</span> <span id="3">three</span>"#,
    r#"The value \(X &lt; 1\) of <span id="1">the line \(X\)</span>"#,
    r#"<span id="1" translate="no"></span> Go <span id="2">home</span> <span id="3" translate="no"></span>, <span id="4">please</span>"#,
];

/// What stands in a source and must stand in its translation as well: its beginning and its end.
const PROTECTED: [(&str, &str); 8] = [
    ("\\(", "\\)"),
    ("\\[", "\\]"),
    ("$$", "$$"),
    ("{mlang", "}"),
    ("{{", "}}"),
    ("{$a", "}"),
    ("[[", "]]"),
    ("@@PLUGINFILE@@", "."),
];
/// Elements whose content is not translated.
const KEPT: [&str; 11] =
    ["code", "pre", "kbd", "samp", "var", "svg", "math", "script", "style", "textarea", "iframe"];
/// Elements whose content holds no tags.
const RAW: [&str; 4] = ["script", "style", "textarea", "iframe"];

/// Says what of the markup the translation lost, changed or added; the order may have changed with that of the words.
pub fn same_markup(source: &str, translation: &str) -> Result<(), String> {
    let sorted = |mut all: Vec<String>| {
        all.sort();
        all
    };
    let same = |what: &str, before: Vec<String>, after: Vec<String>| {
        let (before, after) = (sorted(before), sorted(after));
        if before == after { Ok(()) } else { Err(format!("{what}: {before:?} became {after:?}")) }
    };
    let texts = |all: Vec<&str>| all.into_iter().map(str::to_owned).collect();
    same("tags and comments", texts(tags(source)), texts(tags(translation)))?;
    same("formulas and placeholders", protected(source), protected(translation))?;
    let (before, after) = (Tree::of(source), Tree::of(translation));
    same("elements and what they are in", before.paths, after.paths)?;
    same("content that is not for translation", before.kept, after.kept)
}

/// Tags and comments as they stand there, in their order.
pub fn tags(html: &str) -> Vec<&str> {
    pieces(html).into_iter().filter(|(is_tag, _)| *is_tag).map(|(_, piece)| piece).collect()
}

/// The text without tags and comments.
pub fn words(html: &str) -> String {
    pieces(html).into_iter().filter(|(is_tag, _)| !is_tag).map(|(_, piece)| piece).collect()
}

/// The fragment with its words in capitals, and everything else, white space too, as it is.
pub fn in_capitals(html: &str) -> String {
    let capitals =
        |(is_tag, piece): (bool, &str)| if is_tag { piece.to_owned() } else { piece.to_uppercase() };
    let all: String = pieces(html).into_iter().map(capitals).collect();
    ["&lt;", "&gt;", "&amp;"].iter().fold(all, |all, entity| all.replace(&entity.to_uppercase(), entity))
}

/// All text as a browser has it, every run of white space as one space.
pub fn text(html: &str) -> String {
    Tree::of(html).text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// The fragment as tags or comments, and what is between them.
fn pieces(html: &str) -> Vec<(bool, &str)> {
    let (mut pieces, mut rest, mut raw) = (Vec::new(), html, None::<String>);
    while !rest.is_empty() {
        let begin = match &raw {
            Some(name) => find_ignoring_case(rest, &format!("</{name}")),
            None => rest.match_indices('<').map(|(at, _)| at).find(|at| is_markup(&rest[*at..])),
        };
        let begin = begin.unwrap_or(rest.len());
        let (words, markup) = rest.split_at(begin);
        pieces.push((false, words));
        let (tag, after) = markup.split_at(end_of(markup));
        pieces.push((!tag.is_empty(), tag));
        let name: String = tag.chars().skip(1).take_while(char::is_ascii_alphanumeric).collect();
        raw = Some(name.to_ascii_lowercase()).filter(|name| RAW.contains(&name.as_str()));
        rest = after;
    }
    pieces
}

fn find_ignoring_case(text: &str, ascii: &str) -> Option<usize> {
    text.to_ascii_lowercase().find(ascii)
}

fn is_markup(text: &str) -> bool {
    let next = text.strip_prefix("</").unwrap_or(&text[1..]).chars().next();
    next.is_some_and(|c| c.is_ascii_alphabetic()) || text.starts_with("<!") || text.starts_with("<?")
}

/// Where the tag or comment ends with which the text begins.
fn end_of(text: &str) -> usize {
    if let Some(comment) = text.strip_prefix("<!--") {
        let short = ["<!-->", "<!--->"].iter().find(|short| text.starts_with(**short));
        let long = || comment.find("-->").map(|at| "<!--".len() + at + "-->".len());
        return short.map(|short| short.len()).or_else(long).unwrap_or(text.len());
    }
    let bogus = text.starts_with("<!") || text.starts_with("<?");
    let (mut quote, mut before) = (None, ' ');
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '>' => return at + 1,
            // A quote begins a value only after the sign for it.
            None if !bogus && matches!(c, '"' | '\'') && before == '=' => quote = Some(c),
            _ => {}
        }
        before = c;
    }
    text.len()
}

/// Formulas, codes and placeholders as they stand there.
pub fn protected(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (begin, end) in PROTECTED {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once(begin) {
            let Some((inside, after)) = after.split_once(end) else { break };
            found.push(format!("{begin}{inside}{end}"));
            rest = after;
        }
    }
    found
}

/// A fragment as a browser reads it.
#[derive(Default)]
struct Tree {
    /// For every element its start tag after those of the elements around it.
    paths: Vec<String>,
    /// What stands inside elements that are not for translation.
    kept: Vec<String>,
    text: String,
}

impl Tree {
    fn of(html: &str) -> Self {
        let context = QualName::new(None, ns!(html), LocalName::from("div"));
        let dom = parse_fragment(RcDom::default(), ParseOpts::default(), context, Vec::new(), true).one(html);
        let mut tree = Self::default();
        tree.read(&dom.document, "");
        tree
    }

    fn read(&mut self, node: &Handle, path: &str) {
        let mut path = path.to_owned();
        let begin = self.text.len();
        let mut kept = false;
        match &node.data {
            NodeData::Element { name, attrs, .. } => {
                let attributes: BTreeMap<_, _> =
                    attrs.borrow().iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
                path = format!("{path}/{}{attributes:?}", name.local);
                self.paths.push(path.clone());
                let no = attributes.get("translate").is_some_and(|value| value.eq_ignore_ascii_case("no"));
                kept = no || KEPT.contains(&&*name.local);
            }
            NodeData::Text { contents } => self.text.push_str(&contents.borrow()),
            _ => {}
        }
        for child in node.children.borrow().iter() {
            self.read(child, &path);
        }
        if kept {
            self.kept.push(format!("{path}: {}", &self.text[begin..]));
        }
    }
}

#[test]
fn every_change_of_markup_is_seen() {
    let source = r#"<p>One <b>two</b> <a href="x">\(y\)</a> <code>z</code> @@PLUGINFILE@@/a.png<br></p>"#;
    assert_eq!(same_markup(source, &source.replace("One", "Eins").replace("two", "zwei")), Ok(()));
    let moved = r#"<p><a href="x">\(y\)</a> <code>z</code> One @@PLUGINFILE@@/a.png<br> <b>two</b></p>"#;
    assert_eq!(same_markup(source, moved), Ok(()));
    for (from, to) in [
        ("<b>two</b>", "two"),
        ("<b>two</b>", "<b>two"),
        ("<b>two</b>", "<b><b>two</b></b>"),
        ("<b>two</b>", "<B>two</B>"),
        ("One", "<script>One</script>"),
        ("One", "One <!-- x -->"),
        ("href=\"x\"", "href=\"y\""),
        ("y", "Y"),
        ("z", "Z"),
        ("/a.png", "/A.png"),
        ("</b> <a href=\"x\">\\(y\\)</a>", " <a href=\"x\">\\(y\\)</a></b>"),
        ("<br></p>", "</p><br>"),
    ] {
        assert!(same_markup(source, &source.replace(from, to)).is_err(), "{from} became {to}");
    }
}
