//! What may be repeated of what a server says. Its messages go to the operator's log, where neither the text nor
//! the key belongs; servers do repeat the request they refuse.

use serde_json::Value;

use super::settings::ApiKey;

/// Characters of a message at most.
const LENGTH: usize = 200;
/// So many letters and digits in a row, the same in the message and the text, are no accident.
const RUN: usize = 12;
/// A text with fewer letters and digits says nothing.
const SHORT: usize = 4;

/// What must not be repeated.
#[derive(Clone, Debug)]
pub(super) struct Discretion {
    key: Option<ApiKey>,
    /// The letters and digits of what the user wrote.
    text: String,
}

impl Discretion {
    pub(super) fn new(key: Option<&ApiKey>, text: &str) -> Self {
        Self { key: key.cloned(), text: letters(text) }
    }

    /// A message on one line, of bounded length, or why it is not shown.
    pub(super) fn quote(&self, message: &str) -> String {
        let words = message.split(|c: char| c.is_whitespace() || c.is_control());
        let line = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let short: String = line.chars().take(LENGTH).collect();
        if self.is_indiscreet(&short) {
            return "its message is not shown, for it repeats the request".to_owned();
        }
        if short.len() < line.len() { short + "…" } else { short }
    }

    fn is_indiscreet(&self, message: &str) -> bool {
        let holds_key = self.key.as_ref().is_some_and(|key| message.contains(key.reveal()));
        // What is escaped cannot be compared.
        holds_key || message.contains("\\u") || self.holds_text(&letters(message))
    }

    fn holds_text(&self, message: &str) -> bool {
        let length = self.text.chars().count();
        let starts: Vec<usize> = message.char_indices().map(|(at, _)| at).chain([message.len()]).collect();
        let common_run = starts.windows(RUN + 1).any(|run| self.text.contains(&message[run[0]..run[RUN]]));
        let whole = (SHORT..RUN).contains(&length) && message.contains(&self.text);
        // Servers speak English; a letter of the text that is not of its alphabet comes from the text.
        common_run || whole || message.chars().any(|c| !c.is_ascii() && self.text.contains(c))
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The message in the body of a refusal, where the servers in use write it; none in a web page.
pub(super) fn message(body: &[u8]) -> Option<String> {
    let Ok(json) = serde_json::from_slice::<Value>(body) else {
        let text = String::from_utf8_lossy(body).trim().to_owned();
        return Some(text).filter(|text| !text.is_empty() && !text.starts_with('<'));
    };
    // vLLM once wrote its message without `error` around it; FastAPI writes `detail`.
    let text = |name: &str| json.get(name).and_then(Value::as_str).map(str::to_owned);
    json.get("error")
        .and_then(error_message)
        .or_else(|| text("message"))
        .or_else(|| text("detail"))
        .or_else(|| json.pointer("/detail/0/msg").and_then(Value::as_str).map(str::to_owned))
}

/// The message of an `error`: an object with a `message`, or a text.
pub(super) fn error_message(error: &Value) -> Option<String> {
    error.get("message").unwrap_or(error).as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HIDDEN: &str = "its message is not shown, for it repeats the request";

    fn quote(text: &str, message: &str) -> String {
        Discretion::new(Some(&ApiKey::parse("sk-secret").unwrap()), text).quote(message)
    }

    #[test]
    fn a_message_stands_on_one_line_of_bounded_length() {
        assert_eq!(quote("", "one\r\n two\u{1b}[31m\u{2028}\t\0three"), "one two [31m three");
        assert_eq!(quote("", &"é".repeat(201)), "é".repeat(200) + "…");
        assert_eq!(quote("", &"é".repeat(200)), "é".repeat(200));
    }

    #[test]
    fn a_message_that_repeats_the_key_or_the_text_is_not_shown() {
        let text = "<s1>The mid-term exam is\non Monday</s1>";
        for message in [
            "unknown key sk-secret",
            "cannot read {'content': 'The mid-term exam is\\non Mon'}",
            "cannot read 'mid term exam is'",
            r"cannot read \u0054\u0068\u0065",
        ] {
            assert_eq!(quote(text, message), HIDDEN, "{message}");
        }
        assert_eq!(quote("<s1>期末考试</s1>", "cannot read 考"), HIDDEN);
        assert_eq!(quote("exam", "cannot read 'exam'"), HIDDEN);
    }

    #[test]
    fn a_message_that_has_little_in_common_with_the_text_is_shown() {
        let message = "This model's maximum context length is 4096 tokens — reduce the length";
        for text in ["The mid-term exam covers a long text and a model", "a", "", "é"] {
            assert_eq!(quote(text, message), message);
        }
    }

    #[test]
    fn messages_are_found_where_servers_write_them() {
        for (body, found) in [
            (r#"{"error":{"message":"Loading model","code":503}}"#, Some("Loading model")),
            (r#"{"error":"model 'a' not found"}"#, Some("model 'a' not found")),
            (r#"{"object":"error","message":"no such model"}"#, Some("no such model")),
            (r#"{"detail":"Not Found"}"#, Some("Not Found")),
            (
                r#"{"detail":[{"loc":["body"],"msg":"Field required","input":"the text"}]}"#,
                Some("Field required"),
            ),
            ("404 page not found\n", Some("404 page not found")),
            ("<html><h1>Bad gateway</h1>", None),
            (r#"{"error":7}"#, None),
            (r#"["a"]"#, None),
            ("", None),
        ] {
            assert_eq!(message(body.as_bytes()).as_deref(), found, "{body}");
        }
    }
}
