//! References to articles of law as letters and explanations cite them. Not the wording of the laws.

use std::fmt;

crate::code_enum! {
    /// A law or paper that decisions on requests rest on.
    pub enum Law {
        /// 国务院令第711号, in force since 2019-05-15.
        Regulation = "regulation", "《中华人民共和国政府信息公开条例》";
        /// As revised in 2023, in force since 2024-01-01.
        ReconsiderationLaw = "reconsideration_law", "《中华人民共和国行政复议法》";
        LitigationLaw = "litigation_law", "《中华人民共和国行政诉讼法》";
        /// 国办函〔2020〕109号.
        FeeMeasures = "fee_measures", "《政府信息公开信息处理费管理办法》";
        SecrecyLaw = "secrecy_law", "《中华人民共和国保守国家秘密法》";
    }
}

impl Law {
    /// The short name that may follow once the full one has been given.
    #[must_use]
    pub const fn short(self) -> &'static str {
        match self {
            Self::Regulation => "《条例》",
            Self::ReconsiderationLaw => "《行政复议法》",
            Self::LitigationLaw => "《行政诉讼法》",
            Self::FeeMeasures => "《收费办法》",
            Self::SecrecyLaw => "《保密法》",
        }
    }
}

/// One place in a law: article, and where needed paragraph (款) and item (项). Paragraph and item count from 1;
/// 0 stands for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Article {
    pub law: Law,
    pub article: u16,
    pub paragraph: u8,
    pub item: u8,
}

impl Article {
    /// A whole article.
    #[must_use]
    pub const fn of(law: Law, article: u16) -> Self {
        Self { law, article, paragraph: 0, item: 0 }
    }

    /// The same article narrowed to a paragraph.
    #[must_use]
    pub const fn paragraph(self, paragraph: u8) -> Self {
        Self { paragraph, ..self }
    }

    /// The same place narrowed to an item.
    #[must_use]
    pub const fn item(self, item: u8) -> Self {
        Self { item, ..self }
    }

    /// The place without the name of the law: 第三十六条第（一）项.
    #[must_use]
    pub fn place(self) -> String {
        let mut text = format!("第{}条", numeral(u32::from(self.article)));
        if self.paragraph > 0 {
            text.push_str(&format!("第{}款", numeral(u32::from(self.paragraph))));
        }
        if self.item > 0 {
            text.push_str(&format!("第（{}）项", numeral(u32::from(self.item))));
        }
        text
    }
}

impl fmt::Display for Article {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.law.label(), self.place())
    }
}

/// Several places in one sentence: the name of a law is given once before its articles.
#[must_use]
pub fn cite(articles: &[Article]) -> String {
    let mut text = String::new();
    let mut law = None;
    for article in articles {
        if !text.is_empty() {
            text.push('、');
        }
        if law == Some(article.law) {
            text.push_str(&article.place());
        } else {
            text.push_str(&article.to_string());
        }
        law = Some(article.law);
    }
    text
}

/// A number below 1000 in Chinese numerals as laws number their articles: 十, 二十三, 一百零五.
#[must_use]
pub fn numeral(n: u32) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |d: u32| usize::try_from(d).ok().and_then(|d| DIGITS.get(d)).copied().unwrap_or_default();
    let (hundreds, tens, ones) = (n / 100 % 10, n / 10 % 10, n % 10);
    let mut text = String::new();
    if hundreds > 0 {
        text.push_str(digit(hundreds));
        text.push('百');
        if tens == 0 && ones > 0 {
            text.push('零');
        }
    }
    match tens {
        0 => {}
        1 if hundreds == 0 => text.push('十'),
        _ => {
            text.push_str(digit(tens));
            text.push('十');
        }
    }
    if ones > 0 || text.is_empty() {
        text.push_str(digit(ones));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_as_laws_write_them() {
        let cases = [
            (0, "零"),
            (1, "一"),
            (10, "十"),
            (14, "十四"),
            (20, "二十"),
            (36, "三十六"),
            (100, "一百"),
            (105, "一百零五"),
            (110, "一百一十"),
            (111, "一百一十一"),
            (201, "二百零一"),
        ];
        for (n, text) in cases {
            assert_eq!(numeral(n), text);
        }
    }

    #[test]
    fn places_are_cited_with_the_law_once() {
        let places = [
            Article::of(Law::Regulation, 15),
            Article::of(Law::Regulation, 32),
            Article::of(Law::ReconsiderationLaw, 23).paragraph(1).item(4),
        ];
        assert_eq!(
            cite(&places),
            "《中华人民共和国政府信息公开条例》第十五条、第三十二条、《中华人民共和国行政复议法》第二十三条第一款第（四）项"
        );
        assert_eq!(cite(&[]), "");
    }
}
