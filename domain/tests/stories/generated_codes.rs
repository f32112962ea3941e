//! How codes are made from random numbers, native and in wasm (C2).

use domain::code::user::Format;
use domain::code::{ActivationCode, CodeError, OneTimeCode, RecoveryCode, UserCode};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// These random numbers, and then zeros.
fn drawn(numbers: &[u32]) -> impl FnMut(u32) -> u32 {
    let mut numbers = numbers.iter().copied();
    move |_| numbers.next().unwrap_or(0)
}

/// The code made from 0, 1, 2 …, and the numbers below which each was drawn.
fn counted(make: impl Fn(&mut dyn FnMut(u32) -> u32) -> String) -> (String, Vec<u32>) {
    let mut asked = Vec::new();
    let code = make(&mut |below| {
        let next = u32::try_from(asked.len()).expect("few") % below;
        asked.push(below);
        next
    });
    (code, asked)
}

#[test]
fn every_character_but_the_check_character_is_drawn_once_from_the_whole_alphabet() {
    let letters = counted(|draw| UserCode::generate(Format::Letters, draw).to_string());
    assert_eq!(letters, ("BCDFG-HJKL9".to_owned(), vec![23; 9]));
    let digits = counted(|draw| UserCode::generate(Format::Digits, draw).to_string());
    assert_eq!(digits.1, [10; 11]);
    assert!(digits.0.starts_with("012-345-678-90"), "{}", digits.0);
    let recovery = counted(|draw| RecoveryCode::generate(draw).to_string());
    assert_eq!(recovery, ("BCDF-GHJK-LMNP-QRS9".to_owned(), vec![23; 15]));
    let activation = counted(|draw| ActivationCode::generate(draw).to_string());
    assert_eq!(activation, ("BCDFG-HJKLM-NPQRS-TVWXZ-479BL".to_owned(), vec![23; 24]));
    let one_time = counted(|draw| OneTimeCode::generate(draw).to_string());
    assert_eq!(one_time, ("012345".to_owned(), vec![10; 6]));
}

/// Damm's own example: the check digit of 572 is 4.
#[test]
fn the_check_digit_is_that_of_damm() {
    let code = UserCode::generate(Format::Digits, &mut drawn(&[0, 0, 0, 0, 0, 0, 0, 0, 5, 7, 2]));
    assert_eq!(code.to_string(), "000-000-005-724");
    assert_eq!(UserCode::parse("000-000-005-725"), Err(CodeError::Mistyped));
}

#[test]
fn a_code_of_letters_that_has_only_digits_is_drawn_again() {
    // 4444444777 has the right check character.
    let code = UserCode::generate(Format::Letters, &mut drawn(&[20, 20, 20, 20, 20, 20, 20, 21, 21]));
    assert_eq!(code.to_string(), "BBBBB-BBBBB");
}

#[test]
fn the_digits_that_both_formats_have_decide_nothing_beside_a_letter() {
    let code = UserCode::generate(Format::Letters, &mut drawn(&[0, 20, 21, 22, 20, 21, 22, 20, 21]));
    assert_eq!(code.to_string(), "B4794-7947B", "more digits than letters");
    assert_eq!(UserCode::parse("B4794-7947B"), Ok(code));
    assert_eq!(UserCode::parse("479"), Err(CodeError::TooShort { have: 3, need: 12 }), "without one, they are digits");
    assert_eq!(UserCode::parse("B479"), Err(CodeError::TooShort { have: 4, need: 10 }));
}

#[test]
fn no_code_is_written_by_debug() {
    let zeros = || drawn(&[]);
    let letters = UserCode::generate(Format::Letters, &mut zeros());
    let digits = UserCode::generate(Format::Digits, &mut zeros());
    assert_eq!((format!("{letters:?}"), format!("{digits:?}")), ("UserCode(…)".into(), "UserCode(…)".into()));
    assert_eq!(format!("{:?}", RecoveryCode::generate(&mut zeros())), "LetterCode(…)");
    assert_eq!(format!("{:?}", ActivationCode::generate(&mut zeros())), "LetterCode(…)");
    assert_eq!(format!("{:?}", OneTimeCode::generate(&mut zeros())), "OneTimeCode(…)");
}
