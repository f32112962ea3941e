//! Random numbers that repeat for the same seed (`SplitMix64`).

use server::rng::Rng;

/// A source of random numbers.
pub(crate) struct Dice {
    seed: u64,
    state: u64,
}

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, state: seed }
    }

    /// With the seed of the environment, or a new one.
    pub(crate) fn from_environment() -> Self {
        let drawn = || u64::from_le_bytes(Rng::system().bytes());
        Self::new(std::env::var("SEED").map_or_else(|_| drawn(), |seed| seed.parse().expect("SEED is a number")))
    }

    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// A number below `below`.
    pub(crate) fn below(&mut self, below: u32) -> u32 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((mixed ^ (mixed >> 31)) % u64::from(below)).expect("it is below a u32")
    }

    /// One of some values; `None` if there is none.
    pub(crate) fn pick<T: Copy>(&mut self, values: &[T]) -> Option<T> {
        let most = u32::try_from(values.len()).ok().filter(|most| *most > 0)?;
        values.get(self.below(most) as usize).copied()
    }
}
