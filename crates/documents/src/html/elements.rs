//! What elements mean for the text in them.

pub(super) enum Meaning {
    /// Stands among words.
    Inline,
    /// Begins and ends lines.
    Block,
    Heading,
    LineBreak,
    Preformatted,
    Table,
    Row,
    Cell,
    /// The document's title.
    Title,
    /// Has no text for people, or text that stands for what they see otherwise.
    LeftOut,
}

pub(super) fn meaning(name: &[u8]) -> Meaning {
    match name {
        b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => Meaning::Heading,
        b"br" => Meaning::LineBreak,
        b"pre" | b"listing" | b"xmp" | b"plaintext" => Meaning::Preformatted,
        b"table" => Meaning::Table,
        b"tr" => Meaning::Row,
        b"td" | b"th" => Meaning::Cell,
        b"title" => Meaning::Title,
        b"audio" | b"canvas" | b"iframe" | b"noembed" | b"noframes" | b"noscript" | b"object" | b"rp"
        | b"rt" | b"script" | b"style" | b"svg" | b"template" | b"video" => Meaning::LeftOut,
        b"address" | b"article" | b"aside" | b"blockquote" | b"body" | b"caption" | b"center" | b"dd"
        | b"details" | b"dialog" | b"dir" | b"div" | b"dl" | b"dt" | b"fieldset" | b"figcaption"
        | b"figure" | b"footer" | b"form" | b"head" | b"header" | b"hgroup" | b"hr" | b"html" | b"legend"
        | b"li" | b"main" | b"menu" | b"nav" | b"ol" | b"optgroup" | b"option" | b"p" | b"search"
        | b"section" | b"select" | b"summary" | b"tbody" | b"tfoot" | b"thead" | b"ul" => Meaning::Block,
        _ => Meaning::Inline,
    }
}

/// Elements whose content is no markup: the tokenizer reads on until their end tag.
pub(super) fn is_raw(name: &[u8]) -> bool {
    matches!(
        name,
        b"iframe"
            | b"noembed"
            | b"noframes"
            | b"noscript"
            | b"plaintext"
            | b"script"
            | b"style"
            | b"textarea"
            | b"title"
            | b"xmp"
    )
}
