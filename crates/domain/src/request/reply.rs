//! 答复: the twenty-three ways in which an application can end, each with its ground, the row of the annual report
//! that counts it, the facts it demands, and the steps it passes. Not the wording of the letter, nor when it is due.

use super::article::{Article, Law};

crate::code_enum! {
    /// How an application ends. The codes are fixed: reports and old cases name them.
    pub enum ReplyKind {
        A1 = "A1", "已主动公开，告知获取方式和途径";
        A2 = "A2", "予以公开";
        B1 = "B1", "部分公开";
        C1 = "C1", "不予公开：属于国家秘密";
        C2 = "C2", "不予公开：其他法律、行政法规禁止公开";
        C3 = "C3", "不予公开：危及国家安全、公共安全、经济安全、社会稳定";
        C4 = "C4", "不予公开：保护第三方合法权益";
        C5 = "C5", "不予公开：内部事务信息";
        C6 = "C6", "不予公开：过程性信息";
        C7 = "C7", "不予公开：行政执法案卷信息";
        C8 = "C8", "不予公开：行政查询事项";
        /// Searched for and not found (art. 36(4)).
        D1a = "D1a", "无法提供：政府信息不存在";
        /// Another organ's information (art. 36(5)); counted in the same row as D1a.
        D1b = "D1b", "无法提供：不属于本机关负责公开";
        D2 = "D2", "无法提供：没有现成信息，需要另行制作";
        D3 = "D3", "无法提供：补正后申请内容仍不明确";
        E1 = "E1", "不予处理：信访、投诉、举报类申请";
        E2 = "E2", "不予处理：重复申请";
        E3 = "E3", "不予处理：要求提供公开出版物";
        E4 = "E4", "不予处理：无正当理由大量、反复申请";
        E5 = "E5", "不予处理：要求确认或者重新出具已获取信息";
        F1 = "F1", "不再处理：逾期不补正";
        F2 = "F2", "不再处理：逾期未缴纳信息处理费";
        F3 = "F3", "其他处理";
    }
}

crate::code_enum! {
    /// The six classes of the report's part 3, which are also the six manners of the letter.
    pub enum ReplyClass {
        Open = "open", "予以公开";
        Partial = "partial", "部分公开";
        Refused = "refused", "不予公开";
        Unable = "unable", "无法提供";
        NotHandled = "not_handled", "不予处理";
        Other = "other", "其他处理";
    }
}

crate::code_enum! {
    /// A row of table 3 of the annual report (国办公开办函〔2021〕30号) in which an ended application is counted.
    pub enum ReportRow {
        R31 = "r3.1", "（一）予以公开";
        R32 = "r3.2", "（二）部分公开";
        R331 = "r3.3.1", "（三）不予公开 1.属于国家秘密";
        R332 = "r3.3.2", "（三）不予公开 2.其他法律行政法规禁止公开";
        R333 = "r3.3.3", "（三）不予公开 3.危及“三安全一稳定”";
        R334 = "r3.3.4", "（三）不予公开 4.保护第三方合法权益";
        R335 = "r3.3.5", "（三）不予公开 5.属于三类内部事务信息";
        R336 = "r3.3.6", "（三）不予公开 6.属于四类过程性信息";
        R337 = "r3.3.7", "（三）不予公开 7.属于行政执法案卷";
        R338 = "r3.3.8", "（三）不予公开 8.属于行政查询事项";
        R341 = "r3.4.1", "（四）无法提供 1.本机关不掌握相关政府信息";
        R342 = "r3.4.2", "（四）无法提供 2.没有现成信息需要另行制作";
        R343 = "r3.4.3", "（四）无法提供 3.补正后申请内容仍不明确";
        R351 = "r3.5.1", "（五）不予处理 1.信访举报投诉类申请";
        R352 = "r3.5.2", "（五）不予处理 2.重复申请";
        R353 = "r3.5.3", "（五）不予处理 3.要求提供公开出版物";
        R354 = "r3.5.4", "（五）不予处理 4.无正当理由大量反复申请";
        R355 = "r3.5.5", "（五）不予处理 5.要求行政机关确认或重新出具已获取信息";
        R361 = "r3.6.1", "（六）其他处理 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请";
        R362 = "r3.6.2", "（六）其他处理 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请";
        R363 = "r3.6.3", "（六）其他处理 3.其他";
    }
}

