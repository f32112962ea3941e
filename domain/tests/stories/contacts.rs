//! Contacts: how addresses and phone numbers are read, told apart and masked (I2, L14).

use domain::contact::phone::looks_like_one;
use domain::contact::{Contact, Email, Phone, Typed, TypedPhone};
use domain::field::FieldRule;
use domain::rules::security_info::shown_name;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn email_addresses_have_one_spelling() {
    for good in ["ann@example.com", " Ann@Example.COM ", "o'neil+tv@mail.example.co.uk", "kõrva@näide.ee"] {
        assert!(Email::parse(good).is_ok(), "{good}");
    }
    assert_eq!(Email::parse(" Ann@Example.COM ").map(|email| email.as_str().to_owned()), Ok("ann@example.com".into()));
    for typed in [
        "ann＠example。com",
        "ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ",
        "ann@example｡com",
        "\u{200b}ann@example.com\u{2060}\u{feff}",
        "\u{2068}ann@example.com\u{2069} ",
        "ann@exa\u{ad}mple.com",
        "ann@\u{200b}example.\u{2060}com",
        "an\u{feff}n@example.com",
    ] {
        assert_eq!(Email::parse(typed), Email::parse("ann@example.com"), "{typed:?}");
    }
    for bad in [
        "",
        "ann",
        "@x.de",
        "ann@exa\u{200d}mple.com",
        "\u{200b}@\u{200b}",
        "a@b",
        "a@b..de",
        "a b@c.de",
        "a@b.1",
        ".a@b.de",
        "a@-b.de",
        "a@b-.de",
        "a@b.c",
        "a@b.12",
        "a@b.de\0",
    ] {
        assert!(Email::parse(bad).is_err(), "{bad:?}");
    }
    let email = Email::parse("annika@example.com").expect("an address");
    assert_eq!((email.masked(), format!("{email:?}")), ("an…@example.com".into(), "an…@example.com".into()));
}

#[test]
fn an_address_is_as_long_as_mail_servers_accept() {
    let address = |local: usize, label: usize, last: usize| {
        let (local, label, last) = ("a".repeat(local), "b".repeat(label), "c".repeat(last));
        format!("{local}@{label}.{label}.{last}.de")
    };
    // The lengths are 64 + 1 + 63 + 1 + 63 + 1 + 58 + 3 = 254.
    for (text, is_address) in [
        (address(64, 1, 1), true),
        (address(65, 1, 1), false),
        (address(1, 63, 1), true),
        (address(1, 64, 1), false),
        (address(64, 63, 58), true),
        (address(64, 63, 59), false),
        (address(64, 63, 60), false),
    ] {
        assert_eq!(Email::parse(&text).is_ok(), is_address, "{}: {text}", text.len());
    }
}

#[test]
fn the_addresses_of_one_mailbox_are_one_place() {
    for (text, place, masked) in [
        ("ann@example.com", "ann@example.com", "an…@example.com"),
        ("ann+shop@example.com", "ann@example.com", "an…@example.com"),
        ("a.nn+shop+more@example.com", "a.nn@example.com", "a.…@example.com"),
        ("a.n.n+shop@gmail.com", "ann@gmail.com", "a.…@gmail.com"),
        ("ann@googlemail.com", "ann@gmail.com", "an…@googlemail.com"),
        ("+tv@example.com", "+tv@example.com", "+t…@example.com"),
        ("+4915123456789", "+4915123456789", "… 89"),
    ] {
        let contact = Contact::parse(text).expect("a contact");
        assert_eq!((contact.place().as_str(), contact.masked().as_str()), (place, masked), "{text}");
        assert_eq!(contact.as_str(), text);
        assert_eq!(matches!(contact, Contact::Phone(_)), !text.contains('@'), "{text}");
    }
    for text in ["", "ann", "4915123456789", "+49"] {
        assert_eq!(Contact::parse(text), None, "{text}");
    }
}

#[test]
fn an_address_at_a_company_or_a_school_can_end() {
    let may_end = |address: &str| Email::parse(address).expect("an address").may_be_of_organization();
    for personal in ["a@gmail.com", "a@yahoo.co.uk", "a@outlook.com.br", "a@live.nl", "a@web.de", "a@GMX.net"] {
        assert!(!may_end(personal), "{personal}");
    }
    for other in ["a@example.com", "a@cs.ox.ac.uk", "a@live.company.com", "a@gmail.com.example", "a@notgmail.com"] {
        assert!(may_end(other), "{other}");
    }
}

