//! The contract as sent: problems keep their data, newer problems don't break older pages, and field rules use the parsers.

use domain::Problem;
use domain::api::link::{ApproveLink, LookUpLink};
use domain::api::security::AddAuthenticator;
use domain::api::session::SignInWithPassword;
use domain::api::{Endpoint, OperationId};
use domain::code::{CodeError, ExcludedCharacter};
use domain::device::DeviceId;
use domain::field::{FieldProblem, FieldRule};
use validator::Validate;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_problem_is_identified_by_its_type() {
    let json = serde_json::to_value(Problem::TooMany { retry_after_s: 60 }).expect("serializes");
    assert_eq!(json, serde_json::json!({ "type": "too-many", "retry_after_s": 60 }));
    assert_eq!(serde_json::from_value::<Problem>(json).expect("reads"), Problem::TooMany { retry_after_s: 60 });
}

#[test]
fn an_older_page_survives_a_newer_servers_problem() {
    let newer = serde_json::json!({ "type": "moon-phase", "wait_days": 3 });
    assert_eq!(serde_json::from_value::<Problem>(newer).expect("reads"), Problem::Unknown);
}

#[test]
fn every_problem_is_read_as_it_was_written() {
    for problem in Problem::examples() {
        let json = serde_json::to_string(&problem).expect("serializes");
        assert_eq!(serde_json::from_str::<Problem>(&json).expect("reads"), problem, "{json}");
        assert!((400..600).contains(&problem.status()), "{json}");
    }
    let unused = r#"{ "type": "code-used" }"#;
    assert_eq!(serde_json::from_str::<Problem>(unused).expect("reads"), Problem::CodeUsed { device: None });
}

#[test]
fn a_problem_without_its_data_is_unknown() {
    for json in [r#"{ "type": "too-many" }"#, r#"{ "type": "malformed", "detail": null }"#] {
        assert_eq!(serde_json::from_str::<Problem>(json).expect("reads"), Problem::Unknown, "{json}");
    }
    let rule = r#"{ "rule": "phone_country" }"#;
    assert_eq!(serde_json::from_str::<FieldRule>(rule).expect("reads"), FieldRule::Unknown);
}

#[test]
fn every_error_of_a_code_is_read_as_it_was_written() {
    let characters = [
        ('Ö', ExcludedCharacter::Foreign),
        ('A', ExcludedCharacter::Vowel),
        ('0', ExcludedCharacter::Alike),
        ('B', ExcludedCharacter::NotADigit),
    ];
    let characters = characters.map(|(character, reason)| CodeError::WrongCharacter { character, position: 3, reason });
    let lengths = [CodeError::TooShort { have: 1, need: 10 }, CodeError::TooLong { have: 13, need: 12 }];
    for error in [CodeError::Empty, CodeError::Mistyped].into_iter().chain(lengths).chain(characters) {
        let json = serde_json::to_string(&error).expect("serializes");
        assert_eq!(serde_json::from_str::<CodeError>(&json).expect("reads"), error, "{json}");
    }
}

#[test]
fn field_rules_report_the_parsers_errors() {
    let request = serde_json::from_str::<LookUpLink>(r#"{ "code": "KTR4V" }"#).expect("reads");
    let problem = Problem::from(request.validate().expect_err("too short"));
    let why = CodeError::TooShort { have: 5, need: 10 };
    let expected = FieldProblem { field: "code".into(), rule: FieldRule::Code { why } };
    assert_eq!(problem, Problem::Fields { fields: vec![expected] });

    let request = r#"{ "ceremony": "", "code": "48151", "name": "see example.com" }"#;
    let request = serde_json::from_str::<AddAuthenticator>(request).expect("reads");
    let why = CodeError::TooShort { have: 5, need: 6 };
    let of = |field: &str, rule| FieldProblem { field: field.into(), rule };
    let expected = vec![of("code", FieldRule::Code { why }), of("name", FieldRule::PlainText)];
    assert_eq!(Problem::from(request.validate().expect_err("two problems")), Problem::Fields { fields: expected });

    let password = String::new();
    let request = SignInWithPassword { name: "ann".into(), country: None, password, shared: false, operation: None };
    let Problem::Fields { fields } = Problem::from(request.validate().expect_err("two problems")) else { panic!() };
    let rules: Vec<_> = fields.into_iter().map(|problem| problem.rule).collect();
    assert_eq!(rules, [FieldRule::EmailOrPhone, FieldRule::Required]);
}

#[test]
fn an_operations_id_is_long_enough_to_be_random() {
    let longest = "a".repeat(64);
    for text in ["b0f9bd3e-6b6b-4a1e-9d5c-2f0c7a4e8d31", "AAAAAAAAAAAAAAAAAAAA_-", &longest] {
        assert_eq!(OperationId::parse(text).expect("an ID").to_string(), text);
    }
    for text in
        ["", "1", "AAAAAAAAAAAAAAAAAAAA_", &(longest + "a"), "b0f9bd3e 6b6b 4a1e 9d5c", "ääääääääääääääääääääää"]
    {
        assert_eq!(OperationId::parse(text), None, "{text}");
    }
}

#[test]
fn only_requests_that_are_sent_with_an_id_are_operations() {
    let read = |json: &str| serde_json::from_str::<ApproveLink>(json).expect("reads");
    let (with, without) = (
        read(r#"{ "code": "KTR4V-9MXQF", "operation": "b0f9bd3e-6b6b-4a1e-9d5c-2f0c7a4e8d31" }"#),
        read(r#"{ "code": "KTR4V-9MXQF" }"#),
    );
    assert_eq!((with.has_operation(), without.has_operation()), (true, false));
    assert!(!format!("{with:?}").contains("b0f9bd3e"), "it isn't logged");
    let broken = read(r#"{ "code": "KTR4V-9MXQF", "operation": "1" }"#);
    let of_operation = FieldProblem { field: "operation".into(), rule: FieldRule::Unknown };
    let problem = Problem::from(broken.validate().expect_err("too short"));
    assert_eq!(problem, Problem::Fields { fields: vec![of_operation] });
}

#[test]
fn a_devices_id_has_one_text() {
    for (id, text) in [(0x1f, "000000000000001f"), (i64::MAX, "7fffffffffffffff")] {
        assert_eq!((DeviceId(id).to_string().as_str(), DeviceId::parse(text)), (text, Some(DeviceId(id))));
    }
    for text in
        ["", "1f", "000000000000001F", "8000000000000000", "+00000000000001f", "0000000000000001f", "my kitchen's TV"]
    {
        assert_eq!(DeviceId::parse(text), None, "{text}");
    }
}
