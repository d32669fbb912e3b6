//! Texts that are nearly equal: shingles of three characters, of which the smallest keyed hashes are kept. Two texts that
//! share many shingles share some of these; which ones says nothing without the key.

use std::collections::BTreeSet;

use super::seal::Finder;

/// How many values are kept of a text.
const VALUES: u64 = 6;
/// Longest text that is looked at, in characters: what follows no longer changes what was asked.
const LONGEST: usize = 2_000;
/// From this share of common shingles on, two texts are nearly equal.
pub(super) const NEAR: f64 = 0.6;

/// A text without spaces and punctuation, in lower case.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn shingles(text: &str) -> BTreeSet<String> {
    let chars: Vec<char> = plain(text).chars().take(LONGEST).collect();
    if chars.len() < 3 {
        return BTreeSet::from([chars.into_iter().collect()]);
    }
    chars.windows(3).map(|three| three.iter().collect()).collect()
}

/// The values of a text; nothing for an empty one.
pub(super) fn values(finder: &Finder, text: &str) -> Vec<i64> {
    let hashes: Vec<u64> =
        shingles(text).iter().filter(|s| !s.is_empty()).map(|s| finder.number("shingle", s)).collect();
    let least = |salt: u64| hashes.iter().map(|hash| mix(*hash, salt)).min();
    let values: BTreeSet<i64> = (1..=VALUES).filter_map(least).map(u64::cast_signed).collect();
    values.into_iter().collect()
}

/// One of several hash functions over an already even hash (the finisher of splitmix64).
fn mix(hash: u64, salt: u64) -> u64 {
    let mut x = hash.wrapping_add(salt.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Which share of their shingles two texts have in common, from 0 to 1.
pub(super) fn likeness(one: &str, other: &str) -> f64 {
    let (one, other) = (shingles(one), shingles(other));
    let common = u32::try_from(one.intersection(&other).count()).unwrap_or(u32::MAX);
    let all = u32::try_from(one.union(&other).count()).unwrap_or(u32::MAX).max(1);
    f64::from(common) / f64::from(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearly_equal_texts_are_told_from_others() {
        let one = "申请公开高安市2025年度第三批次城市建设用地征收土地方案及批复文件";
        let two = "申请公开高安市2025年度第三批次城市建设用地征收土地方案、批复文件。";
        let other = "申请公开高安市第五中学2025年秋季招生计划和录取分数线";
        assert!(likeness(one, two) > NEAR && likeness(one, other) < NEAR);
        assert!((likeness(one, one) - 1.0).abs() < f64::EPSILON);
    }
}
