//! Parsing, formatting and pasting of every kind of code (C1–C4), native and in wasm.

use crate::support::{draws, example};
use domain::code::user::Format;
use domain::code::{ActivationCode, CodeError, ExcludedCharacter, OneTimeCode, RecoveryCode, UserCode, entry, paste};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn letters(seed: u32) -> UserCode {
    UserCode::generate(Format::Letters, &mut draws(seed))
}

#[test]
fn a_formatted_code_can_be_parsed_again() {
    for seed in 0..500 {
        for format in [Format::Letters, Format::Digits] {
            let code = UserCode::generate(format, &mut draws(seed));
            assert_eq!(UserCode::parse(&code.to_string()), Ok(code));
            assert_eq!(UserCode::parse(&code.canonical()), Ok(code));
        }
        let code = ActivationCode::generate(&mut draws(seed));
        assert_eq!(ActivationCode::parse(&code.to_string()), Ok(code));
        let code = RecoveryCode::generate(&mut draws(seed));
        assert_eq!(RecoveryCode::parse(&code.to_string()), Ok(code));
        let code = OneTimeCode::generate(&mut draws(seed));
        assert_eq!(OneTimeCode::parse(&code.to_string()), Ok(code));
    }
}

#[test]
fn codes_are_shown_in_their_groups() {
    let shape = |text: String| text.split('-').map(str::len).collect::<Vec<_>>();
    assert_eq!(shape(letters(1).to_string()), [5, 5]);
    assert_eq!(shape(UserCode::generate(Format::Digits, &mut draws(1)).to_string()), [3, 3, 3, 3]);
    assert_eq!(shape(ActivationCode::generate(&mut draws(1)).to_string()), [5; 5]);
    assert_eq!(shape(RecoveryCode::generate(&mut draws(1)).to_string()), [4; 4]);
    assert_eq!(shape(OneTimeCode::generate(&mut draws(1)).to_string()), [6]);
}

#[test]
fn case_width_spaces_dashes_and_other_digits_are_folded() {
    let code = letters(7);
    let plain = code.canonical();
    let wide: String = plain.chars().filter_map(|c| char::from_u32(u32::from(c) + 0xfee0)).collect();
    let spaced: String =
        plain.chars().flat_map(|c| [c.to_ascii_lowercase(), '\u{2011}', '\u{a0}', '\u{3000}']).collect();
    for typed in [plain.to_lowercase(), wide, spaced, format!("\u{202a}{plain}\u{202c}\n")] {
        assert_eq!(UserCode::parse(&typed), Ok(code), "{typed:?}");
    }
    assert_eq!(OneTimeCode::parse("٤٨١ ٥١٦"), OneTimeCode::parse("481516"));
    assert_eq!(OneTimeCode::parse("۴۸۱۵۱۶"), OneTimeCode::parse("481516"));
    assert_eq!(OneTimeCode::parse("४८१५१६"), OneTimeCode::parse("481516"));
    assert_eq!(OneTimeCode::parse("๔๘๑๕๑๖"), OneTimeCode::parse("481516"));
}

