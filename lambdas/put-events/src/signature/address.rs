//! This service's address, as its callers write it.

use moodle::Endpoint;
use url::Url;

/// The host and the path under which the service is called from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublicAddress {
    authority: String,
    path: String,
}

impl PublicAddress {
    /// The address as it stands in connection codes. It was read as a URL before, so it is one.
    pub fn of(endpoint: &Endpoint) -> Self {
        let Ok(url) = Url::parse(endpoint.as_str()) else {
            return Self { authority: String::new(), path: String::new() };
        };
        let host = url.host_str().unwrap_or_default();
        // Clients leave the port of the scheme out of `Host` (RFC 9110 §4.2.3), as the parser does.
        let authority = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        Self { authority, path: url.path().trim_end_matches('/').to_owned() }
    }

    /// What callers send as `Host`.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The path that a caller wrote to reach ours.
    pub fn path_of(&self, path: &str) -> String {
        format!("{}{path}", self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(endpoint: &str) -> PublicAddress {
        PublicAddress::of(&Endpoint::parse(endpoint).unwrap())
    }

    #[test]
    fn the_authority_is_what_clients_send_as_host() {
        for (endpoint, authority) in [
            ("https://tool.example", "tool.example"),
            ("https://Tool.Example:443", "tool.example"),
            ("https://tool.example:8443/a", "tool.example:8443"),
            ("http://localhost:8787", "localhost:8787"),
            ("http://localhost", "localhost"),
            ("http://[::1]:8787", "[::1]:8787"),
        ] {
            assert_eq!(address(endpoint).authority(), authority, "{endpoint}");
        }
    }

    #[test]
    fn the_path_of_the_public_address_stands_before_ours() {
        assert_eq!(address("https://tool.example").path_of("/v1/events"), "/v1/events");
        assert_eq!(address("https://tool.example/aws").path_of("/v1/events/"), "/aws/v1/events/");
    }
}
