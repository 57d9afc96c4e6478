//! What a knowledge base knows of a document beside its text, and says of each piece of it. A vector has room for 2 KB of what
//! can be searched by (Amazon S3 User Guide, "Limitations and restrictions" of S3 Vectors), and for 1 KB in all when a
//! knowledge base writes it; these take 700 bytes at most.

use aws_sdk_bedrockagent::types::{MetadataAttribute, MetadataAttributeValue, MetadataValueType};
use aws_smithy_types::error::operation::BuildError;
use ports::{NewContent, NewDocument};
use serde_json::json;

use crate::course;

/// The course's key. Nothing is searched but under one.
pub(super) const COURSE: &str = "course";
/// The document's id.
pub(super) const DOCUMENT: &str = "document";
/// Who wrote the text: [`MARKED`], or the knowledge base itself, out of a file.
pub(super) const TEXT: &str = "text";
/// The text was written here, with markers of places. Those in a file's text are somebody else's.
pub(super) const MARKED: &str = "marked";
const OF_FILE: &str = "of-file";
/// The document's name, for people who look into the knowledge base.
const NAME: &str = "name";
/// The longest name, in bytes.
const LONGEST_NAME: usize = 200;

/// The attributes of a document. None is empty, which AWS does not take.
pub(super) struct Attributes(Vec<(&'static str, String)>);

impl Attributes {
    pub(super) fn of(document: &NewDocument) -> Self {
        let text = match document.content {
            NewContent::Text(_) => MARKED,
            NewContent::File { .. } => OF_FILE,
        };
        let name = &document.name[..document.name.floor_char_boundary(LONGEST_NAME)];
        let attributes = [
            (COURSE, course::key(&document.course)),
            (DOCUMENT, document.id.to_string()),
            (TEXT, text.to_owned()),
            (NAME, name.to_owned()),
        ];
        Self(attributes.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect())
    }

    /// As a document has them whose text is in the call.
    pub(super) fn inline(&self) -> Result<Vec<MetadataAttribute>, BuildError> {
        let attribute = |(key, value): &(&str, String)| {
            let value =
                MetadataAttributeValue::builder().r#type(MetadataValueType::String).string_value(value);
            MetadataAttribute::builder().key(*key).value(value.build()?).build()
        };
        self.0.iter().map(attribute).collect()
    }

    /// As the file beside a document that lies in S3 has them.
    pub(super) fn file(&self) -> Vec<u8> {
        let attributes: serde_json::Map<_, _> =
            self.0.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect();
        json!({ "metadataAttributes": attributes }).to_string().into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use moodle::SiteUrl;
    use ports::SiteCourse;
    use ports::conformance::document_index::document;
    use ports::conformance::manifest::id;

    use super::*;

    #[test]
    fn the_longest_attributes_leave_room() {
        let site = SiteUrl::parse(&format!("https://{}.example", "a".repeat(60))).unwrap();
        let longest = format!("{site}/{}", "a".repeat(254 - site.as_str().len()));
        let course =
            SiteCourse { site: SiteUrl::parse(&longest).unwrap(), course: id(i64::MAX.unsigned_abs()) };
        let attributes = Attributes::of(&document(&course, &"ß".repeat(250), &["x"]));
        let bytes: usize = attributes.0.iter().map(|(key, value)| key.len() + value.len()).sum();
        assert!(bytes <= 700, "{bytes}");
        assert_eq!(attributes.0[3].1, "ß".repeat(100));
    }

    #[test]
    fn a_document_without_a_name_has_no_such_attribute() {
        let course = ports::conformance::manifest::course();
        let attributes = Attributes::of(&document(&course, " ", &["x"])).file();
        assert!(!String::from_utf8(attributes).unwrap().contains("name"));
    }
}
