//! Reading of errors, which are flat like problems (see `listed`).

use super::{CodeError, ExcludedCharacter};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct FlatCodeError {
    kind: String,
    have: Option<u64>,
    need: Option<u64>,
    #[serde(rename = "symbol")]
    character: Option<String>,
    position: Option<u64>,
    #[serde(rename = "look")]
    reason: Option<ExcludedCharacter>,
}

impl FlatCodeError {
    fn known(self) -> Option<CodeError> {
        let count = |count: Option<u64>| usize::try_from(count?).ok();
        Some(match self.kind.as_str() {
            "empty" => CodeError::Empty,
            "too_short" => CodeError::TooShort { have: count(self.have)?, need: count(self.need)? },
            "too_long" => CodeError::TooLong { have: count(self.have)?, need: count(self.need)? },
            "wrong_symbol" => CodeError::WrongCharacter {
                character: self.character?.parse().ok()?,
                position: count(self.position)?,
                reason: self.reason?,
            },
            "mistyped" => CodeError::Mistyped,
            _ => return None,
        })
    }
}

impl TryFrom<FlatCodeError> for CodeError {
    type Error = &'static str;

    fn try_from(flat: FlatCodeError) -> Result<Self, &'static str> {
        flat.known().ok_or("no such code error")
    }
}
