//! Refuses requests that another site's page makes in somebody's browser. Bearers are never sent by
//! themselves, so this guards the calls that prove a browser: by a cookie, or by a key of Platform Storage.

use axum::http::{HeaderMap, StatusCode, header};
use lti::login::ToolUrl;

use http_api::{Refusal, Remedy};

/// Lets pages of the tool pass, and clients that are no browser.
pub(crate) fn check(headers: &HeaderMap, tool: &ToolUrl) -> Result<(), Refusal> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let own_site = text("sec-fetch-site").is_none_or(|site| site == "same-origin");
    let own_origin = text(header::ORIGIN.as_str()).is_none_or(|origin| origin == tool.origin());
    if own_site && own_origin { Ok(()) } else { Err(cross_site(tool)) }
}

/// Lets pages of the tool pass, if the browser says that the request comes from one. For what must not come from
/// anybody else, and has no cookie that says so.
pub(crate) fn require(headers: &HeaderMap, tool: &ToolUrl) -> Result<(), Refusal> {
    if !headers.contains_key(header::ORIGIN) {
        return Err(cross_site(tool));
    }
    check(headers, tool)
}

fn cross_site(tool: &ToolUrl) -> Refusal {
    Refusal::new(
        StatusCode::FORBIDDEN,
        "cross_site_request",
        Remedy::OpenAgain,
        format!("This call is for pages of {} only.", tool.origin()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    fn allowed(pairs: &[(&'static str, &str)]) -> bool {
        let tool = ToolUrl::parse("https://tool.example").unwrap();
        check(&headers(pairs), &tool).is_ok()
    }

    #[test]
    fn what_is_for_pages_of_the_tool_alone_wants_to_see_their_origin() {
        let tool = ToolUrl::parse("https://tool.example").unwrap();
        let allowed = |pairs: &[_]| require(&headers(pairs), &tool).is_ok();
        assert!(allowed(&[("origin", "https://tool.example")]));
        assert!(allowed(&[("origin", "https://tool.example"), ("sec-fetch-site", "same-origin")]));
        assert!(!allowed(&[]));
        assert!(!allowed(&[("sec-fetch-site", "same-origin")]));
        assert!(!allowed(&[("origin", "null")]));
        assert!(!allowed(&[("origin", "https://tool.example"), ("sec-fetch-site", "cross-site")]));
    }

    #[test]
    fn only_pages_of_the_tool_and_clients_that_are_no_browser_may_call() {
        assert!(allowed(&[]));
        assert!(allowed(&[("origin", "https://tool.example"), ("sec-fetch-site", "same-origin")]));
        for site in ["cross-site", "same-site", "none"] {
            assert!(!allowed(&[("sec-fetch-site", site)]), "{site}");
        }
        for origin in ["https://evil.example", "null", "http://tool.example", "https://tool.example:8443"] {
            assert!(!allowed(&[("origin", origin)]), "{origin}");
        }
    }
}
