//! What a check reports: code, level, place, range, proposal. Not here: how it was found.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

crate::code_enum! {
    /// How grave a finding is.
    pub enum Level {
        /// Stops the submission.
        Error = "error", "错误";
        /// Wants a reason.
        Warning = "warning", "提醒";
    }
}

crate::code_enum! {
    /// A field of a draft beside title and body.
    pub enum MetadataField {
        Source = "source", "来源";
        Category = "category", "法定主动公开类别";
        Openness = "openness", "公开方式";
        Subject = "subject", "主题分类";
        Genre = "genre", "体裁";
        DocumentNumber = "document_number", "文号";
        FormedOn = "formed_on", "成文日期";
        EffectiveOn = "effective_on", "实施日期";
        ExpiresOn = "expires_on", "废止日期";
        Summary = "summary", "内容概述";
        Keywords = "keywords", "关键词";
        Interpretation = "interpretation", "政策解读";
    }
}

/// Where a finding lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Place {
    /// The title.
    Title,
    /// The visible text of the body.
    Body,
    /// Another field.
    Field(MetadataField),
    /// The text of an attachment, counted from 0.
    Attachment(usize),
    /// The shown name of an attachment, counted from 0.
    AttachmentName(usize),
}

/// The text is not a place as [`Place`] writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in a draft")]
pub struct UnknownPlace;

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Title => f.write_str("title"),
            Self::Body => f.write_str("body"),
            Self::Field(field) => write!(f, "field:{field}"),
            Self::Attachment(index) => write!(f, "attachment:{index}"),
            Self::AttachmentName(index) => write!(f, "attachment_name:{index}"),
        }
    }
}

impl FromStr for Place {
    type Err = UnknownPlace;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, rest) = text.split_once(':').unwrap_or((text, ""));
        let index = || rest.parse().map_err(|_| UnknownPlace);
        match (kind, rest) {
            ("title", "") => Ok(Self::Title),
            ("body", "") => Ok(Self::Body),
            ("field", field) => MetadataField::parse(field).map(Self::Field).ok_or(UnknownPlace),
            ("attachment", _) => index().map(Self::Attachment),
            ("attachment_name", _) => index().map(Self::AttachmentName),
            _ => Err(UnknownPlace),
        }
    }
}

impl TryFrom<String> for Place {
    type Error = UnknownPlace;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Place> for String {
    fn from(place: Place) -> Self {
        place.to_string()
    }
}

crate::code_enum! {
    /// What was found. The label is a short name; the sentence is made in `app`.
    pub enum FindingCode {
        TitleMissing = "title_missing", "缺少标题";
        TitleEnding = "title_ending", "标题末尾有多余标点";
        SourceMissing = "source_missing", "缺少来源";
        CategoryMissing = "category_missing", "缺少法定主动公开类别";
        CategoryNotForAgency = "category_not_for_agency", "类别不适用于本机构";
        GroundMissing = "ground_missing", "缺少不主动公开的依据";
        GroundWithoutNeed = "ground_without_need", "主动公开的信息填了不公开依据";
        SubjectMissing = "subject_missing", "缺少主题分类";
        GenreMissing = "genre_missing", "缺少体裁";
        DocumentNumberMissing = "document_number_missing", "缺少文号";
        DocumentNumberMalformed = "document_number_malformed", "文号格式不规范";
        DocumentNumberYear = "document_number_year", "文号年份与成文日期不一致";
        FormedOnMissing = "formed_on_missing", "缺少成文日期";
        FormedAfterPublishing = "formed_after_publishing", "成文日期晚于发布日期";
        EffectiveBeforeFormed = "effective_before_formed", "实施日期早于成文日期";
        ExpiresBeforeEffective = "expires_before_effective", "废止日期早于实施日期";
        PublishedLate = "published_late", "超过主动公开时限";
        SummaryTooLong = "summary_too_long", "内容概述过长";
        KeywordsMissing = "keywords_missing", "缺少关键词";
        InterpretationMissing = "interpretation_missing", "政策文件没有关联解读";
        IdentityNumber = "identity_number", "居民身份证号码";
        OldIdentityNumber = "old_identity_number", "疑似十五位身份证号码";
        MobileNumber = "mobile_number", "手机号码";
        BankCard = "bank_card", "银行卡号";
        PossibleBankCard = "possible_bank_card", "疑似银行卡号";
        ErrorProneWord = "error_prone_word", "易错词";
        SensitiveWord = "sensitive_word", "敏感词";
        DisguisedWord = "disguised_word", "变形的敏感词";
        LawTitle = "law_title", "法律法规名称有误";
        LawTitleShort = "law_title_short", "法律法规名称不是全称";
        DeadLink = "dead_link", "站内链接失效";
        PictureWithoutText = "picture_without_text", "图片缺少替代文字";
        PictureTextPoor = "picture_text_poor", "图片替代文字没有说明内容";
        FullWidthDate = "full_width_date", "日期用了全角数字";
        DoubledPunctuation = "doubled_punctuation", "标点重复";
        UnmatchedBracket = "unmatched_bracket", "括号、书名号或引号不成对";
        AttachmentUnread = "attachment_unread", "附件文字未能检查";
        MoreFindings = "more_findings", "问题过多，其余未逐条列出";
    }
}

impl FindingCode {
    /// The level of a finding with this code, where its rule does not set another.
    #[must_use]
    pub const fn default_level(self) -> Level {
        match self {
            Self::TitleMissing
            | Self::SourceMissing
            | Self::CategoryMissing
            | Self::CategoryNotForAgency
            | Self::GroundMissing
            | Self::GroundWithoutNeed
            | Self::SubjectMissing
            | Self::GenreMissing
            | Self::DocumentNumberMalformed
            | Self::FormedOnMissing
            | Self::FormedAfterPublishing
            | Self::ExpiresBeforeEffective
            | Self::IdentityNumber
            | Self::BankCard
            | Self::SensitiveWord
            | Self::DeadLink
            | Self::PictureWithoutText => Level::Error,
            _ => Level::Warning,
        }
    }