crate::code_enum! {
    /// What must be known, and is written into the letter or the file, before a reply can be given. The code is also
    /// the name under which the words are kept with the case.
    pub enum Fact {
        /// Where and how the published information can be had (art. 36(1)).
        WayOfAccess = "way_of_access", "获取信息的方式和途径";
        /// In what form and how the information is supplied (arts 36(2), 40).
        WayOfSupply = "way_of_supply", "提供信息的方式和途径";
        /// On which day it is supplied (art. 36(2)).
        SupplyTime = "supply_time", "提供信息的时间";
        /// What was blacked out, and that it was done (art. 37).
        Redaction = "redaction", "区分处理的内容";
        /// On which ground the withheld part is withheld (art. 37).
        WithheldGround = "withheld_ground", "不公开部分的理由和依据";
        /// Class, term and authority of the classification, or the competent department's finding (arts 14, 17).
        Classification = "classification", "定密情况或者保密审查结论";
        /// The provision of a law or administrative regulation that forbids it (art. 14).
        Prohibition = "prohibition", "禁止公开的法律、行政法规条款";
        /// How the danger to the three securities and stability was found (art. 14).
        DangerFinding = "danger_finding", "可能危及安全、稳定的研判意见";
        /// What the third party answered, or that it did not and the organ decided itself (art. 32).
        ThirdPartyOpinion = "third_party_opinion", "征求第三方意见的情况";
        /// Why refusing is right in this case (art. 36(3)).
        Reason = "reason", "不予公开的理由";
        /// Which enforcement file the information belongs to (art. 16).
        EnforcementFile = "enforcement_file", "所属的行政执法案卷";
        /// The special procedure by which it can be had, with its provision (art. 36(7)).
        SpecialProcedure = "special_procedure", "查询办法及其依据";
        /// Where was searched: registers, archives, systems, units.
        SearchPlaces = "search_places", "检索的范围和载体";
        /// Who searched and when.
        SearchPeople = "search_people", "检索人员和时间";
        /// By which words and numbers was searched.
        SearchKeywords = "search_keywords", "检索使用的关键词";
        /// Why it is another organ's (art. 36(5)).
        NotOursReason = "not_ours_reason", "不属于本机关负责公开的理由";
        /// The organ that has to disclose it, where it can be told (art. 36(5)).
        CompetentOrgan = "competent_organ", "负责公开的行政机关名称";
        /// How to reach that organ.
        CompetentContact = "competent_contact", "负责公开的行政机关联系方式";
        /// That the competent organ cannot be told, and what was done to find it.
        CompetentUnknown = "competent_unknown", "无法确定负责公开的行政机关的说明";
        /// Why existing information would have to be worked up or analysed (art. 38).
        ProductionReason = "production_reason", "需要加工、分析的说明";
        /// When the supplement was asked for and, where it came, received (art. 30).
        SupplementRecord = "supplement_record", "补正告知和补正的情况";
        /// Why the content is still unclear after the supplement.
        UnclearReason = "unclear_reason", "补正后仍不明确的说明";
        /// Which channel is right for a petition, complaint or tip-off (art. 39).
        RightChannel = "right_channel", "应当通过的渠道";
        /// The number of the earlier case and how it was answered (art. 36(6)).
        EarlierCase = "earlier_case", "此前申请的登记号和答复情况";
        /// Where the publication can be had (art. 39).
        PublicationSource = "publication_source", "获取公开出版物的途径";
        /// That reasons were demanded, and what was answered (art. 35).
        DemandedReasons = "demanded_reasons", "要求说明理由的情况";
        /// Why the reasons given do not justify the number (art. 35).
        ReasonsFinding = "reasons_finding", "理由不合理的认定";
        /// What the applicant has already got and when.
        ObtainedInformation = "obtained_information", "申请人已获取信息的情况";
        /// Number and day of service of the fee notice, and that nothing was paid in time.
        FeeNotice = "fee_notice", "收费通知和逾期未缴的情况";
        /// Why the case ends: withdrawn, out of reach, no government information.
        ClosingReason = "closing_reason", "结束办理的原因";
    }
}

