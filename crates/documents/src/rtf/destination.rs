/// What the text of a group is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    /// The document's text.
    Body,
    /// The document's title.
    Title,
    Fonts,
    Styles,
    /// What stands here is no text, or none of the document's own: settings, pictures, headers.
    Nothing,
}

impl Destination {
    /// The destination that a word opens in its group, if it opens one.
    pub(super) fn opened_by(word: &str) -> Option<Self> {
        Some(match word {
            "title" => Self::Title,
            "fonttbl" => Self::Fonts,
            "stylesheet" => Self::Styles,
            "annotation" | "atnauthor" | "atndate" | "atnid" | "atnref" | "atntime" | "author"
            | "bkmkend" | "bkmkstart" | "buptim" | "category" | "colorschememapping" | "colortbl"
            | "comment" | "company" | "creatim" | "datafield" | "datastore" | "do" | "doccomm" | "falt"
            | "ffdeftext" | "ffname" | "filetbl" | "fldinst" | "fontemb" | "footer" | "footerf"
            | "footerl" | "footerr" | "generator" | "header" | "headerf" | "headerl" | "headerr"
            | "hlinkbase" | "info" | "keywords" | "latentstyles" | "listoverridetable" | "listtable"
            | "lsdlockedexcept" | "manager" | "mmathPr" | "nonshppict" | "objclass" | "objdata"
            | "operator" | "password" | "pict" | "pgptbl" | "pnseclvl" | "printim" | "private" | "revtbl"
            | "revtim" | "rsidtbl" | "rxe" | "shprslt" | "sn" | "subject" | "sv" | "tc" | "tcn"
            | "themedata" | "txe" | "ud" | "userprops" | "xe" | "xmlnstbl" => Self::Nothing,
            _ => return None,
        })
    }
}

/// Whether a group has text of the document although its word is marked as one that may be skipped (`\*`).
pub(super) fn is_text_all_the_same(word: &str) -> bool {
    matches!(word, "footnote" | "shpinst" | "shptxt" | "shppict")
}