#[test]
fn a_wrong_character_is_reported_with_its_position_and_reason() {
    let wrong = |text: &str| match UserCode::parse(text) {
        Err(CodeError::WrongCharacter { character, position, reason }) => (character, position, reason),
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(wrong("KTR4V-0MXQF"), ('0', 6, ExcludedCharacter::Alike));
    assert_eq!(wrong("ktr4v-omxqf"), ('O', 6, ExcludedCharacter::Alike));
    for alike in ["1", "I", "2", "3", "5", "6", "8"] {
        assert_eq!(wrong(&format!("K{alike}")).2, ExcludedCharacter::Alike);
    }
    for vowel in ["A", "e", "U", "y"] {
        assert_eq!(wrong(&format!("K{vowel}")).2, ExcludedCharacter::Vowel);
    }
    for (place, _) in "123406789012".char_indices() {
        let mut characters: Vec<char> = "123406789012".chars().collect();
        characters[place] = 'O';
        let typed: String = characters.into_iter().collect();
        assert_eq!(
            wrong(&typed),
            ('O', place + 1, ExcludedCharacter::NotADigit),
            "the mistake is the letter, not the digits around it"
        );
    }
    assert_eq!(wrong("KTR4V/9MXQF"), ('/', 6, ExcludedCharacter::Foreign));
    assert_eq!(wrong("КTR4V"), ('К', 1, ExcludedCharacter::Foreign), "a Cyrillic letter that looks like K");
    assert!(matches!(
        OneTimeCode::parse("48I516"),
        Err(CodeError::WrongCharacter { character: 'I', position: 3, reason: ExcludedCharacter::NotADigit })
    ));
}

#[test]
fn length_has_its_own_words() {
    assert_eq!(UserCode::parse(""), Err(CodeError::Empty));
    assert_eq!(UserCode::parse(" - "), Err(CodeError::Empty));
    assert_eq!(UserCode::parse("KTR"), Err(CodeError::TooShort { have: 3, need: 10 }));
    assert_eq!(UserCode::parse("123456"), Err(CodeError::TooShort { have: 6, need: 12 }));
    assert_eq!(UserCode::parse(&"K".repeat(11)), Err(CodeError::TooLong { have: 11, need: 10 }));
    assert_eq!(OneTimeCode::parse("1234567"), Err(CodeError::TooLong { have: 7, need: 6 }));
}

#[test]
fn the_one_code_in_a_pasted_text_is_taken() {
    let code = letters(3);
    let find = |text: &str| paste::find(text, UserCode::parse);
    assert_eq!(find(&format!("Your code is {code}.")), Some(code));
    assert_eq!(find(&format!("code:{}", code.to_string().replace('-', " "))), Some(code));
    assert_eq!(find(&format!("https://id.example/link?user_code={code}&x=1")), Some(code));
    assert_eq!(find(&format!("{code} … again: {code}")), Some(code), "the same one twice is one");
    assert_eq!(find(&format!("{code} or {}", letters(4))), None, "two codes: the person chooses");
    assert_eq!(find("nothing here"), None);
    assert_eq!(find(&format!("\u{2068}{code}\u{2069}/")), Some(code), "marks and a stray character around it");
    assert_eq!(paste::find("G-481516", OneTimeCode::parse), OneTimeCode::parse("481516").ok());
    assert_eq!(paste::find("Your code is 123 456", OneTimeCode::parse), OneTimeCode::parse("123456").ok());
    assert_eq!(
        paste::find("481516 is your code, valid 10 minutes", OneTimeCode::parse),
        OneTimeCode::parse("481516").ok()
    );
    assert_eq!(paste::find("123 456 789", OneTimeCode::parse), None, "two ways to read it");
    assert_eq!(paste::find("Order 1111111", OneTimeCode::parse), None, "no six digits of a longer number");
    let code = ActivationCode::generate(&mut draws(3));
    let apart: String = code.characters().flat_map(|character| [character, ' ']).collect();
    assert_eq!(paste::find(&apart, ActivationCode::parse), Some(code), "as many pieces as the longest code can have");
}

#[test]
fn what_another_character_divides_is_not_even_tried() {
    let with = |divider: char| {
        let parse = |text: &str| if text.len() > 2 { Ok(()) } else { Err(()) };
        paste::find(&format!("12{divider}34"), parse)
    };
    assert_eq!((with(' '), with('-')), (Some(()), Some(())));
    assert_eq!((with(':'), with('/')), (None, None));
}

#[test]
fn a_text_of_up_to_twenty_thousand_bytes_is_searched() {
    let code = letters(3);
    let text = |length: usize| format!("{code}{}", ".".repeat(length - code.to_string().len()));
    assert_eq!(paste::find(&text(20_000), UserCode::parse), Some(code));
    for length in [20_001, 20_002] {
        assert_eq!(paste::find(&text(length), UserCode::parse), None, "{length}");
    }
}

#[test]
fn the_field_groups_typed_characters_and_keeps_the_caret() {
    let typed = |text: &str, caret| {
        let entry = entry::user_code(text, caret);
        (entry.text, entry.caret)
    };
    assert_eq!(typed("ktr4v", 5), ("KTR4V".into(), 5), "no dash before it is needed");
    assert_eq!(typed("KTR4V9", 6), ("KTR4V-9".into(), 7));
    assert_eq!(typed("KTR4V-9MXQF", 3), ("KTR4V-9MXQF".into(), 3));
    assert_eq!(typed("KTBR4V-9MXQ", 3), ("KTBR4-V9MXQ".into(), 3), "typing in the middle");
    assert_eq!(typed("1234", 4), ("123-4".into(), 5));
    assert_eq!(typed("K0!", 3), ("K0!".into(), 3), "wrong symbols stay to be told");
    let recovery = entry::recovery_code("ktr49mxqfz", 6);
    assert_eq!((recovery.text.as_str(), recovery.caret), ("KTR4-9MXQ-FZ", 7), "recovery codes stand in fours");
    let digits = entry::one_time_code("12 3-４٥o6", 6);
    assert_eq!((digits.text.as_str(), digits.caret), ("12345O6", 4), "six digits stand in one group");
}

#[test]
fn a_field_reports_an_error_as_soon_as_it_is_certain() {
    let code = example(Format::Letters).to_string();
    let remark = |text: &str| entry::remark(&UserCode::parse(text));
    assert_eq!(remark(&code[..8]), entry::Remark::Fine);
    assert_eq!(remark(&code), entry::Remark::Complete);
    assert!(matches!(remark("K0"), entry::Remark::Wrong(CodeError::WrongCharacter { .. })));
    let swapped: String = code.chars().rev().collect();
    assert_eq!(remark(&swapped), entry::Remark::Wrong(CodeError::Mistyped));
}

#[test]
fn a_code_does_not_leak_through_debug() {
    let code = letters(5);
    assert!(!format!("{code:?}").contains(&code.canonical()));
}
