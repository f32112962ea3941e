//! The strength of a new password (S5).

use domain::field::{Guessable, LONGEST_PASSWORD};
use zxcvbn::feedback::{Feedback, Warning};
use zxcvbn::{Score, zxcvbn};

/// The lowest accepted score: more than 10^8 guesses.
const ENOUGH: Score = Score::Three;

/// The most characters that zxcvbn judges: its time grows with their cube, and with every character that can stand for a letter.
const MOST_JUDGED: usize = 32;
/// The longest part of a long password whose repetitions are left out before it is cut, in characters.
const LONGEST_REPEATED: usize = 16;
/// The most parts of each text about the owner.
const MOST_PARTS: usize = 16;

/// Rejects a password that is easy to guess. `about` are texts about its owner.
pub(super) fn check(password: &str, about: &[String]) -> Result<(), Guessable> {
    let parts: Vec<&str> = about.iter().flat_map(|text| parts(text)).collect();
    let judged = zxcvbn(&beginning(password), &parts);
    if judged.score() >= ENOUGH {
        return Ok(());
    }
    let lower = password.to_lowercase();
    if parts.iter().any(|part| part.len() >= SHORTEST_PART && lower.contains(&part.to_lowercase())) {
        return Err(Guessable::Personal);
    }
    Err(judged.feedback().and_then(Feedback::warning).map_or(Guessable::Short, because))
}

/// The shortest part of a text about the owner that counts, in bytes. Many passwords contain shorter ones by chance.
const SHORTEST_PART: usize = 4;

/// A text and its words. Those that are longer than any password are left out.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let all = std::iter::once(text).chain(words).filter(|part| !part.is_empty());
    all.filter(|part| part.chars().count() <= LONGEST_PASSWORD).take(MOST_PARTS)
}

/// The judged characters of a password. A long one is at least as hard to guess as its beginning; its repetitions are left out first,
/// because a cut through one of them would look like something new.
fn beginning(password: &str) -> String {
    if password.chars().count() <= MOST_JUDGED {
        return password.to_owned();
    }
    let mut kept = Vec::with_capacity(MOST_JUDGED);
    for c in password.chars() {
        kept.push(c);
        if let Some(length) = (1..=LONGEST_REPEATED).find(|length| ends_with_three(&kept, *length)) {
            kept.truncate(kept.len() - length);
        }
    }
    kept.into_iter().take(MOST_JUDGED).collect()
}

/// Whether the last characters are the same `length` characters three times.
fn ends_with_three(characters: &[char], length: usize) -> bool {
    let Some(from) = characters.len().checked_sub(3 * length) else { return false };
    let last = &characters[from..];
    last[..2 * length] == last[length..]
}

fn because(warning: Warning) -> Guessable {
    use Warning as W;
    match warning {
        W::ThisIsATop10Password
        | W::ThisIsATop100Password
        | W::ThisIsACommonPassword
        | W::ThisIsSimilarToACommonlyUsedPassword => Guessable::Common,
        W::StraightRowsOfKeysAreEasyToGuess | W::ShortKeyboardPatternsAreEasyToGuess => Guessable::Keyboard,
        W::RepeatsLikeAaaAreEasyToGuess | W::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => Guessable::Repeats,
        W::SequencesLikeAbcAreEasyToGuess => Guessable::Sequence,
        W::RecentYearsAreEasyToGuess | W::DatesAreOftenEasyToGuess => Guessable::Date,
        W::AWordByItselfIsEasyToGuess => Guessable::Word,
        W::NamesAndSurnamesByThemselvesAreEasyToGuess | W::CommonNamesAndSurnamesAreEasyToGuess => Guessable::Name,
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_JUDGED, beginning, check};
    use crate::credentials::passwords::argon;
    use domain::field::Guessable;

    #[test]
    fn an_easily_guessed_password_is_rejected_with_the_reason() {
        let about = ["berta.blume@example.com".to_owned(), "Acme".to_owned()];
        for (password, because) in [
            ("password", Guessable::Common),
            ("qwertyuiop", Guessable::Common),
            ("wertyuiop", Guessable::Keyboard),
            ("aaaaaaaaaaaa", Guessable::Repeats),
            ("abcdefghijk", Guessable::Sequence),
            ("13.05.1987", Guessable::Date),
            ("schmidt", Guessable::Name),
            ("bertablume", Guessable::Personal),
            ("Blume1987", Guessable::Personal),
            ("xk7q", Guessable::Short),
        ] {
            assert_eq!(check(password, &about), Err(because), "{password}");
        }
        for password in ["correct horse battery", "tr0ub4dor&3 walnut", "ülkü bahçe 42 masa", "vJ8$kqZ2pL"] {
            assert_eq!(check(password, &about), Ok(()), "{password}");
        }
    }

    #[test]
    fn a_long_password_is_judged_by_its_beginning() {
        let about = ["berta.blume@example.com".to_owned(), "Acme".to_owned()];
        let words = "walnut harbour tides lantern orchard violin meadow copper saddle thistle";
        let random = "vJ8$kqZ2pL".repeat(2) + "xR5!wN0cTg" + "mB3#hY7dFs" + &"Qe9^uKz1Va".repeat(8);
        for password in [words, &random, &format!("aaaa {words}")] {
            assert_eq!(check(password, &about), Ok(()), "{password}");
        }
        let repeated = |text: &str| text.chars().cycle().take(128).collect::<String>();
        for password in [
            repeated("a"),
            repeated("password"),
            repeated("welcome"),
            repeated("abcdefg"),
            repeated("qwertyuiop"),
            repeated("passwordwelcome"),
            format!("password{}", repeated("a")),
            format!("{}password", "a".repeat(100)),
            format!("Blume{}", repeated("xy")),
        ] {
            assert!(check(&password, &about).is_err(), "{password}");
        }
        let late = format!("{}blume", "a".repeat(100));
        assert_eq!(check(&late, &about), Err(Guessable::Personal), "the whole password is searched for such words");
    }

    /// The longest time that zxcvbn takes for a password with this many characters: each of them can stand for several letters.
    fn costliest(length: usize) -> String {
        r"4@8({[<369&#!1/|0$5+7%2".chars().cycle().step_by(7).take(length).collect()
    }

    /// The CPU time of this thread so far, in nanoseconds.
    fn cpu_time() -> u64 {
        let said = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
        said.split(' ').next().and_then(|nanos| nanos.parse().ok()).expect("a number")
    }

    fn time_of(work: impl Fn()) -> u64 {
        let timed = || {
            let before = cpu_time();
            work();
            cpu_time() - before
        };
        (0..3).map(|_| timed()).min().expect("three times")
    }

    #[test]
    fn the_costliest_password_and_name_take_not_much_longer_than_a_hash() {
        let about = ["a.".repeat(127), "b-".repeat(127)];
        let password = costliest(128);
        assert_eq!(beginning(&password).chars().count(), MOST_JUDGED);
        let hash = time_of(|| drop(argon::hash(&password, &[7; 16]).expect("hashes")));
        let judged = time_of(|| assert!(check(&password, &about).is_ok()));
        assert!(judged < 30 * hash, "{judged} ns, and a hash takes {hash}");
    }
}
