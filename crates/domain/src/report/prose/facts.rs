//! What the numbers of the prose mean, as far as it is plain. Not here: whether they are right.

use std::sync::LazyLock;

use regex::Regex;

use super::mentions::{Mention, Sentence};
use crate::report::annual::AnnualReport;

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Received,
    ReceivedWithCarried,
    CarriedIn,
    CarriedOut,
    Closed,
    Disclosed,
    PartlyDisclosed,
    Refused,
    Unable,
    Unhandled,
    HandledOtherwise,
    Reconsiderations,
    Suits,
    SuitsDirect,
    SuitsAfter,
    Disputes,
    Published,
    Interpretations,
}

/// A number with its meaning and the words that say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fact {
    pub meaning: Meaning,
    pub number: i64,
    pub words: String,
}

/// The facts of some sentences.
pub(super) fn find(sentences: &[Sentence], report: &AnnualReport) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut earlier = "";
    for sentence in sentences {
        let context = Context { sentence, earlier, report };
        for mention in sentence.mentions.iter().filter(|mention| !mention.is_about) {
            if let Some(meaning) = context.meaning(mention) {
                let words = format!("{}{}{}{}", mention.clause, mention.number, mention.unit, first(&mention.after, 8));
                facts.push(Fact { meaning, number: mention.number, words: last(&words, 60) });
            }
        }
        facts.extend(nothing(sentence));
        earlier = &sentence.text;
    }
    facts
}

fn first(text: &str, count: usize) -> String {
    text.chars().take(count).collect()
}

fn last(text: &str, count: usize) -> String {
    let skip = text.chars().count().saturating_sub(count);
    text.chars().skip(skip).collect()
}

/// A pattern that is made once.
struct Pattern(LazyLock<Option<Regex>>);

