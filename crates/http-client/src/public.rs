//! Which addresses lie in the public internet, and a resolver that gives no others.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use ipnet::{Ipv4Net, Ipv6Net};
use lti::http_client::HttpError;
use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// IPv4 that is not public: IANA's special-purpose registry (RFC 6890 and its successors), and what stands beside it.
const SPECIAL_V4: [Ipv4Net; 17] = [
    v4(0, 0, 0, 0, 8),        // this network
    v4(10, 0, 0, 0, 8),       // private
    v4(100, 64, 0, 0, 10),    // behind a carrier's NAT; some clouds' metadata
    v4(127, 0, 0, 0, 8),      // loopback
    v4(168, 63, 129, 16, 32), // Azure's metadata
    v4(169, 254, 0, 0, 16),   // link-local, with the metadata of most clouds
    v4(172, 16, 0, 0, 12),    // private
    v4(192, 0, 0, 0, 24),     // protocols
    v4(192, 0, 2, 0, 24),     // documentation
    v4(192, 31, 196, 0, 24),  // AS112
    v4(192, 52, 193, 0, 24),  // AMT
    v4(192, 88, 99, 0, 24),   // 6to4 relays
    v4(192, 168, 0, 0, 16),   // private
    v4(198, 18, 0, 0, 15),    // benchmarks
    v4(198, 51, 100, 0, 24),  // documentation
    v4(203, 0, 113, 0, 24),   // documentation
    v4(224, 0, 0, 0, 3),      // multicast, reserved, broadcast
];

/// IPv6 is public only in here. So loopback, unique local, link-local, site-local, multicast, IPv4-mapped and IPv4-compatible
/// addresses, and those of NAT64 (`64:ff9b::/96`, `64:ff9b:1::/48`) are not.
const GLOBAL_V6: Ipv6Net = v6([0x2000, 0, 0], 3);

/// What is special in it.
const SPECIAL_V6: [Ipv6Net; 5] = [
    v6([0x2001, 0, 0], 23),         // protocols, with Teredo, which holds IPv4 addresses
    v6([0x2001, 0xdb8, 0], 32),     // documentation
    v6([0x2002, 0, 0], 16),         // 6to4, which holds IPv4 addresses
    v6([0x2620, 0x4f, 0x8000], 48), // AS112
    v6([0x3fff, 0, 0], 20),         // documentation
];

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6([a, b, c]: [u16; 3], prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), prefix)
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !SPECIAL_V4.iter().any(|net| net.contains(&address)),
        IpAddr::V6(address) => {
            GLOBAL_V6.contains(&address) && !SPECIAL_V6.iter().any(|net| net.contains(&address))
        }
    }
}

/// Refuses what is not https, and an address in the place of a name, which no resolver sees.
pub(crate) fn check(url: &Url) -> Result<(), HttpError> {
    if url.scheme() != "https" {
        return Err(HttpError::NotHttps);
    }
    // The URL has read every way of writing an address (hexadecimal, one number, …) by now.
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    match host.parse() {
        Ok(address) if !is_public(address) => Err(HttpError::NotPublic),
        _ => Ok(()),
    }
}

/// The name has no public address.
#[derive(Debug, thiserror::Error)]
#[error("the name has no address in the public internet")]
pub(crate) struct NoPublicAddress;

type Lookup = dyn Fn(String) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> + Send + Sync;

/// Gives a name's public addresses only, at the moment of connecting.
pub(crate) struct Public {
    lookup: Arc<Lookup>,
    allowed: fn(IpAddr) -> bool,
}

impl Public {
    pub(crate) fn new(
        lookup: impl Fn(String) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> + Send + Sync + 'static,
    ) -> Self {
        Self { lookup: Arc::new(lookup), allowed: is_public }
    }
}

/// The system's resolver.
pub(crate) fn system(name: String) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
    // The port is the URL's, which the client puts in.
    Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.collect()) })
}

