use documents::{Format, Place};

use crate::support::{sections, text};

#[test]
fn lines_and_indentation_are_kept_and_control_characters_are_not() {
    let source = "def f():\r\n\treturn 1\0\n\n  # end\n";
    assert_eq!(
        sections(Format::Text, source),
        [(Place::Whole, "def f():\n\treturn 1\n\n  # end".to_owned())]
    );
}

#[test]
fn data_are_read_as_they_are_written() {
    assert_eq!(text(Format::Csv, "a;b\n1;2\n"), "a;b\n1;2");
    assert_eq!(text(Format::Json, "{\"a\": [1]}"), "{\"a\": [1]}");
}

#[test]
fn the_charset_is_told_by_the_bytes() {
    assert_eq!(text(Format::Text, b"\xff\xfeg\0r\0\xfc\0n\0"), "grün");
    assert_eq!(
        text(Format::Text, b"Fran\xe7ois a d\xe9j\xe0 mang\xe9 l'\xe9t\xe9 dernier."),
        "François a déjà mangé l'été dernier."
    );
}
