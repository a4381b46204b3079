use super::*;
use alloc::string::{String, ToString};
use core::net::Ipv4Addr;

/// A small generator, so that every machine tries the same cases (xorshift64*, Vigna 2016).
struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: u64) -> u64 {
        (self.next() >> 16) % end
    }

    fn wide(&mut self) -> u128 {
        u128::from(self.next()) << 64 | u128::from(self.next())
    }
}

/// A network as bits: 32 or 128 of them, the first `length` of which count.
#[derive(Clone, Copy)]
struct Bits {
    width: u32,
    value: u128,
    length: u32,
}

impl Bits {
    fn holds(self, width: u32, address: u128) -> bool {
        let bit = |value: u128, at: u32| value >> (width - 1 - at) & 1;
        width == self.width && (0..self.length).all(|at| bit(address, at) == bit(self.value, at))
    }

    fn text(self, rng: &mut Rng) -> String {
        let address = text(rng, self.width, self.value);
        let more = if self.width == 32 && address.contains(':') { 96 } else { 0 };
        if self.length == self.width && rng.below(2) == 0 {
            address
        } else {
            format!("{address}/{}", self.length + more)
        }
    }
}

/// An address in one of its spellings; IPv4 also as IPv4-mapped IPv6.
fn text(rng: &mut Rng, width: u32, value: u128) -> String {
    let v6 = if width == 32 {
        let v4 = Ipv4Addr::from(value as u32);
        if rng.below(2) == 0 {
            return v4.to_string();
        }
        v4.to_ipv6_mapped()
    } else {
        Ipv6Addr::from(value)
    };
    match rng.below(3) {
        0 => v6.to_string(),
        1 => v6.segments().map(|group| format!("{group:x}")).join(":"),
        _ => v6.segments().map(|group| format!("{group:04X}")).join(":"),
    }
}

/// Half of them near the ends of a space, where arithmetic overflows.
fn value(rng: &mut Rng, width: u32) -> u128 {
    let all = u128::MAX >> (128 - width);
    match rng.below(4) {
        0 => u128::from(rng.below(16)),
        1 => all - u128::from(rng.below(16)),
        // Just below and just above the IPv4-mapped ones.
        2 if width == 128 => [0xfffe_ffff_ffff, 0x1_0000_0000_0000][rng.below(2) as usize],
        _ => rng.wide() & all,
    }
}

/// IPv4-mapped addresses are IPv4 addresses.
fn canonical(width: u32, value: u128) -> (u32, u128) {
    if width == 128 && value >> 32 == 0xffff { (32, value & 0xffff_ffff) } else { (width, value) }
}

#[test]
fn agrees_with_a_comparison_bit_by_bit() {
    let mut rng = Rng(0x9e37_79b9_7f4a_7c15);
    let (mut inside, mut outside) = (0, 0);
    for _ in 0..2_000 {
        let mut networks = Vec::new();
        for _ in 0..=rng.below(12) {
            let width = if rng.below(2) == 0 { 32 } else { 128 };
            // Mostly long prefixes: short ones hold everything.
            let length = if rng.below(8) == 0 {
                rng.below(u64::from(width) + 1) as u32
            } else {
                width - rng.below(8) as u32
            };
            let host = u128::MAX.checked_shr(length + 128 - width).unwrap_or(0);
            networks.push(Bits { width, value: value(&mut rng, width) & !host, length });
        }
        let items: Vec<String> = networks.iter().map(|network| network.text(&mut rng)).collect();
        let list = AllowList::parse(items.iter().map(String::as_str)).unwrap();
        for _ in 0..20 {
            // Near one of the networks, or anywhere.
            let near = networks[rng.below(networks.len() as u64) as usize];
            let (width, address) = if rng.below(8) == 0 {
                (128, value(&mut rng, 128))
            } else {
                let all = u128::MAX >> (128 - near.width);
                let size = 1_u128.checked_shl(near.width - near.length).unwrap_or(0);
                let edge = [near.value, near.value.wrapping_add(size).wrapping_sub(1)][rng.below(2) as usize];
                (near.width, edge.wrapping_add(u128::from(rng.below(7))).wrapping_sub(3) & all)
            };
            let (width, address) = canonical(width, address);
            let expected = networks.iter().any(|network| network.holds(width, address));
            let text = text(&mut rng, width, address);
            assert_eq!(list.contains(&text), expected, "{text} in {items:?}");
            if expected { inside += 1 } else { outside += 1 }
        }
    }
    assert!(inside > 10_000 && outside > 10_000, "{inside} {outside}");
}

#[test]
fn holds_what_is_in_it() {
    let list = AllowList::parse(["10.0.0.0/8", "192.0.2.7", "2001:db8::/32", "::1"]).unwrap();
    for address in [
        "10.0.0.0",
        "10.255.255.255",
        "192.0.2.7",
        "2001:db8::",
        "2001:DB8:ffff::1",
        "::1",
        "0:0:0:0:0:0:0:1",
    ] {
        assert!(list.contains(address), "{address}");
    }
    for address in ["9.255.255.255", "11.0.0.0", "192.0.2.6", "192.0.2.8", "2001:db9::", "::", "::2"] {
        assert!(!list.contains(address), "{address}");
    }
}

