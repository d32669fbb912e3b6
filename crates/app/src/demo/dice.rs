//! Seeded chance for the demo city: splitmix64, whose sequence is fixed by its definition, so that a seed
//! gives the same city on every machine and after every update of a dependency.
//! Not for keys, passwords or query codes: those want real randomness.

/// A stream of repeatable chance.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// A stream for the given parts, e.g. seed, year, kind and ordinal. Streams of different parts are unrelated,
    /// so an item's text does not depend on the order in which items are asked for.
    pub fn of(parts: &[u64]) -> Self {
        let mut state = 0x5851_f42d_4c95_7f2d_u64;
        for part in parts {
            state = mix(state ^ part.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        }
        Self(state)
    }

    /// The next 64 bits.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number from 0 up to but not including `bound` (0 for an empty range).
    pub fn below(&mut self, bound: usize) -> usize {
        if bound == 0 {
            return 0;
        }
        let wide = u128::from(self.roll()) * bound as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number between both ends, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = usize::try_from(high.saturating_sub(low).saturating_add(1)).unwrap_or(0);
        low.saturating_add(i64::try_from(self.below(span)).unwrap_or(0))
    }

    /// True in about `percent` of a hundred cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of the things, if there is any.
    pub fn pick<'a, T>(&mut self, things: &'a [T]) -> Option<&'a T> {
        things.get(self.below(things.len()))
    }

    /// One of the words, or the empty word.
    pub fn word<'a>(&mut self, words: &[&'a str]) -> &'a str {
        self.pick(words).copied().unwrap_or("")
    }
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_parts_give_the_same_stream_and_others_another() {
        let first: Vec<u64> = (0..4).map(|_| Dice::of(&[1, 2]).roll()).collect();
        assert!(first.windows(2).all(|pair| pair.first() == pair.last()));
        assert_ne!(Dice::of(&[1, 2]).roll(), Dice::of(&[2, 1]).roll());
    }

    #[test]
    fn between_stays_within_both_ends_and_reaches_them() {
        let mut dice = Dice::of(&[7]);
        let rolls: Vec<i64> = (0..500).map(|_| dice.between(-2, 3)).collect();
        assert_eq!(rolls.iter().min(), Some(&-2));
        assert_eq!(rolls.iter().max(), Some(&3));
    }
}