crate::code_enum! {
    /// A person who must have seen a reply before it goes out.
    pub enum ReplyStep {
        LegalReview = "legal_review", "合法性审核";
        Signature = "signature", "负责人签发";
    }
}

/// One demand: met when every fact of one of the alternatives is there.
pub type Demand = &'static [&'static [Fact]];

impl ReplyKind {
    /// The class of the report and the manner of the letter.
    #[must_use]
    pub const fn class(self) -> ReplyClass {
        match self {
            Self::A1 | Self::A2 => ReplyClass::Open,
            Self::B1 => ReplyClass::Partial,
            Self::C1 | Self::C2 | Self::C3 | Self::C4 | Self::C5 | Self::C6 | Self::C7 | Self::C8 => {
                ReplyClass::Refused
            }
            Self::D1a | Self::D1b | Self::D2 | Self::D3 => ReplyClass::Unable,
            Self::E1 | Self::E2 | Self::E3 | Self::E4 | Self::E5 => ReplyClass::NotHandled,
            Self::F1 | Self::F2 | Self::F3 => ReplyClass::Other,
        }
    }

    /// The row of table 3 in which the application counts.
    #[must_use]
    pub const fn report_row(self) -> ReportRow {
        match self {
            Self::A1 | Self::A2 => ReportRow::R31,
            Self::B1 => ReportRow::R32,
            Self::C1 => ReportRow::R331,
            Self::C2 => ReportRow::R332,
            Self::C3 => ReportRow::R333,
            Self::C4 => ReportRow::R334,
            Self::C5 => ReportRow::R335,
            Self::C6 => ReportRow::R336,
            Self::C7 => ReportRow::R337,
            Self::C8 => ReportRow::R338,
            Self::D1a | Self::D1b => ReportRow::R341,
            Self::D2 => ReportRow::R342,
            Self::D3 => ReportRow::R343,
            Self::E1 => ReportRow::R351,
            Self::E2 => ReportRow::R352,
            Self::E3 => ReportRow::R353,
            Self::E4 => ReportRow::R354,
            Self::E5 => ReportRow::R355,
            Self::F1 => ReportRow::R361,
            Self::F2 => ReportRow::R362,
            Self::F3 => ReportRow::R363,
        }
    }