impl Resolve for Public {
    fn resolve(&self, name: Name) -> Resolving {
        let looking = (self.lookup)(name.as_str().to_owned());
        let allowed = self.allowed;
        Box::pin(async move {
            let mut found = looking.await?;
            found.retain(|address| allowed(address.ip()));
            if found.is_empty() {
                return Err(NoPublicAddress.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use http::Request;
    use lti::http_client::{HttpClient as _, Limits};

    use super::*;
    use crate::WebClient;

    const LIMITS: Limits = Limits { time: Duration::from_secs(2), body_bytes: 1000 };

    /// Every range that must not be asked, each by its first, its last and another address.
    const INSIDE: [&str; 60] = [
        "0.0.0.0",
        "0.255.255.255",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.255",
        "168.63.129.16",
        "169.254.0.0",
        "169.254.169.254",
        "169.254.170.2",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.0",
        "192.0.0.192",
        "192.0.2.1",
        "192.31.196.1",
        "192.52.193.1",
        "192.88.99.1",
        "192.168.0.0",
        "192.168.255.255",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:93.184.215.14",
        "::127.0.0.1",
        "::ffff:0:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::93.184.215.14",
        "64:ff9b:1::a00:1",
        "100::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:1ff::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2002:a9fe:a9fe::1",
        "2620:4f:8000::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00::1",
        "fd00:ec2::254",
        "fdff:ffff::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "ffff::1",
    ];
    const OUTSIDE: [&str; 18] = [
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "93.184.215.14",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "168.63.129.17",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.1",
        "192.167.255.255",
        "223.255.255.255",
        "2001:200::1",
        "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
        "2a00:1450::1",
        "3ffe::1",
    ];

    #[test]
    fn private_local_and_special_addresses_are_told_from_public_ones() {
        for (addresses, public) in [(&INSIDE[..], false), (&OUTSIDE[..], true)] {
            for address in addresses {
                assert_eq!(is_public(address.parse().unwrap()), public, "{address}");
            }
        }
    }

    fn client(lookup: impl Fn(String) -> Vec<SocketAddr> + Send + Sync + 'static) -> WebClient {
        let lookup = move |name| -> BoxFuture<'static, _> {
            let found = lookup(name);
            Box::pin(async move { Ok(found) })
        };
        WebClient::resolving_by(Public::new(lookup)).unwrap()
    }

    async fn error(client: &WebClient, url: &str) -> HttpError {
        client.send(Request::get(url).body(vec![]).unwrap(), LIMITS).await.unwrap_err()
    }

    fn address(text: &str) -> SocketAddr {
        SocketAddr::new(text.parse().unwrap(), 0)
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_connected_to() {
        for inside in INSIDE {
            let client = client(move |_| vec![address(inside)]);
            let refused = error(&client, "https://platform.example/").await;
            assert!(matches!(refused, HttpError::NotPublic), "{inside}: {refused:?}");
        }
    }

    #[tokio::test]
    async fn an_address_in_the_place_of_a_name_is_checked_in_every_way_of_writing_it() {
        let client = client(|name| panic!("{name} is no name"));
        for inside in INSIDE {
            let host = if inside.contains(':') { format!("[{inside}]") } else { inside.to_owned() };
            assert!(
                matches!(error(&client, &format!("https://{host}/")).await, HttpError::NotPublic),
                "{host}"
            );
        }
        for written in [
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "127.1",
            "127.0.0.1.",
            "0",
            "[::ffff:7f00:1]",
            "[0:0::1]",
        ] {
            let refused = error(&client, &format!("https://{written}/")).await;
            assert!(matches!(refused, HttpError::NotPublic), "{written}: {refused:?}");
        }
    }

    #[tokio::test]
    async fn the_systems_own_names_for_this_machine_lead_nowhere() {
        let client = WebClient::for_strangers().unwrap();
        let refused = error(&client, "https://localhost/").await;
        assert!(matches!(refused, HttpError::NotPublic), "{refused:?}");
    }

    #[tokio::test]
    async fn only_https_is_spoken() {
        let client = client(|_| vec![address("1.1.1.1")]);
        for url in ["http://platform.example/", "http://1.1.1.1/", "http://127.0.0.1/"] {
            assert!(matches!(error(&client, url).await, HttpError::NotHttps), "{url}");
        }
    }

    /// A name that leads to an allowed address when it is asked for first, and to another one the next time.
    #[tokio::test]
    async fn what_is_checked_is_what_is_connected_to_however_often_a_name_changes() {
        let allowed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = allowed.local_addr().unwrap().port();
        let inside = std::net::TcpListener::bind(("127.0.0.2", port)).unwrap();
        inside.set_nonblocking(true).unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let lookup = move |_| -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
            let first = count.fetch_add(1, Ordering::SeqCst) == 0;
            Box::pin(async move { Ok(vec![address(if first { "127.0.0.1" } else { "127.0.0.2" })]) })
        };
        let resolver =
            Public { lookup: Arc::new(lookup), allowed: |ip| ip == IpAddr::V4(Ipv4Addr::LOCALHOST) };
        let rebinding = WebClient::resolving_by(resolver).unwrap();
        let url = format!("https://platform.example:{port}/");
        let hang_up = std::thread::spawn(move || drop(allowed.accept().unwrap()));
        assert!(matches!(error(&rebinding, &url).await, HttpError::Connection(_)), "there is no TLS");
        hang_up.join().unwrap();
        assert_eq!(asked.load(Ordering::SeqCst), 1, "one connection resolves once");
        assert!(matches!(error(&rebinding, &url).await, HttpError::NotPublic));
        assert!(inside.accept().is_err(), "nobody came");
    }

    /// Of several addresses the public ones are left, and the port in the answer is not the one that is connected to.
    #[tokio::test]
    async fn private_addresses_among_public_ones_are_left_out() {
        let names = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&names);
        let lookup = move |name: String| -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
            seen.lock().unwrap().push(name);
            Box::pin(async { Ok(["10.0.0.1", "1.1.1.1", "::1", "2a00:1450::1"].map(address).to_vec()) })
        };
        let found = Public::new(lookup).resolve("platform.example".parse().unwrap()).await.unwrap();
        assert_eq!(found.collect::<Vec<_>>(), ["1.1.1.1", "2a00:1450::1"].map(address));
        assert_eq!(*names.lock().unwrap(), ["platform.example"]);
    }

    #[tokio::test]
    async fn a_streamed_answer_is_guarded_as_well() {
        let limits = crate::StreamLimits { silence: Duration::from_secs(2), body_bytes: 10 };
        let client = client(|_| vec![address("127.0.0.1")]);
        for (url, http) in
            [("https://platform.example/", false), ("https://127.0.0.1/", false), ("http://1.1.1.1/", true)]
        {
            let Err(refused) = client.stream(Request::get(url).body(vec![]).unwrap(), limits).await else {
                panic!("{url} was asked")
            };
            assert_eq!(matches!(refused, HttpError::NotHttps), http, "{url}: {refused:?}");
            assert_eq!(matches!(refused, HttpError::NotPublic), !http, "{url}: {refused:?}");
        }
    }
}
