use super::*;

fn at(seconds: f64) -> UnixSeconds {
    UnixSeconds::new(seconds).unwrap()
}

fn token(text: &str) -> Secret {
    Secret::from(text.as_bytes())
}

fn pair(access: &str, refresh: Option<&str>, exp: f64) -> Pair {
    Pair { access: token(access), refresh: refresh.map(token), exp: Some(at(exp)) }
}

fn keeping(keep_refresh: bool) -> Swap {
    Swap { keep_refresh, ..Swap::default() }
}

fn json_value(json: &str) -> Value {
    Value::from_json(json.as_bytes()).unwrap()
}

#[test]
fn hands_out_only_a_good_token() {
    let mut holder = TokenHolder::new(300.0, 0.0, None).unwrap();
    assert_eq!(holder.access_token(at(0.0)).unwrap_err(), TokenError::Missing);
    holder.set(pair("a", Some("r"), 1000.0), at(0.0)).unwrap();
    assert!(holder.access_token(at(999.0)).unwrap().ct_eq(b"a"));
    assert_eq!(holder.access_token(at(1000.0)).unwrap_err(), TokenError::Expired);
    assert!(holder.refresh_token().unwrap().ct_eq(b"r"));
    holder.clear();
    assert_eq!(holder.state(at(0.0)), State::Empty);
    assert!(holder.refresh_token().is_none());
}

#[test]
fn a_bad_pair_changes_nothing() {
    let mut holder = TokenHolder::new(300.0, 0.0, None).unwrap();
    holder.set(pair("a", Some("r"), 1000.0), at(0.0)).unwrap();
    for (access, refresh) in [("", "r"), ("a\r\nX: y", "r"), ("b", ""), ("b", "r s"), ("é", "r")] {
        assert!(holder.set(pair(access, Some(refresh), 9.0), at(0.0)).is_err());
    }
    assert!(holder.access_token(at(0.0)).unwrap().ct_eq(b"a"));
}

#[test]
fn margins() {
    assert!(TokenHolder::new(f64::NAN, 0.0, None).is_err());
    assert!(TokenHolder::new(-1.0, 0.0, None).is_err());
    let mut holder = TokenHolder::new(300.0, 0.0, None).unwrap();
    holder.set(pair("a", None, 60.0), at(0.0)).unwrap();
    assert_eq!(holder.state(at(29.0)), State::Fresh);
    assert_eq!(holder.state(at(30.0)), State::Refresh);
}

#[test]
fn leeway() {
    let mut holder = TokenHolder::new(300.0, 5.0, None).unwrap();
    holder.set(pair("a", None, 1000.0), at(0.0)).unwrap();
    assert_eq!(holder.state(at(994.9)), State::Refresh);
    assert_eq!(holder.state(at(995.0)), State::Expired);
    assert_eq!(holder.access_token(at(995.0)).unwrap_err(), TokenError::Expired);
    assert_eq!(holder.expires_in(at(995.0)), Some(5.0));
    // A quarter of a short life.
    holder.set(pair("a", None, 10.0), at(0.0)).unwrap();
    assert_eq!(holder.state(at(7.4)), State::Refresh);
    assert_eq!(holder.state(at(7.5)), State::Expired);
    // A token that has expired on arrival.
    holder.set(pair("a", None, -10.0), at(0.0)).unwrap();
    assert_eq!(holder.state(at(0.0)), State::Expired);
}

