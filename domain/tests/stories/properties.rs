//! Properties for arbitrary text: parsers never panic, and whatever they accept can be formatted and parsed again.

use crate::support::draws;
use domain::code::user::Format;
use domain::code::{UserCode, entry, paste};
use domain::contact::{Email, Typed};
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

    // L14: what an address book or a chat puts around a contact or a code, nobody sees.
    #[test]
    fn marks_around_a_contact_or_a_code_change_nothing(
        text in "[a-z0-9+@. ]{0,20}|[a-z]{1,9}@[a-z]{1,9}[.][a-z]{2,5}|[+]?[0-9 ]{1,15}",
        before in "[\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}-\u{2069}\u{feff}\u{ad}]{0,3}",
        after in "[\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}-\u{2069}\u{feff}\u{ad}]{0,3}",
    ) {
        let marked = format!("{before}{text}{after}");
        let lower: fn(&str) -> Option<String> = |text| Some(text.to_lowercase());
        prop_assert_eq!(Typed::read(&marked, lower), Typed::read(&text, lower));
        prop_assert_eq!(UserCode::parse(&marked), UserCode::parse(&text));
    }

    #[test]
    fn a_full_width_address_is_the_narrow_one(local in "[a-z0-9]{1,9}", host in "[a-z]{1,9}[.][a-z]{2,5}") {
        let address = format!("{local}@{host}");
        let wide: String = address.chars().filter_map(|c| char::from_u32(u32::from(c) + 0xfee0)).collect();
        prop_assert_eq!(Email::parse(&wide), Email::parse(&address));
        prop_assert_eq!(Email::parse(&address.replace('.', "。").replace('@', "＠")), Email::parse(&address));
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
