use std::fs;
use std::io::Cursor;

use documents::{Format, Limits, extract, recognise};
use proptest::prelude::*;

use crate::real_files::folder;

const ALL: [Format; 14] = [
    Format::Pptx,
    Format::Odp,
    Format::Odt,
    Format::Ods,
    Format::Epub,
    Format::Docx,
    Format::Xlsx,
    Format::Rtf,
    Format::Markdown,
    Format::Html,
    Format::Text,
    Format::Csv,
    Format::Json,
    Format::Pdf,
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..2000), name in ".{0,9}") {
        let _ = recognise(&name, &name, Cursor::new(&bytes));
        for format in ALL {
            let _ = extract(format, Cursor::new(&bytes), &Limits::default());
        }
    }

    #[test]
    fn a_real_file_with_changed_bytes_is_read_or_refused(
        which in any::<prop::sample::Index>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        cut in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut files: Vec<_> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let mut bytes = fs::read(&files[which.index(files.len())]).unwrap();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(format) = recognise("", "", Cursor::new(&bytes)) {
            let _ = extract(format, Cursor::new(&bytes), &Limits::default());
        }
    }
}
