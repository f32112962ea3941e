//! Realistic examples of the types in a schema.

use serde_json::{Map, Value, json};

/// Texts by field, or by `Type.field` where a field's meaning depends on its type.
const TEXTS: &[(&str, &str)] = &[
    ("account", "4b7e0c8a5f0d4a64b1f2b8a90c1d2e3f"),
    ("Account.id", "4b7e0c8a5f0d4a64b1f2b8a90c1d2e3f"),
    ("AddAuthenticator.name", "My phone"),
    ("AddPasskey.name", "My laptop"),
    ("address", "203.0.113.7"),
    ("ApproveLink.code", "KTR4V-9MXQF"),
    ("calls_itself", "TV in the kitchen"),
    ("ceremony", "c2VhbGVk"),
    ("client", "Living Room TV"),
    ("code", "123456"),
    ("codes", "BCDF-GHJK-LMNP-QRS9"),
    ("contact", "ann@example.com"),
    ("country", "DE"),
    ("Country.code", "DE"),
    ("credential", "{\"type\":\"public-key\"}"),
    ("credentials", "bWFkZSBoZXJl"),
    ("current", "4b7e0c8a5f0d4a64b1f2b8a90c1d2e3f"),
    ("DeclineLink.code", "KTR4V-9MXQF"),
    ("device", "198a1b2c3d4e5f60"),
    ("Device.id", "198a1b2c3d4e5f60"),
    ("Device.name", "Living room"),
    ("hint", "an…@example.com"),
    ("id", "7043526"),
    ("likely", "DE"),
    ("link", "c2VjcmV0"),
    ("LinkRequest.code", "KTR4V-9MXQF"),
    ("logo", "/logo/tv"),
    ("LookUpLink.code", "KTR4V-9MXQF"),
    ("name", "ann@example.com"),
    ("operation", "b0f9bd3e-6b6b-4a1e-9d5c-2f0c7a4e8d31"),
    ("options", "{\"challenge\":\"cmFuZG9t\"}"),
    ("other_name", "an…@example.org"),
    ("password", "correct horse battery"),
    ("path", "M0 0h7v1h-7z"),
    ("phone", "+49 1512 3456789"),
    ("place", "Berlin, Germany"),
    ("product", "Firefox"),
    ("RenameDevice.name", "Living room"),
    ("scopes", "openid"),
    ("secret", "JBSW Y3DP EHPK 3PXP"),
    ("SessionItem.place", "Berlin"),
    ("subject", "Your code"),
    ("system", "Windows"),
    ("text", "Your code is 123456."),
    ("to", "ann@example.com"),
    ("TrustedBrowser.place", "Berlin"),
    ("uri", "otpauth://totp/Countersign:ann@example.com?secret=JBSWY3DPEHPK3PXP"),
    ("user", "S34MilD1Cmmx8rOpDB0uPw"),
    ("used_from", "203.0.113.7"),
    ("used_place", "Berlin, Germany"),
    ("VerifyOptions.name", "an…@example.com"),
    ("VerifyWithRecoveryCode.code", "BCDF-GHJK-LMNP-QRS9"),
    ("waiting", "4b7e0c8a5f0d4a64b1f2b8a90c1d2e3f"),
];

/// Numbers by field, as in [`TEXTS`]. All other numbers are seconds.
const COUNTS: &[(&str, u64)] = &[
    ("calling_code", 49),
    ("id", 1),
    ("limit_reached", 10),
    ("method", 1),
    ("recovery_codes", 10),
    ("size", 29),
    ("trust_days", 30),
];

/// An example of a type in `schemas`.
pub(crate) fn of_type(schemas: &Map<String, Value>, name: &str) -> Value {
    example(schemas, &schemas[name], (name, ""))
}

fn example(schemas: &Map<String, Value>, schema: &Value, (owner, field): (&str, &str)) -> Value {
    if let Some(path) = schema["$ref"].as_str() {
        return of_type(schemas, path.rsplit('/').next().unwrap_or_default());
    }
    if let Some(one) = ["oneOf", "anyOf"].iter().find_map(|several| schema[*several].get(0)) {
        return example(schemas, one, (owner, field));
    }
    if let Some(value) = schema.get("const").or_else(|| schema["enum"].get(0)) {
        return value.clone();
    }
    // The type of an optional field is `["string", "null"]`.
    match schema["type"].get(0).unwrap_or(&schema["type"]).as_str() {
        Some("object") => {
            let fields = schema["properties"].as_object().into_iter().flatten();
            fields.map(|(field, schema)| (field.clone(), example(schemas, schema, (owner, field)))).collect()
        }
        Some("array") => json!([example(schemas, &schema["items"], (owner, field))]),
        Some("string") => find(TEXTS, owner, field).unwrap_or_else(|| panic!("{owner}.{field} has no example")).into(),
        Some("integer") => find(COUNTS, owner, field).unwrap_or(60).into(),
        Some("boolean") => true.into(),
        other => panic!("{owner}.{field} is {other:?}"),
    }
}

fn find<T: Copy>(list: &[(&str, T)], owner: &str, field: &str) -> Option<T> {
    let of = |name: &str| list.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    of(&format!("{owner}.{field}")).or_else(|| of(field))
}