impl Pattern {
    fn is_in(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

macro_rules! pattern {
    ($name:ident, $pattern:expr) => {
        static $name: Pattern = Pattern(LazyLock::new(|| Regex::new($pattern).ok()));
    };
}

pattern!(
    COMPARED,
    r"同比|环比|相比|比上|比去|较上|较去|增长|增加|减少|下降|上升|增幅|降幅|上年同期|去年同期|平均|日均|月均|历年|以来|预计|目标"
);
pattern!(
    ONLY_SOME,
    concat!(
        r"其中|分别|网上|网络|线上|在线|互联网|信函|邮寄|邮件|信件|邮箱|当面|现场|窗口|传真|微信|电话|自然人|公民|个人|法人|企业|",
        r"涉及|关于|针对|\d月|季度|上半年|下半年|延期|逾期|超期|撤回|有效|重复|乡镇|街道|所属|下属|各部门|各单位|各级|部门共|本级|网站|新媒体|公众号|微博|公报|平台|专栏|栏目|客户端"
    )
);
pattern!(EVERYBODY, r"公民[、,和及与或]*法人[、和及与或以]*(?:其他组织|其它组织|组织)?(?:的|提交的|提出的)?");
pattern!(DATES, r"\d{1,2}月\d{1,2}日");
pattern!(OWN, r"本单位|我单位|本部门|我部门|本机关|我局|本局");
pattern!(WHOLE_PLACE, r"全[市县区省州旗镇乡]|全系统|系统");
pattern!(OTHER_MATTER, r"建议|提案|信访|咨询|留言|热线|来信|问题|许可|投诉|举报|办件|服务事项|工单");
pattern!(
    RECEIVED,
    r"(?:收到|受理|接收|接到|接受|新收|新增|登记)[^,。]{0,40}申请(?:公开)?(?:政府)?(?:信息)?(?:公开)?(?:件|表)?$|(?:收到|受理|新收)(?:政府信息|信息)?(?:依申请公开|政府信息公开)(?:件|信息|政府信息)?$|^(?:本年|本年度|当年)?新收(?:到)?$"
);
pattern!(
    CARRIED_IN,
    r"(?:上年度?|上一年度?|去年度?)结转(?:至|到)?(?:本年度?|今年)?(?:继续)?(?:办理|处理)?的?(?:政府信息公开|信息公开|依申请公开)?(?:申请)?$"
);
pattern!(
    CARRIED_OUT,
    r"结转(?:至|到)?(?:下年度?|下一年度?|明年|次年|下年度)(?:继续)?(?:办理|处理|答复)?的?(?:政府信息公开|信息公开|依申请公开)?(?:申请)?$"
);
pattern!(
    CLOSED,
    r"^(?:其中|均|已|全部|全年|年内|本年度?|当年|、|和|并|按时|按期|依法|依规|及时|共|在法定期限内|在规定时限内|目前|截至目前|政府信息公开申请|信息公开申请|依申请公开申请|依申请公开|申请)*(?:办结|答复|办理答复|办理完毕|处理完毕|办结答复)(?:政府信息公开|依申请公开|信息公开)?(?:申请)?$"
);
pattern!(RECONSIDERED, r"复议(?:案|案件|申请|事项)?$");
pattern!(SUED, r"(?:行政诉讼|诉讼|应诉)(?:案|案件|事项)?$");
pattern!(BOTH, r"复议[^,。]{0,14}诉讼(?:案|案件|事项)?$");
pattern!(SUED_DIRECT, r"未经复议直接起诉(?:的|案件)*$");
pattern!(SUED_AFTER, r"复议后(?:提)?起诉(?:讼)?(?:的|案件)*$");
pattern!(NOT_OWN_DISPUTE, r"决定书|公示|出庭|负责人|裁定书|判决书|公开行政复议|办理行政复议|审理|代理|听证|培训");
pattern!(
    INTERPRETED,
    r"(?:政策解读|政策文件解读|解读材料|解读信息|解读稿件|解读文章|文件解读)(?:材料|信息|稿件|文章|文件|产品)?$"
);
pattern!(INTERPRETED_SOME, r"图解|图片|图文|视频|文字|H5|动漫|转载|上级|专家|媒体|领导|主要负责人|多元化|简明|形式");
pattern!(PUBLISHED, r"(?:主动公开|公开|发布)(?:了)?(?:各类|各项)?(?:政府|政务|政务公开)?信息$");
pattern!(YEAR, r"(20\d\d)年");

struct Context<'a> {
    sentence: &'a Sentence,
    earlier: &'a str,
    report: &'a AnnualReport,
}

impl Context<'_> {
    fn meaning(&self, mention: &Mention) -> Option<Meaning> {
        let before = self.subject(mention);
        if COMPARED.is_in(&before) || self.is_other_year(mention) || self.is_other_organ(&mention.clause) {
            return None;
        }
        if matches!(mention.unit, "件" | "起" | "宗" | "例" | "份" | "条" | "次" | "个") {
            let of_request =
                self.carried(&before).or_else(|| self.dispute(&before)).or_else(|| self.handled(&before, mention));
            if of_request.is_some() {
                return of_request;
            }
        }
        self.published(&before, mention)
    }

    /// The words before a number without those that only introduce it; the noun may stand behind: 收到12件申请.
    fn subject(&self, mention: &Mention) -> String {
        const FILLING: &[&str] = &[
            "共计",
            "总计",
            "合计",
            "累计",
            "总数",
            "总量",
            "数量",
            "共有",
            "共",
            "为",
            "是",
            "有",
            "了",
            "达到",
            "达",
            "计",
            "已",
            "的",
            "数",
            "仅",
            "只",
            "全年",
            "公开申请量",
        ];
        let mut before = mention.before.trim_start_matches(['、', '和', '及']).to_owned();
        let year = self.report.year;
        if let Some(year) = year {
            before = before.replace(&format!("{}年", year - 1), "上年").replace(&format!("{}年", year + 1), "下年");
        }
        loop {
            let shorter = FILLING.iter().find_map(|word| before.strip_suffix(word)).map(str::to_owned);
            match shorter {
                Some(shorter) => before = shorter,
                None => break,
            }
        }
        let is_verb = ["收到", "受理", "新收", "接到", "接收", "办结", "答复", "发生", "产生", "引发", "涉及", "登记"];
        let noun = first(&mention.after, 16);
        let is_noun = ["政府信息公开申请", "信息公开申请", "依申请", "申请", "行政复议", "行政诉讼", "公开申请"];
        if is_verb.iter().any(|verb| before.ends_with(verb)) && is_noun.iter().any(|word| noun.starts_with(word)) {
            before.push_str(&noun);
        }
        before
    }

