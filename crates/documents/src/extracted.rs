use serde::{Deserialize, Serialize};

/// The text of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extracted {
    /// The title that the file gives itself, which is often not its name. `None` where it has none.
    pub title: Option<String>,
    /// The text in the order in which people read it; none of the sections is empty.
    pub sections: Vec<Section>,
    /// Whether the file has more text than the limits let through: what stands here is its beginning.
    pub truncated: bool,
}

/// A part of the text that stands at one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Where it stands.
    pub place: Place,
    /// Paragraphs with `\n` between them; a row of a table is one of them, its cells with ` | ` between them.
    pub text: String,
}

/// Where in a file a text stands, as a person would look it up.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Somewhere in a file without such places, or before the first heading.
    Whole,
    /// The page with this number, the first being 1.
    Page(u32),
    /// The slide with this number, the first being 1; hidden slides count.
    Slide(u32),
    /// The sheet of this name.
    Sheet(String),
    /// Under this heading, which also begins the text.
    Chapter(String),
}
