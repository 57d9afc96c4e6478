//! Lists that come in pages, linked by `Link: …; rel=next` (RFC 8288; AGS 2.0 §3.2, NRPS 2.0 §2).

use std::collections::HashSet;
use std::time::Duration;

use http::{HeaderMap, header};
use url::Url;

use super::{Call, Scope, ServiceClient, ServiceError};

/// The most pages that are read of one list.
pub const MAX_PAGES: usize = 500;
/// The most entries that are read of one list.
pub const MAX_ITEMS: usize = 20_000;
/// The most bytes that are read of one list.
pub const MAX_LIST_BYTES: usize = 32 * 1024 * 1024;
/// How long reading one list may take.
pub const MAX_PAGING_TIME: Duration = Duration::from_mins(5);

/// A list of a service.
pub(super) struct List<'l> {
    pub scope: Scope,
    /// The content type of a page.
    pub accept: &'static str,
    pub url: Url,
    /// What selects the entries. Stands on every page: Moodle's link to the next page of members forgets the role.
    pub filters: &'l [(&'static str, String)],
    /// How many entries the platform is asked to put on a page. Its next links carry it on.
    pub limit: Option<u32>,
}

impl List<'_> {
    /// Reads all pages.
    pub async fn read<T>(
        mut self,
        client: &ServiceClient<'_>,
        entries: impl Fn(&[u8]) -> Result<Vec<T>, serde_json::Error>,
    ) -> Result<Vec<T>, ServiceError> {
        let began = (client.clock)();
        let origin = self.url.origin();
        if let Some(limit) = self.limit {
            self.url.query_pairs_mut().append_pair("limit", &limit.to_string());
        }
        let (mut read, mut bytes, mut seen) = (Vec::new(), 0, HashSet::new());
        let mut next = Some(self.url);
        while let Some(mut page) = next {
            for (name, value) in self.filters {
                add_absent(&mut page, name, value);
            }
            if !seen.insert(page.clone()) {
                return Err(ServiceError::PagesRepeat);
            }
            if seen.len() > MAX_PAGES {
                return Err(ServiceError::TooManyPages);
            }
            if (client.clock)().since(began) > MAX_PAGING_TIME {
                return Err(ServiceError::PagingTooSlow);
            }
            let answer = client.call(&Call::get(self.scope, &page, self.accept)).await?;
            bytes += answer.body().len();
            if bytes > MAX_LIST_BYTES {
                return Err(ServiceError::TooManyBytes);
            }
            read.extend(entries(answer.body()).map_err(ServiceError::Unreadable)?);
            if read.len() > MAX_ITEMS {
                return Err(ServiceError::TooManyItems);
            }
            next = next_page(answer.headers(), &page)?;
            if let Some(url) = next.as_ref().filter(|url| url.origin() != origin) {
                return Err(ServiceError::ForeignUrl(url.origin().ascii_serialization()));
            }
        }
        Ok(read)
    }
}

fn add_absent(url: &mut Url, name: &str, value: &str) {
    if !url.query_pairs().any(|(key, _)| key == name) {
        url.query_pairs_mut().append_pair(name, value);
    }
}

/// The next page, if there is one.
fn next_page(headers: &HeaderMap, page: &Url) -> Result<Option<Url>, ServiceError> {
    let links = headers.get_all(header::LINK).iter();
    let Some(next) =
        links.map(|value| String::from_utf8_lossy(value.as_bytes())).find_map(|text| next_of(&text))
    else {
        return Ok(None);
    };
    match page.join(&next) {
        Ok(url) => Ok(Some(url)),
        Err(_) => Err(ServiceError::BadUrl(next.chars().take(200).collect())),
    }
}

/// The target of the link whose relation is `next`. Moodle writes the header for a page of HTML: `&amp;` in the
/// address, and typographic quotes around the relation.
fn next_of(links: &str) -> Option<String> {
    let mut rest = links;
    while let Some((_, link)) = rest.split_once('<') {
        let (target, after) = link.split_once('>')?;
        let parameters = after.split('<').next().unwrap_or_default();
        let is_next =
            parameters.split(';').filter_map(|parameter| parameter.split_once('=')).any(|(name, value)| {
                name.trim().eq_ignore_ascii_case("rel")
                    && value
                        .trim_matches(|c: char| {
                            c.is_whitespace() || matches!(c, '"' | '\'' | '“' | '”' | ',')
                        })
                        .split_ascii_whitespace()
                        .any(|relation| relation.eq_ignore_ascii_case("next"))
            });
        if is_next {
            return Some(target.trim().replace("&amp;", "&"));
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_found_in_every_way_to_write_it() {
        for links in [
            r#"<https://lms.example/m?a=1&b=2>; rel="next""#,
            "<https://lms.example/m?a=1&b=2>; rel=next",
            "<https://lms.example/m?a=1&amp;b=2>; rel=“next”, <https://lms.example/m>; rel=“last”",
            r#"<https://lms.example/m>; rel="first",<https://lms.example/m?a=1&b=2>;title="x"; REL="up Next""#,
        ] {
            assert_eq!(next_of(links).as_deref(), Some("https://lms.example/m?a=1&b=2"), "{links}");
        }
    }

    #[test]
    fn what_names_no_next_page_has_none() {
        for links in [
            "",
            "next",
            "<https://lms.example/m>",
            r#"<https://lms.example/m>; rel="prev""#,
            r#"<https://lms.example/m>; rel="nextish""#,
            "<https://lms.example/m; rel=next",
            r#"<https://lms.example/m>; title="next""#,
        ] {
            assert_eq!(next_of(links), None, "{links}");
        }
    }

    #[test]
    fn a_relative_link_leads_on_from_its_page() {
        let page = Url::parse("https://lms.example/courses/3/members?page=1").unwrap();
        let headers = HeaderMap::from_iter([(header::LINK, "<?page=2>; rel=next".parse().unwrap())]);
        let next = next_page(&headers, &page).unwrap().unwrap();
        assert_eq!(next.as_str(), "https://lms.example/courses/3/members?page=2");
    }
}
