//! The make-believe translation, and what can go wrong with it.

use crate::Behaviour;

/// What stands between the elements of an answer.
const BETWEEN: &str = "\n";

/// A numbered element of a message, or the whole message.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Segment<'a> {
    number: Option<u32>,
    text: &'a str,
}

/// The answer to a message: its elements, and every word in them in capitals; a word that has no other capitals, or is
/// written in them, is put in `«»`. Numbers, marks (`<x1>`, `</x1>`, `<x2/>`) and entities stay.
#[must_use]
pub fn translate(message: &str) -> String {
    answer(message, Behaviour::Echo)
}

/// The answer to a message, as wrong as the behaviour says.
pub(crate) fn answer(message: &str, behaviour: Behaviour) -> String {
    if behaviour == Behaviour::Obeys {
        return "HACKED".to_owned();
    }
    let shift = u32::from(behaviour == Behaviour::WrongSegments);
    let elements = segments(message).into_iter().map(|segment| {
        let words = words(segment.text);
        match segment.number.map(|number| number.saturating_add(shift)) {
            Some(number) => format!("<s{number}>{words}</s{number}>"),
            None => words,
        }
    });
    let right = elements.collect::<Vec<_>>().join(BETWEEN);
    match behaviour {
        Behaviour::LostMark | Behaviour::LostMarkOnce => with_first_mark(&right, |_| String::new()),
        Behaviour::DoubledMark => with_first_mark(&right, |mark| mark.repeat(2)),
        Behaviour::Unescaped => right.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"),
        Behaviour::Chatty => format!("Sure! Here is the translation:\n\n{right}"),
        _ => right,
    }
}

/// The elements in the message, or the message.
fn segments(message: &str) -> Vec<Segment<'_>> {
    let mut segments = Vec::new();
    let mut rest = message;
    while let Some((number, text, after)) = next_element(rest) {
        segments.push(Segment { number: Some(number), text });
        rest = after;
    }
    if segments.is_empty() {
        segments.push(Segment { number: None, text: message });
    }
    segments
}

/// The first element: its number, its content, and what comes after it.
fn next_element(text: &str) -> Option<(u32, &str, &str)> {
    let mut from = 0;
    loop {
        let start = from + text[from..].find("<s")? + "<s".len();
        let number = text[start..].split_once('>').and_then(|(number, _)| number.parse::<u32>().ok());
        if let Some(number) = number
            && let Some((_, content)) = text[start..].split_once('>')
            && let Some((content, after)) = content.split_once(&format!("</s{number}>"))
        {
            return Some((number, content, after));
        }
        from = start;
    }
}

/// Changes the words, and nothing else.
fn words(text: &str) -> String {
    let mut changed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = kept(rest).unwrap_or(0);
        if length > 0 {
            changed += &rest[..length];
            rest = &rest[length..];
            continue;
        }
        let end = rest.find(|c: char| !is_of_word(c)).unwrap_or(rest.len());
        let end = if end == 0 { first.len_utf8() } else { end };
        changed += &word(&rest[..end]);
        rest = &rest[end..];
    }
    changed
}

fn is_of_word(c: char) -> bool {
    // Combining marks are no letters, but a word goes on after them.
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}')
}

fn word(word: &str) -> String {
    let capitals = word.to_uppercase();
    if capitals == word && word.chars().any(char::is_alphabetic) { format!("«{word}»") } else { capitals }
}

/// How much of the beginning is a mark or an entity.
fn kept(text: &str) -> Option<usize> {
    mark(text).map(str::len).or_else(|| {
        let name = text.strip_prefix('&')?.split_once(';')?.0;
        let is_name = name.len() < 10 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#');
        (is_name && !name.is_empty()).then_some(name.len() + 2)
    })
}

/// The mark with which the text begins.
fn mark(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('<')?.split_once('>')?.0;
    let number = inner.strip_prefix('/').unwrap_or(inner).strip_prefix('x')?;
    let number = number.strip_suffix('/').unwrap_or(number);
    let is_number = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
    is_number.then(|| &text[..inner.len() + 2])
}

/// The text with something else in the place of its first mark, and of the end of that mark.
fn with_first_mark(text: &str, change: impl Fn(&str) -> String) -> String {
    let first = text.char_indices().find_map(|(at, _)| mark(&text[at..]));
    let Some(first) = first else { return text.to_owned() };
    let once = text.replacen(first, &change(first), 1);
    let end = first.replacen('<', "</", 1);
    once.replacen(&end, &change(&end), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_elements_are_answered_with_every_word_changed() {
        let message = "Translate to French.\n<s1>Hello, <x1>wide</x1> world<x2/>!</s1>\n<s2>AT&amp;T &lt;3 é 日本 42</s2>\nThanks";
        let expected = "<s1>HELLO, <x1>WIDE</x1> WORLD<x2/>!</s1>\n<s2>«AT»&amp;«T» &lt;3 É «日本» 42</s2>";
        assert_eq!(translate(message), expected);
    }

    #[test]
    fn a_message_without_elements_is_one_text() {
        assert_eq!(
            translate("one < two & <b>three</b> <s> <sx> <s9>"),
            "ONE < TWO & <B>THREE</B> <S> <SX> <S9>"
        );
        assert_eq!(translate(""), "");
    }

    #[test]
    fn each_wrong_answer_is_wrong_in_its_own_way() {
        let message = "<s1>a &lt; &amp; b</s1>\n<s2><x1>c</x1> <x2/></s2>";
        for (behaviour, expected) in [
            (Behaviour::LostMark, "<s1>A &lt; &amp; B</s1>\n<s2>C <x2/></s2>"),
            (Behaviour::DoubledMark, "<s1>A &lt; &amp; B</s1>\n<s2><x1><x1>C</x1></x1> <x2/></s2>"),
            (Behaviour::WrongSegments, "<s2>A &lt; &amp; B</s2>\n<s3><x1>C</x1> <x2/></s3>"),
            (Behaviour::Unescaped, "<s1>A < & B</s1>\n<s2><x1>C</x1> <x2/></s2>"),
            (Behaviour::Obeys, "HACKED"),
        ] {
            assert_eq!(answer(message, behaviour), expected);
        }
        assert!(answer(message, Behaviour::Chatty).ends_with(&translate(message)));
        assert_eq!(answer("<s1><x7/>a</s1>", Behaviour::LostMark), "<s1>A</s1>");
        assert_eq!(answer("<s1>a</s1>", Behaviour::LostMark), "<s1>A</s1>");
    }
}
