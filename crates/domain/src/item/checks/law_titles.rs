//! Titles of laws in 《》: not the full title, a wrong 中华人民共和国 before it, or a slip of one or two characters.
//! Not here: outdated laws and other wrong titles, which are rules of the word lists.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::finding::{CheckFinding, FindingCode, Place};
use super::laws::{COUNTRY, WITH_COUNTRY, WITHOUT_COUNTRY};
use super::text::{ScannedText, is_invisible};
use crate::text::half_width;

/// Longest title looked at, in characters; the longest law has 31.
const MAX_TITLE: usize = 45;
/// Shortest core (title without the country) for which one slip is told from another law, and for which two are.
const CORE_FOR_ONE: usize = 6;
const CORE_FOR_TWO: usize = 9;

/// Core of a title and the full title.
static TITLES: LazyLock<HashMap<&'static str, String>> = LazyLock::new(|| {
    let with = WITH_COUNTRY.iter().map(|core| (*core, format!("{COUNTRY}{core}")));
    let without = WITHOUT_COUNTRY.iter().map(|title| (*title, (*title).to_owned()));
    with.chain(without).collect()
});

/// Cores by length, for the search of near misses.
static CORES: LazyLock<HashMap<usize, Vec<Vec<char>>>> = LazyLock::new(|| {
    let mut cores: HashMap<usize, Vec<Vec<char>>> = HashMap::new();
    for core in TITLES.keys() {
        let chars: Vec<char> = core.chars().collect();
        cores.entry(chars.len()).or_default().push(chars);
    }
    cores
});

/// What is wrong with a title.
#[derive(Debug, PartialEq, Eq)]
enum TitleFault {
    /// The short form of a title that begins with 中华人民共和国.
    Short(String),
    /// Another title than the promulgated one.
    Wrong(String),
}

pub(super) fn check(place: Place, text: &ScannedText) -> Vec<CheckFinding> {
    let titles = titles_in(text);
    let full: Vec<&str> = titles.iter().map(|(_, title)| title.as_str()).collect();
    titles
        .iter()
        .filter_map(|(range, title)| {
            let finding =
                |code, proposal| CheckFinding::at(code, place, *range, text.slice(*range)).proposing(proposal);
            match find_fault(title)? {
                // The short form is right after the full one was named.
                TitleFault::Short(right) if full.contains(&right.as_str()) => None,
                TitleFault::Short(right) => Some(finding(FindingCode::LawTitleShort, right)),
                TitleFault::Wrong(right) => Some(finding(FindingCode::LawTitle, right)),
            }
        })
        .collect()
}

/// A title that is not the promulgated one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LawTitleFault {
    /// As it stands in the text.
    pub found: String,
    /// The promulgated title.
    pub right: String,
    /// Only 中华人民共和国 is missing before it, here and in the rest of the text.
    pub is_short: bool,
}

/// The titles in a text that are not right, in their order.
#[must_use]
pub fn law_title_faults(text: &str) -> Vec<LawTitleFault> {
    let fault = |finding: CheckFinding| LawTitleFault {
        is_short: finding.code == FindingCode::LawTitleShort,
        found: finding.found,
        right: finding.proposal.unwrap_or_default(),
    };
    check(Place::Body, &ScannedText::new(text)).into_iter().map(fault).collect()
}

/// The titles in 《》 with their ranges (without the marks and a remark at the end), innermost where nested.
fn titles_in(text: &ScannedText) -> Vec<((usize, usize), String)> {
    let mut titles = Vec::new();
    let mut open = None;
    for (index, &c) in text.chars().iter().enumerate() {
        match (c, open) {
            ('《', _) => open = Some(index + 1),
            ('》', Some(start)) => {
                titles.extend(title_between(text, start, index));
                open = None;
            }
            _ => {}
        }
    }
    titles
}