    /// The year that was last named before the number, if it is another one.
    fn is_other_year(&self, mention: &Mention) -> bool {
        let named = YEAR.0.as_ref().and_then(|year| year.captures_iter(&mention.so_far).last());
        let named = named.and_then(|found| found.get(1)?.as_str().parse::<i32>().ok());
        let carried = mention.before.contains("结转");
        let by_word = !carried && ["上年", "去年", "上一年", "前年"].iter().any(|word| mention.clause.contains(word));
        let by_number = match (named, self.report.year) {
            (Some(named), Some(year)) => named != year && !(carried && (named == year - 1 || named == year + 1)),
            _ => false,
        };
        by_word || by_number
    }

    /// 全县 is the report's own where a government reports.
    fn is_other_organ(&self, clause: &str) -> bool {
        let is_government = self.report.agency.as_deref().is_none_or(|name| name.ends_with("政府"));
        !is_government && WHOLE_PLACE.is_in(clause)
    }

    fn carried(&self, before: &str) -> Option<Meaning> {
        if CARRIED_IN.is_in(before) {
            return Some(Meaning::CarriedIn);
        }
        CARRIED_OUT.is_in(before).then_some(Meaning::CarriedOut)
    }

    fn dispute(&self, before: &str) -> Option<Meaning> {
        if NOT_OWN_DISPUTE.is_in(&self.sentence.text) {
            return None;
        }
        if SUED_DIRECT.is_in(before) {
            Some(Meaning::SuitsDirect)
        } else if SUED_AFTER.is_in(before) {
            Some(Meaning::SuitsAfter)
        } else if BOTH.is_in(before) {
            Some(Meaning::Disputes)
        } else if RECONSIDERED.is_in(before) && !before.contains("诉讼") {
            Some(Meaning::Reconsiderations)
        } else {
            (SUED.is_in(before) && !before.contains("复议")).then_some(Meaning::Suits)
        }
    }

    fn handled(&self, before: &str, mention: &Mention) -> Option<Meaning> {
        if OTHER_MATTER.is_in(&self.sentence.text) || self.is_some(&mention.clause, before) {
            return None;
        }
        let excluded = ["复议", "诉讼", "补正", "上年", "结转"].iter().any(|word| before.contains(word));
        if RECEIVED.is_in(before) && !excluded && self.speaks_of_requests() {
            let with = self.sentence.text.split_once(&mention.so_far).map_or("", |(_, rest)| rest);
            let behind = first(with, 24);
            let is_with = (behind.contains("含") || behind.contains("包括")) && behind.contains("结转");
            return Some(if is_with { Meaning::ReceivedWithCarried } else { Meaning::Received });
        }
        if !self.speaks_of_requests()
            || ["公文", "文件", "属性", "主动公开"].iter().any(|word| self.sentence.text.contains(word))
        {
            return None;
        }
        let kinds = [
            ("予以公开", Meaning::Disclosed),
            ("部分公开", Meaning::PartlyDisclosed),
            ("不予公开", Meaning::Refused),
            ("无法提供", Meaning::Unable),
            ("不予处理", Meaning::Unhandled),
            ("其他处理", Meaning::HandledOtherwise),
        ];
        if let Some((_, meaning)) = kinds.iter().find(|(word, _)| before.ends_with(word)) {
            return Some(*meaning);
        }
        let is_late = ["延期", "逾期", "超期"].iter().any(|word| self.sentence.text.contains(word));
        (CLOSED.is_in(before) && !is_late).then_some(Meaning::Closed)
    }

