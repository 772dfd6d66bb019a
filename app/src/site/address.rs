//! Where a visitor comes from, as far as it is counted: by the whole address for IPv4, and by the network for IPv6, in
//! which every household has eighteen trillion million addresses to choose from.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// What visits from an address are counted by: the address, or its /64 network.
pub fn counted_by(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{}/64", Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

/// The same for a text, whether it is an address or a network already; nothing when it is neither.
pub fn counted_text(text: &str) -> Option<String> {
    let address = text.strip_suffix("/64").unwrap_or(text);
    address.parse().ok().map(counted_by)
}

/// The address in a value of `X-Forwarded-For`: some proxies add the port. Nothing when it is no address.
fn forwarded(value: &str) -> Option<IpAddr> {
    let value = value.trim().trim_matches('"');
    let bare = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(value);
    // A zone belongs to the proxy's machine and says nothing about the visitor.
    let without_zone = bare.split_once('%').map_or(bare, |(address, _)| address);
    without_zone.parse().ok().or_else(|| value.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

/// What a visitor is counted by. The last value of the last line of `X-Forwarded-For` is what our own proxy saw; whatever
/// stands before it anybody can write. If that is no address, the proxy's own is the best that is known.
pub fn of_visitor<'a>(mut lines: impl DoubleEndedIterator<Item = &'a [u8]>, socket: Option<SocketAddr>) -> String {
    let last = |line: &'a [u8]| line.rsplit(|byte| *byte == b',').next();
    let value = lines.next_back().and_then(last).and_then(|value| std::str::from_utf8(value).ok());
    value
        .and_then(forwarded)
        .or_else(|| socket.map(|socket| socket.ip()))
        .map_or_else(|| "local".to_owned(), counted_by)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[&str]) -> String {
        of_visitor(lines.iter().map(|line| line.as_bytes()), Some("192.0.2.1:4000".parse().unwrap()))
    }

    #[test]
    fn only_what_our_own_proxy_saw_is_believed() {
        assert_eq!(of(&[]), "192.0.2.1");
        assert_eq!(of(&["203.0.113.7"]), "203.0.113.7");
        assert_eq!(of(&["198.51.100.1, 203.0.113.7"]), "203.0.113.7");
        // A visitor's own line stands before the proxy's.
        assert_eq!(of(&["198.51.100.1", "203.0.113.7"]), "203.0.113.7");
        assert_eq!(of(&["198.51.100.1, 198.51.100.2", "198.51.100.3,203.0.113.7 "]), "203.0.113.7");
    }

    #[test]
    fn what_is_no_address_leaves_the_socket_s() {
        for garbage in ["", " ", ",", "unknown", "203.0.113.7,", "203.0.113.777", "_hidden", "1.2.3", "203.0.113.7, x"]
        {
            assert_eq!(of(&[garbage]), "192.0.2.1", "{garbage:?}");
        }
        assert_eq!(of_visitor([b"\xff\xfe".as_slice()].into_iter(), None), "local");
    }

    #[test]
    fn an_address_is_understood_however_a_proxy_writes_it() {
        for known in
            ["203.0.113.7", "203.0.113.7:51234", "::ffff:203.0.113.7", "[::ffff:203.0.113.7]:80", "\"203.0.113.7\""]
        {
            assert_eq!(of(&[known]), "203.0.113.7", "{known}");
        }
        for known in ["2001:db8:1:2::7", "[2001:db8:1:2::8]", "[2001:db8:1:2:3:4:5:6]:443", "2001:db8:1:2::9%eth0"] {
            assert_eq!(of(&[known]), "2001:db8:1:2::/64", "{known}");
        }
    }

    #[test]
    fn a_network_is_counted_like_an_address_in_it() {
        assert_eq!(counted_text("2001:db8:1:2::/64"), counted_text("2001:db8:1:2:ffff::1"));
        assert_ne!(counted_text("2001:db8:1:2::1"), counted_text("2001:db8:1:3::1"));
        assert_eq!(counted_text("203.0.113.7").as_deref(), Some("203.0.113.7"));
        assert_eq!(counted_text("local"), None);
    }
}