#[test]
fn ipv4_mapped_addresses_are_ipv4() {
    let list = AllowList::parse(["10.0.0.0/8"]).unwrap();
    for address in ["::ffff:10.0.0.1", "::FFFF:a00:1", "0:0:0:0:0:ffff:10.0.0.1"] {
        assert!(list.contains(address), "{address}");
    }
    // IPv4-compatible, 6to4 and NAT64 addresses are not (RFC 4291 section 2.5.5.1, RFC 6052).
    for address in ["::10.0.0.1", "2002:a00:1::", "64:ff9b::10.0.0.1", "::fffe:10.0.0.1"] {
        assert!(!list.contains(address), "{address}");
    }
    let list = AllowList::parse(["::ffff:10.0.0.0/104"]).unwrap();
    assert!(list.contains("10.255.0.1") && list.contains("::ffff:10.255.0.1") && !list.contains("11.0.0.0"));
    let list = AllowList::parse(["::ffff:0:0/96"]).unwrap();
    assert!(
        list.contains("203.0.113.1") && !list.contains("::fffe:ffff:ffff") && !list.contains("::1:0:0:0")
    );
}

#[test]
fn all_of_one_family_is_nothing_of_the_other() {
    let v6 = AllowList::parse(["::/0"]).unwrap();
    assert!(v6.contains("::") && v6.contains("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
    assert!(!v6.contains("10.0.0.1") && !v6.contains("::ffff:10.0.0.1"));
    let v4 = AllowList::parse(["0.0.0.0/0"]).unwrap();
    assert!(v4.contains("0.0.0.0") && v4.contains("255.255.255.255") && v4.contains("::ffff:0:0"));
    assert!(!v4.contains("::") && !v4.contains("::1"));
}

const NO_ADDRESSES: [&str; 31] = [
    "",
    " ",
    "localhost",
    "10",
    "10.1",
    "10.0.1",
    "10.0.0.0.1",
    "010.0.0.1",
    "10.0.0.01",
    "0x0a.0.0.1",
    "0x0a000001",
    "167772161",
    "10.0.0.256",
    "10.0.0.-1",
    "10.0.0.1 ",
    " 10.0.0.1",
    "10.0.0.1:80",
    "10.0.0.1, 10.0.0.2",
    "10.0.0.1\0",
    "10.0.0.1\n",
    "１０.0.0.1",
    "[::1]",
    "[::1]:80",
    "fe80::1%eth0",
    "fe80::1%1",
    "::1::",
    "1:2:3:4:5:6:7",
    "12345::",
    "::ffff:010.0.0.1",
    ":::",
    "g::",
];

#[test]
fn what_is_no_address_is_in_no_list() {
    let list = AllowList::parse(["0.0.0.0/0", "::/0"]).unwrap();
    for text in NO_ADDRESSES.into_iter().chain(["10.0.0.0/8", "::1/128", "10.0.0.1/32"]) {
        assert!(!list.contains(text), "{text:?}");
    }
    assert!(!list.contains(&"1".repeat(1 << 20)) && !list.contains(&":".repeat(1 << 20)));
}

#[test]
fn refuses_what_is_no_network() {
    let networks = [
        "10.0.0.0/33",
        "::/129",
        "10.0.0.0/",
        "10.0.0.0/+8",
        "10.0.0.0/-1",
        "10.0.0.0/08",
        "10.0.0.0/00",
        "10.0.0.0/ 8",
        "10.0.0.0/8 ",
        "10.0.0.0/8/8",
        "10.0.0.0/255.0.0.0",
        "10.0.0.0/256",
        "10.0.0.0/99999999999",
        "/8",
        "10/8",
        "010.0.0.0/8",
        "fe80::%eth0/64",
        "fe80::/64%eth0",
        "10.0.0.0-10.0.0.9",
        "10.0.0.*",
        "*",
    ];
    for text in NO_ADDRESSES.into_iter().chain(networks) {
        let error = AllowList::parse(["10.0.0.0/8", text]).unwrap_err().to_string();
        assert!(error.starts_with("`cidrs[1]` must be an IP address or a network"), "{text:?}: {error}");
    }
}

#[test]
fn bits_after_the_prefix_are_refused_with_the_network() {
    for (text, network) in [
        ("10.0.0.1/8", "10.0.0.0/8"),
        ("192.0.2.129/25", "192.0.2.128/25"),
        ("0.0.0.1/0", "0.0.0.0/0"),
        ("2001:db8::1/32", "2001:db8:0:0:0:0:0:0/32"),
        ("::ffff:10.0.0.1/104", "0:0:0:0:0:ffff:a00:0/104"),
        ("::ffff:10.0.0.0/8", "0:0:0:0:0:0:0:0/8"),
    ] {
        let error = AllowList::parse([text]).unwrap_err().to_string();
        assert_eq!(error, format!("`cidrs[0]` has bits set after its prefix; the network is {network}"));
    }
}

#[test]
fn the_list_is_bounded() {
    assert_eq!(AllowList::parse([]).unwrap_err().to_string(), "`cidrs` must have at least one entry");
    let items: Vec<String> =
        (0..=MAX_ALLOW_LIST_ENTRIES as u32).map(|i| Ipv4Addr::from(i * 2).to_string()).collect();
    let texts = || items.iter().map(String::as_str);
    let list = AllowList::parse(texts().take(MAX_ALLOW_LIST_ENTRIES)).unwrap();
    assert!(list.contains("0.0.255.254") && !list.contains("0.0.255.255") && !list.contains("0.1.0.0"));
    assert_eq!(AllowList::parse(texts()).unwrap_err().to_string(), "`cidrs` must have at most 32768 entries");
}
