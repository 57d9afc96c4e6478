//! Reads what a language model says while it says it: its thoughts are passed over, and nothing is shown while it may still
//! turn out to be the word by which it says that it does not know.

use ports::EngineError;

/// What the model is told to say where the passages do not answer.
pub(crate) const NO_ANSWER: &str = "NO_ANSWER";
/// How models write it.
const FORMS: [&str; 3] = [NO_ANSWER, "NO ANSWER", "no_answer"];
/// What they put around it.
const AROUND: [char; 10] = ['*', '_', '`', '"', '\'', '“', '„', '«', '[', '('];
/// What models put around their thoughts, and the bytes that these may have.
const THOUGHTS: (&str, &str, usize) = ("<think>", "</think>", 200_000);

/// The state of reading.
pub(crate) struct ReplyReader {
    state: State,
    /// Characters that may still come.
    room: usize,
}

enum State {
    /// What was said may be the beginning of thoughts, or of [`NO_ANSWER`].
    Unclear(String),
    /// The answer so far, of which everything may be shown.
    Answer(String),
    /// The model does not know.
    Unknown,
}

/// What to do after more was read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// This may be shown, which may be nothing. Go on.
    Show(String),
    /// Nothing that follows matters: stop the model.
    Enough,
}

/// What a model said in the end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// An answer, whole or cut.
    Answer(String),
    /// That it does not know.
    Unknown,
}

/// What a beginning may become.
enum Beginning {
    Unclear,
    Unknown,
    /// An answer, which begins after so many bytes.
    Answer(usize),
}

impl ReplyReader {
    /// Reads an answer of so many characters at most.
    pub fn new(most: usize) -> Self {
        Self { state: State::Unclear(String::new()), room: most }
    }

    /// Takes more of the reply.
    pub fn read(&mut self, more: &str) -> Result<Next, EngineError> {
        let shown = match &mut self.state {
            State::Unknown => return Ok(Next::Enough),
            State::Answer(_) => more.to_owned(),
            State::Unclear(said) => {
                said.push_str(more);
                match beginning(said)? {
                    Beginning::Unclear => return Ok(Next::Show(String::new())),
                    Beginning::Unknown => {
                        self.state = State::Unknown;
                        return Ok(Next::Enough);
                    }
                    Beginning::Answer(start) => {
                        let shown = said[start..].to_owned();
                        self.state = State::Answer(String::new());
                        shown
                    }
                }
            }
        };
        Ok(self.answer(&shown))
    }

    fn answer(&mut self, more: &str) -> Next {
        let State::Answer(answer) = &mut self.state else { return Next::Enough };
        let fits: String = more.chars().take(self.room).collect();
        if fits.is_empty() && !more.is_empty() {
            return Next::Enough;
        }
        self.room -= fits.chars().count();
        answer.push_str(&fits);
        Next::Show(fits)
    }

    /// The model has come to its end; `whole` says whether by itself.
    pub fn finish(self, whole: bool) -> Result<Said, EngineError> {
        let full = self.room == 0;
        let text = match self.state {
            State::Unknown => return Ok(Said::Unknown),
            State::Answer(text) => text,
            State::Unclear(said) => {
                let said = match after_thoughts(&said)? {
                    Some(said) => said.trim(),
                    None if said.trim_start().starts_with(THOUGHTS.0) => "",
                    None => said.trim(),
                };
                let bare = said.trim_matches(|c: char| AROUND.contains(&c) || c == '.');
                if FORMS.contains(&bare) {
                    return Ok(Said::Unknown);
                }
                said.to_owned()
            }
        };
        let text = text.trim();
        match (text.is_empty(), whole && !full) {
            // A model that explains itself before it says that it does not know does not know.
            _ if text.contains(NO_ANSWER) => Ok(Said::Unknown),
            (true, true) => Err(EngineError::BrokenContract("it has no words".into())),
            (true, false) => Err(EngineError::CutShort),
            (false, true) => Ok(Said::Answer(text.to_owned())),
            (false, false) => Ok(Said::Answer(format!("{text} …"))),
        }
    }
}

/// What follows the thoughts at the beginning; none while it is not known whether there are more of them.
fn after_thoughts(said: &str) -> Result<Option<&str>, EngineError> {
    let (begin, end, most) = THOUGHTS;
    let said = said.trim_start();
    let Some(thoughts) = said.strip_prefix(begin) else {
        return Ok(Some(said).filter(|said| !begin.starts_with(said)));
    };
    match thoughts.split_once(end) {
        Some((_, after)) => Ok(Some(after.trim_start())),
        None if thoughts.len() > most => {
            Err(EngineError::BrokenContract("it has thoughts without an end".into()))
        }
        None => Ok(None),
    }
}

