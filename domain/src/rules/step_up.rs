//! Step-up: a fresh proof by one of the account's ways, for what a session alone may not do (I3, L5).

use crate::Moment;
use std::time::Duration;

/// A proof is fresh for so long (I3).
pub const FRESH: Duration = Duration::from_mins(10);

/// Whether a session has shown a proof that is fresh still; `None`: it has shown none yet.
pub fn is_fresh(proved: Option<Moment>, now: Moment) -> bool {
    proved.is_some_and(|proved| now.since(proved) < FRESH)
}

#[cfg(test)]
mod tests {
    use super::{FRESH, is_fresh};
    use crate::Moment;
    use std::time::Duration;

    #[test]
    fn a_proof_is_fresh_for_ten_minutes() {
        let proved = Moment(1_000);
        assert!(!is_fresh(None, proved));
        assert!(is_fresh(Some(proved), proved));
        assert!(is_fresh(Some(proved), proved + Duration::from_millis(599_999)));
        assert!(!is_fresh(Some(proved), proved + FRESH));
    }
}
