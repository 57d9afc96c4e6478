use axum::http::StatusCode;
use serde_json::json;

use super::downloads::{CORS, date};
use super::php_json;
use super::reply::Reply;

/// The headers with which Moodle keeps its errors out of caches.
const NOT_KEPT: [(&str, &str); 8] = [
    ("cache-control", "no-store, no-cache, must-revalidate"),
    ("cache-control", "post-check=0, pre-check=0"),
    ("pragma", "no-cache"),
    ("expires", "Mon, 20 Aug 1969 09:23:00 GMT"),
    ("accept-ranges", "none"),
    CORS[0],
    CORS[1],
    CORS[2],
];

/// Why Moodle refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exception {
    UnknownToken,
    Access,
    Suspended,
    Maintenance,
    InvalidParameter,
    /// A course, a function or a context that is not there.
    NoRecord,
    NoFile,
    MissingToken,
    /// An activity that the account may not open.
    NotAccessible,
}

impl Exception {
    /// The class, the code and the words.
    fn told(self) -> (&'static str, &'static str, &'static str) {
        const MOODLE: &str = "core\\exception\\moodle_exception";
        match self {
            Self::UnknownToken => (MOODLE, "invalidtoken", "Invalid token - token not found"),
            Self::Access => ("webservice_access_exception", "accessexception", "Access control exception"),
            Self::Suspended => (
                MOODLE,
                "wsaccessusersuspended",
                "Refused web service access for suspended username: moodle_aws_index",
            ),
            Self::Maintenance => (
                MOODLE,
                "sitemaintenance",
                "The site is undergoing maintenance and is currently not available",
            ),
            Self::InvalidParameter => (
                "core\\exception\\invalid_parameter_exception",
                "invalidparameter",
                "Invalid parameter value detected",
            ),
            Self::NoRecord => (
                "dml_missing_record_exception",
                "invalidrecordunknown",
                "Can't find data record in database.",
            ),
            Self::NoFile => (MOODLE, "filenotfound", "Sorry, the requested file could not be found"),
            Self::MissingToken => (MOODLE, "missingparam", "A required parameter (token) was missing"),
            Self::NotAccessible => (MOODLE, "requireloginerror", "Course or activity not accessible."),
        }
    }

    /// As web services say it: with status 200.
    pub(super) fn of_function(self) -> serde_json::Value {
        let (exception, errorcode, message) = self.told();
        json!({ "exception": exception, "errorcode": errorcode, "message": message })
    }

    /// As downloads say it now: with status 200 too, unless it is the file that is missing.
    pub(super) fn of_download(self, now: i64) -> Reply {
        let (_, errorcode, error) = self.told();
        let status = if self == Self::NoFile { StatusCode::NOT_FOUND } else { StatusCode::OK };
        let told = json!({
            "error": error, "errorcode": errorcode,
            "stacktrace": null, "debuginfo": null, "reproductionlink": null,
        });
        Reply::printed(status, "application/json; charset=utf-8", php_json::encode(&told))
            .with(NOT_KEPT.map(|(name, value)| (name, value.to_owned())))
            .with([("last-modified", date(now))])
    }
}
