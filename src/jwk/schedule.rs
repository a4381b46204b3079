//! Keys that are fetched: when to use those that are there, and when to ask again.
//!
//! Fetching is not done here. What is decided is decided from the times of the last fetches
//! and from `now`, all of them given.

use crate::error::OptionError;
use crate::limits::{MAX_JWKS_BYTES, MAX_RETRY_SECONDS};
use crate::options::Reader;
use crate::value::Value;

/// How long keys are good, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Schedule {
    /// Seconds for which keys are fresh after they were fetched.
    pub ttl: f64,
    /// Seconds before `ttl` runs out at which keys are fetched again in the background.
    pub refresh_ahead: f64,
    /// Seconds for which keys that are no longer fresh may be used while new ones cannot be fetched.
    pub max_stale: f64,
    /// Seconds before another fetch for an unknown key, after one that did not find it.
    pub cooldown: f64,
    /// Seconds that a fetch may take.
    pub timeout: f64,
    /// Largest answer, in bytes.
    pub max_bytes: f64,
}

const KNOWN: [&str; 6] = ["ttl", "refreshAhead", "maxStale", "cooldown", "timeout", "maxBytes"];

/// Options that JavaScript reads.
const ELSEWHERE: [&str; 8] =
    ["environment", "cache", "fetch", "headers", "allowInsecure", "clock", "onSkippedKey", "onError"];

impl Schedule {
    /// Reads the options of `caller`: `remoteJwks` or `discoverJwks`.
    ///
    /// # Errors
    /// [`OptionError`] that names the option.
    pub fn read(caller: &'static str, options: &Value) -> Result<Self, OptionError> {
        let read = Reader::new(caller, options, &KNOWN, &ELSEWHERE)?;
        const DAY: f64 = 86_400.0;
        let number = |name, bounds, expected, otherwise| {
            read.number(name, bounds, expected).map(|given| given.unwrap_or(otherwise))
        };
        let ttl = number("ttl", 1.0..=30.0 * DAY, "a number of seconds, from 1 to 30 days", 600.0)?;
        // With all of it, keys would be fetched again as soon as they are there.
        let ahead = "a number of seconds, less than `ttl`";
        Ok(Self {
            ttl,
            refresh_ahead: number("refreshAhead", 0.0..=ttl - 0.001, ahead, ttl / 5.0)?,
            max_stale: number("maxStale", 0.0..=30.0 * DAY, "a number of seconds, at most 30 days", 3600.0)?,
            cooldown: number("cooldown", 0.0..=DAY, "a number of seconds, at most a day", 10.0)?,
            timeout: number("timeout", 0.01..=60.0, "a number of seconds, from 0.01 to 60", 5.0)?,
            max_bytes: number(
                "maxBytes",
                1.0..=MAX_JWKS_BYTES as f64,
                "a number of bytes, at most 1 MiB",
                262_144.0,
            )?,
        })
    }

    /// What to do for a token at `now`. `unknown_key` says that the keys that are there, fresh
    /// or not, have none for the token.
    pub fn plan(&self, history: &History, now: f64, unknown_key: bool) -> Plan {
        let retry = now >= history.failed_at.unwrap_or(f64::NEG_INFINITY) + history.backoff()
            // A clock that was set back must not stop us for long.
            || history.failed_at.is_some_and(|failed_at| failed_at > now);
        let Some(loaded_at) = history.loaded_at else {
            return if retry { Plan::Fetch } else { Plan::Refuse };
        };
        if unknown_key {
            let cool = history.fruitless_at.is_none_or(|at| now >= at + self.cooldown || at > now);
            return if cool && retry { Plan::Fetch } else { Plan::Use };
        }
        // Keys from the future are as old as can be: their clock or ours is wrong.
        let age = if loaded_at > now { self.ttl } else { now - loaded_at };
        if age < self.ttl - self.refresh_ahead {
            Plan::Use
        } else if age < self.ttl {
            if retry { Plan::UseAndFetch } else { Plan::Use }
        } else if age < self.ttl + self.max_stale {
            if retry { Plan::FetchOrUse } else { Plan::Use }
        } else if retry {
            Plan::Fetch
        } else {
            Plan::Refuse
        }
    }
}

/// The times of the last fetches, in unix seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct History {
    /// When the keys that are there were fetched.
    pub loaded_at: Option<f64>,
    /// When a fetch failed, unless one has succeeded since.
    pub failed_at: Option<f64>,
    /// How many have failed since.
    pub failures: u32,
    /// When a fetch did not bring the key it was made for.
    pub fruitless_at: Option<f64>,
}

