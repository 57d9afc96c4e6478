use std::io::{self, BufRead, Read};

/// Letters of a control word at most; what is longer is none.
const LONGEST_WORD: usize = 32;

/// What an RTF file consists of.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    BeginGroup,
    EndGroup,
    /// `\name` with a number, perhaps.
    Word(&'a str, Option<i32>),
    /// `\` and a character that is no letter.
    Symbol(u8),
    /// A byte of text in the code page that is in force.
    Byte(u8),
}

/// Takes a file apart, byte by byte.
pub(super) struct Tokens<R> {
    bytes: R,
    word: String,
}

impl<R: BufRead> Tokens<R> {
    pub(super) fn new(bytes: R) -> Self {
        Self { bytes, word: String::new() }
    }

    pub(super) fn into_inner(self) -> R {
        self.bytes
    }

    /// The next token; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Token<'_>>> {
        loop {
            let Some(byte) = self.byte()? else { return Ok(None) };
            return Ok(Some(match byte {
                b'{' => Token::BeginGroup,
                b'}' => Token::EndGroup,
                b'\r' | b'\n' => continue,
                b'\\' => return self.control(),
                byte => Token::Byte(byte),
            }));
        }
    }

    fn control(&mut self) -> io::Result<Option<Token<'_>>> {
        let Some(byte) = self.peek()? else { return Ok(None) };
        if !byte.is_ascii_alphabetic() {
            self.bytes.consume(1);
            if byte == b'\'' {
                return Ok(Some(Token::Byte(self.hexadecimal()?)));
            }
            return Ok(Some(Token::Symbol(byte)));
        }
        self.word.clear();
        while let Some(byte) = self.peek()?.filter(u8::is_ascii_alphabetic) {
            self.bytes.consume(1);
            if self.word.len() <= LONGEST_WORD {
                self.word.push(char::from(byte));
            }
        }
        let number = self.number()?;
        if self.peek()? == Some(b' ') {
            self.bytes.consume(1);
        }
        if self.word == "bin" {
            // So many bytes of a picture follow, which may look like anything.
            let length = number.and_then(|length| u64::try_from(length).ok()).unwrap_or_default();
            io::copy(&mut self.bytes.by_ref().take(length), &mut io::sink())?;
        }
        Ok(Some(Token::Word(&self.word, number)))
    }

    fn number(&mut self) -> io::Result<Option<i32>> {
        let negative = self.peek()? == Some(b'-');
        if negative {
            self.bytes.consume(1);
        }
        let mut number = None::<i32>;
        while let Some(byte) = self.peek()?.filter(u8::is_ascii_digit) {
            self.bytes.consume(1);
            let digits = number.unwrap_or_default();
            number = Some(digits.saturating_mul(10).saturating_add(i32::from(byte - b'0')));
        }
        Ok(number.map(|number| if negative { -number } else { number }))
    }

    fn hexadecimal(&mut self) -> io::Result<u8> {
        let mut value = 0;
        for _ in 0..2 {
            let Some(digit) = self.peek()?.and_then(|byte| char::from(byte).to_digit(16)) else { break };
            self.bytes.consume(1);
            value = value << 4 | u8::try_from(digit).unwrap_or_default();
        }
        Ok(value)
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        let byte = self.peek()?;
        if byte.is_some() {
            self.bytes.consume(1);
        }
        Ok(byte)
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.bytes.fill_buf()?.first().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::{Token, Tokens};

    #[test]
    fn a_file_is_words_symbols_groups_and_bytes() {
        let mut tokens = Tokens::new(&b"{\\b0 a\\~\\'e9\\u-5 ?\\bin3 }}}x\r\n}\\"[..]);
        let expected = [
            Token::BeginGroup,
            Token::Word("b", Some(0)),
            Token::Byte(b'a'),
            Token::Symbol(b'~'),
            Token::Byte(0xe9),
            Token::Word("u", Some(-5)),
            Token::Byte(b'?'),
            Token::Word("bin", Some(3)),
            Token::Byte(b'x'),
            Token::EndGroup,
        ];
        for token in expected {
            assert_eq!(tokens.next().unwrap(), Some(token));
        }
        assert_eq!(tokens.next().unwrap(), None);
    }
}
