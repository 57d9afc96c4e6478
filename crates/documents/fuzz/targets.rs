//! What is fuzzed, for the fuzzer and for the test that replays its corpus.
//!
//! The input of a target for archives is the texts of their parts with a zero byte between them, so that mutations reach the
//! XML; an input that begins like an archive is taken as one.

use std::io::Cursor;

use documents::{Format, Limits, extract, recognise};
use rawzip::ZipArchiveWriter;

pub type Target = fn(&[u8]);

pub const ALL: [(&str, Target); 10] = [
    ("docx", docx),
    ("epub", epub),
    ("html", html),
    ("markdown", markdown),
    ("odf", odf),
    ("pdf", pdf),
    ("pptx", pptx),
    ("recognise", recognise_any),
    ("rtf", rtf),
    ("xlsx", xlsx),
];

pub fn pptx(input: &[u8]) {
    const PARTS: [&str; 7] = [
        "ppt/presentation.xml",
        "ppt/_rels/presentation.xml.rels",
        "ppt/slides/slide1.xml",
        "ppt/slides/_rels/slide1.xml.rels",
        "ppt/notesSlides/notesSlide1.xml",
        "ppt/charts/chart1.xml",
        "docProps/core.xml",
    ];
    archive(Format::Pptx, &PARTS, input);
}

pub fn docx(input: &[u8]) {
    const PARTS: [&str; 6] = [
        "word/document.xml",
        "word/_rels/document.xml.rels",
        "word/styles.xml",
        "word/footnotes.xml",
        "word/endnotes.xml",
        "_rels/.rels",
    ];
    archive(Format::Docx, &PARTS, input);
}

pub fn xlsx(input: &[u8]) {
    const PARTS: [&str; 6] = [
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
    ];
    archive(Format::Xlsx, &PARTS, input);
}

pub fn odf(input: &[u8]) {
    const PARTS: [&str; 3] = ["content.xml", "meta.xml", "META-INF/manifest.xml"];
    for format in [Format::Odt, Format::Odp, Format::Ods] {
        archive(format, &PARTS, input);
    }
}

pub fn epub(input: &[u8]) {
    const PARTS: [&str; 5] = [
        "META-INF/container.xml",
        "EPUB/content.opf",
        "EPUB/chapter1.xhtml",
        "EPUB/chapter2.xhtml",
        "META-INF/encryption.xml",
    ];
    archive(Format::Epub, &PARTS, input);
}

pub fn rtf(input: &[u8]) {
    read(Format::Rtf, input);
}

pub fn html(input: &[u8]) {
    read(Format::Html, input);
}

pub fn markdown(input: &[u8]) {
    read(Format::Markdown, input);
}

pub fn pdf(input: &[u8]) {
    read(Format::Pdf, input);
}

/// The first byte chooses a name, which may be wrong.
pub fn recognise_any(input: &[u8]) {
    const NAMES: [&str; 6] = ["", "a.pptx", "a.md", "a.pdf", "a.odt", "a.csv"];
    let Some((choice, content)) = input.split_first() else { return };
    let name = NAMES[usize::from(*choice) % NAMES.len()];
    if let Ok(format) = recognise(name, "", Cursor::new(content)) {
        read(format, content);
    }
}

fn archive(format: Format, names: &[&str], input: &[u8]) {
    if input.starts_with(b"PK") {
        return read(format, input);
    }
    let mut writer = ZipArchiveWriter::new(Vec::new());
    for (name, part) in names.iter().zip(input.split(|&byte| byte == 0)) {
        let (mut entry, config) = writer.new_file(*name).start().expect("a part can begin");
        let mut data = config.wrap(&mut entry);
        std::io::Write::write_all(&mut data, part).expect("memory can be written");
        let (_, descriptor) = data.finish().expect("a part can end");
        entry.finish(descriptor).expect("a part can end");
    }
    read(format, &writer.finish().expect("an archive can end"));
}

/// Reads, and checks what callers rely on.
fn read(format: Format, bytes: &[u8]) {
    let limits = Limits {
        text_bytes: 64 << 10,
        inflated_bytes: 4 << 20,
        entries: 1000,
        parts: 1000,
        sections: 1000,
        ..Limits::default()
    };
    if let Ok(extracted) = extract(format, Cursor::new(bytes), &limits) {
        assert!(!extracted.sections.is_empty());
        assert!(extracted.sections.iter().all(|section| !section.text.trim().is_empty()));
        // The labels of notes come on top.
        let bytes: usize = extracted.sections.iter().map(|section| section.text.len()).sum();
        assert!(bytes <= limits.text_bytes + 8 * limits.sections);
    }
}
