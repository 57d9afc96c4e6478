//! What goes wrong on request.

use std::time::Duration;

use serde_json::Value;

use crate::log::Asked;

/// Which requests go wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// All.
    Everything,
    /// Calls of web services.
    Functions,
    /// Calls of one function: `core_course_get_contents`.
    Function(String),
    /// Downloads.
    Files,
    /// Downloads of files with this name: `lecture-01.pdf`, `index.html`.
    File(String),
}

impl At {
    /// Calls of one function.
    #[must_use]
    pub fn function(name: &str) -> Self {
        Self::Function(name.into())
    }

    /// Downloads of files with one name.
    #[must_use]
    pub fn file(name: &str) -> Self {
        Self::File(name.into())
    }

    fn matches(&self, asked: &Asked) -> bool {
        match (self, asked) {
            (Self::Everything, _)
            | (Self::Functions, Asked::Function(_))
            | (Self::Files, Asked::File { .. }) => true,
            (Self::Function(name), Asked::Function(called)) => name == called,
            (Self::File(name), Asked::File { path }) => path.rsplit('/').next() == Some(name),
            _ => false,
        }
    }
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// Status 500 with a page of HTML.
    ServerError,
    /// No answer ever.
    Hang,
    /// The head of the answer and half of its body; then nothing ever.
    Stall,
    /// So many bytes at a time, with a pause before each.
    Drip {
        /// How many bytes.
        bytes: usize,
        /// How long the pause is.
        pause: Duration,
    },
    /// Half of the body; then the connection is lost.
    Broken,
    /// Half of the body, and headers that say it is the whole.
    Cut,
    /// Another `Content-Type`, or none.
    ContentType(Option<String>),
    /// Another length in `Content-Length` than the body has. A longer one loses the connection at the end.
    ContentLength(u64),
    /// The page to log in, with status 200.
    LoginPage,
    /// A redirect to it, as somebody without a session gets it.
    LoginRedirect,
    /// A redirect to another address.
    Redirect(String),
    /// Ordinary maintenance.
    Maintenance,
    /// Maintenance that was begun on the command line: status 503 with a page of HTML.
    CliMaintenance,
    /// Web services are switched off.
    WebServicesOff,
    /// The token's service is disabled, or lacks the function.
    AccessRefused,
    /// The token's account is suspended.
    Suspended,
    /// There is no such function: its plugin is missing.
    UnknownFunction,
    /// The addresses of files lead to another origin: `http://127.0.0.1:9`. For answers of functions.
    OtherHost(String),
    /// Something else as the answer of a function, with status 200: another version's JSON, or a plugin's.
    Json(Value),
}

/// The faults, in their order.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Planned>);

#[derive(Debug)]
struct Planned {
    at: At,
    fault: Fault,
    /// How many times still; always, when there is no number.
    left: Option<u32>,
}

impl Faults {
    pub(crate) fn add(&mut self, at: At, fault: Fault, times: Option<u32>) {
        if times != Some(0) {
            self.0.push(Planned { at, fault, left: times });
        }
    }

    /// The fault of a request, which counts as one of its times.
    pub(crate) fn take(&mut self, asked: &Asked) -> Option<Fault> {
        let at = self.0.iter().position(|planned| planned.at.matches(asked))?;
        let planned = &mut self.0[at];
        planned.left = planned.left.map(|left| left - 1);
        if planned.left == Some(0) { Some(self.0.remove(at).fault) } else { Some(self.0[at].fault.clone()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_happen_as_often_as_they_shall_where_they_shall() {
        let mut faults = Faults::default();
        let contents = Asked::Function("core_course_get_contents".into());
        let file = Asked::File { path: "/1/mod_resource/content/1/a b.pdf".into() };
        faults.add(At::function("core_course_get_contents"), Fault::ServerError, Some(2));
        faults.add(At::file("a b.pdf"), Fault::Hang, None);
        faults.add(At::Functions, Fault::Maintenance, Some(1));
        faults.add(At::Everything, Fault::Cut, Some(0));
        let happened: Vec<_> = (0..4).map(|_| faults.take(&contents)).collect();
        let expected = [Some(Fault::ServerError), Some(Fault::ServerError), Some(Fault::Maintenance), None];
        assert_eq!(happened, expected);
        assert_eq!((faults.take(&file), faults.take(&file)), (Some(Fault::Hang), Some(Fault::Hang)));
        assert_eq!(faults.take(&Asked::File { path: "/1/mod_resource/content/1/b.pdf".into() }), None);
    }
}
