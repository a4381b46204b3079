//! Which issuers a token may be of, among them one for each tenant of Microsoft Entra ID.

use alloc::borrow::Cow;
use alloc::string::String;

use super::read::{one_of, string};
use crate::error::TokenError;
use crate::json::RawValue;

/// What stands for the tenant in an issuer's name, there and in Entra's key sets: the token's own `tid`
/// takes its place.
pub const TENANT: &str = "{tenantid}";

/// Checks `iss` against the configured names. `of_key` is what the key set says of the key that the
/// signature fits: tenants must not sign for each other.
///
/// # Errors
/// [`TokenError::ClaimMissing`] or [`TokenError::ClaimMismatch`].
pub fn check(
    iss: Option<&str>,
    tid: Option<RawValue<'_>>,
    wanted: &[String],
    of_key: Option<&str>,
) -> Result<(), TokenError> {
    let mut templates = wanted.iter().filter_map(|wanted| wanted.split_once(TENANT)).peekable();
    let fits = |(before, after): &(&str, &str)| {
        iss.is_some_and(|iss| {
            iss.len() >= before.len() + after.len() && iss.starts_with(before) && iss.ends_with(after)
        })
    };
    if let Some(of_key) = of_key {
        same_tenant(iss, tid, of_key)?;
    }
    let is_named = iss.is_some_and(|iss| !iss.contains(TENANT) && wanted.iter().any(|wanted| wanted == iss));
    let Some((before, after)) = templates.find(fits).filter(|_| !is_named) else {
        return one_of("iss", iss, wanted);
    };
    let tid = string("tid", tid)?.ok_or(TokenError::ClaimMissing(Cow::Borrowed("tid")))?;
    let iss = iss.unwrap_or_default();
    if !is_id(&tid) || iss.get(before.len()..iss.len() - after.len()) != Some(&tid) {
        return Err(TokenError::ClaimMismatch(
            Cow::Borrowed("iss"),
            ": it does not name the tenant of its `tid`",
        ));
    }
    Ok(())
}

/// Checks `iss` against the issuer that the key's set names: the same, or another name of the same tenant, as
/// versions 1 and 2 of Entra have them.
fn same_tenant(iss: Option<&str>, tid: Option<RawValue<'_>>, of_key: &str) -> Result<(), TokenError> {
    let iss = iss.ok_or(TokenError::ClaimMissing(Cow::Borrowed("iss")))?;
    if iss == of_key {
        return Ok(());
    }
    let tid = string("tid", tid)?.ok_or(TokenError::ClaimMissing(Cow::Borrowed("tid")))?;
    if is_id(&tid) && iss.contains(&*tid) && (of_key.contains(TENANT) || of_key.contains(&*tid)) {
        Ok(())
    } else {
        Err(TokenError::ClaimMismatch(Cow::Borrowed("iss"), ": the key is another issuer's"))
    }
}

fn is_id(tid: &str) -> bool {
    !tid.is_empty() && tid.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;
    use alloc::vec::Vec;

    const TEMPLATE: &str = "https://login.test/{tenantid}/v2.0";

    fn verdict(claims: &str, wanted: &[&str], of_key: Option<&str>) -> String {
        let (mut iss, mut tid) = (None, None);
        json::parse_object(claims.as_bytes(), |name, value| match name {
            "iss" => iss = value.as_str(),
            "tid" => tid = Some(value),
            _ => (),
        })
        .unwrap();
        let wanted: Vec<String> = wanted.iter().map(|name| String::from(*name)).collect();
        match check(iss.as_deref(), tid, &wanted, of_key) {
            Ok(()) => "ok".into(),
            Err(error) => [error.code(), " ", error.claim().unwrap_or_default()].concat(),
        }
    }

    #[test]
    fn a_template_is_bound_to_the_tenant() {
        let good = r#"{"iss":"https://login.test/a-1/v2.0","tid":"a-1"}"#;
        for (claims, of_key, expected) in [
            (good, None, "ok"),
            (good, Some(TEMPLATE), "ok"),
            (good, Some("https://login.test/a-1/v2.0"), "ok"),
            // Version 1 has other names, and the same keys.
            (good, Some("https://sts.test/{tenantid}/"), "ok"),
            (good, Some("https://login.test/b-2/v2.0"), "claim_mismatch iss"),
            (r#"{"iss":"https://login.test/a-1/v2.0","tid":"b-2"}"#, None, "claim_mismatch iss"),
            (r#"{"iss":"https://login.test/a-1/v2.0"}"#, None, "claim_missing tid"),
            (r#"{"iss":"https://login.test/a-1/v2.0","tid":7}"#, None, "claim_invalid tid"),
            (r#"{"iss":"https://login.test//v2.0","tid":""}"#, None, "claim_mismatch iss"),
            (r#"{"iss":"https://login.test/a/b/v2.0","tid":"a/b"}"#, None, "claim_mismatch iss"),
            (
                r#"{"iss":"https://login.test/{tenantid}/v2.0","tid":"{tenantid}"}"#,
                None,
                "claim_mismatch iss",
            ),
            (r#"{"iss":"https://login.test/v2.0","tid":""}"#, None, "claim_mismatch iss"),
            (r#"{"iss":"https://other.test/a-1/v2.0","tid":"a-1"}"#, None, "claim_mismatch iss"),
            (r#"{"iss":"https://login.test/a-1/v1.0","tid":"a-1"}"#, None, "claim_mismatch iss"),
            (r#"{"tid":"a-1"}"#, None, "claim_missing iss"),
        ] {
            assert_eq!(verdict(claims, &[TEMPLATE], of_key), expected, "{claims} {of_key:?}");
        }
        // The same for a name that is written out, if the set names the key's issuer.
        let named = ["https://login.test/a-1/v2.0"];
        let other_tenant = r#"{"iss":"https://login.test/a-1/v2.0","tid":"b-2"}"#;
        assert_eq!(verdict(good, &named, Some(TEMPLATE)), "ok");
        assert_eq!(verdict(good, &named, Some(named[0])), "ok");
        assert_eq!(verdict(good, &named, Some("https://sts.test/a-1/")), "ok");
        assert_eq!(verdict(good, &named, Some("https://login.test/b-2/v2.0")), "claim_mismatch iss");
        assert_eq!(verdict(other_tenant, &named, Some("https://login.test/b-2/v2.0")), "claim_mismatch iss");
        assert_eq!(verdict(other_tenant, &named, Some(TEMPLATE)), "claim_mismatch iss");
        // A name that is written out needs no tenant, and stands beside templates.
        let named = r#"{"iss":"https://id.test"}"#;
        assert_eq!(verdict(named, &[TEMPLATE, "https://id.test"], None), "ok");
        assert_eq!(verdict(named, &[TEMPLATE], None), "claim_mismatch iss");
        assert_eq!(verdict(named, &[], None), "ok");
    }
}