#[test]
fn a_session_that_ends_is_not_refreshed_in_ever_smaller_steps() {
    let mut holder = TokenHolder::new(300.0, 5.0, None).unwrap();
    let refresh = |holder: &mut TokenHolder, now: f64, exp: f64| {
        let response = json_value(&format!(r#"{{"access_token":"a","access_expires_at":{exp}}}"#));
        holder.set_response(&response, TokenExchangeTimes::at(at(now)), keeping(true)).unwrap();
    };
    refresh(&mut holder, 0.0, 1000.0);
    // Put off by the time gone by.
    refresh(&mut holder, 700.0, 1700.0);
    assert_eq!(holder.state(at(1399.0)), State::Fresh);
    // Not put off, and then by what rounding makes.
    refresh(&mut holder, 1400.0, 1700.0);
    assert_eq!(holder.state(at(1694.0)), State::Fresh);
    assert_eq!(holder.state(at(1695.0)), State::Expired);
    refresh(&mut holder, 1695.0, 1700.5);
    assert_eq!(holder.state(at(1695.0)), State::Fresh);
    refresh(&mut holder, 1695.5, 1700.5);
    assert_eq!(holder.state(at(1695.5)), State::Expired);
    // A new session, and a refresh right after another.
    refresh(&mut holder, 1700.0, 2700.0);
    refresh(&mut holder, 1700.9, 2700.0);
    assert_eq!(holder.state(at(2400.0)), State::Refresh);
}

#[test]
fn a_token_whose_end_nobody_knows() {
    let mut holder = TokenHolder::new(300.0, 5.0, None).unwrap();
    let opaque = json_value(r#"{"access_token":"a","refresh_token":"r"}"#);
    let set = |holder: &mut TokenHolder, now: f64| {
        holder.set_response(&opaque, TokenExchangeTimes::at(at(now)), keeping(true))
    };
    assert!(set(&mut holder, 0.0).is_err());

    let mut holder = TokenHolder::new(300.0, 5.0, Some(f64::INFINITY)).unwrap();
    set(&mut holder, 0.0).unwrap();
    for now in [0.0, 1e6, 1e12] {
        assert_eq!(holder.state(at(now)), State::Fresh);
        assert_eq!(holder.expires_in(at(now)), Some(f64::INFINITY));
        assert!(holder.access_token(at(now)).is_ok());
    }
    // Until it is refused, which counts as for any other.
    assert_eq!(holder.reject(holder.generation(), at(1e6)), Rejection::Refresh);
    set(&mut holder, 1e6).unwrap();
    assert_eq!(holder.reject(holder.generation(), at(1e6 + 1.0)), Rejection::Final);
    assert_eq!(holder.reject(holder.generation(), at(1e6 + 60.0)), Rejection::Refresh);

    let mut holder = TokenHolder::new(300.0, 5.0, Some(1000.0)).unwrap();
    set(&mut holder, 0.0).unwrap();
    assert_eq!(holder.state(at(699.0)), State::Fresh);
    assert_eq!(holder.state(at(700.0)), State::Refresh);
    assert_eq!(holder.state(at(995.0)), State::Expired);
}

#[test]
fn reads_a_body() {
    let mut holder = TokenHolder::new(300.0, 0.0, None).unwrap();
    let mut set =
        |body: &str| holder.set_body(body.as_bytes(), TokenExchangeTimes::at(at(0.0)), Swap::default());
    assert_eq!(set(r#"{"access_token":"a","expires_in":60}"#), Ok(true));
    assert_eq!(set("\u{feff}{\"access_token\":\"b\",\"expires_in\":60}"), Ok(true));
    for body in ["", "\u{feff}", "\u{feff}\u{feff}{}", "[]", "a", "{\"access_token\":\"c\"}"] {
        assert!(set(body).is_err(), "{body:?}");
    }
    assert!(holder.access_token(at(0.0)).unwrap().ct_eq(b"b"));
}

#[test]
fn keeps_the_refresh_token_if_asked() {
    let mut holder = TokenHolder::new(300.0, 0.0, None).unwrap();
    let response = json_value(r#"{"access_token":"b","expires_in":60}"#);
    for keep in [true, false] {
        holder.set(pair("a", Some("r"), 1000.0), at(0.0)).unwrap();
        holder.set_response(&response, TokenExchangeTimes::at(at(0.0)), keeping(keep)).unwrap();
        assert_eq!(holder.refresh_token().is_some(), keep);
    }
    // A new one wins; a wiped one does not come back.
    let both = json_value(r#"{"access_token":"b","refresh_token":"s","expires_in":60}"#);
    holder.set_response(&both, TokenExchangeTimes::at(at(0.0)), keeping(true)).unwrap();
    assert!(holder.refresh_token().unwrap().ct_eq(b"s"));
    holder.clear();
    holder.set_response(&response, TokenExchangeTimes::at(at(0.0)), keeping(true)).unwrap();
    assert!(holder.refresh_token().is_none());
}

#[test]
fn writes_members_of_an_object() {
    let mut holder = TokenHolder::new(300.0, 0.0, None).unwrap();
    let mut out = Vec::new();
    holder.write_members(&mut out);
    assert!(out.is_empty());
    holder.set(pair("a\"", Some("r"), 9.0), at(0.0)).unwrap();
    holder.write_members(&mut out);
    assert_eq!(out, br#""access_token":"a\"","refresh_token":"r","#);
}

#[test]
fn every_change_is_a_generation() {
    let mut holder = TokenHolder::new(300.0, 0.0, None).unwrap();
    assert_eq!(holder.generation(), 0);
    holder.set(pair("a", None, 1000.0), at(0.0)).unwrap();
    assert_eq!(holder.generation(), 1);
    holder.set(pair("", None, 1000.0), at(0.0)).unwrap_err();
    assert_eq!(holder.generation(), 1);
    holder.clear();
    assert_eq!(holder.generation(), 2);
}

#[test]
fn a_late_response_changes_nothing() {
    let mut holder = TokenHolder::new(300.0, 0.0, None).unwrap();
    let set = |holder: &mut TokenHolder, token: &str, expected| {
        let response = json_value(&format!(r#"{{"access_token":"{token}","expires_in":60}}"#));
        let swap = Swap { expected: Some(expected), ..Swap::default() };
        holder.set_response(&response, TokenExchangeTimes::at(at(0.0)), swap)
    };
    assert_eq!(set(&mut holder, "a", 0), Ok(true));
    assert_eq!(set(&mut holder, "b", 0), Ok(false));
    // Whatever is in it.
    assert_eq!(set(&mut holder, "two words", 0), Ok(false));
    assert!(holder.access_token(at(0.0)).unwrap().ct_eq(b"a"));
    holder.clear();
    assert_eq!(set(&mut holder, "b", 1), Ok(false));
    assert_eq!(holder.state(at(0.0)), State::Empty);
}

#[test]
fn a_refused_token_is_refreshed_once() {
    let mut holder = TokenHolder::new(300.0, 0.0, None).unwrap();
    assert_eq!(holder.reject(0, at(0.0)), Rejection::Replaced);
    holder.set(pair("a", None, 1000.0), at(0.0)).unwrap();
    // As often as it is refused, until it has been replaced.
    assert_eq!(holder.reject(1, at(1.0)), Rejection::Refresh);
    assert_eq!(holder.reject(1, at(2.0)), Rejection::Refresh);
    holder.set(pair("b", None, 1000.0), at(3.0)).unwrap();
    assert_eq!(holder.reject(1, at(4.0)), Rejection::Replaced);
    // Its successor is not to blame at once.
    assert_eq!(holder.reject(2, at(4.0)), Rejection::Final);
    assert_eq!(holder.reject(2, at(62.9)), Rejection::Final);
    assert_eq!(holder.reject(2, at(63.0)), Rejection::Refresh);
    // One that came in its own time is.
    holder.set(pair("c", None, 1000.0), at(64.0)).unwrap();
    assert_eq!(holder.reject(3, at(64.0)), Rejection::Final);
    holder.set(pair("d", None, 1000.0), at(65.0)).unwrap();
    assert_eq!(holder.reject(4, at(65.0)), Rejection::Refresh);
    // Half of a short life.
    holder.set(pair("e", None, 75.0), at(65.0)).unwrap();
    assert_eq!(holder.reject(5, at(69.9)), Rejection::Final);
    assert_eq!(holder.reject(5, at(70.0)), Rejection::Refresh);
    // A new session owes nothing to the last.
    holder.clear();
    holder.set(pair("f", None, 1000.0), at(71.0)).unwrap();
    assert_eq!(holder.reject(7, at(71.0)), Rejection::Refresh);
}

#[test]
fn an_accepted_token_may_be_refused_later_but_not_all_the_time() {
    let mut holder = TokenHolder::new(300.0, 0.0, None).unwrap();
    for minute in [0.0, 1.0, 2.0] {
        let now = at(1000.0 + 60.0 * minute);
        holder.set(pair("a", None, 9000.0), now).unwrap();
        for count in 0..=MAX_REPLACED {
            let expected = if count < MAX_REPLACED { Rejection::Refresh } else { Rejection::Final };
            holder.accept(holder.generation());
            assert_eq!(holder.reject(holder.generation(), now), expected);
            if expected == Rejection::Refresh {
                holder.set(pair("b", None, 9000.0), now).unwrap();
            }
        }
    }
    // What is said of another one does not count.
    let now = at(2000.0);
    holder.set(pair("c", None, 9000.0), now).unwrap();
    assert_eq!(holder.reject(holder.generation(), now), Rejection::Refresh);
    holder.set(pair("d", None, 9000.0), now).unwrap();
    holder.accept(holder.generation() - 1);
    assert_eq!(holder.reject(holder.generation(), now), Rejection::Final);
}
