/// The user message of a prompt, taken apart without the service's own code.
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    /// The elements' tags as they stand there, in order.
    pub tags: Vec<String>,
    /// What stands between the tags as people read it, without what is white space only, and the tag before it.
    pub texts: Vec<(String, String)>,
}

impl Message {
    #[track_caller]
    pub fn read(message: &str) -> Self {
        let (mut tags, mut texts) = (Vec::new(), Vec::new());
        let mut rest = message;
        loop {
            let (text, after) =
                rest.split_once('<').map_or((rest, None), |(text, after)| (text, Some(after)));
            assert!(!text.contains('>'), "a bracket that is not escaped: {message}");
            if !text.trim().is_empty() {
                texts.push((tags.last().cloned().unwrap_or_default(), unescape(text)));
            }
            let Some((tag, after)) = after.map(|after| after.split_once('>').expect("a tag that ends"))
            else {
                break;
            };
            tags.push(tag.to_owned());
            rest = after;
        }
        Self { tags, texts }
    }

    /// The texts inside the segments, one for each.
    pub fn segments(&self) -> Vec<&str> {
        let in_segment = |tag: &str| tag.strip_prefix('s').is_some_and(|n| n.parse::<u32>().is_ok());
        self.texts.iter().filter(|(tag, _)| in_segment(tag)).map(|(_, text)| text.as_str()).collect()
    }
}

#[track_caller]
fn unescape(text: &str) -> String {
    let mut parts = text.split('&');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once(';').expect("an escape that ends");
        plain.push(match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            other => panic!("the escape {other}"),
        });
        plain += rest;
    }
    plain
}
