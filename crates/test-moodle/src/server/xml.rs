//! XML as Moodle's web services answer it unless they are asked for JSON.

use serde_json::Value;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n";

pub(super) fn encode(value: &Value) -> String {
    if let (Some(class), Some(code), Some(message)) =
        (value["exception"].as_str(), value["errorcode"].as_str(), value["message"].as_str())
    {
        return format!(
            "{HEAD}<EXCEPTION class=\"{}\">\n<ERRORCODE>{}</ERRORCODE>\n<MESSAGE>{}</MESSAGE>\n</EXCEPTION>\n",
            escaped(class),
            escaped(code),
            escaped(message)
        );
    }
    format!("{HEAD}<RESPONSE>\n{}</RESPONSE>\n", element(value))
}

fn element(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: String = items.iter().map(element).collect();
            format!("<MULTIPLE>\n{items}</MULTIPLE>\n")
        }
        Value::Object(members) => {
            let key = |(name, member): (&String, &Value)| {
                format!("<KEY name=\"{name}\">{}</KEY>\n", element(member))
            };
            let members: String = members.iter().map(key).collect();
            format!("<SINGLE>\n{members}</SINGLE>\n")
        }
        Value::Null => "<VALUE null=\"null\"/>\n".into(),
        Value::String(text) => format!("<VALUE>{}</VALUE>\n", escaped(text)),
        Value::Bool(is) => format!("<VALUE>{}</VALUE>\n", u8::from(*is)),
        Value::Number(number) => format!("<VALUE>{number}</VALUE>\n"),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