fn title_between(text: &ScannedText, start: usize, end: usize) -> Option<((usize, usize), String)> {
    let chars = text.chars().get(start..end)?;
    if chars.len() > MAX_TITLE {
        return None;
    }
    let remark = chars.iter().position(|c| matches!(c, '（' | '('));
    let length = remark.unwrap_or(chars.len());
    let title: String =
        chars.iter().take(length).map(|c| half_width(*c)).filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect();
    (!title.is_empty()).then_some(((start, start + length), title))
}

fn find_fault(title: &str) -> Option<TitleFault> {
    let core = title.strip_prefix(COUNTRY);
    if let Some(right) = TITLES.get(core.unwrap_or(title)) {
        return match (right == title, core) {
            (true, _) => None,
            (false, None) => Some(TitleFault::Short(right.clone())),
            (false, Some(_)) => Some(TitleFault::Wrong(right.clone())),
        };
    }
    find_near_miss(title, core).map(TitleFault::Wrong)
}

/// The one title that differs by a slip; none where two are equally near, since it may be neither.
fn find_near_miss(title: &str, core: Option<&str>) -> Option<String> {
    if core.is_none() && is_local(title) {
        return None;
    }
    if let Some(right) = slip_in_country(title) {
        return Some(right);
    }
    let chars: Vec<char> = core.unwrap_or(title).chars().collect();
    let allowed = match chars.len() {
        length if length >= CORE_FOR_TWO && core.is_some() => 2,
        length if length >= CORE_FOR_ONE => 1,
        _ => return None,
    };
    nearest(&chars, allowed).and_then(|core| TITLES.get(core.as_str()).cloned())
}

/// 中华人名共和国… and the like: the core is right and what stands before it is nearly the country.
fn slip_in_country(title: &str) -> Option<String> {
    let country: Vec<char> = COUNTRY.chars().collect();
    let chars: Vec<char> = title.chars().collect();
    (5..=8).find_map(|length| {
        let (head, core) = chars.split_at_checked(length)?;
        let core: String = core.iter().collect();
        let right = TITLES.get(core.as_str())?;
        let near = (1..=2).contains(&distance(head, &country)) && head.first() == country.first();
        near.then(|| right.clone())
    })
}

fn nearest(chars: &[char], allowed: usize) -> Option<String> {
    let lengths = chars.len().saturating_sub(allowed)..=chars.len() + allowed;
    let mut near: Vec<(usize, &Vec<char>)> = lengths
        .filter_map(|length| CORES.get(&length))
        .flatten()
        .filter(|core| same_ending(core, chars))
        .map(|core| (distance(core, chars), core))
        .filter(|(distance, _)| *distance <= allowed)
        .collect();
    near.sort_unstable();
    match near.as_slice() {
        [(_, only)] => Some(only.iter().collect()),
        [(first, best), (second, _), ..] if first < second => Some(best.iter().collect()),
        _ => None,
    }
}

/// Papers of different rank are different papers: 条例 is no slip for 办法. An ending that no paper has is a slip itself.
fn same_ending(core: &[char], title: &[char]) -> bool {
    let is_measures = |chars: &[char]| chars.ends_with(&['办', '法']);
    let is_kind = matches!(title.last(), Some('法' | '例' | '定' | '则' | '知' | '见' | '案' | '划' | '告' | '度'));
    !is_kind || (core.last() == title.last() && is_measures(core) == is_measures(title))
}

/// Local regulations have titles like the national ones and begin with a place.
fn is_local(title: &str) -> bool {
    title.chars().take(9).any(|c| matches!(c, '省' | '市' | '县' | '区' | '州' | '盟' | '镇' | '乡'))
}

