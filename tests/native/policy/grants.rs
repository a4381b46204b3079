//! Scopes and roles as options: all of them or any, from whichever claim grants them.

use super::*;

#[test]
fn all_or_any_of_the_scopes() {
    for (options, granted, expected) in [
        (r#""scopes":"read""#, r#""scope":"read write""#, "ok"),
        (r#""scopes":"read write""#, r#""scope":"write read""#, "ok"),
        (r#""scopes":["read","write"]"#, r#""scope":"read","scopes":["write"]"#, "ok"),
        (r#""scopes":{"all":["read","write"]}"#, r#""scope":"read","scp":"write""#, "ok"),
        (r#""scopes":{"all":["read","write"]}"#, r#""scope":"read""#, "scope_missing scope"),
        (r#""scopes":{"any":["admin","read"]}"#, r#""scope":"read""#, "ok"),
        (r#""scopes":{"any":["admin","read"]}"#, r#""scp":["read"]"#, "ok"),
        (r#""scopes":{"any":["admin","read"]}"#, r#""scope":"write""#, "scope_missing scope"),
        (r#""scopes":{"any":["admin"]}"#, r#""roles":["admin"]"#, "scope_missing scope"),
        (r#""scopes":"read""#, r#""scope":"Read""#, "scope_missing scope"),
        (r#""scopes":"read""#, r#""scope":"read,write""#, "scope_missing scope"),
        (r#""scopes":"read""#, r#""scope":"rea d""#, "scope_missing scope"),
        (r#""scopes":"read""#, r#""scopes":"read""#, "claim_invalid scopes"),
        (r#""scopes":"read""#, r#""scope":["read"]"#, "ok"),
        (r#""scopes":"read""#, r#""scope":["read write"]"#, "scope_missing scope"),
        (r#""scopes":"read""#, r#""scope":{"read":true}"#, "claim_invalid scope"),
        (r#""scopes":"read""#, r#""scp":["read",7]"#, "claim_invalid scp"),
        (r#""scopes":"read""#, r#""scp":null"#, "claim_invalid scp"),
        (r#""scopes":"read""#, r#""x":"read""#, "scope_missing scope"),
        // What is not asked for is not looked at.
        (r#""roles":"a""#, r#""roles":"a","scope":7"#, "ok"),
    ] {
        let claims = format!(r#"{{"exp":2000,{granted}}}"#);
        let verdict = super::claims(options, &claims);
        assert_eq!(verdict, expected, "{options} {claims}");
    }
}

#[test]
fn all_or_any_of_the_roles() {
    for (options, granted, expected) in [
        (r#""roles":"admin""#, r#""roles":["editor","admin"]"#, "ok"),
        (r#""roles":"admin""#, r#""roles":"admin""#, "ok"),
        (r#""roles":"admin""#, r#""role":"admin""#, "ok"),
        (r#""roles":["a","b"]"#, r#""roles":["a"],"role":"b""#, "ok"),
        (r#""roles":["a","b"]"#, r#""roles":["a"]"#, "role_missing roles"),
        (r#""roles":{"any":["a","b"]}"#, r#""roles":["b"]"#, "ok"),
        (r#""roles":{"any":["a","b"]}"#, r#""roles":["c"]"#, "role_missing roles"),
        // A role is a whole string: spaces belong to it.
        (r#""roles":"site admin""#, r#""roles":["site admin"]"#, "ok"),
        (r#""roles":"admin""#, r#""roles":"site admin""#, "role_missing roles"),
        (r#""roles":"admin""#, r#""scope":"admin""#, "role_missing roles"),
        (r#""roles":"admin""#, r#""roles":[]"#, "role_missing roles"),
        (r#""roles":"admin""#, r#""roles":{"admin":true}"#, "claim_invalid roles"),
        (r#""roles":"admin""#, r#""roles":[["admin"]]"#, "claim_invalid roles"),
        (r#""roles":"admin""#, r#""role":true"#, "claim_invalid role"),
    ] {
        let verdict = super::claims(options, &format!(r#"{{"exp":2000,{granted}}}"#));
        assert_eq!(verdict, expected, "{options} {granted}");
    }
}

#[test]
fn from_where_the_options_say() {
    let places = r#""rolesFrom":[["realm_access","roles"],"cognito:groups","https://acme.example/roles"],"roles":"admin""#;
    let deep = r#""rolesFrom":[["resource_access","my.app","roles"]],"roles":{"any":["admin","editor"]}"#;
    for (options, granted, expected) in [
        (places, r#""realm_access":{"roles":["user","admin"]}"#, "ok"),
        (places, r#""cognito:groups":["admin"]"#, "ok"),
        (places, r#""https://acme.example/roles":"admin""#, "ok"),
        (places, r#""realm_access":{},"cognito:groups":["admin"]"#, "ok"),
        // What stands where it stands by custom does not count any more.
        (places, r#""roles":["admin"],"role":"admin""#, "role_missing roles"),
        (places, r#""realm_access":{"roles":["user"]}"#, "role_missing roles"),
        (places, r#""realm_access":{"x":{"roles":["admin"]}}"#, "role_missing roles"),
        (places, r#""realm_access.roles":["admin"]"#, "role_missing roles"),
        (places, r#""realm_access":["admin"]"#, "claim_invalid realm_access"),
        (places, r#""realm_access":{"roles":{"admin":true}}"#, "claim_invalid realm_access"),
        (places, r#""cognito:groups":[7]"#, "claim_invalid cognito:groups"),
        (deep, r#""resource_access":{"my.app":{"roles":["editor"]},"other":{"roles":["admin"]}}"#, "ok"),
        (deep, r#""resource_access":{"other":{"roles":["admin"]}}"#, "role_missing roles"),
        (r#""scopesFrom":"permissions","scopes":"a b""#, r#""permissions":"b a""#, "ok"),
        (r#""scopesFrom":"permissions","scopes":"a b""#, r#""permissions":["a","b"]"#, "ok"),
        (r#""scopesFrom":"permissions","scopes":"a""#, r#""scope":"a""#, "scope_missing scope"),
        (r#""scopesFrom":["scopes"],"scopes":"a""#, r#""scopes":["a"]"#, "ok"),
        // Claims with a meaning of their own are claims all the same.
        (r#""rolesFrom":"sub","roles":"root""#, r#""sub":"root""#, "ok"),
    ] {
        let verdict = super::claims(options, &format!(r#"{{"exp":2000,{granted}}}"#));
        assert_eq!(verdict, expected, "{options} {granted}");
    }
    for wrong in ["[]", "7", "\"\"", "[[]]", r#"[["a",7]]"#, r#"[["a",""]]"#, "{}", "null"] {
        let options = format!(
            r#"{{"algorithms":["HS256"],"keys":{{"secret":"{}"}},"rolesFrom":{wrong}}}"#,
            "s3".repeat(20)
        );
        assert_eq!(config_code(&try_options(&options)), "option", "{wrong}");
    }
}

#[test]
fn a_missing_grant_is_403_and_says_which_scope() {
    let refusal = |options: &str| {
        verifier(HS256, options).verify(token(HS256, r#"{"exp":2000}"#).as_bytes(), at(1000.0)).unwrap_err()
    };
    let scope = refusal(r#""scopes":{"any":["read","admin"]}"#);
    assert_eq!(scope.status(), 403);
    assert!(scope.challenge().contains("error=\"insufficient_scope\""), "{}", scope.challenge());
    assert!(scope.challenge().contains("scope=\"read admin\""), "{}", scope.challenge());
    let role = refusal(r#""roles":"sentinel""#);
    assert_eq!(role.status(), 403);
    assert!(role.challenge().contains("error=\"insufficient_scope\""), "{}", role.challenge());
    // RFC 6750 knows scopes only, and a role's name is nobody's business.
    assert!(!role.challenge().contains("sentinel") && !role.to_string().contains("sentinel"));
}

#[test]
fn wrong_options_are_named() {
    for name in ["scopes", "roles"] {
        for value in [
            "\"\"",
            "[]",
            "[\"\"]",
            "[7]",
            "7",
            "true",
            "null",
            "{}",
            r#"{"any":[]}"#,
            r#"{"all":[]}"#,
            r#"{"any":7}"#,
            r#"{"any":null}"#,
            r#"{"some":["a"]}"#,
            r#"{"any":["a"],"all":["b"]}"#,
            r#"{"any":{"any":["a"]}}"#,
        ] {
            let made = try_keys(&[HS256], &keys::jwk(HS256), &format!("\"{name}\":{value}"));
            assert_eq!(config_code(&made), "option", "{name} {value}");
            assert!(made.unwrap_err().to_string().contains(&format!("`{name}`")), "{name} {value}");
        }
    }
}