impl History {
    /// Seconds to wait after the last failure: 1, 2, 4 and so on, so that an issuer that is
    /// down is not kept down, and requests need not wait for it.
    fn backoff(&self) -> f64 {
        f64::from(1_u32 << self.failures.clamp(1, 16).saturating_sub(1)).min(MAX_RETRY_SECONDS)
    }
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// Use the keys that are there.
    Use,
    /// Use them, and fetch in the background.
    UseAndFetch,
    /// Fetch first; use those that are there if that fails.
    FetchOrUse,
    /// Fetch first; refuse the token if that fails.
    Fetch,
    /// There are no keys, and it is too early to ask for them again.
    Refuse,
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEDULE: Schedule = Schedule {
        ttl: 100.0,
        refresh_ahead: 20.0,
        max_stale: 50.0,
        cooldown: 10.0,
        timeout: 5.0,
        max_bytes: 1000.0,
    };

    #[test]
    fn ages() {
        let history = History { loaded_at: Some(1000.0), ..History::default() };
        let plan = |age: f64| SCHEDULE.plan(&history, 1000.0 + age, false);
        for (age, expected) in [
            (0.0, Plan::Use),
            (79.9, Plan::Use),
            (80.0, Plan::UseAndFetch),
            (99.9, Plan::UseAndFetch),
            (100.0, Plan::FetchOrUse),
            (149.9, Plan::FetchOrUse),
            (150.0, Plan::Fetch),
            (1e9, Plan::Fetch),
            // The clock was set back.
            (-1.0, Plan::FetchOrUse),
        ] {
            assert_eq!(plan(age), expected, "{age}");
        }
        assert_eq!(SCHEDULE.plan(&History::default(), 0.0, false), Plan::Fetch);
    }

    #[test]
    fn waits_after_failures_longer_and_longer() {
        for (failures, wait) in [(1, 1.0), (2, 2.0), (3, 4.0), (6, 32.0), (7, 60.0), (1000, 60.0)] {
            let failed = History { failed_at: Some(1000.0), failures, ..History::default() };
            assert_eq!(SCHEDULE.plan(&failed, 1000.0 + wait - 0.1, false), Plan::Refuse, "{failures}");
            assert_eq!(SCHEDULE.plan(&failed, 1000.0 + wait, false), Plan::Fetch, "{failures}");
            // What is there serves in the meantime, and not a second longer than it may.
            for (age, waiting) in
                [(10.0, Plan::Use), (90.0, Plan::Use), (120.0, Plan::Use), (150.0, Plan::Refuse)]
            {
                let stale = History { loaded_at: Some(1000.0 - age), ..failed };
                assert_eq!(SCHEDULE.plan(&stale, 1000.0, false), waiting, "{age}");
            }
        }
        // The clock was set back by a day: that is no reason to wait for a day.
        let failed = History { failed_at: Some(90_000.0), failures: 3, ..History::default() };
        assert_eq!(SCHEDULE.plan(&failed, 3600.0, false), Plan::Fetch);
    }

    #[test]
    fn unknown_keys_make_no_flood() {
        let loaded = History { loaded_at: Some(1000.0), ..History::default() };
        assert_eq!(SCHEDULE.plan(&loaded, 1000.0, true), Plan::Fetch);
        let fruitless = History { fruitless_at: Some(1000.0), ..loaded };
        assert_eq!(SCHEDULE.plan(&fruitless, 1009.9, true), Plan::Use);
        assert_eq!(SCHEDULE.plan(&fruitless, 1010.0, true), Plan::Fetch);
        assert_eq!(SCHEDULE.plan(&fruitless, 5.0, true), Plan::Fetch);
        let failed = History { failed_at: Some(1000.0), failures: 1, ..loaded };
        assert_eq!(SCHEDULE.plan(&failed, 1000.5, true), Plan::Use);
    }

    #[test]
    fn options() {
        let read = |json: &str| Schedule::read("remoteJwks", &Value::from_json(json.as_bytes()).unwrap());
        assert_eq!(read("{}").unwrap().ttl, 600.0);
        assert_eq!(read(r#"{"ttl":50}"#).unwrap().refresh_ahead, 10.0);
        for wrong in [
            r#"{"ttl":0}"#,
            r#"{"ttl":"600"}"#,
            r#"{"ttl":1e400}"#,
            r#"{"ttl":10,"refreshAhead":10}"#,
            r#"{"timeout":0}"#,
            r#"{"maxBytes":1e12}"#,
            r#"{"cooldown":-1}"#,
            r#"{"maxStale":null}"#,
            r#"{"coolDown":1}"#,
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
