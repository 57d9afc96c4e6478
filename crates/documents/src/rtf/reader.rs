use encoding_rs::{Encoding, WINDOWS_1252};

use super::code_page;
use super::destination::{Destination, is_text_all_the_same};
use super::tables::{Fonts, Styles};
use super::tokens::Token;
use crate::Limits;
use crate::collector::Collector;
use crate::stop::Stop;

/// Bytes that wait for the end of their run, so that no character is cut.
const LONGEST_RUN: usize = 64 << 10;
/// Bytes of a title.
const LONGEST_TITLE: usize = 4 << 10;

/// What a group leaves as it was before, when it ends.
#[derive(Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are switches of the format, each with a word of its own"
)]
struct Group {
    destination: Destination,
    font: i32,
    /// Bytes or symbols that stand after a Unicode character, for older readers.
    substitutes: i32,
    hidden: bool,
    deleted: bool,
    in_table: bool,
    heading: bool,
    /// Whether this group began what stands aside of the line.
    aside: bool,
}

/// Makes text of tokens.
pub(super) struct Reader<'a> {
    limits: &'a Limits,
    out: &'a mut Collector,
    group: Group,
    outer: Vec<Group>,
    encoding: &'static Encoding,
    fonts: Fonts,
    styles: Styles,
    default_font: i32,
    /// Text in the code page that is in force.
    run: Vec<u8>,
    title: String,
    /// Substitutes that are still to be left out.
    to_leave_out: i32,
    /// The first half of a character that UTF-16 writes in two.
    high_surrogate: Option<u16>,
    /// The group began with `\*`.
    optional: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(limits: &'a Limits, out: &'a mut Collector) -> Self {
        let group = Group {
            destination: Destination::Body,
            font: 0,
            substitutes: 1,
            hidden: false,
            deleted: false,
            in_table: false,
            heading: false,
            aside: false,
        };
        Self {
            limits,
            out,
            group,
            outer: Vec::new(),
            encoding: WINDOWS_1252,
            fonts: Fonts::default(),
            styles: Styles::default(),
            default_font: 0,
            run: Vec::new(),
            title: String::new(),
            to_leave_out: 0,
            high_surrogate: None,
            optional: false,
        }
    }

    pub(super) fn token(&mut self, token: Token<'_>) -> Result<(), Stop> {
        let is_substitute = self.to_leave_out > 0;
        match token {
            Token::Byte(_) if is_substitute => self.to_leave_out -= 1,
            Token::Byte(byte) => {
                self.run.push(byte);
                if self.run.len() >= LONGEST_RUN {
                    self.end_run()?;
                }
            }
            other => {
                self.end_run()?;
                match other {
                    Token::BeginGroup => self.begin_group()?,
                    Token::EndGroup => self.end_group(),
                    Token::Word(word, number) => self.word(word, number)?,
                    Token::Symbol(b'*') => self.optional = true,
                    Token::Symbol(_) if is_substitute => self.to_leave_out -= 1,
                    Token::Symbol(symbol) => self.symbol(symbol)?,
                    Token::Byte(_) => {}
                }
            }
        }
        Ok(())
    }

    pub(super) fn finish(&mut self) -> Result<(), Stop> {
        self.end_run()?;
        while !self.outer.is_empty() {
            self.end_group();
        }
        self.out.title(&self.title);
        self.out.end_line();
        Ok(())
    }

    fn begin_group(&mut self) -> Result<(), Stop> {
        self.to_leave_out = 0;
        self.optional = false;
        if self.outer.len() == self.limits.depth {
            return Err(Stop::broken("groups nest too deep"));
        }
        self.outer.push(self.group);
        self.group.aside = false;
        Ok(())
    }

    fn end_group(&mut self) {
        self.to_leave_out = 0;
        self.optional = false;
        if self.group.aside {
            self.out.end_aside();
        }
        if let Some(outer) = self.outer.pop() {
            // A paragraph's settings hold until its end, even if they were made in a group.
            let Group { heading, in_table, .. } = self.group;
            self.group = outer;
            if !self.group.aside {
                self.group.heading |= heading && outer.destination == Destination::Body;
                self.group.in_table |= in_table && outer.destination == Destination::Body;
            }
        }
    }

    fn symbol(&mut self, symbol: u8) -> Result<(), Stop> {
        match symbol {
            b'\\' | b'{' | b'}' => self.text(char::from(symbol).encode_utf8(&mut [0; 4])),
            b'~' => self.text(" "),
            b'_' => self.text("-"),
            b'\r' | b'\n' => self.end_paragraph(),
            _ => Ok(()),
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) -> Result<(), Stop> {
        let optional = std::mem::take(&mut self.optional);
        if optional && !is_text_all_the_same(word) {
            self.group.destination = Destination::Nothing;
            return Ok(());
        }
        match self.group.destination {
            Destination::Fonts => {
                self.fonts.word(word, number, self.limits.entries);
                return Ok(());
            }
            Destination::Styles => {
                self.styles.word(word, number, self.limits.entries);
                return Ok(());
            }
            _ => {}
        }
        if let Some(destination) = Destination::opened_by(word) {
            self.group.destination = destination;
            return Ok(());
        }
        let on = number != Some(0);
        match word {
            "u" => return self.unicode(number.unwrap_or_default()),
            "uc" => self.group.substitutes = number.unwrap_or(1),
            "ansicpg" => self.encoding = code_page::of_number(number.unwrap_or_default()),
            "mac" => self.encoding = code_page::of_number(10_000),
            "deff" => self.default_font = number.unwrap_or_default(),
            "f" => self.group.font = number.unwrap_or_default(),
            "plain" => {
                self.group.font = self.default_font;
                (self.group.hidden, self.group.deleted) = (false, false);
            }
            "v" => self.group.hidden = on,
            "deleted" => self.group.deleted = on,
            "pard" => (self.group.in_table, self.group.heading) = (false, false),
            "intbl" => self.group.in_table = true,
            "s" => self.group.heading = self.styles.is_heading(number.unwrap_or_default()),
            "outlinelevel" => self.group.heading = number.is_some_and(|level| level < 9),
            "footnote" | "shptxt" if self.is_body() && !self.group.aside => {
                self.group.aside = true;
                self.group.heading = false;
                self.out.begin_aside();
            }
            _ => return self.character_or_break(word),
        }
        Ok(())
    }

    fn character_or_break(&mut self, word: &str) -> Result<(), Stop> {
        match word {
            "par" | "sect" | "page" => self.end_paragraph(),
            "line" if self.is_body() && !self.group.in_table && !self.group.heading => {
                self.out.end_line();
                Ok(())
            }
            "line" | "tab" | "emspace" | "enspace" | "qmspace" => self.text(" "),
            "cell" | "nestcell" if self.is_body() => {
                self.out.end_cell();
                Ok(())
            }
            "row" if self.is_body() => {
                self.out.end_line();
                Ok(())
            }
            "emdash" => self.text("—"),
            "endash" => self.text("–"),
            "bullet" => self.text("•"),
            "lquote" => self.text("‘"),
            "rquote" => self.text("’"),
            "ldblquote" => self.text("“"),
            "rdblquote" => self.text("”"),
            _ => Ok(()),
        }
    }

    fn end_paragraph(&mut self) -> Result<(), Stop> {
        if !self.is_body() {
            return Ok(());
        }
        if self.group.in_table {
            return self.out.words(" ");
        }
        if self.group.heading {
            return self.out.end_heading();
        }
        self.out.end_line();
        Ok(())
    }

    /// A character in UTF-16, as a signed number (or, against the specification, an unsigned one).
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "its lower 16 bits are meant"
    )]
    fn unicode(&mut self, number: i32) -> Result<(), Stop> {
        self.to_leave_out = self.group.substitutes;
        let unit = number as u16;
        let before = self.high_surrogate.take();
        if (0xd800..0xdc00).contains(&unit) {
            self.high_surrogate = Some(unit);
            return Ok(());
        }
        let units: Vec<u16> = before.into_iter().chain([unit]).collect();
        // Half a character is none.
        let text: String = char::decode_utf16(units).filter_map(Result::ok).collect();
        self.text(&text)
    }

    fn end_run(&mut self) -> Result<(), Stop> {
        if self.run.is_empty() {
            return Ok(());
        }
        let run = std::mem::take(&mut self.run);
        let encoding = self.fonts.encoding(self.group.font).unwrap_or(self.encoding);
        let added = self.text(&encoding.decode_without_bom_handling(&run).0);
        // Its memory serves the next run.
        self.run = run;
        self.run.clear();
        added
    }

    fn text(&mut self, text: &str) -> Result<(), Stop> {
        match self.group.destination {
            Destination::Body if self.is_body() => self.out.words(text),
            Destination::Styles => {
                self.styles.text(text, self.limits.entries);
                Ok(())
            }
            Destination::Title if self.title.len() < LONGEST_TITLE => {
                self.title.push_str(text);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Whether text here is the document's, and seen.
    fn is_body(&self) -> bool {
        self.group.destination == Destination::Body && !self.group.hidden && !self.group.deleted
    }
}
