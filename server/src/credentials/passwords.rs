//! Passwords: the strength of new ones, and hashes (argon2id), which are computed in the background and never on all cores at once.

mod argon;
mod breached;
mod strength;

pub use crate::work_queue::WorkRequester;
pub use breached::{Breached, compact};

use crate::failure::Failure;
use crate::rng::Rng;
use crate::work_queue::{Background, QueuePlace, WorkQueue, most_cores};
use domain::field::Guessable;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// The hash of a password, made by [`Passwords`]: argon2id as a PHC string.
#[derive(Clone)]
pub struct NewPassword(pub(crate) String);

/// The reason why a new password wasn't hashed.
#[derive(Debug, thiserror::Error)]
pub enum NotHashed {
    /// The password is easy to guess.
    #[error("easy to guess: {0:?}")]
    Guessable(Guessable),
    /// The check or the hashing failed.
    #[error(transparent)]
    Failed(#[from] Failure),
}

/// The hashing and verification of passwords. Clones share the queue.
#[derive(Clone)]
pub struct Passwords {
    rng: Rng,
    queue: WorkQueue,
    background: Background,
    /// The hash that is verified for unknown names, so that they take as long as known ones.
    nobody: Arc<str>,
    /// The passwords that are rejected because they were stolen elsewhere.
    breached: Option<Arc<Breached>>,
}

impl Passwords {
    /// Starts the background threads, one for each core except one.
    pub fn new(rng: Rng, breached: Option<Breached>) -> Self {
        let background = Background::start(most_cores());
        Self {
            rng,
            queue: WorkQueue::on_most_cores(),
            background,
            nobody: argon::nobodys().into(),
            breached: breached.map(Arc::new),
        }
    }

    /// A place in the queue for a core. Fails if the requester can't have another one.
    pub fn place(&self, requester: WorkRequester) -> Result<QueuePlace, Failure> {
        self.queue.place(requester)
    }

    /// The same for [`Self::hash_new`].
    pub fn place_for_new(&self, requester: WorkRequester) -> Result<QueuePlace, Failure> {
        self.queue.place_for_new_password(requester)
    }

    /// The number of requests in the queue.
    pub fn requests(&self) -> usize {
        self.queue.requests()
    }

    /// The hash of a new password, unless it is easy to guess. `about` are texts about its owner, which it mustn't contain.
    pub async fn hash_new(
        &self,
        place: QueuePlace,
        password: String,
        about: Vec<String>,
    ) -> Result<NewPassword, NotHashed> {
        self.on_a_core(place, self.judge_and_hash(password, about)).await
    }

    /// The same outside of any request, which needs no place in the queue.
    pub async fn hash_new_by_command(&self, password: String, about: Vec<String>) -> Result<NewPassword, NotHashed> {
        self.background.run(self.judge_and_hash(password, about)).await?
    }

    fn judge_and_hash(
        &self,
        password: String,
        about: Vec<String>,
    ) -> impl FnOnce() -> Result<NewPassword, NotHashed> + Send + 'static + use<> {
        let (salt, breached): ([u8; 16], _) = (self.rng.bytes(), self.breached.clone());
        move || {
            let password = prepared(&password);
            strength::check(&password, &about).map_err(NotHashed::Guessable)?;
            if breached.is_some_and(|list| list.has(&password).unwrap_or_else(|cause| cannot_read(&cause))) {
                return Err(NotHashed::Guessable(Guessable::Breached));
            }
            Ok(hash(&password, &salt)?)
        }
    }

    /// The hash of an existing password, with the current parameters.
    pub async fn rehash(&self, place: QueuePlace, password: String) -> Result<NewPassword, Failure> {
        let salt: [u8; 16] = self.rng.bytes();
        self.on_a_core(place, move || hash(&prepared(&password), &salt)).await
    }

    /// Whether a password matches a hash. `None` (no such account, or no password) takes as long and never matches.
    pub async fn verify(&self, place: QueuePlace, password: String, hash: Option<String>) -> Result<bool, Failure> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.to_string());
        self.on_a_core(place, move || Ok(argon::verify(&prepared(&password), &hash)? && known)).await
    }

    /// Whether a hash has outdated parameters, so that the password should be hashed again at the next sign-in.
    pub fn is_outdated(hash: &str) -> bool {
        argon::is_outdated(hash)
    }

    async fn on_a_core<T: Send + 'static, E: From<Failure> + Send + 'static>(
        &self,
        place: QueuePlace,
        work: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let turn = self.queue.turn(place).await?;
        let held = move || {
            let _held = turn; // until the work is done, even if the client disconnects
            work()
        };
        self.background.run(held).await?
    }
}

/// The normal form of a password, since keyboards differ in how they write accented letters (RFC 8265 §4.2.2).
fn prepared(password: &str) -> String {
    password.nfc().collect()
}

fn hash(password: &str, salt: &[u8]) -> Result<NewPassword, Failure> {
    argon::hash(password, salt).map(NewPassword)
}

/// Accepts a password if the list can't be read, so that people can still set one.
fn cannot_read(cause: &std::io::Error) -> bool {
    tracing::error!(%cause, "the file of breached_passwords can't be read any longer");
    false
}

#[cfg(test)]
mod tests {
    use super::{Breached, NewPassword, NotHashed, Passwords, WorkRequester, compact};
    use crate::rng::Rng;
    use crate::work_queue::QueuePlace;
    use domain::field::Guessable;

    fn place(passwords: &Passwords) -> QueuePlace {
        passwords.place(WorkRequester::stranger(std::net::Ipv4Addr::LOCALHOST.into())).expect("a place")
    }

    #[tokio::test]
    async fn a_password_matches_its_own_hash_only() {
        let passwords = Passwords::new(Rng::seeded(1), None);
        let hashed = async |password: &str| {
            let NewPassword(hash) = passwords.rehash(place(&passwords), password.into()).await.expect("hashes");
            hash
        };
        let hash = hashed("correct horse").await;
        let verify = async |password: &str, hash| {
            passwords.verify(place(&passwords), password.into(), hash).await.expect("checks")
        };
        assert!(verify("correct horse", Some(hash.clone())).await);
        assert!(!verify("wrong horse", Some(hash.clone())).await);
        assert!(!verify("anything", None).await);
        let accented = hashed("cafe\u{301} au lait").await;
        assert!(verify("caf\u{e9} au lait", Some(accented)).await, "an accented letter has one normal form");
        assert!(!Passwords::is_outdated(&hash));
        assert!(Passwords::is_outdated(&hash.replace("t=2", "t=1")));
    }

    #[tokio::test]
    async fn an_easily_guessed_or_stolen_password_is_rejected() {
        let mut list = tempfile::NamedTempFile::new().expect("a file");
        compact("tr0ub4dor&3 walnut".as_bytes(), &mut list).expect("written");
        let passwords = Passwords::new(Rng::seeded(1), Some(Breached::open(list.path()).expect("opens")));
        let judge =
            async |password: &str| match passwords.hash_new(place(&passwords), password.into(), Vec::new()).await {
                Err(NotHashed::Guessable(because)) => Some(because),
                judged => judged.map(|_| None).expect("judged"),
            };
        assert_eq!(judge("password").await, Some(Guessable::Common));
        assert_eq!(judge("tr0ub4dor&3 walnut").await, Some(Guessable::Breached));
        assert_eq!(judge("correct horse battery").await, None);
    }
}
