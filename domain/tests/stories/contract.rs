//! The contract on the wire: problems keep their data, newer ones do not break older pages, rules speak through the parsers.

use domain::Problem;
use domain::api::link::LookUpLink;
use domain::api::session::SignInWithPassword;
use domain::code::{CodeError, Look};
use domain::problem::{FieldProblem, FieldRule};
use validator::Validate;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_problem_is_told_apart_by_its_type() {
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
    let [text, one] = ["x"; 2].map(str::to_owned);
    let codes = [
        CodeError::Empty,
        CodeError::TooShort { have: 1, need: 10 },
        CodeError::TooLong { have: 13, need: 12 },
        CodeError::WrongSymbol { symbol: 'Ö', position: 3, look: Look::Foreign },
        CodeError::WrongSymbol { symbol: 'A', position: 3, look: Look::Vowel },
        CodeError::WrongSymbol { symbol: '0', position: 3, look: Look::Alike },
        CodeError::WrongSymbol { symbol: 'B', position: 3, look: Look::NotADigit },
        CodeError::Mistyped,
    ];
    let rules = [
        FieldRule::Required,
        FieldRule::TooLong,
        FieldRule::Email,
        FieldRule::EmailOrPhone,
        FieldRule::Phone,
        FieldRule::PhoneVoip,
        FieldRule::PhoneService,
        FieldRule::PhoneCountry { country: "AQ".into() },
        FieldRule::Country,
        FieldRule::PlainText,
        FieldRule::Unknown,
    ];
    let rules = rules.into_iter().chain(codes.map(|why| FieldRule::Code { why }));
    let problems = [
        Problem::Fields { fields: rules.map(|rule| FieldProblem { field: "code".into(), rule }).collect() },
        Problem::Malformed { detail: text.clone() },
        Problem::TooLarge,
        Problem::TooSlow,
        Problem::WrongContentType,
        Problem::WrongMethod,
        Problem::NoSuchEndpoint,
        Problem::CrossSite,
        Problem::NotSignedIn,
        Problem::AccountChanged { now: text },
        Problem::WrongPassword,
        Problem::TooMany { retry_after_s: 60 },
        Problem::CodeUnknown,
        Problem::CodeExpired,
        Problem::CodeUsed { device: None },
        Problem::CodeUsed { device: Some("1f".into()) },
        Problem::CodeDeclined,
        Problem::WrongSentCode { attempts_left: 4 },
        Problem::SentCodeReplaced,
        Problem::SentCodeUsed,
        Problem::SentCodeExpired,
        Problem::SentCodeSpent,
        Problem::TextsUnavailable,
        Problem::MessageLinkUnknown,
        Problem::DeviceUnknown,
        Problem::Internal { request_id: one },
        Problem::Unavailable,
        Problem::Unknown,
    ];
    for problem in problems {
        let json = serde_json::to_string(&problem).expect("serializes");
        assert_eq!(serde_json::from_str::<Problem>(&json).expect("reads"), problem, "{json}");
    }
}

#[test]
fn field_rules_say_what_the_parsers_say() {
    let request = LookUpLink { code: "KTR4V".into() };
    let problem = Problem::from(request.validate().expect_err("too short"));
    let why = CodeError::TooShort { have: 5, need: 10 };
    let expected = FieldProblem { field: "code".into(), rule: FieldRule::Code { why } };
    assert_eq!(problem, Problem::Fields { fields: vec![expected] });

    let request = SignInWithPassword { name: "ann".into(), country: None, password: String::new() };
    let Problem::Fields { fields } = Problem::from(request.validate().expect_err("two problems")) else { panic!() };
    let rules: Vec<_> = fields.into_iter().map(|problem| problem.rule).collect();
    assert_eq!(rules, [FieldRule::EmailOrPhone, FieldRule::Required]);
}
