//! A cache of tokens with verified signatures, because APIs introspect the same token again and again. What can change (its expiry, its
//! grant) is checked each time.

use super::AccessToken;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// The most tokens in a generation. Two generations take some megabytes.
const MOST: usize = 2048;

/// A token's digest, which no other token has.
pub(super) type Place = [u8; 32];

/// Two generations: when the younger is full, the older is dropped.
#[derive(Default)]
pub(super) struct Checked(Mutex<[HashMap<Place, Arc<AccessToken>>; 2]>);

impl Checked {
    pub(super) fn place(token: &str) -> Place {
        Sha256::digest(token).into()
    }

    pub(super) fn get(&self, place: &Place) -> Option<Arc<AccessToken>> {
        let generations = self.0.lock().ok()?;
        generations.iter().find_map(|generation| generation.get(place).cloned())
    }

    pub(super) fn put(&self, place: Place, token: Arc<AccessToken>) {
        let Ok(mut generations) = self.0.lock() else { return };
        let [young, old] = &mut *generations;
        if young.len() >= MOST {
            *old = std::mem::take(young);
        }
        young.insert(place, token);
    }
}
