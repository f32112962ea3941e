//! Passwords: whether a new one is hard to guess, and their hashes: argon2id, in the background and never on all cores at once.

mod argon;
mod breached;
mod strength;

pub use breached::{Breached, compact};

use crate::failure::Failure;
use crate::rng::Rng;
use crate::work_queue::{Background, Place, WorkQueue, most_cores};
use domain::field::Guessable;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// Checks that may wait for a core; more are told to come back.
const WAITING: usize = 256;

/// The hash of a password, which only [`Passwords`] makes: argon2id as a PHC string.
#[derive(Clone)]
pub struct NewPassword(pub(crate) String);

impl NewPassword {
    /// A hash that was made elsewhere, or by an older version.
    pub fn imported(hash: String) -> Self {
        Self(hash)
    }
}

/// Makes and checks password hashes. Clones share the queue.
#[derive(Clone)]
pub struct Passwords {
    rng: Rng,
    queue: WorkQueue,
    background: Background,
    /// Checked for names that are not known, so that they take as long.
    nobody: Arc<str>,
    /// Passwords that nobody may choose.
    breached: Option<Arc<Breached>>,
}

impl Passwords {
    /// Takes all cores of the machine but one.
    pub fn new(rng: Rng, breached: Option<Breached>) -> Self {
        let background = Background::start(most_cores());
        Self {
            rng,
            queue: WorkQueue::on_most_cores(WAITING),
            background,
            nobody: argon::nobodys().into(),
            breached: breached.map(Arc::new),
        }
    }

    /// A place in the queue for a core; there is none when too many wait.
    pub fn place(&self) -> Result<Place, Failure> {
        self.queue.place()
    }

    /// Hashes a new password, unless it is easy to guess; `about` is what is known of its owner.
    pub async fn hash_new(
        &self,
        password: String,
        about: Vec<String>,
    ) -> Result<Result<NewPassword, Guessable>, Failure> {
        let (salt, breached): ([u8; 16], _) = (self.rng.bytes(), self.breached.clone());
        let password = prepared(&password);
        let judge_and_hash = move || {
            if let Err(because) = strength::check(&password, &about) {
                return Ok(Err(because));
            }
            if breached.is_some_and(|list| list.has(&password).unwrap_or_else(|cause| cannot_read(&cause))) {
                return Ok(Err(Guessable::Breached));
            }
            hash(&password, &salt).map(Ok)
        };
        self.on_a_core(self.place()?, judge_and_hash).await
    }

    /// Hashes a password that somebody has already, with today's parameters.
    pub async fn hash_anew(&self, password: String) -> Result<NewPassword, Failure> {
        let salt: [u8; 16] = self.rng.bytes();
        self.on_a_core(self.place()?, move || hash(&prepared(&password), &salt)).await
    }

    /// Whether a password is the one that was hashed. `None` (no such account, or no password) takes as long and is never right.
    pub async fn verify(&self, place: Place, password: String, hash: Option<String>) -> Result<bool, Failure> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.to_string());
        self.on_a_core(place, move || Ok(argon::verify(&prepared(&password), &hash)? && known)).await
    }

    /// Whether a hash was made with other parameters than today's, and should be made anew when its password is next seen.
    pub fn is_outdated(hash: &str) -> bool {
        argon::is_outdated(hash)
    }

    async fn on_a_core<T: Send + 'static>(
        &self,
        place: Place,
        work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let turn = self.queue.turn(place).await?;
        let held = move || {
            let _held = turn; // until the work is done, also when the request is given up
            work()
        };
        self.background.run(held).await?
    }
}

/// Keyboards differ in how they write an accented letter; a password is the same on all of them (RFC 8265 §4.2.2).
fn prepared(password: &str) -> String {
    password.nfc().collect()
}

fn hash(password: &str, salt: &[u8]) -> Result<NewPassword, Failure> {
    argon::hash(password, salt).map(NewPassword)
}

/// A list that has gone keeps nobody from a new password.
fn cannot_read(cause: &std::io::Error) -> bool {
    tracing::error!(%cause, "breached_passwords cannot be read any more");
    false
}

#[cfg(test)]
mod tests {
    use super::{Breached, NewPassword, Passwords, compact};
    use crate::rng::Rng;
    use domain::field::Guessable;

    #[tokio::test]
    async fn a_password_matches_its_own_hash_only() {
        let passwords = Passwords::new(Rng::seeded(1), None);
        let NewPassword(hash) = passwords.hash_anew("correct horse".into()).await.expect("hashes");
        let verify = async |password: &str, hash| {
            let place = passwords.place().expect("a place");
            passwords.verify(place, password.into(), hash).await.expect("checks")
        };
        assert!(verify("correct horse", Some(hash.clone())).await);
        assert!(!verify("wrong horse", Some(hash.clone())).await);
        assert!(!verify("anything", None).await);
        let NewPassword(accented) = passwords.hash_anew("cafe\u{301} au lait".into()).await.expect("hashes");
        assert!(verify("caf\u{e9} au lait", Some(accented)).await, "however a keyboard writes it");
        assert!(!Passwords::is_outdated(&hash));
        assert!(Passwords::is_outdated(&hash.replace("t=2", "t=1")));
    }

    #[tokio::test]
    async fn a_new_password_is_neither_easy_to_guess_nor_stolen() {
        let mut list = tempfile::NamedTempFile::new().expect("a file");
        compact("tr0ub4dor&3 walnut".as_bytes(), &mut list).expect("written");
        let passwords = Passwords::new(Rng::seeded(1), Some(Breached::open(list.path()).expect("opens")));
        let judge = async |password: &str| passwords.hash_new(password.into(), Vec::new()).await.expect("judged").err();
        assert_eq!(judge("password").await, Some(Guessable::Common));
        assert_eq!(judge("tr0ub4dor&3 walnut").await, Some(Guessable::Breached));
        assert_eq!(judge("correct horse battery").await, None);
    }
}
