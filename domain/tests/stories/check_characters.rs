//! C2, exhaustively: every wrong character, every swap of neighbors, and in a user code of 10 characters every swap of two.

use crate::support::draws;
use domain::code::user::Format;
use domain::code::{ActivationCode, CodeError, RecoveryCode, UserCode};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const LETTERS: &str = "BCDFGHJKLMNPQRSTVWXZ479";
const DIGITS: &str = "0123456789";
const CODES: u32 = 400;

/// Checks that every wrong character at every position of `code` is noticed.
fn every_wrong_character(code: &str, alphabet: &str, mistyped: impl Fn(&str) -> bool) {
    let characters: Vec<char> = code.chars().filter(|c| *c != '-').collect();
    for place in 0..characters.len() {
        for wrong in alphabet.chars().filter(|&wrong| wrong != characters[place]) {
            let mut typed = characters.clone();
            typed[place] = wrong;
            assert!(mistyped(&typed.iter().collect::<String>()), "{code}: {wrong} at {place}");
        }
    }
}

/// Checks that every swap of two different characters at most `apart` positions from each other is noticed.
fn every_swap(code: &str, apart: usize, mistyped: impl Fn(&str) -> bool) {
    let characters: Vec<char> = code.chars().filter(|c| *c != '-').collect();
    for a in 0..characters.len() {
        for b in a + 1..characters.len().min(a + apart + 1) {
            if characters[a] != characters[b] {
                let mut typed = characters.clone();
                typed.swap(a, b);
                assert!(mistyped(&typed.iter().collect::<String>()), "{code}: {a} and {b}");
            }
        }
    }
}

#[test]
fn user_codes_of_letters() {
    // A wrong character can leave only digits, which is then too short for a code of digits, and noticed, too.
    let mistyped = |text: &str| UserCode::parse(text).is_err();
    for seed in 0..CODES {
        let code = UserCode::generate(Format::Letters, &mut draws(seed)).to_string();
        every_wrong_character(&code, LETTERS, mistyped);
        every_swap(&code, 9, mistyped);
    }
}

#[test]
fn user_codes_of_digits() {
    let mistyped = |text: &str| UserCode::parse(text) == Err(CodeError::Mistyped);
    for seed in 0..CODES {
        let code = UserCode::generate(Format::Digits, &mut draws(seed)).to_string();
        every_wrong_character(&code, DIGITS, mistyped);
        every_swap(&code, 1, mistyped);
    }
}

#[test]
fn activation_codes() {
    let mistyped = |text: &str| ActivationCode::parse(text) == Err(CodeError::Mistyped);
    for seed in 0..CODES {
        let code = ActivationCode::generate(&mut draws(seed)).to_string();
        every_wrong_character(&code, LETTERS, mistyped);
        every_swap(&code, 1, mistyped);
    }
}

#[test]
fn recovery_codes() {
    let mistyped = |text: &str| RecoveryCode::parse(text) == Err(CodeError::Mistyped);
    for seed in 0..CODES {
        let code = RecoveryCode::generate(&mut draws(seed)).to_string();
        every_wrong_character(&code, LETTERS, mistyped);
        every_swap(&code, 1, mistyped);
    }
}
