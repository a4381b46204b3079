//! By how much a server's clock differs from ours, as far as its `Date` proves it.

use crate::time::UnixSeconds;

/// When a token response was asked for and answered by our clock, and what the server's said.
#[derive(Clone, Copy, Debug)]
pub struct TokenExchangeTimes {
    /// When the request was sent.
    pub asked: UnixSeconds,
    /// When the answer's headers were there.
    pub answered: UnixSeconds,
    /// The answer's `Date` (RFC 9110 section 6.6.1): the server's time in whole seconds, cut off.
    pub date: Option<UnixSeconds>,
}

impl TokenExchangeTimes {
    /// An answer that took no time, from a server whose clock is unknown.
    pub fn at(now: UnixSeconds) -> Self {
        Self { asked: now, answered: now, date: None }
    }

    /// Seconds that the server's clock is ahead of ours, negative if it is behind.
    ///
    /// `Date` is written at some moment between the question and the answer and says less than a
    /// second too little, so a difference that either could explain is none. Of the differences
    /// that remain possible it is the one that makes a token expire first.
    ///
    /// ```
    /// use tokenward::clock_skew::TokenExchangeTimes;
    /// use tokenward::time::UnixSeconds;
    ///
    /// let at = |seconds| UnixSeconds::new(seconds).unwrap();
    /// let skew = |date| TokenExchangeTimes { asked: at(1000.0), answered: at(1003.5), date: Some(at(date)) }.skew();
    /// assert_eq!(skew(1003.0), 0.0);
    /// assert_eq!(skew(1001.0), 0.0);
    /// assert_eq!(skew(1600.0), 597.5); // it may be 1600.99 there
    /// assert_eq!(skew(400.0), -599.0); // it may have been written when we asked
    /// ```
    pub fn skew(self) -> f64 {
        let Some(date) = self.date else { return 0.0 };
        let (ahead, behind) = (date.since(self.answered), date.since(self.asked) + 1.0);
        if ahead > 0.0 {
            ahead + 1.0
        } else if behind < 0.0 {
            behind
        } else {
            0.0
        }
    }
}
