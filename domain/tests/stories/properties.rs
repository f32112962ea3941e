//! Properties for arbitrary text: parsers never panic, and whatever they accept can be formatted and parsed again.

use crate::support::draws;
use domain::code::user::Format;
use domain::code::{UserCode, entry, paste};
use domain::contact::Email;
use domain::device::Claim;
use proptest::prelude::*;

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in ".{0,80}") {
        if let Ok(code) = UserCode::parse(&text) {
            prop_assert_eq!(UserCode::parse(&code.to_string()), Ok(code));
        }
        let _ = paste::find(&text, UserCode::parse);
        if let Ok(email) = Email::parse(&text) {
            prop_assert_eq!(Email::parse(email.as_str()), Ok(email));
        }
        if let Ok(Some(claim)) = Claim::parse(&text) {
            prop_assert!(claim.as_str().chars().count() <= 40);
        }
    }

    #[test]
    fn grouping_again_changes_nothing_and_loses_no_character(text in ".{0,40}", at in 0usize..41) {
        let once = entry::user_code(&text, at.min(text.chars().count()));
        let twice = entry::user_code(&once.text, once.caret);
        prop_assert_eq!(&once, &twice);
        prop_assert_eq!(UserCode::parse(&text), UserCode::parse(&once.text));
    }

    // Codes have no vowels, so the words around this one can't contain a second code.
    #[test]
    fn a_code_in_a_sentence_is_found(seed in any::<u32>(), before in "[aeou ,.:]{0,30}", after in "[ ,.:][aeou ,.:]{0,30}") {
        let code = UserCode::generate(Format::Letters, &mut draws(seed));
        prop_assert_eq!(paste::find(&format!("{before}:{code}{after}"), UserCode::parse), Some(code));
    }

    #[test]
    fn no_wrong_code_is_taken_from_a_sentence(seed in any::<u32>(), before in "[a-z ,.:]{0,30}", after in "[ ,.:][a-z ,.:]{0,30}") {
        let code = UserCode::generate(Format::Letters, &mut draws(seed));
        let found = paste::find(&format!("{before}:{code}{after}"), UserCode::parse);
        // By chance, the surrounding words can contain a second code. Then none is taken.
        prop_assert!(found.is_none() || found == Some(code));
    }
}
