//! Which words of a search may be kept as statistics. What could tell of a person is never kept: long numbers, addresses
//! of mail, long texts, and what looks like a name unless the published information itself has it.

/// Longest text that is kept, in characters.
pub const MAX_WORD: usize = 20;

/// Most digits of a text that is kept: a year and a number of a document, and no telephone number.
const MAX_DIGITS: usize = 6;

/// Whether a search found what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Published information has all the words.
    Found,
    /// Nothing has them all.
    Missing,
}

/// The hundred most frequent surnames, and compound ones; nine in ten people bear one of them.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文";
const COMPOUND: [&str; 6] = ["欧阳", "司马", "上官", "诸葛", "司徒", "皇甫"];

/// The text as it is kept: in half-width small letters with single spaces; none where it may not be kept.
#[must_use]
pub fn storable(text: &str, outcome: Outcome) -> Option<String> {
    let plain = normal(text);
    let length = plain.chars().count();
    if length == 0 || length > MAX_WORD || plain.contains('@') {
        return None;
    }
    if plain.chars().filter(char::is_ascii_digit).count() > MAX_DIGITS {
        return None;
    }
    let named = outcome == Outcome::Missing && plain.split(' ').any(looks_like_a_name);
    (!named).then_some(plain)
}

fn normal(text: &str) -> String {
    let half = |c: char| match c {
        '！'..='～' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
        c if c.is_control() => ' ',
        _ => c,
    };
    let folded: String = text.chars().map(half).flat_map(char::to_lowercase).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Two to four Han characters that begin with a surname, as people's names do. Words of daily use look like that, too
/// (高考, 金融): they are kept when the site has them, and lost when it has not.
fn looks_like_a_name(word: &str) -> bool {
    let mut chars = word.chars();
    let is_han = word.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let surname = chars.next().is_some_and(|first| SURNAMES.contains(first));
    let compound = COMPOUND.iter().any(|name| word.starts_with(name));
    let length = word.chars().count();
    is_han && ((surname && (2..=3).contains(&length)) || (compound && (3..=4).contains(&length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_in_one_spelling() {
        let table = [
            ("医保 报销", Some("医保 报销")),
            ("  ＷＴＯ　规则 ", Some("wto 规则")),
            ("清政发〔2026〕12号", Some("清政发〔2026〕12号")),
            ("", None),
            ("　", None),
        ];
        for (typed, kept) in table {
            assert_eq!(storable(typed, Outcome::Missing).as_deref(), kept, "{typed}");
        }
    }

    #[test]
    fn what_may_tell_of_a_person_is_never_kept() {
        for outcome in [Outcome::Found, Outcome::Missing] {
            for typed in [
                "11010519491231002X",
                "13800138000",
                "１３８００１３８０００",
                "138 0013 8000",
                "0795-5280012",
                "zhangsan@example.com",
                "我是新街镇某某村的村民，想问去年的危房改造补助",
            ] {
                assert_eq!(storable(typed, outcome), None, "{typed}");
            }
        }
    }

    #[test]
    fn a_name_is_kept_only_where_the_site_publishes_it() {
        for typed in ["张三", "李晓明", "欧阳娜娜", "拆迁 王小明"] {
            assert_eq!(storable(typed, Outcome::Missing), None, "{typed}");
            assert!(storable(typed, Outcome::Found).is_some(), "{typed}");
        }
        assert!(storable("医疗保险", Outcome::Missing).is_some());
    }
}
