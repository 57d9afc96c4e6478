/// How much one file may cost. The defaults keep a process within 128 MB and some seconds.
///
/// What a limit on amounts cuts off is missing from the end of the text, and [`truncated`](crate::Extracted::truncated)
/// says so; a limit that only an attack reaches is an error.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of text, in UTF-8, that are taken out of one file.
    pub text_bytes: usize,
    /// Sections of text that are taken out of one file.
    pub sections: usize,
    /// Bytes that all parts of one archive may have together when they are inflated; a part that is read twice counts twice.
    pub inflated_bytes: u64,
    /// How many times its compressed size a part of an archive may have, once 16 MiB of it are inflated. Deflate reaches
    /// 1,032; documents, even monotonous ones, stay below 100.
    pub ratio: u64,
    /// Entries that an archive may have, and rows in the tables of identifiers that a document is put together by.
    pub entries: usize,
    /// Parts of an archive that are opened for one file, each of them counted as often as it is opened.
    pub parts: usize,
    /// How deep elements, groups and lists may nest.
    pub depth: usize,
    /// Bytes of one tag, or of one stretch of text without a tag, in XML.
    pub token_bytes: usize,
    /// Bytes of a file that has to be in memory as a whole to be read: a PDF.
    pub whole_bytes: u64,
    /// Bytes that are read of HTML and RTF, whose pictures may stand among the words.
    pub markup_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            text_bytes: 8 << 20,
            sections: 50_000,
            inflated_bytes: 512 << 20,
            ratio: 300,
            entries: 100_000,
            parts: 200_000,
            depth: 256,
            token_bytes: 4 << 20,
            whole_bytes: 64 << 20,
            markup_bytes: 64 << 20,
        }
    }
}
