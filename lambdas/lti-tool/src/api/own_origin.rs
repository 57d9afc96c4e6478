//! Refuses requests that another site's page makes in somebody's browser. Bearers are never sent by
//! themselves, so this guards the one call that a cookie takes part in.

use axum::http::{HeaderMap, StatusCode, header};
use lti::login::ToolUrl;

use http_api::{Refusal, Remedy};

pub(super) fn check(headers: &HeaderMap, tool: &ToolUrl) -> Result<(), Refusal> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let own_site = text("sec-fetch-site").is_none_or(|site| site == "same-origin");
    let own_origin = text(header::ORIGIN.as_str()).is_none_or(|origin| origin == tool.origin());
    if own_site && own_origin {
        return Ok(());
    }
    Err(Refusal::new(
        StatusCode::FORBIDDEN,
        "cross_site_request",
        Remedy::OpenAgain,
        format!("This call is for pages of {} only.", tool.origin()),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(pairs: &[(&'static str, &str)]) -> bool {
        let tool = ToolUrl::parse("https://tool.example").unwrap();
        let headers = pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        check(&headers.collect(), &tool).is_ok()
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
