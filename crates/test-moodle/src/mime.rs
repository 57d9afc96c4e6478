/// What Moodle takes a file for that it does not know.
const UNKNOWN: &str = "document/unknown";

/// The MIME types that Moodle gives to files by the ends of their names. It knows Markdown as plain text only.
const TYPES: &[(&str, &str)] = &[
    ("csv", "text/csv"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("epub", "application/epub+zip"),
    ("gif", "image/gif"),
    ("htm", "text/html"),
    ("html", "text/html"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("json", "application/json"),
    ("md", "text/plain"),
    ("mp4", "video/mp4"),
    ("odp", "application/vnd.oasis.opendocument.presentation"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("rtf", "text/rtf"),
    ("svg", "image/svg+xml"),
    ("tex", "application/x-tex"),
    ("txt", "text/plain"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("xml", "application/xml"),
    ("zip", "application/zip"),
];

/// The type of a file with this name.
pub(crate) fn of(name: &str) -> &'static str {
    let end = name.rsplit_once('.').map_or("", |(_, end)| end).to_ascii_lowercase();
    TYPES.iter().find(|(known, _)| *known == end).map_or(UNKNOWN, |(_, mime)| mime)
}

/// The `Content-Type` of a download.
pub(crate) fn sent(mime: &str) -> String {
    match mime {
        "text/plain" => "text/plain; charset=utf-8".into(),
        text if text.starts_with("text/") => format!("{text};charset=UTF-8"),
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_the_type_in_any_case() {
        assert_eq!(of("Notes.MD"), "text/plain");
        assert_eq!(of("archive.tar.zip"), "application/zip");
        assert_eq!((of("README"), of("a.blend")), (UNKNOWN, UNKNOWN));
    }
}
