//! The alphabet of 23 characters and its check character, for user, activation and recovery codes (C2).

use super::{CodeError, Draw, ExcludedCharacter, grouped, read};
use std::fmt;

/// A code of `N` characters in groups of `GROUP`, whose last character checks the others.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct LetterCode<const N: usize, const GROUP: usize>([u8; N]);

/// An activation code, issued by support or the manufacturer for one device, which can use it again: `XXXXX` × 5.
pub type ActivationCode = LetterCode<25, 5>;
/// A recovery code, kept for the loss of all other methods: `XXXX` × 4.
pub type RecoveryCode = LetterCode<16, 4>;

impl<const N: usize, const GROUP: usize> LetterCode<N, GROUP> {
    /// The number of characters in a code.
    pub const CHARACTERS: usize = N;
    /// The number of characters in a group.
    pub const GROUP: usize = GROUP;

    /// Parses a code: `N` characters whose weighted sum is 0 mod 23.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let values = read::<N>(text, value)?;
        if sum(&values) == 0 { Ok(Self(values)) } else { Err(CodeError::Mistyped) }
    }

    /// Makes a random code: `N - 1` random characters and their check character.
    pub fn generate(draw: Draw) -> Self {
        let mut values = [0; N];
        for value in &mut values[..N - 1] {
            *value = u8::try_from(draw(23)).unwrap_or(0);
        }
        // Tries each last character until the sum is 0, which is simpler than computing an inverse.
        for last in 0..23 {
            values[N - 1] = last;
            if sum(&values) == 0 {
                break;
            }
        }
        Self(values)
    }

    /// The characters without dashes, which are hashed and compared.
    pub fn characters(&self) -> impl Iterator<Item = char> + '_ {
        self.0.iter().map(|&value| char::from(ALPHABET[usize::from(value)]))
    }
}

impl<const N: usize, const GROUP: usize> fmt::Display for LetterCode<N, GROUP> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&grouped(self.characters(), GROUP))
    }
}

impl<const N: usize, const GROUP: usize> fmt::Debug for LetterCode<N, GROUP> {
    // Hides the code, so that `{:?}` can't write it to a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LetterCode(…)")
    }
}

/// No vowels, so that codes spell no words (Y is read as one), and no characters that look or sound alike: 0 O 1 I 2 3 5 6 8.
const ALPHABET: &[u8; 23] = b"BCDFGHJKLMNPQRSTVWXZ479";

fn value(character: char) -> Result<u8, ExcludedCharacter> {
    let found = ALPHABET.iter().position(|&s| char::from(s) == character);
    match (found.and_then(|place| u8::try_from(place).ok()), character) {
        (Some(value), _) => Ok(value),
        (None, '0'..='9' | 'O' | 'I') => Err(ExcludedCharacter::Alike),
        (None, 'A' | 'E' | 'U' | 'Y') => Err(ExcludedCharacter::Vowel),
        _ => Err(ExcludedCharacter::Foreign),
    }
}

/// The weights are 1, 2, 3 … without multiples of 23, which would ignore their character. Because 23 is prime, a wrong character always
/// changes the sum. Neighboring characters have different weights, so swapping them changes it, too.
fn sum(values: &[u8]) -> u32 {
    let weights = (1u32..).filter(|weight| weight % 23 != 0);
    values.iter().zip(weights).map(|(&value, weight)| u32::from(value) * weight).sum::<u32>() % 23
}
