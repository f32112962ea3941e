//! Randomness: the only place that draws random numbers (N7), except for passkeys, whose library draws its own challenges.

use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// A source of randomness. Clones share it.
#[derive(Clone, Debug)]
pub struct Rng(RandomSource);

#[derive(Clone, Debug)]
enum RandomSource {
    System,
    /// Draws that repeat for the same seed, for tests.
    Seeded {
        seed: u64,
        drawn: Arc<AtomicU64>,
    },
}

impl Rng {
    /// The operating system's generator.
    pub fn system() -> Self {
        Self(RandomSource::System)
    }

    /// A repeatable source for tests. Never use it for secrets.
    pub fn seeded(seed: u64) -> Self {
        Self(RandomSource::Seeded { seed, drawn: Arc::default() })
    }

    /// Random bytes.
    ///
    /// # Panics
    /// If the operating system gives no randomness, since no secret can be made then.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.0 {
            #[expect(clippy::disallowed_methods, reason = "the injected generator's source")]
            RandomSource::System => getrandom::fill(&mut bytes).expect("the operating system should give random bytes"),
            RandomSource::Seeded { seed, drawn } => {
                for chunk in bytes.chunks_mut(32) {
                    let block = drawn.fetch_add(1, Relaxed);
                    let digest =
                        Sha256::new().chain_update(seed.to_le_bytes()).chain_update(block.to_le_bytes()).finalize();
                    chunk.copy_from_slice(&digest[..chunk.len()]);
                }
            }
        }
        bytes
    }

    /// A function that draws uniform numbers below its argument, at most 256, for the domain's codes.
    pub fn draw(&self) -> impl FnMut(u32) -> u32 + '_ {
        let mut pool = [0u8; 64];
        let mut used = pool.len();
        move |below| {
            // A byte past the last whole multiple is drawn again: it would make small numbers more likely.
            let below = below.clamp(1, 256);
            let fair = 256 - 256 % below;
            loop {
                if used == pool.len() {
                    pool = self.bytes();
                    used = 0;
                }
                let byte = u32::from(pool[used]);
                used += 1;
                if byte < fair {
                    return byte % below;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Rng;

    #[test]
    fn draws_are_below_their_bound_and_reach_every_value() {
        let rng = Rng::seeded(1);
        let mut draw = rng.draw();
        let mut seen = [0u32; 23];
        for _ in 0..23_000 {
            seen[draw(23) as usize] += 1;
        }
        assert!(seen.iter().all(|&times| (800..1200).contains(&times)), "{seen:?}");
    }
}