fn beginning(said: &str) -> Result<Beginning, EngineError> {
    let Some(rest) = after_thoughts(said)? else { return Ok(Beginning::Unclear) };
    let bare = rest.trim_start_matches(|c: char| AROUND.contains(&c) || c.is_whitespace());
    for form in FORMS {
        match bare.strip_prefix(form) {
            Some(after) if after.starts_with(|c: char| !c.is_alphanumeric()) => {
                return Ok(Beginning::Unknown);
            }
            Some("") => return Ok(Beginning::Unclear),
            None if form.starts_with(bare) => return Ok(Beginning::Unclear),
            _ => {}
        }
    }
    Ok(Beginning::Answer(said.len() - rest.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What is shown of a reply that comes in pieces, and what it is in the end.
    fn read<'a>(pieces: impl IntoIterator<Item = &'a str>) -> (String, Result<Said, EngineError>) {
        let (mut reader, mut shown) = (ReplyReader::new(100), String::new());
        for piece in pieces {
            match reader.read(piece) {
                Ok(Next::Show(more)) => shown.push_str(&more),
                Ok(Next::Enough) => break,
                Err(error) => return (shown, Err(error)),
            }
        }
        (shown, reader.finish(true))
    }

    fn characters(text: &str) -> Vec<&str> {
        text.split_inclusive(|_: char| true).collect()
    }

    #[test]
    fn nothing_is_shown_of_a_model_that_does_not_know_however_it_comes() {
        for text in [
            "NO_ANSWER",
            " \n**NO_ANSWER**\n",
            "`NO_ANSWER`.",
            "\"NO_ANSWER\"",
            "NO ANSWER",
            "[no_answer]",
            "NO_ANSWER: the passages are about something else [1].",
            "<think>Is it [1]? No.</think>\n\nNO_ANSWER",
        ] {
            for pieces in [vec![text], characters(text)] {
                let (shown, said) = read(pieces);
                assert_eq!((shown.as_str(), said.unwrap()), ("", Said::Unknown), "{text}");
            }
        }
    }

    #[test]
    fn a_model_that_explains_itself_first_does_not_know_either() {
        let (_, said) = read(["The passages [1] do not say it. NO_ANSWER"]);
        assert_eq!(said.unwrap(), Said::Unknown);
    }

    #[test]
    fn answers_that_begin_alike_are_shown_as_soon_as_they_differ() {
        for text in ["NO.", "No [1].", "NOBODY knows [1].", "**No** [2]", "(a) [1]", "<th"] {
            for pieces in [vec![text], characters(text)] {
                let (_, said) = read(pieces);
                assert_eq!(said.unwrap(), Said::Answer(text.to_owned()), "{text}");
            }
        }
        let mut reader = ReplyReader::new(100);
        assert_eq!(reader.read("NO").unwrap(), Next::Show(String::new()));
        assert_eq!(reader.read("T").unwrap(), Next::Show("NOT".into()));
        assert_eq!(reader.read(" so").unwrap(), Next::Show(" so".into()));
    }

    #[test]
    fn thoughts_are_passed_over_and_have_an_end() {
        let text = "<think>Let me <b>see</b>: NO_ANSWER?</think>\nThree times [1].";
        for pieces in [vec![text], characters(text)] {
            let (shown, said) = read(pieces);
            assert_eq!(
                (shown.as_str(), said.unwrap()),
                ("Three times [1].", Said::Answer("Three times [1].".into()))
            );
        }
        let endless = format!("<think>{}", "hm ".repeat(100_000));
        assert!(matches!(read([endless.as_str()]).1, Err(EngineError::BrokenContract(_))));
        assert!(matches!(read(["<think>hm"]).1, Err(EngineError::BrokenContract(_))));
    }

    #[test]
    fn an_answer_that_is_cut_says_so_and_one_without_words_is_none() {
        let cut = |text: &str, whole: bool| {
            let mut reader = ReplyReader::new(10);
            let next = reader.read(text).unwrap();
            (next, reader.finish(whole))
        };
        let (shown, said) = cut("0123456789ab", true);
        assert_eq!(
            (shown, said.unwrap()),
            (Next::Show("0123456789".into()), Said::Answer("0123456789 …".into()))
        );
        assert_eq!(cut("01234", false).1.unwrap(), Said::Answer("01234 …".into()));
        assert!(matches!(cut("<think>", false).1, Err(EngineError::CutShort)));
        assert!(matches!(cut(" ", true).1, Err(EngineError::BrokenContract(_))));
    }

    proptest! {
        #[test]
        fn what_was_shown_is_the_answer_in_whatever_pieces_it_comes(
            pieces in prop::collection::vec("[NO_ANSWER <think>/.*é]{0,4}", 0..8)
        ) {
            let (shown, said) = read(pieces.iter().map(String::as_str));
            let (_, at_once) = read([pieces.concat().as_str()]);
            match said {
                Ok(Said::Answer(text)) => {
                    prop_assert!(shown.is_empty() || shown.trim() == text, "{shown:?} {text:?}");
                    prop_assert_eq!(at_once.unwrap(), Said::Answer(text));
                }
                Ok(Said::Unknown) => prop_assert_eq!(at_once.unwrap(), Said::Unknown),
                Err(_) => prop_assert!(at_once.is_err()),
            }
        }
    }
}