    /// The articles that the reply rests on. Empty for E5, which is a row of the report without an article, and F3.
    #[must_use]
    pub const fn grounds(self) -> &'static [Article] {
        const fn a(article: u16) -> Article {
            Article::of(Law::Regulation, article)
        }
        match self {
            Self::A1 => const { &[a(36).item(1)] },
            Self::A2 => const { &[a(36).item(2)] },
            Self::B1 => const { &[a(37)] },
            Self::C1 | Self::C2 | Self::C3 => const { &[a(14), a(36).item(3)] },
            Self::C4 => const { &[a(15), a(32), a(36).item(3)] },
            Self::C5 => const { &[a(16).paragraph(1), a(36).item(3)] },
            Self::C6 | Self::C7 => const { &[a(16).paragraph(2), a(36).item(3)] },
            Self::C8 => const { &[a(36).item(7)] },
            Self::D1a => const { &[a(36).item(4)] },
            Self::D1b => const { &[a(10), a(36).item(5)] },
            Self::D2 => const { &[a(38)] },
            Self::D3 | Self::F1 => const { &[a(30)] },
            Self::E1 => const { &[a(39).paragraph(1)] },
            Self::E2 => const { &[a(36).item(6)] },
            Self::E3 => const { &[a(39).paragraph(2)] },
            Self::E4 => const { &[a(35)] },
            Self::F2 => const { &[a(42), Article::of(Law::FeeMeasures, 6)] },
            Self::E5 | Self::F3 => &[],
        }
    }

    /// What must be known before this reply can be given.
    #[must_use]
    pub const fn demands(self) -> &'static [Demand] {
        use Fact as F;
        match self {
            Self::A1 => &[&[&[F::WayOfAccess]]],
            Self::A2 => &[&[&[F::WayOfSupply]], &[&[F::SupplyTime]]],
            Self::B1 => &[&[&[F::WayOfSupply]], &[&[F::SupplyTime]], &[&[F::Redaction]], &[&[F::WithheldGround]]],
            Self::C1 => &[&[&[F::Classification]]],
            Self::C2 => &[&[&[F::Prohibition]], &[&[F::Reason]]],
            Self::C3 => &[&[&[F::DangerFinding]]],
            Self::C4 => &[&[&[F::ThirdPartyOpinion]], &[&[F::Reason]]],
            Self::C5 | Self::C6 => &[&[&[F::Reason]]],
            Self::C7 => &[&[&[F::EnforcementFile]], &[&[F::Reason]]],
            Self::C8 => &[&[&[F::SpecialProcedure]]],
            Self::D1a => &[&[&[F::SearchPlaces]], &[&[F::SearchPeople]], &[&[F::SearchKeywords]]],
            Self::D1b => {
                &[&[&[F::NotOursReason]], &[&[F::CompetentOrgan, F::CompetentContact], &[F::CompetentUnknown]]]
            }
            Self::D2 => &[&[&[F::ProductionReason]]],
            Self::D3 => &[&[&[F::SupplementRecord]], &[&[F::UnclearReason]]],
            Self::E1 => &[&[&[F::RightChannel]]],
            Self::E2 => &[&[&[F::EarlierCase]]],
            Self::E3 => &[&[&[F::PublicationSource]]],
            Self::E4 => &[&[&[F::DemandedReasons]], &[&[F::ReasonsFinding]]],
            Self::E5 => &[&[&[F::ObtainedInformation]]],
            Self::F1 => &[&[&[F::SupplementRecord]]],
            Self::F2 => &[&[&[F::FeeNotice]]],
            Self::F3 => &[&[&[F::ClosingReason]]],
        }
    }

    /// Who must have seen the reply before it goes out, unless the office decides otherwise: legal review for all
    /// that gives less than was asked for, a signature for everything.
    #[must_use]
    pub const fn default_steps(self) -> &'static [ReplyStep] {
        match self {
            Self::A1 | Self::A2 | Self::F3 => &[ReplyStep::Signature],
            _ => &[ReplyStep::LegalReview, ReplyStep::Signature],
        }
    }

    /// Every fact that the reply may rest on, in the order in which it is asked for.
    pub fn facts(self) -> impl Iterator<Item = Fact> {
        self.demands().iter().flat_map(|demand| demand.iter().flat_map(|facts| facts.iter().copied()))
    }
}

/// The facts still missing for a reply, in the order in which they are asked for. Where there are alternatives, those
/// of the one that lacks least.
#[must_use]
pub fn missing_facts(kind: ReplyKind, known: &[Fact]) -> Vec<Fact> {
    let lacking = |facts: &&[Fact]| facts.iter().copied().filter(|f| !known.contains(f)).collect::<Vec<Fact>>();
    kind.demands()
        .iter()
        .filter_map(|alternatives| alternatives.iter().map(lacking).min_by_key(Vec::len))
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests;