#[test]
fn what_is_typed_is_an_address_a_number_or_breaks_a_rule() {
    let typed = |text: &str| match Typed::read(text, |text| Some(text.to_lowercase())) {
        Ok(Typed::Email(email)) => Ok(email.as_str().to_owned()),
        Ok(Typed::Phone(number)) => Ok(format!("{} {}", number.as_str(), number.is_international())),
        Err(rule) => Err(rule),
    };
    for (text, read) in [
        (" Ann@Example.com", Ok("ann@example.com")),
        (" +49 151 2345 ", Ok("+49 151 2345 true")),
        ("＋49 151", Ok("＋49 151 true")),
        ("(0151) 23", Ok("(0151) 23 false")),
        ("\u{202a}+49 151 2345\u{202c}", Ok("+49 151 2345 true")),
        ("\u{2066}0151\u{a0}23\u{2069}\u{200f}", Ok("0151\u{a0}23 false")),
        ("\u{feff}ann＠example。com\u{200b}", Ok("ann@example.com")),
        ("ann@example.com.", Ok("ann@example.com")),
        ("ann@example.com, ", Ok("ann@example.com")),
        ("<ann@example.com>", Ok("ann@example.com")),
        ("\"Ann\" <Ann@example.com>,", Ok("ann@example.com")),
        ("mailto:ann@example.com", Ok("ann@example.com")),
        (" < mailto:ann@example.com >", Ok("ann@example.com")),
        ("tel:+49-151-2345", Ok("+49-151-2345 true")),
        ("Ann <+49 151 2345>.", Ok("+49 151 2345 true")),
        ("ann:secret@example.com", Err(FieldRule::EmailOrPhone)),
        ("Ann <>", Err(FieldRule::Required)),
        (" ", Err(FieldRule::Required)),
        ("\u{200b}\u{2060}", Err(FieldRule::Required)),
        ("ann", Err(FieldRule::EmailOrPhone)),
        ("0151 call me", Err(FieldRule::EmailOrPhone)),
    ] {
        assert_eq!(typed(text), read.map(str::to_owned), "{text}");
    }
    assert_eq!(typed(&"1 ".repeat(33)), Err(FieldRule::TooLong));
    assert_eq!(Typed::read("ann@example.com", |_| None), Err(FieldRule::EmailOrPhone), "no spelling, no address");
    let number = |text: &str| TypedPhone::read(text).map(TypedPhone::into_string);
    assert_eq!((number(""), number("ann@x.de")), (Err(FieldRule::Required), Err(FieldRule::Phone)));
    assert_eq!(number(" 0151\u{2060} 23"), Ok("0151 23".to_owned()));
    let longest = "1".repeat(64);
    assert_eq!((number(&longest), number(&format!("{longest}1"))), (Ok(longest.clone()), Err(FieldRule::TooLong)));
    assert_eq!(TypedPhone::read("0151 23").map(|number| format!("{number:?}")), Ok("TypedPhone(…)".to_owned()));
}

#[test]
fn phone_numbers_are_distinguished_from_addresses_and_masked() {
    for typed in ["+49 151 2345", "(0151) 23-45", "٠٥٠١٢٣", "0151/2345", "1"] {
        assert!(looks_like_one(typed), "{typed}");
    }
    for typed in ["", "ann", "1@2.de", "+", "0151 call me"] {
        assert!(!looks_like_one(typed), "{typed}");
    }
    let phone = Phone::from_e164("+4915123456789").expect("a number");
    assert_eq!((phone.masked().as_str(), phone.block()), ("… 89", "+491512345"));
    assert_eq!(format!("{phone:?}"), "… 89");
    for bad in ["4915123456789", "+0151234567", "+491512", "+4915123456789012", "+49 1512345678"] {
        assert!(Phone::from_e164(bad).is_err(), "{bad}");
    }
    for good in ["+4915123", "+491512345678901"] {
        assert_eq!(Phone::from_e164(good).expect("a number").as_str(), good);
    }
}

#[test]
fn an_account_is_called_by_its_oldest_address_or_without_one_by_its_oldest_name() {
    let contacts = ["+4915123456789", "zoe@example.com", "ann@example.com", "+4915123456700"];
    let names = contacts.map(|name| Contact::parse(name).expect("a contact"));
    assert_eq!(shown_name(&names), Some(&names[1]));
    assert_eq!(shown_name(&names[3..]), Some(&names[3]));
    assert_eq!(shown_name(&[]), None);
}