    fn speaks_of_requests(&self) -> bool {
        let speaks = |text: &str| text.contains("申请") || text.contains("依申请");
        speaks(&self.sentence.text) || speaks(self.earlier)
    }

    /// Whether only some of the things are counted: those of a channel, a kind of applicant, an office.
    fn is_some(&self, clause: &str, before: &str) -> bool {
        let strip = |pattern: &Pattern, text: &str| {
            pattern.0.as_ref().map_or_else(|| text.to_owned(), |regex| regex.replace_all(text, "").into_owned())
        };
        let clause = strip(&OWN, &strip(&DATES, &strip(&EVERYBODY, clause)));
        // Kinds of replies are often introduced by 其中 and still complete.
        let kind = ["公开", "提供", "处理"].iter().any(|word| before.ends_with(word)) && !before.contains("申请");
        let clause = if kind || CLOSED.is_in(before) { clause.replace("其中", "") } else { clause };
        ONLY_SOME.is_in(&clause)
    }

    /// Numbers that no table holds, compared with each other.
    fn published(&self, before: &str, mention: &Mention) -> Option<Meaning> {
        if ONLY_SOME.is_in(&mention.so_far) {
            return None;
        }
        if INTERPRETED.is_in(before) && !INTERPRETED_SOME.is_in(&self.sentence.text) {
            return Some(Meaning::Interpretations);
        }
        let counts = matches!(mention.unit, "条" | "件" | "篇");
        (counts && PUBLISHED.is_in(before) && before.contains("主动公开")).then_some(Meaning::Published)
    }
}

/// 未发生行政复议、行政诉讼; 未收到政府信息公开申请.
fn nothing(sentence: &Sentence) -> Vec<Fact> {
    static NO_DISPUTE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?:未发生|没有发生|未出现|未产生|未收到|无|未有|没有|未引发)(?:一起|1起|任何)?[^,。无未]{0,22}?(?P<what>行政复议(?:案件)?[、和及或与]*(?:提起)?(?:行政)?诉讼|行政复议|行政诉讼)(?:案件|的?情况|情形|事项|案)*(?P<rest>[^,。]{0,6})").ok()
    });
    static NO_REQUEST: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?:未收到|没有收到|未接到|未受理|无)(?P<middle>[^,。复议诉讼]{0,24}?)(?:政府信息公开|信息公开|依申请公开|公开政府信息)的?(?:申请)(?P<rest>[^,。]{0,6})").ok()
    });
    let mut facts = Vec::new();
    let mut fact = |meaning, words: &str| facts.push(Fact { meaning, number: 0, words: first(words, 60) });
    let is_late = ["上年", "去年", "增长", "纠正", "败诉", "撤销"].iter().any(|word| sentence.text.contains(word));
    if let Some(found) = NO_DISPUTE.as_ref().and_then(|regex| regex.captures(&sentence.text)).filter(|_| !is_late) {
        let part = |name| found.name(name).map_or("", |part| part.as_str());
        if !["被", "败", "纠", "撤", "结果", "决定", "引"].iter().any(|word| part("rest").starts_with(word)) {
            let words = found.get(0).map_or("", |found| found.as_str());
            let what = part("what");
            if what.contains("复议") && !words.contains("未经复议") {
                fact(Meaning::Reconsiderations, words);
            }
            if what.contains("诉讼") {
                fact(Meaning::Suits, words);
            }
        }
    }
    if let Some(found) = NO_REQUEST.as_ref().and_then(|regex| regex.captures(&sentence.text)).filter(|_| !is_late) {
        let part = |name| found.name(name).map_or("", |part| part.as_str());
        let is_some = ONLY_SOME.is_in(&part("middle").replace("公民", "").replace("法人", "").replace("企业", ""));
        let goes_on = ["引", "的", "行政", "复议", "逾", "收费", "需", "结转", "而", "被"]
            .iter()
            .any(|word| part("rest").starts_with(word));
        if !is_some && !goes_on {
            fact(Meaning::Received, found.get(0).map_or("", |found| found.as_str()));
        }
    }
    facts
}
