//! An allow-list of IP networks: from where a caller may come.
//!
//! Addresses are read by `core::net`, which is strict: `010.0.0.1` is octal to some and decimal to
//! others (CVE-2021-29922), so it is none, and neither are `10.1`, `0x0a000001`, a port or a zone.
//!
//! IPv4 and IPv6 are apart: `::/0` is all of IPv6 and lets no IPv4 address pass. An IPv4-mapped
//! address (RFC 4291 section 2.5.5.2) is the IPv4 address, in the list as in a question, because
//! that is how a dual-stack socket shows an IPv4 peer. Other embeddings (6to4, NAT64) are IPv6.
//!
//! The crate `ipnet` would add little to that and up to 6 KiB (gzip) to the package, and its parser
//! takes `010.0.0.1`.

use alloc::collections::BinaryHeap;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::{IpAddr, Ipv6Addr};

use crate::error::OptionError;
use crate::limits::MAX_ALLOW_LIST_ENTRIES;
use crate::text::{decimal, digits, joined, text};

/// Networks whose addresses are allowed.
///
/// ```
/// use tokenward::ip::AllowList;
///
/// let list = AllowList::parse(["10.0.0.0/8", "2001:db8::/32", "192.0.2.7"]).unwrap();
/// assert!(list.contains("10.1.2.3"));
/// assert!(list.contains("::ffff:10.1.2.3"));
/// assert!(!list.contains("192.0.2.8"));
/// assert!(!list.contains("10.1.2.3:443"));
/// ```
#[derive(Clone, Debug)]
pub struct AllowList {
    /// Sorted, and none within another.
    networks: Vec<Network>,
}

/// The addresses of one family that start with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Network {
    is_v4: bool,
    first: u128,
    length: u8,
}

impl AllowList {
    /// Reads networks in CIDR notation (RFC 4632 section 3.1, RFC 4291 section 2.3) and single
    /// addresses.
    ///
    /// # Errors
    /// [`OptionError`] that names the entry, when it is no address or network, or when it has bits
    /// set after its prefix: `10.0.0.1/8` may have been meant as `/32`, so nothing is guessed. The
    /// same when there is no entry, which would lock everybody out, or when there are more than
    /// [`MAX_ALLOW_LIST_ENTRIES`].
    pub fn parse<'a>(items: impl IntoIterator<Item = &'a str>) -> Result<Self, OptionError> {
        // A heap, because it sorts in a fraction of the code of `sort_unstable`.
        let mut networks = BinaryHeap::new();
        for (index, item) in items.into_iter().enumerate() {
            if index == MAX_ALLOW_LIST_ENTRIES {
                return Err(OptionError::new(text!(
                    "`cidrs` must have at most ",
                    decimal(MAX_ALLOW_LIST_ENTRIES),
                    " entries"
                )));
            }
            networks.push(Network::parse(index, item)?);
        }
        if networks.is_empty() {
            return Err(OptionError::new("`cidrs` must have at least one entry"));
        }
        let mut networks = networks.into_sorted_vec();
        // Two networks never overlap in part, and of those that start alike the widest comes first.
        networks.dedup_by(|next, kept| kept.holds(next.is_v4, next.first));
        Ok(Self { networks })
    }

    /// Whether `address` is in one of the networks. What is no address is in none: also one with a
    /// port, with brackets or with a zone (`fe80::1%eth0`), which says whose link it is and nothing
    /// about who calls.
    pub fn contains(&self, address: &str) -> bool {
        let bits = match address.parse() {
            Ok(IpAddr::V4(address)) => address.to_ipv6_mapped().to_bits(),
            Ok(IpAddr::V6(address)) => address.to_bits(),
            Err(_) => return false,
        };
        let is_v4 = is_v4(bits);
        let after = self.networks.partition_point(|network| (network.is_v4, network.first) <= (is_v4, bits));
        let last = after.checked_sub(1).and_then(|index| self.networks.get(index));
        last.is_some_and(|network| network.holds(is_v4, bits))
    }
}

impl Network {
    /// Reads entry `index`: a network, or an address, which is the network of itself.
    fn parse(index: usize, item: &str) -> Result<Self, OptionError> {
        let Some((address, length)) = address_and_length(item) else {
            return Err(OptionError::new(text!(
                "`cidrs[",
                decimal(index),
                "]` must be an IP address or a network, such as `192.0.2.0/24` or `2001:db8::/32`"
            )));
        };
        let (bits, more) = match address {
            IpAddr::V4(address) => (address.to_ipv6_mapped().to_bits(), 96),
            IpAddr::V6(address) => (address.to_bits(), 0),
        };
        let network = Self { is_v4: is_v4(bits), first: start(bits, length + more), length: length + more };
        if network.first != bits {
            let first = shown(network.first, address.is_ipv4());
            return Err(OptionError::new(text!(
                "`cidrs[",
                decimal(index),
                "]` has bits set after its prefix; the network is ",
                first,
                "/",
                decimal(usize::from(length))
            )));
        }
        Ok(network)
    }

    fn holds(&self, is_v4: bool, bits: u128) -> bool {
        self.is_v4 == is_v4 && start(bits, self.length) == self.first
    }
}

/// A prefix length is decimal, and as short as it can be.
fn address_and_length(item: &str) -> Option<(IpAddr, u8)> {
    let (address, length) =
        item.split_once('/').map_or((item, None), |(address, length)| (address, Some(length)));
    let address: IpAddr = address.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let Some(length) = length else {
        return Some((address, most));
    };
    if length.starts_with('+') || (length.len() > 1 && length.starts_with('0')) {
        return None;
    }
    let length = length.parse().ok().filter(|length| *length <= most)?;
    Some((address, length))
}

/// An address, as a message shows it. For IPv6 the long form: `Display`, which finds the longest run
/// of zeros, would take a kilobyte of the package, for this message alone.
fn shown(bits: u128, dotted: bool) -> String {
    if dotted {
        let [.., a, b, c, d] = bits.to_be_bytes();
        return joined(&[a, b, c, d].map(|byte| decimal(usize::from(byte))), ".");
    }
    joined(&Ipv6Addr::from_bits(bits).segments().map(|group| digits(usize::from(group), 16)), ":")
}

/// The first `length` bits, and zeros.
fn start(bits: u128, length: u8) -> u128 {
    bits & !u128::MAX.checked_shr(length.into()).unwrap_or(0)
}

fn is_v4(bits: u128) -> bool {
    bits >> 32 == 0xffff
}

#[cfg(test)]
mod tests;
