//! What to write for each fact of a reply, in plain Chinese, and what the case itself can tell of it already.

use app::request::look::Look;
use domain::request::channel::Consulted;
use domain::request::reply::Fact;

/// What to write.
#[must_use]
pub const fn hint(fact: Fact) -> &'static str {
    use Fact as F;
    match fact {
        F::WayOfAccess => "写明在哪里能找到：网站栏目和网址、公报期号、查阅点，让申请人照着就能找到。",
        F::WayOfSupply => "例如：以电子邮件发送 PDF 文件；或者某月某日到某处查阅、抄录。",
        F::SupplyTime => "随答复一并提供的，写“随本答复书提供”；以后提供的，写明日期。",
        F::Redaction => "写明哪些内容作了区分处理，例如：第 2 页申请人以外的个人姓名、住址已涂黑。",
        F::WithheldGround => "逐项写明不公开的部分属于什么、依据哪一条、为什么。",
        F::Classification => "写明密级、保密期限、定密机关和定密依据；或者主管部门、保密行政管理部门的审查结论和日期。",
        F::Prohibition => "写明法律、行政法规的名称和条、款、项，不能只写文件名称。规章、规范性文件不能作为依据。",
        F::DangerFinding => "写明由谁、何时研判，公开后会怎样危及安全、稳定。",
        F::ThirdPartyOpinion => "写明何时征求谁的意见、对方怎样答复；没有答复的，写明本机关怎样认定。",
        F::Reason => "针对这件申请说明理由，不能只重复法条。",
        F::EnforcementFile => "写明属于哪一个执法案件的案卷。",
        F::SpecialProcedure => "写明到哪里、按什么规定查询，例如不动产登记资料按《不动产登记资料查询暂行办法》查询。",
        F::SearchPlaces => "写明查过哪些档案、系统、台账和单位。",
        F::SearchPeople => "写明由谁、在哪天检索。",
        F::SearchKeywords => "写明用过的名称、文号、关键词和年份。",
        F::NotOursReason => "写明为什么不由本机关制作或者保存，依据哪一条规定。",
        F::CompetentOrgan => "写全称。可以从上面的机构名录选取。",
        F::CompetentContact => "写明办公地址和联系电话。",
        F::CompetentUnknown => "确实无法确定的才填写：写明怎样查找过，为什么不能确定。",
        F::ProductionReason => "写明现有信息是什么样子，需要怎样加工、分析才能满足申请。",
        F::SupplementRecord => "写明何时告知补正、期限到哪天、申请人何时补正或者没有补正。",
        F::UnclearReason => "写明补正后还有什么不能确定，例如不能指向特定的政府信息。",
        F::RightChannel => "写明应当向哪里、以什么方式提出，例如信访机构、12345 热线。",
        F::EarlierCase => "写明此前申请的登记号、答复日期和答复结果。",
        F::PublicationSource => "写明公开出版物的名称和获取途径。",
        F::DemandedReasons => "写明何时要求说明理由、申请人何时怎样说明。",
        F::ReasonsFinding => "写明申请的数量、频次，为什么认定理由不合理。",
        F::ObtainedInformation => "写明申请人已经在何时、通过什么方式获得过这份信息。",
        F::FeeNotice => "写明收费通知的日期、金额、送达日期，缴费期限到哪天、没有缴纳。",
        F::ClosingReason => {
            "写明结束办理的原因，例如申请人撤回、无法联系、所申请的不是政府信息；更正申请写明处理结果。"
        }
    }
}

/// Whether a line or two is enough.
#[must_use]
pub const fn is_short(fact: Fact) -> bool {
    use Fact as F;
    matches!(
        fact,
        F::SupplyTime
            | F::SearchPeople
            | F::SearchKeywords
            | F::CompetentOrgan
            | F::CompetentContact
            | F::EnforcementFile
    )
}

/// What the events of the case say of a fact.
#[must_use]
pub fn told_by(look: &Look, fact: Fact) -> Option<String> {
    let case = &look.case;
    match fact {
        Fact::SupplementRecord => case.supplement.map(|asked| {
            let answer = asked
                .arrived_on
                .map_or_else(|| format!("至 {} 没有收到补正。", asked.until), |on| format!("{on} 收到补正。"));
            format!("{} 告知补正，补正期限至 {}；{answer}", asked.on, asked.until)
        }),
        Fact::DemandedReasons => case.reasons.map(|asked| {
            let answer = asked
                .arrived_on
                .map_or_else(|| format!("至 {} 没有收到说明。", asked.until), |on| format!("{on} 收到说明。"));
            format!("{} 要求申请人说明理由，期限至 {}；{answer}", asked.on, asked.until)
        }),
        Fact::FeeNotice => case.fee.map(|fee| {
            let received = fee.received_on.map(|on| format!("，申请人 {on} 收到")).unwrap_or_default();
            format!("{} 发出收费通知，金额 {} 元{received}；期满没有缴纳。", fee.noticed_on, yuan(fee.fen))
        }),
        Fact::ThirdPartyOpinion => {
            let told: Vec<String> = case
                .consultations
                .iter()
                .filter(|asked| asked.with == Consulted::ThirdParty)
                .map(|asked| {
                    let answer = match (asked.opinion, asked.ended_on) {
                        (Some(opinion), Some(on)) => format!("{on} 答复：{}", opinion.label()),
                        (None, Some(on)) => format!("{on} 撤回"),
                        _ => "没有答复".to_string(),
                    };
                    format!("{} 书面征求第三方意见，{answer}。", asked.sent_on)
                })
                .collect();
            (!told.is_empty()).then(|| told.concat())
        }
        _ => None,
    }
}

/// An earlier case and how it was answered.
#[must_use]
pub fn earlier(twin: &Look) -> String {
    let reply = twin.case.reply.map(|(kind, on)| format!("，{on} 已答复：{}", kind.label())).unwrap_or_default();
    format!("登记号 {}{reply}。", twin.row.number)
}

/// A sum in yuan, without fen where there are none.
#[must_use]
pub fn yuan(fen: i64) -> String {
    if fen % 100 == 0 { (fen / 100).to_string() } else { format!("{}.{:02}", fen / 100, fen % 100) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_is_asked_for_in_a_sentence() {
        for fact in Fact::ALL {
            assert!(hint(*fact).ends_with('。'), "{fact}");
        }
        assert_eq!((yuan(38_000), yuan(5), yuan(12_345)), ("380".into(), "0.05".into(), "123.45".into()));
    }
}
