use crate::Content;
use crate::mime;

/// A file of an activity.
#[derive(Clone, Debug)]
pub struct File {
    pub(crate) name: String,
    /// Begins and ends with a slash.
    pub(crate) folder: String,
    pub(crate) mime: String,
    pub(crate) content: Content,
    pub(crate) created: i64,
    pub(crate) modified: i64,
}

impl File {
    /// A file in the topmost folder. Moodle takes some characters out of names, `&` among them, and tells a type by the
    /// name's end.
    #[must_use]
    pub fn new(name: &str, content: impl Into<Content>) -> Self {
        let name = cleaned(name);
        let mime = mime::of(&name).into();
        Self { name, folder: "/".into(), mime, content: content.into(), created: 0, modified: 0 }
    }

    /// In a folder: `unit 2/exercises`.
    #[must_use]
    pub fn in_folder(mut self, folder: &str) -> Self {
        let names = folder.split('/').map(cleaned).filter(|name| !name.is_empty());
        self.folder = names.fold("/".into(), |path, name| format!("{path}{name}/"));
        self
    }

    /// Of another type than its name says, right or wrong.
    #[must_use]
    pub fn with_mime(mut self, mime: &str) -> Self {
        self.mime = mime.into();
        self
    }

    fn is_at_the_place_of(&self, other: &Self) -> bool {
        self.name == other.name && self.folder == other.folder
    }

    fn is_same(&self, other: &Self) -> bool {
        self.is_at_the_place_of(other)
            && self.mime == other.mime
            && self.content.hash() == other.content.hash()
    }
}

/// Gives times to files that are saved in the place of older ones: those that did not change keep theirs.
pub(crate) fn stamp(files: &mut [File], old: &[File], now: i64) {
    for file in files {
        let replaced = old.iter().find(|old| file.is_at_the_place_of(old));
        file.created = replaced.map_or(now, |old| old.created);
        file.modified = replaced.filter(|old| file.is_same(old)).map_or(now, |old| old.modified);
    }
}

/// Whether the same files are in both.
pub(crate) fn are_same(files: &[File], others: &[File]) -> bool {
    files.len() == others.len() && files.iter().zip(others).all(|(file, other)| file.is_same(other))
}

/// A name as Moodle keeps it.
fn cleaned(name: &str) -> String {
    let kept = name.chars().filter(|c| !c.is_control() && !"&<>\"`|':\\/".contains(*c));
    let mut name: String = kept.collect();
    while name.contains("..") {
        name = name.replace("..", "");
    }
    if name == "." { String::new() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_what_moodle_takes_out() {
        assert_eq!(cleaned("Übung – Größe & Maß (1).txt"), "Übung – Größe  Maß (1).txt");
        assert_eq!(cleaned("../../etc/passwd"), "etcpasswd");
        let file = File::new("notes.md", "# Notes").in_folder("/unit 2//deep/");
        assert_eq!((file.folder.as_str(), file.mime.as_str()), ("/unit 2/deep/", "text/plain"));
    }

    #[test]
    fn only_what_changed_gets_a_new_time() {
        let mut first = vec![File::new("a.txt", "1"), File::new("b.txt", "2")];
        stamp(&mut first, &[], 100);
        let mut second = vec![File::new("a.txt", "1"), File::new("b.txt", "3"), File::new("c.txt", "4")];
        stamp(&mut second, &first, 200);
        let times: Vec<_> = second.iter().map(|file| (file.created, file.modified)).collect();
        assert_eq!(times, [(100, 100), (100, 200), (200, 200)]);
    }
}
