//! `webservice/pluginfile.php`.

use std::fmt::Write as _;
use std::ops::Range;
use std::time::{Duration, UNIX_EPOCH};

use axum::http::header::{IF_NONE_MATCH, RANGE};
use axum::http::{HeaderMap, StatusCode};
use httpdate::fmt_http_date;

use super::exception::Exception;
use super::reply::Reply;
use super::web_service::admitted;
use crate::faults::Fault;
use crate::site::course::Module;
use crate::site::{Chapter, File, Matter};
use crate::{Content, Site, mime};

/// What a browser may keep, in seconds.
const KEPT: i64 = 21_600;

/// Pages of other origins may download too.
pub(super) const CORS: [(&str, &str); 3] = [
    ("access-control-allow-origin", "*"),
    ("access-control-allow-headers", "range"),
    ("access-control-expose-headers", "Content-Range"),
];

/// A file as it is sent.
struct Sent {
    name: String,
    content: Content,
    content_type: String,
    /// When it was changed; nothing for what Moodle makes of its database.
    modified: Option<i64>,
    /// Only files of resources and pages may be kept for a while.
    kept: bool,
    attachment: bool,
    sandboxed: bool,
}

pub(super) fn answer(
    site: &Site,
    path: &str,
    token: Option<&str>,
    headers: &HeaderMap,
    fault: Option<&Fault>,
) -> Reply {
    let found = match token {
        None => Err(Exception::MissingToken),
        Some(token) => admitted(site, token, fault).and_then(|()| found(site, path)),
    };
    match found {
        Ok(sent) => sent.reply(site.now(), headers),
        Err(exception) => exception.of_download(site.now()),
    }
}

/// A file, for whom no token is asked.
pub(super) fn of_guest(site: &Site, path: &str, headers: &HeaderMap) -> Reply {
    match found(site, path) {
        Ok(sent) => sent.reply(site.now(), headers),
        Err(_) => super::pages::not_found(),
    }
}

/// What lies at `91/mod_resource/content/1/unit 2/notes.md`.
fn found(site: &Site, path: &str) -> Result<Sent, Exception> {
    let parts: Vec<&str> = path.split('/').collect();
    let [context, component, area, rest @ ..] = parts.as_slice() else { return Err(Exception::NoFile) };
    let context: u64 = context.parse().map_err(|_| Exception::NoRecord)?;
    let state = site.state();
    let module = state.in_context(context).ok_or(Exception::NoRecord)?;
    if !module.is_listed() {
        return Err(Exception::NotAccessible);
    }
    module.sent(&format!("{component}/{area}"), rest).ok_or(Exception::NoFile)
}

impl Module {
    /// One of its files. The number of the revision says nothing: old addresses bring new files.
    fn sent(&self, area: &str, rest: &[&str]) -> Option<Sent> {
        match (&self.activity.matter, area, rest) {
            (Matter::Page { html, .. }, "mod_page/content", ["index.html" | "index.htm"]) => {
                Some(Sent::html(format!("<div class=\"no-overflow\">{html}</div>")))
            }
            (Matter::Resource(files), "mod_resource/content", [_, path @ ..])
            | (Matter::Page { files, .. }, "mod_page/content", [_, path @ ..]) => {
                Some(Sent { kept: true, ..Sent::file(files, path)? })
            }
            (Matter::Folder(files), "mod_folder/content", [_, path @ ..]) => {
                Some(Sent { sandboxed: true, ..Sent::file(files, path)? })
            }
            (Matter::Book(chapters), "mod_book/chapter", [id, path @ ..]) => {
                let shown: Vec<&Chapter> = chapters.iter().filter(|chapter| !chapter.hidden).collect();
                let at = shown.iter().position(|chapter| chapter.id.to_string() == *id)?;
                match path {
                    ["index.html"] => Some(Sent::html(chapter_html(&shown, at))),
                    path => Some(Sent { kept: true, ..Sent::file(&shown[at].files, path)? }),
                }
            }
            (Matter::Glossary(entries), "mod_glossary/attachment", [id, path @ ..]) => {
                let entry = entries.iter().find(|entry| entry.approved && entry.id.to_string() == *id)?;
                Some(Sent { attachment: true, ..Sent::file(&entry.files, path)? })
            }
            _ => None,
        }
    }
}

