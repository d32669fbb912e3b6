//! The small piece of work that raises a sender's limit: a number that, joined to the form's stamp, hashes to so many
//! zero bits. A stamp makes one case only, so an answer serves once. Who sends none, because no script runs, is not kept
//! out: the lower limit holds for him.

use sha2::{Digest, Sha256};

/// Zero bits asked for: about 16,000 tries, a second on an old phone.
pub const BITS: u32 = 14;
/// Longer is no answer.
const MAX_ANSWER: usize = 20;

/// Whether `answer` is the work for `stamp`.
pub fn is_solved(stamp: &str, answer: &str) -> bool {
    let plausible = !answer.is_empty() && answer.len() <= MAX_ANSWER && answer.bytes().all(|b| b.is_ascii_digit());
    plausible && leading_zeros(&Sha256::digest(format!("{stamp}:{answer}"))) >= BITS
}

fn leading_zeros(bytes: &[u8]) -> u32 {
    let whole = bytes.iter().take_while(|b| **b == 0).count();
    let next = bytes.get(whole).map_or(0, |b| b.leading_zeros());
    u32::try_from(whole).unwrap_or(u32::MAX).saturating_mul(8).saturating_add(next)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_answer_is_found_by_trying_and_fits_its_stamp_only() {
        let answer = (0_u32..).map(|n| n.to_string()).find(|n| is_solved("stamp", n)).unwrap();
        assert!(is_solved("stamp", &answer));
        assert!(!is_solved("another", &answer));
        for bad in ["", "x", "-1", "111111111111111111111"] {
            assert!(!is_solved("stamp", bad), "{bad}");
        }
        assert_eq!(leading_zeros(&[0, 0, 0x1f]), 19);
    }
}
