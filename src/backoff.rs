//! How long to wait before a request is sent again.

/// Seconds before the attempt after `failures` (1 or more) that have failed: exponential backoff
/// with full jitter, somewhere between nothing and `base` doubled with every failure, at most `cap`.
/// `random` is between 0 and 1. A server that said how long to wait (`Retry-After`, RFC 9110 section
/// 10.2.3) is not asked earlier; the jitter comes on top, since it says the same to everybody.
///
/// Jitter over the whole range spreads callers best, see "Exponential Backoff And Jitter" in the
/// AWS Architecture Blog, 2015.
///
/// ```
/// use tokenward::backoff::delay;
///
/// assert_eq!(delay(1, 0.5, 30.0, 1.0, None), 0.5);
/// assert_eq!(delay(4, 0.5, 30.0, 0.5, None), 2.0);
/// assert_eq!(delay(90, 0.5, 30.0, 1.0, None), 30.0);
/// assert_eq!(delay(1, 0.5, 30.0, 0.5, Some(10.0)), 10.25);
/// ```
pub fn delay(failures: u32, base: f64, cap: f64, random: f64, retry_after: Option<f64>) -> f64 {
    let doublings = failures.saturating_sub(1).min(52);
    let longest = (base * (1_u64 << doublings) as f64).min(cap);
    retry_after.unwrap_or(0.0).max(0.0) + longest * random
}
