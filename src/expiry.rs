//! Token-expiry maths: pure functions of an expiry and `now`.

use crate::time::UnixSeconds;

/// Default margin before expiry at which a token should be refreshed, in seconds.
pub const DEFAULT_MARGIN: f64 = 300.0;

/// Seconds until `exp`; zero or negative once it has passed.
///
/// ```
/// use tokenward::expiry::expires_in;
/// use tokenward::time::UnixSeconds;
///
/// let at = |seconds| UnixSeconds::new(seconds).unwrap();
/// assert_eq!(expires_in(at(1000.0), at(400.0)), 600.0);
/// ```
pub fn expires_in(exp: UnixSeconds, now: UnixSeconds) -> f64 {
    exp.since(now)
}

/// Whether `margin` seconds or fewer are left: refresh now, before a request fails.
pub fn should_refresh(exp: UnixSeconds, now: UnixSeconds, margin: f64) -> bool {
    expires_in(exp, now) <= margin
}

/// The margin to use for a token that lives `lifetime` seconds: the wanted one, but never
/// more than half the lifetime, or a short-lived token would be refreshed for ever.
pub fn effective_margin(margin: f64, lifetime: f64) -> f64 {
    margin.min(lifetime / 2.0).max(0.0)
}

/// Where a token stands between issue and expiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Good, and not yet worth a refresh.
    Fresh,
    /// Good, but within the margin.
    Refresh,
    /// No longer good (RFC 7519 section 4.1.4: on or after `exp`).
    Expired,
}

/// Where a token stands at `now`.
pub fn freshness(exp: UnixSeconds, now: UnixSeconds, margin: f64) -> Freshness {
    if expires_in(exp, now) <= 0.0 {
        Freshness::Expired
    } else if should_refresh(exp, now, margin) {
        Freshness::Refresh
    } else {
        Freshness::Fresh
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: f64) -> UnixSeconds {
        UnixSeconds::new(seconds).unwrap()
    }

    #[test]
    fn edges() {
        let exp = at(1000.0);
        assert_eq!(freshness(exp, at(699.0), 300.0), Freshness::Fresh);
        assert_eq!(freshness(exp, at(700.0), 300.0), Freshness::Refresh);
        assert_eq!(freshness(exp, at(999.9), 300.0), Freshness::Refresh);
        assert_eq!(freshness(exp, at(1000.0), 300.0), Freshness::Expired);
        assert_eq!(freshness(exp, at(1000.0), 0.0), Freshness::Expired);
        assert_eq!(freshness(exp, at(999.0), 0.0), Freshness::Fresh);
    }

    #[test]
    fn a_short_life_halves_the_margin() {
        assert_eq!(effective_margin(300.0, 3600.0), 300.0);
        assert_eq!(effective_margin(300.0, 60.0), 30.0);
        assert_eq!(effective_margin(300.0, -5.0), 0.0);
    }
}