/// Edit distance with swaps of neighbours counted as one (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    let mut a_before = None;
    for (row, &ac) in (1..).zip(a) {
        let mut current = vec![row];
        let mut b_before = None;
        for (column, &bc) in (1..).zip(b) {
            let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX / 2);
            let change = at(&above, column - 1) + usize::from(ac != bc);
            let mut best = change.min(at(&above, column) + 1).min(at(&current, column - 1) + 1);
            if column > 1 && Some(ac) == b_before && Some(bc) == a_before {
                best = best.min(at(&before, column - 2) + 1);
            }
            current.push(best);
            b_before = Some(bc);
        }
        before = std::mem::replace(&mut above, current);
        a_before = Some(ac);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<(FindingCode, String, Option<String>)> {
        check(Place::Body, &ScannedText::new(text))
            .into_iter()
            .map(|finding| (finding.code, finding.found, finding.proposal))
            .collect()
    }

    #[test]
    fn faults_are_found_with_the_right_title() {
        let cases = [
            ("政府信息公开条例", FindingCode::LawTitleShort, "中华人民共和国政府信息公开条例"),
            ("中华人民共和国重大行政决策程序暂行条例", FindingCode::LawTitle, "重大行政决策程序暂行条例"),
            ("中华人民共和国政府信息公示条例", FindingCode::LawTitle, "中华人民共和国政府信息公开条例"),
            ("中华人民共和国政府公开信息条例", FindingCode::LawTitle, ""),
            ("中华人名共和国政府信息公开条例", FindingCode::LawTitle, "中华人民共和国政府信息公开条例"),
            ("中华人民共和国公务员处分暂行条例", FindingCode::LawTitle, ""),
            ("国有土地上房屋征收与赔偿条例", FindingCode::LawTitle, "国有土地上房屋征收与补偿条例"),
            ("国有土地上房屋征与收补偿条例", FindingCode::LawTitle, "国有土地上房屋征收与补偿条例"),
            ("中华人民共和国个人信息保互法", FindingCode::LawTitle, "中华人民共和国个人信息保护法"),
            ("优化营商环境条列", FindingCode::LawTitle, "优化营商环境条例"),
        ];
        for (title, code, right) in cases {
            let found = faults(&format!("根据《{title}》规定"));
            let expected = match right {
                "" => vec![],
                right => vec![(code, title.to_owned(), Some(right.to_owned()))],
            };
            assert_eq!(found, expected, "{title}");
        }
    }

    #[test]
    fn right_titles_and_other_papers_are_left_alone() {
        let titles = [
            "中华人民共和国政府信息公开条例",
            "中华人民共和国行政处罚法（2021年修订）",
            "中华人民共和国行政许可法",
            "重大行政决策程序暂行条例",
            "江西省优化营商环境条例",
            "宜春市物业管理条例",
            "关于印发工作规则的通知",
            "高安市国民经济和社会发展计划",
            "合伙企业办法",
            "信访条例",
            "",
        ];
        for title in titles {
            assert_eq!(faults(&format!("《{title}》")), [], "{title}");
        }
    }

    #[test]
    fn a_short_title_is_right_beside_the_full_one() {
        let text = "《中华人民共和国行政处罚法》（以下简称《行政处罚法》）。《行政处罚法》规定";
        assert_eq!(faults(text), []);
        assert_eq!(faults("《行政处罚法》规定").len(), 1);
    }

    #[test]
    fn nested_and_broken_marks_end_nowhere() {
        assert_eq!(faults("《关于贯彻《中华人民共和国安全生产法》的意见》"), []);
        assert_eq!(faults("《《《》》》《"), []);
    }

    #[test]
    fn no_title_is_a_near_miss_of_another() {
        for right in TITLES.values() {
            assert_eq!(find_fault(right), None, "{right}");
        }
    }

    #[test]
    fn distances() {
        let chars = |text: &str| text.chars().collect::<Vec<char>>();
        for (a, b, expected) in
            [("", "", 0), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "xbz", 2), ("", "ab", 2)]
        {
            assert_eq!(distance(&chars(a), &chars(b)), expected, "{a} {b}");
        }
    }
}
