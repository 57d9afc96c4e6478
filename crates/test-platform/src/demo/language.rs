//! Interface languages, which the launch announces to the tool.

/// A language of the LMS.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Language {
    /// The value of the `lang` parameter and of the launch's `locale`: Moodle's own spelling.
    pub(crate) id: &'static str,
    /// Its tag as HTML wants it.
    pub(crate) tag: &'static str,
    /// Its name in itself.
    pub(crate) name: &'static str,
}

pub(crate) static LANGUAGES: [Language; 6] = [
    Language::new("en", "en", "English"),
    Language::new("es", "es", "Español"),
    Language::new("fr", "fr", "Français"),
    Language::new("de", "de", "Deutsch"),
    Language::new("pt_br", "pt-BR", "Português do Brasil"),
    Language::new("ar", "ar", "العربية"),
];

impl Language {
    const fn new(id: &'static str, tag: &'static str, name: &'static str) -> Self {
        Self { id, tag, name }
    }
}
