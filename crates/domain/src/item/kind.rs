//! Kinds of items and the fields each asks for. Seven are built in; an administrator may define more.

use serde::{Deserialize, Serialize};

crate::code_enum! {
    /// What an own field of a kind holds.
    pub enum FieldKind {
        Text = "text", "单行文字";
        LongText = "long_text", "多行文字";
        Date = "date", "日期";
        Number = "number", "数字";
        Choice = "choice", "选项";
        Link = "link", "网址";
    }
}

crate::code_enum! {
    /// Whether an own field must be filled in.
    pub enum Need {
        Required = "required", "必填";
        Optional = "optional", "选填";
    }
}

/// One own field of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldSpec {
    /// Stable key: a lower-case letter, then letters, digits, underscores; at most 40.
    pub key: String,
    pub label: String,
    pub kind: FieldKind,
    pub need: Need,
    /// The choices, for [`FieldKind::Choice`].
    #[serde(default)]
    pub choices: Vec<String>,
}

crate::code_enum! {
    /// What the main part of an item of a kind is.
    pub enum BodyKind {
        RichText = "rich_text", "正文";
        None = "none", "无正文";
    }
}

crate::code_enum! {
    /// Whether a kind carries the fields of official documents (文号, 成文日期, 实施日期, 有效性).
    pub enum DocumentFields {
        Document = "document", "公文字段";
        Plain = "plain", "无公文字段";
    }
}

/// A kind of item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindSpec {
    pub code: String,
    pub label: String,
    pub body: BodyKind,
    pub document: DocumentFields,
    pub fields: Vec<FieldSpec>,
}

/// Why a definition or a value is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KindRefusal {
    BadCode,
    LabelMissing,
    BadKey { key: String },
    KeyTwice { key: String },
    ChoicesMissing { key: String },
    Required { key: String, label: String },
    BadDate { key: String, label: String },
    BadNumber { key: String, label: String },
    NotAChoice { key: String, label: String },
    BadLink { key: String, label: String },
    TooLong { key: String, label: String, max: usize },
}

/// Longest value of an own field, in characters.
pub const MAX_VALUE: usize = 5_000;

fn spec(code: &str, label: &str, body: BodyKind, document: DocumentFields, fields: Vec<FieldSpec>) -> KindSpec {
    KindSpec { code: code.into(), label: label.into(), body, document, fields }
}

fn field(key: &str, label: &str, kind: FieldKind, need: Need, choices: &[&str]) -> FieldSpec {
    FieldSpec {
        key: key.into(),
        label: label.into(),
        kind,
        need,
        choices: choices.iter().map(|c| (*c).into()).collect(),
    }
}

/// The built-in kinds.
#[must_use]
pub fn built_in() -> Vec<KindSpec> {
    use {BodyKind as B, DocumentFields as D, FieldKind as F, Need as N};
    let forms = ["文字", "图解", "视频", "问答", "专家解读", "新闻发布会"];
    vec![
        spec("article", "文章", B::RichText, D::Plain, vec![]),
        spec(
            "policy",
            "政策文件",
            B::RichText,
            D::Document,
            vec![field("headnote", "题注", F::LongText, N::Optional, &[])],
        ),
        spec(
            "interpretation",
            "政策解读",
            B::RichText,
            D::Plain,
            vec![field("form", "解读形式", F::Choice, N::Required, &forms)],
        ),
        spec(
            "data_table",
            "数据表",
            B::RichText,
            D::Plain,
            vec![
                field("period", "数据时间", F::Text, N::Required, &[]),
                field("unit", "计量单位", F::Text, N::Optional, &[]),
            ],
        ),
        spec(
            "picture_story",
            "图片报道",
            B::RichText,
            D::Plain,
            vec![field("photographer", "图片作者", F::Text, N::Optional, &[])],
        ),
        spec(
            "video",
            "视频",
            B::RichText,
            D::Plain,
            vec![
                field("length", "时长", F::Text, N::Optional, &[]),
                field("transcript", "文字说明", F::LongText, N::Required, &[]),
            ],
        ),
        spec("link", "链接", B::None, D::Plain, vec![field("url", "网址", F::Link, N::Required, &[])]),
    ]
}

