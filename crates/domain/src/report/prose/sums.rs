//! A stated total and the list of its parts: 公开信息30条，其中……10条、……20条. Only lists that claim to be complete.

use super::mentions::{Mention, Sentence};
use crate::report::check::CheckId;
use crate::report::finding::{Figure, Finding, FindingCode};

/// From so many parts on a list is taken for complete.
const PARTS: usize = 4;
/// With one part fewer, if they make at least this much of the total, in percent.
const NEAR: i64 = 80;
/// A list that makes less of the total than this is no complete one, in percent.
const FAR: i64 = 60;

/// Lists whose parts do not make the total.
pub(super) fn check(sentences: &[Sentence]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, sentence) in sentences.iter().enumerate() {
        let Some(total) = sentence.mentions.iter().position(is_total) else {
            continue;
        };
        let mut rest: Vec<&Mention> = sentence.mentions.iter().skip(total + 1).collect();
        if rest.is_empty()
            && let Some(next) = sentences.get(at + 1).filter(|next| introduces_parts(&next.text))
        {
            rest = next.mentions.iter().collect();
        }
        if let Some(total) = sentence.mentions.get(total) {
            findings.extend(compare(total, &rest));
        }
    }
    findings
}

/// 主动公开政府信息30条, 发布各类信息共30条, with no number before it that it could be a part of.
fn is_total(mention: &Mention) -> bool {
    const CHANNELS: &[&str] = &["微信", "微博", "公众号", "抖音", "同比", "上年", "去年", "其中", "申请"];
    const FILLING: &[&str] =
        &["共计", "总计", "合计", "累计", "总数", "总量", "数量", "共", "为", "达", "了", "有", "计"];
    let mut subject = mention.before.as_str();
    while let Some(shorter) = FILLING.iter().find_map(|word| subject.strip_suffix(word)) {
        subject = shorter;
    }
    let speaks = subject.ends_with("信息") && (subject.contains("公开") || subject.contains("发布"));
    speaks && !mention.is_about && !mention.is_aside && !CHANNELS.iter().any(|word| mention.so_far.contains(word))
}

fn introduces_parts(text: &str) -> bool {
    ["其中", "按类别", "分类", "具体", "按信息类别", "包括"].iter().any(|word| text.starts_with(word))
}

fn compare(total: &Mention, rest: &[&Mention]) -> Option<Finding> {
    let mut parts: Vec<&Mention> = Vec::new();
    for mention in rest.iter().filter(|mention| !mention.is_aside) {
        let begins_anew = !parts.is_empty() && (mention.before.contains("其中") || mention.before.contains("共"));
        let is_channel =
            ["网站", "微信", "微博", "新媒体", "公众号", "平台"].iter().any(|word| mention.before.contains(word));
        if mention.unit != total.unit || begins_anew || is_channel || mention.is_about {
            break;
        }
        parts.push(mention);
    }
    let sum = parts.iter().try_fold(0i64, |sum, part| sum.checked_add(part.number))?;
    let last = parts.last()?;
    let is_open = last.after.starts_with('等') || parts.iter().any(|part| part.before.contains("主要"));
    let share = sum.checked_mul(100)? / total.number.max(1);
    let is_list = parts.len() >= PARTS || (parts.len() + 1 >= PARTS && share >= NEAR);
    if is_open || !is_list || share < FAR || sum == total.number {
        return None;
    }
    let (check, code) = (CheckId::V6, FindingCode::ProseSum);
    let (expected, found) = (Figure::Number(sum), Figure::Number(total.number));
    let detail = format!("{}{}{}", total.clause, total.number, total.unit);
    Some(Finding { check, level: check.level(), code, cells: Vec::new(), expected, found, detail })
}