    /// The rule it rests on: article, document number, or the office's own list.
    #[must_use]
    pub const fn basis(self) -> &'static str {
        match self {
            Self::TitleMissing | Self::TitleEnding | Self::KeywordsMissing => {
                "国办发〔2017〕47号《政府网站发展指引》网页标签规范"
            }
            Self::SourceMissing => "国办发〔2017〕47号《政府网站发展指引》网页标签规范（来源为必填）",
            Self::CategoryMissing => "《政府信息公开条例》第二十条、第二十一条；国办公开办函〔2019〕61号",
            Self::CategoryNotForAgency => "《政府信息公开条例》第二十一条",
            Self::GroundMissing | Self::GroundWithoutNeed => "《政府信息公开条例》第五条、第十三条至第十六条",
            Self::SubjectMissing | Self::SummaryTooLong => "《政府信息公开目录系统实施指引（试行）》",
            Self::GenreMissing => "《党政机关公文处理工作条例》第八条",
            Self::DocumentNumberMissing | Self::DocumentNumberMalformed | Self::DocumentNumberYear => {
                "《党政机关公文格式》（GB/T 9704-2012）发文字号"
            }
            Self::FormedOnMissing => "《政府信息公开条例》第十二条（目录应有生成日期）、第二十六条",
            Self::FormedAfterPublishing | Self::EffectiveBeforeFormed | Self::ExpiresBeforeEffective => {
                "《政府信息公开条例》第六条（及时、准确）"
            }
            Self::PublishedLate => "《政府信息公开条例》第二十六条",
            Self::InterpretationMissing => "国办发〔2016〕61号、国办发〔2016〕80号（政策解读与文件同步）",
            Self::IdentityNumber
            | Self::OldIdentityNumber
            | Self::MobileNumber
            | Self::BankCard
            | Self::PossibleBankCard => "《个人信息保护法》第二十五条、第二十八条；《政府信息公开条例》第十五条",
            Self::ErrorProneWord | Self::SensitiveWord | Self::DisguisedWord => "本单位词库",
            Self::LawTitle | Self::LawTitleShort => "法律、行政法规公布的名称",
            Self::DeadLink => "国办秘函〔2019〕19号（链接不可用）",
            Self::PictureWithoutText | Self::PictureTextPoor => "《无障碍环境建设法》第三十二条；GB/T 37668-2019",
            Self::FullWidthDate => "《出版物上数字用法》（GB/T 15835-2011）",
            Self::DoubledPunctuation | Self::UnmatchedBracket => "《标点符号用法》（GB/T 15834-2011）",
            Self::AttachmentUnread => "《政府信息公开条例》第十五条、第十七条（公开前审查）",
            Self::MoreFindings => "同上列各条",
        }
    }
}

/// One thing found in a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckFinding {
    /// What it is.
    pub code: FindingCode,
    /// Whether it stops the submission or wants a reason.
    pub level: Level,
    /// Where it lies.
    pub place: Place,
    /// From and to (excluded) in characters (Unicode scalar values) of that place's text; `None` for the whole.
    pub range: Option<(usize, usize)>,
    /// The text in the range, or the value of the field.
    pub found: String,
    /// What could stand there instead.
    pub proposal: Option<String>,
    /// A number that belongs to the code: working days late, characters too many, findings not listed.
    pub count: Option<u32>,
    /// The rule of the word list that found it.
    pub rule: Option<String>,
    /// The list's remark on that rule.
    pub note: Option<String>,
    /// The legal or practical basis.
    pub basis: Cow<'static, str>,
}

impl CheckFinding {
    /// A finding on a whole field.
    pub(super) fn whole(code: FindingCode, place: Place, found: &str) -> Self {
        Self {
            code,
            level: code.default_level(),
            place,
            range: None,
            found: found.to_owned(),
            proposal: None,
            count: None,
            rule: None,
            note: None,
            basis: Cow::Borrowed(code.basis()),
        }
    }

    /// A finding in a text.
    pub(super) fn at(code: FindingCode, place: Place, range: (usize, usize), found: String) -> Self {
        Self { range: Some(range), found, ..Self::whole(code, place, "") }
    }

    pub(super) fn proposing(mut self, proposal: impl Into<String>) -> Self {
        self.proposal = Some(proposal.into());
        self
    }

    pub(super) fn counting(mut self, count: u32) -> Self {
        self.count = Some(count);
        self
    }

    pub(super) fn with_level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// Stands for findings that are not listed; as grave as the gravest of them.
    pub(super) fn more(place: Place, rest: &[Self]) -> Self {
        let grave = rest.iter().any(|finding| finding.level == Level::Error);
        let level = if grave { Level::Error } else { Level::Warning };
        Self::whole(FindingCode::MoreFindings, place, "")
            .with_level(level)
            .counting(u32::try_from(rest.len()).unwrap_or(u32::MAX))
    }

    /// What a reason is kept under: the same words in the same place keep their reason when the text around
    /// them changes.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}|{}|{}", self.code, self.place, self.found)
    }
}
