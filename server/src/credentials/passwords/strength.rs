//! The strength of a new password (S5).

use domain::field::Guessable;
use zxcvbn::feedback::{Feedback, Warning};
use zxcvbn::{Score, zxcvbn};

/// The lowest accepted score: more than 10^8 guesses.
const ENOUGH: Score = Score::Three;

/// Rejects a password that is easy to guess. `about` are texts about its owner.
pub(super) fn check(password: &str, about: &[String]) -> Result<(), Guessable> {
    let parts: Vec<&str> = about.iter().flat_map(|text| parts(text)).collect();
    let judged = zxcvbn(password, &parts);
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

/// A text and its words.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    std::iter::once(text).chain(text.split(|c: char| !c.is_alphanumeric())).filter(|part| !part.is_empty())
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
    use super::check;
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
}
