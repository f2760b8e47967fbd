//! From whose network somebody answers: an address, as far as it is needed to count by, and never longer than that takes.
//!
//! An address is read from the request, turned into a hash under a salt of one day, and dropped. No log, store or reply has
//! it. IPv4 counts as a whole, IPv6 by its first 64 bits: that much a household is given.

use crate::config;
use crate::http::Incoming;
use contract::ConsultationId;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use worker::Env;

/// A network: what of an address tells it from others.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Network {
    /// An IPv4 address.
    Four([u8; 4]),
    /// The first half of an IPv6 address.
    Six([u8; 8]),
}

/// A network as it is counted: one day's, one consultation's.
pub(crate) type NetworkHash = [u8; 16];

/// The network of a request: by the header that the deployment trusts, else by the connection itself.
pub(super) fn of(env: &Env, request: &Incoming) -> Option<Network> {
    match config::client_address_header(env) {
        // Of a list the last one is the trusted proxy's own word; what is before it anybody may have sent.
        Some(header) => Network::parse(request.header(&header)?.rsplit(',').next()?),
        None => Network::parse(&request.peer()?),
    }
}

impl Network {
    /// Reads an address, with or without its port. This machine itself is nobody's network: a proxy on it, which nobody
    /// declared, would make one person of everybody.
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let address: IpAddr = match text.parse() {
            Ok(address) => address,
            Err(_) => text.parse::<std::net::SocketAddr>().ok()?.ip(),
        };
        match address.to_canonical() {
            address if address.is_loopback() || address.is_unspecified() => None,
            IpAddr::V4(address) => Some(Self::four(address)),
            IpAddr::V6(address) => Some(Self::six(address)),
        }
    }

    fn four(address: Ipv4Addr) -> Self {
        Self::Four(address.octets())
    }

    fn six(address: Ipv6Addr) -> Self {
        let octets = address.octets();
        Self::Six(std::array::from_fn(|index| octets[index]))
    }

    /// Its hash under the salt of a day. The consultation is in it, so that nobody can be followed from one to another.
    pub(super) fn hash(self, salt: &[u8; 32], consultation: &ConsultationId) -> NetworkHash {
        let mut mac = Hmac::<Sha256>::new_from_slice(salt).expect("HMAC takes a key of any length");
        mac.update(consultation.as_str().as_bytes());
        // No identifier has a slash.
        mac.update(b"/");
        match self {
            Self::Four(bytes) => mac.update(&bytes),
            Self::Six(bytes) => mac.update(&bytes),
        }
        let digest: [u8; 32] = mac.finalize().into_bytes().into();
        std::array::from_fn(|index| digest[index])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(text: &str, salt: u8, id: &str) -> Option<NetworkHash> {
        Some(Network::parse(text)?.hash(&[salt; 32], &ConsultationId::parse(id).unwrap()))
    }

    #[test]
    fn which_addresses_are_one_network() {
        for (one, other, same) in [
            ("203.0.113.7", "203.0.113.7:50123", true),
            ("203.0.113.7", "::ffff:203.0.113.7", true),
            ("203.0.113.7", "203.0.113.8", false),
            ("2001:db8:1:2::1", "[2001:db8:1:2:ffff::9]:443", true),
            ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
            (" 203.0.113.7 ", "203.0.113.7", true),
        ] {
            assert_eq!(hash(one, 1, "c") == hash(other, 1, "c"), same, "{one} {other}");
        }
        for nobody in ["", "unknown", "127.0.0.1", "127.0.0.1:50123", "::1", "0.0.0.0", "::ffff:127.0.0.1"] {
            assert!(hash(nobody, 1, "c").is_none(), "{nobody}");
        }
    }

    #[test]
    fn another_day_or_consultation_is_another_hash() {
        let own = hash("203.0.113.7", 1, "c");
        assert!(own != hash("203.0.113.7", 2, "c") && own != hash("203.0.113.7", 1, "d"));
    }
}
