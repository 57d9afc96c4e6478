//! TEMPORARY types until branch h-documents is merged.
use serde::{Deserialize, Serialize};
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format { Pptx, Odp, Odt, Ods, Epub, Docx, Xlsx, Rtf, Markdown, Html, Text, Csv, Json, Pdf }
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extracted { pub title: Option<String>, pub sections: Vec<Section>, pub truncated: bool }
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section { pub place: Place, pub text: String }
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place { Whole, Page(u32), Slide(u32), Sheet(String), Chapter(String) }
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("x")]
pub enum Unreadable { Empty, Encrypted, NoText, Io { detail: String } }
impl Unreadable { pub fn code(&self) -> &'static str { "empty" } }
pub fn recognise(_name: &str, _mime: &str, head: &[u8]) -> Result<Format, Unreadable> { if head.is_empty() { Err(Unreadable::Empty) } else { Ok(Format::Text) } }
