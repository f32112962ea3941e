//! A cache of tokens with verified signatures, because APIs introspect the same token again and again. What can change (its expiry, its
//! grant) is checked each time.

use super::AccessToken;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The most tokens in a generation. Two generations take some megabytes.
const MOST: usize = 2048;

/// A token's digest, which no other token has.
pub(super) type TokenDigest = [u8; 32];

/// Two generations: when the younger is full, the older is dropped.
#[derive(Default)]
pub(super) struct Checked(Mutex<[HashMap<TokenDigest, Arc<AccessToken>>; 2]>);

impl Checked {
    pub(super) fn digest(token: &str) -> TokenDigest {
        Sha256::digest(token).into()
    }

    pub(super) fn get(&self, digest: &TokenDigest) -> Option<Arc<AccessToken>> {
        let generations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        generations.iter().find_map(|generation| generation.get(digest).cloned())
    }

    pub(super) fn put(&self, digest: TokenDigest, token: Arc<AccessToken>) {
        let mut generations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let [young, old] = &mut *generations;
        if young.len() >= MOST {
            *old = std::mem::take(young);
        }
        young.insert(digest, token);
    }
}
