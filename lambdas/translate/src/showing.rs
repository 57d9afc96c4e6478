//! What a person sees of a translation while it is made. It may turn out wrong and be replaced; the finished text counts.

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// One change of what is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// This follows.
    More(String),
    /// What was shown is void; this is shown instead.
    Anew(String),
}

/// What is shown of one chunk.
pub(crate) struct Show {
    steps: UnboundedSender<Step>,
    shown: String,
    /// The segment that is shown at the moment.
    segment: Option<usize>,
}

/// What is shown of a chunk, and its steps for whoever shows them.
pub(crate) fn steps() -> (Show, UnboundedReceiver<Step>) {
    let (steps, receiver) = unbounded_channel();
    (Show { steps, shown: String::new(), segment: None }, receiver)
}

impl Show {
    /// Shows what stands before a segment, when its first piece comes.
    pub fn begin(&mut self, segment: usize, before: &str) {
        if self.segment != Some(segment) {
            self.segment = Some(segment);
            self.more(before);
        }
    }

    /// Shows more.
    pub fn more(&mut self, text: &str) {
        if !text.is_empty() {
            self.shown.push_str(text);
            self.send(Step::More(text.to_owned()));
        }
    }

    /// Shows what the chunk has become, with as little change as possible.
    pub fn set(&mut self, text: &str) {
        if let Some(more) = text.strip_prefix(self.shown.as_str()) {
            return self.more(more);
        }
        text.clone_into(&mut self.shown);
        self.send(Step::Anew(text.to_owned()));
    }

    fn send(&self, step: Step) {
        // Nobody looks any more.
        let _ = self.steps.send(step);
    }
}