/// A chapter under its title and that of the chapter it belongs to, with their numbers.
fn chapter_html(shown: &[&Chapter], at: usize) -> String {
    let (mut number, mut sub, mut titles) = (0, 0, String::new());
    for chapter in &shown[..=at] {
        if chapter.is_sub && number > 0 {
            sub += 1;
        } else {
            (number, sub) = (number + 1, 0);
            titles = format!("<h3>{number}. {}</h3>", super::contents::escaped(&chapter.title));
        }
    }
    if sub > 0 {
        let title = super::contents::escaped(&shown[at].title);
        let _ = write!(titles, "<h4>{number}.{sub}. {title}</h4>");
    }
    format!("{titles}<div class=\"no-overflow\">{}</div>", shown[at].html)
}

impl Sent {
    fn html(html: String) -> Self {
        Self {
            name: "index.html".into(),
            content: html.into(),
            content_type: "text/html;charset=UTF-8".into(),
            modified: None,
            kept: false,
            attachment: true,
            sandboxed: false,
        }
    }

    fn file(files: &[File], path: &[&str]) -> Option<Self> {
        let (name, folders) = path.split_last()?;
        let folder = folders.iter().fold(String::from("/"), |path, folder| format!("{path}{folder}/"));
        let file = files.iter().find(|file| file.name == *name && file.folder == folder)?;
        Some(Self {
            name: file.name.clone(),
            content: file.content.clone(),
            content_type: mime::sent(&file.mime),
            modified: Some(file.modified),
            kept: false,
            attachment: false,
            sandboxed: false,
        })
    }

    fn reply(&self, now: i64, headers: &HeaderMap) -> Reply {
        let etag = format!("\"{}\"", self.content.hash());
        let known = self.modified.is_some() && headers.get(IF_NONE_MATCH).is_some_and(|value| *value == etag);
        if known {
            return Reply::of(StatusCode::NOT_MODIFIED, &self.content, 0..0).with(self.headers(now, &etag));
        }
        let length = self.content.length();
        let asked = headers.get(RANGE).and_then(|value| value.to_str().ok());
        let reply = match asked.filter(|_| self.takes_ranges()).and_then(|text| range(text, length)) {
            Some(range) => {
                let told = format!("bytes {}-{}/{length}", range.start, range.end - 1);
                let part = Reply::of(StatusCode::PARTIAL_CONTENT, &self.content, range);
                part.with([("content-range", told)])
            }
            None => Reply::of(StatusCode::OK, &self.content, 0..length),
        };
        let ranges = if self.takes_ranges() { "bytes" } else { "none" };
        reply
            .with([("content-type", self.content_type.clone()), ("accept-ranges", ranges.into())])
            .with(self.headers(now, &etag))
    }

    fn takes_ranges(&self) -> bool {
        self.modified.is_some() && !self.content_type.starts_with("text/plain")
    }

    /// The headers that an answer without the file has too.
    fn headers(&self, now: i64, etag: &str) -> Vec<(&'static str, String)> {
        let disposition = if self.attachment { "attachment" } else { "inline" };
        let (cached, expires) = if self.kept {
            (format!("private, max-age={KEPT}, no-transform"), now + KEPT)
        } else {
            ("private, must-revalidate, pre-check=0, post-check=0, max-age=0, no-transform".into(), 0)
        };
        let mut headers = vec![
            ("content-disposition", format!("{disposition}; filename=\"{}\"", self.name)),
            ("cache-control", cached),
            ("expires", date(expires)),
            ("pragma", if self.kept { String::new() } else { "no-cache".into() }),
            ("last-modified", date(self.modified.unwrap_or(now))),
        ];
        headers.extend(CORS.map(|(name, value)| (name, value.to_owned())));
        if self.modified.is_some() {
            headers.push(("etag", etag.into()));
        }
        if self.sandboxed {
            let policy = "default-src 'none'; img-src 'self'; media-src 'self'";
            headers.push(("content-security-policy", policy.into()));
        }
        headers
    }
}

/// A single range: `bytes=0-9`, `bytes=10-`.
fn range(text: &str, length: u64) -> Option<Range<u64>> {
    let (start, end) = text.strip_prefix("bytes=")?.split_once('-')?;
    let start: u64 = start.parse().ok()?;
    let end = if end.is_empty() { length } else { end.parse::<u64>().ok()?.saturating_add(1).min(length) };
    (start < end).then_some(start..end)
}

/// A time as HTTP writes it.
pub(super) fn date(seconds: i64) -> String {
    fmt_http_date(UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap_or_default()))
}
