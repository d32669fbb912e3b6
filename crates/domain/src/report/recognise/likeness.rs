//! How alike two labels are, by the characters that would have to change. Not here: which label belongs where.

/// From 0 (nothing in common) to 1 (equal); both already brought to one spelling. What cannot reach `least` is 0.
pub(crate) fn likeness(a: &[char], b: &[char], least: f32) -> f32 {
    let longest = a.len().max(b.len());
    if longest == 0 {
        return 0.0;
    }
    if a == b {
        return 1.0;
    }
    let enough = longest as f32 * least;
    if (a.len().min(b.len()) as f32) < enough || (common(a, b) as f32) < enough {
        return 0.0;
    }
    1.0 - distance(a, b) as f32 / longest as f32
}

/// How many characters of `a` stand somewhere in `b`.
fn common(a: &[char], b: &[char]) -> usize {
    a.iter().filter(|c| b.contains(c)).count()
}

/// Edit distance.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (row, ac) in (1..).zip(a) {
        let mut current = Vec::with_capacity(above.len());
        current.push(row);
        let mut left = row;
        for (bc, pair) in b.iter().zip(above.windows(2)) {
            let (diagonal, up) = (pair.first().copied().unwrap_or(0), pair.last().copied().unwrap_or(0));
            let changed = diagonal + usize::from(ac != bc);
            left = changed.min(up + 1).min(left + 1);
            current.push(left);
        }
        above = current;
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(a: &str, b: &str) -> f32 {
        likeness(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>(), 0.5)
    }

    #[test]
    fn a_slip_is_near_and_another_label_is_far() {
        assert!(of("属于国家秘秘", "属于国家秘密") > 0.8);
        assert!(of("行政处法", "行政处罚") >= 0.75);
        assert!(of("行政许可", "行政处罚") <= 0.5);
        assert!(of("予以公开", "不予公开") <= 0.5);
        assert_eq!(of("", ""), 0.0);
    }
}