fn is_key(key: &str) -> bool {
    let mut chars = key.chars();
    key.len() <= 40
        && chars.next().is_some_and(|c| c.is_ascii_lowercase())
        && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Checks the definition of a further kind.
///
/// # Errors
/// The first [`KindRefusal`] found.
pub fn check_definition(kind: &KindSpec) -> Result<(), KindRefusal> {
    if !is_key(&kind.code) || built_in().iter().any(|b| b.code == kind.code) {
        return Err(KindRefusal::BadCode);
    }
    if kind.label.trim().is_empty() {
        return Err(KindRefusal::LabelMissing);
    }
    let mut seen: Vec<&str> = Vec::new();
    for field in &kind.fields {
        if !is_key(&field.key) || field.label.trim().is_empty() {
            return Err(KindRefusal::BadKey { key: field.key.clone() });
        }
        if seen.contains(&field.key.as_str()) {
            return Err(KindRefusal::KeyTwice { key: field.key.clone() });
        }
        if field.kind == FieldKind::Choice && field.choices.is_empty() {
            return Err(KindRefusal::ChoicesMissing { key: field.key.clone() });
        }
        seen.push(&field.key);
    }
    Ok(())
}

/// Checks the values entered for the own fields of a kind; every fault is returned, so that all are shown at once.
#[must_use]
pub fn check_values(kind: &KindSpec, values: &std::collections::BTreeMap<String, String>) -> Vec<KindRefusal> {
    kind.fields.iter().filter_map(|f| check_value(f, values.get(&f.key).map_or("", |v| v.trim())).err()).collect()
}

fn check_value(field: &FieldSpec, value: &str) -> Result<(), KindRefusal> {
    let (key, label) = (field.key.clone(), field.label.clone());
    if value.is_empty() {
        return match field.need {
            Need::Required => Err(KindRefusal::Required { key, label }),
            Need::Optional => Ok(()),
        };
    }
    if value.chars().count() > MAX_VALUE {
        return Err(KindRefusal::TooLong { key, label, max: MAX_VALUE });
    }
    match field.kind {
        FieldKind::Date if chrono::NaiveDate::parse_from_str(value, "%Y-%m-%d").is_err() => {
            Err(KindRefusal::BadDate { key, label })
        }
        FieldKind::Number if value.parse::<f64>().is_ok_and(f64::is_finite) => Ok(()),
        FieldKind::Number => Err(KindRefusal::BadNumber { key, label }),
        FieldKind::Choice if !field.choices.iter().any(|c| c == value) => Err(KindRefusal::NotAChoice { key, label }),
        FieldKind::Link if !is_link(value) => Err(KindRefusal::BadLink { key, label }),
        _ => Ok(()),
    }
}

fn is_link(value: &str) -> bool {
    let local = value.starts_with('/') && !value.starts_with("//");
    let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"));
    local || rest.is_some_and(|r| r.contains('.') && !r.contains(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn built_in_kinds_are_well_formed() {
        for mut kind in built_in() {
            kind.code = format!("x_{}", kind.code);
            assert_eq!(check_definition(&kind), Ok(()));
        }
    }

    #[test]
    fn a_link_is_http_or_local() {
        let link = built_in().into_iter().find(|k| k.code == "link").unwrap();
        for (url, good) in [
            ("https://a.gov.cn/x", true),
            ("/items/3", true),
            ("javascript:alert(1)", false),
            ("//evil.example", false),
            ("", false),
        ] {
            let values = [("url".to_string(), url.to_string())].into();
            assert_eq!(check_values(&link, &values).is_empty(), good, "{url}");
        }
    }

    #[test]
    fn a_definition_may_not_shadow_or_repeat() {
        let mut kind = spec("policy", "x", BodyKind::RichText, DocumentFields::Plain, vec![]);
        assert_eq!(check_definition(&kind), Err(KindRefusal::BadCode));
        kind.code = "tender".into();
        kind.fields = vec![
            field("a", "甲", FieldKind::Text, Need::Optional, &[]),
            field("a", "乙", FieldKind::Text, Need::Optional, &[]),
        ];
        assert_eq!(check_definition(&kind), Err(KindRefusal::KeyTwice { key: "a".into() }));
    }
}
