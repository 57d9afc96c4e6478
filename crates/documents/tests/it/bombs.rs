use std::io::{self, Cursor, Read, Seek, SeekFrom, repeat};

use documents::{Format, LegacyFormat, Limits, Unreadable, extract, recognise};

use crate::support::ooxml::{begin_deck, deck, paragraph, shape, slide, text as document};
use crate::support::{read, text};

#[test]
fn a_part_that_grows_out_of_proportion_is_a_bomb() {
    let content = b"<p:sld>".chain(repeat(b' ').take(20 << 20)).chain(&b"</p:sld>"[..]);
    let limits = Limits { token_bytes: 64 << 20, ..Limits::default() };
    let bomb = begin_deck(1).streamed("ppt/slides/slide1.xml", content).bytes();
    assert!(bomb.len() < 200_000);
    assert_eq!(extract(Format::Pptx, Cursor::new(bomb), &limits), Err(Unreadable::Bomb));
}

#[test]
fn all_parts_together_may_grow_to_one_limit_only() {
    let slides: Vec<String> =
        (0..40).map(|number| shape(&[&format!("{number} {}", "ab ".repeat(50_000))])).collect();
    let slides: Vec<&str> = slides.iter().map(String::as_str).collect();
    let limits = Limits { inflated_bytes: 1 << 20, ..Limits::default() };
    let extracted = extract(Format::Pptx, Cursor::new(deck(&slides).bytes()), &limits).unwrap();
    assert!(extracted.truncated);
    assert!((3..10).contains(&extracted.sections.len()), "{} sections", extracted.sections.len());
}

#[test]
fn entries_that_share_their_bytes_count_each_time() {
    // As in the bombs of David Fifield (2019): every slide is the first one's bytes.
    let slides = vec![""; 400];
    let mut bytes =
        deck(&slides).part("ppt/slides/slide0.xml", slide(&shape(&[&"ab ".repeat(50_000)]))).bytes();
    let entries: Vec<usize> = bytes
        .windows(4)
        .enumerate()
        .filter(|(_, window)| window == b"PK\x01\x02")
        .map(|(at, _)| at)
        .collect();
    let shared = *entries.last().unwrap();
    let (sizes, offset) =
        (bytes[shared + 16..shared + 28].to_vec(), bytes[shared + 42..shared + 46].to_vec());
    for at in entries {
        if bytes[at + 46..].starts_with(b"ppt/slides/") {
            bytes[at + 16..at + 28].copy_from_slice(&sizes);
            bytes[at + 42..at + 46].copy_from_slice(&offset);
        }
    }
    let limits = Limits { inflated_bytes: 3 << 20, ..Limits::default() };
    let extracted = extract(Format::Pptx, Cursor::new(bytes), &limits).unwrap();
    assert!(extracted.truncated);
    assert!((10..25).contains(&extracted.sections.len()), "{} sections", extracted.sections.len());
}

#[test]
fn an_archive_in_a_document_is_never_opened() {
    let inner = document(&paragraph("inner")).bytes();
    let outer = document(&paragraph("outer")).part("word/embeddings/inner.docx", inner);
    assert_eq!(text(Format::Docx, outer.bytes()), "outer");
}

#[test]
fn one_slide_that_is_listed_without_end_is_read_until_a_limit() {
    let list = r#"<p:sldId id="1" r:id="rId1"/>"#.repeat(10_000);
    let file = deck(&[""]).part("ppt/presentation.xml", format!("<p>{list}</p>")).bytes();
    let limits = Limits { parts: 100, ..Limits::default() };
    assert_eq!(extract(Format::Pptx, Cursor::new(file), &limits), Err(Unreadable::TooLarge));
}

#[test]
fn a_deck_of_10_000_slides_is_read_whole() {
    let slides: Vec<String> = (1..=10_000).map(|number| shape(&[&format!("Slide {number}")])).collect();
    let slides: Vec<&str> = slides.iter().map(String::as_str).collect();
    let extracted = read(Format::Pptx, deck(&slides).bytes()).unwrap();
    assert_eq!(extracted.sections.len(), 10_000);
    assert_eq!(extracted.sections[9_999].text, "Slide 10000");
    assert!(!extracted.truncated);
}

/// Counts the bytes that are read.
struct Counted<'a> {
    file: Cursor<Vec<u8>>,
    read: &'a mut usize,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        *self.read += read;
        Ok(read)
    }
}

impl Seek for Counted<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

#[test]
fn a_container_whose_tables_name_one_sector_again_and_again_is_not_read_as_often() {
    const SECTORS: u32 = 2_000;
    let mut file = vec![0; 512];
    file[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    // Versions, byte order and the sizes of sectors (MS-CFB §2.2).
    for (at, value) in [(24, 0x3e_u16), (26, 3), (28, 0xfffe), (30, 9), (32, 6)] {
        file[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }
    for (at, value) in [(44, 0xffff), (56, 4096), (60, 0xffff_fffe), (68, 0), (72, SECTORS)] {
        file[at..at + 4].copy_from_slice(&u32::to_le_bytes(value));
    }
    file[76..].copy_from_slice(&[1_u32.to_le_bytes(); 109].concat());
    // Each sector of the table of tables names the second one, 127 times, and then the next.
    for next in 1..=SECTORS {
        file.extend([1_u32.to_le_bytes(); 127].concat());
        file.extend(if next == SECTORS { 0xffff_fffe } else { next }.to_le_bytes());
    }
    let mut read = 0;
    let refused = recognise("a.doc", "", Counted { file: Cursor::new(file), read: &mut read }).unwrap_err();
    assert_eq!(refused, Unreadable::Legacy { format: LegacyFormat::Other });
    assert!(read < 2 << 20, "{read} bytes were read");
}
